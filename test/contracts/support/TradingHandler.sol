// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IComplianceModule} from "../../../contracts/interfaces/IComplianceModule.sol";
import {IOrderBoard} from "../../../contracts/interfaces/IOrderBoard.sol";
import {ITradingModule} from "../../../contracts/interfaces/ITradingModule.sol";
import {ITreasuryRegistry} from "../../../contracts/interfaces/ITreasuryRegistry.sol";
import {OrderBoard} from "../../../contracts/trading/OrderBoard.sol";
import {TreasuryToken} from "../../../contracts/treasury/TreasuryToken.sol";

import {TradingDesk} from "./TradingDesk.sol";
import {bound} from "./bound.sol";
import {proxied} from "./proxied.sol";

/// @notice Runs a desk at random: orders, fills, batches, holds, block trades, posted orders, cancels, fees and tiers, halts,
/// pauses, hours, suspensions, time. Keeps its own account of what may happen, and remembers in {violation} the first thing
/// that did although it may not.
contract TradingHandler is TradingDesk {
    uint256 private constant TRADERS = 4;
    uint256 private constant FIRST_KEY = 0x1000;
    uint256 private constant MAX_ORDERS = 48;
    uint16 private constant MAX_FEE_BPS = 25;
    uint256 private constant BPS = 10_000;

    /// @notice What a trader had before a trade.
    struct Balances {
        uint256 money;
        uint256 tokens;
    }

    /// @notice The first rule seen broken; empty while all hold.
    string public violation;
    uint256 public settledFills;
    uint256 public failedFills;
    uint256 public settledBlocks;
    uint256 public heldFills;
    uint256 public postedOrders;
    uint256 public heldFunds;

    OrderBoard private _board;
    address[] private _traders;
    mapping(address account => uint256) private _keys;
    ITradingModule.Order[] private _orders;
    mapping(bytes32 orderHash => uint256) private _filled;
    mapping(bytes32 signedHash => bool) private _isVoid;
    mapping(address trader => uint64) private _nonceFloors;
    mapping(address token => bool) private _isHalted;
    mapping(address token => bool) private _isShut;
    mapping(address token => bool) private _isInactive;
    uint8 private _paused;
    bytes32[] private _settledIds;
    bytes32[] private _posted;
    uint256 private _lastHold;

    constructor() {
        setUp();
        bytes memory call = abi.encodeCall(OrderBoard.initialize, (address(module), address(this), 0));
        _board = OrderBoard(proxied(address(new OrderBoard()), call));
        module.setFees(2, 5, treasurer);
        for (uint8 tier = 1; tier < 5; ++tier) module.setTier(tier, tier * 5, tier * 6);
        listings.setMinBlock(address(bill), 1);
        listings.setMinBlock(address(note), 1);
        for (uint256 i; i < TRADERS; ++i) {
            _traders.push(vm.addr(FIRST_KEY + i));
            _keys[_traders[i]] = FIRST_KEY + i;
            onboard(_traders[i]);
        }
    }

    function settle(uint256 seed, uint256 quantity, uint256 price) external {
        ITradingModule.Fill memory fill = pickFill(seed, quantity, price);
        (Balances memory buyer, Balances memory seller) = balancesOf(fill);
        try module.settle(fill) {
            onSettled(fill, buyer, seller);
        } catch {
            ++failedFills;
        }
    }

    function settleByHold(uint256 seed, uint256 quantity, uint256 price) external {
        ITradingModule.Fill memory fill = pickFill(seed, quantity, price);
        (address buyer, address seller) = partiesOf(fill);
        bytes32 tokens = seed % 3 == 0 ? bytes32(0) : hold(seed % 7 == 0 ? buyer : seller, fill.maker.token, fill.quantity);
        bytes32 money = seed % 5 == 0 ? bytes32(0) : hold(seed % 11 == 0 ? seller : buyer, address(cash), fill.quantity * 150);
        (Balances memory buyerBefore, Balances memory sellerBefore) = balancesOf(fill);
        try module.settleByHold(fill, tokens, money) {
            if (tokens != 0 && seed % 7 == 0) violation = "delivered from another's hold";
            if (money != 0 && seed % 11 == 0) violation = "paid from another's hold";
            ++heldFills;
            onSettled(fill, buyerBefore, sellerBefore);
        } catch {
            ++failedFills;
        }
        release(TreasuryToken(fill.maker.token), tokens, money);
    }

    function settleBatch(uint256 seed, uint256 quantity, uint256 price) external {
        ITradingModule.Fill[] memory fills = new ITradingModule.Fill[](2);
        for (uint256 i; i < fills.length; ++i) {
            fills[i] = pickFill(uint256(keccak256(abi.encode(seed, i))), quantity, price);
        }
        module.settleBatch(fills);
        for (uint256 i; i < fills.length; ++i) {
            if (module.isFillSettled(fills[i].fillId)) count(fills[i]);
            else ++failedFills;
        }
    }

    /// @dev A fill that settled may not settle again.
    function settleAgain(uint256 seed, uint256 quantity, uint256 price) external {
        if (_settledIds.length == 0) return;
        ITradingModule.Fill memory fill = pickFill(seed, quantity, price);
        fill.fillId = _settledIds[seed % _settledIds.length];
        try module.settle(fill) {
            violation = "a fill settled twice";
        } catch {
            ++failedFills;
        }
    }

    function settleBlock(uint256 seed, uint256 quantity, uint256 price, bool isCancelled) external {
        ITradingModule.BlockTrade memory trade = pickBlock(seed, quantity, price);
        bytes32 blockHash = module.hashBlockTrade(trade);
        if (isCancelled) {
            vm.prank(seed % 2 == 0 ? trade.buyer : trade.seller);
            module.cancelBlock(trade);
            _isVoid[blockHash] = true;
        }
        uint256 tokens = TreasuryToken(trade.token).balanceOf(trade.buyer);
        try this.sendBlock(trade) {
            ++settledBlocks;
            if (_paused & 2 != 0 || _isHalted[trade.token] || isInactive(trade.token)) violation = "a block in a stop";
            if (_isVoid[blockHash]) violation = "a cancelled block settled";
            if (trade.nonce < _nonceFloors[trade.buyer] || trade.nonce < _nonceFloors[trade.seller]) {
                violation = "a block below a floor";
            }
            if (TreasuryToken(trade.token).balanceOf(trade.buyer) != tokens + trade.quantity) violation = "block delivery";
            try this.sendBlock(trade) {
                violation = "a block settled twice";
            } catch {}
        } catch {
            ++failedFills;
        }
    }

    function post(uint256 seed) external {
        ITradingModule.Order memory order = pickOrder(seed);
        try _board.post(order, signOrder(keyOf(order.trader), order)) returns (bytes32 orderHash) {
            if (_paused & 4 != 0 && !module.isConfirmed(orderHash)) violation = "confirmed in a pause";
            ++postedOrders;
            _posted.push(orderHash);
        } catch {}
    }

    function prune(uint256 seed) external {
        if (_posted.length == 0) return;
        bytes32[] memory list = new bytes32[](1);
        uint256 index = seed % _posted.length;
        list[0] = _posted[index];
        try _board.prune(list) {
            (_posted[index], _posted[_posted.length - 1]) = (_posted[_posted.length - 1], _posted[index]);
            _posted.pop();
        } catch {}
    }

    function cancel(uint256 seed) external {
        ITradingModule.Order memory order = pickOrder(seed);
        bytes32 orderHash = module.hashOrder(order);
        if (_isVoid[orderHash]) return;
        vm.prank(order.trader);
        module.cancel(order);
        _isVoid[orderHash] = true;
    }

    function raiseNonceFloor(uint256 who, uint64 by) external {
        address trader = _traders[who % TRADERS];
        uint64 floor = _nonceFloors[trader] + by % 2;
        if (floor > 8 || floor == _nonceFloors[trader]) return;
        vm.prank(trader);
        module.raiseNonceFloor(floor);
        _nonceFloors[trader] = floor;
    }

    function assignTier(uint256 who, uint8 tier) external {
        module.assignTier(_traders[who % TRADERS], tier % 5);
    }

    function pause(uint8 groups) external {
        if (groups % 4 != 0) return;
        module.pause(groups >> 2 & 7);
        _paused |= groups >> 2 & 7;
    }

    function resume(uint8 groups) external {
        module.resume(groups);
        _paused &= ~groups;
    }

    function setHalted(uint256 seed) external {
        address token = pickToken(seed);
        if (_isHalted[token]) listings.endHalt(token);
        else if (seed % 4 == 0) listings.halt(token);
        else return;
        _isHalted[token] = !_isHalted[token];
    }

    /// @dev Shut: no session ever takes place, for every day of the next weeks is a holiday or no weekday of a session.
    function setHours(uint256 seed) external {
        address token = pickToken(seed);
        if (_isShut[token]) {
            listings.setHours(token, 0, 0, 0);
        } else {
            if (seed % 4 != 0) return;
            // One second long, the one before now: it isn't open until time is moved, which reopens it.
            uint256 before = (block.timestamp - 1) % 1 days;
            // forge-lint: disable-next-line(unsafe-typecast)
            listings.setHours(token, 0x7f, uint24(before), uint24(before + 1));
        }
        _isShut[token] = !_isShut[token];
    }

    function setActive(uint256 seed) external {
        address token = pickToken(seed);
        if (!_isInactive[token] && seed % 4 != 0) return;
        registry.setStatus(
            token,
            _isInactive[token]
                ? ITreasuryRegistry.TreasuryStatus.Active
                : ITreasuryRegistry.TreasuryStatus.Suspended
        );
        _isInactive[token] = !_isInactive[token];
    }

    function setApproved(uint256 who, bool approved) external {
        if (who % 8 != 0 && !approved) return;
        compliance.setInvestorStatus(
            _traders[who % TRADERS],
            approved ? IComplianceModule.InvestorStatus.Approved : IComplianceModule.InvestorStatus.Suspended
        );
    }

    function pass(uint256 time) external {
        for (uint256 i; i < 2; ++i) {
            address token = pickToken(i);
            if (!_isShut[token]) continue;
            listings.setHours(token, 0, 0, 0);
            _isShut[token] = false;
        }
        vm.warp(block.timestamp + bound(time, 1, 8 hours));
    }

    /// @dev Only from {settleBlock}: reverts with everything it does.
    function sendBlock(ITradingModule.BlockTrade calldata trade) external {
        module.settleBlock(
            trade, signBlock(keyOf(trade.buyer), trade), signBlock(keyOf(trade.seller), trade), 0, 0
        );
    }

    function sumOfMoney() external view returns (uint256 sum) {
        sum = cash.balanceOf(alice) + cash.balanceOf(bob) + cash.balanceOf(treasurer);
        for (uint256 i; i < TRADERS; ++i) sum += cash.balanceOf(_traders[i]);
    }

    function sumOfTokens(TreasuryToken token) external view returns (uint256 sum) {
        sum = token.balanceOf(alice) + token.balanceOf(bob);
        for (uint256 i; i < TRADERS; ++i) sum += token.balanceOf(_traders[i]);
    }

    /// @notice Whether each order's filled quantity is what was settled for it, and within the order.
    function areFillsRight() external view returns (bool) {
        for (uint256 i; i < _orders.length; ++i) {
            bytes32 orderHash = module.hashOrder(_orders[i]);
            uint256 filled = module.filledQuantity(orderHash);
            if (filled > _orders[i].quantity || filled != _filled[orderHash]) return false;
        }
        return true;
    }

    /// @notice Whether the board lists exactly what was posted and not pruned, and shows exactly what can be filled of it.
    function isBoardRight() external view returns (bool) {
        uint256 listed;
        uint256 shown;
        for (uint256 i; i < 4; ++i) {
            ITradingModule.Side side = ITradingModule.Side(i / 2);
            listed += _board.postedCount(pickToken(i), side);
            IOrderBoard.PostedOrder[] memory page = _board.postedOrders(pickToken(i), side, 0, type(uint256).max);
            shown += page.length;
            for (uint256 j; j < page.length; ++j) {
                ITradingModule.Order memory order = page[j].order;
                bool isRight = order.token == pickToken(i) && order.side == side && page[j].remaining != 0
                    && page[j].remaining == order.quantity - _filled[page[j].orderHash] && !isVoid(order, page[j].orderHash);
                if (!isRight) return false;
            }
        }
        uint256 open;
        for (uint256 i; i < _orders.length; ++i) {
            bytes32 orderHash = module.hashOrder(_orders[i]);
            bool isOpen = _filled[orderHash] < _orders[i].quantity && !isVoid(_orders[i], orderHash);
            if (isOpen && _board.isPosted(orderHash)) ++open;
        }
        return listed == _posted.length && shown == open;
    }

    function desk() external view returns (TreasuryToken, TreasuryToken, address, address) {
        return (bill, note, address(cash), address(module));
    }

    /// @dev An order drawn anew while there is room, else one of those there are; every fourth time an old one anyway.
    function pickOrder(uint256 seed) private returns (ITradingModule.Order memory order) {
        if (_orders.length == MAX_ORDERS || (_orders.length != 0 && seed % 4 == 0)) {
            return _orders[(seed >> 8) % _orders.length];
        }
        traded = pickToken(seed >> 16);
        uint256 whole = seed % 3 == 0 ? 0 : bound(seed >> 32, 0, ONE);
        order = newOrder(
            _traders[(seed >> 8) % TRADERS],
            ITradingModule.Side((seed >> 17) % 2),
            (1 + (seed >> 24) % 40) * ONE + whole,
            priceOf(traded, seed >> 40)
        );
        order.maxFeeBps = uint16((seed >> 48) % 3 == 0 ? 10 : MAX_FEE_BPS);
        order.nonce = uint64((seed >> 56) % 9);
        _orders.push(order);
    }

    /// @dev Mostly a pair that matches: an order and its opposite, by another trader.
    function pickFill(
        uint256 seed,
        uint256 quantity,
        uint256 price
    ) private returns (ITradingModule.Fill memory) {
        ITradingModule.Order memory maker = pickOrder(seed);
        ITradingModule.Order memory taker;
        if (seed % 16 == 0) {
            taker = pickOrder(seed >> 96);
        } else {
            traded = maker.token;
            taker = newOrder(
                _traders[(seed >> 104) % TRADERS],
                ITradingModule.Side(1 - uint8(maker.side)),
                maker.quantity,
                maker.price
            );
            if (_orders.length < MAX_ORDERS) _orders.push(taker);
        }
        quantity = bound(quantity, 1, maker.quantity);
        price = seed % 8 == 0 ? priceOf(maker.token, price) : maker.price;
        return newFill(maker, taker, quantity, price);
    }

    function pickBlock(
        uint256 seed,
        uint256 quantity,
        uint256 price
    ) private returns (ITradingModule.BlockTrade memory trade) {
        traded = pickToken(seed);
        trade = newBlock();
        trade.buyer = _traders[(seed >> 8) % TRADERS];
        trade.seller = _traders[(seed >> 16) % TRADERS];
        trade.quantity = bound(quantity, 1, 40 * ONE);
        trade.price = priceOf(traded, price);
        trade.nonce = uint64((seed >> 24) % 9);
    }

    function pickToken(uint256 seed) private view returns (address) {
        return seed % 2 == 0 ? address(bill) : address(note);
    }

    function priceOf(address token, uint256 seed) private view returns (uint256) {
        uint256 middle = token == address(bill) ? PRICE : NOTE_PRICE;
        return bound(seed, middle - 50, middle + 50);
    }

    function partiesOf(ITradingModule.Fill memory fill) private pure returns (address buyer, address seller) {
        return fill.maker.side == ITradingModule.Side.Buy
            ? (fill.maker.trader, fill.taker.trader)
            : (fill.taker.trader, fill.maker.trader);
    }

    function balancesOf(ITradingModule.Fill memory fill)
        private
        view
        returns (Balances memory buyer, Balances memory seller)
    {
        (address buyerAccount, address sellerAccount) = partiesOf(fill);
        TreasuryToken token = TreasuryToken(fill.maker.token);
        buyer = Balances(cash.balanceOf(buyerAccount), token.balanceOf(buyerAccount));
        seller = Balances(cash.balanceOf(sellerAccount), token.balanceOf(sellerAccount));
    }

    /// @dev Sets aside for the module what somebody has; zero when it can't.
    function hold(address holder, address token, uint256 amount) private returns (bytes32 holdId) {
        bytes32 partition = token == address(cash) ? bytes32(0) : bytes32("unrestricted");
        vm.prank(holder);
        try TreasuryToken(token).createHold(
            address(0), address(module), partition, amount, uint64(block.timestamp + 1 days), bytes32(++_lastHold)
        ) returns (bytes32 id) {
            ++heldFunds;
            return id;
        } catch {}
    }

    function release(TreasuryToken token, bytes32 tokenHold, bytes32 moneyHold) private {
        vm.startPrank(address(module));
        if (tokenHold != 0) token.releaseHold(tokenHold);
        if (moneyHold != 0) cash.releaseHold(moneyHold);
        vm.stopPrank();
    }

    function onSettled(
        ITradingModule.Fill memory fill,
        Balances memory buyer,
        Balances memory seller
    ) private {
        count(fill);
        (Balances memory buyerNow, Balances memory sellerNow) = balancesOf(fill);
        if (buyerNow.tokens != buyer.tokens + fill.quantity) violation = "delivered another quantity";
        if (sellerNow.tokens + fill.quantity != seller.tokens) violation = "gave another quantity";
        bool makerBuys = fill.maker.side == ITradingModule.Side.Buy;
        ITradingModule.Order memory buy = makerBuys ? fill.maker : fill.taker;
        ITradingModule.Order memory sell = makerBuys ? fill.taker : fill.maker;
        checkMoney(fill, buy, sell, buyer.money - buyerNow.money, sellerNow.money - seller.money);
    }

    /// @dev Limits and fees, whatever the module says the payment was.
    function checkMoney(
        ITradingModule.Fill memory fill,
        ITradingModule.Order memory buy,
        ITradingModule.Order memory sell,
        uint256 paid,
        uint256 received
    ) private {
        (, uint256 accrued,) = listings.quote(fill.maker.token, fill.quantity, fill.price);
        uint256 most = fill.quantity * buy.price / ONE;
        uint256 least = fill.quantity * sell.price / ONE;
        if (paid > accrued + most + most * buy.maxFeeBps / BPS) violation = "paid beyond limit and interest";
        if (received + least * sell.maxFeeBps / BPS + 1 < accrued + least) violation = "received too little";
        uint256 clean = fill.quantity * fill.price / ONE;
        if (paid < received || paid - received > clean * 2 * module.feeCapBps() / BPS + 2) violation = "fees beyond the cap";
    }

    /// @dev What must have been so for a fill to settle.
    function count(ITradingModule.Fill memory fill) private {
        ++settledFills;
        _settledIds.push(fill.fillId);
        address token = fill.maker.token;
        if (_paused & 1 != 0) violation = "settled in a pause";
        if (_isHalted[token]) violation = "settled in a halt";
        if (_isShut[token]) violation = "settled out of hours";
        if (isInactive(token)) violation = "settled while inactive";
        countSide(fill.maker, fill.quantity);
        countSide(fill.taker, fill.quantity);
    }

    function countSide(ITradingModule.Order memory order, uint256 quantity) private {
        bytes32 orderHash = module.hashOrder(order);
        if (isVoid(order, orderHash)) violation = "a void order settled";
        IComplianceModule.InvestorStatus status = compliance.investorOf(order.trader).status;
        if (status != IComplianceModule.InvestorStatus.Approved) violation = "the unapproved traded";
        _filled[orderHash] += quantity;
        if (_filled[orderHash] > order.quantity) violation = "overfilled";
    }

    function isVoid(ITradingModule.Order memory order, bytes32 orderHash) private view returns (bool) {
        return _isVoid[orderHash] || block.timestamp > order.expiry || order.nonce < _nonceFloors[order.trader];
    }

    function isInactive(address token) private view returns (bool) {
        return _isInactive[token] || (token == address(bill) && block.timestamp >= MATURITY);
    }

    function keyOf(address account) internal view override returns (uint256) {
        return _keys[account];
    }
}
