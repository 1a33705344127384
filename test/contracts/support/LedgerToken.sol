// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IComplianceModule} from "../../../contracts/interfaces/IComplianceModule.sol";

/// @notice As much of a treasury token as compliance speaks to: balances, and movements that it reports before they happen.
contract LedgerToken {
    IComplianceModule private immutable COMPLIANCE;

    mapping(address account => uint256) public totalBalanceOf;

    error Refused(bytes1 code, bytes32 rule);

    constructor(IComplianceModule compliance) {
        COMPLIANCE = compliance;
    }

    function issue(address to, uint256 amount) external {
        _move(address(0), to, amount, false);
    }

    function redeem(address from, uint256 amount) external {
        _move(from, address(0), amount, false);
    }

    function move(address from, address to, uint256 amount) external {
        _move(from, to, amount, false);
    }

    function force(address from, address to, uint256 amount) external {
        _move(from, to, amount, true);
    }

    /// @notice Gives an account tokens that compliance never heard of, as from before it had rules.
    function give(address to, uint256 amount) external {
        totalBalanceOf[to] += amount;
    }

    function _move(address from, address to, uint256 amount, bool forced) private {
        (bytes1 code, bytes32 rule) = COMPLIANCE.onTransfer(from, to, amount, forced);
        if (rule != 0) revert Refused(code, rule);
        if (from != address(0)) totalBalanceOf[from] -= amount;
        if (to != address(0)) totalBalanceOf[to] += amount;
    }
}
