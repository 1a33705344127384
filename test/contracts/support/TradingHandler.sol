// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IComplianceModule} from "../../../contracts/interfaces/IComplianceModule.sol";
import {ITradingModule} from "../../../contracts/interfaces/ITradingModule.sol";
import {ITreasuryRegistry} from "../../../contracts/interfaces/ITreasuryRegistry.sol";
import {SettlementToken} from "../../../contracts/trading/SettlementToken.sol";
import {TradingModule} from "../../../contracts/trading/TradingModule.sol";
import {TreasuryToken} from "../../../contracts/treasury/TreasuryToken.sol";

import {Desk} from "./Desk.sol";
import {bound} from "./bound.sol";

/// @notice Runs a desk at random: orders, fills, batches, cancels, freezes, suspensions, transfers, redemptions. What
/// must hold after every single movement it checks itself and remembers in {violation}.
contract TradingHandler is Desk {
    uint256 private constant TRADERS = 5;
    uint256 private constant FIRST_KEY = 0x1000;

    /// @notice The first rule seen broken; empty while all hold.
    string public violation;
    uint256 public settledFills;
    uint256 public failedFills;

    address[] private _traders;
    mapping(address account => uint256) private _keys;
    ITradingModule.Order[] private _orders;
    mapping(bytes32 orderHash => uint256) private _settledQuantity;
    mapping(address account => uint256) private _tokensBefore;
    uint256 private _issued;
    uint256 private _redeemed;
    bool private _isForced;

    /// @dev Compares the balances before and after: only the eligible gain, only the unfrozen lose, nothing moves in a pause.
    modifier watched() {
        bool wasPaused = bill.paused();
        for (uint256 i; i < TRADERS; ++i) _tokensBefore[trader(i)] = bill.balanceOf(trader(i));
        _;
        for (uint256 i; i < TRADERS; ++i) watch(trader(i), wasPaused);
    }

    constructor() {
        setUp();
        for (uint256 i; i < TRADERS; ++i) {
            _traders.push(vm.addr(FIRST_KEY + i));
            _keys[_traders[i]] = FIRST_KEY + i;
        }
        for (uint256 i; i + 1 < TRADERS; ++i) onboard(trader(i));
        _issued = bill.totalSupply();
        // The last trader is never approved: it has money and has allowed the module to move everything.
        cash.mint(trader(TRADERS - 1), MONEY);
        allow(trader(TRADERS - 1));
    }

    function place(uint256 who, bool buys, uint256 quantity, uint256 price) public {
        ITradingModule.Side side = buys ? ITradingModule.Side.Buy : ITradingModule.Side.Sell;
        _orders.push(newOrder(trader(who), side, bound(quantity, ONE, 1000 * ONE), bound(price, PRICE - 100, PRICE + 100)));
    }

    function settle(uint256 maker, uint256 taker, uint256 quantity, uint256 price) public watched {
        if (_orders.length == 0) return;
        ITradingModule.Fill memory fill = pickFill(maker, taker, quantity, price);
        uint256[2] memory moneyBefore = [cash.balanceOf(fill.maker.trader), cash.balanceOf(fill.taker.trader)];
        try module.settle(fill) {
            record(fill);
            checkMoney(fill, moneyBefore);
        } catch {
            ++failedFills;
        }
    }

    function settleMatching(uint256 maker, uint256 taker, uint256 quantity, uint256 price) external {
        price = bound(price, PRICE - 100, PRICE + 100);
        place(maker, false, quantity, price);
        place(taker, true, quantity, price);
        settle(_orders.length - 2, _orders.length - 1, bound(quantity, ONE, 1000 * ONE), price);
    }

    function settleBatch(uint256 seed, uint256 quantity) external watched {
        if (_orders.length == 0) return;
        ITradingModule.Fill[] memory fills = new ITradingModule.Fill[](3);
        for (uint256 i; i < fills.length; ++i) {
            uint256 random = uint256(keccak256(abi.encode(seed, i)));
            fills[i] = pickFill(random, random >> 64, quantity, random >> 128);
        }
        module.settleBatch(fills);
        for (uint256 i; i < fills.length; ++i) {
            if (module.isFillSettled(fills[i].fillId)) record(fills[i]);
            else ++failedFills;
        }
    }

    function cancel(uint256 index) external {
        if (_orders.length == 0) return;
        ITradingModule.Order memory order = _orders[index % _orders.length];
        if (module.isCancelled(module.hashOrder(order))) return;
        vm.prank(order.trader);
        module.cancel(order);
    }

    function raiseNonceFloor(uint256 who, uint256 floor) external {
        uint64 nonceFloor = uint64(floor % 8);
        if (nonceFloor <= module.nonceFloorOf(trader(who))) return;
        vm.prank(trader(who));
        module.raiseNonceFloor(nonceFloor);
    }

    function setFrozen(uint256 who, bool frozen) external {
        bill.setFrozen(trader(who), frozen && who % 3 == 0);
    }

    function setInvestorStatus(uint256 who, uint256 status) external {
        uint256 index = who % (TRADERS - 1);
        compliance.setInvestorStatus(trader(index), IComplianceModule.InvestorStatus(status % 5 > 1 ? 1 : status % 5 + 2));
    }

    function setPaused(uint256 seed) external {
        if (bill.paused()) bill.unpause();
        else if (seed % 4 == 0) bill.pause();
    }

    function setSuspended(uint256 seed) external {
        bool tradable = registry.isTradable(address(bill));
        if (!tradable) registry.setStatus(address(bill), ITreasuryRegistry.TreasuryStatus.Active);
        else if (seed % 4 == 0) registry.setStatus(address(bill), ITreasuryRegistry.TreasuryStatus.Suspended);
    }

    function setFees(uint256 makerFeeBps, uint256 takerFeeBps) external {
        module.setFees(uint16(makerFeeBps % 30), uint16(takerFeeBps % 30), treasurer);
    }

    function transfer(uint256 from, uint256 to, uint256 amount) external watched {
        vm.prank(trader(from));
        try bill.transfer(trader(to), bound(amount, 0, TOKENS)) {} catch {}
    }

    function forcedTransfer(uint256 from, uint256 to, uint256 amount) external {
        _isForced = true;
        forceTransfer(trader(from), trader(to), bound(amount, 0, 1000 * ONE));
        _isForced = false;
    }

    function issue(uint256 to, uint256 amount) external watched {
        amount = bound(amount, 0, TOKENS);
        try bill.issue(trader(to), amount) {
            _issued += amount;
        } catch {}
    }

    function redeem(uint256 from, uint256 amount) external watched {
        amount = bound(amount, 0, 1000 * ONE);
        vm.prank(trader(from));
        bill.approve(address(this), amount);
        try bill.redeem(trader(from), amount) {
            _redeemed += amount;
        } catch {}
    }

    function supplyExpected() external view returns (uint256) {
        return _issued - _redeemed;
    }

    function sumOfTokens() external view returns (uint256 sum) {
        sum = bill.balanceOf(alice) + bill.balanceOf(bob) + bill.balanceOf(treasurer);
        for (uint256 i; i < TRADERS; ++i) sum += bill.balanceOf(trader(i));
    }

    function sumOfMoney() external view returns (uint256 sum) {
        sum = cash.balanceOf(alice) + cash.balanceOf(bob) + cash.balanceOf(treasurer);
        for (uint256 i; i < TRADERS; ++i) sum += cash.balanceOf(trader(i));
    }

    /// @notice Whether each order's filled quantity is what was settled for it, and within the order.
    function areFillsRight() external view returns (bool) {
        for (uint256 i; i < _orders.length; ++i) {
            bytes32 orderHash = module.hashOrder(_orders[i]);
            uint256 filled = module.filledQuantity(orderHash);
            if (filled > _orders[i].quantity || filled != _settledQuantity[orderHash]) return false;
        }
        return true;
    }

    function desk() external view returns (TradingModule, TreasuryToken, SettlementToken) {
        return (module, bill, cash);
    }

    function outsider() external view returns (address) {
        return trader(TRADERS - 1);
    }

    function forceTransfer(address from, address to, uint256 amount) private watched {
        try bill.forcedTransfer(from, to, amount, "court order") {} catch {}
    }

    function pickFill(
        uint256 maker,
        uint256 taker,
        uint256 quantity,
        uint256 price
    ) private returns (ITradingModule.Fill memory) {
        return newFill(
            _orders[maker % _orders.length],
            _orders[taker % _orders.length],
            bound(quantity, 1, 1000 * ONE),
            bound(price, PRICE - 100, PRICE + 100)
        );
    }

    function record(ITradingModule.Fill memory fill) private {
        ++settledFills;
        _settledQuantity[module.hashOrder(fill.maker)] += fill.quantity;
        _settledQuantity[module.hashOrder(fill.taker)] += fill.quantity;
    }

    /// @dev Limits and fees: what each side paid or got, whatever the module says the payment was.
    function checkMoney(ITradingModule.Fill memory fill, uint256[2] memory moneyBefore) private {
        checkSide(fill.maker, fill.quantity, moneyBefore[0]);
        checkSide(fill.taker, fill.quantity, moneyBefore[1]);
    }

    function checkSide(ITradingModule.Order memory order, uint256 quantity, uint256 moneyBefore) private {
        uint256 money = cash.balanceOf(order.trader);
        uint256 atLimit = quantity * order.price;
        if (order.side == ITradingModule.Side.Buy) {
            if ((moneyBefore - money) * ONE * 10_000 > atLimit * (10_000 + order.maxFeeBps)) violation = "paid too much";
        } else if ((money - moneyBefore + 1) * ONE * 10_000 < atLimit * (10_000 - order.maxFeeBps)) {
            violation = "received too little";
        }
    }

    function watch(address account, bool wasPaused) private {
        uint256 balance = bill.balanceOf(account);
        uint256 before = _tokensBefore[account];
        if (balance == before) return;
        if (wasPaused) violation = "moved in a pause";
        if (balance > before && !isEligible(account)) violation = "the ineligible received";
        if (balance < before && !_isForced && bill.isFrozen(account)) violation = "the frozen lost";
    }

    function isEligible(address account) private view returns (bool) {
        IComplianceModule.Investor memory investor = compliance.investorOf(account);
        bool approved = investor.status == IComplianceModule.InvestorStatus.Approved;
        return approved && block.timestamp < investor.expiry && !bill.isFrozen(account);
    }

    function trader(uint256 index) private view returns (address) {
        return _traders[index % TRADERS];
    }

    function keyOf(address account) internal view override returns (uint256) {
        return _keys[account];
    }
}
