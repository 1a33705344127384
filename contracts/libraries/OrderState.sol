// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @notice What the trading module remembers of an order or a block trade, in one word: the filled quantity in 240 bits, and
/// whether it was cancelled or confirmed above them.
type OrderState is uint256;

using OrderStates for OrderState global;

/// @title OrderStates
/// @notice Reads and changes an {OrderState}: one load and one store a fill.
library OrderStates {
    uint256 private constant FILLED_BITS = 240;
    uint256 private constant CANCELLED = 1 << 255;
    uint256 private constant CONFIRMED = 1 << 254;

    /// @notice Thrown when a fill is larger than what can be remembered.
    error QuantityTooLarge(uint256 quantity);

    /// @notice What was filled, in base units of the treasury token.
    function filled(OrderState state) internal pure returns (uint256) {
        return uint240(OrderState.unwrap(state));
    }

    function isCancelled(OrderState state) internal pure returns (bool) {
        return OrderState.unwrap(state) & CANCELLED != 0;
    }

    function isConfirmed(OrderState state) internal pure returns (bool) {
        return OrderState.unwrap(state) & CONFIRMED != 0;
    }

    /// @notice The state after a fill.
    function withFill(OrderState state, uint256 quantity) internal pure returns (OrderState) {
        uint256 word = OrderState.unwrap(state);
        uint256 next = word + quantity;
        if (next >> FILLED_BITS != word >> FILLED_BITS) revert QuantityTooLarge(quantity);
        return OrderState.wrap(next);
    }

    function cancelled(OrderState state) internal pure returns (OrderState) {
        return OrderState.wrap(OrderState.unwrap(state) | CANCELLED);
    }

    function confirmed(OrderState state) internal pure returns (OrderState) {
        return OrderState.wrap(OrderState.unwrap(state) | CONFIRMED);
    }
}
