// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Governed} from "../base/Governed.sol";
import {ITradingModule} from "../interfaces/ITradingModule.sol";
import {FeeTable} from "../libraries/FeeTable.sol";
import {Settlement} from "../libraries/Settlement.sol";
import {TradingState} from "./TradingState.sol";

/// @title TradingFees
/// @notice The part of the trading module that knows what each trader pays: fees by tier, within a cap.
abstract contract TradingFees is ITradingModule, Governed, TradingState {
    using FeeTable for uint80;

    /// @notice Who may put traders in fee tiers.
    bytes32 public constant TIER_ROLE = keccak256("TIER_ROLE");

    /// @inheritdoc ITradingModule
    function setFees(
        uint16 makerFeeBps,
        uint16 takerFeeBps,
        address feeRecipient
    ) external onlyRole(DEFAULT_ADMIN_ROLE) {
        _storage().feeRecipient = feeRecipient;
        _setTier(0, makerFeeBps, takerFeeBps);
        emit FeesChanged(makerFeeBps, takerFeeBps, feeRecipient);
    }

    /// @inheritdoc ITradingModule
    function setTier(uint8 tier, uint16 makerFeeBps, uint16 takerFeeBps) external onlyRole(DEFAULT_ADMIN_ROLE) {
        _setTier(tier, makerFeeBps, takerFeeBps);
    }

    /// @inheritdoc ITradingModule
    function assignTier(address trader, uint8 tier) external onlyRole(TIER_ROLE) {
        if (tier >= FeeTable.TIERS) revert UnknownTier(tier);
        _storage().traders[trader].tier = tier;
        emit TierAssigned(trader, tier);
    }

    /// @inheritdoc ITradingModule
    function tierOf(address trader) external view returns (uint8) {
        return _storage().traders[trader].tier;
    }

    /// @inheritdoc ITradingModule
    function fees() external view returns (uint16 makerFeeBps, uint16 takerFeeBps, address feeRecipient) {
        (makerFeeBps, takerFeeBps) = feesOfTier(0);
        feeRecipient = _storage().feeRecipient;
    }

    /// @inheritdoc ITradingModule
    function feeCapBps() external pure returns (uint16) {
        return FeeTable.CAP_BPS;
    }

    /// @inheritdoc ITradingModule
    function feesOfTier(uint8 tier) public view returns (uint16 makerFeeBps, uint16 takerFeeBps) {
        return _storage().desk.feeTable.feesOf(tier);
    }

    function _feeOf(
        bytes32 signedHash,
        uint256 cleanAmount,
        uint16 feeBps,
        uint16 maxFeeBps
    ) internal pure returns (uint256) {
        if (feeBps > maxFeeBps) revert FeeTooHigh(signedHash, maxFeeBps, feeBps);
        return Settlement.feeFor(cleanAmount, feeBps, maxFeeBps);
    }

    /// @dev With a recipient that is zero, no tier may have a fee.
    function _setTier(uint8 tier, uint16 makerFeeBps, uint16 takerFeeBps) private {
        if (tier >= FeeTable.TIERS) revert UnknownTier(tier);
        if (makerFeeBps > FeeTable.CAP_BPS) revert FeeAboveCap(makerFeeBps, FeeTable.CAP_BPS);
        if (takerFeeBps > FeeTable.CAP_BPS) revert FeeAboveCap(takerFeeBps, FeeTable.CAP_BPS);
        TradingStorage storage $ = _storage();
        uint80 table = $.desk.feeTable.withTier(tier, makerFeeBps, takerFeeBps);
        if (table != 0 && $.feeRecipient == address(0)) revert ZeroAddress();
        $.desk.feeTable = table;
        emit TierChanged(tier, makerFeeBps, takerFeeBps);
    }
}
