// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {DayCount} from "./DayCount.sol";

/// @title TradingHours
/// @notice Weekly sessions in UTC. A session that closes at or before the second at which it opens lasts into the next day,
/// and belongs to the day on which it opened.
library TradingHours {
    /// @notice All seven weekdays.
    uint8 internal constant EVERY_DAY = 0x7f;

    uint256 private constant DAYS_PER_WEEK = 7;
    /// @dev 1 January 1970 was a Thursday; Monday is 0.
    uint256 private constant WEEKDAY_OF_EPOCH = 3;

    /// @notice Whether `timestamp` lies in a session's hours on one of the weekdays, and the {DayCount} day of that session.
    /// @param openDays A bit for each weekday on which a session opens, Monday lowest.
    /// @param opensAt Seconds of the day, the first of the session.
    /// @param closesAt Seconds of the day, the first after the session.
    function sessionAt(
        uint256 timestamp,
        uint8 openDays,
        uint24 opensAt,
        uint24 closesAt
    ) internal pure returns (bool inSession, uint256 day) {
        day = DayCount.dayOf(timestamp);
        uint256 second = timestamp % DayCount.SECONDS_PER_DAY;
        if (opensAt < closesAt) {
            inSession = second >= opensAt && second < closesAt;
        } else {
            inSession = second >= opensAt || second < closesAt;
            if (second < opensAt && day != 0) --day;
        }
        inSession = inSession && (openDays >> ((day + WEEKDAY_OF_EPOCH) % DAYS_PER_WEEK)) & 1 == 1;
    }
}
