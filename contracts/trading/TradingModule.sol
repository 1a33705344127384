// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {Address} from "@openzeppelin/contracts/utils/Address.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {ReentrancyGuardTransient} from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";
import {MessageHashUtils} from "@openzeppelin/contracts/utils/cryptography/MessageHashUtils.sol";
import {BitMaps} from "@openzeppelin/contracts/utils/structs/BitMaps.sol";

import {IHoldable} from "../interfaces/IHoldable.sol";
import {ITradingModule} from "../interfaces/ITradingModule.sol";
import {ITreasuryListings} from "../interfaces/ITreasuryListings.sol";
import {BoundedCall} from "../libraries/BoundedCall.sol";
import {FeeTable} from "../libraries/FeeTable.sol";
import {OrderHash} from "../libraries/OrderHash.sol";
import {OrderState} from "../libraries/OrderState.sol";
import {Settlement} from "../libraries/Settlement.sol";
import {SignedBy} from "../libraries/SignedBy.sol";
import {TradingFees} from "./TradingFees.sol";
import {TradingOrders} from "./TradingOrders.sol";
import {TreasuryListings} from "./TreasuryListings.sol";

/// @title TradingModule
/// @notice Settles matched pairs of signed orders and block trades: delivery versus payment, in one transaction.
contract TradingModule is TradingOrders, TradingFees, ReentrancyGuardTransient {
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

    /// @dev The groups of {settle}, {settleBatch}, {settleByHold}, and of {settleBlock}.
    uint8 private constant SETTLEMENT = 1;
    uint8 private constant BLOCK_TRADES = 2;

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

    // It takes no ether, and does what a proxy does.
    // solhint-disable no-complex-fallback, payable-fallback
    /// @notice Has whatever isn't declared here answered by the code of {ITreasuryListings}, on this contract's state.
    fallback() external {
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

    // solhint-enable no-complex-fallback, payable-fallback

    /// @notice Makes a proxy a trading module.
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
    function isFillSettled(bytes32 fillId) external view returns (bool) {
        return _storage().settledFills.get(uint256(fillId));
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
    function fillGasLimit() external pure returns (uint256) {
        return FILL_GAS_LIMIT;
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

    /// @dev Whether the treasury may trade now, and what the trade costs, fees aside. Of a plain treasury,
    /// the listing is all that is read.
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

    function _pausedGroups() internal view override returns (uint8) {
        return _storage().desk.pausedGroups;
    }

    function _setPausedGroups(uint8 groups) internal override {
        _storage().desk.pausedGroups = groups;
    }
}
