// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ITreasuryRegistry} from "../../contracts/interfaces/ITreasuryRegistry.sol";
import {IYieldModule} from "../../contracts/interfaces/IYieldModule.sol";
import {Distribution} from "../../contracts/libraries/Distribution.sol";
import {YieldDesk} from "./support/YieldDesk.sol";

/// @notice Coupons that aren't fully funded: who may say so, when, and what everyone gets.
contract YieldModuleShortfallTest is YieldDesk {
    uint256 private constant DUE = 1_500 * COUPON;

    uint256 private graceEnd;

    function setUp() public override {
        super.setUp();
        warpTo(FIRST_COUPON_DAY);
        graceEnd = block.timestamp + 30 days;
    }

    function test_isDeclaredOnlyWithTheRightAndAfterTheGrace() external {
        vm.expectRevert(abi.encodeWithSelector(IYieldModule.MissingRight.selector, ALICE, address(note), 16));
        vm.prank(ALICE);
        yield_.declareShortfall(address(note), 0);
        vm.warp(graceEnd - 1);
        vm.startPrank(ISSUER);
        vm.expectRevert(abi.encodeWithSelector(IYieldModule.GraceNotOver.selector, 0, graceEnd));
        yield_.declareShortfall(address(note), 0);
        vm.warp(graceEnd);
        vm.expectEmit(address(yield_));
        emit IYieldModule.ShortfallDeclared(address(note), 0, 0, DUE);
        yield_.declareShortfall(address(note), 0);
        vm.expectRevert(abi.encodeWithSelector(IYieldModule.ShortfallAlreadyDeclared.selector, 0));
        yield_.declareShortfall(address(note), 0);
    }

    function test_isDeclaredAtOnceInADefault() external {
        setStatus(ITreasuryRegistry.TreasuryStatus.Defaulted);
        yield_.declareShortfall(address(note), 0);
        vm.assertTrue(yield_.couponOf(address(note), 0).shortfall, "declared by the admin");
    }

    function test_isNotDeclaredBeforeTheCouponsDayNorWhenAllIsThere() external {
        setStatus(ITreasuryRegistry.TreasuryStatus.Defaulted);
        uint40 payTime = uint40(uint256(SECOND_COUPON_DAY) * 1 days);
        vm.expectRevert(abi.encodeWithSelector(IYieldModule.NotYetDue.selector, 1, payTime));
        yield_.declareShortfall(address(note), 1);
        fundCoupon(address(note), 0);
        vm.expectRevert(abi.encodeWithSelector(Distribution.FullyFunded.selector, DUE));
        yield_.declareShortfall(address(note), 0);
    }

    function test_paysNothingWhileNothingIsThere() external {
        declare();
        vm.expectRevert(abi.encodeWithSelector(Distribution.NotFunded.selector, 0, DUE));
        yield_.payCoupon(address(note), 0, ALICE);
        vm.expectRevert(abi.encodeWithSelector(Distribution.NotSettled.selector, 0, SUPPLY));
        yield_.sweepCoupon(address(note), 0);
    }

    function test_paysProRataAndAgainWhenMoreIsPaidIn() external {
        fund(DUE / 2);
        declare();
        vm.assertEq(yield_.payCoupon(address(note), 0, ALICE), 500 * COUPON, "half of hers");
        fund(DUE / 4);
        vm.assertTrue(!yield_.hasBeenPaid(address(note), 0, ALICE), "there is more for her");
        vm.assertEq(yield_.dueTo(address(note), 0, ALICE), 250 * COUPON, "a quarter");
        vm.assertEq(yield_.payCoupon(address(note), 0, ALICE), 250 * COUPON, "which she gets");
        vm.assertEq(yield_.payCoupon(address(note), 0, BOB), 375 * COUPON, "Bob gets all of it at once");
        vm.assertTrue(yield_.couponOf(address(note), 0).shortfall, "it is still short");
        fund(DUE);
        vm.assertTrue(!yield_.couponOf(address(note), 0).shortfall, "until it is cured");
        vm.assertEq(yield_.payCoupons(address(note), 0, allOf(ALICE, BOB)), DUE / 4, "then all is paid");
        vm.assertEq(cash.balanceOf(ALICE), 1_000 * COUPON, "Alice in full");
        vm.assertEq(cash.balanceOf(BOB), 500 * COUPON, "Bob in full");
        vm.expectRevert(abi.encodeWithSelector(Distribution.AlreadyPaid.selector, 1_000 * COUPON));
        yield_.payCoupon(address(note), 0, ALICE);
    }

    function test_settlesAHolderWhoseShareIsLessThanAUnit() external {
        fund(7);
        declare();
        vm.assertEq(yield_.payCoupons(address(note), 0, allOf(ALICE, BOB)), 6, "4 2/3 and 2 1/3, rounded down");
        vm.assertEq(yield_.couponOf(address(note), 0).settled, SUPPLY, "everyone is settled");
        vm.assertEq(yield_.sweepCoupon(address(note), 0), 1, "and one is left");
        vm.assertTrue(yield_.couponOf(address(note), 0).shortfall, "it stays short");
        vm.expectRevert(abi.encodeWithSelector(Distribution.Closed.selector));
        yield_.payCoupon(address(note), 0, ALICE);
        vm.expectRevert(abi.encodeWithSelector(Distribution.Closed.selector));
        vm.prank(ISSUER);
        yield_.fundCoupon(address(note), 0, 1);
    }

    function test_paysAHolderNothingWhoseShareRoundsToNothing() external {
        fund(1);
        declare();
        vm.assertEq(yield_.payCoupon(address(note), 0, ALICE), 0, "two thirds of a unit");
        vm.assertTrue(yield_.hasBeenPaid(address(note), 0, ALICE), "are settled all the same");
        vm.assertEq(yield_.payCoupons(address(note), 0, allOf(ALICE, BOB)), 0, "as is a third");
        vm.assertEq(yield_.sweepCoupon(address(note), 0), 1, "the unit is the issuer's again");
    }

    function test_anotherCouponIsNotTouched() external {
        fund(DUE / 2);
        warpTo(SECOND_COUPON_DAY);
        fundCoupon(address(note), 1);
        yield_.declareShortfall(address(note), 0);
        yield_.payCoupons(address(note), 0, allOf(ALICE, BOB));
        vm.assertEq(yield_.payCoupon(address(note), 1, ALICE), 1_000 * COUPON, "the next is paid in full");
    }

    function fund(uint256 amount) private {
        giveMoney(ISSUER, amount);
        vm.prank(ISSUER);
        yield_.fundCoupon(address(note), 0, amount);
    }

    function declare() private {
        vm.warp(graceEnd);
        vm.prank(ISSUER);
        yield_.declareShortfall(address(note), 0);
    }
}
