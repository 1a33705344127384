// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {DayCount} from "../../contracts/libraries/DayCount.sol";
import {bound} from "./support/bound.sol";
import {Test} from "./support/Test.sol";

/// @notice The library's functions as calls, so that a revert can be expected.
contract DayCountCaller {
    function daysFromCivil(uint256 year, uint256 month, uint256 dayOfMonth) external pure returns (uint256) {
        return DayCount.daysFromCivil(year, month, dayOfMonth);
    }

    function civilFromDays(uint256 day) external pure returns (uint256, uint256, uint256) {
        return DayCount.civilFromDays(day);
    }

    function addMonths(uint256 day, int256 months, bool endOfMonth) external pure returns (uint256) {
        return DayCount.addMonths(day, months, endOfMonth);
    }

    function monthsPerPeriod(uint256 couponsPerYear) external pure returns (uint256) {
        return DayCount.monthsPerPeriod(couponsPerYear);
    }

    function actualDays(uint256 start, uint256 end) external pure returns (uint256) {
        return DayCount.actualDays(start, end);
    }

    function thirty360Us(uint256 start, uint256 end, bool endOfMonth) external pure returns (uint256) {
        return DayCount.thirty360Us(start, end, endOfMonth);
    }

    function thirty360European(uint256 start, uint256 end) external pure returns (uint256) {
        return DayCount.thirty360European(start, end);
    }

    function actualActualIcma(uint256 start, uint256 end, uint256 anchor) external pure returns (uint256) {
        return DayCount.actualActualIcma(start, end, anchor, 2, false).numerator;
    }
}

contract DayCountTest is Test {
    // 2185-01-01.
    uint256 private constant FROM_2185 = 78_528;
    // 2401-01-01.
    uint256 private constant AFTER_2400 = 157_420;

    DayCountCaller private immutable caller = new DayCountCaller();

    // Civil dates

    function test_countsEveryDayFrom1970To2184LikeACalendarReadDayByDay() external pure {
        assertEveryDay(1970, 2184, 0, FROM_2185);
    }

    function test_countsEveryDayFrom2185To2400LikeACalendarReadDayByDay() external pure {
        assertEveryDay(2185, 2400, FROM_2185, AFTER_2400);
    }

    function testFuzz_civilDatesGoThereAndBack(uint256 day) external pure {
        day = bound(day, 0, DayCount.MAX_DAY);
        (uint256 year, uint256 month, uint256 dayOfMonth) = DayCount.civilFromDays(day);
        vm.assertEq(DayCount.daysFromCivil(year, month, dayOfMonth), day, "there and back");
    }

    function test_knowsTheDayOfATimestamp() external pure {
        vm.assertEq(DayCount.dayOf(0), 0, "the epoch");
        vm.assertEq(DayCount.dayOf(1_709_251_199), date(2024, 2, 29), "the last second of 29 February 2024");
        vm.assertEq(DayCount.dayOf(1_709_251_200), date(2024, 3, 1), "a second later");
        vm.assertEq(date(9999, 12, 31), DayCount.MAX_DAY, "the last day");
    }

    function test_refusesDatesThatTheCalendarLacks() external {
        refuseDate(1969, 12, 31);
        refuseDate(10_000, 1, 1);
        refuseDate(2026, 0, 1);
        refuseDate(2026, 13, 1);
        refuseDate(2026, 1, 0);
        refuseDate(2026, 4, 31);
        refuseDate(2026, 2, 29);
        refuseDate(2100, 2, 29);
        refuseDate(type(uint256).max, 1, 1);
        vm.expectRevert(abi.encodeWithSelector(DayCount.DayOutOfRange.selector, DayCount.MAX_DAY + 1));
        caller.civilFromDays(DayCount.MAX_DAY + 1);
    }

    // Months

    function test_movesByMonths() external pure {
        assertMonths(date(2026, 8, 15), 6, false, date(2027, 2, 15));
        assertMonths(date(2026, 8, 15), -8, false, date(2025, 12, 15));
        assertMonths(date(2026, 8, 30), -6, false, date(2026, 2, 28));
        assertMonths(date(2024, 8, 31), -6, false, date(2024, 2, 29));
        assertMonths(date(2024, 2, 29), 12, false, date(2025, 2, 28));
        assertMonths(date(2024, 2, 29), 6, false, date(2024, 8, 29));
        // 31 CFR part 356, appendix B, I.A.1: half-years run from 15 February to 15 August, from 31 May to 30 November,
        // from 29 February to 31 August.
        assertMonths(date(2023, 2, 15), 6, true, date(2023, 8, 15));
        assertMonths(date(2023, 5, 31), 6, true, date(2023, 11, 30));
        assertMonths(date(2024, 2, 29), 6, true, date(2024, 8, 31));
        assertMonths(date(2023, 11, 30), 6, true, date(2024, 5, 31));
        assertMonths(date(2024, 2, 28), 6, true, date(2024, 8, 28));
    }

    function test_refusesMonthsThatLeaveTheCalendar() external {
        refuseMonths(date(1970, 1, 31), -1);
        refuseMonths(date(9999, 12, 1), 1);
        refuseMonths(0, type(int256).max);
        refuseMonths(0, type(int256).min);
        assertMonths(date(1970, 2, 28), -1, true, date(1970, 1, 31));
        assertMonths(date(9999, 11, 30), 1, true, DayCount.MAX_DAY);
    }

    function testFuzz_monthsLandInTheRightMonthOnTheRightDay(uint256 day, uint256 months, bool endOfMonth) external pure {
        day = bound(day, 0, AFTER_2400);
        months = bound(months, 0, 1_200);
        (uint256 year, uint256 month, uint256 dayOfMonth) = DayCount.civilFromDays(day);
        uint256 moved = DayCount.addMonths(day, int256(months), endOfMonth);
        (uint256 movedYear, uint256 movedMonth, uint256 movedDay) = DayCount.civilFromDays(moved);
        vm.assertEq(movedYear * 12 + movedMonth, year * 12 + month + months, "the month");
        if (endOfMonth && DayCount.isEndOfMonth(day)) {
            vm.assertTrue(DayCount.isEndOfMonth(moved), "a last day leads to a last day");
        } else if (movedDay != dayOfMonth) {
            vm.assertTrue(movedDay < dayOfMonth && DayCount.isEndOfMonth(moved), "only a shorter month moves the day");
        }
    }

    function test_dividesTheYearIntoEqualPeriodsOnly() external {
        vm.assertEq(DayCount.monthsPerPeriod(1), 12, "annual");
        vm.assertEq(DayCount.monthsPerPeriod(2), 6, "semiannual");
        vm.assertEq(DayCount.monthsPerPeriod(4), 3, "quarterly");
        vm.assertEq(DayCount.monthsPerPeriod(12), 1, "monthly");
        refuseFrequency(0);
        refuseFrequency(5);
        refuseFrequency(13);
    }

    // 30/360: the examples that ISDA published for the 2006 Definitions, section 4.16(f) and (g)
    // (https://www.isda.org/2008/12/22/30-360-day-count-conventions/), 30/360 bond basis and 30E/360.

    function test_thirty360AgreesWithIsdaWhenNoDateEndsFebruary() external pure {
        assertThirty360(date(2006, 8, 20), date(2007, 2, 20), 180, 180);
        assertThirty360(date(2007, 2, 20), date(2007, 8, 20), 180, 180);
        assertThirty360(date(2007, 8, 20), date(2008, 2, 20), 180, 180);
        assertThirty360(date(2008, 2, 20), date(2008, 8, 20), 180, 180);
        assertThirty360(date(2008, 8, 20), date(2009, 2, 20), 180, 180);
        assertThirty360(date(2009, 2, 20), date(2009, 8, 20), 180, 180);
    }

    function test_thirty360AgreesWithIsdaWhenDatesEndFebruary() external pure {
        assertThirty360(date(2006, 8, 31), date(2007, 2, 28), 178, 178);
        assertThirty360(date(2007, 2, 28), date(2007, 8, 31), 183, 182);
        assertThirty360(date(2007, 8, 31), date(2008, 2, 29), 179, 179);
        assertThirty360(date(2008, 2, 29), date(2008, 8, 31), 182, 181);
        assertThirty360(date(2008, 8, 31), date(2009, 2, 28), 178, 178);
        assertThirty360(date(2009, 2, 28), date(2009, 8, 31), 183, 182);
    }

    function test_thirty360AgreesWithIsdaOnTheMiscellaneousExamples() external pure {
        assertThirty360(date(2006, 1, 31), date(2006, 2, 28), 28, 28);
        assertThirty360(date(2006, 1, 30), date(2006, 2, 28), 28, 28);
        assertThirty360(date(2006, 2, 28), date(2006, 3, 3), 5, 5);
        assertThirty360(date(2006, 2, 14), date(2006, 2, 28), 14, 14);
        assertThirty360(date(2006, 9, 30), date(2006, 10, 31), 30, 30);
        assertThirty360(date(2006, 10, 31), date(2006, 11, 28), 28, 28);
        assertThirty360(date(2007, 8, 31), date(2008, 2, 28), 178, 178);
        assertThirty360(date(2008, 2, 28), date(2008, 8, 28), 180, 180);
        assertThirty360(date(2008, 2, 28), date(2008, 8, 30), 182, 182);
        assertThirty360(date(2008, 2, 28), date(2008, 8, 31), 183, 182);
        assertThirty360(date(2007, 2, 26), date(2008, 2, 28), 362, 362);
        assertThirty360(date(2007, 2, 26), date(2008, 2, 29), 363, 363);
        assertThirty360(date(2008, 2, 29), date(2009, 2, 28), 359, 359);
        assertThirty360(date(2008, 2, 28), date(2008, 3, 30), 32, 32);
        assertThirty360(date(2008, 2, 28), date(2008, 3, 31), 33, 32);
    }

    // The rules for issues that pay at month ends: SIFMA, Standard Securities Calculation Methods; also FIX tag 1950,
    // value 1: both dates end February, so the second becomes the 30th; the first ends February, so it becomes the 30th.
    function test_thirty360OfMonthEndIssuesTakesTheEndOfFebruaryForThe30th() external pure {
        vm.assertEq(DayCount.thirty360Us(date(2007, 2, 28), date(2007, 8, 31), true), 180, "February to August");
        vm.assertEq(DayCount.thirty360Us(date(2008, 2, 29), date(2009, 2, 28), true), 360, "February to February");
        vm.assertEq(DayCount.thirty360Us(date(2007, 2, 28), date(2008, 2, 28), true), 358, "28 February is not its end");
        vm.assertEq(DayCount.thirty360Us(date(2008, 2, 28), date(2008, 8, 31), true), 183, "nor at the start");
        vm.assertEq(DayCount.thirty360Us(date(2006, 8, 31), date(2007, 2, 28), true), 178, "the end alone stays");
        vm.assertEq(DayCount.thirty360Us(date(2007, 2, 28), date(2007, 3, 31), true), 30, "a month");
    }

    function testFuzz_thirty360EuropeanAddsUp(uint256 a, uint256 b, uint256 c) external pure {
        c = bound(c, 0, AFTER_2400);
        b = bound(b, 0, c);
        a = bound(a, 0, b);
        vm.assertEq(
            DayCount.thirty360European(a, b) + DayCount.thirty360European(b, c),
            DayCount.thirty360European(a, c),
            "the parts make the whole"
        );
    }

    function testFuzz_thirty360IsTheSameForwardsAndBackwards(uint256 day, uint256 months, bool endOfMonth) external pure {
        day = bound(day, 0, AFTER_2400);
        months = bound(months, 0, 1_200);
        (uint256 year, uint256 month, uint256 dayOfMonth) = DayCount.civilFromDays(day);
        day = date(year, month, bound(dayOfMonth, 1, 27));
        uint256 later = DayCount.addMonths(day, int256(months), endOfMonth);
        vm.assertEq(DayCount.addMonths(later, -int256(months), endOfMonth), day, "there and back");
        vm.assertEq(DayCount.thirty360Us(day, later, endOfMonth), 30 * months, "30 days a month");
        vm.assertEq(DayCount.thirty360European(day, later), 30 * months, "30 days a month, European");
    }

    function testFuzz_thirty360NeverFallsAsTimePasses(uint256 start, uint256 length, bool endOfMonth) external pure {
        start = bound(start, 0, AFTER_2400);
        uint256 end = start + bound(length, 0, 4_000);
        vm.assertGe(
            DayCount.thirty360Us(start, end + 1, endOfMonth), DayCount.thirty360Us(start, end, endOfMonth), "US"
        );
        vm.assertGe(DayCount.thirty360European(start, end + 1), DayCount.thirty360European(start, end), "European");
    }

    // ACT/ACT ICMA: the examples of "EMU and Market Conventions: Recent Developments" (ISDA, November 1998),
    // with the figures under the ISMA method, which is ICMA rule 251, here rounded down.

    function test_icmaCountsARegularHalfYearAsAHalf() external pure {
        assertYears(date(2003, 11, 1), date(2004, 5, 1), date(2003, 11, 1), 2, false, 0.5e12);
    }

    function test_icmaCountsAShortFirstPeriodByItsShareOfARegularOne() external pure {
        // 150 / 365
        assertYears(date(1999, 2, 1), date(1999, 7, 1), date(2000, 7, 1), 1, false, 410_958_904_109);
        assertYears(date(1999, 7, 1), date(2000, 7, 1), date(2000, 7, 1), 1, false, 1e12);
    }

    function test_icmaCountsALongFirstPeriodAsTheSumOverThePeriodsItTouches() external pure {
        // 181 / (181 x 2) + 153 / (184 x 2)
        assertYears(date(2002, 8, 15), date(2003, 7, 15), date(2004, 1, 15), 2, false, 915_760_869_565);
        assertYears(date(2003, 7, 15), date(2004, 1, 15), date(2004, 1, 15), 2, false, 0.5e12);
    }

    function test_icmaCountsAShortFinalPeriodByItsShareOfARegularOne() external pure {
        assertYears(date(1999, 7, 30), date(2000, 1, 30), date(2000, 1, 30), 2, false, 0.5e12);
        // 152 / (182 x 2)
        assertYears(date(2000, 1, 30), date(2000, 6, 30), date(2000, 1, 30), 2, false, 417_582_417_582);
    }

    function test_icmaCountsALongFinalPeriodOfAMonthEndIssueToTheMonthEnd() external pure {
        // 91 / (91 x 4) + 61 / (92 x 4): from 29 February the notional period runs to 31 May.
        assertYears(date(1999, 11, 30), date(2000, 4, 30), date(1999, 11, 30), 4, true, 415_760_869_565);
    }

    function testFuzz_icmaGivesEveryRegularPeriodTheSamePart(
        uint256 anchor,
        uint256 periods,
        uint256 choice,
        bool endOfMonth
    ) external pure {
        anchor = bound(anchor, 60_000, 100_000);
        uint256 frequency = [1, 2, 3, 4, 6, 12][choice % 6];
        int256 step = int256(12 / frequency);
        int256 first = int256(bound(periods, 0, 160)) - 80;
        DayCount.Fraction memory part = DayCount.actualActualIcma(
            DayCount.addMonths(anchor, first * step, endOfMonth),
            DayCount.addMonths(anchor, (first + 1) * step, endOfMonth),
            anchor,
            frequency,
            endOfMonth
        );
        vm.assertEq(part.numerator * frequency, part.denominator, "one part");
    }

    function testFuzz_icmaAddsUp(uint256 a, uint256 b, uint256 c, uint256 anchor, bool endOfMonth) external pure {
        anchor = bound(anchor, 10_000, 100_000);
        c = bound(c, 10_000, 100_000);
        b = bound(b, 10_000, c);
        a = bound(a, 10_000, b);
        DayCount.Fraction memory left = DayCount.actualActualIcma(a, b, anchor, 2, endOfMonth);
        DayCount.Fraction memory right = DayCount.actualActualIcma(b, c, anchor, 2, endOfMonth);
        DayCount.Fraction memory whole = DayCount.actualActualIcma(a, c, anchor, 2, endOfMonth);
        vm.assertEq(
            (left.numerator * right.denominator + right.numerator * left.denominator) * whole.denominator,
            whole.numerator * left.denominator * right.denominator,
            "the parts make the whole"
        );
    }

    function testFuzz_notionalPeriodsHoldTheirDay(uint256 anchor, uint256 day, uint256 choice, bool endOfMonth) external pure {
        anchor = bound(anchor, 1_000, AFTER_2400);
        day = bound(day, 1_000, AFTER_2400);
        uint256 frequency = [1, 2, 3, 4, 6, 12][choice % 6];
        DayCount.NotionalPeriod memory period = DayCount.notionalPeriod(anchor, day, frequency, endOfMonth);
        vm.assertLe(period.start, day, "starts at or before it");
        vm.assertGe(period.end, day + 1, "ends after it");
        int256 months = period.index * int256(12 / frequency);
        vm.assertEq(period.start, DayCount.addMonths(anchor, months, endOfMonth), "counts from the anchor");
    }

    function test_countsActualDays() external pure {
        vm.assertEq(DayCount.actualDays(date(2024, 2, 28), date(2024, 3, 1)), 2, "over a leap day");
        vm.assertEq(DayCount.actualDays(5, 5), 0, "the same day");
    }

    function test_refusesSpansThatEndBeforeTheyStart() external {
        bytes memory reason = abi.encodeWithSelector(DayCount.EndBeforeStart.selector, 11, 10);
        vm.expectRevert(reason);
        caller.actualDays(11, 10);
        vm.expectRevert(reason);
        caller.thirty360Us(11, 10, true);
        vm.expectRevert(reason);
        caller.thirty360European(11, 10);
        vm.expectRevert(reason);
        caller.actualActualIcma(11, 10, 0);
    }

    /// @dev Walks the calendar by the lengths of its months; `day` is that of `firstYear`'s first, and the walk ends on `end`.
    function assertEveryDay(uint256 firstYear, uint256 lastYear, uint256 day, uint256 end) private pure {
        for (uint256 year = firstYear; year <= lastYear; ++year) {
            bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
            uint8[12] memory lengths = [31, leap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
            for (uint256 month = 1; month <= 12; ++month) {
                for (uint256 dayOfMonth = 1; dayOfMonth <= lengths[month - 1]; ++dayOfMonth) {
                    (uint256 y, uint256 m, uint256 d) = DayCount.civilFromDays(day);
                    if (y != year || m != month || d != dayOfMonth) revert("wrong civil date");
                    if (DayCount.daysFromCivil(year, month, dayOfMonth) != day) revert("wrong day number");
                    ++day;
                }
            }
        }
        vm.assertEq(day, end, "days walked");
    }

    function date(uint256 year, uint256 month, uint256 dayOfMonth) private pure returns (uint256) {
        return DayCount.daysFromCivil(year, month, dayOfMonth);
    }

    function refuseDate(uint256 year, uint256 month, uint256 dayOfMonth) private {
        vm.expectRevert(abi.encodeWithSelector(DayCount.InvalidDate.selector, year, month, dayOfMonth));
        caller.daysFromCivil(year, month, dayOfMonth);
    }

    function refuseMonths(uint256 day, int256 months) private {
        vm.expectRevert(abi.encodeWithSelector(DayCount.MonthsOutOfRange.selector, day, months));
        caller.addMonths(day, months, false);
    }

    function refuseFrequency(uint256 couponsPerYear) private {
        vm.expectRevert(abi.encodeWithSelector(DayCount.InvalidFrequency.selector, couponsPerYear));
        caller.monthsPerPeriod(couponsPerYear);
    }

    function assertMonths(uint256 day, int256 months, bool endOfMonth, uint256 expected) private pure {
        vm.assertEq(DayCount.addMonths(day, months, endOfMonth), expected, "months later");
    }

    function assertThirty360(uint256 start, uint256 end, uint256 bondBasis, uint256 european) private pure {
        vm.assertEq(DayCount.thirty360Us(start, end, false), bondBasis, "30/360");
        vm.assertEq(DayCount.thirty360European(start, end), european, "30E/360");
    }

    /// @dev `expected` in 1e-12 years, rounded down.
    function assertYears(
        uint256 start,
        uint256 end,
        uint256 anchor,
        uint256 couponsPerYear,
        bool endOfMonth,
        uint256 expected
    ) private pure {
        DayCount.Fraction memory part = DayCount.actualActualIcma(start, end, anchor, couponsPerYear, endOfMonth);
        vm.assertEq(part.numerator * 1e12 / part.denominator, expected, "ACT/ACT ICMA");
    }
}
