// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {SlotDerivation} from "@openzeppelin/contracts/utils/SlotDerivation.sol";

import {ITreasuryRegistry} from "../interfaces/ITreasuryRegistry.sol";

/// @title RegistryLayout
/// @notice Where {TreasuryRegistry} keeps what changes of a treasury, for those who read it from a proof.
/// @dev The registry's records are the first member of its storage. Of a record, the terms take seven slots; the eighth is,
/// from the lowest bit: 8 status; 64 the time of the price; 128 clean price; 16 bound of one update; 8 whether listed.
library RegistryLayout {
    using SlotDerivation for bytes32;

    // keccak256(abi.encode(uint256(keccak256("quantera.storage.TreasuryRegistry")) - 1)) & ~bytes32(uint256(0xff))
    bytes32 private constant BASE = 0x93abe33c9ca5394009178a5c73da187187ff70461b9ad68a03b513c21e407b00;
    uint256 private constant STATE_OFFSET = 7;

    uint256 private constant OBSERVED_AT_BIT = 8;
    uint256 private constant PRICE_BIT = 72;
    uint256 private constant BOUND_BIT = 200;
    uint256 private constant LISTED_BIT = 216;

    /// @notice The slot with a treasury's status and price.
    function stateSlot(address token) internal pure returns (bytes32) {
        return BASE.deriveMapping(token).offset(STATE_OFFSET);
    }

    /// @notice Whether the treasury is registered.
    function isListed(uint256 state) internal pure returns (bool) {
        return state >> LISTED_BIT & 1 != 0;
    }

    function statusOf(uint256 state) internal pure returns (ITreasuryRegistry.TreasuryStatus) {
        return ITreasuryRegistry.TreasuryStatus(state & type(uint8).max);
    }

    /// @notice Unix seconds of the latest clean price; 0 while there is none.
    function priceObservedAt(uint256 state) internal pure returns (uint64) {
        // The bits of that field.
        // forge-lint: disable-next-line(unsafe-typecast)
        return uint64(state >> OBSERVED_AT_BIT);
    }

    /// @notice The latest clean price, for one whole token.
    function cleanPrice(uint256 state) internal pure returns (uint128) {
        // The bits of that field.
        // forge-lint: disable-next-line(unsafe-typecast)
        return uint128(state >> PRICE_BIT);
    }

    /// @notice The most one update may move the price by, in hundredths of a percent; 0 for no bound.
    function maxPriceMoveBps(uint256 state) internal pure returns (uint16) {
        // The bits of that field.
        // forge-lint: disable-next-line(unsafe-typecast)
        return uint16(state >> BOUND_BIT);
    }
}
