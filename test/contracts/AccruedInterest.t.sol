// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {AccruedInterest} from "../../contracts/libraries/AccruedInterest.sol";
import {DayCount} from "../../contracts/libraries/DayCount.sol";
import {bound} from "./support/bound.sol";
import {Test} from "./support/Test.sol";

/// @notice The library's functions as calls, so that a revert can be expected.
contract AccruedInterestCaller {
    function validate(AccruedInterest.Terms memory terms) external pure {
        AccruedInterest.validate(terms);
    }

    function periodOf(AccruedInterest.Terms memory terms, uint256 index) external pure {
        AccruedInterest.periodOf(terms, index);
    }

    function accrued(uint256 face, AccruedInterest.Terms memory terms, uint256 day) external pure {
        AccruedInterest.accrued(face, terms, day);
    }

    function accruedInPeriod(
        uint256 face,
        AccruedInterest.Terms memory terms,
        AccruedInterest.Period memory period,
        uint256 day
    ) external pure {
        AccruedInterest.accruedInPeriod(face, terms, period, day);
    }

    function billPrice(uint256 face, uint32 discountRate, uint32 daysLeft) external pure {
        AccruedInterest.billPrice(face, discountRate, daysLeft);
    }

    function accruedDiscount(
        uint256 face,
        uint256 issuePrice,
        uint256 issueDay,
        uint256 maturityDay,
        uint256 day
    ) external pure {
        AccruedInterest.accruedDiscount(face, issuePrice, issueDay, maturityDay, day);
    }
}

contract AccruedInterestTest is Test {
    /// @dev One dollar in the unit of the published examples' tests: billionths, more places than any of them shows.
    uint256 private constant DOLLAR = 1e9;
    uint256 private constant HUGE = 2 ** 128;

    AccruedInterestCaller private immutable caller = new AccruedInterestCaller();

    // 31 CFR part 356, appendix B (https://www.ecfr.gov/current/title-31/part-356/appendix-Appendix%20B%20to%20Part%20356).
    // Treasury counts by ACT/ACT ICMA and rounds to five decimals for $1,000, to six for $100.

    // I.A.1: 8 % on $1,000 pays $40 each half-year, whatever its days.
    function test_paysHalfAYearsInterestEachHalfYear() external pure {
        AccruedInterest.Terms memory terms =
            treasury(80_000_000, date(2023, 2, 15), date(2023, 8, 15), date(2033, 2, 15));
        vm.assertEq(AccruedInterest.couponCount(terms), 20, "ten years");
        for (uint256 index; index < 20; ++index) {
            vm.assertEq(couponAt(1_000 * DOLLAR, terms, index), 40 * DOLLAR, "$40");
        }
    }

    // I.D, example 1: a 6 3/4 % note of 15 May 2000, first coupon 15 November 2000, reopened 15 August 2000: $16.87500.
    function test_accruesLikeTreasurysExampleInvolvingOneHalfYear() external pure {
        AccruedInterest.Terms memory terms =
            treasury(67_500_000, date(2000, 5, 15), date(2000, 11, 15), date(2005, 5, 15));
        vm.assertEq(AccruedInterest.accrued(1_000 * DOLLAR, terms, date(2000, 8, 15)), 16_875_000_000, "$16.875");
        vm.assertEq(AccruedInterest.accrued(150_000 * DOLLAR, terms, date(2000, 8, 15)), 2_531.25e9, "$2,531.25");
    }

    // I.D, example 2, and II.E: a 10 3/4 % bond of 2 July 1985, first coupon 15 February 1986 (a long first period),
    // reopened 4 November 1985: $36.72798 for $1,000; A = 3.672798 and P + A = 105.887384 for 100.
    function test_accruesLikeTreasurysExampleInvolvingTwoHalfYears() external pure {
        AccruedInterest.Terms memory terms =
            treasury(107_500_000, date(1985, 7, 2), date(1986, 2, 15), date(2005, 8, 15));
        uint256 settlement = date(1985, 11, 4);
        vm.assertEq(rounded(AccruedInterest.accrued(1_000 * DOLLAR, terms, settlement), 5), 3_672_798, "$36.72798");
        vm.assertEq(rounded(AccruedInterest.accrued(100 * DOLLAR, terms, settlement), 6), 3_672_798, "A = 3.672798");
        uint256 dirty = AccruedInterest.dirtyPrice(102.214586e9, 100 * DOLLAR, terms, settlement);
        vm.assertEq(rounded(dirty, 6), 105_887_384, "P + A = 105.887384");
        // 1.3066298343 and 5.375 make the long first coupon.
        vm.assertEq(couponAt(100 * DOLLAR, terms, 0), 6_681_629_834, "1.3066298343 + 5.375");
    }

    // II.B: an 8 1/2 % note of 2 April 1990 due 31 March 1992, coupons on 30 September and 31 March: 4.2035519126 first.
    function test_paysAShortFirstCouponLikeTreasurysExample() external pure {
        AccruedInterest.Terms memory terms =
            treasury(85_000_000, date(1990, 4, 2), date(1990, 9, 30), date(1992, 3, 31));
        vm.assertEq(couponAt(100 * DOLLAR, terms, 0), 4_203_551_912, "(r/s)(C/2), r = 181, s = 183");
        vm.assertEq(couponAt(100 * DOLLAR, terms, 1), 4_250_000_000, "then C/2");
        vm.assertEq(AccruedInterest.couponCount(terms), 4, "n = 3 after the first");
    }

    // II.C: an 8 1/2 % note of 1 March 1990 due 15 May 1995, first coupon 15 November 1990; (C/2)(r/s), r = 75, s = 181.
    function test_paysALongFirstCouponLikeTreasurysExample() external pure {
        AccruedInterest.Terms memory terms =
            treasury(85_000_000, date(1990, 3, 1), date(1990, 11, 15), date(1995, 5, 15));
        vm.assertEq(couponAt(100 * DOLLAR, terms, 0), 4.25e9 + uint256(4.25e9) * 75 / 181, "75/181 of a coupon more");
        vm.assertEq(AccruedInterest.couponCount(terms), 10, "n = 10");
    }

    // II.D: a 9 1/2 % note accruing from 15 November 1985, issued on the 29th: A = .367403, P + A = 100.098321.
    function test_accruesLikeTreasurysExampleOfARegularPeriod() external pure {
        AccruedInterest.Terms memory terms =
            treasury(95_000_000, date(1985, 11, 15), date(1986, 5, 15), date(1995, 11, 15));
        uint256 settlement = date(1985, 11, 29);
        vm.assertEq(rounded(AccruedInterest.accrued(100 * DOLLAR, terms, settlement), 6), 367_403, "A = .367403");
        uint256 dirty = AccruedInterest.dirtyPrice(99.730918e9, 100 * DOLLAR, terms, settlement);
        vm.assertEq(rounded(dirty, 6), 100_098_321, "P + A = 100.098321");
    }

    // II.F: a 10 1/2 % note of 16 May 1983, first coupon 15 November 1983, reopened 15 August 1983: A = 2.596467,
    // P + A = 102.373541, a first coupon of 183/184 of a regular one.
    function test_accruesLikeTreasurysExampleOfAShortFirstPeriod() external pure {
        AccruedInterest.Terms memory terms =
            treasury(105_000_000, date(1983, 5, 16), date(1983, 11, 15), date(1991, 5, 15));
        uint256 settlement = date(1983, 8, 15);
        vm.assertEq(rounded(AccruedInterest.accrued(100 * DOLLAR, terms, settlement), 6), 2_596_467, "A = 2.596467");
        uint256 dirty = AccruedInterest.dirtyPrice(99.777074e9, 100 * DOLLAR, terms, settlement);
        vm.assertEq(rounded(dirty, 6), 102_373_541, "P + A = 102.373541");
        vm.assertEq(couponAt(100 * DOLLAR, terms, 0), uint256(5.25e9) * 183 / 184, "183/184");
    }

    // II.G: a 9 3/4 % note of 15 October 1988, first coupon 15 June 1989, reopened 15 November 1988: A = .825820,
    // P + A = 100.563865.
    function test_accruesLikeTreasurysExampleOfTheShortPartOfALongFirstPeriod() external pure {
        AccruedInterest.Terms memory terms =
            treasury(97_500_000, date(1988, 10, 15), date(1989, 6, 15), date(1994, 12, 15));
        uint256 settlement = date(1988, 11, 15);
        vm.assertEq(rounded(AccruedInterest.accrued(100 * DOLLAR, terms, settlement), 6), 825_820, "A = .825820");
        uint256 dirty = AccruedInterest.dirtyPrice(99.738045e9, 100 * DOLLAR, terms, settlement);
        vm.assertEq(rounded(dirty, 6), 100_563_865, "P + A = 100.563865");
    }

    // VI.A, VI.D: bills at 7.610 % for 90 days, 7.930 % for 20 days, 7.65 % for 364 days.
    function test_pricesBillsLikeTreasurysExamples() external pure {
        vm.assertEq(date(1990, 2, 22) - date(1989, 11, 24), 90, "24 November 1989 to 22 February 1990");
        vm.assertEq(AccruedInterest.billPrice(100 * DOLLAR, 76_100_000, 90), 98.0975e9, "98.097500");
        vm.assertEq(rounded(AccruedInterest.billPrice(100 * DOLLAR, 79_300_000, 20), 6), 99_559_444, "99.559444");
        vm.assertEq(AccruedInterest.billPrice(100 * DOLLAR, 76_500_000, 364), 92.265e9, "92.265000");
    }

    // Other conventions

    function test_paysByTheDaysOfThePeriodUnderActual360And365() external pure {
        AccruedInterest.Terms memory terms =
            treasury(36_000_000, date(2024, 1, 15), date(2024, 7, 15), date(2026, 1, 15));
        terms.convention = DayCount.Convention.Actual360;
        vm.assertEq(couponAt(1_000e6, terms, 0), 18.2e6, "182 days of 0.1");
        vm.assertEq(couponAt(1_000e6, terms, 1), 18.4e6, "184 days of 0.1");
        vm.assertEq(AccruedInterest.accrued(1_000e6, terms, date(2024, 3, 1)), 4.6e6, "46 days of 0.1");
        terms.convention = DayCount.Convention.Actual365Fixed;
        terms.rate = 36_500_000;
        vm.assertEq(couponAt(1_000e6, terms, 0), 18.2e6, "182 days of 0.1");
        vm.assertEq(AccruedInterest.accrued(1_000e6, terms, date(2024, 3, 1)), 4.6e6, "46 days of 0.1");
    }

    function test_paysRegularCouponsWhateverTheDaysUnderThirty360() external pure {
        AccruedInterest.Terms memory terms =
            treasury(36_000_000, date(2023, 8, 31), date(2024, 2, 29), date(2025, 8, 31));
        terms.convention = DayCount.Convention.Thirty360European;
        vm.assertEq(couponAt(1_000e6, terms, 0), 18e6, "179 days");
        vm.assertEq(couponAt(1_000e6, terms, 1), 18e6, "181 days");
        vm.assertEq(AccruedInterest.accrued(1_000e6, terms, date(2024, 2, 28)), 17.8e6, "178 days of 0.1");
        vm.assertEq(AccruedInterest.accrued(1_000e6, terms, date(2024, 8, 30)), 18e6, "181 days, held at the coupon");
        terms.convention = DayCount.Convention.Thirty360Us;
        vm.assertEq(AccruedInterest.accrued(1_000e6, terms, date(2024, 8, 29)), 17.9e6, "from 30 February");
        terms.endOfMonth = false;
        vm.assertEq(AccruedInterest.accrued(1_000e6, terms, date(2024, 8, 28)), 17.9e6, "from 29 February");
    }

    function test_paysIrregularCouponsByTheirDaysUnderThirty360() external pure {
        AccruedInterest.Terms memory terms =
            treasury(36_000_000, date(2024, 1, 20), date(2024, 6, 15), date(2024, 12, 15));
        terms.convention = DayCount.Convention.Thirty360Us;
        terms.maturityDay = uint32(date(2025, 3, 15));
        vm.assertEq(couponAt(1_000e6, terms, 0), 14.5e6, "145 days");
        vm.assertEq(couponAt(1_000e6, terms, 1), 18e6, "a half-year");
        vm.assertEq(couponAt(1_000e6, terms, 2), 9e6, "90 days");
    }

    // Schedules

    function test_countsPeriodsBackFromTheLastRegularDate() external pure {
        AccruedInterest.Terms memory terms =
            treasury(36_000_000, date(2024, 1, 31), date(2024, 5, 31), date(2025, 5, 31));
        terms.maturityDay = uint32(date(2025, 7, 10));
        AccruedInterest.validate(terms);
        vm.assertEq(AccruedInterest.couponCount(terms), 4, "short first, two regular, short last");
        assertPeriod(terms, 0, date(2024, 1, 31), date(2024, 5, 31), false);
        assertPeriod(terms, 1, date(2024, 5, 31), date(2024, 11, 30), true);
        assertPeriod(terms, 2, date(2024, 11, 30), date(2025, 5, 31), true);
        assertPeriod(terms, 3, date(2025, 5, 31), date(2025, 7, 10), false);
    }

    function test_knowsALastPeriodOfRegularLength() external pure {
        AccruedInterest.Terms memory terms =
            treasury(36_000_000, date(2024, 5, 31), date(2024, 11, 30), date(2024, 11, 30));
        terms.maturityDay = uint32(date(2025, 5, 31));
        assertPeriod(terms, 0, date(2024, 5, 31), date(2024, 11, 30), true);
        assertPeriod(terms, 1, date(2024, 11, 30), date(2025, 5, 31), true);
    }

    function test_keepsTheDayOfTheMonthThroughFebruary() external pure {
        AccruedInterest.Terms memory terms =
            treasury(36_000_000, date(2023, 8, 30), date(2024, 2, 29), date(2025, 8, 30));
        terms.endOfMonth = false;
        AccruedInterest.validate(terms);
        assertPeriod(terms, 0, date(2023, 8, 30), date(2024, 2, 29), true);
        assertPeriod(terms, 1, date(2024, 2, 29), date(2024, 8, 30), true);
        assertPeriod(terms, 2, date(2024, 8, 30), date(2025, 2, 28), true);
        assertPeriod(terms, 3, date(2025, 2, 28), date(2025, 8, 30), true);
    }

    function test_handlesASingleCoupon() external pure {
        AccruedInterest.Terms memory terms =
            treasury(36_000_000, date(2024, 3, 1), date(2024, 5, 15), date(2024, 5, 15));
        vm.assertEq(AccruedInterest.couponCount(terms), 1, "one");
        assertPeriod(terms, 0, date(2024, 3, 1), date(2024, 5, 15), false);
    }

    function test_startsAnewOnACouponsDay() external pure {
        AccruedInterest.Terms memory terms =
            treasury(36_000_000, date(2024, 1, 15), date(2024, 7, 15), date(2026, 1, 15));
        vm.assertEq(AccruedInterest.accrued(1_000e6, terms, date(2024, 1, 15)), 0, "at issue");
        vm.assertEq(AccruedInterest.accrued(1_000e6, terms, date(2024, 7, 15)), 0, "on a coupon's day");
        vm.assertEq(AccruedInterest.dirtyPrice(990e6, 1_000e6, terms, date(2024, 7, 15)), 990e6, "clean is dirty");
    }

    // Properties

    function testFuzz_everyDayOfLifeFallsInItsPeriodAndPeriodsFollowEachOther(uint256 seed, uint256 when) external pure {
        AccruedInterest.Terms memory terms = anyTerms(seed);
        uint256 day = bound(when, terms.issueDay, terms.maturityDay - 1);
        AccruedInterest.Period memory period = AccruedInterest.periodAt(terms, day);
        vm.assertTrue(period.start <= day && day < period.end, "holds the day");
        uint256 count = AccruedInterest.couponCount(terms);
        if (period.index + 1 == count) {
            vm.assertEq(period.end, terms.maturityDay, "the last ends at maturity");
        } else {
            AccruedInterest.Period memory next = AccruedInterest.periodOf(terms, period.index + 1);
            vm.assertEq(next.start, period.end, "the next starts where it ends");
        }
        if (period.index == 0) vm.assertEq(period.start, terms.issueDay, "the first starts at issue");
    }

    function testFuzz_accrualNeverFallsBetweenCouponsAndEndsAtTheCoupon(
        uint256 seed,
        uint256 index,
        uint256 when,
        uint256 face
    ) external pure {
        AccruedInterest.Terms memory terms = anyTerms(seed);
        face = bound(face, 0, HUGE);
        AccruedInterest.Period memory period =
            AccruedInterest.periodOf(terms, index % AccruedInterest.couponCount(terms));
        uint256 day = bound(when, period.start, period.end - 1);
        uint256 earned = AccruedInterest.accrued(face, terms, day);
        vm.assertGe(AccruedInterest.accruedInPeriod(face, terms, period, day + 1), earned, "never falls");
        uint256 coupon = AccruedInterest.couponOf(face, terms, period);
        vm.assertLe(earned, coupon, "never above the coupon");
        vm.assertEq(AccruedInterest.accruedInPeriod(face, terms, period, period.end), coupon, "ends at the coupon");
        vm.assertEq(AccruedInterest.accruedInPeriod(face, terms, period, period.start), 0, "starts at nothing");
    }

    function testFuzz_holdersTogetherAreNeverOwedMoreThanTheWhole(
        uint256 seed,
        uint256 when,
        uint256 left,
        uint256 right
    ) external pure {
        AccruedInterest.Terms memory terms = anyTerms(seed);
        left = bound(left, 0, HUGE / 2);
        right = bound(right, 0, HUGE / 2);
        uint256 day = bound(when, terms.issueDay, terms.maturityDay - 1);
        uint256 parts = AccruedInterest.accrued(left, terms, day) + AccruedInterest.accrued(right, terms, day);
        uint256 whole = AccruedInterest.accrued(left + right, terms, day);
        vm.assertLe(parts, whole, "the parts are at most the whole");
        vm.assertLe(whole, parts + 1, "and less than a unit each below");
    }

    function testFuzz_aBillEarnsItsWholeDiscountByMaturityAndNeverLosesAny(
        uint256 face,
        uint256 issuePrice,
        uint256 length,
        uint256 when
    ) external pure {
        face = bound(face, 0, HUGE);
        issuePrice = bound(issuePrice, 0, face);
        uint256 maturity = 20_000 + bound(length, 1, 366);
        uint256 day = bound(when, 20_000, maturity - 1);
        uint256 earned = AccruedInterest.accruedDiscount(face, issuePrice, 20_000, maturity, day);
        vm.assertLe(
            earned, AccruedInterest.accruedDiscount(face, issuePrice, 20_000, maturity, day + 1), "never falls"
        );
        uint256 atMaturity = AccruedInterest.accruedDiscount(face, issuePrice, 20_000, maturity, maturity);
        vm.assertEq(atMaturity, face - issuePrice, "the whole at maturity");
        uint256 atIssue = AccruedInterest.accruedDiscount(face, issuePrice, 20_000, maturity, 20_000);
        vm.assertEq(atIssue, 0, "nothing at issue");
    }

    function testFuzz_aBillsPriceRisesToItsFace(uint256 face, uint256 rate, uint256 daysLeft) external pure {
        face = bound(face, 0, HUGE);
        rate = bound(rate, 0, 900_000_000);
        daysLeft = bound(daysLeft, 1, 366);
        uint256 price = AccruedInterest.billPrice(face, uint32(rate), uint32(daysLeft));
        vm.assertLe(price, AccruedInterest.billPrice(face, uint32(rate), uint32(daysLeft - 1)), "rises day by day");
        vm.assertEq(AccruedInterest.billPrice(face, uint32(rate), 0), face, "to its face");
        uint256 discount = face * rate * daysLeft;
        vm.assertLe(price * 360e9 + discount, face * 360e9, "rounded down");
        vm.assertGe((price + 1) * 360e9 + discount, face * 360e9 + 1, "by less than a unit");
    }

    function test_holdsTheLargestFaceRateAndLife() external pure {
        AccruedInterest.Terms memory terms =
            treasury(type(uint32).max, date(1970, 6, 30), date(9999, 6, 30), date(9999, 6, 30));
        AccruedInterest.validate(terms);
        uint256 coupon = couponAt(HUGE, terms, 0);
        vm.assertEq(coupon, HUGE * (8_029 * uint256(type(uint32).max)) / 1e9, "8,029 years of interest");
        vm.assertLe(AccruedInterest.accrued(HUGE, terms, terms.maturityDay - 1), coupon, "a day before");
    }

    // Refusals

    function test_refusesDatesOutOfOrder() external {
        AccruedInterest.Terms memory terms =
            treasury(36_000_000, date(2024, 1, 15), date(2024, 7, 15), date(2026, 1, 15));
        terms.issueDay = terms.firstCouponDay;
        refuseOrder(terms);
        terms.issueDay = uint32(date(2024, 1, 15));
        terms.firstCouponDay = terms.lastRegularDay + 1;
        refuseOrder(terms);
        terms.firstCouponDay = uint32(date(2024, 7, 15));
        terms.maturityDay = terms.lastRegularDay - 1;
        refuseOrder(terms);
    }

    function test_refusesAFirstCouponOffSchedule() external {
        AccruedInterest.Terms memory terms =
            treasury(36_000_000, date(2024, 1, 15), date(2024, 7, 16), date(2026, 1, 15));
        vm.expectRevert(
            abi.encodeWithSelector(
                AccruedInterest.FirstCouponOffSchedule.selector, date(2024, 7, 16), date(2024, 7, 15)
            )
        );
        caller.validate(terms);
    }

    function test_refusesSchedulesThatLeaveTheCalendar() external {
        AccruedInterest.Terms memory terms =
            treasury(36_000_000, date(1970, 1, 2), date(1970, 5, 15), date(1970, 5, 15));
        vm.expectRevert(abi.encodeWithSelector(DayCount.MonthsOutOfRange.selector, date(1970, 5, 15), int256(-6)));
        caller.validate(terms);
        terms = treasury(36_000_000, date(2024, 1, 15), date(2024, 7, 15), date(2026, 1, 15));
        terms.maturityDay = type(uint32).max;
        vm.expectRevert(abi.encodeWithSelector(DayCount.DayOutOfRange.selector, type(uint32).max));
        caller.validate(terms);
        terms.couponsPerYear = 5;
        vm.expectRevert(abi.encodeWithSelector(DayCount.InvalidFrequency.selector, 5));
        caller.validate(terms);
    }

    function test_refusesCouponsBeyondTheLast() external {
        AccruedInterest.Terms memory terms =
            treasury(36_000_000, date(2024, 1, 15), date(2024, 7, 15), date(2026, 1, 15));
        vm.expectRevert(abi.encodeWithSelector(AccruedInterest.CouponOutOfRange.selector, 4, 4));
        caller.periodOf(terms, 4);
        vm.expectRevert(
            abi.encodeWithSelector(AccruedInterest.CouponOutOfRange.selector, type(uint256).max, 4)
        );
        caller.periodOf(terms, type(uint256).max);
    }

    function test_refusesDaysOutsideTheLife() external {
        AccruedInterest.Terms memory terms =
            treasury(36_000_000, date(2024, 1, 15), date(2024, 7, 15), date(2026, 1, 15));
        refuseDay(terms, terms.issueDay - 1);
        refuseDay(terms, terms.maturityDay);
    }

    function test_refusesDaysOutsideThePeriod() external {
        AccruedInterest.Terms memory terms =
            treasury(36_000_000, date(2024, 1, 15), date(2024, 7, 15), date(2026, 1, 15));
        AccruedInterest.Period memory period = AccruedInterest.periodOf(terms, 1);
        vm.expectRevert(
            abi.encodeWithSelector(
                AccruedInterest.OutsidePeriod.selector, period.start - 1, period.start, period.end
            )
        );
        caller.accruedInPeriod(1, terms, period, period.start - 1);
        vm.expectRevert(
            abi.encodeWithSelector(
                AccruedInterest.OutsidePeriod.selector, period.end + 1, period.start, period.end
            )
        );
        caller.accruedInPeriod(1, terms, period, period.end + 1);
    }

    function test_refusesADiscountAboveTheFace() external {
        vm.assertEq(AccruedInterest.billPrice(1_000, 1_000_000_000, 360), 0, "all of it");
        vm.expectRevert(abi.encodeWithSelector(AccruedInterest.DiscountAboveFace.selector, 1_003, 1_000));
        caller.billPrice(1_000, 1_000_000_000, 361);
    }

    function test_refusesABillIssuedAboveItsFace() external {
        vm.expectRevert(abi.encodeWithSelector(AccruedInterest.IssuePriceAboveFace.selector, 101, 100));
        caller.accruedDiscount(100, 101, 10, 20, 15);
    }

    function test_refusesDaysOutsideABillsLife() external {
        refuseBillDay(10, 20, 9);
        refuseBillDay(10, 20, 21);
        refuseBillDay(10, 10, 10);
    }

    function date(uint256 year, uint256 month, uint256 dayOfMonth) private pure returns (uint256) {
        return DayCount.daysFromCivil(year, month, dayOfMonth);
    }

    /// @dev A semiannual note as Treasury issues it, regular up to its maturity.
    function treasury(
        uint32 rate,
        uint256 issueDay,
        uint256 firstCouponDay,
        uint256 maturityDay
    ) private pure returns (AccruedInterest.Terms memory) {
        return AccruedInterest.Terms({
            convention: DayCount.Convention.ActualActualIcma,
            couponsPerYear: 2,
            endOfMonth: true,
            rate: rate,
            issueDay: uint32(issueDay),
            firstCouponDay: uint32(firstCouponDay),
            lastRegularDay: uint32(maturityDay),
            maturityDay: uint32(maturityDay)
        });
    }

    /// @dev Valid terms of any convention, frequency, length and kind of first and last period, half of them at month ends.
    function anyTerms(uint256 seed) private pure returns (AccruedInterest.Terms memory terms) {
        terms.convention = DayCount.Convention(pick(seed, "convention", 5));
        terms.couponsPerYear = [1, 2, 3, 4, 6, 12][pick(seed, "frequency", 6)];
        terms.endOfMonth = pick(seed, "rule", 2) == 0;
        terms.rate = uint32(pick(seed, "rate", 2 ** 32));
        uint256 last = 40_000 + pick(seed, "last", 100_000);
        if (pick(seed, "month end", 2) == 0) {
            (uint256 year, uint256 month,) = DayCount.civilFromDays(last);
            last = date(year, month, DayCount.lastDayOfMonth(year, month));
        }
        terms.lastRegularDay = uint32(last);
        uint256 months = pick(seed, "periods", 60) * (12 / terms.couponsPerYear);
        terms.firstCouponDay = uint32(DayCount.addMonths(last, -int256(months), terms.endOfMonth));
        terms.issueDay = pick(seed, "first", 2) == 0
            ? uint32(terms.firstCouponDay - 1 - pick(seed, "first days", 800))
            : uint32(DayCount.addMonths(last, -int256(months + 12 / terms.couponsPerYear), terms.endOfMonth));
        terms.maturityDay = uint32(last + (pick(seed, "final", 2) == 0 ? pick(seed, "final days", 800) : 0));
        AccruedInterest.validate(terms);
    }

    function pick(uint256 seed, string memory what, uint256 choices) private pure returns (uint256) {
        return uint256(keccak256(abi.encode(seed, what))) % choices;
    }

    function couponAt(uint256 face, AccruedInterest.Terms memory terms, uint256 index) private pure returns (uint256) {
        return AccruedInterest.couponOf(face, terms, AccruedInterest.periodOf(terms, index));
    }

    /// @dev Dollars to so many decimals, a half up: "normal rounding procedures".
    function rounded(uint256 dollars, uint256 decimals) private pure returns (uint256) {
        uint256 unit = DOLLAR / 10 ** decimals;
        return (dollars + unit / 2) / unit;
    }

    function assertPeriod(
        AccruedInterest.Terms memory terms,
        uint256 index,
        uint256 start,
        uint256 end,
        bool regular
    ) private pure {
        AccruedInterest.Period memory period = AccruedInterest.periodOf(terms, index);
        vm.assertEq(period.index, index, "index");
        vm.assertEq(period.start, start, "start");
        vm.assertEq(period.end, end, "end");
        vm.assertTrue(period.regular == regular, "regular");
        vm.assertEq(AccruedInterest.periodAt(terms, start).index, index, "found by its first day");
        vm.assertEq(AccruedInterest.periodAt(terms, end - 1).index, index, "found by its last day");
    }

    function refuseOrder(AccruedInterest.Terms memory terms) private {
        vm.expectRevert(
            abi.encodeWithSelector(
                AccruedInterest.DatesOutOfOrder.selector,
                terms.issueDay,
                terms.firstCouponDay,
                terms.lastRegularDay,
                terms.maturityDay
            )
        );
        caller.validate(terms);
    }

    function refuseDay(AccruedInterest.Terms memory terms, uint256 day) private {
        vm.expectRevert(
            abi.encodeWithSelector(AccruedInterest.OutsideLife.selector, day, terms.issueDay, terms.maturityDay)
        );
        caller.accrued(1, terms, day);
    }

    function refuseBillDay(uint256 issueDay, uint256 maturityDay, uint256 day) private {
        vm.expectRevert(
            abi.encodeWithSelector(AccruedInterest.OutsideLife.selector, day, issueDay, maturityDay)
        );
        caller.accruedDiscount(100, 99, issueDay, maturityDay, day);
    }
}
