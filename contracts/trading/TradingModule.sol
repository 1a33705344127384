// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {AccessControl} from "@openzeppelin/contracts/access/AccessControl.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {IERC20Metadata} from "@openzeppelin/contracts/token/ERC20/extensions/IERC20Metadata.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {ReentrancyGuardTransient} from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";
import {ECDSA} from "@openzeppelin/contracts/utils/cryptography/ECDSA.sol";
import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";
import {SignatureChecker} from "@openzeppelin/contracts/utils/cryptography/SignatureChecker.sol";
import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";
import {BitMaps} from "@openzeppelin/contracts/utils/structs/BitMaps.sol";

import {ITradingModule} from "../interfaces/ITradingModule.sol";
import {ITreasuryRegistry} from "../interfaces/ITreasuryRegistry.sol";
import {BoundedCall} from "../libraries/BoundedCall.sol";
import {OrderHash} from "../libraries/OrderHash.sol";
import {Settlement} from "../libraries/Settlement.sol";

/// @title TradingModule
/// @notice Settles matched pairs of signed orders: delivery of treasury tokens versus payment, in one transaction.
contract TradingModule is ITradingModule, AccessControl, EIP712, ReentrancyGuardTransient {
    using BitMaps for BitMaps.BitMap;
    using SafeERC20 for IERC20;
    using OrderHash for Order;

    /// @dev One slot: a settlement reads and writes both members of each order.
    struct OrderState {
        uint248 filled;
        bool cancelled;
    }

    struct FeeSchedule {
        uint16 makerFeeBps;
        uint16 takerFeeBps;
        address recipient;
    }

    /// @dev Settled fills are one bit each: consecutive fill ids share a slot, which saves 17,100 gas a fill.
    /// @custom:storage-location erc7201:quantera.storage.TradingModule
    struct TradingStorage {
        mapping(bytes32 orderHash => OrderState) orders;
        BitMaps.BitMap settledFills;
        mapping(address trader => uint64) nonceFloors;
        FeeSchedule fees;
    }

    /// @dev The legs of one fill, in base units.
    struct Legs {
        address buyer;
        address seller;
        uint256 payment;
        uint256 makerFee;
        uint256 takerFee;
        bool makerBuys;
    }

    /// @notice Who may settle fills.
    bytes32 public constant OPERATOR_ROLE = keccak256("OPERATOR_ROLE");

    // keccak256(abi.encode(uint256(keccak256("quantera.storage.TradingModule")) - 1)) & ~bytes32(uint256(0xff))
    bytes32 private constant STORAGE_SLOT = 0xa999450d8058c9ce482273639d9b81d53ff70ae3b755e07bcb4b91ec81520400;

    uint16 private constant FEE_CAP_BPS = 100;
    uint256 private constant FILL_GAS_LIMIT = 1_000_000;
    /// @dev More than enough for a string; bounds what a failing token can make a batch copy and log.
    uint256 private constant MAX_REASON_BYTES = 1024;

    ITreasuryRegistry private immutable REGISTRY;
    IERC20 private immutable SETTLEMENT_TOKEN;

    modifier onlyOperator() {
        if (!hasRole(OPERATOR_ROLE, msg.sender)) revert NotOperator(msg.sender);
        _;
    }

    /// @param admin Appoints operators and sets fees.
    constructor(ITreasuryRegistry registry_, IERC20 settlementToken_, address admin) EIP712("Quantera", "1") {
        if (address(registry_) == address(0) || address(settlementToken_) == address(0) || admin == address(0)) {
            revert ZeroAddress();
        }
        REGISTRY = registry_;
        SETTLEMENT_TOKEN = settlementToken_;
        _grantRole(DEFAULT_ADMIN_ROLE, admin);
    }

    /// @inheritdoc ITradingModule
    function settle(Fill calldata fill) external onlyOperator nonReentrant {
        _settle(fill);
    }

    /// @inheritdoc ITradingModule
    /// @dev The guard is held for the whole batch; {settleFromBatch} is reachable from here only, so it doesn't ask for it.
    function settleBatch(Fill[] calldata fills) external onlyOperator nonReentrant {
        for (uint256 i; i < fills.length; ++i) {
            bytes memory input = abi.encodeCall(this.settleFromBatch, (fills[i]));
            // Every fill gets exactly the same gas. A fill that runs out of it would always do so, and can't starve the
            // fills after it; a batch sent with too little gas is refused as a whole instead of failing its last fills.
            uint256 required = BoundedCall.gasToForward(FILL_GAS_LIMIT);
            if (gasleft() < required) revert InsufficientGas(gasleft(), required);
            (bool ok, bytes memory reason) =
                BoundedCall.tryCall(address(this), FILL_GAS_LIMIT, input, MAX_REASON_BYTES);
            if (!ok) emit SettlementFailed(fills[i].fillId, reason);
        }
    }

    /// @inheritdoc ITradingModule
    function settleFromBatch(Fill calldata fill) external {
        if (msg.sender != address(this)) revert OnlySelf();
        _settle(fill);
    }

    /// @inheritdoc ITradingModule
    function cancel(Order calldata order) external {
        if (msg.sender != order.trader) revert NotTrader(msg.sender, order.trader);
        bytes32 orderHash = hashOrder(order);
        OrderState storage state = _storage().orders[orderHash];
        if (state.cancelled) revert OrderIsCancelled(orderHash);
        state.cancelled = true;
        emit OrderCancelled(msg.sender, orderHash);
    }

    /// @inheritdoc ITradingModule
    function raiseNonceFloor(uint64 nonceFloor) external {
        uint64 current = _storage().nonceFloors[msg.sender];
        if (nonceFloor <= current) revert NonceTooLow(0, nonceFloor, current);
        _storage().nonceFloors[msg.sender] = nonceFloor;
        emit NonceFloorRaised(msg.sender, nonceFloor);
    }

    /// @inheritdoc ITradingModule
    function setFees(
        uint16 makerFeeBps,
        uint16 takerFeeBps,
        address feeRecipient
    ) external onlyRole(DEFAULT_ADMIN_ROLE) {
        if (makerFeeBps > FEE_CAP_BPS) revert FeeAboveCap(makerFeeBps, FEE_CAP_BPS);
        if (takerFeeBps > FEE_CAP_BPS) revert FeeAboveCap(takerFeeBps, FEE_CAP_BPS);
        if (feeRecipient == address(0) && (makerFeeBps != 0 || takerFeeBps != 0)) revert ZeroAddress();
        _storage().fees = FeeSchedule(makerFeeBps, takerFeeBps, feeRecipient);
        emit FeesChanged(makerFeeBps, takerFeeBps, feeRecipient);
    }

    /// @inheritdoc ITradingModule
    function filledQuantity(bytes32 orderHash) external view returns (uint256) {
        return _storage().orders[orderHash].filled;
    }

    /// @inheritdoc ITradingModule
    function isCancelled(bytes32 orderHash) external view returns (bool) {
        return _storage().orders[orderHash].cancelled;
    }

    /// @inheritdoc ITradingModule
    function nonceFloorOf(address trader) external view returns (uint64) {
        return _storage().nonceFloors[trader];
    }

    /// @inheritdoc ITradingModule
    function isFillSettled(bytes32 fillId) external view returns (bool) {
        return _storage().settledFills.get(uint256(fillId));
    }

    /// @inheritdoc ITradingModule
    function fees() external view returns (uint16 makerFeeBps, uint16 takerFeeBps, address feeRecipient) {
        FeeSchedule storage schedule = _storage().fees;
        return (schedule.makerFeeBps, schedule.takerFeeBps, schedule.recipient);
    }

    /// @inheritdoc ITradingModule
    function settlementToken() external view returns (address) {
        return address(SETTLEMENT_TOKEN);
    }

    /// @inheritdoc ITradingModule
    function registry() external view returns (address) {
        return address(REGISTRY);
    }

    /// @inheritdoc ITradingModule
    function feeCapBps() external pure returns (uint16) {
        return FEE_CAP_BPS;
    }

    /// @inheritdoc ITradingModule
    function fillGasLimit() external pure returns (uint256) {
        return FILL_GAS_LIMIT;
    }

    /// @inheritdoc ITradingModule
    function hashOrder(Order calldata order) public view returns (bytes32) {
        return _hashTypedDataV4(order.structHash());
    }

    /// @dev Checks, then effects, then the movements of both tokens; any failure undoes all of it.
    function _settle(Fill calldata fill) private {
        TradingStorage storage $ = _storage();
        bytes32 makerHash = hashOrder(fill.maker);
        bytes32 takerHash = hashOrder(fill.taker);
        if ($.settledFills.get(uint256(fill.fillId))) revert FillAlreadySettled(fill.fillId);
        _requireMatch(fill, makerHash, takerHash);
        _requireOpen(fill.maker, makerHash, fill.makerSignature);
        _requireOpen(fill.taker, takerHash, fill.takerSignature);
        if (!REGISTRY.isTradable(fill.maker.token)) revert TreasuryNotTradable(fill.maker.token);

        FeeSchedule memory schedule = $.fees;
        Legs memory legs = _computeLegs(fill, makerHash, takerHash, schedule);
        $.settledFills.set(uint256(fill.fillId));
        _addFill(fill.maker, makerHash, fill.quantity);
        _addFill(fill.taker, takerHash, fill.quantity);

        _moveAssets(fill, legs, schedule.recipient);
        _emitTrade(fill, legs, makerHash, takerHash);
    }

    function _addFill(Order calldata order, bytes32 orderHash, uint256 quantity) private {
        OrderState storage state = _storage().orders[orderHash];
        uint256 filled = state.filled;
        // A fill never exceeds the order, so the subtraction can't underflow.
        uint256 remaining = order.quantity - filled;
        if (quantity > remaining) revert Overfill(orderHash, quantity, remaining);
        state.filled = SafeCast.toUint248(filled + quantity);
    }

    /// @dev The buyer pays the seller what is left of the payment after the seller's fee, and pays both fees to the
    /// recipient: payment plus the buyer's fee in sum, and one transfer fewer than fee by fee.
    function _moveAssets(Fill calldata fill, Legs memory legs, address feeRecipient) private {
        uint256 sellerFee = legs.makerBuys ? legs.takerFee : legs.makerFee;
        uint256 bothFees = legs.makerFee + legs.takerFee;
        SETTLEMENT_TOKEN.safeTransferFrom(legs.buyer, legs.seller, legs.payment - sellerFee);
        if (bothFees != 0) SETTLEMENT_TOKEN.safeTransferFrom(legs.buyer, feeRecipient, bothFees);
        IERC20(fill.maker.token).safeTransferFrom(legs.seller, legs.buyer, fill.quantity);
    }

    function _emitTrade(Fill calldata fill, Legs memory legs, bytes32 makerHash, bytes32 takerHash) private {
        emit Trade(
            fill.fillId,
            fill.maker.token,
            makerHash,
            takerHash,
            legs.buyer,
            legs.seller,
            fill.quantity,
            fill.price,
            legs.payment,
            legs.makerFee,
            legs.takerFee
        );
    }

    function _computeLegs(
        Fill calldata fill,
        bytes32 makerHash,
        bytes32 takerHash,
        FeeSchedule memory schedule
    ) private view returns (Legs memory legs) {
        legs.makerBuys = fill.maker.side == Side.Buy;
        (legs.buyer, legs.seller) = legs.makerBuys
            ? (fill.maker.trader, fill.taker.trader)
            : (fill.taker.trader, fill.maker.trader);
        legs.payment =
            Settlement.paymentFor(fill.quantity, fill.price, IERC20Metadata(fill.maker.token).decimals());
        if (legs.payment == 0) revert ZeroPayment(fill.quantity, fill.price);
        legs.makerFee = _feeOf(fill.maker, makerHash, legs.payment, schedule.makerFeeBps);
        legs.takerFee = _feeOf(fill.taker, takerHash, legs.payment, schedule.takerFeeBps);
    }

    function _feeOf(
        Order calldata order,
        bytes32 orderHash,
        uint256 payment,
        uint16 feeBps
    ) private pure returns (uint256) {
        if (feeBps > order.maxFeeBps) revert FeeTooHigh(orderHash, order.maxFeeBps, feeBps);
        return Settlement.feeFor(payment, feeBps, order.maxFeeBps);
    }

    /// @dev What both orders and the fill must have to do with each other.
    function _requireMatch(Fill calldata fill, bytes32 makerHash, bytes32 takerHash) private pure {
        Order calldata maker = fill.maker;
        Order calldata taker = fill.taker;
        if (fill.quantity == 0) revert ZeroQuantity();
        if (maker.side == taker.side) revert SidesDoNotMatch(makerHash, takerHash);
        if (maker.token != taker.token) revert TokensDoNotMatch(maker.token, taker.token);
        if (maker.trader == taker.trader) revert SelfTrade(maker.trader);
        _requireWithinLimit(maker, makerHash, fill.price);
        _requireWithinLimit(taker, takerHash, fill.price);
    }

    function _requireWithinLimit(Order calldata order, bytes32 orderHash, uint256 price) private pure {
        bool within = order.side == Side.Buy ? price <= order.price : price >= order.price;
        if (!within) revert PriceOutsideLimit(orderHash, order.price, price);
    }

    /// @dev What makes an order good by itself: in force, and signed by its trader.
    function _requireOpen(Order calldata order, bytes32 orderHash, bytes calldata signature) private view {
        TradingStorage storage $ = _storage();
        if (block.timestamp > order.expiry) revert OrderExpired(orderHash, order.expiry);
        if ($.orders[orderHash].cancelled) revert OrderIsCancelled(orderHash);
        uint64 nonceFloor = $.nonceFloors[order.trader];
        if (order.nonce < nonceFloor) revert NonceTooLow(orderHash, order.nonce, nonceFloor);
        if (!_isSignedBy(order.trader, orderHash, signature)) revert BadSignature(orderHash, order.trader);
    }

    /// @dev The key first, then the code: an account with an EIP-7702 delegation has both, and its key stays in charge
    /// whether or not the delegate implements ERC-1271.
    function _isSignedBy(address trader, bytes32 digest, bytes calldata signature) private view returns (bool) {
        (address signer, ECDSA.RecoverError failure,) = ECDSA.tryRecoverCalldata(digest, signature);
        if (failure == ECDSA.RecoverError.NoError && signer == trader) return true;
        return trader.code.length != 0
            && SignatureChecker.isValidERC1271SignatureNowCalldata(trader, digest, signature);
    }

    function _storage() private pure returns (TradingStorage storage $) {
        assembly ("memory-safe") {
            $.slot := STORAGE_SLOT
        }
    }
}
