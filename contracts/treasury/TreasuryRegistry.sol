// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";

import {Governed} from "../base/Governed.sol";
import {ITreasuryRegistry} from "../interfaces/ITreasuryRegistry.sol";
import {ITreasuryTokenCore} from "../interfaces/ITreasuryTokenCore.sol";
import {AccruedInterest} from "../libraries/AccruedInterest.sol";
import {DayCount} from "../libraries/DayCount.sol";
import {Rights} from "../libraries/Rights.sol";

import {TreasuryTerms} from "./TreasuryTerms.sol";

/// @title TreasuryRegistry
/// @notice Lists every treasury of the set: its terms, its status, its latest clean price, and who may act for its issuer.
contract TreasuryRegistry is ITreasuryRegistry, Governed {
    /// @dev What {HistoryVerifier} reads: see {RegistryLayout}. All but the terms is in one slot, the eighth.
    /// @param listed Whether the treasury is registered.
    struct Record {
        TreasuryInfo info;
        TreasuryStatus status;
        uint64 priceObservedAt;
        uint128 cleanPrice;
        uint16 maxPriceMoveBps;
        bool listed;
    }

    /// @param approved Whether it may register treasuries and act for its own.
    /// @param approvals How often it was approved: what an issuer delegated before it was revoked never comes back.
    struct Issuer {
        bool approved;
        uint32 approvals;
    }

    /// @param rights See {Rights}.
    /// @param expiry Unix seconds from which they are void.
    /// @param approval Which approval of the issuer they stand on.
    struct Grant {
        uint8 rights;
        uint64 expiry;
        uint32 approval;
    }

    /// @custom:storage-location erc7201:quantera.storage.TreasuryRegistry
    struct RegistryStorage {
        mapping(address token => Record) records;
        mapping(string isin => address token) tokens;
        address[] list;
        mapping(address account => Issuer) issuers;
        mapping(address token => mapping(address operator => Grant)) grants;
        uint8 pausedGroups;
    }

    /// @notice Who may record prices, whatever the record.
    bytes32 public constant PRICER_ROLE = keccak256("PRICER_ROLE");

    /// @notice Pauses {register}.
    uint8 public constant REGISTRATION = 1;
    /// @notice Pauses {setStatus}.
    uint8 public constant STATUS = 2;
    /// @notice Pauses {updatePrice}; not {overridePrice}, by which an admin puts a price right meanwhile.
    uint8 public constant PRICES = 4;

    /// @notice The most one update may move the price of a new treasury by, in hundredths of a percent: {setPriceBound}.
    uint16 public constant DEFAULT_PRICE_BOUND_BPS = 1_000;

    uint256 private constant BPS = 10_000;

    // keccak256(abi.encode(uint256(keccak256("quantera.storage.TreasuryRegistry")) - 1)) & ~bytes32(uint256(0xff))
    bytes32 private constant STORAGE_SLOT = 0x93abe33c9ca5394009178a5c73da187187ff70461b9ad68a03b513c21e407b00;

    /// @notice Checks terms and accrues interest. The implementation's own, the same for every set.
    TreasuryTerms public immutable TERMS = new TreasuryTerms();

    /// @notice Starts a registry without issuers and treasuries.
    /// @param admin Approves issuers and pricers, and may act for an issuer.
    /// @param adminDelay Seconds that a change of the admin takes at least.
    function initialize(address admin, uint48 adminDelay) external initializer {
        _initializeGoverned(admin, adminDelay);
    }

    /// @inheritdoc ITreasuryRegistry
    function register(TreasuryInfo calldata info) external whenRunning(REGISTRATION) {
        RegistryStorage storage $ = _storage();
        address token = info.token;
        if (msg.sender != info.issuer && !_isAdmin(msg.sender)) revert MissingRight(msg.sender, token, 0);
        if (!$.issuers[info.issuer].approved) revert IssuerNotApproved(info.issuer);
        TERMS.validate(info);
        if (!_namesThisRegistry(token)) revert InvalidToken(token);
        Record storage record = $.records[token];
        if (record.listed) revert TreasuryExists(token);
        address holder = $.tokens[info.isin];
        if (holder != address(0)) revert IsinExists(info.isin, holder);
        record.info = info;
        record.listed = true;
        record.maxPriceMoveBps = DEFAULT_PRICE_BOUND_BPS;
        $.tokens[info.isin] = token;
        $.list.push(token);
        emit TreasuryRegistered(token, info.issuer, info.isin);
        emit PriceBoundChanged(token, DEFAULT_PRICE_BOUND_BPS);
    }

    /// @inheritdoc ITreasuryRegistry
    function setIssuer(address issuer, bool approved) external onlyRole(DEFAULT_ADMIN_ROLE) {
        if (issuer == address(0)) revert ZeroAddress();
        Issuer storage known = _storage().issuers[issuer];
        if (known.approved == approved) return;
        known.approved = approved;
        if (approved) ++known.approvals;
        emit IssuerChanged(issuer, approved);
    }

    /// @inheritdoc ITreasuryRegistry
    function setOperator(address token, address operator, uint8 rights, uint64 expiry) external {
        RegistryStorage storage $ = _storage();
        Issuer storage issuer = $.issuers[msg.sender];
        if (_record(token).info.issuer != msg.sender || !issuer.approved) revert MissingRight(msg.sender, token, 0);
        if (rights == 0) expiry = 0;
        bool lasts = rights == 0 || expiry > block.timestamp;
        if (operator == address(0) || rights > Rights.ALL || !lasts) revert InvalidDelegation(operator, rights, expiry);
        $.grants[token][operator] = Grant(rights, expiry, rights == 0 ? 0 : issuer.approvals);
        emit DelegationChanged(token, operator, rights, expiry);
    }

    /// @inheritdoc ITreasuryRegistry
    function setStatus(address token, TreasuryStatus status) external whenRunning(STATUS) {
        Record storage record = _record(token);
        _requireRight(record, token, Rights.STATUS);
        TreasuryStatus current = record.status;
        if (!_isLegal(current, status)) revert IllegalTransition(token, current, status);
        if (status == TreasuryStatus.Matured && !_isMature(record)) {
            revert NotYetMature(token, record.info.terms.maturityDay);
        }
        if (status == TreasuryStatus.Redeemed) {
            uint256 supply = ITreasuryTokenCore(token).issuedSupply();
            if (supply != 0) revert StillOutstanding(token, supply);
        }
        record.status = status;
        emit StatusChanged(token, current, status);
        ITreasuryTokenCore(token).onStatusChanged(status);
    }

    /// @inheritdoc ITreasuryRegistry
    function updatePrice(address token, uint128 cleanPrice, uint64 observedAt) external whenRunning(PRICES) {
        Record storage record = _record(token);
        if (!hasRole(PRICER_ROLE, msg.sender)) _requireRight(record, token, Rights.PRICE);
        (uint256 latest, uint16 maxMoveBps) = (record.cleanPrice, record.maxPriceMoveBps);
        uint256 move = cleanPrice > latest ? cleanPrice - latest : latest - cleanPrice;
        // The first price has none to be compared with.
        if (latest != 0 && maxMoveBps != 0 && move * BPS > latest * maxMoveBps) {
            revert PriceMoveTooLarge(token, latest, cleanPrice, maxMoveBps);
        }
        _setPrice(record, token, cleanPrice, observedAt);
    }

    /// @inheritdoc ITreasuryRegistry
    function overridePrice(
        address token,
        uint128 cleanPrice,
        uint64 observedAt,
        string calldata reason
    ) external onlyRole(DEFAULT_ADMIN_ROLE) {
        if (bytes(reason).length == 0) revert ReasonRequired();
        _setPrice(_record(token), token, cleanPrice, observedAt);
        emit PriceOverridden(token, cleanPrice, observedAt, reason);
    }

    /// @inheritdoc ITreasuryRegistry
    function setPriceBound(address token, uint16 maxPriceMoveBps) external onlyRole(DEFAULT_ADMIN_ROLE) {
        _record(token).maxPriceMoveBps = maxPriceMoveBps;
        emit PriceBoundChanged(token, maxPriceMoveBps);
    }

    /// @inheritdoc ITreasuryRegistry
    function hasRight(address token, address account, uint8 right) external view returns (bool) {
        Record storage record = _storage().records[token];
        return record.listed && _hasRight(record, token, account, right);
    }

    /// @inheritdoc ITreasuryRegistry
    function delegationOf(address token, address operator) external view returns (Delegation memory) {
        RegistryStorage storage $ = _storage();
        Grant storage grant = $.grants[token][operator];
        Issuer storage issuer = $.issuers[$.records[token].info.issuer];
        if (!issuer.approved || issuer.approvals != grant.approval) return Delegation(0, 0);
        return Delegation(grant.rights, grant.expiry);
    }

    /// @inheritdoc ITreasuryRegistry
    function isIssuer(address account) external view returns (bool) {
        return _storage().issuers[account].approved;
    }

    /// @inheritdoc ITreasuryRegistry
    function treasuryOf(address token) external view returns (Treasury memory) {
        return _read(_record(token));
    }

    /// @inheritdoc ITreasuryRegistry
    function treasuryAt(uint256 index) external view returns (Treasury memory) {
        RegistryStorage storage $ = _storage();
        if (index >= $.list.length) revert IndexOutOfRange(index, $.list.length);
        return _read($.records[$.list[index]]);
    }

    /// @inheritdoc ITreasuryRegistry
    function treasuryCount() external view returns (uint256) {
        return _storage().list.length;
    }

    /// @inheritdoc ITreasuryRegistry
    function list(uint256 offset, uint256 limit) external view returns (Treasury[] memory page) {
        RegistryStorage storage $ = _storage();
        uint256 count = $.list.length;
        if (offset >= count) return page;
        page = new Treasury[](Math.min(limit, count - offset));
        for (uint256 i; i < page.length; ++i) page[i] = _read($.records[$.list[offset + i]]);
    }

    /// @inheritdoc ITreasuryRegistry
    function tokenOf(string calldata isin) external view returns (address) {
        return _storage().tokens[isin];
    }

    /// @inheritdoc ITreasuryRegistry
    function statusOf(address token) external view returns (TreasuryStatus) {
        return _record(token).status;
    }

    /// @inheritdoc ITreasuryRegistry
    function isTradable(address token) external view returns (bool) {
        // An unknown token is Announced.
        Record storage record = _storage().records[token];
        return record.status == TreasuryStatus.Active && !_isMature(record);
    }

    /// @inheritdoc ITreasuryRegistry
    function priceOf(address token) external view returns (uint256 cleanPrice, uint64 observedAt) {
        Record storage record = _record(token);
        return (record.cleanPrice, record.priceObservedAt);
    }

    /// @inheritdoc ITreasuryRegistry
    function termsOf(address token)
        external
        view
        returns (AccruedInterest.Terms memory terms, uint128 faceValue, uint128 issuePrice)
    {
        TreasuryInfo storage info = _record(token).info;
        return (info.terms, info.faceValue, info.issuePrice);
    }

    /// @inheritdoc ITreasuryRegistry
    function accruedOf(address token, uint256 day) external view returns (uint256) {
        TreasuryInfo storage info = _record(token).info;
        return TERMS.accruedOn(info.terms, info.faceValue, day);
    }

    function _pausedGroups() internal view override returns (uint8) {
        return _storage().pausedGroups;
    }

    function _setPausedGroups(uint8 groups) internal override {
        _storage().pausedGroups = groups;
    }

    function _setPrice(Record storage record, address token, uint128 cleanPrice, uint64 observedAt) private {
        if (cleanPrice == 0) revert ZeroPrice();
        if (observedAt > block.timestamp) revert PriceFromFuture(token, observedAt);
        uint64 latestAt = record.priceObservedAt;
        if (observedAt <= latestAt) revert StalePrice(token, observedAt, latestAt);
        (record.cleanPrice, record.priceObservedAt) = (cleanPrice, observedAt);
        emit PriceUpdated(token, cleanPrice, observedAt);
    }

    function _read(Record storage record) private view returns (Treasury memory) {
        return Treasury(
            record.info, record.status, record.priceObservedAt, record.cleanPrice, record.maxPriceMoveBps
        );
    }

    function _record(address token) private view returns (Record storage record) {
        record = _storage().records[token];
        if (!record.listed) revert UnknownTreasury(token);
    }

    function _requireRight(Record storage record, address token, uint8 right) private view {
        if (!_hasRight(record, token, msg.sender, right)) revert MissingRight(msg.sender, token, right);
    }

    function _hasRight(
        Record storage record,
        address token,
        address account,
        uint8 right
    ) private view returns (bool) {
        if (_isAdmin(account)) return true;
        RegistryStorage storage $ = _storage();
        Issuer storage issuer = $.issuers[record.info.issuer];
        if (!issuer.approved) return false;
        if (account == record.info.issuer) return true;
        Grant storage grant = $.grants[token][account];
        return right != 0 && grant.rights & right == right && block.timestamp < grant.expiry
            && grant.approval == issuer.approvals;
    }

    function _isAdmin(address account) private view returns (bool) {
        return hasRole(DEFAULT_ADMIN_ROLE, account);
    }

    function _isMature(Record storage record) private view returns (bool) {
        return DayCount.dayOf(block.timestamp) >= record.info.terms.maturityDay;
    }

    /// @dev Asks whatever is at the address: no code, no answer or another one is a no.
    function _namesThisRegistry(address token) private view returns (bool) {
        (bool ok, bytes memory answer) = token.staticcall(abi.encodeCall(ITreasuryTokenCore.registry, ()));
        return ok && answer.length == 32 && bytes32(answer) == bytes32(uint256(uint160(address(this))));
    }

    function _isLegal(TreasuryStatus from, TreasuryStatus to) private pure returns (bool) {
        bool live = from == TreasuryStatus.Active
            || from == TreasuryStatus.Suspended;
        if (to == TreasuryStatus.Active) {
            return from == TreasuryStatus.Announced
                || from == TreasuryStatus.Suspended;
        }
        if (to == TreasuryStatus.Suspended) return from == TreasuryStatus.Active;
        if (to == TreasuryStatus.Matured) return live;
        if (to == TreasuryStatus.Redeemed) return from == TreasuryStatus.Matured;
        if (to == TreasuryStatus.Defaulted) {
            return live || from == TreasuryStatus.Matured;
        }
        return false;
    }

    function _storage() private pure returns (RegistryStorage storage $) {
        assembly ("memory-safe") {
            $.slot := STORAGE_SLOT
        }
    }
}
