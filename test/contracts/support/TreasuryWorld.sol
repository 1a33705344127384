// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {CountryRule} from "../../../contracts/compliance/rules/CountryRule.sol";
import {ITreasuryRegistry} from "../../../contracts/interfaces/ITreasuryRegistry.sol";
import {IYieldModule} from "../../../contracts/interfaces/IYieldModule.sol";

import {bound} from "./bound.sol";
import {TreasuryModel} from "./TreasuryModel.sol";
import {YieldSet} from "./YieldSet.sol";

/// @notice Two notes of a set, six accounts, and the model of them. The second note doesn't admit the last account's country,
/// and tokens of its second partition don't change hands.
abstract contract TreasuryWorld is YieldSet {
    using TreasuryModel for TreasuryModel.Book;
    using TreasuryModel for TreasuryModel.Pot;

    uint256 internal constant ACCOUNTS = 6;
    uint256 internal constant TREASURIES = 2;
    uint256 internal constant MAX_AMOUNT = 1_000_000 * ONE;
    bytes32 internal constant SECOND = "second";

    /// @notice How often a kind of step was done, and refused.
    mapping(string step => uint256) public done;
    mapping(string step => uint256) public refused;

    TreasuryModel.Book[TREASURIES] internal books;
    address[] internal accounts;
    bool[ACCOUNTS] internal approved;
    uint8 internal yieldPaused;
    uint256 internal time;
    uint256 internal turns;
    bytes32 internal first;

    /// @dev What a run changes of the block's time is the run's own, step by step.
    modifier current() {
        vm.warp(time);
        ++turns;
        _;
    }

    constructor() {
        setUp();
        time = block.timestamp;
        registry.setIssuer(address(this), true);
        cash.mint(address(this), 1e30);
        cash.approve(address(yield_), type(uint256).max);
        for (uint256 i; i < ACCOUNTS; ++i) {
            accounts.push(address(uint160(0x1000 + i)));
            approved[i] = true;
            onboard(accounts[i], i + 1 == ACCOUNTS ? bytes2("KP") : bytes2("US"));
        }
        CountryRule rule = new CountryRule(compliance);
        for (uint256 t; t < TREASURIES; ++t) list(books[t], rule, t == 1);
    }

    /// @notice Compares one treasury with its model; from step to step another, and other ones of the costlier things.
    function check() external view {
        uint256 turn = turns;
        TreasuryModel.Book storage book = books[turn % TREASURIES];
        checkBalances(book);
        checkLocks(book, turn / TREASURIES % ACCOUNTS);
        same(uint256(book.token.status()), uint256(book.status), "the token's status");
        same(uint256(registry.statusOf(address(book.token))), uint256(book.status), "status only along legal edges");
        checkPots(book, turn / TREASURIES % TreasuryModel.COUPONS);
        if (book.kept != 0) checkSnapshot(book, turn / TREASURIES % book.kept, turn / 16 % ACCOUNTS);
        checkCash();
    }

    /// @notice Compares everything.
    function checkAll() external view {
        for (uint256 t; t < TREASURIES; ++t) {
            TreasuryModel.Book storage book = books[t];
            checkBalances(book);
            for (uint256 i; i < ACCOUNTS; ++i) checkLocks(book, i);
            for (uint256 k; k < TreasuryModel.COUPONS; ++k) {
                checkPots(book, k);
                for (uint256 i; i < ACCOUNTS && k < book.kept; ++i) checkSnapshot(book, k, i);
            }
        }
        checkCash();
    }

    /// @dev Does a step, which must succeed exactly where it is legal.
    function run(
        address caller,
        address callee,
        bytes memory call,
        bool legal,
        string memory step
    ) internal returns (bool ok) {
        if (caller != address(this)) vm.prank(caller);
        (ok,) = callee.call(call);
        if (ok && !legal) vm.assertTrue(false, string.concat("done though illegal: ", step));
        if (!ok && legal) vm.assertTrue(false, string.concat("refused though legal: ", step));
        if (ok) ++done[step];
        else ++refused[step];
    }

    function checkInterest(TreasuryModel.Book storage book) internal {
        uint256 interest = yield_.accruedInterest(address(book.token), 1e6 * ONE);
        if (interest < book.interest) vm.assertGe(interest, book.interest, "interest fell between coupons");
        if (interest > 1e6 * book.coupon) vm.assertLe(interest, 1e6 * book.coupon, "interest above the coupon");
        book.interest = interest;
    }

    function mayReceive(TreasuryModel.Book storage book, uint256 account) internal view returns (bool) {
        bool excluded = book.isSecond && account + 1 == ACCOUNTS;
        return approved[account] && !excluded && !book.frozen[account];
    }

    function mayMove(
        TreasuryModel.Book storage book,
        uint256 partition,
        uint256 from,
        uint256 to
    ) internal view returns (bool) {
        bool closed = book.isSecond && partition == 1;
        return book.isActive(isMature()) && !closed && approved[from] && !book.frozen[from] && mayReceive(book, to);
    }

    function isMature() internal view returns (bool) {
        return time >= payTimeOf(TreasuryModel.COUPONS - 1);
    }

    function nameOf(uint256 partition) internal view returns (bytes32) {
        return partition == 0 ? first : SECOND;
    }

    /// @dev A treasury, two accounts and a partition.
    function pick(uint256 seed)
        internal
        view
        returns (TreasuryModel.Book storage book, uint256 from, uint256 to, uint256 partition)
    {
        uint256 die = roll(seed, 0, type(uint256).max);
        return (books[die % 2], (die >> 8) % ACCOUNTS, (die >> 16) % ACCOUNTS, (die >> 24) % 4 == 0 ? 1 : 0);
    }

    function payTimeOf(uint256 index) internal pure returns (uint256) {
        uint32[4] memory payDays = [FIRST_COUPON_DAY, SECOND_COUPON_DAY, THIRD_COUPON_DAY, MATURITY_DAY];
        return uint256(payDays[index]) * 1 days;
    }

    /// @dev Mostly within what is there, now and then beyond it or nothing.
    function amountUpTo(uint256 amount, uint256 available) internal pure returns (uint256) {
        return amount % 16 == 0 ? available + amount / 16 % 2 : bound(amount, 0, available);
    }

    /// @dev One of `sides` numbers, from 0.
    function roll(uint256 seed, uint256 use, uint256 sides) internal pure returns (uint256) {
        return uint256(keccak256(abi.encode(seed, use))) % sides;
    }

    function list(TreasuryModel.Book storage book, CountryRule rule, bool isSecond) private {
        book.token = newToken();
        book.isSecond = isSecond;
        ITreasuryRegistry.TreasuryInfo memory info = noteInfo(address(book.token));
        info.issuer = address(this);
        // The second's face value leaves something over when it is shared.
        book.face = isSecond ? FACE - 63 : FACE;
        book.coupon = uint256(book.face) * RATE / 2 / 1e9;
        info.faceValue = book.face;
        registry.register(info);
        yield_.open(address(book.token));
        book.token.definePartition(SECOND, isSecond ? 6 : 7);
        first = book.token.partitions()[0];
        bytes2[] memory excluded = new bytes2[](isSecond ? 1 : 0);
        if (isSecond) excluded[0] = "KP";
        rule.setCountries(address(book.token), excluded, false);
        address[] memory rules = new address[](1);
        rules[0] = address(rule);
        compliance.setRules(address(book.token), rules);
        for (uint256 i; i < ACCOUNTS; ++i) book.stands[i] = i;
    }

    function checkBalances(TreasuryModel.Book storage book) private view {
        uint256 sum;
        uint256 defaultSum;
        for (uint256 i; i < ACCOUNTS; ++i) {
            uint256 balance = book.token.balanceOf(accounts[i]);
            uint256 total = book.token.totalBalanceOf(accounts[i]);
            same(balance, book.holdings[0][i].balance, "a balance moved by itself");
            same(total, book.total(i), "a balance of the second partition moved by itself");
            defaultSum += balance;
            sum += total;
        }
        same(book.token.totalSupply(), defaultSum, "total supply is the sum of balances");
        same(book.token.issuedSupply(), sum, "issued supply is the sum over holders");
        same(
            book.token.totalSupplyByPartition(SECOND) + defaultSum, sum, "issued supply is the sum over partitions"
        );
    }

    function checkLocks(TreasuryModel.Book storage book, uint256 account) private view {
        uint256[2] memory held;
        for (uint256 i; i < book.holds.length; ++i) {
            TreasuryModel.Hold storage hold = book.holds[i];
            if (book.stands[hold.holder] == account) held[hold.partition] += hold.amount;
        }
        for (uint256 p; p < 2; ++p) {
            TreasuryModel.Holding storage holding = book.holdings[p][account];
            uint256 locked = book.token.lockedOfByPartition(nameOf(p), accounts[account]);
            same(locked, held[p] + holding.frozen, "locked is what is held and frozen");
            if (locked > holding.balance) vm.assertLe(locked, holding.balance, "locked is within the balance");
        }
    }

    function checkPots(TreasuryModel.Book storage book, uint256 index) private view {
        if (index < book.kept) checkPot(book.coupons[index], yield_.couponOf(address(book.token), index), "coupon");
        checkPot(book.redemption, yield_.redemptionOf(address(book.token)), "redemption");
    }

    function checkPot(
        TreasuryModel.Pot storage pot,
        IYieldModule.Payout memory payout,
        string memory what
    ) private view {
        if (payout.paid > payout.funded) vm.assertLe(payout.paid, payout.funded, string.concat(what, ": paid <= funded"));
        if (payout.funded > payout.due) vm.assertLe(payout.funded, payout.due, string.concat(what, ": funded <= due"));
        same(payout.funded, pot.funded, what);
        same(payout.paid, pot.paid, what);
    }

    function checkSnapshot(TreasuryModel.Book storage book, uint256 index, uint256 account) private view {
        TreasuryModel.Pot storage coupon = book.coupons[index];
        uint40 at_ = uint40(payTimeOf(index));
        same(
            book.token.totalBalanceOfAt(accounts[account], at_), coupon.tokens[account], "a balance of the past changed"
        );
        same(book.token.issuedSupplyAt(at_), coupon.supply, "a supply of the past changed");
    }

    function checkCash() private view {
        uint256 sum;
        for (uint256 t; t < TREASURIES; ++t) {
            for (uint256 k; k < TreasuryModel.COUPONS; ++k) sum += books[t].coupons[k].cash();
            sum += books[t].redemption.cash();
        }
        same(cash.balanceOf(address(yield_)), sum, "cash is funded less paid less swept");
    }

    function same(uint256 left, uint256 right, string memory what) private pure {
        if (left != right) vm.assertEq(left, right, what);
    }
}
