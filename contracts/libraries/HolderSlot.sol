// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";

/// @notice What a token keeps of one holder in one partition, in one storage slot.
/// @dev From the lowest bit: 96 balance; 96 locked (held, or frozen in part; never above the balance); 16 epoch, how many
/// snapshots had passed at the last change of the balance; 16 checkpoints, how many are kept; 1 frozen, the whole account
/// (in the default partition's slot only).
type HolderSlot is uint256;

using HolderSlots for HolderSlot global;

/// @title HolderSlots
/// @notice Reads and rewrites {HolderSlot}.
library HolderSlots {
    uint256 private constant AMOUNTS = (1 << 192) - 1;
    uint256 private constant EPOCH_OFFSET = 192;
    uint256 private constant CHECKPOINTS_OFFSET = 208;
    uint256 private constant FROZEN = 1 << 224;

    /// @notice Base units that the holder owns here, locked ones included.
    function balance(HolderSlot slot) internal pure returns (uint256) {
        return uint96(HolderSlot.unwrap(slot));
    }

    /// @notice Base units that may not leave but as their lock allows.
    function locked(HolderSlot slot) internal pure returns (uint256) {
        return uint96(HolderSlot.unwrap(slot) >> 96);
    }

    /// @notice Base units that may leave.
    function unlocked(HolderSlot slot) internal pure returns (uint256) {
        unchecked {
            return slot.balance() - slot.locked(); // locked never exceeds the balance
        }
    }

    /// @notice How many snapshots had passed at the last change of the balance.
    function epoch(HolderSlot slot) internal pure returns (uint256) {
        return uint16(HolderSlot.unwrap(slot) >> EPOCH_OFFSET);
    }

    /// @notice How many checkpoints are kept.
    function checkpoints(HolderSlot slot) internal pure returns (uint256) {
        return uint16(HolderSlot.unwrap(slot) >> CHECKPOINTS_OFFSET);
    }

    /// @notice Whether the whole account is frozen.
    function frozen(HolderSlot slot) internal pure returns (bool) {
        return HolderSlot.unwrap(slot) & FROZEN != 0;
    }

    /// @notice The slot with other amounts. Reverts when the balance has more than 96 bits.
    function withAmounts(HolderSlot slot, uint256 newBalance, uint256 newLocked) internal pure returns (HolderSlot) {
        uint256 amounts = SafeCast.toUint96(newBalance) | newLocked << 96;
        return HolderSlot.wrap(HolderSlot.unwrap(slot) & ~AMOUNTS | amounts);
    }

    /// @notice The slot as last changed after `newEpoch` snapshots, with that many checkpoints kept.
    function withEpoch(HolderSlot slot, uint256 newEpoch, uint256 newCheckpoints) internal pure returns (HolderSlot) {
        uint256 kept = HolderSlot.unwrap(slot) & (AMOUNTS | FROZEN);
        return HolderSlot.wrap(kept | newEpoch << EPOCH_OFFSET | newCheckpoints << CHECKPOINTS_OFFSET);
    }

    /// @notice The slot of a frozen, or no longer frozen, account.
    function withFrozen(HolderSlot slot, bool isFrozen) internal pure returns (HolderSlot) {
        uint256 word = HolderSlot.unwrap(slot);
        return HolderSlot.wrap(isFrozen ? word | FROZEN : word & ~FROZEN);
    }
}
