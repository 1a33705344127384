// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ITreasuryRegistry} from "../../contracts/interfaces/ITreasuryRegistry.sol";
import {AccruedInterest} from "../../contracts/libraries/AccruedInterest.sol";
import {DayCount} from "../../contracts/libraries/DayCount.sol";
import {RegistryTest} from "./support/RegistryTest.sol";
import {bound} from "./support/bound.sol";

/// @notice Which terms the registry accepts.
contract TreasuryRegistryTermsTest is RegistryTest {
    /// @notice The schedule's own judgement, as a call that may fail.
    function validate(AccruedInterest.Terms memory terms) external pure {
        AccruedInterest.validate(terms);
    }

    function test_refusesMalformedIsins() external {
        string[8] memory isins = [
            "",
            "US91282CAA0",
            "US91282CAA091",
            "1S91282CAA09",
            "Us91282CAA09",
            "US91282-AA09",
            "US91282CAA0A",
            "US91282cAA09"
        ];
        for (uint256 i; i < isins.length; ++i) {
            ITreasuryRegistry.TreasuryInfo memory info = noteInfo(address(newToken()));
            info.isin = isins[i];
            expectRefusal(info, abi.encodeWithSelector(ITreasuryRegistry.InvalidIsin.selector, isins[i]));
        }
    }

    function testFuzz_acceptsThreeCapitalsAsCurrency(bytes3 currency) external {
        ITreasuryRegistry.TreasuryInfo memory info = noteInfo(address(newToken()));
        info.currency = currency;
        bool capitals = true;
        for (uint256 i; i < 3; ++i) capitals = capitals && currency[i] >= 0x41 && currency[i] <= 0x5a;
        if (!capitals) {
            vm.expectRevert(abi.encodeWithSelector(ITreasuryRegistry.InvalidCurrency.selector, currency));
        }
        registry.register(info);
    }

    function test_acceptsCurrenciesAtTheEdgesOfTheAlphabet() external {
        bytes3[2] memory currencies = [bytes3("AZA"), bytes3("ZAZ")];
        string[2] memory isins = ["US91282CAA17", "US91282CAA25"];
        for (uint256 i; i < 2; ++i) {
            ITreasuryRegistry.TreasuryInfo memory info = noteInfo(address(newToken()));
            (info.currency, info.isin) = (currencies[i], isins[i]);
            registry.register(info);
        }
        bytes3[5] memory others = [bytes3("US@"), bytes3("[SD"), bytes3("U$D"), bytes3("usd"), bytes3("US")];
        for (uint256 i; i < others.length; ++i) {
            ITreasuryRegistry.TreasuryInfo memory info = noteInfo(address(newToken()));
            info.currency = others[i];
            expectRefusal(info, abi.encodeWithSelector(ITreasuryRegistry.InvalidCurrency.selector, others[i]));
        }
    }

    function test_refusesToPromiseNothing() external {
        ITreasuryRegistry.TreasuryInfo memory info = noteInfo(address(newToken()));
        info.faceValue = 0;
        expectRefusal(info, abi.encodeWithSelector(ITreasuryRegistry.ZeroFaceValue.selector));
        info = noteInfo(address(newToken()));
        info.issuePrice = 0;
        expectRefusal(
            info, abi.encodeWithSelector(ITreasuryRegistry.InvalidIssuePrice.selector, uint128(0), FACE)
        );
    }

    function testFuzz_issuesAboveFaceOnlyWhatPaysCoupons(uint128 price, uint128 face) external {
        face = uint128(bound(face, 1, type(uint128).max));
        price = uint128(bound(price, 1, type(uint128).max));
        ITreasuryRegistry.TreasuryInfo memory info = noteInfo(address(newToken()));
        (info.faceValue, info.issuePrice) = (face, price);
        registry.register(info);
        info = billInfo(address(newToken()), "US912797AB20");
        (info.faceValue, info.issuePrice) = (face, price);
        if (price > face) {
            vm.expectRevert(abi.encodeWithSelector(ITreasuryRegistry.InvalidIssuePrice.selector, price, face));
        }
        registry.register(info);
    }

    function testFuzz_acceptsExactlyTheCouponsThatMakeSense(uint8 kind, uint32 rate, uint8 perYear) external {
        perYear = uint8(bound(perYear, 0, 13));
        rate = rate % 3 == 0 ? 0 : rate;
        ITreasuryRegistry.TreasuryInfo memory info = noteInfo(address(newToken()));
        info.treasuryType = ITreasuryRegistry.TreasuryType(kind % 3);
        (info.terms.rate, info.terms.couponsPerYear) = (rate, perYear);
        // The maturity is on every schedule that counts back from it.
        (info.terms.firstCouponDay, info.terms.lastRegularDay) = (info.terms.maturityDay, info.terms.maturityDay);
        bool halves = (rate == 0) != (perYear == 0) || (perYear != 0 && kind % 3 == 0);
        if (halves) {
            vm.expectRevert(abi.encodeWithSelector(ITreasuryRegistry.InvalidCoupon.selector, rate, perYear));
        } else if (perYear != 0 && 12 % perYear != 0) {
            vm.expectRevert(abi.encodeWithSelector(DayCount.InvalidFrequency.selector, perYear));
        }
        registry.register(info);
    }

    function testFuzz_datesOfADiscountIssueAreItsIssueAndItsMaturity(
        uint32 issueDay,
        uint32 maturityDay,
        uint8 changed
    ) external {
        issueDay = uint32(bound(issueDay, 0, 2_932_900));
        maturityDay = uint32(bound(maturityDay, 0, 2_932_900));
        ITreasuryRegistry.TreasuryInfo memory info = billInfo(address(newToken()), "US912797AB20");
        info.terms.issueDay = issueDay;
        info.terms.maturityDay = maturityDay;
        info.terms.firstCouponDay = changed == 1 ? maturityDay + 1 : maturityDay;
        info.terms.lastRegularDay = changed == 2 ? maturityDay + 1 : maturityDay;
        bool valid = issueDay < maturityDay && maturityDay <= 2_932_896 && changed != 1 && changed != 2;
        if (!valid) {
            vm.expectRevert(
                abi.encodeWithSelector(ITreasuryRegistry.InvalidDates.selector, issueDay, maturityDay)
            );
        }
        registry.register(info);
    }

    function test_refusesEachWrongDateOfADiscountIssue() external {
        for (uint256 i; i < 4; ++i) {
            ITreasuryRegistry.TreasuryInfo memory info = billInfo(address(newToken()), "US912797AB20");
            if (i == 0) info.terms.issueDay = info.terms.maturityDay;
            if (i == 1) info.terms.firstCouponDay = TODAY;
            if (i == 2) info.terms.lastRegularDay = TODAY;
            if (i == 3) {
                info.terms.maturityDay = 2_932_897;
                info.terms.firstCouponDay = 2_932_897;
                info.terms.lastRegularDay = 2_932_897;
            }
            expectRefusal(
                info,
                abi.encodeWithSelector(
                    ITreasuryRegistry.InvalidDates.selector, info.terms.issueDay, info.terms.maturityDay
                )
            );
        }
    }

    function test_refusesSchedulesOutOfOrderOrOffTheirDates() external {
        ITreasuryRegistry.TreasuryInfo memory info = noteInfo(address(newToken()));
        info.terms.firstCouponDay = info.terms.issueDay;
        expectRefusal(
            info,
            abi.encodeWithSelector(
                AccruedInterest.DatesOutOfOrder.selector, TODAY, TODAY, info.terms.lastRegularDay, info.terms.maturityDay
            )
        );
        info.terms.firstCouponDay = 21_015;
        expectRefusal(
            info, abi.encodeWithSelector(AccruedInterest.FirstCouponOffSchedule.selector, 21_015, 21_014)
        );
    }

    /// @dev Whatever is accepted accrues on every day, without reverting, no more than its period pays: no treasury can be
    /// registered that couldn't be settled later.
    function testFuzz_whatIsAcceptedAccruesOnEveryDay(uint32[8] memory raw, uint128 face, uint32 day) external {
        AccruedInterest.Terms memory terms = likelyTerms(raw);
        ITreasuryRegistry.TreasuryInfo memory info = noteInfo(address(newToken()));
        (info.terms, info.faceValue) = (terms, uint128(bound(face, 1, type(uint128).max)));
        info.issuePrice = info.faceValue;
        (bool valid, bytes memory reason) = address(this).staticcall(abi.encodeCall(this.validate, (terms)));
        if (!valid) return expectRefusal(info, reason);
        registry.register(info);
        day = uint32(bound(day, terms.issueDay, terms.maturityDay - 1));
        uint256 accrued = registry.accruedOf(info.token, day);
        vm.assertEq(accrued, AccruedInterest.accrued(info.faceValue, terms, day), "accrued");
        AccruedInterest.Period memory period = AccruedInterest.periodAt(terms, day);
        vm.assertLe(accrued, AccruedInterest.couponOf(info.faceValue, terms, period), "at most the coupon");
    }

    /// @dev Any schedule at all: accepted by the registry exactly if it is a valid one.
    function testFuzz_acceptsExactlyTheValidSchedules(uint32[8] memory raw) external {
        ITreasuryRegistry.TreasuryInfo memory info = noteInfo(address(newToken()));
        info.terms = AccruedInterest.Terms({
            convention: DayCount.Convention(raw[0] % 5),
            couponsPerYear: uint8(bound(raw[1], 1, 255)),
            endOfMonth: raw[2] % 2 == 0,
            rate: uint32(bound(raw[3], 1, type(uint32).max)),
            issueDay: raw[4],
            firstCouponDay: raw[5],
            lastRegularDay: raw[6],
            maturityDay: raw[7]
        });
        (bool valid, bytes memory reason) = address(this).staticcall(abi.encodeCall(this.validate, (info.terms)));
        if (!valid) vm.expectRevert(reason);
        registry.register(info);
    }

    /// @dev Terms with a maturity up to fifty years away, whose first coupon is on schedule, and most of which are valid.
    function likelyTerms(uint32[8] memory raw) private pure returns (AccruedInterest.Terms memory terms) {
        terms.convention = DayCount.Convention(raw[0] % 5);
        terms.couponsPerYear = [1, 2, 3, 4, 6, 12][raw[1] % 6];
        terms.endOfMonth = raw[2] % 2 == 0;
        terms.rate = uint32(bound(raw[3], 1, type(uint32).max));
        terms.lastRegularDay = uint32(bound(raw[4], 20_000, 38_000));
        terms.maturityDay = terms.lastRegularDay + (raw[5] % 2 == 0 ? 0 : raw[5] % 400);
        uint256 back = raw[6] % (20 * terms.couponsPerYear) * (12 / terms.couponsPerYear);
        terms.firstCouponDay = uint32(DayCount.addMonths(terms.lastRegularDay, -int256(back), terms.endOfMonth));
        terms.issueDay = terms.firstCouponDay - uint32(bound(raw[7], 1, 400));
    }

    function expectRefusal(ITreasuryRegistry.TreasuryInfo memory info, bytes memory reason) private {
        vm.expectRevert(reason);
        registry.register(info);
    }
}
