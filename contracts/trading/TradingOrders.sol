// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {MessageHashUtils} from "@openzeppelin/contracts/utils/cryptography/MessageHashUtils.sol";

import {Governed} from "../base/Governed.sol";
import {ITradingModule} from "../interfaces/ITradingModule.sol";
import {OrderHash} from "../libraries/OrderHash.sol";
import {OrderState} from "../libraries/OrderState.sol";
import {SignedBy} from "../libraries/SignedBy.sol";
import {TradingDomain} from "./TradingDomain.sol";
import {TradingState} from "./TradingState.sol";

/// @title TradingOrders
/// @notice The part of the trading module that knows orders and block trades: their digests, what is filled of them, and
/// whether they are in force.
abstract contract TradingOrders is ITradingModule, Governed, TradingState, TradingDomain {
    using OrderHash for *;

    /// @dev The group of {confirm}.
    uint8 private constant POSTED = 4;

    /// @inheritdoc ITradingModule
    function cancel(Order calldata order) external {
        if (msg.sender != order.trader) revert NotTrader(msg.sender, order.trader);
        bytes32 orderHash = hashOrder(order);
        _cancel(orderHash);
        emit OrderCancelled(msg.sender, orderHash);
    }

    /// @inheritdoc ITradingModule
    function cancelBlock(BlockTrade calldata trade) external {
        if (!_isParty(trade)) revert NotParty(msg.sender);
        bytes32 blockHash = hashBlockTrade(trade);
        _cancel(blockHash);
        emit BlockCancelled(msg.sender, blockHash);
    }

    /// @inheritdoc ITradingModule
    function confirm(Order calldata order, bytes calldata signature) external whenRunning(POSTED) {
        bytes32 orderHash = hashOrder(order);
        OrderState state = _storage().orders[orderHash];
        if (state.isCancelled()) revert OrderIsCancelled(orderHash);
        if (msg.sender != order.trader && !SignedBy.isSignedByKey(order.trader, orderHash, signature)) {
            revert BadSignature(orderHash, order.trader);
        }
        _storage().orders[orderHash] = state.confirmed();
        emit OrderConfirmed(order.trader, orderHash);
    }

    /// @inheritdoc ITradingModule
    function raiseNonceFloor(uint64 nonceFloor) external {
        TraderState storage trader = _storage().traders[msg.sender];
        if (nonceFloor <= trader.nonceFloor) revert NonceTooLow(0, nonceFloor, trader.nonceFloor);
        trader.nonceFloor = nonceFloor;
        emit NonceFloorRaised(msg.sender, nonceFloor);
    }

    /// @inheritdoc ITradingModule
    function filledQuantity(bytes32 orderHash) external view returns (uint256) {
        return _storage().orders[orderHash].filled();
    }

    /// @inheritdoc ITradingModule
    function remainingOf(Order calldata order) external view returns (uint256) {
        TradingStorage storage $ = _storage();
        OrderState state = $.orders[hashOrder(order)];
        bool isVoid = block.timestamp > order.expiry || state.isCancelled()
            || order.nonce < $.traders[order.trader].nonceFloor;
        return isVoid ? 0 : order.quantity - state.filled();
    }

    /// @inheritdoc ITradingModule
    function isConfirmed(bytes32 orderHash) external view returns (bool) {
        return _storage().orders[orderHash].isConfirmed();
    }

    /// @inheritdoc ITradingModule
    function isCancelled(bytes32 orderHash) external view returns (bool) {
        return _storage().orders[orderHash].isCancelled();
    }

    /// @inheritdoc ITradingModule
    function nonceFloorOf(address trader) external view returns (uint64) {
        return _storage().traders[trader].nonceFloor;
    }

    /// @inheritdoc ITradingModule
    function hashOrder(Order calldata order) public view returns (bytes32) {
        return MessageHashUtils.toTypedDataHash(_domainSeparator(), order.structHash());
    }

    /// @inheritdoc ITradingModule
    function hashBlockTrade(BlockTrade calldata trade) public view returns (bytes32) {
        return MessageHashUtils.toTypedDataHash(_domainSeparator(), trade.structHash());
    }

    /// @dev Checks one side's order, and counts what is filled of it. Returns the trader's fee tier.
    function _fill(
        Order calldata order,
        bytes32 orderHash,
        bytes calldata signature,
        uint256 quantity
    ) internal returns (uint8) {
        OrderState state = _storage().orders[orderHash];
        address trader = order.trader;
        TraderState memory standing = _storage().traders[trader];
        if (block.timestamp > order.expiry) revert OrderExpired(orderHash, order.expiry);
        if (state.isCancelled()) revert OrderIsCancelled(orderHash);
        if (order.nonce < standing.nonceFloor) revert NonceTooLow(orderHash, order.nonce, standing.nonceFloor);
        if (!state.isConfirmed() && !SignedBy.isSigned(trader, orderHash, signature)) {
            revert BadSignature(orderHash, trader);
        }
        // A fill never exceeds the order, so the subtraction can't underflow.
        uint256 remaining = order.quantity - state.filled();
        if (quantity > remaining) revert Overfill(orderHash, quantity, remaining);
        _storage().orders[orderHash] = state.withFill(quantity);
        return standing.tier;
    }

    function _isParty(BlockTrade calldata trade) internal view returns (bool) {
        return msg.sender == trade.buyer || msg.sender == trade.seller;
    }

    function _cancel(bytes32 signedHash) private {
        OrderState state = _storage().orders[signedHash];
        if (state.isCancelled()) revert OrderIsCancelled(signedHash);
        _storage().orders[signedHash] = state.cancelled();
    }
}
