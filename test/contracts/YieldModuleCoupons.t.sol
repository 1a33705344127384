// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IComplianceModule} from "../../contracts/interfaces/IComplianceModule.sol";
import {ITreasuryRegistry} from "../../contracts/interfaces/ITreasuryRegistry.sol";
import {IYieldModule} from "../../contracts/interfaces/IYieldModule.sol";
import {SanctionsRule} from "../../contracts/compliance/rules/SanctionsRule.sol";
import {AccruedInterest} from "../../contracts/libraries/AccruedInterest.sol";
import {Distribution} from "../../contracts/libraries/Distribution.sol";
import {YieldDesk} from "./support/YieldDesk.sol";

/// @notice Coupons that are paid in full: to whom, when, and once.
contract YieldModuleCouponsTest is YieldDesk {
    function test_foretellsEveryCoupon() external {
        IYieldModule.Payout memory coupon = yield_.couponOf(address(note), 3);
        vm.assertEq(coupon.payTime, uint256(MATURITY_DAY) * 1 days, "at maturity");
        vm.assertEq(coupon.perToken, COUPON, "half of 4.125 % of 100");
        vm.assertEq(coupon.due, 0, "for whom isn't known yet");
        vm.expectRevert(abi.encodeWithSelector(AccruedInterest.CouponOutOfRange.selector, 4, 4));
        yield_.couponOf(address(note), 4);
        warpTo(MATURITY_DAY);
        coupon = yield_.couponOf(address(note), 3);
        vm.assertEq(coupon.supply, SUPPLY, "the supply at its day");
        vm.assertEq(coupon.due, 1_500 * COUPON, "for all of it");
        vm.assertTrue(!coupon.shortfall && !coupon.swept, "nothing has happened");
    }

    function test_takesNoMoneyBeforeTheCouponsDay() external {
        uint40 payTime = uint40(uint256(FIRST_COUPON_DAY) * 1 days);
        vm.warp(payTime - 1);
        vm.expectRevert(abi.encodeWithSelector(IYieldModule.NotYetDue.selector, 0, payTime));
        yield_.fundCoupon(address(note), 0, 1);
        vm.warp(payTime);
        vm.expectRevert(abi.encodeWithSelector(Distribution.ZeroAmount.selector));
        yield_.fundCoupon(address(note), 0, 0);
        vm.assertEq(fundCoupon(address(note), 0), 1_500 * COUPON, "on its day");
    }

    function test_takesWhatIsMissingFromAnyone() external {
        warpTo(FIRST_COUPON_DAY);
        giveMoney(ISSUER, 1_000 * COUPON);
        giveMoney(CAROL, 1_000 * COUPON);
        vm.expectEmit(address(yield_));
        emit IYieldModule.CouponFunded(address(note), 0, ISSUER, 1_000 * COUPON);
        vm.prank(ISSUER);
        yield_.fundCoupon(address(note), 0, 1_000 * COUPON);
        vm.expectRevert(
            abi.encodeWithSelector(Distribution.NotFunded.selector, 1_000 * COUPON, 1_500 * COUPON)
        );
        yield_.payCoupon(address(note), 0, ALICE);
        vm.expectRevert(
            abi.encodeWithSelector(Distribution.NotFunded.selector, 1_000 * COUPON, 1_500 * COUPON)
        );
        yield_.payCoupons(address(note), 0, allOf(ALICE, BOB));
        vm.prank(CAROL);
        vm.assertEq(yield_.fundCoupon(address(note), 0, type(uint256).max), 500 * COUPON, "what was missing");
        vm.assertEq(cash.balanceOf(CAROL), 500 * COUPON, "and no more");
        vm.expectRevert(abi.encodeWithSelector(Distribution.FullyFunded.selector, 1_500 * COUPON));
        vm.prank(CAROL);
        yield_.fundCoupon(address(note), 0, 1);
    }

    function test_paysAHolderOnce() external {
        warpTo(FIRST_COUPON_DAY);
        vm.expectRevert(abi.encodeWithSelector(Distribution.NotFunded.selector, 0, 1_500 * COUPON));
        yield_.payCoupon(address(note), 0, ALICE);
        fundCoupon(address(note), 0);
        vm.assertEq(yield_.dueTo(address(note), 0, ALICE), 1_000 * COUPON, "due");
        vm.expectEmit(address(yield_));
        emit IYieldModule.CouponPaid(address(note), 0, ALICE, ALICE, 1_000 * COUPON);
        vm.prank(MALLORY);
        yield_.payCoupon(address(note), 0, ALICE);
        vm.assertEq(cash.balanceOf(ALICE), 1_000 * COUPON, "she has it, whoever called");
        vm.assertEq(yield_.dueTo(address(note), 0, ALICE), 0, "nothing more is due");
        vm.assertEq(yield_.paidTo(address(note), 0, ALICE), 1_000 * COUPON, "recorded");
        vm.assertTrue(yield_.hasBeenPaid(address(note), 0, ALICE), "she was paid");
        vm.assertTrue(!yield_.hasBeenPaid(address(note), 0, BOB), "Bob wasn't");
        vm.expectRevert(abi.encodeWithSelector(Distribution.AlreadyPaid.selector, 1_000 * COUPON));
        yield_.payCoupon(address(note), 0, ALICE);
        vm.expectRevert(abi.encodeWithSelector(Distribution.NothingDue.selector));
        yield_.payCoupon(address(note), 0, CAROL);
    }

    function test_paysWhoHeldAtTheStartOfTheDay() external {
        vm.warp(uint256(FIRST_COUPON_DAY) * 1 days - 1);
        transfer(ALICE, CAROL, 400 * ONE);
        vm.warp(uint256(FIRST_COUPON_DAY) * 1 days);
        transfer(BOB, CAROL, 500 * ONE);
        issue(BOB, 100 * ONE);
        fundCoupon(address(note), 0);
        vm.assertEq(yield_.payCoupon(address(note), 0, ALICE), 600 * COUPON, "what she kept");
        vm.assertEq(yield_.payCoupon(address(note), 0, BOB), 500 * COUPON, "what he had at the start");
        vm.assertEq(yield_.payCoupon(address(note), 0, CAROL), 400 * COUPON, "what she had at the start");
        warpTo(SECOND_COUPON_DAY);
        fundCoupon(address(note), 1);
        vm.assertEq(yield_.payCoupon(address(note), 1, CAROL), 900 * COUPON, "and half a year later");
    }

    function test_paysOnHeldTokensAndThoseOfOtherPartitions() external {
        bytes32 pledged = "pledged";
        vm.prank(ISSUER);
        note.definePartition(pledged, 6);
        vm.startPrank(ALICE);
        note.changePartition(note.partitions()[0], pledged, 300 * ONE);
        note.createHold(BOB, CAROL, note.partitions()[0], 200 * ONE, type(uint64).max, 0);
        vm.stopPrank();
        warpTo(FIRST_COUPON_DAY);
        fundCoupon(address(note), 0);
        vm.assertEq(yield_.payCoupon(address(note), 0, ALICE), 1_000 * COUPON, "all of hers");
    }

    function test_paysManyAndPassesOverTheRest() external {
        warpTo(FIRST_COUPON_DAY);
        fundCoupon(address(note), 0);
        yield_.payCoupon(address(note), 0, ALICE);
        address[] memory holders = new address[](4);
        (holders[0], holders[1], holders[2], holders[3]) = (ALICE, BOB, CAROL, BOB);
        vm.assertEq(yield_.payCoupons(address(note), 0, holders), 500 * COUPON, "Bob, once");
        vm.assertEq(cash.balanceOf(BOB), 500 * COUPON, "he has it");
        vm.assertEq(yield_.payCoupons(address(note), 0, holders), 0, "nobody is left");
        vm.expectRevert(abi.encodeWithSelector(IYieldModule.TooManyHolders.selector, 129, 128));
        yield_.payCoupons(address(note), 0, new address[](129));
    }

    function test_keepsAFrozenHoldersCouponUntilItIsThawed() external {
        warpTo(FIRST_COUPON_DAY);
        fundCoupon(address(note), 0);
        note.setFrozen(ALICE, true);
        vm.expectRevert(
            abi.encodeWithSelector(IYieldModule.PaymentWithheld.selector, ALICE, bytes32("sender/frozen"))
        );
        yield_.payCoupon(address(note), 0, ALICE);
        vm.assertEq(yield_.payCoupons(address(note), 0, allOf(ALICE, BOB)), 500 * COUPON, "the other is paid");
        vm.assertEq(yield_.dueTo(address(note), 0, ALICE), 1_000 * COUPON, "hers is still due");
        warpTo(THIRD_COUPON_DAY);
        note.setFrozen(ALICE, false);
        vm.assertEq(yield_.payCoupon(address(note), 0, ALICE), 1_000 * COUPON, "and paid a year later");
    }

    function test_keepsASanctionedHoldersCoupon() external {
        SanctionsRule sanctions = new SanctionsRule(compliance);
        address[] memory rules = new address[](1);
        rules[0] = address(sanctions);
        compliance.setRules(address(note), rules);
        address[] memory listed = new address[](1);
        listed[0] = ALICE;
        sanctions.setSanctioned(listed, true);
        warpTo(FIRST_COUPON_DAY);
        fundCoupon(address(note), 0);
        vm.expectRevert(
            abi.encodeWithSelector(IYieldModule.PaymentWithheld.selector, ALICE, bytes32("sender/sanctioned"))
        );
        yield_.payCoupon(address(note), 0, ALICE);
        vm.assertEq(yield_.payCoupons(address(note), 0, allOf(ALICE, BOB)), 500 * COUPON, "the other is paid");
        sanctions.setSanctioned(listed, false);
        vm.assertEq(yield_.payCoupon(address(note), 0, ALICE), 1_000 * COUPON, "once she is off the list");
    }

    function test_paysWhoseApprovalLapsed() external {
        warpTo(FIRST_COUPON_DAY);
        fundCoupon(address(note), 0);
        compliance.setInvestorStatus(ALICE, IComplianceModule.InvestorStatus.Revoked);
        vm.assertEq(yield_.payCoupon(address(note), 0, ALICE), 1_000 * COUPON, "what was earned is owed");
    }

    function test_paysALostWalletsCouponsToItsReplacementOnce() external {
        warpTo(FIRST_COUPON_DAY);
        fundCoupon(address(note), 0);
        warpTo(SECOND_COUPON_DAY);
        fundCoupon(address(note), 1);
        yield_.payCoupon(address(note), 0, ALICE);
        note.recover(ALICE, CAROL, "lost key");
        vm.expectRevert(abi.encodeWithSelector(Distribution.AlreadyPaid.selector, 1_000 * COUPON));
        yield_.payCoupon(address(note), 0, ALICE);
        vm.expectRevert(abi.encodeWithSelector(Distribution.NothingDue.selector));
        yield_.payCoupon(address(note), 0, CAROL);
        vm.expectEmit(address(yield_));
        emit IYieldModule.CouponPaid(address(note), 1, ALICE, CAROL, 1_000 * COUPON);
        yield_.payCoupon(address(note), 1, ALICE);
        vm.assertEq(cash.balanceOf(CAROL), 1_000 * COUPON, "the unpaid one, to the new wallet");
        warpTo(THIRD_COUPON_DAY);
        fundCoupon(address(note), 2);
        vm.assertEq(yield_.payCoupon(address(note), 2, CAROL), 1_000 * COUPON, "later ones are its own");
        vm.expectRevert(abi.encodeWithSelector(Distribution.NothingDue.selector));
        yield_.payCoupon(address(note), 2, ALICE);
    }

    function test_withholdsFromTheReplacementWhenThatIsFrozen() external {
        warpTo(FIRST_COUPON_DAY);
        fundCoupon(address(note), 0);
        note.recover(ALICE, CAROL, "lost key");
        note.setFrozen(CAROL, true);
        vm.expectRevert(
            abi.encodeWithSelector(IYieldModule.PaymentWithheld.selector, CAROL, bytes32("sender/frozen"))
        );
        yield_.payCoupon(address(note), 0, ALICE);
    }

    function test_paysInASuspensionAndAfterDefault() external {
        warpTo(FIRST_COUPON_DAY);
        setStatus(ITreasuryRegistry.TreasuryStatus.Suspended);
        fundCoupon(address(note), 0);
        vm.assertEq(yield_.payCoupon(address(note), 0, ALICE), 1_000 * COUPON, "trading stops, coupons don't");
        setStatus(ITreasuryRegistry.TreasuryStatus.Defaulted);
        vm.assertEq(yield_.payCoupon(address(note), 0, BOB), 500 * COUPON, "what was paid in is theirs");
    }

    function test_sweepsTheDustToTheIssuerWhenEveryoneIsPaid() external {
        issue(CAROL, 1);
        transfer(BOB, CAROL, 1);
        warpTo(FIRST_COUPON_DAY);
        uint256 due = (SUPPLY + 1) * COUPON / ONE;
        fundCoupon(address(note), 0);
        vm.expectRevert(abi.encodeWithSelector(Distribution.NotSettled.selector, 0, SUPPLY + 1));
        yield_.sweepCoupon(address(note), 0);
        uint256 paid = yield_.payCoupons(address(note), 0, allOf(ALICE, BOB));
        vm.expectRevert(abi.encodeWithSelector(Distribution.NotSettled.selector, SUPPLY - 1, SUPPLY + 1));
        yield_.sweepCoupon(address(note), 0);
        paid += yield_.payCoupon(address(note), 0, CAROL);
        vm.assertTrue(paid < due, "rounding left something");
        vm.expectEmit(address(yield_));
        emit IYieldModule.CouponSwept(address(note), 0, ISSUER, due - paid);
        vm.prank(ISSUER);
        vm.assertEq(yield_.sweepCoupon(address(note), 0), due - paid, "all that was left");
        vm.assertEq(cash.balanceOf(ISSUER), due - paid, "the issuer has it");
        vm.assertTrue(yield_.couponOf(address(note), 0).swept, "closed");
        vm.expectRevert(abi.encodeWithSelector(Distribution.Closed.selector));
        yield_.sweepCoupon(address(note), 0);
        vm.expectRevert(abi.encodeWithSelector(Distribution.Closed.selector));
        yield_.fundCoupon(address(note), 0, 1);
    }

    function test_sweepsNothingWhereNothingIsLeft() external {
        warpTo(FIRST_COUPON_DAY);
        fundCoupon(address(note), 0);
        yield_.payCoupons(address(note), 0, allOf(ALICE, BOB));
        vm.expectRevert(abi.encodeWithSelector(Distribution.NothingLeft.selector));
        yield_.sweepCoupon(address(note), 0);
    }
}
