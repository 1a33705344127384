// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @title DayCount
/// @notice Calendar dates, and what part of a year lies between two of them under the bond markets' conventions.
/// @dev A date is its number of days since 1970-01-01, UTC (Unix seconds / 86,400), from 1970 to 9999. Year fractions are
/// exact ratios, never rounded. No function loops.
library DayCount {
    /// @notice How days between two dates are counted.
    /// @dev Thirty360Us: 2006 ISDA Definitions 4.16(f) and, for issues that pay at month ends, SIFMA's rules for February.
    /// Thirty360European: 4.16(g), 30E/360. Actual360: 4.16(e). Actual365Fixed: 4.16(d). ActualActualIcma: ICMA rule 251.
    enum Convention {
        Thirty360Us,
        Thirty360European,
        Actual360,
        Actual365Fixed,
        ActualActualIcma
    }

    /// @notice An exact number of years; the denominator is never zero.
    struct Fraction {
        uint256 numerator;
        uint256 denominator;
    }

    /// @notice A regular coupon period that a schedule has, or would have beyond its ends.
    /// @param index Which it is; period 0 starts on the schedule's anchor, period -1 ends there.
    /// @param start Its first day.
    /// @param end The first day of the next one.
    struct NotionalPeriod {
        int256 index;
        uint256 start;
        uint256 end;
    }

    uint256 internal constant SECONDS_PER_DAY = 86_400;
    /// @notice 9999-12-31.
    uint256 internal constant MAX_DAY = 2_932_896;

    uint256 private constant MIN_YEAR = 1970;
    uint256 private constant MAX_YEAR = 9999;
    /// @dev From 0000-03-01, where the algorithms below count from, to 1970-01-01.
    uint256 private constant EPOCH_SHIFT = 719_468;
    /// @dev The Gregorian calendar repeats after 400 years.
    uint256 private constant DAYS_PER_ERA = 146_097;

    /// @notice Thrown when the calendar has no such date between 1970 and 9999.
    error InvalidDate(uint256 year, uint256 month, uint256 dayOfMonth);
    /// @notice Thrown when a date lies after 9999-12-31.
    error DayOutOfRange(uint256 day);
    /// @notice Thrown when moving a date by so many months leaves the years 1970 to 9999.
    error MonthsOutOfRange(uint256 day, int256 months);
    /// @notice Thrown when a span of time ends before it starts.
    error EndBeforeStart(uint256 start, uint256 end);
    /// @notice Thrown when a year can't be divided into so many equal periods of whole months.
    error InvalidFrequency(uint256 couponsPerYear);

    /// @notice The date, UTC, of a time in Unix seconds.
    function dayOf(uint256 timestamp) internal pure returns (uint256) {
        return timestamp / SECONDS_PER_DAY;
    }

    /// @notice The date of a year (1970 to 9999), month (1 to 12) and day of the month.
    /// @dev `days_from_civil` of https://howardhinnant.github.io/date_algorithms.html; years there begin in March.
    function daysFromCivil(uint256 year, uint256 month, uint256 dayOfMonth) internal pure returns (uint256) {
        if (
            year < MIN_YEAR || year > MAX_YEAR || month < 1 || month > 12 || dayOfMonth < 1
                || dayOfMonth > lastDayOfMonth(year, month)
        ) revert InvalidDate(year, month, dayOfMonth);
        uint256 marchYear = month > 2 ? year : year - 1;
        uint256 yearOfEra = marchYear % 400;
        uint256 dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + dayOfMonth - 1;
        uint256 dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear;
        return marchYear / 400 * DAYS_PER_ERA + dayOfEra - EPOCH_SHIFT;
    }

    /// @notice The year, month (1 to 12) and day of the month of a date.
    /// @dev `civil_from_days` of https://howardhinnant.github.io/date_algorithms.html.
    function civilFromDays(uint256 day) internal pure returns (uint256 year, uint256 month, uint256 dayOfMonth) {
        if (day > MAX_DAY) revert DayOutOfRange(day);
        uint256 shifted = day + EPOCH_SHIFT;
        uint256 dayOfEra = shifted % DAYS_PER_ERA;
        uint256 yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365;
        uint256 dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100);
        uint256 marchMonth = (5 * dayOfYear + 2) / 153;
        dayOfMonth = dayOfYear - (153 * marchMonth + 2) / 5 + 1;
        month = marchMonth < 10 ? marchMonth + 3 : marchMonth - 9;
        year = shifted / DAYS_PER_ERA * 400 + yearOfEra + (month > 2 ? 0 : 1);
    }

    /// @notice Whether a year of the Gregorian calendar has a 29 February.
    function isLeapYear(uint256 year) internal pure returns (bool) {
        return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    }

    /// @notice How many days a month (1 to 12) has.
    function lastDayOfMonth(uint256 year, uint256 month) internal pure returns (uint256) {
        if (month == 2) return isLeapYear(year) ? 29 : 28;
        return month == 4 || month == 6 || month == 9 || month == 11 ? 30 : 31;
    }

    /// @notice Whether a date is the last of its month.
    function isEndOfMonth(uint256 day) internal pure returns (bool) {
        (uint256 year, uint256 month, uint256 dayOfMonth) = civilFromDays(day);
        return dayOfMonth == lastDayOfMonth(year, month);
    }

    /// @notice The date `months` after `day` (before it, when negative): the same day of the month, or the month's last
    /// day when it has no such day.
    /// @param endOfMonth Whether the last day of a month leads to the last day of a month (31 CFR 356.30); without effect
    /// on other days.
    function addMonths(uint256 day, int256 months, bool endOfMonth) internal pure returns (uint256) {
        (uint256 year, uint256 month, uint256 dayOfMonth) = civilFromDays(day);
        int256 target;
        // An overflow wraps far below zero, which the check refuses.
        unchecked {
            target = int256(year * 12 + month - 1) + months;
        }
        if (target < int256(MIN_YEAR * 12) || target >= int256((MAX_YEAR + 1) * 12)) {
            revert MonthsOutOfRange(day, months);
        }
        bool wasLast = dayOfMonth == lastDayOfMonth(year, month);
        year = uint256(target) / 12;
        month = uint256(target) % 12 + 1;
        uint256 last = lastDayOfMonth(year, month);
        return daysFromCivil(year, month, dayOfMonth > last || (endOfMonth && wasLast) ? last : dayOfMonth);
    }

    /// @notice The months between two coupons.
    function monthsPerPeriod(uint256 couponsPerYear) internal pure returns (uint256) {
        if (couponsPerYear == 0 || 12 % couponsPerYear != 0) revert InvalidFrequency(couponsPerYear);
        return 12 / couponsPerYear;
    }

    /// @notice The calendar days from `start` to `end`.
    function actualDays(uint256 start, uint256 end) internal pure returns (uint256) {
        if (end < start) revert EndBeforeStart(start, end);
        return end - start;
    }

    /// @notice The days from `start` to `end` when every month has 30: 30/360, "bond basis".
    /// @param endOfMonth Whether the issue pays at month ends. The last day of February then counts as the 30th (SIFMA,
    /// Standard Securities Calculation Methods); otherwise this is 2006 ISDA Definitions 4.16(f) to the letter.
    function thirty360Us(uint256 start, uint256 end, bool endOfMonth) internal pure returns (uint256) {
        if (end < start) revert EndBeforeStart(start, end);
        (uint256 startYear, uint256 startMonth, uint256 startDay) = civilFromDays(start);
        (uint256 endYear, uint256 endMonth, uint256 endDay) = civilFromDays(end);
        if (endOfMonth && startMonth == 2 && startDay == lastDayOfMonth(startYear, 2)) {
            if (endMonth == 2 && endDay == lastDayOfMonth(endYear, 2)) endDay = 30;
            startDay = 30;
        }
        if (startDay == 31) startDay = 30;
        if (endDay == 31 && startDay == 30) endDay = 30;
        return 360 * (endYear - startYear) + 30 * endMonth + endDay - 30 * startMonth - startDay;
    }

    /// @notice The days from `start` to `end` when every month has 30 and a 31st counts as the 30th: 30E/360, "Eurobond
    /// basis" (2006 ISDA Definitions 4.16(g)).
    function thirty360European(uint256 start, uint256 end) internal pure returns (uint256) {
        if (end < start) revert EndBeforeStart(start, end);
        (uint256 startYear, uint256 startMonth, uint256 startDay) = civilFromDays(start);
        (uint256 endYear, uint256 endMonth, uint256 endDay) = civilFromDays(end);
        if (startDay == 31) startDay = 30;
        if (endDay == 31) endDay = 30;
        return 360 * (endYear - startYear) + 30 * endMonth + endDay - 30 * startMonth - startDay;
    }

    /// @notice The notional coupon period that holds `day`, of the periods counted from `anchor` in both directions.
    /// @dev Every date is counted from the anchor itself: going from one to the next, 30 August would become 28 February
    /// and then 28 August.
    /// @param anchor A regular coupon date.
    function notionalPeriod(
        uint256 anchor,
        uint256 day,
        uint256 couponsPerYear,
        bool endOfMonth
    ) internal pure returns (NotionalPeriod memory period) {
        int256 step = int256(monthsPerPeriod(couponsPerYear));
        int256 months = monthNumber(day) - monthNumber(anchor);
        period.index = months / step;
        if (months < 0 && months % step != 0) --period.index;
        period.start = addMonths(anchor, period.index * step, endOfMonth);
        if (period.start > day) {
            --period.index;
            period.start = addMonths(anchor, period.index * step, endOfMonth);
        }
        period.end = addMonths(anchor, (period.index + 1) * step, endOfMonth);
    }

    /// @notice The years from `start` to `end` by ACT/ACT ICMA (ICMA rule 251, 2006 ISDA Definitions 4.16(c)).
    /// @dev A regular period is exactly one part of the year. What lies in a notional period counts as its share of that
    /// period's days, so that a short period is less than one part and a long one is the sum over the periods it touches.
    /// @param anchor A regular coupon date; the notional periods count from it.
    function actualActualIcma(
        uint256 start,
        uint256 end,
        uint256 anchor,
        uint256 couponsPerYear,
        bool endOfMonth
    ) internal pure returns (Fraction memory) {
        if (end < start) revert EndBeforeStart(start, end);
        NotionalPeriod memory first = notionalPeriod(anchor, start, couponsPerYear, endOfMonth);
        uint256 firstDays = first.end - first.start;
        if (end <= first.end) return Fraction(end - start, couponsPerYear * firstDays);
        NotionalPeriod memory last = notionalPeriod(anchor, end, couponsPerYear, endOfMonth);
        uint256 lastDays = last.end - last.start;
        uint256 whole = uint256(last.index - first.index - 1);
        return Fraction(
            (first.end - start) * lastDays + (end - last.start) * firstDays + whole * firstDays * lastDays,
            couponsPerYear * firstDays * lastDays
        );
    }

    function monthNumber(uint256 day) private pure returns (int256) {
        (uint256 year, uint256 month,) = civilFromDays(day);
        return int256(year * 12 + month);
    }
}
