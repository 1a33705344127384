// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ITreasuryRegistry} from "../../../contracts/interfaces/ITreasuryRegistry.sol";
import {ITreasuryToken} from "../../../contracts/interfaces/ITreasuryToken.sol";

/// @notice What a set of treasuries must look like after each step, kept apart from the contracts and by simpler means: plain
/// tables, no snapshots, no packing. {TreasuryHandler} asks it what is legal, and both are compared.
library TreasuryModel {
    uint256 internal constant ACCOUNTS = 6;
    uint256 internal constant PARTITIONS = 2;
    uint256 internal constant COUPONS = 4;
    /// @dev The token's pausable groups.
    uint8 internal constant TRANSFERS = 1;
    uint8 internal constant SUPPLY = 2;
    uint8 internal constant CONTROL = 4;

    /// @notice One holder's tokens in one partition.
    struct Holding {
        uint256 balance;
        uint256 held;
        uint256 frozen;
    }

    struct Hold {
        bytes32 id;
        uint256 partition;
        uint256 holder;
        uint256 amount;
        uint256 expiry;
    }

    /// @notice Money for a coupon, known from its time on, or a redemption.
    struct Pot {
        bool known;
        bool short;
        bool closed;
        uint256 supply;
        uint256 perToken;
        uint256 funded;
        uint256 paid;
        uint256 round;
        uint256[ACCOUNTS] tokens;
        uint256[ACCOUNTS] paidTo;
        uint256[ACCOUNTS] paidIn;
    }

    /// @notice One treasury.
    /// @param stands The account that has what an account had: itself, or what it was recovered to.
    /// @param kept The coupons whose time has passed.
    struct Book {
        ITreasuryToken token;
        ITreasuryRegistry.TreasuryStatus status;
        uint8 paused;
        bool isSecond;
        uint128 face;
        uint256 coupon;
        Holding[ACCOUNTS][PARTITIONS] holdings;
        bool[ACCOUNTS] frozen;
        bool[ACCOUNTS] lost;
        uint256[ACCOUNTS] stands;
        Hold[] holds;
        uint256 kept;
        Pot[COUPONS] coupons;
        Pot redemption;
        uint256 interest;
    }

    /// @notice Whether the treasury's movements of this group are stopped.
    function isPaused(Book storage book, uint8 group) internal view returns (bool) {
        return book.paused & group != 0;
    }

    /// @notice Whether holders may move its tokens at all.
    function isActive(Book storage book, bool mature) internal view returns (bool) {
        return book.status == ITreasuryRegistry.TreasuryStatus.Active && !mature && !isPaused(book, TRANSFERS);
    }

    function isIssuable(Book storage book, bool mature) internal view returns (bool) {
        return book.status == ITreasuryRegistry.TreasuryStatus.Announced
            || (book.status == ITreasuryRegistry.TreasuryStatus.Active && !mature);
    }

    function isRedeemable(Book storage book) internal view returns (bool) {
        return book.status == ITreasuryRegistry.TreasuryStatus.Matured
            || book.status == ITreasuryRegistry.TreasuryStatus.Defaulted;
    }

    /// @notice What a holder may move by itself.
    function unlocked(Book storage book, uint256 partition, uint256 account) internal view returns (uint256) {
        Holding storage holding = book.holdings[partition][account];
        return holding.balance - holding.held - holding.frozen;
    }

    function total(Book storage book, uint256 account) internal view returns (uint256 sum) {
        for (uint256 p; p < PARTITIONS; ++p) sum += book.holdings[p][account].balance;
    }

    function supply(Book storage book) internal view returns (uint256 sum) {
        for (uint256 i; i < ACCOUNTS; ++i) sum += total(book, i);
    }

    function move(Book storage book, uint256 partition, uint256 from, uint256 to, uint256 amount) internal {
        book.holdings[partition][from].balance -= amount;
        book.holdings[partition][to].balance += amount;
    }

    /// @notice Takes tokens, thawing what must be.
    function seize(Book storage book, uint256 partition, uint256 account, uint256 amount) internal {
        Holding storage holding = book.holdings[partition][account];
        holding.balance -= amount;
        uint256 rest = holding.balance - holding.held;
        if (holding.frozen > rest) holding.frozen = rest;
    }

    /// @notice Everything of one account becomes another's.
    function recover(Book storage book, uint256 lost, uint256 replacement) internal {
        for (uint256 p; p < PARTITIONS; ++p) {
            Holding storage source = book.holdings[p][lost];
            Holding storage target = book.holdings[p][replacement];
            target.balance += source.balance;
            target.held += source.held;
            target.frozen += source.frozen;
            delete book.holdings[p][lost];
        }
        book.lost[lost] = true;
        if (book.frozen[lost]) book.frozen[replacement] = true;
        book.frozen[lost] = true;
        for (uint256 i; i < ACCOUNTS; ++i) {
            if (book.stands[i] == lost) book.stands[i] = replacement;
        }
    }

    /// @notice Keeps what everyone has at a coupon's time.
    function keep(Book storage book) internal {
        Pot storage pot = book.coupons[book.kept++];
        pot.known = true;
        pot.perToken = book.coupon;
        pot.supply = supply(book);
        for (uint256 i; i < ACCOUNTS; ++i) pot.tokens[i] = total(book, i);
        book.interest = 0;
    }

    function due(Pot storage pot) internal view returns (uint256) {
        return pot.supply * pot.perToken / 1e6;
    }

    /// @notice Whether there is money to be shared: all of it, or in a shortfall any.
    function isFunded(Pot storage pot) internal view returns (bool) {
        return pot.funded != 0 && (pot.short || pot.funded == due(pot));
    }

    /// @notice Whether an account wasn't paid at the present funding.
    function isOwed(Pot storage pot, uint256 account) internal view returns (bool) {
        return isFunded(pot) && !pot.closed && pot.tokens[account] != 0 && pot.paidIn[account] != pot.round;
    }

    /// @notice An account's exact share at the present funding, as a fraction.
    function shareOf(
        Pot storage pot,
        uint256 account
    ) internal view returns (uint256 numerator, uint256 denominator) {
        if (pot.funded == due(pot)) return (pot.tokens[account] * pot.perToken, 1e6);
        return (pot.tokens[account] * pot.funded, pot.supply);
    }

    /// @notice Whether everyone with tokens was paid at the present funding.
    function isSettled(Pot storage pot) internal view returns (bool) {
        for (uint256 i; i < ACCOUNTS; ++i) {
            if (pot.tokens[i] != 0 && pot.paidIn[i] != pot.round) return false;
        }
        return true;
    }

    /// @notice Takes what is missing.
    function fund(Pot storage pot, uint256 amount) internal returns (uint256 taken) {
        uint256 missing = due(pot) - pot.funded;
        taken = amount < missing ? amount : missing;
        pot.funded += taken;
        ++pot.round;
    }

    function pay(Pot storage pot, uint256 account, uint256 amount) internal {
        pot.paidTo[account] += amount;
        pot.paid += amount;
        pot.paidIn[account] = pot.round;
    }

    /// @notice What the module holds for it.
    function cash(Pot storage pot) internal view returns (uint256) {
        return pot.closed ? 0 : pot.funded - pot.paid;
    }

    /// @notice The legal edges of a treasury's life.
    function isEdge(
        ITreasuryRegistry.TreasuryStatus from,
        ITreasuryRegistry.TreasuryStatus to
    ) internal pure returns (bool) {
        // A bit for each status that may follow: Announced, Active, Suspended, Matured, Redeemed, Defaulted.
        uint8[6] memory followers = [2, 4 + 8 + 32, 2 + 8 + 32, 16 + 32, 0, 0];
        return followers[uint256(from)] >> uint256(to) & 1 == 1;
    }
}
