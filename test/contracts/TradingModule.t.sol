// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IAccessControl} from "@openzeppelin/contracts/access/IAccessControl.sol";
import {IERC20Errors} from "@openzeppelin/contracts/interfaces/draft-IERC6093.sol";
import {Initializable} from "@openzeppelin/contracts-upgradeable/proxy/utils/Initializable.sol";
import {ReentrancyGuardTransient} from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";

import {Governed} from "../../contracts/base/Governed.sol";
import {IComplianceModule} from "../../contracts/interfaces/IComplianceModule.sol";
import {ITradingModule} from "../../contracts/interfaces/ITradingModule.sol";
import {ITreasuryListings} from "../../contracts/interfaces/ITreasuryListings.sol";
import {ITreasuryRegistry} from "../../contracts/interfaces/ITreasuryRegistry.sol";
import {ITreasuryTokenCore} from "../../contracts/interfaces/ITreasuryTokenCore.sol";
import {OrderStates} from "../../contracts/libraries/OrderState.sol";
import {TradingModule} from "../../contracts/trading/TradingModule.sol";
import {ReentrantToken} from "./support/ReentrantToken.sol";
import {TradingDesk} from "./support/TradingDesk.sol";
import {proxied} from "./support/proxied.sol";

contract TradingModuleTest is TradingDesk {
    function test_settlesPaymentAgainstDelivery() external {
        ITradingModule.Fill memory fill = plainFill();
        module.settle(fill);
        vm.assertEq(bill.balanceOf(bob), TOKENS + 100 * ONE, "delivered");
        vm.assertEq(bill.balanceOf(alice), TOKENS - 100 * ONE, "given");
        vm.assertEq(cash.balanceOf(alice), MONEY + 100 * PRICE, "received");
        vm.assertEq(cash.balanceOf(bob), MONEY - 100 * PRICE, "paid");
        vm.assertEq(module.filledQuantity(module.hashOrder(fill.maker)), 100 * ONE, "maker filled");
        vm.assertEq(module.filledQuantity(module.hashOrder(fill.taker)), 100 * ONE, "taker filled");
        vm.assertTrue(module.isFillSettled(fill.fillId), "fill recorded");
    }

    function test_settlesWhenTheMakerBuys() external {
        ITradingModule.Order memory maker = buyOrder(alice, 10 * ONE, PRICE);
        ITradingModule.Order memory taker = sellOrder(bob, 10 * ONE, PRICE - 1000);
        module.settle(newFill(maker, taker, 10 * ONE, PRICE));
        vm.assertEq(bill.balanceOf(alice), TOKENS + 10 * ONE, "delivered to the maker");
        vm.assertEq(cash.balanceOf(bob), MONEY + 10 * PRICE, "paid at the maker's price");
    }

    function test_fillsAnOrderInParts() external {
        ITradingModule.Order memory maker = sellOrder(alice, 100 * ONE, PRICE);
        module.settle(newFill(maker, buyOrder(bob, 60 * ONE, PRICE), 60 * ONE, PRICE));
        module.settle(newFill(maker, buyOrder(bob, 40 * ONE, PRICE), 40 * ONE, PRICE));
        vm.assertEq(module.filledQuantity(module.hashOrder(maker)), 100 * ONE, "all filled");
    }

    function test_refusesAnOverfillOfEitherOrder() external {
        ITradingModule.Order memory maker = sellOrder(alice, 100 * ONE, PRICE);
        ITradingModule.Order memory taker = buyOrder(bob, 50 * ONE, PRICE);
        bytes32 makerHash = module.hashOrder(maker);
        bytes32 takerHash = module.hashOrder(taker);
        expectSettleRevert(
            newFill(maker, taker, 51 * ONE, PRICE),
            abi.encodeWithSelector(ITradingModule.Overfill.selector, takerHash, 51 * ONE, 50 * ONE)
        );
        module.settle(newFill(maker, buyOrder(bob, 80 * ONE, PRICE), 80 * ONE, PRICE));
        expectSettleRevert(
            newFill(maker, taker, 21 * ONE, PRICE),
            abi.encodeWithSelector(ITradingModule.Overfill.selector, makerHash, 21 * ONE, 20 * ONE)
        );
    }

    function test_refusesTheSameFillTwice() external {
        ITradingModule.Fill memory fill = plainFill();
        fill.quantity = 10 * ONE;
        module.settle(fill);
        expectSettleRevert(fill, abi.encodeWithSelector(ITradingModule.FillAlreadySettled.selector, fill.fillId));
    }

    function test_refusesAnybodyButAnOperator() external {
        ITradingModule.Fill memory fill = plainFill();
        ITradingModule.Fill[] memory fills = new ITradingModule.Fill[](1);
        fills[0] = fill;
        bytes memory reason = abi.encodeWithSelector(ITradingModule.NotOperator.selector, mallory);
        vm.startPrank(mallory);
        vm.expectRevert(reason);
        module.settle(fill);
        vm.expectRevert(reason);
        module.settleBatch(fills);
        vm.stopPrank();
    }

    function test_settlesAtTheSecondOfExpiryAndNotAfter() external {
        ITradingModule.Fill memory fill = plainFill();
        bytes32 makerHash = module.hashOrder(fill.maker);
        vm.warp(fill.maker.expiry + 1);
        expectSettleRevert(
            fill, abi.encodeWithSelector(ITradingModule.OrderExpired.selector, makerHash, fill.maker.expiry)
        );
        vm.warp(fill.maker.expiry);
        module.settle(fill);
    }

    function test_refusesACancelledOrder() external {
        ITradingModule.Fill memory fill = plainFill();
        bytes32 takerHash = module.hashOrder(fill.taker);
        vm.expectEmit(address(module));
        emit ITradingModule.OrderCancelled(bob, takerHash);
        vm.prank(bob);
        module.cancel(fill.taker);
        vm.assertTrue(module.isCancelled(takerHash), "recorded");
        bytes memory reason = abi.encodeWithSelector(ITradingModule.OrderIsCancelled.selector, takerHash);
        expectSettleRevert(fill, reason);
        vm.prank(bob);
        vm.expectRevert(reason);
        module.cancel(fill.taker);
    }

    function test_cancelKeepsWhatWasFilled() external {
        ITradingModule.Fill memory fill = plainFill();
        fill.quantity = 30 * ONE;
        module.settle(fill);
        vm.prank(alice);
        module.cancel(fill.maker);
        vm.assertEq(module.filledQuantity(module.hashOrder(fill.maker)), 30 * ONE, "still known");
    }

    function testFuzz_onlyTheTraderCancels(address caller, uint256 quantity) external {
        vm.assume(caller != alice);
        ITradingModule.Order memory order = sellOrder(alice, quantity, PRICE);
        vm.prank(caller);
        vm.expectRevert(abi.encodeWithSelector(ITradingModule.NotTrader.selector, caller, alice));
        module.cancel(order);
        vm.prank(alice);
        module.cancel(order);
        vm.assertTrue(module.isCancelled(module.hashOrder(order)), "cancelled");
    }

    function test_refusesOrdersBelowTheNonceFloor() external {
        ITradingModule.Fill memory fill = plainFill();
        bytes32 makerHash = module.hashOrder(fill.maker);
        vm.expectEmit(address(module));
        emit ITradingModule.NonceFloorRaised(alice, 8);
        vm.prank(alice);
        module.raiseNonceFloor(8);
        vm.assertEq(module.nonceFloorOf(alice), 8, "raised");
        expectSettleRevert(fill, abi.encodeWithSelector(ITradingModule.NonceTooLow.selector, makerHash, 7, 8));
    }

    function test_settlesAnOrderAtTheNonceFloor() external {
        vm.prank(alice);
        module.raiseNonceFloor(7);
        module.settle(plainFill());
    }

    function test_theNonceFloorOnlyRises() external {
        vm.startPrank(alice);
        module.raiseNonceFloor(8);
        vm.expectRevert(abi.encodeWithSelector(ITradingModule.NonceTooLow.selector, bytes32(0), 8, 8));
        module.raiseNonceFloor(8);
        vm.stopPrank();
    }

    function test_refusesTwoOrdersOfOneSide() external {
        ITradingModule.Fill memory fill =
            newFill(buyOrder(alice, ONE, PRICE), buyOrder(bob, ONE, PRICE), ONE, PRICE);
        bytes32 makerHash = module.hashOrder(fill.maker);
        bytes32 takerHash = module.hashOrder(fill.taker);
        expectSettleRevert(
            fill, abi.encodeWithSelector(ITradingModule.SidesDoNotMatch.selector, makerHash, takerHash)
        );
    }

    function test_refusesOrdersForDifferentTokens() external {
        ITradingModule.Order memory taker = buyOrder(bob, ONE, PRICE);
        taker.token = address(cash);
        expectSettleRevert(
            newFill(sellOrder(alice, ONE, PRICE), taker, ONE, PRICE),
            abi.encodeWithSelector(ITradingModule.TokensDoNotMatch.selector, address(bill), address(cash))
        );
    }

    function test_refusesATradeWithOneself() external {
        expectSettleRevert(
            newFill(sellOrder(alice, ONE, PRICE), buyOrder(alice, ONE, PRICE), ONE, PRICE),
            abi.encodeWithSelector(ITradingModule.SelfTrade.selector, alice)
        );
    }

    function test_refusesAPriceOutsideEitherLimit() external {
        ITradingModule.Order memory maker = sellOrder(alice, ONE, PRICE);
        ITradingModule.Order memory taker = buyOrder(bob, ONE, PRICE + 10);
        bytes32 makerHash = module.hashOrder(maker);
        bytes32 takerHash = module.hashOrder(taker);
        expectSettleRevert(
            newFill(maker, taker, ONE, PRICE - 1),
            abi.encodeWithSelector(ITradingModule.PriceOutsideLimit.selector, makerHash, PRICE, PRICE - 1)
        );
        expectSettleRevert(
            newFill(maker, taker, ONE, PRICE + 11),
            abi.encodeWithSelector(ITradingModule.PriceOutsideLimit.selector, takerHash, PRICE + 10, PRICE + 11)
        );
        module.settle(newFill(maker, taker, ONE, PRICE + 10));
    }

    function test_refusesFillsThatMoveNothing() external {
        ITradingModule.Order memory maker = sellOrder(alice, ONE, PRICE);
        ITradingModule.Order memory taker = buyOrder(bob, ONE, PRICE);
        expectSettleRevert(
            newFill(maker, taker, 0, PRICE), abi.encodeWithSelector(ITradingModule.ZeroQuantity.selector)
        );
        expectSettleRevert(
            newFill(maker, taker, 1, PRICE), abi.encodeWithSelector(ITradingModule.ZeroPayment.selector, 1, PRICE)
        );
    }

    function test_refusesATreasuryThatIsSuspendedOrMature() external {
        ITradingModule.Fill memory fill = plainFill();
        registry.setStatus(address(bill), ITreasuryRegistry.TreasuryStatus.Suspended);
        expectSettleRevert(fill, notCompliant(0x54, "token/not-active"));
        registry.setStatus(address(bill), ITreasuryRegistry.TreasuryStatus.Active);
        vm.warp(MATURITY);
        expectSettleRevert(plainFill(), notCompliant(0x54, "token/matured"));
    }

    function test_refusesAnUnadmittedToken() external {
        ITreasuryRegistry.TreasuryInfo memory info = billInfo();
        info.isin = "US912797ZZ99";
        traded = address(newToken("another", info));
        expectSettleRevert(
            plainFill(), abi.encodeWithSelector(ITreasuryListings.TreasuryNotTradable.selector, traded)
        );
    }

    function test_surfacesTheTokensOwnReason() external {
        compliance.setInvestorStatus(bob, IComplianceModule.InvestorStatus.Suspended);
        expectSettleRevert(plainFill(), notCompliant(0x57, "receiver/not-approved"));
        vm.assertEq(cash.balanceOf(bob), MONEY, "the payment came back");
    }

    function test_refusesWithoutAllowance() external {
        vm.prank(bob);
        cash.approve(address(module), 100 * PRICE - 1);
        expectSettleRevert(
            plainFill(),
            abi.encodeWithSelector(
                IERC20Errors.ERC20InsufficientAllowance.selector, address(module), 100 * PRICE - 1, 100 * PRICE
            )
        );
    }

    function test_refusesAQuantityThatItCouldNotRemember() external {
        uint256 quantity = 1 << 240;
        expectSettleRevert(
            fillOf(quantity, 1), abi.encodeWithSelector(OrderStates.QuantityTooLarge.selector, quantity)
        );
    }

    function test_theSettlementGroupStopsEveryWayToSettle() external {
        ITradingModule.Fill memory fill = plainFill();
        module.pause(1);
        vm.assertEq(module.pausedGroups(), 1, "paused");
        bytes memory reason = abi.encodeWithSelector(Governed.GroupPaused.selector, 1);
        expectSettleRevert(fill, reason);
        vm.expectRevert(reason);
        module.settleByHold(fill, 0, 0);
        ITradingModule.Fill[] memory fills = new ITradingModule.Fill[](1);
        fills[0] = fill;
        vm.expectEmit(address(module));
        emit ITradingModule.SettlementFailed(fill.fillId, reason);
        module.settleBatch(fills);
        module.resume(1);
        module.settle(fill);
    }

    function test_otherGroupsDoNotStopSettlement() external {
        module.pause(0xfe);
        module.settle(plainFill());
    }

    function test_whatTradersWithdrawCannotBePaused() external {
        module.pause(0xff);
        ITradingModule.Order memory order = sellOrder(alice, ONE, PRICE);
        vm.startPrank(alice);
        module.cancel(order);
        module.raiseNonceFloor(8);
        ITradingModule.BlockTrade memory trade = newBlock();
        module.cancelBlock(trade);
        vm.stopPrank();
        vm.assertTrue(module.isCancelled(module.hashOrder(order)), "order");
        vm.assertTrue(module.isCancelled(module.hashBlockTrade(trade)), "block trade");
    }

    function test_initializesOnceWithItsSet() external {
        address implementation = address(new TradingModule());
        vm.expectRevert(Initializable.InvalidInitialization.selector);
        TradingModule(implementation).initialize(address(registry), address(cash), address(this), 0);
        vm.expectRevert(Initializable.InvalidInitialization.selector);
        module.initialize(address(registry), address(cash), address(this), 0);
        expectInitializeRevert(implementation, address(0), address(cash));
        expectInitializeRevert(implementation, address(registry), address(0));
    }

    function testFuzz_remembersItsSet(address registry_, address money, address admin, uint48 delay) external {
        vm.assume(registry_ != address(0) && money != address(0) && admin != address(0));
        bytes memory call = abi.encodeCall(TradingModule.initialize, (registry_, money, admin, delay));
        TradingModule other = TradingModule(proxied(address(new TradingModule()), call));
        vm.assertEq(other.registry(), registry_, "registry");
        vm.assertEq(other.settlementToken(), money, "settlement token");
        vm.assertEq(other.defaultAdmin(), admin, "admin");
        vm.assertEq(uint256(other.defaultAdminDelay()), delay, "delay");
    }

    function test_onlyTheAdminUpgrades() external {
        address implementation = address(new TradingModule());
        vm.prank(mallory);
        vm.expectRevert(
            abi.encodeWithSelector(IAccessControl.AccessControlUnauthorizedAccount.selector, mallory, bytes32(0))
        );
        module.upgradeToAndCall(implementation, "");
        module.upgradeToAndCall(implementation, "");
        module.settle(plainFill());
    }

    function test_aTokenCannotReenter() external {
        ReentrantToken evil = new ReentrantToken(address(registry), address(module));
        module.grantRole(module.OPERATOR_ROLE(), address(evil));
        ITreasuryRegistry.TreasuryInfo memory info = billInfo();
        (info.token, info.isin) = (address(evil), "US912797ZZ99");
        registry.register(info);
        listings.admit(address(evil));
        traded = address(evil);
        ITradingModule.Fill memory inner = plainFill();
        ITradingModule.Fill[] memory batch = new ITradingModule.Fill[](1);
        batch[0] = inner;
        ITradingModule.BlockTrade memory trade = newBlock();
        expectNoReentry(evil, abi.encodeCall(module.settle, (inner)));
        expectNoReentry(evil, abi.encodeCall(module.settleByHold, (inner, 0, 0)));
        expectNoReentry(evil, abi.encodeCall(module.settleBatch, (batch)));
        expectNoReentry(evil, abi.encodeCall(module.settleBlock, (trade, "", "", 0, 0)));
    }

    function test_answersNothingItDoesNotKnow() external {
        (bool ok, bytes memory reason) = address(module).call(abi.encodeWithSignature("mystery()"));
        vm.assertTrue(!ok && reason.length == 0, "refused");
        // solhint-disable-next-line check-send-result
        vm.assertTrue(!payable(address(module)).send(1), "and takes no ether");
    }

    function expectNoReentry(ReentrantToken evil, bytes memory call) private {
        evil.willCall(call);
        expectSettleRevert(
            plainFill(), abi.encodeWithSelector(ReentrancyGuardTransient.ReentrancyGuardReentrantCall.selector)
        );
    }

    function expectInitializeRevert(address implementation, address registry_, address money) private {
        bytes memory call = abi.encodeCall(TradingModule.initialize, (registry_, money, address(this), 0));
        vm.expectRevert(Governed.ZeroAddress.selector);
        proxied(implementation, call);
    }

    function notCompliant(bytes1 code, bytes32 rule) private pure returns (bytes memory) {
        return abi.encodeWithSelector(ITreasuryTokenCore.TransferNotCompliant.selector, code, rule);
    }
}
