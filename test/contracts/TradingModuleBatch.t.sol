// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IComplianceModule} from "../../contracts/interfaces/IComplianceModule.sol";
import {ITradingModule} from "../../contracts/interfaces/ITradingModule.sol";
import {ITreasuryRegistry} from "../../contracts/interfaces/ITreasuryRegistry.sol";
import {ITreasuryTokenCore} from "../../contracts/interfaces/ITreasuryTokenCore.sol";
import {TradingDesk} from "./support/TradingDesk.sol";
import {HostileToken} from "./support/HostileToken.sol";
import {Vm} from "./support/Vm.sol";
import {Wallet1271} from "./support/Wallet1271.sol";
import {bound} from "./support/bound.sol";

contract TradingModuleBatchTest is TradingDesk {
    function test_settlesEveryFill() external {
        ITradingModule.Fill[] memory fills = plainFills(3);
        vm.recordLogs();
        module.settleBatch(fills);
        vm.assertEq(failuresLogged(), 0, "no failure");
        vm.assertEq(bill.balanceOf(bob), TOKENS + 300 * ONE, "all delivered");
    }

    function test_skipsAFailingFillAndReportsWhy() external {
        ITradingModule.Fill[] memory fills = plainFills(3);
        vm.prank(alice);
        module.cancel(fills[1].maker);
        bytes32 makerHash = module.hashOrder(fills[1].maker);
        vm.expectEmit(address(module));
        emit ITradingModule.SettlementFailed(
            fills[1].fillId, abi.encodeWithSelector(ITradingModule.OrderIsCancelled.selector, makerHash)
        );
        module.settleBatch(fills);
        vm.assertEq(bill.balanceOf(bob), TOKENS + 200 * ONE, "the other two are delivered");
        vm.assertTrue(!module.isFillSettled(fills[1].fillId), "the failed fill is open");
        vm.assertEq(module.filledQuantity(module.hashOrder(fills[1].taker)), 0, "and its counterparty's order too");
    }

    function test_reportsTheTokensOwnReason() external {
        ITradingModule.Fill[] memory fills = plainFills(1);
        control(bill).setFrozen(alice, true);
        vm.expectEmit(address(module));
        emit ITradingModule.SettlementFailed(
            fills[0].fillId,
            abi.encodeWithSelector(ITreasuryTokenCore.TransferNotCompliant.selector, bytes1(0x55), bytes32("sender/frozen"))
        );
        module.settleBatch(fills);
        vm.assertEq(cash.balanceOf(alice), MONEY, "no payment without delivery");
    }

    function test_aFailedFillCanSettleLater() external {
        ITradingModule.Fill[] memory fills = plainFills(1);
        compliance.setInvestorStatus(bob, IComplianceModule.InvestorStatus.Suspended);
        module.settleBatch(fills);
        compliance.setInvestorStatus(bob, IComplianceModule.InvestorStatus.Approved);
        module.settleBatch(fills);
        vm.assertEq(bill.balanceOf(bob), TOKENS + 100 * ONE, "delivered");
    }

    function test_onlyTheModuleItselfSettlesFromABatch() external {
        ITradingModule.Fill memory fill = plainFill();
        vm.expectRevert(abi.encodeWithSelector(ITradingModule.OnlySelf.selector));
        module.settleFromBatch(fill);
    }

    function test_aBatchWithoutGasForAFillIsRefusedWhole() external {
        ITradingModule.Fill[] memory fills = plainFills(1);
        vm.recordLogs();
        (bool ok, bytes memory reason) =
            address(module).call{gas: module.fillGasLimit()}(abi.encodeCall(module.settleBatch, (fills)));
        vm.assertTrue(!ok, "refused");
        vm.assertEq(bytes32(bytes4(reason)), bytes32(ITradingModule.InsufficientGas.selector), "for lack of gas");
        vm.assertEq(vm.getRecordedLogs().length, 0, "nothing recorded");
    }

    function test_aWalletThatBurnsGasDoesNotStarveTheNextFill() external {
        Wallet1271 wallet = new Wallet1271(mallory);
        wallet.burnGas();
        ITradingModule.Fill[] memory fills = plainFills(2);
        fills[0].maker = sellOrder(address(wallet), 100 * ONE, PRICE);
        module.settleBatch{gas: 2_500_000}(fills);
        vm.assertTrue(!module.isFillSettled(fills[0].fillId), "the wallet's fill failed");
        vm.assertTrue(module.isFillSettled(fills[1].fillId), "the other one settled");
    }

    function test_aTokenThatBurnsGasDoesNotStarveTheNextFill() external {
        ITradingModule.Fill[] memory fills = plainFills(2);
        fills[0] = hostileFill(0);
        vm.expectEmit(address(module));
        emit ITradingModule.SettlementFailed(fills[0].fillId, "");
        module.settleBatch{gas: 2_500_000}(fills);
        vm.assertTrue(module.isFillSettled(fills[1].fillId), "the other one settled");
    }

    function test_cutsAnOversizedReason() external {
        ITradingModule.Fill[] memory fills = plainFills(2);
        fills[0] = hostileFill(100_000);
        vm.expectEmit(address(module));
        emit ITradingModule.SettlementFailed(fills[0].fillId, new bytes(1024));
        module.settleBatch{gas: 2_500_000}(fills);
        vm.assertTrue(module.isFillSettled(fills[1].fillId), "the other one settled");
    }

    function testFuzz_neverRecordsAGoodFillAsFailedWhateverTheGas(uint256 gasLimit) external {
        ITradingModule.Fill[] memory fills = plainFills(2);
        vm.recordLogs();
        (bool ok,) =
            address(module).call{gas: bound(gasLimit, 50_000, 2_000_000)}(abi.encodeCall(module.settleBatch, (fills)));
        vm.assertEq(failuresLogged(), 0, "no failure recorded");
        vm.assertEq(bill.balanceOf(bob), TOKENS + (ok ? 200 * ONE : 0), "all or nothing");
    }

    function plainFills(uint256 count) private returns (ITradingModule.Fill[] memory fills) {
        fills = new ITradingModule.Fill[](count);
        for (uint256 i; i < count; ++i) fills[i] = plainFill();
    }

    function hostileFill(uint256 reasonBytes) private returns (ITradingModule.Fill memory fill) {
        ITreasuryRegistry.TreasuryInfo memory info = billInfo();
        info.token = address(new HostileToken(address(registry), reasonBytes));
        info.isin = "US912797ZZ99";
        registry.register(info);
        listings.admit(info.token);
        traded = info.token;
        fill = plainFill();
        traded = address(bill);
    }

    function failuresLogged() private returns (uint256 count) {
        Vm.Log[] memory logs = vm.getRecordedLogs();
        for (uint256 i; i < logs.length; ++i) {
            if (logs[i].topics[0] == ITradingModule.SettlementFailed.selector) ++count;
        }
    }
}
