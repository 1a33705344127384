// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {AccessControlUpgradeable} from "@openzeppelin/contracts-upgradeable/access/AccessControlUpgradeable.sol";
import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";
import {BitMaps} from "@openzeppelin/contracts/utils/structs/BitMaps.sol";

import {ITreasuryListings} from "../interfaces/ITreasuryListings.sol";
import {ITreasuryRegistry} from "../interfaces/ITreasuryRegistry.sol";
import {ITreasuryToken} from "../interfaces/ITreasuryToken.sol";
import {AccruedInterest} from "../libraries/AccruedInterest.sol";
import {DayCount} from "../libraries/DayCount.sol";
import {Settlement} from "../libraries/Settlement.sol";
import {TradingHours} from "../libraries/TradingHours.sol";
import {TradingState} from "./TradingState.sol";

/// @title TreasuryListings
/// @notice The part of the trading module that knows each treasury: whether it may trade now, and what it costs.
/// @dev Code only: the module, which has no room for it, delegates to it whatever it doesn't know itself. All state, roles
/// and calls are the module's; called at its own address it has no state and nobody a role.
contract TreasuryListings is ITreasuryListings, AccessControlUpgradeable, TradingState {
    using BitMaps for BitMaps.BitMap;

    /// @notice Who may halt a treasury.
    bytes32 public constant HALTER_ROLE = keccak256("HALTER_ROLE");

    /// @dev Who may end a halt, as in {Governed}.
    bytes32 private constant RESUMER_ROLE = keccak256("RESUMER_ROLE");

    modifier onlyAdmitted(address token) {
        _requireAdmitted(token);
        _;
    }

    /// @inheritdoc ITreasuryListings
    function admit(address token) external {
        TradingStorage storage $ = _storage();
        TreasuryState storage treasury = $.treasuries[token];
        if (treasury.listing.isAdmitted) revert AlreadyAdmitted(token);
        (AccruedInterest.Terms memory terms, uint128 faceValue,) = ITreasuryRegistry($.registry).termsOf(token);
        Listing storage listing = treasury.listing;
        listing.isAdmitted = true;
        listing.unit = SafeCast.toUint64(10 ** ITreasuryToken(token).decimals());
        if (terms.couponsPerYear != 0) {
            listing.paysCoupons = true;
            treasury.terms = terms;
            treasury.accrual.faceValue = faceValue;
        }
        _markPlain(listing);
        emit Admitted(token, listing.unit, listing.paysCoupons);
    }

    /// @inheritdoc ITreasuryListings
    function halt(address token) external onlyRole(HALTER_ROLE) {
        _setHalted(token, true);
    }

    /// @inheritdoc ITreasuryListings
    function endHalt(address token) external onlyRole(RESUMER_ROLE) {
        _setHalted(token, false);
    }

    /// @inheritdoc ITreasuryListings
    function setHours(
        address token,
        uint8 openDays,
        uint24 opensAt,
        uint24 closesAt
    ) external onlyRole(DEFAULT_ADMIN_ROLE) onlyAdmitted(token) {
        if (
            openDays > TradingHours.EVERY_DAY || opensAt >= DayCount.SECONDS_PER_DAY
                || closesAt > DayCount.SECONDS_PER_DAY
        ) revert InvalidHours(openDays, opensAt, closesAt);
        Listing storage listing = _storage().treasuries[token].listing;
        (listing.openDays, listing.opensAt, listing.closesAt) = (openDays, opensAt, closesAt);
        _markPlain(listing);
        emit HoursChanged(token, openDays, opensAt, closesAt);
    }

    /// @inheritdoc ITreasuryListings
    function setHolidays(
        address token,
        uint32[] calldata holidays,
        bool closed
    ) external onlyRole(DEFAULT_ADMIN_ROLE) onlyAdmitted(token) {
        BitMaps.BitMap storage map = _storage().treasuries[token].holidays;
        for (uint256 i; i < holidays.length; ++i) map.setTo(holidays[i], closed);
        emit HolidaysChanged(token, holidays, closed);
    }

    /// @inheritdoc ITreasuryListings
    function setBand(
        address token,
        uint16 bandBps,
        uint32 maxPriceAgeSeconds
    ) external onlyRole(DEFAULT_ADMIN_ROLE) onlyAdmitted(token) {
        // A band without an age would refuse every price, an age without a band would do nothing.
        if (bandBps > Settlement.BPS || (bandBps == 0) != (maxPriceAgeSeconds == 0)) {
            revert InvalidBand(bandBps, maxPriceAgeSeconds);
        }
        Listing storage listing = _storage().treasuries[token].listing;
        (listing.bandBps, listing.maxPriceAgeSeconds) = (bandBps, maxPriceAgeSeconds);
        _markPlain(listing);
        emit BandChanged(token, bandBps, maxPriceAgeSeconds);
    }

    /// @inheritdoc ITreasuryListings
    function setMinBlock(
        address token,
        uint32 minBlockTokens
    ) external onlyRole(DEFAULT_ADMIN_ROLE) onlyAdmitted(token) {
        _storage().treasuries[token].listing.minBlockTokens = minBlockTokens;
        emit MinBlockChanged(token, minBlockTokens);
    }

    /// @inheritdoc ITreasuryListings
    function onTrade(
        address token,
        uint256 quantity,
        uint256 price,
        bool isNegotiated
    ) external returns (uint256 accruedInterest) {
        _requireAdmitted(token);
        Listing memory listing = _listing(token);
        if (listing.isHalted) revert TreasuryHalted(token);
        if (!isNegotiated) {
            if (!_isInHours(token, listing)) revert OutsideTradingHours(token, block.timestamp);
            if (listing.bandBps != 0) _requireInBand(token, listing, price);
        }
        if (!listing.paysCoupons) return 0;
        (DayCount.Fraction memory time, bool isNew) = _accruedYears(token);
        if (isNew) {
            Accrual storage accrual = _storage().treasuries[token].accrual;
            // A fraction has at most 34 bits: 366 days squared, twelve times a year, on a calendar of 8,030 years.
            accrual.day = uint32(DayCount.dayOf(block.timestamp));
            accrual.numerator = uint48(time.numerator);
            accrual.denominator = uint48(time.denominator);
        }
        return _accruedOn(token, listing, quantity, time);
    }

    /// @inheritdoc ITreasuryListings
    function quote(
        address token,
        uint256 quantity,
        uint256 price
    )
        external
        view
        onlyAdmitted(token)
        returns (uint256 cleanAmount, uint256 accruedInterest, uint256 total)
    {
        Listing memory listing = _listing(token);
        cleanAmount = Settlement.paymentFor(quantity, price, listing.unit);
        if (listing.paysCoupons) {
            (DayCount.Fraction memory time,) = _accruedYears(token);
            accruedInterest = _accruedOn(token, listing, quantity, time);
        }
        total = cleanAmount + accruedInterest;
    }

    /// @inheritdoc ITreasuryListings
    function listingOf(address token) external view returns (Listing memory) {
        return _listing(token);
    }

    /// @inheritdoc ITreasuryListings
    function isHoliday(address token, uint32 day) external view returns (bool) {
        return _storage().treasuries[token].holidays.get(day);
    }

    /// @inheritdoc ITreasuryListings
    function isOpen(address token) external view returns (bool) {
        Listing memory listing = _listing(token);
        return listing.isAdmitted && !listing.isHalted && _isInHours(token, listing);
    }

    /// @dev Loads the one slot once.
    function _listing(address token) private view returns (Listing memory) {
        return _storage().treasuries[token].listing;
    }

    /// @dev The years of interest earned today since the latest coupon: those kept where there was a settlement today, for
    /// dates of coupons take longer to compute than to remember. Nothing accrues before the issue day.
    function _accruedYears(address token) private view returns (DayCount.Fraction memory time, bool isNew) {
        TreasuryState storage treasury = _storage().treasuries[token];
        uint256 day = DayCount.dayOf(block.timestamp);
        if (day < treasury.terms.issueDay) return (DayCount.Fraction(0, 1), false);
        Accrual memory kept = treasury.accrual;
        if (day == kept.day) return (DayCount.Fraction(kept.numerator, kept.denominator), false);
        AccruedInterest.Terms memory terms = treasury.terms;
        return (AccruedInterest.accruedYears(terms, AccruedInterest.periodAt(terms, day), day), true);
    }

    /// @dev The face of a part of a token needn't be whole units: so the face is multiplied first and divided by the unit after
    /// the accrual. Rounding down twice in a row is rounding down once.
    function _accruedOn(
        address token,
        Listing memory listing,
        uint256 quantity,
        DayCount.Fraction memory time
    ) private view returns (uint256) {
        TreasuryState storage treasury = _storage().treasuries[token];
        uint256 face = quantity * treasury.accrual.faceValue;
        return AccruedInterest.interestFor(face, treasury.terms.rate, time) / listing.unit;
    }

    /// @dev After every change of what makes a listing more than plain.
    function _markPlain(Listing storage listing) private {
        bool isSpecial =
            listing.isHalted || listing.paysCoupons || listing.openDays != 0 || listing.bandBps != 0;
        listing.isPlain = !isSpecial;
    }

    function _requireAdmitted(address token) private view {
        if (!_storage().treasuries[token].listing.isAdmitted) revert TreasuryNotTradable(token);
    }

    function _setHalted(address token, bool halted) private onlyAdmitted(token) {
        Listing storage listing = _storage().treasuries[token].listing;
        listing.isHalted = halted;
        _markPlain(listing);
        emit HaltChanged(token, msg.sender, halted);
    }

    function _isInHours(address token, Listing memory listing) private view returns (bool) {
        if (listing.openDays == 0) return true;
        (bool inSession, uint256 day) =
            TradingHours.sessionAt(block.timestamp, listing.openDays, listing.opensAt, listing.closesAt);
        return inSession && !_storage().treasuries[token].holidays.get(day);
    }

    function _requireInBand(address token, Listing memory listing, uint256 price) private view {
        (uint256 latest, uint64 observedAt) = ITreasuryRegistry(_storage().registry).priceOf(token);
        if (observedAt + uint256(listing.maxPriceAgeSeconds) < block.timestamp) {
            revert ReferenceTooOld(token, observedAt);
        }
        uint256 distance = price > latest ? price - latest : latest - price;
        if (distance * Settlement.BPS > latest * listing.bandBps) {
            revert PriceOutsideBand(token, price, latest, listing.bandBps);
        }
    }
}
