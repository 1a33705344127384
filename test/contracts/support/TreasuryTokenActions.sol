// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IComplianceModule} from "../../../contracts/interfaces/IComplianceModule.sol";
import {ITreasuryRegistry} from "../../../contracts/interfaces/ITreasuryRegistry.sol";
import {Governed} from "../../../contracts/base/Governed.sol";

import {bound} from "./bound.sol";
import {TreasuryModel} from "./TreasuryModel.sol";
import {TreasuryWorld} from "./TreasuryWorld.sol";

/// @notice What happens to tokens: holders, issuer and controllers move them, compliance and pausers stop them.
abstract contract TreasuryTokenActions is TreasuryWorld {
    using TreasuryModel for TreasuryModel.Book;

    uint256 private _lastSalt;

    function transfer(uint256 seed, uint256 amount) external current {
        (TreasuryModel.Book storage book, uint256 from, uint256 to, uint256 partition) = pick(seed);
        amount = amountUpTo(amount, book.holdings[partition][from].balance);
        bytes memory call = partition == 0
            ? abi.encodeCall(book.token.transfer, (accounts[to], amount))
            : abi.encodeCall(book.token.transferByPartition, (SECOND, accounts[to], amount, ""));
        bool legal = mayMove(book, partition, from, to) && amount <= book.unlocked(partition, from);
        if (!run(accounts[from], address(book.token), call, legal, "transfer")) return;
        book.move(partition, from, to, amount);
    }

    function changePartition(uint256 seed, uint256 amount) external current {
        (TreasuryModel.Book storage book, uint256 holder,, uint256 partition) = pick(seed);
        amount = amountUpTo(amount, book.holdings[partition][holder].balance);
        bytes memory call =
            abi.encodeCall(book.token.changePartition, (nameOf(partition), nameOf(1 - partition), amount));
        bool legal = book.isActive(isMature()) && !book.frozen[holder] && amount <= book.unlocked(partition, holder);
        if (!run(accounts[holder], address(book.token), call, legal, "change of partition")) return;
        book.holdings[partition][holder].balance -= amount;
        book.holdings[1 - partition][holder].balance += amount;
    }

    function issue(uint256 seed, uint256 amount) external current {
        (TreasuryModel.Book storage book,, uint256 to, uint256 partition) = pick(seed);
        amount = bound(amount, 0, MAX_AMOUNT);
        bytes memory call =
            abi.encodeCall(book.token.issueByPartition, (nameOf(partition), accounts[to], amount, ""));
        bool legal = book.isIssuable(isMature()) && !book.isPaused(TreasuryModel.SUPPLY) && mayReceive(book, to);
        if (!run(address(this), address(book.token), call, legal, "issue")) return;
        book.holdings[partition][to].balance += amount;
    }

    function hold(uint256 seed, uint256 amount) external current {
        (TreasuryModel.Book storage book, uint256 holder, uint256 to, uint256 partition) = pick(seed);
        uint256 count = book.holds.length;
        if (count != 0 && roll(seed, 1, 3) == 0) return releaseHold(book, roll(seed, 2, count));
        if (count != 0 && roll(seed, 1, 3) == 1) return executeHold(book, roll(seed, 2, count), to, amount);
        amount = amountUpTo(amount, book.holdings[partition][holder].balance);
        bytes32 salt = bytes32(++_lastSalt);
        uint256 expiry = time + 20 days;
        bytes memory call = abi.encodeCall(
            book.token.createHold, (address(0), address(this), nameOf(partition), amount, uint64(expiry), salt)
        );
        bool legal = !book.isPaused(TreasuryModel.TRANSFERS) && !book.frozen[holder] && amount != 0
            && amount <= book.unlocked(partition, holder);
        if (!run(accounts[holder], address(book.token), call, legal, "hold")) return;
        bytes32 id = keccak256(abi.encode(accounts[holder], salt));
        book.holds.push(TreasuryModel.Hold(id, partition, holder, amount, expiry));
        book.holdings[partition][holder].held += amount;
    }

    function control(uint256 seed, uint256 amount) external current {
        (TreasuryModel.Book storage book, uint256 from, uint256 to, uint256 partition) = pick(seed);
        uint256 die = roll(seed, 1, 32);
        if (die == 0) return recover(book, from, to);
        TreasuryModel.Holding storage holding = book.holdings[partition][from];
        amount = amountUpTo(amount, holding.balance);
        bool enough = amount <= holding.balance - holding.held;
        // Frozen parts are mostly thawed in the end, so that all can be redeemed.
        if (die < 10 && book.isRedeemable()) return freezePart(book, from, partition, 0, true);
        if (die < 12) return freezePart(book, from, partition, amount, enough);
        bool legal = enough && !book.isPaused(TreasuryModel.CONTROL);
        if (die < 24) forceTransfer(book, from, to, partition, amount, legal);
        else forceRedemption(book, from, partition, amount, legal);
    }

    /// @dev More often back to normal than away from it, so that things keep moving.
    function oversee(uint256 seed) external current {
        (TreasuryModel.Book storage book, uint256 account,,) = pick(seed);
        bool stop = roll(seed, 2, 4) == 0;
        uint8 group = uint8(1 << roll(seed, 3, 3));
        uint256 die = roll(seed, 1, 4);
        if (die == 0) {
            bytes memory call = abi.encodeCall(book.token.setFrozen, (accounts[account], stop));
            if (run(address(this), address(book.token), call, !book.lost[account], "freeze")) {
                book.frozen[account] = stop;
            }
        } else if (die == 1) {
            compliance.setInvestorStatus(
                accounts[account],
                stop ? IComplianceModule.InvestorStatus.Suspended : IComplianceModule.InvestorStatus.Approved
            );
            approved[account] = !stop;
        } else if (die == 2) {
            pauseOrResume(address(book.token), stop, group);
            book.paused = stop ? book.paused | group : 0;
        } else {
            pauseOrResume(address(yield_), stop, group);
            yieldPaused = stop ? yieldPaused | group : 0;
        }
    }

    function changeStatus(uint256 seed) external current {
        TreasuryModel.Book storage book = books[roll(seed, 0, TREASURIES)];
        ITreasuryRegistry.TreasuryStatus to = statusFor(roll(seed, 1, 128));
        bool legal = TreasuryModel.isEdge(book.status, to);
        if (to == ITreasuryRegistry.TreasuryStatus.Matured) legal = legal && isMature();
        if (to == ITreasuryRegistry.TreasuryStatus.Redeemed) legal = legal && book.supply() == 0;
        bytes memory call = abi.encodeCall(registry.setStatus, (address(book.token), to));
        if (!run(address(this), address(registry), call, legal, "status")) return;
        book.status = to;
        if (to == ITreasuryRegistry.TreasuryStatus.Defaulted) book.redemption.short = true;
    }

    function executeHold(TreasuryModel.Book storage book, uint256 index, uint256 to, uint256 amount) private {
        TreasuryModel.Hold storage held = book.holds[index];
        uint256 holder = book.stands[held.holder];
        amount = amountUpTo(amount, held.amount);
        bytes memory call = abi.encodeCall(book.token.executeHold, (held.id, accounts[to], amount));
        bool legal = time < held.expiry && amount <= held.amount && mayMove(book, held.partition, holder, to);
        if (!run(address(this), address(book.token), call, legal, "execution of a hold")) return;
        held.amount -= amount;
        book.holdings[held.partition][holder].held -= amount;
        book.move(held.partition, holder, to, amount);
    }

    function releaseHold(TreasuryModel.Book storage book, uint256 index) private {
        TreasuryModel.Hold storage held = book.holds[index];
        bytes memory call = abi.encodeCall(book.token.releaseHold, (held.id));
        run(address(this), address(book.token), call, true, "release of a hold");
        book.holdings[held.partition][book.stands[held.holder]].held -= held.amount;
        book.holds[index] = book.holds[book.holds.length - 1];
        book.holds.pop();
    }

    function recover(TreasuryModel.Book storage book, uint256 lost, uint256 replacement) private {
        bytes memory call = abi.encodeCall(book.token.recover, (accounts[lost], accounts[replacement], "lost key"));
        bool legal = !book.isPaused(TreasuryModel.CONTROL) && lost != replacement && !book.lost[lost]
            && !book.lost[replacement] && mayReceive(book, replacement);
        if (run(address(this), address(book.token), call, legal, "recovery")) book.recover(lost, replacement);
    }

    function freezePart(
        TreasuryModel.Book storage book,
        uint256 account,
        uint256 partition,
        uint256 amount,
        bool legal
    ) private {
        bytes memory call = abi.encodeCall(book.token.setFrozenAmount, (nameOf(partition), accounts[account], amount));
        if (!run(address(this), address(book.token), call, legal, "partial freeze")) return;
        book.holdings[partition][account].frozen = amount;
    }

    function forceTransfer(
        TreasuryModel.Book storage book,
        uint256 from,
        uint256 to,
        uint256 partition,
        uint256 amount,
        bool legal
    ) private {
        bytes memory call = abi.encodeCall(
            book.token.controllerTransfer, (nameOf(partition), accounts[from], accounts[to], amount, "order")
        );
        legal = legal && mayReceive(book, to);
        if (!run(address(this), address(book.token), call, legal, "forced transfer")) return;
        book.seize(partition, from, amount);
        book.holdings[partition][to].balance += amount;
    }

    function forceRedemption(
        TreasuryModel.Book storage book,
        uint256 from,
        uint256 partition,
        uint256 amount,
        bool legal
    ) private {
        bytes memory call =
            abi.encodeCall(book.token.controllerRedeem, (nameOf(partition), accounts[from], amount, "order"));
        if (!run(address(this), address(book.token), call, legal, "forced redemption")) return;
        book.seize(partition, from, amount);
    }

    function pauseOrResume(address part, bool stop, uint8 group) private {
        if (stop) Governed(part).pause(group);
        else Governed(part).resume(type(uint8).max);
    }

    /// @dev Mostly active, matured when it may be, now and then another; a default is rare: it ends the run's best part.
    function statusFor(uint256 die) private view returns (ITreasuryRegistry.TreasuryStatus) {
        if (die < 20) return ITreasuryRegistry.TreasuryStatus(die / 4);
        if (die > 125) return ITreasuryRegistry.TreasuryStatus.Defaulted;
        return isMature() && die > 60
            ? ITreasuryRegistry.TreasuryStatus.Matured
            : ITreasuryRegistry.TreasuryStatus.Active;
    }
}
