// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @title ITreasuryListings
/// @notice What the trading module knows of each treasury: its terms, its trading hours, its price band, whether it is
/// halted, and what a trade costs now.
/// @dev Money is in base units of the settlement token, quantities in base units of the treasury token.
interface ITreasuryListings {
    /// @notice One storage slot: all that a plain settlement reads of a treasury.
    /// @param isPlain Whether it trades at all times and any price, without coupons: what follows is then of no concern.
    /// @param unit Base units of one whole token.
    /// @param isAdmitted Whether {admit} was called.
    /// @param isHalted Whether nothing of it settles.
    /// @param paysCoupons Whether accrued interest is paid on top of the clean price.
    /// @param openDays The weekdays on which a session opens, a bit each, Monday lowest; 0 when it trades at all times.
    /// @param opensAt Seconds of the UTC day at which a session opens.
    /// @param closesAt Seconds of the UTC day at which it closes; at or before `opensAt`, on the day after.
    /// @param bandBps The most a price may differ from the registry's latest, in hundredths of a percent; 0 for no band.
    /// @param maxPriceAgeSeconds How old that price may be.
    /// @param minBlockTokens The smallest block trade, in whole tokens; 0 when there are none.
    struct Listing {
        bool isPlain;
        uint64 unit;
        bool isAdmitted;
        bool isHalted;
        bool paysCoupons;
        uint8 openDays;
        uint24 opensAt;
        uint24 closesAt;
        uint16 bandBps;
        uint32 maxPriceAgeSeconds;
        uint32 minBlockTokens;
    }

    /// @notice A treasury may be traded here from now on.
    event Admitted(address indexed token, uint64 unit, bool paysCoupons);
    /// @notice Trading in a treasury was halted, or goes on.
    event HaltChanged(address indexed token, address indexed account, bool halted);
    /// @notice A treasury trades on these days and within these hours.
    event HoursChanged(address indexed token, uint8 openDays, uint24 opensAt, uint24 closesAt);
    /// @notice Sessions that open on these days ({DayCount} days) don't take place, or do again.
    event HolidaysChanged(address indexed token, uint32[] holidays, bool closed);
    /// @notice Prices of a treasury may be this far from its latest one, which may be this old.
    event BandChanged(address indexed token, uint16 bandBps, uint32 maxPriceAgeSeconds);
    /// @notice Block trades of a treasury begin at this size, in whole tokens.
    event MinBlockChanged(address indexed token, uint32 minBlockTokens);

    /// @notice Thrown when a treasury wasn't admitted.
    error TreasuryNotTradable(address token);
    error TreasuryHalted(address token);
    error AlreadyAdmitted(address token);
    error OutsideTradingHours(address token, uint256 timestamp);
    error InvalidHours(uint8 openDays, uint24 opensAt, uint24 closesAt);
    error InvalidBand(uint16 bandBps, uint32 maxPriceAgeSeconds);
    error PriceOutsideBand(address token, uint256 price, uint256 latest, uint16 bandBps);
    /// @notice Thrown when the registry's price is too old to compare with, or there is none.
    error ReferenceTooOld(address token, uint64 observedAt);

    /// @notice Admits a treasury that the registry knows: keeps its fixed terms. Anyone, once.
    function admit(address token) external;

    /// @notice Stops everything in a treasury at once: fills and block trades. Only HALTER_ROLE.
    function halt(address token) external;

    /// @notice Ends a halt. Only RESUMER_ROLE.
    function endHalt(address token) external;

    /// @notice Sets when fills may settle; `openDays` 0 for at all times. Only an admin. See {Listing}.
    function setHours(address token, uint8 openDays, uint24 opensAt, uint24 closesAt) external;

    /// @notice Cancels the sessions that open on these {DayCount} days, or restores them. Only an admin.
    function setHolidays(address token, uint32[] calldata holidays, bool closed) external;

    /// @notice Sets how far a fill's price may lie from the registry's latest price, and how old that may be; zeros for no
    /// band. Only an admin.
    function setBand(address token, uint16 bandBps, uint32 maxPriceAgeSeconds) external;

    /// @notice Sets the smallest block trade, in whole tokens; 0 for none at all. Only an admin.
    function setMinBlock(address token, uint32 minBlockTokens) external;

    /// @notice Checks that a treasury may trade: admitted, not halted and, unless the trade is negotiated, within its hours
    /// and its band. Returns the accrued interest that the trade carries.
    /// @dev The module asks this of itself before a trade in a treasury that isn't plain. All it changes is that it remembers
    /// what was computed for today; so it does no harm that anyone may call it.
    function onTrade(
        address token,
        uint256 quantity,
        uint256 price,
        bool isNegotiated
    ) external returns (uint256 accruedInterest);

    /// @notice What `quantity` costs the buyer at a clean price now, fees aside, and what of it is accrued interest.
    /// @dev Each amount is rounded down once: the interest on the face of the whole quantity, not on one token.
    /// @param price For one whole token, without accrued interest.
    /// @return cleanAmount quantity × price / unit.
    /// @return accruedInterest Interest on the quantity's face from the latest coupon to today (UTC): a coupon belongs to
    /// whoever holds at the start of its day. 0 without coupons, and before the issue day.
    /// @return total The sum.
    function quote(
        address token,
        uint256 quantity,
        uint256 price
    ) external view returns (uint256 cleanAmount, uint256 accruedInterest, uint256 total);

    /// @notice What the module knows of a treasury; all zero when it was never admitted.
    function listingOf(address token) external view returns (Listing memory);

    /// @notice Whether the session that opens on a day doesn't take place.
    function isHoliday(address token, uint32 day) external view returns (bool);

    /// @notice Whether fills may settle now, as far as admission, halt and hours go.
    function isOpen(address token) external view returns (bool);
}
