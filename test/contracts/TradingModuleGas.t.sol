// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ITradingModule} from "../../contracts/interfaces/ITradingModule.sol";
import {GasTest} from "./support/GasTest.sol";
import {TradingDesk} from "./support/TradingDesk.sol";

/// @notice What trading costs, as whole transactions, with every contract of the set behind its proxy.
contract TradingModuleGasTest is TradingDesk, GasTest {
    string private constant GROUP = "trading";

    /// forge-config: default.isolate = true
    function test_gas_plainSettle() external {
        settleTwice();
        measureBelow(180_000, GROUP, "settle, plain");
    }

    /// @dev One in 256 consecutive fill ids starts a new word of the bitmap; a random id always does.
    /// forge-config: default.isolate = true
    function test_gas_settleInANewWord() external {
        module.settle(plainFill());
        measureBelow(198_000, GROUP, "settle, first fill of a word");
    }

    /// forge-config: default.isolate = true
    function test_gas_settleWithFees() external {
        module.setFees(2, 5, treasurer);
        cash.mint(treasurer, 1);
        settleTwice();
        measureBelow(195_000, GROUP, "settle, with fees");
    }

    /// forge-config: default.isolate = true
    function test_gas_settleANote() external {
        traded = address(note);
        settleTwice();
        measureBelow(192_000, GROUP, "settle, note with accrued interest");
    }

    /// forge-config: default.isolate = true
    function test_gas_settleInHoursAndBand() external {
        registry.updatePrice(address(bill), uint128(PRICE), NOW);
        listings.setHours(address(bill), 0x1f, 0, 1 days);
        listings.setBand(address(bill), 150, 3600);
        settleTwice();
        measureBelow(205_000, GROUP, "settle, with hours and a band");
    }

    /// forge-config: default.isolate = true
    function test_gas_settleByHold() external {
        bytes32 partition = bill.DEFAULT_PARTITION();
        module.settle(plainFill());
        vm.prank(alice);
        bytes32 tokens = bill.createHold(address(0), address(module), partition, 1000 * ONE, NOW + 1 days, "tokens");
        vm.prank(bob);
        bytes32 money = cash.createHold(address(0), address(module), 0, 1000 * ONE, NOW + 1 days, "money");
        module.settleByHold(plainFill(), tokens, money);
        measureBelow(240_000, GROUP, "settle, by holds of both sides");
    }

    /// forge-config: default.isolate = true
    function test_gas_settleBlock() external {
        listings.setMinBlock(address(bill), 1000);
        ITradingModule.BlockTrade memory trade = newBlock();
        module.settleBlock(trade, signBlock(BOB_KEY, trade), signBlock(ALICE_KEY, trade), 0, 0);
        measureBelow(160_000, GROUP, "settle a block trade");
    }

    /// forge-config: default.isolate = true
    function test_gas_settleABatchOfTen() external {
        ITradingModule.Fill[] memory fills = new ITradingModule.Fill[](10);
        module.settle(plainFill());
        for (uint256 i; i < fills.length; ++i) fills[i] = plainFill();
        module.settleBatch(fills);
        measureBelow(1_250_000, GROUP, "settle a batch of ten");
    }

    function settleTwice() private {
        ITradingModule.Fill memory first = plainFill();
        ITradingModule.Fill memory second = plainFill();
        module.settle(first);
        module.settle(second);
    }
}
