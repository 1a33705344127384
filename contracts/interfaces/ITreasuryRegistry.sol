// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @title ITreasuryRegistry
/// @notice Lists every treasury the desk may trade: its terms, its status and its latest clean price.
/// @dev Issuers are approved and revoked with `grantRole(ISSUER_ROLE, …)`, price sources with `grantRole(PRICER_ROLE, …)`.
interface ITreasuryRegistry {
    enum TreasuryType {
        Bill,
        Note,
        Bond
    }

    /// @notice Announced → Active → Suspended or Matured → Redeemed or Defaulted; see {setStatus}.
    enum TreasuryStatus {
        Announced,
        Active,
        Suspended,
        Matured,
        Redeemed,
        Defaulted
    }

    /// @notice How days between two dates are counted when interest accrues.
    enum DayCount {
        Thirty360,
        Actual360,
        ActualActualIcma
    }

    /// @notice The terms, fixed at registration.
    /// @param token The ERC-20 that represents the issue; also the key of every query.
    /// @param treasuryType Bill, note or bond.
    /// @param dayCount The day-count convention.
    /// @param currency ISO 4217 code, e.g. "USD".
    /// @param couponsPerYear 0 when the treasury pays no coupon, otherwise 1, 2, 4 or 12.
    /// @param couponRateBps Annual coupon rate in hundredths of a percent; 0 for bills.
    /// @param issuer The approved issuer who answers for the treasury.
    /// @param issueDate Unix seconds.
    /// @param maturityDate Unix seconds; the treasury is not tradable from then on.
    /// @param faceValue Settlement-token base units paid at maturity for one whole token.
    /// @param isin ISO 6166 identifier, 12 characters.
    /// @param name The name of the issue.
    struct TreasuryInfo {
        address token;
        TreasuryType treasuryType;
        DayCount dayCount;
        bytes3 currency;
        uint8 couponsPerYear;
        uint16 couponRateBps;
        address issuer;
        uint64 issueDate;
        uint64 maturityDate;
        uint256 faceValue;
        string isin;
        string name;
    }

    /// @notice A treasury as the queries return it.
    /// @param info The fixed terms.
    /// @param status Where it is in its life.
    /// @param priceObservedAt Unix seconds of the latest clean price; 0 while there is none.
    /// @param cleanPrice Settlement-token base units for one whole token, without accrued interest.
    struct Treasury {
        TreasuryInfo info;
        TreasuryStatus status;
        uint64 priceObservedAt;
        uint256 cleanPrice;
    }

    /// @notice A treasury was registered, with status Announced.
    event TreasuryRegistered(address indexed token, address indexed issuer, string isin);
    /// @notice A treasury moved along its life.
    event StatusChanged(address indexed token, TreasuryStatus from, TreasuryStatus to);
    /// @notice A newer clean price was recorded.
    event PriceUpdated(address indexed token, uint256 cleanPrice, uint64 observedAt);

    /// @notice Thrown when no treasury has this token.
    error UnknownTreasury(address token);
    /// @notice Thrown when an index is not below {treasuryCount}.
    error IndexOutOfRange(uint256 index, uint256 count);
    /// @notice Thrown when the token already represents a treasury.
    error TreasuryExists(address token);
    /// @notice Thrown when another treasury has the ISIN.
    error IsinExists(string isin, address token);
    /// @notice Thrown when the ISIN is not two capital letters, nine capital letters or digits, and a digit (ISO 6166).
    error InvalidIsin(string isin);
    /// @notice Thrown when the token's address holds no contract.
    error InvalidToken(address token);
    /// @notice Thrown when the maturity is not after the issue date.
    error InvalidDates(uint64 issueDate, uint64 maturityDate);
    /// @notice Thrown when the rate and the frequency don't fit each other, or the type.
    error InvalidCoupon(uint16 couponRateBps, uint8 couponsPerYear);
    /// @notice Thrown when the face value is zero.
    error ZeroFaceValue();
    /// @notice Thrown when the price is zero.
    error ZeroPrice();
    /// @notice Thrown when the issuer named in the terms is not an approved one.
    error IssuerNotApproved(address issuer);
    /// @notice Thrown when the caller is neither the treasury's approved issuer nor an admin.
    error NotIssuer(address caller, address issuer);
    /// @notice Thrown when the status machine has no such transition.
    error IllegalTransition(address token, TreasuryStatus from, TreasuryStatus to);
    /// @notice Thrown when a treasury is declared matured before its maturity date.
    error NotYetMature(address token, uint64 maturityDate);
    /// @notice Thrown when a price is older than the one it would replace.
    error StalePrice(address token, uint64 observedAt, uint64 latestAt);
    /// @notice Thrown when a price claims to be observed after the current block.
    error PriceFromFuture(address token, uint64 observedAt);

    /// @notice Registers a treasury, as Announced. Only the approved issuer named in `info`, or an admin on its behalf.
    function register(TreasuryInfo calldata info) external;

    /// @notice Moves a treasury along its life. Only its approved issuer, or an admin.
    /// @dev Announced → Active; Active ↔ Suspended; Active or Suspended → Matured (from the maturity date on);
    /// Active, Suspended or Matured → Defaulted; Matured → Redeemed. Redeemed and Defaulted are final.
    function setStatus(address token, TreasuryStatus status) external;

    /// @notice Records a newer clean price, in settlement-token base units for one whole token. Only a pricer.
    /// @param observedAt Unix seconds at which the price was observed; not before the price it replaces.
    function updatePrice(address token, uint256 cleanPrice, uint64 observedAt) external;

    /// @notice The treasury that `token` represents; reverts when there is none.
    function treasuryOf(address token) external view returns (Treasury memory);

    /// @notice The treasury at `index`, in order of registration.
    function treasuryAt(uint256 index) external view returns (Treasury memory);

    /// @notice How many treasuries are registered.
    function treasuryCount() external view returns (uint256);

    /// @notice Up to `limit` treasuries from `offset` on, in order of registration; empty beyond the end.
    function list(uint256 offset, uint256 limit) external view returns (Treasury[] memory);

    /// @notice The token registered under an ISIN; zero when there is none.
    function tokenOf(string calldata isin) external view returns (address);

    /// @notice The status alone; reverts for an unknown token.
    function statusOf(address token) external view returns (TreasuryStatus);

    /// @notice Whether `token` may be traded now: registered, active and before maturity. Never reverts.
    function isTradable(address token) external view returns (bool);

    /// @notice The latest clean price and when it was observed; zeros while there is none. Reverts for an unknown token.
    function priceOf(address token) external view returns (uint256 cleanPrice, uint64 observedAt);
}
