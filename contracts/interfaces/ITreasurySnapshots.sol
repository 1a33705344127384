// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @title ITreasurySnapshots
/// @notice The times whose balances a treasury token keeps.
interface ITreasurySnapshots {
    /// @notice Balances will be kept as they are at the start of `time` (Unix seconds).
    event SnapshotScheduled(uint40 time);

    /// @notice Thrown when a snapshot's time isn't in the future, or is one too many.
    error InvalidSnapshotTime(uint40 time);

    /// @notice Keeps balances as they will be at the start of each of the times, all in the future; those scheduled already
    /// are passed over. Only the yield module or a controller. Needs nobody to act at those times.
    function scheduleSnapshots(uint40[] calldata times) external;

    /// @notice Every scheduled time, past ones included, ascending.
    function snapshotTimes() external view returns (uint40[] memory);
}
