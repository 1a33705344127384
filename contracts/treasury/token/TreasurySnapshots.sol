// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {AccessControlUpgradeable} from "@openzeppelin/contracts-upgradeable/access/AccessControlUpgradeable.sol";

import {ITreasurySnapshots} from "../../interfaces/ITreasurySnapshots.sol";
import {SnapshotTimes} from "../../libraries/SnapshotTimes.sol";
import {TokenState} from "../../libraries/TokenState.sol";
import {TreasuryLedger} from "./TreasuryLedger.sol";

/// @title TreasurySnapshots
/// @notice The times whose balances are kept.
abstract contract TreasurySnapshots is ITreasurySnapshots, TreasuryLedger, AccessControlUpgradeable {
    using SnapshotTimes for uint40[];

    // Epochs have 16 bits.
    uint256 private constant MAX_SNAPSHOTS = type(uint16).max;

    /// @inheritdoc ITreasurySnapshots
    function scheduleSnapshots(uint40[] calldata times) external {
        TokenStorage storage $ = _storage();
        if (msg.sender != $.yieldModule) _checkRole(CONTROLLER_ROLE);
        TokenState state = _advance();
        for (uint256 i; i < times.length; ++i) {
            uint40 time = times[i];
            if (time <= block.timestamp || $.snapshotTimes.length == MAX_SNAPSHOTS) revert InvalidSnapshotTime(time);
            if ($.snapshotTimes.insert(time)) emit SnapshotScheduled(time);
        }
        $.state = state.withSnapshots(state.epoch(), _snapshotTime(state.epoch()));
    }

    /// @inheritdoc ITreasurySnapshots
    function snapshotTimes() external view returns (uint40[] memory) {
        return _storage().snapshotTimes;
    }
}
