// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {DayCount} from "./DayCount.sol";

/// @title AccruedInterest
/// @notice Coupon schedules, coupons, accrued interest and dirty prices of notes and bonds; price and accrual of bills.
/// @dev Money (face, prices, interest) is in base units of the settlement token, dates are {DayCount} days, rates are
/// billionths a year ({RATE_UNIT} is 100 %; 4.125 % is 41,250,000). Every amount is exact until one last rounding, down.
/// Intermediate products have 512 bits: no face up to 2^128 overflows.
library AccruedInterest {
    /// @notice What a note or bond pays, and when. Fits one storage slot. {validate} it once, before any other use.
    /// @param convention How its days are counted.
    /// @param couponsPerYear 1, 2, 3, 4, 6 or 12.
    /// @param endOfMonth Whether a schedule that counts from the last day of a month pays on last days only.
    /// @param rate Annual coupon rate, in billionths.
    /// @param issueDay The day from which interest accrues (the dated date).
    /// @param firstCouponDay The first coupon. Regular, or after a short or long first period.
    /// @param lastRegularDay The last date of the regular schedule, which counts back from it: the maturity, or the
    /// coupon before a short or long last period.
    /// @param maturityDay The last coupon and the redemption.
    struct Terms {
        DayCount.Convention convention;
        uint8 couponsPerYear;
        bool endOfMonth;
        uint32 rate;
        uint32 issueDay;
        uint32 firstCouponDay;
        uint32 lastRegularDay;
        uint32 maturityDay;
    }

    /// @notice One coupon period.
    /// @param index 0 for the first.
    /// @param start The day from which interest accrues.
    /// @param end The day the coupon is paid.
    /// @param regular Whether it has the schedule's own length.
    struct Period {
        uint256 index;
        uint256 start;
        uint256 end;
        bool regular;
    }

    /// @notice 100 % a year.
    uint256 internal constant RATE_UNIT = 1e9;

    /// @dev Days in the year by which bills discount (31 CFR part 356, appendix B, VI).
    uint256 private constant BILL_YEAR = 360;

    /// @notice Thrown when the dates of a schedule don't follow each other.
    error DatesOutOfOrder(uint256 issueDay, uint256 firstCouponDay, uint256 lastRegularDay, uint256 maturityDay);
    /// @notice Thrown when the first coupon is not on the schedule, whose nearest earlier date is `expected`.
    error FirstCouponOffSchedule(uint256 firstCouponDay, uint256 expected);
    /// @notice Thrown when there is no such coupon.
    error CouponOutOfRange(uint256 index, uint256 count);
    /// @notice Thrown when a day is not between issue and maturity.
    error OutsideLife(uint256 day, uint256 issueDay, uint256 maturityDay);
    /// @notice Thrown when a day is not within a coupon period.
    error OutsidePeriod(uint256 day, uint256 start, uint256 end);
    /// @notice Thrown when a bill's discount would be more than its face.
    error DiscountAboveFace(uint256 discount, uint256 face);
    /// @notice Thrown when a bill was issued above its face.
    error IssuePriceAboveFace(uint256 issuePrice, uint256 face);

    /// @notice Reverts unless the dates are in order and on the calendar, the frequency divides the year and the first
    /// coupon is on schedule.
    function validate(Terms memory terms) internal pure {
        if (
            terms.issueDay >= terms.firstCouponDay || terms.firstCouponDay > terms.lastRegularDay
                || terms.lastRegularDay > terms.maturityDay
        ) {
            revert DatesOutOfOrder(
                terms.issueDay, terms.firstCouponDay, terms.lastRegularDay, terms.maturityDay
            );
        }
        uint256 expected = notionalPeriod(terms, terms.firstCouponDay).start;
        if (expected != terms.firstCouponDay) revert FirstCouponOffSchedule(terms.firstCouponDay, expected);
        // The notional periods at both ends must be on the calendar too: irregular coupons are measured by them.
        notionalPeriod(terms, terms.issueDay);
        notionalPeriod(terms, terms.maturityDay);
    }

    /// @notice How many coupons are paid from issue to maturity.
    function couponCount(Terms memory terms) internal pure returns (uint256) {
        return regularCoupons(terms) + (terms.lastRegularDay < terms.maturityDay ? 1 : 0);
    }

    /// @notice The period of coupon `index`, 0 for the first.
    function periodOf(Terms memory terms, uint256 index) internal pure returns (Period memory) {
        uint256 onSchedule = regularCoupons(terms);
        if (index == 0) {
            uint256 regularStart = scheduleDate(terms, onSchedule);
            return Period(0, terms.issueDay, terms.firstCouponDay, terms.issueDay == regularStart);
        }
        if (index < onSchedule) {
            uint256 end = scheduleDate(terms, onSchedule - 1 - index);
            return Period(index, scheduleDate(terms, onSchedule - index), end, true);
        }
        uint256 count = couponCount(terms);
        if (index >= count) revert CouponOutOfRange(index, count);
        uint256 regularEnd = notionalPeriod(terms, terms.lastRegularDay).end;
        return Period(index, terms.lastRegularDay, terms.maturityDay, terms.maturityDay == regularEnd);
    }

    /// @notice The period in which `day` falls; a coupon's day begins the next one.
    function periodAt(Terms memory terms, uint256 day) internal pure returns (Period memory) {
        if (day < terms.issueDay || day >= terms.maturityDay) {
            revert OutsideLife(day, terms.issueDay, terms.maturityDay);
        }
        if (day < terms.firstCouponDay) return periodOf(terms, 0);
        uint256 onSchedule = regularCoupons(terms);
        if (day >= terms.lastRegularDay) return periodOf(terms, onSchedule);
        // Notional period -1 ends with the last regular coupon.
        return periodOf(terms, uint256(int256(onSchedule) + notionalPeriod(terms, day).index));
    }

    /// @notice The coupon that a period pays on `face`, rounded down.
    function couponOf(uint256 face, Terms memory terms, Period memory period) internal pure returns (uint256) {
        return interestFor(face, terms.rate, couponYears(terms, period));
    }

    /// @notice The interest on `face` from the start of `period` to `day`, rounded down; on its last day, the coupon.
    function accruedInPeriod(
        uint256 face,
        Terms memory terms,
        Period memory period,
        uint256 day
    ) internal pure returns (uint256) {
        return interestFor(face, terms.rate, accruedYears(terms, period, day));
    }

    /// @notice The years of interest earned from the start of `period` to `day`; on its last day, the coupon's.
    /// @dev Never more than the coupon's: by 30/360 the days of a regular period can exceed its part of 360 (28 February to
    /// 31 August has 183), and no holder is owed more than will be paid.
    function accruedYears(
        Terms memory terms,
        Period memory period,
        uint256 day
    ) internal pure returns (DayCount.Fraction memory) {
        if (day < period.start || day > period.end) revert OutsidePeriod(day, period.start, period.end);
        DayCount.Fraction memory coupon = couponYears(terms, period);
        if (day == period.end) return coupon;
        DayCount.Fraction memory earned = yearFraction(terms, period.start, day);
        bool isMore = earned.numerator * coupon.denominator > coupon.numerator * earned.denominator;
        return isMore ? coupon : earned;
    }

    /// @notice The interest that `face` has earned on `day` since the latest coupon, rounded down. 0 on a coupon's day.
    function accrued(uint256 face, Terms memory terms, uint256 day) internal pure returns (uint256) {
        return accruedInPeriod(face, terms, periodAt(terms, day), day);
    }

    /// @notice What `face` costs when it settles on `day`: the clean price and the accrued interest.
    function dirtyPrice(
        uint256 cleanPrice,
        uint256 face,
        Terms memory terms,
        uint256 day
    ) internal pure returns (uint256) {
        return cleanPrice + accrued(face, terms, day);
    }

    /// @notice The price of a bill at a discount rate, `daysLeft` before it matures, rounded down.
    /// @dev P = 100 (1 - dr/360), 31 CFR part 356, appendix B, VI.A.
    /// @param discountRate Annual, in billionths.
    function billPrice(uint256 face, uint32 discountRate, uint32 daysLeft) internal pure returns (uint256) {
        uint256 discount =
            Math.mulDiv(face, uint256(discountRate) * daysLeft, BILL_YEAR * RATE_UNIT, Math.Rounding.Ceil);
        if (discount > face) revert DiscountAboveFace(discount, face);
        return face - discount;
    }

    /// @notice The part of a bill's discount earned from issue to `day`, in equal parts a day, rounded down; all of it at
    /// maturity.
    function accruedDiscount(
        uint256 face,
        uint256 issuePrice,
        uint256 issueDay,
        uint256 maturityDay,
        uint256 day
    ) internal pure returns (uint256) {
        if (issuePrice > face) revert IssuePriceAboveFace(issuePrice, face);
        if (issueDay >= maturityDay || day < issueDay || day > maturityDay) {
            revert OutsideLife(day, issueDay, maturityDay);
        }
        return Math.mulDiv(face - issuePrice, day - issueDay, maturityDay - issueDay);
    }

    /// @notice The years of interest from `start` to `end`, by the terms' convention.
    function yearFraction(
        Terms memory terms,
        uint256 start,
        uint256 end
    ) internal pure returns (DayCount.Fraction memory) {
        if (terms.convention == DayCount.Convention.ActualActualIcma) {
            return DayCount.actualActualIcma(
                start, end, terms.lastRegularDay, terms.couponsPerYear, terms.endOfMonth
            );
        }
        if (terms.convention == DayCount.Convention.Thirty360Us) {
            bool endOfMonth = terms.endOfMonth && DayCount.isEndOfMonth(terms.lastRegularDay);
            return DayCount.Fraction(DayCount.thirty360Us(start, end, endOfMonth), 360);
        }
        if (terms.convention == DayCount.Convention.Thirty360European) {
            return DayCount.Fraction(DayCount.thirty360European(start, end), 360);
        }
        return DayCount.Fraction(
            DayCount.actualDays(start, end), terms.convention == DayCount.Convention.Actual360 ? 360 : 365
        );
    }

    /// @notice The interest on `face` for so many years at an annual rate, rounded down.
    function interestFor(
        uint256 face,
        uint256 rate,
        DayCount.Fraction memory time
    ) internal pure returns (uint256) {
        return Math.mulDiv(face, rate * time.numerator, RATE_UNIT * time.denominator);
    }

    /// @dev By 30/360 and ACT/ACT every regular period pays the same part of the annual coupon, whatever its days.
    function couponYears(
        Terms memory terms,
        Period memory period
    ) private pure returns (DayCount.Fraction memory) {
        bool byDays = terms.convention == DayCount.Convention.Actual360
            || terms.convention == DayCount.Convention.Actual365Fixed;
        if (period.regular && !byDays) return DayCount.Fraction(1, terms.couponsPerYear);
        return yearFraction(terms, period.start, period.end);
    }

    /// @dev Coupons from the first to the last regular date, both included.
    function regularCoupons(Terms memory terms) private pure returns (uint256) {
        return uint256(1 - notionalPeriod(terms, terms.firstCouponDay).index);
    }

    /// @dev The schedule's date so many periods before the last regular one.
    function scheduleDate(Terms memory terms, uint256 periodsBack) private pure returns (uint256) {
        uint256 months = periodsBack * DayCount.monthsPerPeriod(terms.couponsPerYear);
        return DayCount.addMonths(terms.lastRegularDay, -int256(months), terms.endOfMonth);
    }

    function notionalPeriod(
        Terms memory terms,
        uint256 day
    ) private pure returns (DayCount.NotionalPeriod memory) {
        return DayCount.notionalPeriod(terms.lastRegularDay, day, terms.couponsPerYear, terms.endOfMonth);
    }
}
