// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @notice Folds a fuzzed number into [low, high]; a number that is there already stays.
function bound(uint256 value, uint256 low, uint256 high) pure returns (uint256) {
    if (value >= low && value <= high) return value;
    return low + value % (high - low + 1);
}
