// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {HolderSlot} from "./HolderSlot.sol";

/// @notice What one holder has, or all of them together, in each of up to eight partitions, and had at past snapshots.
/// @param slots By partition.
/// @param frozenAmounts The part of what is locked that a controller froze, by partition; the rest is held.
/// @param history Checkpoints by partition, from the lowest bit: 96 balance; 16 the epoch up to which it held; 16 the epoch
/// after which. In between the balance was zero wherever no checkpoint says otherwise.
struct Holdings {
    HolderSlot[8] slots;
    uint96[8] frozenAmounts;
    mapping(uint256 partition => uint128[65_536]) history;
}

using HoldingsLibrary for Holdings global;

/// @title HoldingsLibrary
/// @notice Changes balances so that those at past snapshots stay known, with nobody acting at a snapshot's time.
/// @dev Snapshots are numbered from 1 in the order of their times; an epoch is the number of the last that has passed. The
/// first change of a balance in a new epoch keeps the old one, for it is what every snapshot since the last change saw.
library HoldingsLibrary {
    /// @notice Replaces balance and locked amount of `slot`, which is the partition's as loaded.
    function change(
        Holdings storage self,
        uint256 partition,
        HolderSlot slot,
        uint256 newBalance,
        uint256 newLocked,
        uint256 epoch
    ) internal {
        if (slot.epoch() != epoch) slot = _keep(self, partition, slot, epoch);
        self.slots[partition] = slot.withAmounts(newBalance, newLocked);
    }

    /// @notice The balance in a partition at a snapshot that has passed.
    function balanceAt(Holdings storage self, uint256 partition, uint256 snapshot) internal view returns (uint256) {
        HolderSlot slot = self.slots[partition];
        if (slot.epoch() < snapshot) return slot.balance();
        uint128[65_536] storage history = self.history[partition];
        uint256 low;
        uint256 high = slot.checkpoints();
        while (low < high) {
            uint256 middle = (low + high) / 2;
            if (uint16(history[middle] >> 96) < snapshot) low = middle + 1;
            else high = middle;
        }
        if (low == slot.checkpoints()) return 0;
        uint128 checkpoint = history[low];
        // The lowest 96 bits are the balance.
        // forge-lint: disable-next-line(unsafe-typecast)
        return checkpoint >> 112 < snapshot ? uint96(checkpoint) : 0;
    }

    function _keep(
        Holdings storage self,
        uint256 partition,
        HolderSlot slot,
        uint256 epoch
    ) private returns (HolderSlot) {
        uint256 balance = slot.balance();
        uint256 count = slot.checkpoints();
        if (balance != 0) {
            // Each part fits: 96 bits of balance, 16 of either epoch.
            // forge-lint: disable-next-line(unsafe-typecast)
            self.history[partition][count] = uint128(balance | epoch << 96 | slot.epoch() << 112);
            ++count;
        }
        return slot.withEpoch(epoch, count);
    }
}
