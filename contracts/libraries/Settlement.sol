// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";

/// @title Settlement
/// @notice What a trade costs.
library Settlement {
    uint256 internal constant BPS = 10_000;

    /// @notice The clean amount: `quantity` base units at `price` for one whole token, rounded down.
    /// @dev Down, so that a buyer never pays above the limit; a seller receives less than one base unit below it. Whole
    /// tokens, which is what the desk's lots are made of, divide exactly.
    function paymentFor(uint256 quantity, uint256 price, uint8 tokenDecimals) internal pure returns (uint256) {
        return Math.mulDiv(quantity, price, 10 ** tokenDecimals);
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
