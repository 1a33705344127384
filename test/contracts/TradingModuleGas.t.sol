// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ITradingModule} from "../../contracts/interfaces/ITradingModule.sol";
import {TradingDesk} from "./support/TradingDesk.sol";

/// @notice What settling costs as a transaction of its own: 21,000 and the calldata included, everything cold.
contract TradingModuleGasTest is TradingDesk {
    /// forge-config: default.isolate = true
    function test_gas_plainSettleStaysBelow180000() external {
        ITradingModule.Fill memory first = plainFill();
        ITradingModule.Fill memory second = plainFill();
        module.settle(first);
        module.settle(second);
        assertLastCallBelow(180_000);
    }


    function assertLastCallBelow(uint256 limit) private view {
        uint256 gasUsed = vm.lastCallGas().gasTotalUsed;
        vm.assertLe(gasUsed, limit, vm.toString(gasUsed));
    }
}
