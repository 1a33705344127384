// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IAccessControl} from "@openzeppelin/contracts/access/IAccessControl.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {IERC20Errors} from "@openzeppelin/contracts/interfaces/draft-IERC6093.sol";
import {ReentrancyGuardTransient} from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";

import {IComplianceModule} from "../../contracts/interfaces/IComplianceModule.sol";
import {ITradingModule} from "../../contracts/interfaces/ITradingModule.sol";
import {ITreasuryRegistry} from "../../contracts/interfaces/ITreasuryRegistry.sol";
import {ITreasuryTokenCore} from "../../contracts/interfaces/ITreasuryTokenCore.sol";
import {TradingModule} from "../../contracts/trading/TradingModule.sol";
import {TreasuryToken} from "../../contracts/treasury/TreasuryToken.sol";
import {Desk} from "./support/Desk.sol";
import {ReentrantToken} from "./support/ReentrantToken.sol";

contract TradingModuleTest is Desk {
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

    function test_emitsTradeWithFees() external {
        module.setFees(5, 20, treasurer);
        ITradingModule.Fill memory fill = plainFill();
        uint256 payment = 100 * PRICE;
        uint256 makerFee = payment * 5 / 10_000;
        uint256 takerFee = payment * 20 / 10_000;
        bytes32 makerHash = module.hashOrder(fill.maker);
        bytes32 takerHash = module.hashOrder(fill.taker);
        vm.expectEmit(address(module));
        emit ITradingModule.Trade(
            fill.fillId, address(bill), makerHash, takerHash, bob, alice, 100 * ONE, PRICE, payment, makerFee, takerFee
        );
        module.settle(fill);
        vm.assertEq(cash.balanceOf(alice), MONEY + payment - makerFee, "seller receives payment less its fee");
        vm.assertEq(cash.balanceOf(bob), MONEY - payment - takerFee, "buyer pays payment plus its fee");
        vm.assertEq(cash.balanceOf(treasurer), makerFee + takerFee, "recipient gets both fees");
    }

    function test_roundsAFeeUp() external {
        module.setFees(1, 0, treasurer);
        module.settle(newFill(sellOrder(alice, 1 * ONE, 10_001), buyOrder(bob, 1 * ONE, 10_001), 1 * ONE, 10_001));
        vm.assertEq(cash.balanceOf(treasurer), 2, "10,001 at 1 bp is 1.0001, so 2");
    }

    function test_neverRoundsAFeeAboveWhatWasSigned() external {
        module.setFees(1, 0, treasurer);
        ITradingModule.Order memory maker = sellOrder(alice, 1 * ONE, 10_001);
        maker.maxFeeBps = 1;
        module.settle(newFill(maker, buyOrder(bob, 1 * ONE, 10_001), 1 * ONE, 10_001));
        vm.assertEq(cash.balanceOf(treasurer), 1, "1 bp of 10,001 allows 1");
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

    function test_onlyTheTraderCancels() external {
        ITradingModule.Order memory order = sellOrder(alice, ONE, PRICE);
        vm.prank(mallory);
        vm.expectRevert(abi.encodeWithSelector(ITradingModule.NotTrader.selector, mallory, alice));
        module.cancel(order);
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

    function test_refusesAFeeAboveWhatWasSigned() external {
        module.setFees(0, 26, treasurer);
        ITradingModule.Fill memory fill = plainFill();
        bytes32 takerHash = module.hashOrder(fill.taker);
        expectSettleRevert(fill, abi.encodeWithSelector(ITradingModule.FeeTooHigh.selector, takerHash, 25, 26));
    }

    function test_refusesATreasuryThatIsNotTradable() external {
        bytes memory reason = abi.encodeWithSelector(ITradingModule.TreasuryNotTradable.selector, address(bill));
        ITradingModule.Fill memory fill = plainFill();
        registry.setStatus(address(bill), ITreasuryRegistry.TreasuryStatus.Suspended);
        expectSettleRevert(fill, reason);
        registry.setStatus(address(bill), ITreasuryRegistry.TreasuryStatus.Active);
        fill = plainFill();
        fill.maker.expiry = MATURITY;
        fill.taker.expiry = MATURITY;
        fill.makerSignature = signOrder(ALICE_KEY, fill.maker);
        fill.takerSignature = signOrder(BOB_KEY, fill.taker);
        vm.warp(MATURITY);
        expectSettleRevert(fill, reason);
    }

    function test_refusesAnUnregisteredToken() external {
        bill = newToken();
        expectSettleRevert(
            plainFill(), abi.encodeWithSelector(ITradingModule.TreasuryNotTradable.selector, address(bill))
        );
    }

    function test_surfacesTheTokensOwnReason() external {
        compliance.setInvestorStatus(bob, IComplianceModule.InvestorStatus.Suspended);
        expectSettleRevert(
            plainFill(),
            abi.encodeWithSelector(
                ITreasuryTokenCore.TransferNotCompliant.selector, bytes1(0x57), bytes32("receiver/not-approved")
            )
        );
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

    function test_adminSetsFeesWithinTheCap() external {
        vm.expectEmit(address(module));
        emit ITradingModule.FeesChanged(100, 3, treasurer);
        module.setFees(100, 3, treasurer);
        (uint16 makerFeeBps, uint16 takerFeeBps, address recipient) = module.fees();
        vm.assertEq(makerFeeBps, 100, "maker");
        vm.assertEq(takerFeeBps, 3, "taker");
        vm.assertEq(recipient, treasurer, "recipient");
        uint16 cap = module.feeCapBps();
        vm.assertEq(cap, 100, "cap");
        vm.expectRevert(abi.encodeWithSelector(ITradingModule.FeeAboveCap.selector, 101, cap));
        module.setFees(101, 0, treasurer);
        vm.expectRevert(abi.encodeWithSelector(ITradingModule.FeeAboveCap.selector, 102, cap));
        module.setFees(0, 102, treasurer);
    }

    function test_feesNeedARecipient() external {
        vm.expectRevert(abi.encodeWithSelector(ITradingModule.ZeroAddress.selector));
        module.setFees(0, 1, address(0));
        module.setFees(0, 0, address(0));
    }

    function test_onlyTheAdminSetsFees() external {
        vm.prank(mallory);
        vm.expectRevert(
            abi.encodeWithSelector(IAccessControl.AccessControlUnauthorizedAccount.selector, mallory, bytes32(0))
        );
        module.setFees(0, 0, treasurer);
    }

    function test_refusesToBeDeployedWithoutItsSet() external {
        bytes memory reason = abi.encodeWithSelector(ITradingModule.ZeroAddress.selector);
        vm.expectRevert(reason);
        new TradingModule(ITreasuryRegistry(address(0)), cash, address(this));
        vm.expectRevert(reason);
        new TradingModule(registry, IERC20(address(0)), address(this));
        vm.expectRevert(reason);
        new TradingModule(registry, cash, address(0));
    }

    function test_knowsItsSet() external view {
        vm.assertEq(module.settlementToken(), address(cash), "settlement token");
        vm.assertEq(module.registry(), address(registry), "registry");
    }

    function test_aTokenCannotReenter() external {
        ReentrantToken evil = new ReentrantToken(module);
        module.grantRole(module.OPERATOR_ROLE(), address(evil));
        registry.register(billInfo(TreasuryToken(address(evil)), "US912797ZZ99"));
        registry.setStatus(address(evil), ITreasuryRegistry.TreasuryStatus.Active);
        bill = TreasuryToken(address(evil));
        ITradingModule.Fill memory fill = plainFill();
        evil.replay(plainFill());
        expectSettleRevert(
            fill, abi.encodeWithSelector(ReentrancyGuardTransient.ReentrancyGuardReentrantCall.selector)
        );
    }

    /// forge-config: default.isolate = true
    function test_gas_plainSettleStaysBelow180000() external {
        ITradingModule.Fill memory first = plainFill();
        ITradingModule.Fill memory second = plainFill();
        module.settle(first);
        module.settle(second);
        assertLastCallBelow(180_000);
    }

    /// @dev One in 256 consecutive fill ids starts a new word of the bitmap; a random id always does.
    /// forge-config: default.isolate = true
    function test_gas_settleInANewWordStaysBelow195000() external {
        module.settle(plainFill());
        assertLastCallBelow(195_000);
    }

    /// forge-config: default.isolate = true
    function test_gas_settleWithFeesStaysBelow190000() external {
        module.setFees(2, 5, treasurer);
        cash.mint(treasurer, 1);
        ITradingModule.Fill memory first = plainFill();
        ITradingModule.Fill memory second = plainFill();
        module.settle(first);
        module.settle(second);
        assertLastCallBelow(190_000);
    }

    function assertLastCallBelow(uint256 limit) private view {
        uint256 gasUsed = vm.lastCallGas().gasTotalUsed;
        vm.assertLe(gasUsed, limit, vm.toString(gasUsed));
    }
}
