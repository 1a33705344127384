// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {TradingHours} from "../../contracts/libraries/TradingHours.sol";
import {Test} from "./support/Test.sol";
import {bound} from "./support/bound.sol";

contract TradingHoursTest is Test {
    /// @dev Monday, 5 January 1970.
    uint256 private constant MONDAY = 4 days;

    function test_theWeekBeginsOnMonday() external pure {
        for (uint256 weekday; weekday < 7; ++weekday) {
            uint256 noon = MONDAY + weekday * 1 days + 12 hours;
            // forge-lint: disable-next-line(unsafe-typecast)
            uint8 itsBit = uint8(1 << weekday);
            (bool inSession, uint256 day) = TradingHours.sessionAt(noon, itsBit, 0, 1 days);
            vm.assertTrue(inSession, "on its day");
            vm.assertEq(day, 4 + weekday, "that day");
            (inSession,) = TradingHours.sessionAt(noon, TradingHours.EVERY_DAY ^ itsBit, 0, 1 days);
            vm.assertTrue(!inSession, "on no other");
        }
    }

    function test_theFirstNightOfAllBelongsToNoDay() external pure {
        (, uint256 day) = TradingHours.sessionAt(1 hours, TradingHours.EVERY_DAY, 22 hours, 6 hours);
        vm.assertEq(day, 0, "there is none before");
    }

    /// @dev A session lasts from its opening to its closing, and every second belongs to at most one.
    function testFuzz_aSessionHasItsLength(uint256 week, uint256 weekday, uint24 opensAt, uint24 closesAt, uint256 second)
        external
        pure
    {
        weekday = bound(weekday, 0, 6);
        opensAt = uint24(bound(opensAt, 0, 1 days - 1));
        closesAt = uint24(bound(closesAt, 0, 1 days));
        second = bound(second, 0, 7 days - 1);
        uint256 length = closesAt > opensAt ? closesAt - opensAt : 1 days - opensAt + closesAt;
        uint256 opening = MONDAY + bound(week, 0, 5000) * 7 days + weekday * 1 days + opensAt;
        // forge-lint: disable-next-line(unsafe-typecast)
        (bool inSession, uint256 day) = TradingHours.sessionAt(opening + second, uint8(1 << weekday), opensAt, closesAt);
        vm.assertTrue(inSession == (second < length), "for so long");
        if (inSession) vm.assertEq(day, opening / 1 days, "the day it opened");
    }
}
