// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @title SnapshotTimes
/// @notice Scheduled times, ascending and distinct. Only those that haven't come may be added: what has passed never moves.
library SnapshotTimes {
    /// @notice Adds a time where it belongs, unless it is there: says whether it did. Cheapest in ascending order.
    function insert(uint40[] storage times, uint40 time) internal returns (bool added) {
        uint256 place = times.length;
        while (place != 0 && times[place - 1] > time) --place;
        if (place != 0 && times[place - 1] == time) return false;
        times.push(time);
        for (uint256 i = times.length - 1; i > place; --i) times[i] = times[i - 1];
        times[place] = time;
        return true;
    }

    /// @notice How many times are at or before `time`, given that the first `known` are.
    function countUntil(uint40[] storage times, uint256 known, uint256 time) internal view returns (uint256) {
        uint256 high = times.length;
        while (known < high) {
            uint256 middle = (known + high) / 2;
            if (times[middle] <= time) known = middle + 1;
            else high = middle;
        }
        return known;
    }
}
