// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Initializable} from "@openzeppelin/contracts-upgradeable/proxy/utils/Initializable.sol";
import {IAccessControl} from "@openzeppelin/contracts/access/IAccessControl.sol";

import {Governed} from "../../contracts/base/Governed.sol";
import {ITreasuryRegistry} from "../../contracts/interfaces/ITreasuryRegistry.sol";
import {ITreasuryToken} from "../../contracts/interfaces/ITreasuryToken.sol";
import {IYieldModule} from "../../contracts/interfaces/IYieldModule.sol";
import {AccruedInterest} from "../../contracts/libraries/AccruedInterest.sol";
import {YieldModule} from "../../contracts/treasury/YieldModule.sol";
import {YieldDesk} from "./support/YieldDesk.sol";

/// @notice How a yield module is set up, opened, upgraded and paused, and what it says of interest.
contract YieldModuleTest is YieldDesk {
    function test_knowsItsSet() external view {
        vm.assertEq(yield_.registry(), address(registry), "registry");
        vm.assertEq(yield_.settlementToken(), address(cash), "money");
        vm.assertEq(yield_.gracePeriod(), 30 days, "grace");
        vm.assertEq(yield_.maxHolders(), 128, "limit of a batch");
    }

    function test_isInitialisedOnceAndWithEverything() external {
        vm.expectRevert(abi.encodeWithSelector(Initializable.InvalidInitialization.selector));
        yield_.initialize(address(registry), address(cash), MALLORY, 0);
        YieldModule implementation = new YieldModule();
        vm.expectRevert(abi.encodeWithSelector(Initializable.InvalidInitialization.selector));
        implementation.initialize(address(registry), address(cash), MALLORY, 0);
        vm.expectRevert(abi.encodeWithSelector(Governed.ZeroAddress.selector));
        proxy(
            address(implementation),
            abi.encodeCall(YieldModule.initialize, (address(0), address(cash), address(this), 0))
        );
        vm.expectRevert(abi.encodeWithSelector(Governed.ZeroAddress.selector));
        proxy(
            address(implementation),
            abi.encodeCall(YieldModule.initialize, (address(registry), address(0), address(this), 0))
        );
    }

    function test_keepsItsMoneyAndRecordsInAnUpgrade() external {
        warpTo(FIRST_COUPON_DAY);
        fundCoupon(address(note), 0);
        yield_.payCoupon(address(note), 0, ALICE);
        bytes32 before = keccak256(abi.encode(yield_.couponOf(address(note), 0)));
        YieldModule next = new YieldModule();
        vm.expectRevert(
            abi.encodeWithSelector(IAccessControl.AccessControlUnauthorizedAccount.selector, MALLORY, bytes32(0))
        );
        vm.prank(MALLORY);
        yield_.upgradeToAndCall(address(next), "");
        yield_.upgradeToAndCall(address(next), "");
        vm.assertEq(keccak256(abi.encode(yield_.couponOf(address(note), 0))), before, "the coupon");
        vm.assertTrue(yield_.hasBeenPaid(address(note), 0, ALICE), "who was paid");
        vm.assertEq(yield_.payCoupon(address(note), 0, BOB), 500 * COUPON, "and it goes on");
    }

    function test_opensByHavingTheTokenKeepBalancesAtEveryCoupon() external {
        ITreasuryToken token = newToken();
        register(noteInfo(address(token)));
        vm.assertEq(yield_.couponCount(address(token)), 0, "none before");
        vm.expectEmit(address(yield_));
        emit IYieldModule.Opened(address(token), 0, 4);
        yield_.open(address(token));
        vm.assertEq(yield_.couponCount(address(token)), 4, "four half-years");
        uint40[] memory times = token.snapshotTimes();
        vm.assertEq(times.length, 4, "a snapshot each");
        vm.assertEq(times[0], uint256(FIRST_COUPON_DAY) * 1 days, "first");
        vm.assertEq(times[1], uint256(SECOND_COUPON_DAY) * 1 days, "second");
        vm.assertEq(times[2], uint256(THIRD_COUPON_DAY) * 1 days, "third");
        vm.assertEq(times[3], uint256(MATURITY_DAY) * 1 days, "at maturity");
    }

    function test_opensOnceAndOnlyWithTheRight() external {
        vm.expectRevert(abi.encodeWithSelector(IYieldModule.AlreadyOpened.selector, address(note)));
        yield_.open(address(note));
        ITreasuryToken token = newToken();
        register(noteInfo(address(token)));
        vm.expectRevert(
            abi.encodeWithSelector(IYieldModule.MissingRight.selector, MALLORY, address(token), 16)
        );
        vm.prank(MALLORY);
        yield_.open(address(token));
        vm.prank(ISSUER);
        registry.setOperator(address(token), CAROL, 16, uint64(block.timestamp + 1));
        vm.prank(CAROL);
        yield_.open(address(token));
        vm.assertEq(yield_.couponCount(address(token)), 4, "by the operator");
    }

    function test_paysNothingOfATreasuryThatWasNeverOpened() external {
        ITreasuryToken token = newToken();
        register(noteInfo(address(token)));
        warpTo(FIRST_COUPON_DAY);
        bytes memory notOpened = abi.encodeWithSelector(IYieldModule.NotOpened.selector, address(token));
        vm.expectRevert(notOpened);
        yield_.fundCoupon(address(token), 0, 1);
        vm.expectRevert(notOpened);
        yield_.couponOf(address(token), 0);
    }

    function test_openedLateKeepsOnlyTheCouponsToCome() external {
        ITreasuryToken token = newToken();
        register(noteInfo(address(token)));
        warpTo(FIRST_COUPON_DAY);
        vm.expectEmit(address(yield_));
        emit IYieldModule.Opened(address(token), 1, 4);
        yield_.open(address(token));
        vm.assertEq(token.snapshotTimes().length, 3, "those to come");
        vm.expectRevert(abi.encodeWithSelector(IYieldModule.CouponNotKept.selector, 0, 1));
        yield_.fundCoupon(address(token), 0, 1);
        vm.assertEq(yield_.couponOf(address(token), 1).perToken, COUPON, "the second is kept");
    }

    function test_openedAfterMaturityKeepsNothing() external {
        ITreasuryToken token = newToken();
        register(noteInfo(address(token)));
        warpTo(MATURITY_DAY);
        vm.expectEmit(address(yield_));
        emit IYieldModule.Opened(address(token), 4, 4);
        yield_.open(address(token));
        vm.assertEq(token.snapshotTimes().length, 0, "no balances");
    }

    function test_aBillHasNoCoupons() external {
        ITreasuryToken token = newToken();
        register(billInfo(address(token)));
        yield_.open(address(token));
        vm.assertEq(yield_.couponCount(address(token)), 0, "none");
        vm.expectRevert(abi.encodeWithSelector(AccruedInterest.CouponOutOfRange.selector, 0, 0));
        yield_.fundCoupon(address(token), 0, 1);
    }

    function test_opensTheLongestSchedule() external {
        ITreasuryToken token = newToken();
        ITreasuryRegistry.TreasuryInfo memory info = noteInfo(address(token));
        info.treasuryType = ITreasuryRegistry.TreasuryType.Bond;
        info.terms.couponsPerYear = 12;
        // 15 March 2026 to 15 February 2056.
        info.terms.firstCouponDay = ISSUE_DAY + 28;
        info.terms.lastRegularDay = ISSUE_DAY + 10_957;
        info.terms.maturityDay = info.terms.lastRegularDay;
        register(info);
        uint256 gasBefore = gasleft();
        yield_.open(address(token));
        vm.assertEq(yield_.couponCount(address(token)), 360, "thirty years by the month");
        vm.assertLe(gasBefore - gasleft(), 1 << 24, "within the gas of a transaction (EIP-7825)");
        requireSchedule(token, 360);
    }

    function test_opensASchedulesIrregularEnds() external {
        ITreasuryToken token = newToken();
        ITreasuryRegistry.TreasuryInfo memory info = noteInfo(address(token));
        // A short first period, and a short last one: to 15 October 2027.
        info.terms.issueDay = ISSUE_DAY + 30;
        info.terms.lastRegularDay = THIRD_COUPON_DAY;
        info.terms.maturityDay = THIRD_COUPON_DAY + 61;
        register(info);
        yield_.open(address(token));
        vm.assertEq(yield_.couponCount(address(token)), 4, "with the last");
        requireSchedule(token, 4);
    }

    function test_opensAScheduleOfMonthEnds() external {
        ITreasuryToken token = newToken();
        ITreasuryRegistry.TreasuryInfo memory info = noteInfo(address(token));
        info.terms.endOfMonth = true;
        // 28 February 2026 to 29 February 2028, with coupons on 31 August and 28 February.
        info.terms.issueDay = ISSUE_DAY + 13;
        info.terms.firstCouponDay = FIRST_COUPON_DAY + 16;
        info.terms.lastRegularDay = MATURITY_DAY + 14;
        info.terms.maturityDay = MATURITY_DAY + 14;
        register(info);
        yield_.open(address(token));
        requireSchedule(token, 4);
    }

    function test_interestAccruesFromCouponToCoupon() external {
        vm.assertEq(yield_.accruedInterest(address(note), ALICE_TOKENS), 0, "none on the first day");
        warpTo(ISSUE_DAY + 90);
        // 90 of 181 days of the half-year's coupon.
        uint256 perToken = COUPON * 90 / 181;
        vm.assertEq(yield_.accruedInterest(address(note), ALICE_TOKENS), 1_000 * perToken, "ACT/ACT");
        vm.assertEq(yield_.accruedInterest(address(note), 1), perToken / ONE, "rounded down");
        warpTo(FIRST_COUPON_DAY);
        vm.assertEq(yield_.accruedInterest(address(note), ALICE_TOKENS), 0, "none on the coupon's day");
        warpTo(MATURITY_DAY);
        vm.assertEq(yield_.accruedInterest(address(note), ALICE_TOKENS), 0, "none at maturity");
    }

    function test_aDiscountAccruesInEqualPartsADay() external {
        ITreasuryToken token = newToken();
        register(billInfo(address(token)));
        vm.assertEq(yield_.accruedDiscount(address(token), ONE), 0, "none on the first day");
        warpTo(ISSUE_DAY + 365);
        vm.assertEq(yield_.accruedDiscount(address(token), 10 * ONE), 20e6, "half of 4, ten times");
        warpTo(MATURITY_DAY);
        vm.assertEq(yield_.accruedDiscount(address(token), ONE), 4e6, "all of it at maturity");
        warpTo(MATURITY_DAY + 100);
        vm.assertEq(yield_.accruedDiscount(address(token), ONE), 4e6, "and no more later");
        vm.assertEq(yield_.accruedInterest(address(token), ONE), 0, "a bill has no interest");
        vm.assertEq(yield_.accruedDiscount(address(note), ONE), 0, "a note at par has no discount");
        warpTo(ISSUE_DAY - 1);
        vm.assertEq(yield_.accruedDiscount(address(token), ONE), 0, "nor any before the issue");
    }

    function test_eachGroupStopsWhatItNamesAndNothingElse() external {
        warpTo(FIRST_COUPON_DAY);
        fundCoupon(address(note), 0);
        requirePaused(1, abi.encodeCall(yield_.fundCoupon, (address(note), 0, 1)));
        requirePaused(1, abi.encodeCall(yield_.fundRedemption, (address(note), 1)));
        requirePaused(2, abi.encodeCall(yield_.payCoupon, (address(note), 0, ALICE)));
        requirePaused(2, abi.encodeCall(yield_.payCoupons, (address(note), 0, allOf(ALICE, BOB))));
        requirePaused(2, abi.encodeCall(yield_.sweepCoupon, (address(note), 0)));
        requirePaused(4, abi.encodeCall(yield_.redeem, (address(note), ALICE)));
        requirePaused(4, abi.encodeCall(yield_.sweepRedemption, (address(note))));
        yield_.pause(1 | 4);
        yield_.payCoupon(address(note), 0, ALICE);
        vm.assertEq(yield_.pausedGroups(), 5, "payments went on");
    }

    function test_onlyPausersPauseAndResumersResume() external {
        vm.prank(MALLORY);
        vm.expectRevert(
            abi.encodeWithSelector(
                IAccessControl.AccessControlUnauthorizedAccount.selector, MALLORY, keccak256("PAUSER_ROLE")
            )
        );
        yield_.pause(7);
        yield_.pause(7);
        vm.prank(MALLORY);
        vm.expectRevert(
            abi.encodeWithSelector(
                IAccessControl.AccessControlUnauthorizedAccount.selector, MALLORY, keccak256("RESUMER_ROLE")
            )
        );
        yield_.resume(7);
    }

    /// @dev Every coupon is paid when the token keeps its balances.
    function requireSchedule(ITreasuryToken token, uint256 count) private view {
        uint40[] memory times = token.snapshotTimes();
        vm.assertEq(times.length, count, "a snapshot each");
        for (uint256 i; i < count; ++i) {
            vm.assertEq(times[i], uint256(yield_.couponOf(address(token), i).payTime), "on its coupon's day");
        }
    }

    function requirePaused(uint8 group, bytes memory call) private {
        yield_.pause(group);
        (bool ok, bytes memory reason) = address(yield_).call(call);
        vm.assertTrue(!ok, "refused");
        vm.assertEq(reason, abi.encodeWithSelector(Governed.GroupPaused.selector, group), "because of the pause");
        yield_.resume(group);
    }
}
