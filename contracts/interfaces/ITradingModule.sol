// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @title ITradingModule
/// @notice Settles matched pairs of signed orders: delivery of treasury tokens versus payment, in one transaction.
interface ITradingModule {
    enum Side {
        Buy,
        Sell
    }

    /// @notice What the exchange may do with an order that can't fill at once. The chain doesn't enforce it; it is part
    /// of what the trader signs, so that a desk can't treat an order otherwise than it was signed.
    enum TimeInForce {
        GoodTillCancelled,
        GoodTillDate,
        ImmediateOrCancel,
        FillOrKill
    }

    /// @notice The EIP-712 order, signed by `trader` (EOA or ERC-1271).
    /// @param trader The account whose assets move.
    /// @param token The treasury token bought or sold.
    /// @param side Buy or sell.
    /// @param timeInForce See {TimeInForce}.
    /// @param postOnly Whether the order may only rest in the book as a maker.
    /// @param quantity Treasury-token base units.
    /// @param price Limit: settlement-token base units for one whole treasury token; buyers pay at most, sellers get at least this.
    /// @param maxFeeBps The highest fee, in hundredths of a percent of the payment, the trader accepts.
    /// @param expiry Unix seconds after which the order can't be settled.
    /// @param nonce Orders below the trader's nonce floor are void; otherwise free.
    /// @param salt Makes two otherwise equal orders distinct.
    struct Order {
        address trader;
        address token;
        Side side;
        TimeInForce timeInForce;
        bool postOnly;
        uint256 quantity;
        uint256 price;
        uint16 maxFeeBps;
        uint64 expiry;
        uint64 nonce;
        uint256 salt;
    }

    /// @notice One match between a resting (maker) and an incoming (taker) order.
    /// @param fillId Unique for every fill; a fill settles at most once. Consecutive numbers settle cheapest.
    /// @param quantity Treasury-token base units that change hands.
    /// @param price Settlement-token base units for one whole treasury token.
    struct Fill {
        bytes32 fillId;
        Order maker;
        bytes makerSignature;
        Order taker;
        bytes takerSignature;
        uint256 quantity;
        uint256 price;
    }

    event Trade(
        bytes32 indexed fillId,
        address indexed token,
        bytes32 makerOrderHash,
        bytes32 takerOrderHash,
        address buyer,
        address seller,
        uint256 quantity,
        uint256 price,
        uint256 payment,
        uint256 makerFee,
        uint256 takerFee
    );
    /// @notice A fill of a batch that could not settle; nothing of it moved. `reason` is the revert data.
    event SettlementFailed(bytes32 indexed fillId, bytes reason);
    event OrderCancelled(address indexed trader, bytes32 indexed orderHash);
    event NonceFloorRaised(address indexed trader, uint64 nonceFloor);
    event FeesChanged(uint16 makerFeeBps, uint16 takerFeeBps, address feeRecipient);

    error NotOperator(address caller);
    error NotTrader(address caller, address trader);
    error OnlySelf();
    error BadSignature(bytes32 orderHash, address trader);
    error OrderExpired(bytes32 orderHash, uint64 expiry);
    error OrderIsCancelled(bytes32 orderHash);
    error NonceTooLow(bytes32 orderHash, uint64 nonce, uint64 nonceFloor);
    error Overfill(bytes32 orderHash, uint256 requested, uint256 remaining);
    error SidesDoNotMatch(bytes32 makerOrderHash, bytes32 takerOrderHash);
    error TokensDoNotMatch(address makerToken, address takerToken);
    error PriceOutsideLimit(bytes32 orderHash, uint256 limit, uint256 price);
    error FeeTooHigh(bytes32 orderHash, uint16 maxFeeBps, uint16 feeBps);
    error FillAlreadySettled(bytes32 fillId);
    error SelfTrade(address trader);
    error ZeroQuantity();
    error TreasuryNotTradable(address token);
    error FeeAboveCap(uint16 feeBps, uint16 capBps);
    /// @notice Thrown when a fill is so small that its payment rounds to nothing.
    error ZeroPayment(uint256 quantity, uint256 price);
    /// @notice Thrown when fees would have no recipient, or a contract of the set is missing.
    error ZeroAddress();
    /// @notice Thrown when a batch can't grant a fill its full gas allowance: nothing of the batch is settled or recorded.
    error InsufficientGas(uint256 available, uint256 required);

    /// @notice Settles one fill or reverts with the reason. Only an operator.
    function settle(Fill calldata fill) external;

    /// @notice Settles every fill that can be settled; each other one emits {SettlementFailed}. Only an operator.
    function settleBatch(Fill[] calldata fills) external;

    /// @notice Settles one fill of a batch within {fillGasLimit}, so that its failure undoes nothing but itself. Only the
    /// module itself, from {settleBatch}.
    function settleFromBatch(Fill calldata fill) external;

    /// @notice Voids an order for ever. Only its trader.
    function cancel(Order calldata order) external;

    /// @notice Voids every order of the caller with a nonce below `nonceFloor`. The floor only rises.
    function raiseNonceFloor(uint64 nonceFloor) external;

    /// @notice The EIP-712 digest that the trader signs.
    function hashOrder(Order calldata order) external view returns (bytes32);

    function filledQuantity(bytes32 orderHash) external view returns (uint256);

    function isCancelled(bytes32 orderHash) external view returns (bool);

    function nonceFloorOf(address trader) external view returns (uint64);

    function isFillSettled(bytes32 fillId) external view returns (bool);

    function fees() external view returns (uint16 makerFeeBps, uint16 takerFeeBps, address feeRecipient);

    function setFees(uint16 makerFeeBps, uint16 takerFeeBps, address feeRecipient) external;

    function settlementToken() external view returns (address);

    /// @notice The registry that says which tokens may be traded.
    function registry() external view returns (address);

    /// @notice The highest maker or taker fee that can be set, in hundredths of a percent.
    function feeCapBps() external view returns (uint16);

    /// @notice The gas every fill of a batch is granted; no more, no less, whatever the batch has left.
    function fillGasLimit() external view returns (uint256);
}
