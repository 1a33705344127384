// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IHoldable} from "../interfaces/IHoldable.sol";

/// @title Holds
/// @notice The records of holds, as {IHoldable} describes them. What is held is locked, and moved, by the token.
library Holds {
    /// @dev `partition` is the number the token gives it. A record stays when nothing is held any more: an id is used once.
    struct Record {
        address holder;
        uint96 amount;
        address recipient;
        uint64 expiry;
        uint8 partition;
        address notary;
    }

    /// @notice Records a hold of the caller.
    function create(
        mapping(bytes32 holdId => Record) storage records,
        address recipient,
        address notary,
        uint256 partition,
        uint256 amount,
        uint64 expiry,
        bytes32 salt
    ) internal returns (bytes32 holdId) {
        holdId = keccak256(abi.encode(msg.sender, salt));
        if (records[holdId].holder != address(0)) revert IHoldable.HoldExists(holdId);
        bool valid = amount != 0 && amount <= type(uint96).max && notary != address(0) && expiry > block.timestamp;
        if (!valid) revert IHoldable.InvalidHold();
        // Both fit: the amount was checked, and partitions are eight at most.
        // forge-lint: disable-next-line(unsafe-typecast)
        records[holdId] = Record(msg.sender, uint96(amount), recipient, expiry, uint8(partition), notary);
        emit IHoldable.HoldCreated(holdId, msg.sender, notary, recipient, amount, expiry);
    }

    /// @notice Takes `amount` off a hold that the caller, its notary, executes.
    function execute(
        mapping(bytes32 holdId => Record) storage records,
        bytes32 holdId,
        address recipient,
        uint256 amount
    ) internal returns (address holder, uint256 partition) {
        Record storage record = find(records, holdId);
        if (msg.sender != record.notary) revert IHoldable.NotHoldNotary(holdId, msg.sender);
        if (block.timestamp >= record.expiry) revert IHoldable.HoldExpired(holdId, record.expiry);
        address named = record.recipient;
        if (named != address(0) && named != recipient) revert IHoldable.NotHoldRecipient(holdId, recipient);
        uint256 held = record.amount;
        if (amount > held) revert IHoldable.ExceedsHold(holdId, amount, held);
        // forge-lint: disable-next-line(unsafe-typecast)
        record.amount = uint96(held - amount);
        emit IHoldable.HoldExecuted(holdId, recipient, amount, held - amount);
        return (record.holder, record.partition);
    }

    /// @notice Ends a hold: by its notary, by anyone from its expiry on, or by whom the token trusts to.
    function release(
        mapping(bytes32 holdId => Record) storage records,
        bytes32 holdId,
        bool trusted
    ) internal returns (address holder, uint256 partition, uint256 amount) {
        Record storage record = find(records, holdId);
        if (!trusted && msg.sender != record.notary && block.timestamp < record.expiry) {
            revert IHoldable.HoldNotReleasable(holdId, msg.sender);
        }
        amount = record.amount;
        record.amount = 0;
        emit IHoldable.HoldReleased(holdId, amount);
        return (record.holder, record.partition, amount);
    }

    /// @notice The record of a hold that was created.
    function find(
        mapping(bytes32 holdId => Record) storage records,
        bytes32 holdId
    ) internal view returns (Record storage record) {
        record = records[holdId];
        if (record.holder == address(0)) revert IHoldable.UnknownHold(holdId);
    }
}
