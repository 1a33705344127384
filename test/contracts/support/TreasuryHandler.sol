// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ITreasuryRegistry} from "../../../contracts/interfaces/ITreasuryRegistry.sol";

import {bound} from "./bound.sol";
import {TreasuryModel} from "./TreasuryModel.sol";
import {TreasuryTokenActions} from "./TreasuryTokenActions.sol";

/// @notice Runs two notes at random through their whole lives. Each step must succeed exactly where the model says that it is
/// legal, and changes the model as it must have changed the contracts. Here: time, and money.
contract TreasuryHandler is TreasuryTokenActions {
    using TreasuryModel for TreasuryModel.Book;
    using TreasuryModel for TreasuryModel.Pot;

    function passTime(uint256 seed) external current {
        time += bound(seed, 1 hours, 60 days);
        vm.warp(time);
        for (uint256 t; t < TREASURIES; ++t) {
            TreasuryModel.Book storage book = books[t];
            while (book.kept < TreasuryModel.COUPONS && payTimeOf(book.kept) <= time) book.keep();
            checkInterest(book);
        }
    }

    function fundCoupon(uint256 seed, uint256 amount) external current {
        (TreasuryModel.Book storage book, TreasuryModel.Pot storage pot, uint256 index) = pickCoupon(seed);
        amount = fundingOf(pot, amount);
        bytes memory call = abi.encodeCall(yield_.fundCoupon, (address(book.token), index, amount));
        fund(pot, amount, pot.known, call, "funding of a coupon");
    }

    function payCoupon(uint256 seed) external current {
        (TreasuryModel.Book storage book, TreasuryModel.Pot storage pot, uint256 index) = pickCoupon(seed);
        uint256 holder = roll(seed, 2, ACCOUNTS);
        bool legal = yieldPaused & 2 == 0 && pot.isOwed(holder) && !book.frozen[book.stands[holder]];
        bytes memory call = abi.encodeCall(yield_.payCoupon, (address(book.token), index, accounts[holder]));
        address payee = accounts[book.stands[holder]];
        uint256 before = cash.balanceOf(payee);
        if (!run(address(this), address(yield_), call, legal, "coupon")) return;
        requirePaid(pot, holder, cash.balanceOf(payee) - before);
    }

    function payCoupons(uint256 seed) external current {
        (TreasuryModel.Book storage book, TreasuryModel.Pot storage pot, uint256 index) = pickCoupon(seed);
        bool legal = yieldPaused & 2 == 0 && pot.isFunded() && !pot.closed;
        uint256[ACCOUNTS] memory before;
        for (uint256 i; i < ACCOUNTS; ++i) before[i] = yield_.paidTo(address(book.token), index, accounts[i]);
        bytes memory call = abi.encodeCall(yield_.payCoupons, (address(book.token), index, accounts));
        if (!run(address(this), address(yield_), call, legal, "coupons")) return;
        for (uint256 i; i < ACCOUNTS; ++i) {
            uint256 paid = yield_.paidTo(address(book.token), index, accounts[i]) - before[i];
            if (pot.isOwed(i) && !book.frozen[book.stands[i]]) requirePaid(pot, i, paid);
            else vm.assertEq(paid, 0, "coupons: paid to whom nothing is due now");
        }
    }

    function endCoupon(uint256 seed) external current {
        (TreasuryModel.Book storage book, TreasuryModel.Pot storage pot, uint256 index) = pickCoupon(seed);
        if (roll(seed, 2, 2) == 0) {
            bool late = time >= payTimeOf(index) + 30 days
                || book.status == ITreasuryRegistry.TreasuryStatus.Defaulted;
            bool legal = pot.known && late && !pot.short && !pot.closed && pot.funded != pot.due();
            bytes memory declare = abi.encodeCall(yield_.declareShortfall, (address(book.token), index));
            if (run(address(this), address(yield_), declare, legal, "shortfall")) pot.short = true;
        } else {
            bytes memory sweep = abi.encodeCall(yield_.sweepCoupon, (address(book.token), index));
            close(pot, yieldPaused & 2 == 0 && pot.known, sweep, "sweep of a coupon");
        }
    }

    function fundRedemption(uint256 seed, uint256 amount) external current {
        TreasuryModel.Book storage book = books[roll(seed, 0, TREASURIES)];
        TreasuryModel.Pot storage pot = book.redemption;
        // Fixed by the first funding that succeeds.
        if (pot.funded == 0) (pot.supply, pot.perToken) = (book.supply(), book.face);
        amount = fundingOf(pot, amount);
        bytes memory call = abi.encodeCall(yield_.fundRedemption, (address(book.token), amount));
        fund(pot, amount, book.isRedeemable(), call, "funding of a redemption");
    }

    function redeem(uint256 seed) external current {
        (TreasuryModel.Book storage book, uint256 holder,,) = pick(seed);
        uint256 die = roll(seed, 1, 4);
        if (die == 0) {
            bytes memory sweep = abi.encodeCall(yield_.sweepRedemption, (address(book.token)));
            bool legal = yieldPaused & 4 == 0 && book.supply() == 0;
            close(book.redemption, legal, sweep, "sweep of a redemption");
        } else if (die == 1) {
            redeemFor(book, holder);
        } else {
            for (uint256 i; i < ACCOUNTS; ++i) redeemFor(book, i);
        }
    }

    function redeemFor(TreasuryModel.Book storage book, uint256 holder) private {
        TreasuryModel.Pot storage pot = book.redemption;
        uint256 fresh = book.unlocked(0, holder) + book.unlocked(1, holder);
        bool burnable = book.total(holder) == 0 || (!book.isPaused(TreasuryModel.SUPPLY) && !book.frozen[holder]);
        bool legal = yieldPaused & 4 == 0 && book.isRedeemable() && !pot.closed && pot.isFunded() && burnable
            && (fresh != 0 || pot.isOwed(holder)) && !book.frozen[book.stands[holder]];
        bytes memory call = abi.encodeCall(yield_.redeem, (address(book.token), accounts[holder]));
        address payee = accounts[book.stands[holder]];
        uint256 before = cash.balanceOf(payee);
        if (!run(address(this), address(yield_), call, legal, "redemption")) return;
        for (uint256 p; p < 2; ++p) book.holdings[p][holder].balance -= book.unlocked(p, holder);
        pot.tokens[holder] += fresh;
        requirePaid(pot, holder, cash.balanceOf(payee) - before);
    }

    function fund(
        TreasuryModel.Pot storage pot,
        uint256 amount,
        bool open,
        bytes memory call,
        string memory step
    ) private {
        bool legal = open && yieldPaused & 1 == 0 && !pot.closed && amount != 0 && pot.funded != pot.due();
        uint256 before = cash.balanceOf(address(yield_));
        if (!run(address(this), address(yield_), call, legal, step)) return;
        vm.assertEq(cash.balanceOf(address(yield_)) - before, pot.fund(amount), step);
    }

    function close(TreasuryModel.Pot storage pot, bool open, bytes memory call, string memory step) private {
        bool legal = open && !pot.closed && pot.funded != pot.paid && pot.isSettled();
        if (run(address(this), address(yield_), call, legal, step)) pot.closed = true;
    }

    /// @dev Counts a payment in the model: what is paid in all is within one unit of the exact share, and never above it.
    function requirePaid(TreasuryModel.Pot storage pot, uint256 holder, uint256 amount) private {
        uint256 inAll = pot.paidTo[holder] + amount;
        (uint256 numerator, uint256 denominator) = pot.shareOf(holder);
        if (inAll * denominator > numerator) vm.assertTrue(false, "paid more than the share");
        if ((inAll + 1) * denominator <= numerator) vm.assertTrue(false, "paid a unit less than the share");
        pot.pay(holder, amount);
    }

    function pickCoupon(uint256 seed)
        private
        view
        returns (TreasuryModel.Book storage book, TreasuryModel.Pot storage pot, uint256 index)
    {
        book = books[roll(seed, 0, TREASURIES)];
        // Mostly the latest whose time has come.
        index = book.kept != 0 && roll(seed, 1, 4) != 0 ? book.kept - 1 : roll(seed, 1, TreasuryModel.COUPONS);
        pot = book.coupons[index];
    }

    /// @dev Half the time all that is missing, or more than that; else a part.
    function fundingOf(TreasuryModel.Pot storage pot, uint256 amount) private view returns (uint256) {
        return amount % 2 == 0 ? type(uint256).max - amount : bound(amount, 0, pot.due());
    }
}
