// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {BitMaps} from "@openzeppelin/contracts/utils/structs/BitMaps.sol";

import {ITreasuryListings} from "../interfaces/ITreasuryListings.sol";
import {AccruedInterest} from "../libraries/AccruedInterest.sol";
import {OrderState} from "../libraries/OrderState.sol";

/// @title TradingState
/// @notice What the trading module remembers, packed by what is read together.
abstract contract TradingState {
    /// @dev The one slot that every settlement reads.
    struct Desk {
        address settlementToken;
        uint8 pausedGroups;
        uint80 feeTable;
    }

    /// @dev One slot: a settlement reads it for each trader.
    struct TraderState {
        uint64 nonceFloor;
        uint8 tier;
    }

    /// @dev One slot. The years of interest (a fraction) earned since the latest coupon on the day of the latest settlement.
    struct Accrual {
        uint128 faceValue;
        uint32 day;
        uint48 numerator;
        uint48 denominator;
    }

    /// @dev One slot for a plain settlement; two more with coupons; a map of bits with hours.
    struct TreasuryState {
        ITreasuryListings.Listing listing;
        AccruedInterest.Terms terms;
        Accrual accrual;
        BitMaps.BitMap holidays;
    }

    /// @dev Settled fills are one bit each: consecutive fill ids share a slot, which saves 17,100 gas a fill.
    /// @custom:storage-location erc7201:quantera.storage.TradingModule
    struct TradingStorage {
        Desk desk;
        address registry;
        address feeRecipient;
        mapping(bytes32 orderOrBlockHash => OrderState) orders;
        mapping(address trader => TraderState) traders;
        mapping(address token => TreasuryState) treasuries;
        BitMaps.BitMap settledFills;
    }

    // keccak256(abi.encode(uint256(keccak256("quantera.storage.TradingModule")) - 1)) & ~bytes32(uint256(0xff))
    bytes32 private constant STORAGE_SLOT = 0xa999450d8058c9ce482273639d9b81d53ff70ae3b755e07bcb4b91ec81520400;

    function _storage() internal pure returns (TradingStorage storage $) {
        assembly ("memory-safe") {
            $.slot := STORAGE_SLOT
        }
    }
}
