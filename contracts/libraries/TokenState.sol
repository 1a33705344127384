// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";

import {ITreasuryRegistry} from "../interfaces/ITreasuryRegistry.sol";

/// @notice All of a token's own state that every transfer needs, in one storage slot.
/// @dev From the lowest bit: 4 status; 4 how many partitions there are; 8 paused groups; 16 epoch, how many scheduled
/// snapshots have passed as far as was noticed; 40 the time of the next one (all ones when none is scheduled); 24 maturity
/// day, 0 while unknown; 160 the compliance module.
type TokenState is uint256;

using TokenStates for TokenState global;

/// @title TokenStates
/// @notice Reads and rewrites {TokenState}.
library TokenStates {
    uint256 private constant NIBBLE = 15;
    uint256 private constant PARTITIONS_OFFSET = 4;
    uint256 private constant PAUSED_OFFSET = 8;
    uint256 private constant EPOCH_OFFSET = 16;
    uint256 private constant NEXT_OFFSET = 32;
    uint256 private constant MATURITY_OFFSET = 72;
    uint256 private constant COMPLIANCE_OFFSET = 96;

    /// @notice The state of a token before its registration, without snapshots.
    function create(address complianceModule) internal pure returns (TokenState) {
        uint256 word = uint256(uint160(complianceModule)) << COMPLIANCE_OFFSET;
        return TokenState.wrap(word | uint256(type(uint40).max) << NEXT_OFFSET);
    }

    /// @notice The treasury's status as the registry last told it.
    function status(TokenState state) internal pure returns (ITreasuryRegistry.TreasuryStatus) {
        return ITreasuryRegistry.TreasuryStatus(TokenState.unwrap(state) & NIBBLE);
    }

    /// @notice Whether the treasury is active and none of `groups` is stopped.
    function isActive(TokenState state, uint8 groups) internal pure returns (bool) {
        uint256 mask = NIBBLE | uint256(groups) << PAUSED_OFFSET;
        return TokenState.unwrap(state) & mask == uint8(ITreasuryRegistry.TreasuryStatus.Active);
    }

    /// @notice How many partitions there are.
    function partitionCount(TokenState state) internal pure returns (uint256) {
        return TokenState.unwrap(state) >> PARTITIONS_OFFSET & NIBBLE;
    }

    /// @notice The groups of functions that are stopped, a bit each.
    function pausedGroups(TokenState state) internal pure returns (uint8) {
        return uint8(TokenState.unwrap(state) >> PAUSED_OFFSET);
    }

    /// @notice How many scheduled snapshots have passed, as far as was noticed.
    function epoch(TokenState state) internal pure returns (uint256) {
        return uint16(TokenState.unwrap(state) >> EPOCH_OFFSET);
    }

    /// @notice Unix seconds of the first snapshot that isn't counted in {epoch}.
    function nextSnapshotAt(TokenState state) internal pure returns (uint256) {
        return uint40(TokenState.unwrap(state) >> NEXT_OFFSET);
    }

    /// @notice Unix seconds of maturity; 0 while unknown.
    function maturity(TokenState state) internal pure returns (uint256) {
        unchecked {
            return uint256(uint24(TokenState.unwrap(state) >> MATURITY_OFFSET)) * 1 days;
        }
    }

    /// @notice The compliance module.
    function compliance(TokenState state) internal pure returns (address) {
        return address(uint160(TokenState.unwrap(state) >> COMPLIANCE_OFFSET));
    }

    /// @notice The state with one more partition, of fifteen at most.
    function withOneMorePartition(TokenState state) internal pure returns (TokenState) {
        return TokenState.wrap(TokenState.unwrap(state) + (1 << PARTITIONS_OFFSET));
    }

    /// @notice The state with another status.
    function withStatus(TokenState state, ITreasuryRegistry.TreasuryStatus newStatus) internal pure returns (TokenState) {
        return TokenState.wrap(TokenState.unwrap(state) & ~NIBBLE | uint8(newStatus));
    }

    /// @notice The state with other groups stopped.
    function withPausedGroups(TokenState state, uint8 groups) internal pure returns (TokenState) {
        uint256 cleared = TokenState.unwrap(state) & ~(uint256(type(uint8).max) << PAUSED_OFFSET);
        return TokenState.wrap(cleared | uint256(groups) << PAUSED_OFFSET);
    }

    /// @notice The state after `newEpoch` snapshots, with the next to come at `next`.
    function withSnapshots(TokenState state, uint256 newEpoch, uint40 next) internal pure returns (TokenState) {
        uint256 mask = uint256(type(uint16).max) << EPOCH_OFFSET | uint256(type(uint40).max) << NEXT_OFFSET;
        uint256 cleared = TokenState.unwrap(state) & ~mask;
        return TokenState.wrap(cleared | newEpoch << EPOCH_OFFSET | uint256(next) << NEXT_OFFSET);
    }

    /// @notice The state with the maturity, which it didn't have.
    function withMaturityDay(TokenState state, uint256 day) internal pure returns (TokenState) {
        return TokenState.wrap(TokenState.unwrap(state) | uint256(SafeCast.toUint24(day)) << MATURITY_OFFSET);
    }
}
