// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Checkpoints} from "@openzeppelin/contracts/utils/structs/Checkpoints.sol";

import {IComplianceModule} from "../../interfaces/IComplianceModule.sol";
import {Rule} from "./Rule.sol";

/// @title LockUpRule
/// @notice What a holder receives can't be sent for a period, and nobody can send anything before a date.
/// @dev Each holder's receipts are kept as a running total by time: what it received within the period is locked, the rest
/// of its balance is free. So the first received is the first to be sent, and no number of small receipts makes a
/// check dear. Movements between a holder's own accounts, redemptions and forced movements don't ask; a forced movement
/// locks for the receiver as any other receipt does.
contract LockUpRule is Rule {
    using Checkpoints for Checkpoints.Trace208;

    /// @param until Unix seconds before which nobody can send; 0 for none.
    /// @param period Seconds for which a receipt is locked; 0 for none.
    /// @param onlyIssued Whether only what was received by issuance is locked for the period.
    struct LockUp {
        uint48 until;
        uint32 period;
        bool onlyIssued;
    }

    mapping(address token => LockUp) private _lockUps;
    mapping(address token => mapping(bytes19 holder => Checkpoints.Trace208)) private _received;

    /// @notice The lock-up of a token was set.
    event LockUpSet(address indexed token, LockUp lockUp);

    /// @notice A rule of one compliance module.
    /// @param compliance_ The module that it serves.
    constructor(IComplianceModule compliance_) Rule(compliance_) {}

    /// @notice Sets the lock-up of a token. The period counts at once for what was received while the token had the rule.
    /// Only an admin of compliance.
    function setLockUp(address token, LockUp calldata lockUp) external onlyAdmin {
        _lockUps[token] = lockUp;
        emit LockUpSet(token, lockUp);
    }

    /// @notice The lock-up of a token.
    function lockUpOf(address token) external view returns (LockUp memory) {
        return _lockUps[token];
    }

    /// @notice What the holder of an account received within the period: that much of its balance can't be sent.
    function lockedOf(address token, address account) external view returns (uint256) {
        return _locked(token, COMPLIANCE.holderOf(account), _lockUps[token].period);
    }

    function _record(Movement calldata movement) internal override returns (bytes1 code, bytes32 rule) {
        (code, rule) = _check(movement);
        if (rule == 0 && movement.to != address(0) && !_isWithinHolder(movement)) _receive(movement);
    }

    function _check(Movement calldata movement) internal view override returns (bytes1, bytes32) {
        if (!_isTransfer(movement)) return (0, 0);
        LockUp memory lockUp = _lockUps[movement.token];
        if (block.timestamp < lockUp.until) return (FUNDS_LOCKED, "sender/lock-up");
        uint256 locked = _locked(movement.token, movement.sender.holder(), lockUp.period);
        if (locked == 0) return (0, 0);
        uint256 balance = _balanceOf(movement.token, movement.from, movement.sender);
        // An amount beyond the balance is the token's to refuse.
        if (balance >= locked && movement.amount <= balance - locked) return (0, 0);
        return (FUNDS_LOCKED, "sender/lock-up");
    }

    function _locked(address token, bytes19 holder, uint32 period) private view returns (uint256) {
        if (period == 0) return 0;
        Checkpoints.Trace208 storage received = _received[token][holder];
        // Received at t is free from t + period on.
        uint256 freeUntil = block.timestamp < period ? 0 : block.timestamp - period;
        // forge-lint: disable-next-line(unsafe-typecast)
        return received.latest() - received.upperLookupRecent(uint48(freeUntil));
    }

    /// @dev Adds to what the receiver has received, where it is locked.
    function _receive(Movement calldata movement) private {
        LockUp memory lockUp = _lockUps[movement.token];
        if (lockUp.period == 0 || (lockUp.onlyIssued && movement.from != address(0))) return;
        Checkpoints.Trace208 storage received = _received[movement.token][movement.receiver.holder()];
        // Balances fit 96 bits, and seconds 48 for nine million years.
        // forge-lint: disable-next-line(unsafe-typecast)
        received.push(uint48(block.timestamp), received.latest() + uint208(movement.amount));
    }
}
