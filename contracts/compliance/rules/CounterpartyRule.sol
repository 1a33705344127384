// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IComplianceModule} from "../../interfaces/IComplianceModule.sol";
import {Rule} from "./Rule.sol";

/// @title CounterpartyRule
/// @notice Pairs of holders between whom a token may not move, in either direction: an information barrier between desks,
/// a counterparty that has no credit line, a conflict of interest.
/// @dev A pair is of holders: it binds all accounts that they have at that time or later.
contract CounterpartyRule is Rule {
    mapping(bytes32 pair => bool) private _blocked;

    /// @notice A pair was blocked or not any more; `token` zero means in every token that has this rule.
    event PairChanged(address indexed token, address indexed first, address indexed second, bool blocked);

    /// @notice A rule of one compliance module.
    /// @param compliance_ The module that it serves.
    constructor(IComplianceModule compliance_) Rule(compliance_) {}

    /// @notice Blocks movements of a token between two recorded investors, or allows them again; `token` zero means in
    /// every token that has this rule. Only an admin of compliance.
    function setPair(address token, address first, address second, bool blocked) external onlyAdmin {
        _blocked[_pair(token, _requireHolder(first), _requireHolder(second))] = blocked;
        emit PairChanged(token, first, second, blocked);
    }

    /// @notice Whether a token may not move between two accounts.
    function isBlocked(address token, address first, address second) external view returns (bool) {
        return _isBlocked(token, COMPLIANCE.holderOf(first), COMPLIANCE.holderOf(second));
    }

    function _check(Movement calldata movement) internal view override returns (bytes1, bytes32) {
        if (!_isTransfer(movement)) return (0, 0);
        if (!_isBlocked(movement.token, movement.sender.holder(), movement.receiver.holder())) return (0, 0);
        return (INVALID_RECEIVER, "receiver/counterparty");
    }

    function _isBlocked(address token, bytes19 first, bytes19 second) private view returns (bool) {
        return _blocked[_pair(token, first, second)] || _blocked[_pair(address(0), first, second)];
    }

    function _requireHolder(address account) private view returns (bytes19 holder) {
        holder = COMPLIANCE.holderOf(account);
        if (holder == 0) revert IComplianceModule.UnknownInvestor(account);
    }

    function _pair(address token, bytes19 first, bytes19 second) private pure returns (bytes32) {
        return first < second
            ? keccak256(abi.encode(token, first, second))
            : keccak256(abi.encode(token, second, first));
    }
}
