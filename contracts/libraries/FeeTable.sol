// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @title FeeTable
/// @notice The maker and taker fees of five tiers in ten bytes, so that they share the slot a settlement reads anyway.
/// @dev Tier i: maker in bits 16i to 16i+7, taker in the eight above. A byte suffices, the cap being 1 %.
library FeeTable {
    uint8 internal constant TIERS = 5;
    /// @notice The highest fee, in hundredths of a percent.
    uint16 internal constant CAP_BPS = 100;

    uint256 private constant BITS_PER_TIER = 16;
    uint256 private constant BITS_PER_FEE = 8;

    /// @notice The fees of a tier, in hundredths of a percent; zeros for a tier that doesn't exist.
    function feesOf(uint80 table, uint8 tier) internal pure returns (uint16 makerFeeBps, uint16 takerFeeBps) {
        uint256 entry = table >> (tier * BITS_PER_TIER);
        return (uint8(entry), uint8(entry >> BITS_PER_FEE));
    }

    /// @notice The table with the fees of one tier replaced. The tier exists, and the fees are within the cap.
    function withTier(
        uint80 table,
        uint8 tier,
        uint16 makerFeeBps,
        uint16 takerFeeBps
    ) internal pure returns (uint80) {
        uint256 shift = tier * BITS_PER_TIER;
        uint256 entry = makerFeeBps | (uint256(takerFeeBps) << BITS_PER_FEE);
        return uint80((table & ~(uint256(type(uint16).max) << shift)) | (entry << shift));
    }
}
