// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {AccessControl} from "@openzeppelin/contracts/access/AccessControl.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";

import {ITreasuryRegistry} from "../interfaces/ITreasuryRegistry.sol";
import {Isin} from "../libraries/Isin.sol";

/// @title TreasuryRegistry
/// @notice Lists every treasury the desk may trade: its terms, its status and its latest clean price.
contract TreasuryRegistry is ITreasuryRegistry, AccessControl {
    using Isin for string;

    /// @custom:storage-location erc7201:quantera.storage.TreasuryRegistry
    struct RegistryStorage {
        mapping(address token => Treasury) treasuries;
        mapping(string isin => address) tokens;
        address[] list;
    }

    /// @notice Who may register treasuries of their own and move them along their life.
    bytes32 public constant ISSUER_ROLE = keccak256("ISSUER_ROLE");
    /// @notice Who may record prices.
    bytes32 public constant PRICER_ROLE = keccak256("PRICER_ROLE");

    // keccak256(abi.encode(uint256(keccak256("quantera.storage.TreasuryRegistry")) - 1)) & ~bytes32(uint256(0xff))
    bytes32 private constant STORAGE_SLOT = 0x93abe33c9ca5394009178a5c73da187187ff70461b9ad68a03b513c21e407b00;

    /// @param admin Approves issuers and pricers, and may act for an issuer.
    constructor(address admin) {
        _grantRole(DEFAULT_ADMIN_ROLE, admin);
    }

    /// @inheritdoc ITreasuryRegistry
    function register(TreasuryInfo calldata info) external {
        _requireIssuerOrAdmin(info.issuer);
        if (!hasRole(ISSUER_ROLE, info.issuer)) revert IssuerNotApproved(info.issuer);
        _requireValid(info);
        RegistryStorage storage $ = _storage();
        if ($.treasuries[info.token].info.token != address(0)) revert TreasuryExists(info.token);
        if ($.tokens[info.isin] != address(0)) revert IsinExists(info.isin, $.tokens[info.isin]);
        $.treasuries[info.token].info = info;
        $.tokens[info.isin] = info.token;
        $.list.push(info.token);
        emit TreasuryRegistered(info.token, info.issuer, info.isin);
    }

    /// @inheritdoc ITreasuryRegistry
    function setStatus(address token, TreasuryStatus status) external {
        Treasury storage treasury = _treasury(token);
        _requireIssuerOrAdmin(treasury.info.issuer);
        TreasuryStatus current = treasury.status;
        if (!_isLegal(current, status)) revert IllegalTransition(token, current, status);
        uint64 maturityDate = treasury.info.maturityDate;
        if (status == TreasuryStatus.Matured && block.timestamp < maturityDate) {
            revert NotYetMature(token, maturityDate);
        }
        treasury.status = status;
        emit StatusChanged(token, current, status);
    }

    /// @inheritdoc ITreasuryRegistry
    function updatePrice(address token, uint256 cleanPrice, uint64 observedAt) external onlyRole(PRICER_ROLE) {
        Treasury storage treasury = _treasury(token);
        if (cleanPrice == 0) revert ZeroPrice();
        if (observedAt > block.timestamp) revert PriceFromFuture(token, observedAt);
        if (observedAt < treasury.priceObservedAt) revert StalePrice(token, observedAt, treasury.priceObservedAt);
        treasury.cleanPrice = cleanPrice;
        treasury.priceObservedAt = observedAt;
        emit PriceUpdated(token, cleanPrice, observedAt);
    }

    /// @inheritdoc ITreasuryRegistry
    function treasuryOf(address token) external view returns (Treasury memory) {
        return _treasury(token);
    }

    /// @inheritdoc ITreasuryRegistry
    function treasuryAt(uint256 index) external view returns (Treasury memory) {
        RegistryStorage storage $ = _storage();
        if (index >= $.list.length) revert IndexOutOfRange(index, $.list.length);
        return $.treasuries[$.list[index]];
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
        for (uint256 i; i < page.length; ++i) page[i] = $.treasuries[$.list[offset + i]];
    }

    /// @inheritdoc ITreasuryRegistry
    function tokenOf(string calldata isin) external view returns (address) {
        return _storage().tokens[isin];
    }

    /// @inheritdoc ITreasuryRegistry
    function statusOf(address token) external view returns (TreasuryStatus) {
        return _treasury(token).status;
    }

    /// @inheritdoc ITreasuryRegistry
    function isTradable(address token) external view returns (bool) {
        // An unknown token has status Announced and maturity 0.
        Treasury storage treasury = _storage().treasuries[token];
        return treasury.status == TreasuryStatus.Active && block.timestamp < treasury.info.maturityDate;
    }

    /// @inheritdoc ITreasuryRegistry
    function priceOf(address token) external view returns (uint256 cleanPrice, uint64 observedAt) {
        Treasury storage treasury = _treasury(token);
        return (treasury.cleanPrice, treasury.priceObservedAt);
    }

    function _treasury(address token) private view returns (Treasury storage treasury) {
        treasury = _storage().treasuries[token];
        if (treasury.info.token == address(0)) revert UnknownTreasury(token);
    }

    function _requireIssuerOrAdmin(address issuer) private view {
        if (hasRole(DEFAULT_ADMIN_ROLE, msg.sender)) return;
        if (msg.sender != issuer || !hasRole(ISSUER_ROLE, issuer)) revert NotIssuer(msg.sender, issuer);
    }

    function _requireValid(TreasuryInfo calldata info) private view {
        if (info.token.code.length == 0) revert InvalidToken(info.token);
        if (!info.isin.isWellFormed()) revert InvalidIsin(info.isin);
        if (info.issueDate >= info.maturityDate) revert InvalidDates(info.issueDate, info.maturityDate);
        if (info.faceValue == 0) revert ZeroFaceValue();
        if (!_isCouponValid(info)) revert InvalidCoupon(info.couponRateBps, info.couponsPerYear);
    }

    /// @dev A bill never pays coupons; a note or bond may be a zero, else it pays 1, 2, 4 or 12 times a year.
    function _isCouponValid(TreasuryInfo calldata info) private pure returns (bool) {
        uint8 perYear = info.couponsPerYear;
        if (perYear == 0 || info.couponRateBps == 0) return perYear == 0 && info.couponRateBps == 0;
        if (info.treasuryType == TreasuryType.Bill) return false;
        return perYear == 1 || perYear == 2 || perYear == 4 || perYear == 12;
    }

    function _isLegal(TreasuryStatus from, TreasuryStatus to) private pure returns (bool) {
        if (to == TreasuryStatus.Active) return from == TreasuryStatus.Announced || from == TreasuryStatus.Suspended;
        if (to == TreasuryStatus.Suspended) return from == TreasuryStatus.Active;
        if (to == TreasuryStatus.Matured) return from == TreasuryStatus.Active || from == TreasuryStatus.Suspended;
        if (to == TreasuryStatus.Redeemed) return from == TreasuryStatus.Matured;
        if (to == TreasuryStatus.Defaulted) {
            return from == TreasuryStatus.Active || from == TreasuryStatus.Suspended || from == TreasuryStatus.Matured;
        }
        return false;
    }

    function _storage() private pure returns (RegistryStorage storage $) {
        assembly ("memory-safe") {
            $.slot := STORAGE_SLOT
        }
    }
}
