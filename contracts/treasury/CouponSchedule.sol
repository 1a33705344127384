// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";

import {ITreasuryRegistry} from "../interfaces/ITreasuryRegistry.sol";
import {AccruedInterest} from "../libraries/AccruedInterest.sol";
import {DayCount} from "../libraries/DayCount.sol";

/// @title CouponSchedule
/// @notice When a treasury's coupons and redemption are paid, how much, and by whom, from the terms a registry has.
/// @dev Has no state and no owner. A contract of its own, which the yield module's implementation deploys, because the
/// arithmetic of schedules doesn't fit beside the module (EIP-170). Amounts are for one whole token.
contract CouponSchedule {
    using SafeCast for uint256;

    /// @notice How many coupons a treasury has, and the pay times of those after `time`. Unix seconds.
    function payTimesAfter(
        ITreasuryRegistry registry,
        address token,
        uint256 time
    ) external view returns (uint256 count, uint40[] memory times) {
        (AccruedInterest.Terms memory terms,,) = registry.termsOf(token);
        if (terms.couponsPerYear == 0) return (count, times);
        count = AccruedInterest.couponCount(terms);
        uint256 first;
        while (first < count && _payTime(_payDay(terms, count, first)) <= time) ++first;
        times = new uint40[](count - first);
        for (uint256 i; i < times.length; ++i) times[i] = _payTime(_payDay(terms, count, first + i));
    }

    /// @notice When a coupon is paid, and how much.
    function couponOf(
        ITreasuryRegistry registry,
        address token,
        uint256 index
    ) external view returns (uint40 payTime, uint256 amount) {
        (AccruedInterest.Terms memory terms, uint128 faceValue,) = registry.termsOf(token);
        AccruedInterest.Period memory period = AccruedInterest.periodOf(terms, index);
        return (_payTime(period.end), AccruedInterest.couponOf(faceValue, terms, period));
    }

    /// @notice When the face value is paid, and how much that is.
    function redemptionOf(
        ITreasuryRegistry registry,
        address token
    ) external view returns (uint40 payTime, uint256 amount) {
        (AccruedInterest.Terms memory terms, uint128 faceValue,) = registry.termsOf(token);
        return (_payTime(terms.maturityDay), faceValue);
    }

    /// @notice The part of the discount earned on a {DayCount} day of any kind: none before the issue, all from maturity on.
    function accruedDiscount(
        ITreasuryRegistry registry,
        address token,
        uint256 day
    ) external view returns (uint256) {
        (AccruedInterest.Terms memory terms, uint128 face, uint128 issuePrice) = registry.termsOf(token);
        if (day < terms.issueDay || issuePrice >= face) return 0;
        if (day >= terms.maturityDay) return face - issuePrice;
        return AccruedInterest.accruedDiscount(face, issuePrice, terms.issueDay, terms.maturityDay, day);
    }

    /// @notice Who answers for a treasury.
    function issuerOf(ITreasuryRegistry registry, address token) external view returns (address) {
        return registry.treasuryOf(token).info.issuer;
    }

    /// @dev The end of {AccruedInterest-periodOf}, for less gas: the last coupon is at maturity, those before it are on schedule.
    function _payDay(
        AccruedInterest.Terms memory terms,
        uint256 count,
        uint256 index
    ) private pure returns (uint256) {
        uint256 later = count - 1 - index;
        if (later == 0) return terms.maturityDay;
        // An irregular last period ends after the schedule.
        if (terms.lastRegularDay != terms.maturityDay) --later;
        uint256 months = later * DayCount.monthsPerPeriod(terms.couponsPerYear);
        return DayCount.addMonths(terms.lastRegularDay, -int256(months), terms.endOfMonth);
    }

    function _payTime(uint256 day) private pure returns (uint40) {
        return (day * DayCount.SECONDS_PER_DAY).toUint40();
    }
}
