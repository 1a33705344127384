// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ITradingModule} from "../../contracts/interfaces/ITradingModule.sol";
import {ITreasuryRegistry} from "../../contracts/interfaces/ITreasuryRegistry.sol";
import {AccruedInterest} from "../../contracts/libraries/AccruedInterest.sol";
import {DayCount} from "../../contracts/libraries/DayCount.sol";
import {TradingDesk} from "./support/TradingDesk.sol";
import {bound} from "./support/bound.sol";

/// @notice What the buyer of a treasury with coupons pays on top of the clean price. The note pays 2.0625 a half-year on a face
/// of 100, and {NOW} is the 61st of the 181 days of its first period.
contract TradingAccruedTest is TradingDesk {
    uint256 private constant COUPON = 2_062_500;

    function setUp() public override {
        super.setUp();
        traded = address(note);
    }

    function test_theBuyerPaysWhatTheSellerHasEarned() external {
        uint256 quantity = 1000 * ONE;
        uint256 clean = 1000 * NOTE_PRICE;
        uint256 accrued = 1000 * COUPON * 61 / 181;
        vm.assertEq(accrued, 695_096_685, "to the unit, not 1,000 times that of one token");
        ITradingModule.Fill memory fill = fillOf(quantity, NOTE_PRICE);
        bytes32 makerHash = module.hashOrder(fill.maker);
        bytes32 takerHash = module.hashOrder(fill.taker);
        vm.expectEmit(address(module));
        emit ITradingModule.Trade(
            fill.fillId, address(note), makerHash, takerHash, bob, alice, quantity, NOTE_PRICE, clean + accrued, 0, 0, accrued
        );
        module.settle(fill);
        vm.assertEq(cash.balanceOf(alice), MONEY + clean + accrued, "received");
        vm.assertEq(note.balanceOf(bob), TOKENS + quantity, "delivered");
    }

    function test_feesAreOnTheCleanAmount() external {
        module.setFees(0, 20, treasurer);
        module.settle(fillOf(1000 * ONE, NOTE_PRICE));
        vm.assertEq(cash.balanceOf(treasurer), 1000 * NOTE_PRICE * 20 / 10_000, "no fee on interest");
    }

    /// @dev The day of a coupon belongs to the next period: whoever holds at its start gets the coupon.
    function test_nothingIsAccruedOnTheDayOfACoupon() external {
        warpTo(2027, 5, 14);
        assertAccrued(1000 * COUPON * 180 / 181);
        warpTo(2027, 5, 15);
        assertAccrued(0);
        warpTo(2027, 5, 16);
        assertAccrued(1000 * COUPON * 1 / 184);
    }

    function test_whatIsRememberedServesItsDayOnly() external {
        module.settle(fillOf(ONE, NOTE_PRICE));
        warpTo(2027, 5, 14);
        module.settle(fillOf(ONE, NOTE_PRICE));
        warpTo(2027, 11, 14);
        uint256 money = cash.balanceOf(alice);
        module.settle(fillOf(1000 * ONE, NOTE_PRICE));
        vm.assertEq(cash.balanceOf(alice) - money, 1000 * NOTE_PRICE + 1000 * COUPON * 183 / 184, "the second period's");
    }

    function test_aBillCarriesNoInterest() external view {
        (uint256 clean, uint256 accrued, uint256 total) = listings.quote(address(bill), 100 * ONE, PRICE);
        vm.assertEq(clean, 100 * PRICE, "clean");
        vm.assertEq(accrued, 0, "accrued");
        vm.assertEq(total, clean, "total");
    }

    function test_nothingAccruesBeforeTheIssueDay() external {
        vm.warp((DayCount.daysFromCivil(2026, 11, 15)) * 1 days - 1);
        assertAccrued(0);
        module.settle(fillOf(ONE, NOTE_PRICE));
        vm.assertEq(cash.balanceOf(alice), MONEY + NOTE_PRICE, "the clean price");
    }

    function test_thereIsNoQuoteFromMaturityOn() external {
        uint256 issueDay = DayCount.daysFromCivil(2026, 11, 15);
        uint256 maturityDay = DayCount.daysFromCivil(2028, 11, 15);
        warpTo(2028, 11, 15);
        bytes memory reason =
            abi.encodeWithSelector(AccruedInterest.OutsideLife.selector, maturityDay, issueDay, maturityDay);
        vm.expectRevert(reason);
        listings.quote(address(note), ONE, NOTE_PRICE);
        expectSettleRevert(fillOf(ONE, NOTE_PRICE), reason);
    }

    function testFuzz_settlesForWhatItQuotes(uint256 quantity, uint256 price, uint256 time) external {
        quantity = bound(quantity, 1000, 1000 * ONE);
        price = bound(price, ONE, 200 * ONE);
        vm.warp(bound(time, NOW, DayCount.daysFromCivil(2028, 11, 15) * 1 days - 1));
        (uint256 clean, uint256 accrued, uint256 total) = listings.quote(address(note), quantity, price);
        vm.assertEq(clean, quantity * price / ONE, "clean");
        vm.assertEq(total, clean + accrued, "total");
        module.settle(fillOf(quantity, price));
        vm.assertEq(cash.balanceOf(alice), MONEY + total, "settled for it");
        (, uint256 later,) = listings.quote(address(note), quantity, price);
        vm.assertEq(later, accrued, "the period kept changes nothing");
    }

    /// @dev By ACT/ACT each coupon is half the annual one, and accrues day by day: one rounding of the exact fraction.
    function testFuzz_isExactToTheUnit(uint256 quantity, uint256 day) external {
        quantity = bound(quantity, 1, TOKENS);
        day = bound(day, 0, 180);
        vm.warp((DayCount.daysFromCivil(2026, 11, 15) + day) * 1 days);
        (, uint256 accrued,) = listings.quote(address(note), quantity, 0);
        uint256 exact = quantity * NOTE_FACE * NOTE_RATE * day;
        vm.assertEq(accrued, exact / (ONE * 1e9 * 2 * 181), "floor of the exact interest");
    }

    function testFuzz_growsUntilTheCoupon(uint256 quantity, uint256 first, uint256 second) external {
        quantity = bound(quantity, 1, TOKENS);
        second = bound(second, 1, 180);
        first = bound(first, 0, second - 1);
        uint256 issued = DayCount.daysFromCivil(2026, 11, 15);
        vm.warp((issued + first) * 1 days);
        (, uint256 before,) = listings.quote(address(note), quantity, 0);
        vm.warp((issued + second) * 1 days);
        (, uint256 later,) = listings.quote(address(note), quantity, 0);
        vm.assertLe(before, later, "monotone");
    }

    /// @dev Faces that are not whole units for a part of a token.
    function testFuzz_anyFaceAndAnyPartOfAToken(uint64 face, uint256 quantity) external {
        quantity = bound(quantity, 1, TOKENS);
        ITreasuryRegistry.TreasuryInfo memory info = noteInfo();
        (info.isin, info.faceValue) = ("US91282CZZ99", face == 0 ? 1 : face);
        info.issuePrice = info.faceValue;
        traded = address(newToken("another", info));
        listings.admit(traded);
        (, uint256 accrued,) = listings.quote(traded, quantity, 0);
        uint256 exact = quantity * info.faceValue * NOTE_RATE * 61;
        vm.assertEq(accrued, exact / (ONE * 1e9 * 2 * 181), "floor of the exact interest");
    }

    function testFuzz_anyoneMayAskWhatATradeCarries(address caller, uint256 quantity, bool isNegotiated) external {
        quantity = bound(quantity, 1, TOKENS);
        (, uint256 accrued,) = listings.quote(address(note), quantity, NOTE_PRICE);
        vm.prank(caller);
        vm.assertEq(listings.onTrade(address(note), quantity, NOTE_PRICE, isNegotiated), accrued, "as quoted");
        vm.assertEq(listings.onTrade(address(note), quantity, NOTE_PRICE, isNegotiated), accrued, "and again");
    }

    function assertAccrued(uint256 expected) private view {
        (, uint256 accrued,) = listings.quote(address(note), 1000 * ONE, NOTE_PRICE);
        vm.assertEq(accrued, expected, "accrued");
    }

    function warpTo(uint256 year, uint256 month, uint256 dayOfMonth) private {
        vm.warp(DayCount.daysFromCivil(year, month, dayOfMonth) * 1 days);
    }
}
