// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ITreasuryRegistry} from "../../contracts/interfaces/ITreasuryRegistry.sol";
import {IYieldModule} from "../../contracts/interfaces/IYieldModule.sol";
import {DayCount} from "../../contracts/libraries/DayCount.sol";
import {Distribution} from "../../contracts/libraries/Distribution.sol";
import {bound} from "./support/bound.sol";
import {ScriptedToken} from "./support/ScriptedToken.sol";
import {YieldSet} from "./support/YieldSet.sol";

/// @notice Any balances, any funding, any order: everyone gets its share within one unit, and nobody more than is there.
contract YieldModuleFuzzTest is YieldSet {
    uint256 private constant HOLDERS = 5;
    uint256 private constant MAX_BALANCE = 1e15;

    ScriptedToken private token;

    function setUp() public override {
        super.setUp();
        token = new ScriptedToken(address(registry), address(compliance), address(yield_));
        register(noteInfo(address(token)));
        yield_.open(address(token));
    }

    function testFuzz_aFundedCouponPaysEveryoneWithinAUnit(uint256[HOLDERS] memory balances) external {
        uint256 supply = setBalances(balances);
        warpTo(FIRST_COUPON_DAY);
        uint256 due = supply * COUPON / ONE;
        if (due == 0) return;
        vm.assertEq(fundCoupon(address(token), 0), due, "what is due");
        uint256 paid;
        for (uint256 i; i < HOLDERS; ++i) {
            if (balances[i] == 0) continue;
            uint256 amount = yield_.payCoupon(address(token), 0, holderAt(i));
            requireShare(amount, balances[i] * COUPON, ONE);
            vm.assertEq(cash.balanceOf(holderAt(i)), amount, "the holder has it");
            paid += amount;
        }
        requireSwept(due - paid);
    }

    function testFuzz_aShortfallPaysEveryoneProRata(
        uint256[HOLDERS] memory balances,
        uint256[3] memory fundings,
        uint256 seed
    ) external {
        uint256 supply = setBalances(balances);
        warpTo(FIRST_COUPON_DAY);
        vm.warp(block.timestamp + yield_.gracePeriod());
        uint256 due = supply * COUPON / ONE;
        if (due == 0) return;
        yield_.declareShortfall(address(token), 0);
        giveMoney(BOB, due);
        for (uint256 round; round < fundings.length; ++round) {
            IYieldModule.Payout memory before = yield_.couponOf(address(token), 0);
            if (before.funded == due) break;
            vm.prank(BOB);
            yield_.fundCoupon(address(token), 0, bound(fundings[round], 1, due));
            // Some are paid at this round, others only later.
            for (uint256 i; i < HOLDERS; ++i) {
                if ((seed >> (round * HOLDERS + i)) & 1 == 1) pay(balances, i);
            }
        }
        uint256 funded = yield_.couponOf(address(token), 0).funded;
        uint256 paid;
        for (uint256 i; i < HOLDERS; ++i) {
            pay(balances, i);
            if (funded == due) requireShare(cash.balanceOf(holderAt(i)), balances[i] * COUPON, ONE);
            else requireShare(cash.balanceOf(holderAt(i)), balances[i] * funded, supply);
            paid += cash.balanceOf(holderAt(i));
        }
        vm.assertEq(yield_.couponOf(address(token), 0).paid, paid, "counted");
        vm.assertLe(paid, funded, "no more than is there");
        requireSwept(funded - paid);
    }

    function testFuzz_fundingTakesWhatIsMissingAndNoMore(uint256 balance, uint256 first, uint256 second) external {
        balance = bound(balance, 1, MAX_BALANCE);
        token.setBalance(ALICE, balance);
        warpTo(FIRST_COUPON_DAY);
        uint256 due = balance * COUPON / ONE;
        first = bound(first, 1, type(uint256).max);
        second = bound(second, 1, type(uint256).max);
        giveMoney(BOB, due);
        vm.startPrank(BOB);
        uint256 taken = yield_.fundCoupon(address(token), 0, first);
        vm.assertEq(taken, first < due ? first : due, "at first");
        if (taken == due) vm.expectRevert(abi.encodeWithSelector(Distribution.FullyFunded.selector, due));
        uint256 rest = yield_.fundCoupon(address(token), 0, second);
        if (taken < due) vm.assertEq(rest, second < due - taken ? second : due - taken, "then");
        vm.assertEq(cash.balanceOf(address(yield_)), taken + rest, "all of it is here");
    }

    function testFuzz_aRecoveryIsSharedProRata(
        uint256[HOLDERS] memory balances,
        uint256 recovered,
        uint256 more
    ) external {
        uint256 supply = setBalances(balances);
        uint256 due = supply * FACE / ONE;
        if (due == 0) return;
        setStatus(address(token), ITreasuryRegistry.TreasuryStatus.Defaulted);
        recovered = bound(recovered, 1, due);
        fundRedemption(address(token), recovered);
        for (uint256 i; i < HOLDERS; ++i) {
            if (balances[i] == 0) continue;
            uint256 amount = yield_.redeem(address(token), holderAt(i));
            requireShare(amount, balances[i] * recovered, supply);
        }
        if (recovered == due) return;
        more = fundRedemption(address(token), bound(more, 1, due));
        for (uint256 i; i < HOLDERS; ++i) {
            if (balances[i] == 0) continue;
            yield_.redeem(address(token), holderAt(i));
            requireShare(cash.balanceOf(holderAt(i)), balances[i] * (recovered + more), supply);
        }
        uint256 left = cash.balanceOf(address(yield_));
        uint256 unspent = cash.balanceOf(ISSUER);
        if (left == 0) vm.expectRevert(abi.encodeWithSelector(Distribution.NothingLeft.selector));
        vm.assertEq(yield_.sweepRedemption(address(token)), left, "what rounding left");
        vm.assertEq(cash.balanceOf(ISSUER), unspent + left, "is the issuer's");
    }

    function testFuzz_keepsBalancesAtEveryCouponStillToCome(
        uint256 frequency,
        uint256 periods,
        uint256 issueDay,
        uint256 openedAfter
    ) external {
        uint256 months = [uint256(1), 2, 3, 4, 6, 12][frequency % 6];
        periods = bound(periods, 1, 40);
        ScriptedToken created = new ScriptedToken(address(registry), address(compliance), address(yield_));
        ITreasuryRegistry.TreasuryInfo memory info = noteInfo(address(created));
        issueDay = bound(issueDay, ISSUE_DAY, ISSUE_DAY + 366);
        info.terms.couponsPerYear = uint8(12 / months);
        info.terms.maturityDay = uint32(DayCount.addMonths(issueDay, int256(periods * months), false));
        info.terms.lastRegularDay = info.terms.maturityDay;
        // Months have different ends: what counts back from the maturity may not begin on the issue day.
        info.terms.firstCouponDay =
            uint32(DayCount.addMonths(info.terms.maturityDay, -int256((periods - 1) * months), false));
        info.terms.issueDay = uint32(issueDay);
        register(info);
        vm.warp(issueDay * 1 days + bound(openedAfter, 0, periods * months * 31 days));
        yield_.open(address(created));
        vm.assertEq(yield_.couponCount(address(created)), periods, "from issue to maturity");
        uint256 kept;
        for (uint256 i; i < periods; ++i) {
            uint256 day = DayCount.addMonths(info.terms.maturityDay, -int256((periods - 1 - i) * months), false);
            if (day * 1 days <= block.timestamp) continue;
            vm.assertEq(created.times(kept++), day * 1 days, "on the coupon's day");
            vm.assertEq(uint256(yield_.couponOf(address(created), i).payTime), day * 1 days, "which is paid then");
        }
        vm.assertEq(created.timeCount(), kept, "and at no other");
    }

    function testFuzz_redemptionPaysTheFaceValue(uint256[HOLDERS] memory balances) external {
        uint256 supply = setBalances(balances);
        if (supply == 0) return;
        warpTo(MATURITY_DAY);
        setStatus(address(token), ITreasuryRegistry.TreasuryStatus.Matured);
        fundRedemption(address(token), supply * FACE / ONE);
        for (uint256 i; i < HOLDERS; ++i) {
            if (balances[i] == 0) continue;
            vm.assertEq(yield_.redeem(address(token), holderAt(i)), balances[i] * FACE / ONE, "face value");
        }
        vm.assertEq(token.issuedSupply(), 0, "nothing is outstanding");
    }

    function testFuzz_interestNeverFallsBetweenCoupons(uint256 amount, uint256 day, uint256 later) external {
        amount = bound(amount, 0, MAX_BALANCE);
        day = bound(day, ISSUE_DAY, MATURITY_DAY - 1);
        later = bound(later, day, MATURITY_DAY - 1);
        warpTo(day);
        uint256 interest = yield_.accruedInterest(address(token), amount);
        vm.assertLe(interest, amount * COUPON / ONE, "never above the coupon");
        warpTo(later);
        uint256 laterInterest = yield_.accruedInterest(address(token), amount);
        if (periodOf(day) == periodOf(later)) vm.assertLe(interest, laterInterest, "never falls");
    }

    function testFuzz_strangersMayDoNothingButPay(address stranger, uint256 index) external {
        vm.assume(stranger != ISSUER && stranger != address(this));
        bytes memory missing = abi.encodeWithSelector(IYieldModule.MissingRight.selector, stranger, address(token), 16);
        vm.startPrank(stranger);
        vm.expectRevert(missing);
        yield_.open(address(token));
        vm.expectRevert(missing);
        yield_.declareShortfall(address(token), index);
        vm.expectRevert(missing);
        yield_.sweepCoupon(address(token), index);
        vm.expectRevert(missing);
        yield_.sweepRedemption(address(token));
    }

    function testFuzz_payingManyEqualsPayingEach(uint256[HOLDERS] memory balances, uint256 order) external {
        setBalances(balances);
        warpTo(FIRST_COUPON_DAY);
        if (yield_.couponOf(address(token), 0).due == 0) return;
        fundCoupon(address(token), 0);
        address[] memory holders = new address[](HOLDERS * 2);
        // Repeats are passed over.
        for (uint256 i; i < holders.length; ++i) holders[i] = holderAt((order >> (i * 8)) % HOLDERS);
        uint256 total = yield_.payCoupons(address(token), 0, holders);
        uint256 sum;
        for (uint256 i; i < HOLDERS; ++i) {
            uint256 received = cash.balanceOf(holderAt(i));
            vm.assertTrue(received == 0 || received == balances[i] * COUPON / ONE, "all or nothing");
            sum += received;
        }
        vm.assertEq(total, sum, "the total");
    }

    function setBalances(uint256[HOLDERS] memory balances) private returns (uint256 supply) {
        for (uint256 i; i < HOLDERS; ++i) {
            // Every third holder has dust, or nothing.
            balances[i] = bound(balances[i], 0, balances[i] % 3 == 0 ? 3 : MAX_BALANCE);
            token.setBalance(holderAt(i), balances[i]);
            supply += balances[i];
        }
    }

    function pay(uint256[HOLDERS] memory balances, uint256 i) private {
        if (balances[i] == 0 || yield_.hasBeenPaid(address(token), 0, holderAt(i))) return;
        uint256 due = yield_.dueTo(address(token), 0, holderAt(i));
        vm.assertEq(yield_.payCoupon(address(token), 0, holderAt(i)), due, "what was due");
    }

    /// @dev `amount` is numerator / denominator, at most one unit less.
    function requireShare(uint256 amount, uint256 numerator, uint256 denominator) private pure {
        vm.assertLe(amount * denominator, numerator, "never above the share");
        vm.assertGe((amount + 1) * denominator, numerator, "within a unit of the share");
    }

    function requireSwept(uint256 dust) private {
        if (dust == 0) vm.expectRevert(abi.encodeWithSelector(Distribution.NothingLeft.selector));
        vm.assertEq(yield_.sweepCoupon(address(token), 0), dust, "the dust");
        vm.assertEq(cash.balanceOf(ISSUER), dust, "is the issuer's");
        vm.assertEq(cash.balanceOf(address(yield_)), 0, "and nothing stays");
    }

    function holderAt(uint256 i) private pure returns (address) {
        return address(uint160(0x1000 + i));
    }

    function periodOf(uint256 day) private pure returns (uint256) {
        return day < FIRST_COUPON_DAY ? 0 : day < SECOND_COUPON_DAY ? 1 : day < THIRD_COUPON_DAY ? 2 : 3;
    }
}
