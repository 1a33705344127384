// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IHoldable} from "../../contracts/interfaces/IHoldable.sol";
import {ITradingModule} from "../../contracts/interfaces/ITradingModule.sol";

import {GasTest} from "./support/GasTest.sol";
import {TradingDesk} from "./support/TradingDesk.sol";

/// @notice What settlement costs. Both traders have money and tokens before and after, each order is filled at once, and the
/// fill's id follows another one's.
/// forge-config: default.isolate = true
/// forge-config: deep.isolate = true
contract GasOfTradingTest is TradingDesk, GasTest {
    uint256 private constant QUANTITY = 100 * ONE;
    uint256 private constant BATCH = 10;

    function test_gas_settlePlain() external {
        module.settle(plainFill());
        measure("settle, first of 256 fill ids");
        module.settle(plainFill());
        measureBelow(180_000, "settle");
    }

    function test_gas_settleWithFees() external {
        module.setFees(2, 5, treasurer);
        cash.mint(treasurer, 1);
        module.settle(plainFill());
        module.settle(plainFill());
        measure("settle, both pay fees");
    }

    function test_gas_settleWithAccruedInterest() external {
        traded = address(note);
        module.settle(fillOf(QUANTITY, NOTE_PRICE));
        module.settle(fillOf(QUANTITY, NOTE_PRICE));
        measure("settle a note with accrued interest");
    }

    function test_gas_settleByHold() external {
        module.settle(plainFill());
        ITradingModule.Fill memory fill = plainFill();
        bytes32 ofSeller = hold(bill, "unrestricted", alice, QUANTITY);
        bytes32 ofBuyer = hold(cash, 0, bob, QUANTITY * PRICE / ONE);
        module.settleByHold(fill, ofSeller, ofBuyer);
        measure("settle by holds of both");
    }

    function test_gas_settleInHoursAndBand() external {
        registry.updatePrice(address(bill), uint128(PRICE), NOW);
        listings.setHours(address(bill), 0x1f, 0, 1 days);
        listings.setBand(address(bill), 150, 1 hours);
        module.settle(plainFill());
        module.settle(plainFill());
        measure("settle within hours and a price band");
    }

    function test_gas_settleBlock() external {
        listings.setMinBlock(address(bill), 1000);
        ITradingModule.BlockTrade memory trade = newBlock();
        module.settleBlock(trade, signBlock(BOB_KEY, trade), signBlock(ALICE_KEY, trade), 0, 0);
        measure("settle a block trade");
    }

    function test_gas_settleBatch() external {
        module.settle(plainFill());
        ITradingModule.Fill[] memory fills = new ITradingModule.Fill[](BATCH);
        for (uint256 i; i < BATCH; ++i) fills[i] = plainFill();
        module.settleBatch(fills);
        uint256 gasUsed = vm.lastCallGas().gasTotalUsed;
        vm.snapshotValue("quantera", "settle in a batch of 10, each", gasUsed / BATCH);
        vm.assertTrue(module.isFillSettled(fills[BATCH - 1].fillId), "the last is settled too");
    }

    function hold(IHoldable asset, bytes32 partition, address holder, uint256 amount) private returns (bytes32) {
        vm.prank(holder);
        return asset.createHold(address(0), address(module), partition, amount, NOW + 1 days, "hold");
    }
}
