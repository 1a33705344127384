// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";

/// @title Settlement
/// @notice What a trade costs.
library Settlement {
    uint256 internal constant BPS = 10_000;

    /// @notice The clean amount: `quantity` base units at `price` for one whole token, which is `unit` of them, rounded down.
    /// Reverts where the product exceeds 256 bits, far beyond any supply.
    /// @dev Down, so that a buyer never pays above the limit; a seller receives less than one base unit below it. Whole
    /// tokens, which is what the desk's lots are made of, divide exactly.
    function paymentFor(uint256 quantity, uint256 price, uint256 unit) internal pure returns (uint256) {
        return quantity * price / unit;
    }

    /// @notice The fee on a clean amount, rounded up, but never above what the trader signed (`maxFeeBps` of the amount).
    function feeFor(uint256 cleanAmount, uint16 feeBps, uint16 maxFeeBps) internal pure returns (uint256) {
        if (feeBps == 0) return 0;
        return Math.min(
            Math.mulDiv(cleanAmount, feeBps, BPS, Math.Rounding.Ceil),
            Math.mulDiv(cleanAmount, maxFeeBps, BPS)
        );
    }
}
