// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IComplianceModule} from "../../interfaces/IComplianceModule.sol";
import {Rule} from "./Rule.sol";

/// @title MaxBalanceRule
/// @notice A holder may not have more of a token than a limit, over all of its accounts and partitions.
contract MaxBalanceRule is Rule {
    mapping(address token => uint256) private _maxBalance;

    /// @notice The limit of a token was set; 0 for none.
    event MaxBalanceSet(address indexed token, uint256 maxBalance);

    /// @notice A rule of one compliance module.
    /// @param compliance_ The module that it serves.
    constructor(IComplianceModule compliance_) Rule(compliance_) {}

    /// @notice Sets the limit of a token, in its base units; 0 for none. Only an admin of compliance.
    function setMaxBalance(address token, uint256 maxBalance) external onlyAdmin {
        _maxBalance[token] = maxBalance;
        emit MaxBalanceSet(token, maxBalance);
    }

    /// @notice The limit of a token, in its base units; 0 for none.
    function maxBalanceOf(address token) external view returns (uint256) {
        return _maxBalance[token];
    }

    function _check(Movement calldata movement) internal view override returns (bytes1, bytes32) {
        uint256 maxBalance = _maxBalance[movement.token];
        if (maxBalance == 0 || movement.to == address(0) || _isWithinHolder(movement)) return (0, 0);
        if (movement.amount <= maxBalance) {
            uint256 balance = _balanceOf(movement.token, movement.to, movement.receiver);
            if (balance <= maxBalance - movement.amount) return (0, 0);
        }
        return (INVALID_RECEIVER, "receiver/max-balance");
    }
}
