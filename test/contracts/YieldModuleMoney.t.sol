// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {ReentrancyGuardTransient} from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";

import {ITreasuryRegistry} from "../../contracts/interfaces/ITreasuryRegistry.sol";
import {IYieldModule} from "../../contracts/interfaces/IYieldModule.sol";
import {Distribution} from "../../contracts/libraries/Distribution.sol";
import {YieldModule} from "../../contracts/treasury/YieldModule.sol";
import {OddMoney} from "./support/OddMoney.sol";
import {ScriptedToken} from "./support/ScriptedToken.sol";
import {YieldSet} from "./support/YieldSet.sol";

/// @notice Money that misbehaves, tokens that lie, and calls that come back.
contract YieldModuleMoneyTest is YieldSet {
    OddMoney private money;
    YieldModule private module;
    ScriptedToken private token;

    function setUp() public override {
        super.setUp();
        money = new OddMoney();
        module = newYieldModule(address(money));
        token = newOpenToken();
        token.setBalance(ALICE, 1_000 * ONE);
        token.setBalance(BOB, 500 * ONE);
        warpTo(FIRST_COUPON_DAY);
        money.mint(ISSUER, 1_000_000 * ONE);
        vm.prank(ISSUER);
        money.approve(address(module), type(uint256).max);
    }

    function test_refusesMoneyThatArrivesShort() external {
        money.setFee(1);
        uint256 due = module.couponOf(address(token), 0).due;
        vm.expectRevert(abi.encodeWithSelector(IYieldModule.UnexpectedBalance.selector, due, due - 1));
        vm.prank(ISSUER);
        module.fundCoupon(address(token), 0, due);
    }

    function test_refusesMoneyThatNeverArrives() external {
        money.setIdle(true);
        vm.expectRevert(abi.encodeWithSelector(IYieldModule.UnexpectedBalance.selector, 100, 0));
        vm.prank(ISSUER);
        module.fundCoupon(address(token), 0, 100);
    }

    function test_refusesMoneyWhoseTransferAnswersFalse() external {
        money.setFailing(true);
        bytes memory failed = abi.encodeWithSelector(SafeERC20.SafeERC20FailedOperation.selector, address(money));
        vm.expectRevert(failed);
        vm.prank(ISSUER);
        module.fundCoupon(address(token), 0, 100);
        money.setFailing(false);
        fund();
        money.setFailing(true);
        vm.expectRevert(failed);
        module.payCoupon(address(token), 0, ALICE);
        vm.assertTrue(!module.hasBeenPaid(address(token), 0, ALICE), "still owed");
    }

    function test_refusesPaymentsThatMoveNothing() external {
        fund();
        money.setIdle(true);
        uint256 held = money.balanceOf(address(module));
        uint256 share = 1_000 * COUPON;
        bytes memory unmoved = abi.encodeWithSelector(IYieldModule.UnexpectedBalance.selector, held - share, held);
        vm.expectRevert(unmoved);
        module.payCoupon(address(token), 0, ALICE);
        address[] memory holders = new address[](1);
        holders[0] = ALICE;
        vm.expectRevert(unmoved);
        module.payCoupons(address(token), 0, holders);
    }

    function test_leavesAFeeOnPaymentsToTheReceiver() external {
        fund();
        money.setFee(7);
        module.payCoupon(address(token), 0, ALICE);
        vm.assertEq(money.balanceOf(ALICE), 1_000 * COUPON - 7, "less the money's own fee");
        vm.assertEq(money.balanceOf(address(module)), 500 * COUPON, "nobody else's money was touched");
    }

    function test_passesOverAHolderWhomTheMoneyRefuses() external {
        fund();
        money.setBlocked(ALICE, true);
        address[] memory holders = new address[](2);
        (holders[0], holders[1]) = (ALICE, BOB);
        vm.expectEmit(address(module));
        emit IYieldModule.CouponPaymentFailed(address(token), 0, ALICE);
        uint256 total = module.payCoupons(address(token), 0, holders);
        vm.assertEq(total, 500 * COUPON, "the other was paid");
        IYieldModule.Payout memory coupon = module.couponOf(address(token), 0);
        vm.assertEq(coupon.paid, total, "counted once");
        vm.assertEq(coupon.settled, 500 * ONE, "Alice isn't settled");
        vm.assertEq(module.paidTo(address(token), 0, ALICE), 0, "nor paid");
        money.setBlocked(ALICE, false);
        vm.assertEq(module.payCoupons(address(token), 0, holders), 1_000 * COUPON, "paid later");
    }

    function test_takesBackARefusedTopUpAndNothingElse() external {
        vm.prank(ISSUER);
        module.fundCoupon(address(token), 0, 900 * COUPON);
        vm.warp(block.timestamp + 30 days);
        module.declareShortfall(address(token), 0);
        module.payCoupon(address(token), 0, ALICE);
        fund();
        money.setBlocked(ALICE, true);
        address[] memory holders = new address[](1);
        holders[0] = ALICE;
        vm.assertEq(module.payCoupons(address(token), 0, holders), 0, "refused");
        vm.assertEq(module.paidTo(address(token), 0, ALICE), 600 * COUPON, "what she was paid before stands");
        vm.assertEq(module.dueTo(address(token), 0, ALICE), 400 * COUPON, "the rest is due");
        vm.assertEq(module.couponOf(address(token), 0).settled, 0, "she isn't settled");
        money.setBlocked(ALICE, false);
        vm.assertEq(module.payCoupon(address(token), 0, ALICE), 400 * COUPON, "paid later");
    }

    function test_refusesToBeEnteredWhileMoneyMoves() external {
        fund();
        bytes memory reentered =
            abi.encodeWithSelector(ReentrancyGuardTransient.ReentrancyGuardReentrantCall.selector);
        address[] memory holders = new address[](1);
        holders[0] = ALICE;
        bytes[7] memory calls = [
            abi.encodeCall(module.payCoupon, (address(token), 0, ALICE)),
            abi.encodeCall(module.payCoupons, (address(token), 0, holders)),
            abi.encodeCall(module.fundCoupon, (address(token), 0, 1)),
            abi.encodeCall(module.fundRedemption, (address(token), 1)),
            abi.encodeCall(module.redeem, (address(token), ALICE)),
            abi.encodeCall(module.sweepCoupon, (address(token), 0)),
            abi.encodeCall(module.sweepRedemption, (address(token)))
        ];
        for (uint256 i; i < calls.length; ++i) {
            money.setCallback(address(module), calls[i]);
            vm.expectRevert(reentered);
            module.payCoupon(address(token), 0, ALICE);
        }
    }

    function test_refusesToBeEnteredWhileATokenBurns() external {
        warpTo(MATURITY_DAY);
        registry.setStatus(address(token), ITreasuryRegistry.TreasuryStatus.Matured);
        vm.prank(ISSUER);
        module.fundRedemption(address(token), type(uint256).max);
        token.setCallback(abi.encodeCall(module.redeem, (address(token), BOB)));
        vm.expectRevert(abi.encodeWithSelector(ReentrancyGuardTransient.ReentrancyGuardReentrantCall.selector));
        module.redeem(address(token), ALICE);
    }

    function test_aLyingTokenDrawsNoMoreThanWasPaidInForIt() external {
        ScriptedToken honest = newOpenTokenAt(FIRST_COUPON_DAY);
        honest.setBalance(CAROL, 1_000 * ONE);
        fund();
        warpTo(SECOND_COUPON_DAY);
        vm.prank(ISSUER);
        module.fundCoupon(address(honest), 1, type(uint256).max);
        token.setFalseBalance(MALLORY, 2_000 * ONE);
        vm.expectRevert(
            abi.encodeWithSelector(Distribution.ExceedsFunded.selector, 2_000 * COUPON, 1_500 * COUPON)
        );
        module.payCoupon(address(token), 0, MALLORY);
        token.setFalseBalance(MALLORY, 1_500 * ONE);
        module.payCoupon(address(token), 0, MALLORY);
        vm.expectRevert(abi.encodeWithSelector(Distribution.ExceedsFunded.selector, 1_000 * COUPON, 0));
        module.payCoupon(address(token), 0, ALICE);
        module.payCoupon(address(honest), 1, CAROL);
        vm.assertEq(money.balanceOf(CAROL), 1_000 * COUPON, "the other treasury's holder got all of it");
    }

    function test_aLyingTokenDrawsNothingOnceItsCouponWasSwept() external {
        token.setBalance(BOB, 500 * ONE + 1);
        fund();
        ScriptedToken honest = newOpenTokenAt(FIRST_COUPON_DAY);
        honest.setBalance(CAROL, 1_000 * ONE);
        warpTo(SECOND_COUPON_DAY);
        vm.prank(ISSUER);
        module.fundCoupon(address(honest), 1, type(uint256).max);
        // Three thirds of what rounding takes from one: a remainder.
        token.setFalseBalance(ALICE, 500 * ONE + 1);
        token.setFalseBalance(CAROL, 500 * ONE - 1);
        module.payCoupon(address(token), 0, ALICE);
        module.payCoupon(address(token), 0, BOB);
        module.payCoupon(address(token), 0, CAROL);
        uint256 dust = module.sweepCoupon(address(token), 0);
        vm.assertTrue(dust != 0, "something was left");
        token.setFalseBalance(MALLORY, 1);
        vm.expectRevert(abi.encodeWithSelector(Distribution.Closed.selector));
        module.payCoupon(address(token), 0, MALLORY);
        vm.assertEq(module.dueTo(address(token), 0, MALLORY), 0, "nothing is due any more");
        vm.assertEq(money.balanceOf(address(module)), 1_000 * COUPON, "the other treasury's money is all there");
    }

    function test_refusesATokenOfAnotherModule() external {
        ScriptedToken foreign = new ScriptedToken(address(registry), address(compliance), address(yield_));
        register(noteInfo(address(foreign)));
        bytes memory notOurs = abi.encodeWithSelector(IYieldModule.NotYieldModuleOf.selector, address(foreign));
        vm.expectRevert(notOurs);
        module.open(address(foreign));
        warpTo(MATURITY_DAY);
        registry.setStatus(address(foreign), ITreasuryRegistry.TreasuryStatus.Matured);
        vm.expectRevert(notOurs);
        module.fundRedemption(address(foreign), 1);
    }

    function fund() private {
        vm.prank(ISSUER);
        module.fundCoupon(address(token), 0, type(uint256).max);
    }

    function newOpenToken() private returns (ScriptedToken created) {
        created = new ScriptedToken(address(registry), address(compliance), address(module));
        register(noteInfo(address(created)));
        module.open(address(created));
    }

    function newOpenTokenAt(uint256 day) private returns (ScriptedToken created) {
        warpTo(day);
        return newOpenToken();
    }
}
