// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {Address} from "@openzeppelin/contracts/utils/Address.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {ReentrancyGuardTransient} from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";
import {MessageHashUtils} from "@openzeppelin/contracts/utils/cryptography/MessageHashUtils.sol";
import {BitMaps} from "@openzeppelin/contracts/utils/structs/BitMaps.sol";

import {Governed} from "../base/Governed.sol";
import {IHoldable} from "../interfaces/IHoldable.sol";
import {ITradingModule} from "../interfaces/ITradingModule.sol";
import {ITreasuryListings} from "../interfaces/ITreasuryListings.sol";
import {BoundedCall} from "../libraries/BoundedCall.sol";
import {FeeTable} from "../libraries/FeeTable.sol";
import {OrderHash} from "../libraries/OrderHash.sol";
import {OrderState} from "../libraries/OrderState.sol";
import {Settlement} from "../libraries/Settlement.sol";
import {SignedBy} from "../libraries/SignedBy.sol";
import {TradingDomain} from "./TradingDomain.sol";
import {TradingState} from "./TradingState.sol";
import {TreasuryListings} from "./TreasuryListings.sol";

/// @title TradingModule
/// @notice Settles matched pairs of signed orders and block trades: delivery versus payment, in one transaction.
contract TradingModule is ITradingModule, Governed, TradingState, TradingDomain, ReentrancyGuardTransient {
    using BitMaps for BitMaps.BitMap;
    using FeeTable for uint80;
    using OrderHash for *;
    using SafeERC20 for IERC20;

    /// @dev One trade on its way: between whom, at what cost, and how it is paid and delivered. Of a block trade, the buyer
    /// is the maker.
    struct Deal {
        address token;
        address buyer;
        address seller;
        uint256 quantity;
        uint256 price;
        uint256 cleanAmount;
        uint256 accruedInterest;
        uint256 payment;
        bool makerBuys;
        bytes32 makerHash;
        bytes32 takerHash;
        uint256 makerFee;
        uint256 takerFee;
        bytes32 sellerHoldId;
        bytes32 buyerHoldId;
    }

    /// @notice Who may settle fills.
    bytes32 public constant OPERATOR_ROLE = keccak256("OPERATOR_ROLE");
    /// @notice Who may put traders in fee tiers.
    bytes32 public constant TIER_ROLE = keccak256("TIER_ROLE");

    /// @dev The groups of {settle}, {settleBatch}, {settleByHold}, and of {settleBlock}.
    uint8 private constant SETTLEMENT = 1;
    uint8 private constant BLOCK_TRADES = 2;
    /// @dev The group of {confirm}.
    uint8 private constant POSTED = 4;

    /// @dev The treasury token's default partition; the settlement token has none.
    bytes32 private constant TRADED_PARTITION = "unrestricted";

    uint256 private constant FILL_GAS_LIMIT = 1_000_000;
    /// @dev More than enough for a string; bounds what a failing token can make a batch copy and log.
    uint256 private constant MAX_REASON_BYTES = 1024;

    /// @dev Deployed with this code, which has no room for it.
    TreasuryListings private immutable LISTINGS = new TreasuryListings();

    modifier onlyOperator() {
        if (!hasRole(OPERATOR_ROLE, msg.sender)) revert NotOperator(msg.sender);
        _;
    }

    /// @notice What isn't answered here, the code of {ITreasuryListings} answers, on this contract's state.
    fallback() external { // solhint-disable-line no-complex-fallback, payable-fallback
        address listings = address(LISTINGS);
        assembly ("memory-safe") {
            let data := mload(0x40)
            calldatacopy(data, 0, calldatasize())
            let ok := delegatecall(gas(), listings, data, calldatasize(), 0, 0)
            returndatacopy(data, 0, returndatasize())
            if iszero(ok) { revert(data, returndatasize()) }
            return(data, returndatasize())
        }
    }

    /// @notice Sets the contract up behind its proxy, once.
    /// @param registry_ The registry that knows the treasuries and their prices.
    /// @param settlementToken_ The money of every trade.
    /// @param admin The first admin: fees, hours, bands, roles, upgrades.
    /// @param adminDelay Seconds between the two steps in which the admin changes.
    function initialize(
        address registry_,
        address settlementToken_,
        address admin,
        uint48 adminDelay
    ) external initializer {
        if (registry_ == address(0) || settlementToken_ == address(0)) revert ZeroAddress();
        _initializeGoverned(admin, adminDelay);
        TradingStorage storage $ = _storage();
        $.registry = registry_;
        $.desk.settlementToken = settlementToken_;
    }

    /// @inheritdoc ITradingModule
    function settle(Fill calldata fill) external onlyOperator nonReentrant {
        _settle(fill, 0, 0);
    }

    /// @inheritdoc ITradingModule
    function settleByHold(
        Fill calldata fill,
        bytes32 sellerHoldId,
        bytes32 buyerHoldId
    ) external onlyOperator nonReentrant {
        _settle(fill, sellerHoldId, buyerHoldId);
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
        _settle(fill, 0, 0);
    }

    /// @inheritdoc ITradingModule
    function settleBlock(
        BlockTrade calldata trade,
        bytes calldata buyerSignature,
        bytes calldata sellerSignature,
        bytes32 sellerHoldId,
        bytes32 buyerHoldId
    ) external nonReentrant {
        if (!_isParty(trade) && !hasRole(OPERATOR_ROLE, msg.sender)) revert NotParty(msg.sender);
        Desk memory desk = _runningDesk(BLOCK_TRADES);
        bytes32 blockHash = hashBlockTrade(trade);
        Deal memory deal;
        deal.token = trade.token;
        (deal.buyer, deal.seller, deal.makerBuys) = (trade.buyer, trade.seller, true);
        (deal.quantity, deal.price) = (trade.quantity, trade.price);
        (deal.sellerHoldId, deal.buyerHoldId) = (sellerHoldId, buyerHoldId);
        _takeBlock(trade, blockHash);
        _price(deal, true);
        deal.makerFee = _commit(trade, trade.buyer, blockHash, buyerSignature, deal.cleanAmount, desk.feeTable);
        deal.takerFee = _commit(trade, trade.seller, blockHash, sellerSignature, deal.cleanAmount, desk.feeTable);
        _move(deal, desk.settlementToken);
        _emitBlockTraded(deal, blockHash);
    }

    /// @inheritdoc ITradingModule
    function cancelBlock(BlockTrade calldata trade) external {
        if (!_isParty(trade)) revert NotParty(msg.sender);
        bytes32 blockHash = hashBlockTrade(trade);
        _cancel(blockHash);
        emit BlockCancelled(msg.sender, blockHash);
    }

    /// @inheritdoc ITradingModule
    function cancel(Order calldata order) external {
        if (msg.sender != order.trader) revert NotTrader(msg.sender, order.trader);
        bytes32 orderHash = hashOrder(order);
        _cancel(orderHash);
        emit OrderCancelled(msg.sender, orderHash);
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
    function setFees(
        uint16 makerFeeBps,
        uint16 takerFeeBps,
        address feeRecipient
    ) external onlyRole(DEFAULT_ADMIN_ROLE) {
        _storage().feeRecipient = feeRecipient;
        _setTier(0, makerFeeBps, takerFeeBps);
        emit FeesChanged(makerFeeBps, takerFeeBps, feeRecipient);
    }

    /// @inheritdoc ITradingModule
    function setTier(uint8 tier, uint16 makerFeeBps, uint16 takerFeeBps) external onlyRole(DEFAULT_ADMIN_ROLE) {
        _setTier(tier, makerFeeBps, takerFeeBps);
    }

    /// @inheritdoc ITradingModule
    function assignTier(address trader, uint8 tier) external onlyRole(TIER_ROLE) {
        if (tier >= FeeTable.TIERS) revert UnknownTier(tier);
        _storage().traders[trader].tier = tier;
        emit TierAssigned(trader, tier);
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
    function tierOf(address trader) external view returns (uint8) {
        return _storage().traders[trader].tier;
    }

    /// @inheritdoc ITradingModule
    function isFillSettled(bytes32 fillId) external view returns (bool) {
        return _storage().settledFills.get(uint256(fillId));
    }

    /// @inheritdoc ITradingModule
    function fees() external view returns (uint16 makerFeeBps, uint16 takerFeeBps, address feeRecipient) {
        (makerFeeBps, takerFeeBps) = feesOfTier(0);
        feeRecipient = _storage().feeRecipient;
    }

    /// @inheritdoc ITradingModule
    function settlementToken() external view returns (address) {
        return _storage().desk.settlementToken;
    }

    /// @inheritdoc ITradingModule
    function registry() external view returns (address) {
        return _storage().registry;
    }

    /// @inheritdoc ITradingModule
    function feeCapBps() external pure returns (uint16) {
        return FeeTable.CAP_BPS;
    }

    /// @inheritdoc ITradingModule
    function fillGasLimit() external pure returns (uint256) {
        return FILL_GAS_LIMIT;
    }

    /// @inheritdoc ITradingModule
    function hashOrder(Order calldata order) public view returns (bytes32) {
        return MessageHashUtils.toTypedDataHash(_domainSeparator(), order.structHash());
    }

    /// @inheritdoc ITradingModule
    function hashBlockTrade(BlockTrade calldata trade) public view returns (bytes32) {
        return MessageHashUtils.toTypedDataHash(_domainSeparator(), trade.structHash());
    }

    /// @inheritdoc ITradingModule
    function feesOfTier(uint8 tier) public view returns (uint16 makerFeeBps, uint16 takerFeeBps) {
        return _storage().desk.feeTable.feesOf(tier);
    }

    /// @dev Checks, then effects, then the movements of both tokens; any failure undoes all of it.
    function _settle(Fill calldata fill, bytes32 sellerHoldId, bytes32 buyerHoldId) private {
        Desk memory desk = _runningDesk(SETTLEMENT);
        Deal memory deal = _newDeal(fill);
        (deal.sellerHoldId, deal.buyerHoldId) = (sellerHoldId, buyerHoldId);
        _takeFillId(fill.fillId);
        _requireMatch(fill, deal);

        _price(deal, false);
        uint8 makerTier = _fill(fill.maker, deal.makerHash, fill.makerSignature, deal.quantity);
        uint8 takerTier = _fill(fill.taker, deal.takerHash, fill.takerSignature, deal.quantity);
        if (desk.feeTable != 0) {
            (uint16 makerFeeBps,) = desk.feeTable.feesOf(makerTier);
            (, uint16 takerFeeBps) = desk.feeTable.feesOf(takerTier);
            deal.makerFee = _feeOf(deal.makerHash, deal.cleanAmount, makerFeeBps, fill.maker.maxFeeBps);
            deal.takerFee = _feeOf(deal.takerHash, deal.cleanAmount, takerFeeBps, fill.taker.maxFeeBps);
        }
        _move(deal, desk.settlementToken);
        _emitTrade(deal, fill.fillId);
    }

    function _runningDesk(uint8 group) private view returns (Desk memory desk) {
        desk = _storage().desk;
        if (desk.pausedGroups & group != 0) revert GroupPaused(group);
    }

    /// @dev As {BitMaps} has it, with one load.
    function _takeFillId(bytes32 fillId) private {
        mapping(uint256 bucket => uint256) storage words = _storage().settledFills._data;
        uint256 bucket = uint256(fillId) >> 8;
        uint256 bit = 1 << (uint256(fillId) & 0xff);
        uint256 word = words[bucket];
        if (word & bit != 0) revert FillAlreadySettled(fillId);
        words[bucket] = word | bit;
    }

    function _newDeal(Fill calldata fill) private view returns (Deal memory deal) {
        bytes32 domain = _domainSeparator();
        deal.makerHash = MessageHashUtils.toTypedDataHash(domain, fill.maker.structHash());
        deal.takerHash = MessageHashUtils.toTypedDataHash(domain, fill.taker.structHash());
        deal.token = fill.maker.token;
        deal.makerBuys = fill.maker.side == Side.Buy;
        (deal.buyer, deal.seller) = deal.makerBuys
            ? (fill.maker.trader, fill.taker.trader)
            : (fill.taker.trader, fill.maker.trader);
        (deal.quantity, deal.price) = (fill.quantity, fill.price);
    }

    /// @dev Checks one side's order, and counts what is filled of it. Returns the trader's fee tier.
    function _fill(
        Order calldata order,
        bytes32 orderHash,
        bytes calldata signature,
        uint256 quantity
    ) private returns (uint8) {
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

    function _cancel(bytes32 signedHash) private {
        OrderState state = _storage().orders[signedHash];
        if (state.isCancelled()) revert OrderIsCancelled(signedHash);
        _storage().orders[signedHash] = state.cancelled();
    }

    /// @dev Whether the treasury may trade now, and what the trade costs, fees aside. Of a plain
    /// treasury, the listing is all that is read.
    function _price(Deal memory deal, bool isNegotiated) private {
        ITreasuryListings.Listing storage listing = _storage().treasuries[deal.token].listing;
        if (!listing.isPlain) {
            bytes memory answer = Address.functionDelegateCall(
                address(LISTINGS),
                abi.encodeCall(LISTINGS.onTrade, (deal.token, deal.quantity, deal.price, isNegotiated))
            );
            deal.accruedInterest = abi.decode(answer, (uint256));
        }
        deal.cleanAmount = Settlement.paymentFor(deal.quantity, deal.price, listing.unit);
        deal.payment = deal.cleanAmount + deal.accruedInterest;
        if (deal.cleanAmount == 0) revert ZeroPayment(deal.quantity, deal.price);
    }

    /// @dev The buyer pays the seller what is left of the payment after the seller's fee, and pays both fees to the
    /// recipient: payment plus the buyer's fee in sum, and one transfer fewer than fee by fee.
    function _move(Deal memory deal, address money) private {
        uint256 sellerFee = deal.makerBuys ? deal.takerFee : deal.makerFee;
        uint256 bothFees = deal.makerFee + deal.takerFee;
        _requireHoldOf(money, deal.buyerHoldId, deal.buyer, 0);
        _requireHoldOf(deal.token, deal.sellerHoldId, deal.seller, TRADED_PARTITION);
        _transfer(money, deal.buyer, deal.seller, deal.payment - sellerFee, deal.buyerHoldId);
        if (bothFees != 0) _transfer(money, deal.buyer, _storage().feeRecipient, bothFees, deal.buyerHoldId);
        _transfer(deal.token, deal.seller, deal.buyer, deal.quantity, deal.sellerHoldId);
    }

    function _transfer(address token, address from, address to, uint256 amount, bytes32 holdId) private {
        if (holdId == 0) IERC20(token).safeTransferFrom(from, to, amount);
        else IHoldable(token).executeHold(holdId, to, amount);
    }

    /// @dev Without this an operator could pay one trader's debt with another's hold.
    function _requireHoldOf(address token, bytes32 holdId, address account, bytes32 partition) private view {
        if (holdId == 0) return;
        IHoldable.Hold memory hold = IHoldable(token).holdOf(holdId);
        if (hold.holder != account || hold.partition != partition) revert HoldNotOf(holdId, account);
    }

    function _emitTrade(Deal memory deal, bytes32 fillId) private {
        emit Trade(
            fillId,
            deal.token,
            deal.makerHash,
            deal.takerHash,
            deal.buyer,
            deal.seller,
            deal.quantity,
            deal.price,
            deal.payment,
            deal.makerFee,
            deal.takerFee,
            deal.accruedInterest
        );
    }

    function _emitBlockTraded(Deal memory deal, bytes32 blockHash) private {
        emit BlockTraded(
            blockHash,
            deal.token,
            deal.buyer,
            deal.seller,
            deal.quantity,
            deal.price,
            deal.payment,
            deal.makerFee,
            deal.takerFee,
            deal.accruedInterest
        );
    }

    /// @dev What both orders and the fill must have to do with each other.
    function _requireMatch(Fill calldata fill, Deal memory deal) private pure {
        Order calldata maker = fill.maker;
        Order calldata taker = fill.taker;
        if (deal.quantity == 0) revert ZeroQuantity();
        if (deal.makerBuys == (taker.side == Side.Buy)) revert SidesDoNotMatch(deal.makerHash, deal.takerHash);
        if (deal.token != taker.token) revert TokensDoNotMatch(deal.token, taker.token);
        if (deal.buyer == deal.seller) revert SelfTrade(deal.buyer);
        _requireWithinLimit(deal.makerBuys, maker.price, deal.makerHash, deal.price);
        _requireWithinLimit(!deal.makerBuys, taker.price, deal.takerHash, deal.price);
    }

    function _requireWithinLimit(bool buys, uint256 limit, bytes32 orderHash, uint256 price) private pure {
        if (buys ? price > limit : price < limit) revert PriceOutsideLimit(orderHash, limit, price);
    }

    /// @dev Checks a block trade by itself, and that it settles once.
    function _takeBlock(BlockTrade calldata trade, bytes32 blockHash) private {
        OrderState state = _storage().orders[blockHash];
        if (state.isCancelled()) revert OrderIsCancelled(blockHash);
        if (state.filled() != 0) revert BlockAlreadySettled(blockHash);
        if (trade.buyer == trade.seller) revert SelfTrade(trade.buyer);
        ITreasuryListings.Listing storage listing = _storage().treasuries[trade.token].listing;
        uint32 minTokens = listing.minBlockTokens;
        if (minTokens == 0 || trade.quantity < uint256(minTokens) * listing.unit) {
            revert BlockTooSmall(trade.token, trade.quantity, minTokens);
        }
        if (block.timestamp < trade.validFrom || block.timestamp > trade.validUntil) {
            revert OutsideWindow(blockHash, trade.validFrom, trade.validUntil);
        }
        _storage().orders[blockHash] = state.withFill(trade.quantity);
    }

    /// @dev Checks that a party stands by a block trade; returns its fee.
    function _commit(
        BlockTrade calldata trade,
        address party,
        bytes32 blockHash,
        bytes calldata signature,
        uint256 cleanAmount,
        uint80 feeTable
    ) private view returns (uint256) {
        TraderState memory trader = _storage().traders[party];
        if (trade.nonce < trader.nonceFloor) revert NonceTooLow(blockHash, trade.nonce, trader.nonceFloor);
        if (!SignedBy.isSigned(party, blockHash, signature)) revert BadSignature(blockHash, party);
        (uint16 feeBps,) = feeTable.feesOf(trader.tier);
        return _feeOf(blockHash, cleanAmount, feeBps, trade.maxFeeBps);
    }

    function _isParty(BlockTrade calldata trade) private view returns (bool) {
        return msg.sender == trade.buyer || msg.sender == trade.seller;
    }

    function _feeOf(
        bytes32 signedHash,
        uint256 cleanAmount,
        uint16 feeBps,
        uint16 maxFeeBps
    ) private pure returns (uint256) {
        if (feeBps > maxFeeBps) revert FeeTooHigh(signedHash, maxFeeBps, feeBps);
        return Settlement.feeFor(cleanAmount, feeBps, maxFeeBps);
    }

    /// @dev With a recipient that is zero, no tier may have a fee.
    function _setTier(uint8 tier, uint16 makerFeeBps, uint16 takerFeeBps) private {
        if (tier >= FeeTable.TIERS) revert UnknownTier(tier);
        if (makerFeeBps > FeeTable.CAP_BPS) revert FeeAboveCap(makerFeeBps, FeeTable.CAP_BPS);
        if (takerFeeBps > FeeTable.CAP_BPS) revert FeeAboveCap(takerFeeBps, FeeTable.CAP_BPS);
        TradingStorage storage $ = _storage();
        uint80 table = $.desk.feeTable.withTier(tier, makerFeeBps, takerFeeBps);
        if (table != 0 && $.feeRecipient == address(0)) revert ZeroAddress();
        $.desk.feeTable = table;
        emit TierChanged(tier, makerFeeBps, takerFeeBps);
    }

    function _pausedGroups() internal view override returns (uint8) {
        return _storage().desk.pausedGroups;
    }

    function _setPausedGroups(uint8 groups) internal override {
        _storage().desk.pausedGroups = groups;
    }
}
