// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {AccruedInterest} from "../libraries/AccruedInterest.sol";

/// @title ITreasuryRegistry
/// @notice Lists every treasury: its terms, its status, its latest clean price, and who may act for its issuer.
/// @dev Money is in base units of the settlement token, for one whole token; days are {DayCount} days.
interface ITreasuryRegistry {
    enum TreasuryType {
        Bill,
        Note,
        Bond
    }

    /// @notice Announced → Active ↔ Suspended; Active, Suspended → Matured → Redeemed; Active, Suspended, Matured → Defaulted.
    enum TreasuryStatus {
        Announced,
        Active,
        Suspended,
        Matured,
        Redeemed,
        Defaulted
    }

    /// @notice The terms, fixed at registration.
    /// @param token The treasury token; the key of every query.
    /// @param treasuryType Bill, note or bond.
    /// @param currency ISO 4217 code, e.g. "USD".
    /// @param issuer The approved issuer who answers for the treasury.
    /// @param terms Dates, day count and coupon. Of a treasury without coupons (every bill) `couponsPerYear` and `rate` are 0
    /// and `firstCouponDay` and `lastRegularDay` are `maturityDay`.
    /// @param faceValue Paid at maturity for one whole token.
    /// @param issuePrice What one whole token was issued at; a bill's discount accrues from here.
    /// @param documentHash keccak256 of the offering document.
    /// @param isin ISO 6166 identifier, 12 characters.
    /// @param name The name of the issue.
    struct TreasuryInfo {
        address token;
        TreasuryType treasuryType;
        bytes3 currency;
        address issuer;
        AccruedInterest.Terms terms;
        uint128 faceValue;
        uint128 issuePrice;
        bytes32 documentHash;
        string isin;
        string name;
    }

    /// @notice A treasury as the queries return it.
    /// @param info The fixed terms.
    /// @param status Where it is in its life.
    /// @param priceObservedAt Unix seconds of the latest clean price; 0 while there is none.
    /// @param cleanPrice For one whole token, without accrued interest.
    /// @param maxPriceMoveBps The most one update may move the price by, in hundredths of a percent; 0 for no bound.
    struct Treasury {
        TreasuryInfo info;
        TreasuryStatus status;
        uint64 priceObservedAt;
        uint128 cleanPrice;
        uint16 maxPriceMoveBps;
    }

    /// @notice What an issuer delegated to an operator.
    /// @param rights A bit each, see {Rights}: STATUS 1, PRICE 2, ISSUE 4, DOCUMENTS 8, COUPONS 16.
    /// @param expiry Unix seconds from which they are void.
    struct Delegation {
        uint8 rights;
        uint64 expiry;
    }

    /// @notice A treasury was registered, with status Announced.
    event TreasuryRegistered(address indexed token, address indexed issuer, string isin);
    /// @notice A treasury moved along its life.
    event StatusChanged(address indexed token, TreasuryStatus from, TreasuryStatus to);
    /// @notice A newer clean price was recorded.
    event PriceUpdated(address indexed token, uint256 cleanPrice, uint64 observedAt);
    /// @notice An admin set a price beyond the bound of one update, for the reason given.
    event PriceOverridden(address indexed token, uint256 cleanPrice, uint64 observedAt, string reason);
    /// @notice The bound of one price update was set.
    event PriceBoundChanged(address indexed token, uint16 maxPriceMoveBps);
    /// @notice An issuer was approved or revoked.
    event IssuerChanged(address indexed issuer, bool approved);
    /// @notice Rights were delegated, or taken back where `rights` is 0.
    event DelegationChanged(address indexed token, address indexed operator, uint8 rights, uint64 expiry);

    error UnknownTreasury(address token);
    error IndexOutOfRange(uint256 index, uint256 count);
    error TreasuryExists(address token);
    error IsinExists(string isin, address token);
    error InvalidIsin(string isin);
    /// @notice Thrown when the token is no contract, or doesn't name this registry.
    error InvalidToken(address token);
    /// @notice Thrown when a treasury without coupons doesn't mature after its issue and within the calendar, or names other
    /// days for coupons than its maturity. See {AccruedInterest-validate} for those with coupons.
    error InvalidDates(uint32 issueDay, uint32 maturityDay);
    /// @notice Thrown when only one of the two is zero, or a bill has coupons.
    error InvalidCoupon(uint32 rate, uint8 couponsPerYear);
    error InvalidCurrency(bytes3 currency);
    error ZeroFaceValue();
    error InvalidIssuePrice(uint128 issuePrice, uint128 faceValue);
    error ZeroPrice();
    error IssuerNotApproved(address issuer);
    /// @notice Thrown when the caller is neither the issuer, nor an admin, nor an operator with the right; `right` is 0 where
    /// none can be delegated.
    error MissingRight(address caller, address token, uint8 right);
    error InvalidDelegation(address operator, uint8 rights, uint64 expiry);
    error IllegalTransition(address token, TreasuryStatus from, TreasuryStatus to);
    error NotYetMature(address token, uint32 maturityDay);
    /// @notice Thrown when a treasury would be declared redeemed while somebody still holds it.
    error StillOutstanding(address token, uint256 supply);
    /// @notice Thrown when a price isn't newer than the one it would replace.
    error StalePrice(address token, uint64 observedAt, uint64 latestAt);
    error PriceFromFuture(address token, uint64 observedAt);
    /// @notice Thrown when a price moves more than one update may: the circuit breaker.
    error PriceMoveTooLarge(address token, uint256 latest, uint256 proposed, uint16 maxPriceMoveBps);
    error ReasonRequired();

    /// @notice Registers a treasury, as Announced. Only the approved issuer named in `info`, or an admin on its behalf.
    function register(TreasuryInfo calldata info) external;

    /// @notice Approves or revokes an issuer. A revoked issuer and its operators have no rights any more; approved again, it
    /// has its own rights back, but its operators don't. Only an admin.
    function setIssuer(address issuer, bool approved) external;

    /// @notice Delegates rights over one treasury to an operator until `expiry`; 0 rights takes them back. Only its issuer.
    function setOperator(address token, address operator, uint8 rights, uint64 expiry) external;

    /// @notice Moves a treasury along its life, and tells its token. Issuer, admin, or an operator with STATUS.
    /// @dev Matured only from the maturity day on; Redeemed only when nothing is outstanding. Redeemed and Defaulted are final.
    function setStatus(address token, TreasuryStatus status) external;

    /// @notice Records a newer clean price within the bound of one update. A pricer, issuer, admin, or an operator with PRICE.
    /// @dev The bound breaks the circuit on a mistake, not on a pricer that takes many small steps: pause for that.
    function updatePrice(address token, uint128 cleanPrice, uint64 observedAt) external;

    /// @notice Records a newer price beyond the bound, for the reason given, even while prices are paused. Only an admin.
    function overridePrice(address token, uint128 cleanPrice, uint64 observedAt, string calldata reason) external;

    /// @notice Sets the most one update may move the price by; 0 for no bound. Only an admin.
    function setPriceBound(address token, uint16 maxPriceMoveBps) external;

    /// @notice Whether `account` has `right` (a bit of {Rights}) over `token`: its approved issuer, an admin, or an operator
    /// until the expiry. Nobody has any over an unknown token. Never reverts.
    function hasRight(address token, address account, uint8 right) external view returns (bool);

    /// @notice What `operator` was delegated and hasn't lost, whether or not it has expired; zeros otherwise.
    function delegationOf(address token, address operator) external view returns (Delegation memory);

    /// @notice Whether an account is an approved issuer.
    function isIssuer(address account) external view returns (bool);

    /// @notice The treasury of a token.
    function treasuryOf(address token) external view returns (Treasury memory);

    /// @notice The treasury that was registered as number `index`, from 0 on.
    function treasuryAt(uint256 index) external view returns (Treasury memory);

    /// @notice How many treasuries are registered.
    function treasuryCount() external view returns (uint256);

    /// @notice Up to `limit` treasuries from `offset` on, in order of registration; empty beyond the end.
    function list(uint256 offset, uint256 limit) external view returns (Treasury[] memory);

    /// @notice The token registered under an ISIN; zero when there is none.
    function tokenOf(string calldata isin) external view returns (address);

    /// @notice Where the treasury of a token is in its life.
    function statusOf(address token) external view returns (TreasuryStatus);

    /// @notice Whether `token` may be traded now: registered, active and before maturity. Never reverts.
    function isTradable(address token) external view returns (bool);

    /// @notice The latest clean price and when it was observed; zeros while there is none.
    function priceOf(address token) external view returns (uint256 cleanPrice, uint64 observedAt);

    /// @notice The fixed terms, face value and issue price: what accrual needs.
    function termsOf(address token)
        external
        view
        returns (AccruedInterest.Terms memory terms, uint128 faceValue, uint128 issuePrice);

    /// @notice Interest accrued on one whole token on a {DayCount} day; 0 without coupons. See {AccruedInterest}.
    function accruedOf(address token, uint256 day) external view returns (uint256);
}
