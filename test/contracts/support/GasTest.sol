// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Test} from "./Test.sol";

/// @notice Measures whole transactions: 21,000 gas, calldata, and execution on accounts and slots that are cold, less
/// refunds. Needs `isolate`, by which every call of the test is a transaction of its own.
/// @dev The figures are kept in `test/contracts/gas.json`. The gate fails where one is another by more than 0.1 %;
/// `npm run gas` writes them anew.
abstract contract GasTest is Test {
    /// @notice Records what the last call cost, of our own contracts.
    function measure(string memory operation) internal returns (uint256 gasUsed) {
        return measure("quantera", operation);
    }

    /// @notice Records what the last call cost, of the contracts of `group`.
    function measure(string memory group, string memory operation) internal returns (uint256 gasUsed) {
        gasUsed = vm.lastCallGas().gasTotalUsed;
        vm.snapshotValue(group, operation, gasUsed);
    }

    /// @notice Records what the last call cost, and asserts that it stays below a limit.
    function measureBelow(uint256 limit, string memory operation) internal {
        uint256 gasUsed = measure(operation);
        vm.assertLe(gasUsed, limit - 1, string.concat(operation, ": ", vm.toString(gasUsed)));
    }
}
