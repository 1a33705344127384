// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @title ITradingModule
/// @notice Settles matched pairs of signed orders, and block trades that both sides signed: delivery of treasury tokens
/// versus payment, in one transaction.
/// @dev Prices are clean: for one whole treasury token, without accrued interest, which the buyer of a treasury with
/// coupons pays on top ({ITreasuryListings-quote}). Fees are on the clean amount.
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
    /// @param price Limit: settlement-token base units for one whole treasury token, without accrued interest; buyers pay at
    /// most, sellers get at least this.
    /// @param maxFeeBps The highest fee, in hundredths of a percent of the clean amount, the trader accepts.
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
    /// @param makerSignature Of the maker order; without effect when that was confirmed ({confirm}).
    /// @param takerSignature Likewise of the taker order.
    /// @param price Settlement-token base units for one whole treasury token, without accrued interest.
    struct Fill {
        bytes32 fillId;
        Order maker;
        bytes makerSignature;
        Order taker;
        bytes takerSignature;
        uint256 quantity;
        uint256 price;
    }

    /// @notice A negotiated trade, as EIP-712 typed data signed by both sides. Settles once, as a whole.
    /// @param quantity Treasury-token base units.
    /// @param price Settlement-token base units for one whole treasury token, without accrued interest.
    /// @param maxFeeBps The highest fee, in hundredths of a percent of the clean amount, each side accepts.
    /// @param validFrom Unix seconds from which it may settle.
    /// @param validUntil Unix seconds after which it can't be settled.
    /// @param nonce Void when below either side's nonce floor.
    /// @param salt Makes two otherwise equal trades distinct.
    struct BlockTrade {
        address buyer;
        address seller;
        address token;
        uint256 quantity;
        uint256 price;
        uint16 maxFeeBps;
        uint64 validFrom;
        uint64 validUntil;
        uint64 nonce;
        uint256 salt;
    }

    /// @notice A fill was settled: tokens against payment.
    /// @param payment What the buyer paid for the tokens, accrued interest included, fees aside.
    /// @param accruedInterest The part of the payment beyond quantity × price.
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
        uint256 takerFee,
        uint256 accruedInterest
    );
    /// @notice A block trade settled. See {Trade}.
    event BlockTraded(
        bytes32 indexed blockHash,
        address indexed token,
        address buyer,
        address seller,
        uint256 quantity,
        uint256 price,
        uint256 payment,
        uint256 buyerFee,
        uint256 sellerFee,
        uint256 accruedInterest
    );
    /// @notice A party withdrew from a block trade; it can't be settled any more.
    event BlockCancelled(address indexed party, bytes32 indexed blockHash);
    /// @notice A fill of a batch that could not settle; nothing of it moved. `reason` is the revert data.
    event SettlementFailed(bytes32 indexed fillId, bytes reason);
    /// @notice A trader cancelled an order; it can't be settled any more.
    event OrderCancelled(address indexed trader, bytes32 indexed orderHash);
    /// @notice An order needs no signature any more.
    event OrderConfirmed(address indexed trader, bytes32 indexed orderHash);
    /// @notice All of a trader's orders with lower nonces are void.
    event NonceFloorRaised(address indexed trader, uint64 nonceFloor);
    /// @notice The fees of everybody without a tier, or who receives fees, were set.
    event FeesChanged(uint16 makerFeeBps, uint16 takerFeeBps, address feeRecipient);
    /// @notice The fees of a tier were set; tier 0 is everybody's who has no other.
    event TierChanged(uint8 indexed tier, uint16 makerFeeBps, uint16 takerFeeBps);
    /// @notice A trader pays the fees of this tier from now on.
    event TierAssigned(address indexed trader, uint8 tier);

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
    error FeeAboveCap(uint16 feeBps, uint16 capBps);
    error UnknownTier(uint8 tier);
    /// @notice Thrown when a trade is so small that its payment rounds to nothing.
    error ZeroPayment(uint256 quantity, uint256 price);
    /// @notice Thrown when a hold that should pay or deliver is another's, or holds tokens of another partition than the
    /// one that trades.
    error HoldNotOf(bytes32 holdId, address account);
    /// @notice Thrown when somebody else than a party or an operator would settle or cancel a block trade.
    error NotParty(address caller);
    /// @notice Thrown when a block trade is below the treasury's smallest, or has none.
    error BlockTooSmall(address token, uint256 quantity, uint32 minBlockTokens);
    error BlockAlreadySettled(bytes32 blockHash);
    /// @notice Thrown before and after the time in which a block trade may settle.
    error OutsideWindow(bytes32 blockHash, uint64 validFrom, uint64 validUntil);
    /// @notice Thrown when a batch can't grant a fill its full gas allowance: nothing of the batch is settled or recorded.
    error InsufficientGas(uint256 available, uint256 required);

    /// @notice Settles one fill or reverts with the reason. Only an operator.
    function settle(Fill calldata fill) external;

    /// @notice Settles every fill that can be settled; each other one emits {SettlementFailed}. Only an operator.
    function settleBatch(Fill[] calldata fills) external;

    /// @notice Settles one fill of a batch within {fillGasLimit}, so that its failure undoes nothing but itself. Only the
    /// module itself, from {settleBatch}.
    function settleFromBatch(Fill calldata fill) external;

    /// @notice Settles one fill by holds whose notary is this module. A hold must be of the side that it stands for; zero is
    /// by allowance. Only an operator.
    /// @param sellerHoldId A hold of the treasury token's traded partition.
    /// @param buyerHoldId A hold of the settlement token, for payment and fees.
    function settleByHold(Fill calldata fill, bytes32 sellerHoldId, bytes32 buyerHoldId) external;

    /// @notice Settles a block trade, whatever the trading hours and the price band say, but in no halt. Only one of its
    /// parties or an operator. Each side pays the maker fee of its tier.
    /// @param sellerHoldId As for {settleByHold}; zero is by allowance.
    /// @param buyerHoldId Likewise.
    function settleBlock(
        BlockTrade calldata trade,
        bytes calldata buyerSignature,
        bytes calldata sellerSignature,
        bytes32 sellerHoldId,
        bytes32 buyerHoldId
    ) external;

    /// @notice Voids a block trade for ever. Only one of its parties.
    function cancelBlock(BlockTrade calldata trade) external;

    /// @notice Voids an order for ever. Only its trader.
    function cancel(Order calldata order) external;

    /// @notice Confirms an order on chain, so that it settles without a signature until it is void: its trader without a
    /// signature, anyone with one by the trader's key.
    /// @dev Not with an ERC-1271 signature: the code may stop accepting that, which a confirmed order wouldn't notice.
    function confirm(Order calldata order, bytes calldata signature) external;

    /// @notice Voids every order of the caller with a nonce below `nonceFloor`. The floor only rises.
    function raiseNonceFloor(uint64 nonceFloor) external;

    /// @notice The EIP-712 digest that the trader signs.
    function hashOrder(Order calldata order) external view returns (bytes32);

    /// @notice The EIP-712 digest that both sides sign.
    function hashBlockTrade(BlockTrade calldata trade) external view returns (bytes32);

    /// @notice What of an order was filled, or of a block trade (all or nothing).
    function filledQuantity(bytes32 orderHash) external view returns (uint256);

    /// @notice What can still be filled of an order; 0 when it expired or is void.
    function remainingOf(Order calldata order) external view returns (uint256);

    /// @notice Whether an order was confirmed on chain, so that it needs no signature.
    function isConfirmed(bytes32 orderHash) external view returns (bool);

    /// @notice Whether an order was cancelled by itself; see also {nonceFloorOf}.
    function isCancelled(bytes32 orderHash) external view returns (bool);

    /// @notice The lowest nonce that a trader's orders may have.
    function nonceFloorOf(address trader) external view returns (uint64);

    /// @notice Whether a fill was settled.
    function isFillSettled(bytes32 fillId) external view returns (bool);

    /// @notice The fees of tier 0, and who receives all fees.
    function fees() external view returns (uint16 makerFeeBps, uint16 takerFeeBps, address feeRecipient);

    /// @notice The fees of a tier, in hundredths of a percent.
    function feesOfTier(uint8 tier) external view returns (uint16 makerFeeBps, uint16 takerFeeBps);

    /// @notice The tier that a trader's fees are of; 0 without one.
    function tierOf(address trader) external view returns (uint8);

    /// @notice Sets the fees of tier 0, and who receives all fees. Only an admin.
    function setFees(uint16 makerFeeBps, uint16 takerFeeBps, address feeRecipient) external;

    /// @notice Sets the fees of one of the tiers 0 to 4. Only an admin.
    function setTier(uint8 tier, uint16 makerFeeBps, uint16 takerFeeBps) external;

    /// @notice Puts a trader in a tier. Only TIER_ROLE.
    function assignTier(address trader, uint8 tier) external;

    /// @notice The money that everything is paid in.
    function settlementToken() external view returns (address);

    /// @notice The registry that says which tokens may be traded.
    function registry() external view returns (address);

    /// @notice The highest maker or taker fee that can be set, in hundredths of a percent.
    function feeCapBps() external view returns (uint16);

    /// @notice The gas every fill of a batch is granted; no more, no less, whatever the batch has left.
    function fillGasLimit() external view returns (uint256);
}
