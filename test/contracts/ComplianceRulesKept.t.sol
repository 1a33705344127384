// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {DailyVolumeRule} from "../../contracts/compliance/rules/DailyVolumeRule.sol";
import {LockUpRule} from "../../contracts/compliance/rules/LockUpRule.sol";
import {ComplianceTest} from "./support/ComplianceTest.sol";
import {bound} from "./support/bound.sol";

/// @notice The rules that keep what a holder sent and received: daily volume, lock-up.
contract ComplianceRulesKeptTest is ComplianceTest {
    DailyVolumeRule private volume;
    LockUpRule private lockUp;

    function setUp() public override {
        super.setUp();
        volume = new DailyVolumeRule(compliance);
        lockUp = new LockUpRule(compliance);
    }

    function testFuzz_onlyAnAdminOfComplianceSetsTheRules(address caller) external {
        vm.assume(caller != address(this));
        vm.startPrank(caller);
        expectUnauthorized(caller, 0);
        volume.setMaxVolume(address(token), 1);
        expectUnauthorized(caller, 0);
        lockUp.setLockUp(address(token), LockUpRule.LockUp(0, 1, false));
        vm.stopPrank();
    }

    function testFuzz_setsALimitThatCanBeCounted(uint256 limit) external {
        if (limit > type(uint224).max) {
            vm.expectRevert(abi.encodeWithSelector(DailyVolumeRule.VolumeTooLarge.selector, limit));
            volume.setMaxVolume(address(token), limit);
            return;
        }
        vm.expectEmit(address(volume));
        emit DailyVolumeRule.MaxVolumeSet(address(token), limit);
        volume.setMaxVolume(address(token), limit);
        vm.assertEq(volume.maxVolumeOf(address(token)), limit, "set");
    }

    /// @dev A random walk over days and accounts against a plain model: what is allowed is exactly what the limit leaves.
    function testFuzz_nobodySendsMoreThanTheLimitADay(uint256 seed) external {
        uint256 limit = 1_000;
        volume.setMaxVolume(address(token), limit);
        useRule(address(volume));
        link(MALLORY, ALICE);
        uint256 sent;
        for (uint256 i; i < 30; ++i) {
            uint256 random = uint256(keccak256(abi.encode(seed, i)));
            if (random % 4 == 0) {
                uint256 time = block.timestamp + (random >> 8) % 2 days;
                if (time / 1 days != block.timestamp / 1 days) sent = 0;
                vm.warp(time);
            }
            uint256 amount = (random >> 64) % 500;
            address from = (random >> 128) % 3 == 0 && token.totalBalanceOf(MALLORY) >= amount ? MALLORY : ALICE;
            if (sent + amount <= limit) {
                move(from, BOB, amount);
                sent += amount;
            } else {
                expectRefused(from, BOB, amount, 0x56, "sender/daily-volume");
            }
            vm.assertEq(volume.sentToday(address(token), ALICE), sent, "counted");
            move(ALICE, MALLORY, amount); // between her own accounts: never counted
        }
    }

    function testFuzz_noAmountOverflowsTheVolume(uint256 amount) external {
        amount = bound(amount, 1, type(uint256).max);
        volume.setMaxVolume(address(token), 100);
        useRule(address(volume));
        move(ALICE, BOB, 100);
        (bool ok,, bytes32 rule) = compliance.canTransfer(address(token), ALICE, BOB, amount);
        vm.assertTrue(!ok && rule == "sender/daily-volume", "beyond");
        volume.setMaxVolume(address(token), 50);
        expectRefused(ALICE, BOB, 0, 0x56, "sender/daily-volume");
    }

    function test_onlyWhatAHolderSendsItselfCounts() external {
        volume.setMaxVolume(address(token), 10);
        useRule(address(volume));
        token.issue(ALICE, 100);
        token.redeem(ALICE, 100);
        token.force(ALICE, BOB, 100);
        vm.assertEq(volume.sentToday(address(token), ALICE), 0, "nothing");
        volume.setMaxVolume(address(token), 0);
        move(ALICE, BOB, 1_000);
        vm.assertEq(volume.sentToday(address(token), ALICE), 0, "not counted without a limit");
    }

    function testFuzz_setsALockUp(uint48 until, uint32 period, bool onlyIssued) external {
        LockUpRule.LockUp memory settings = LockUpRule.LockUp(until, period, onlyIssued);
        vm.expectEmit(address(lockUp));
        emit LockUpRule.LockUpSet(address(token), settings);
        lockUp.setLockUp(address(token), settings);
        vm.assertEq(
            keccak256(abi.encode(lockUp.lockUpOf(address(token)))), keccak256(abi.encode(settings)), "set"
        );
    }

    function testFuzz_nobodySendsBeforeTheDate(uint48 until, uint48 time) external {
        until = uint48(bound(until, NOW, type(uint48).max));
        lockUp.setLockUp(address(token), LockUpRule.LockUp(until, 0, false));
        useRule(address(lockUp));
        vm.warp(bound(time, NOW, type(uint48).max));
        if (block.timestamp < until) expectRefused(ALICE, BOB, 1, 0x55, "sender/lock-up");
        else move(ALICE, BOB, 1);
        // Money comes back, and a controller acts, at any time.
        token.redeem(ALICE, 1);
        token.force(ALICE, BOB, 1);
    }

    function testFuzz_whatWasReceivedIsFreeAfterThePeriod(uint32 period, uint32 passed) external {
        period = uint32(bound(period, 1, type(uint32).max));
        lock(period, false);
        move(ALICE, BOB, 100);
        vm.assertEq(lockUp.lockedOf(address(token), BOB), 100, "locked");
        vm.warp(NOW + passed);
        if (passed < period) {
            move(BOB, CAROL, TOKENS); // had before
            expectRefused(BOB, CAROL, 1, 0x55, "sender/lock-up");
        } else {
            vm.assertEq(lockUp.lockedOf(address(token), BOB), 0, "free");
            move(BOB, CAROL, TOKENS + 100);
        }
    }

    /// @dev Against a plain model that keeps every receipt: locked is what was received within the period.
    function testFuzz_locksExactlyWhatWasReceivedWithinThePeriod(uint256 seed) external {
        uint32 period = 7 days;
        lock(period, false);
        uint256[2][20] memory receipts;
        for (uint256 i; i < receipts.length; ++i) {
            uint256 random = uint256(keccak256(abi.encode(seed, i)));
            vm.warp(block.timestamp + random % 2 days);
            receipts[i] = [block.timestamp, 1 + (random >> 64) % 1_000];
            token.issue(BOB, receipts[i][1]);
            uint256 locked;
            for (uint256 j; j <= i; ++j) {
                if (receipts[j][0] + period > block.timestamp) locked += receipts[j][1];
            }
            vm.assertEq(lockUp.lockedOf(address(token), BOB), locked, "locked");
            uint256 free = token.totalBalanceOf(BOB) - locked;
            expectRefused(BOB, CAROL, free + 1, 0x55, "sender/lock-up");
            move(BOB, CAROL, (random >> 128) % (free + 1));
        }
    }

    function test_locksOnlyWhatWasIssuedWhereSoSet() external {
        lock(1 days, true);
        move(ALICE, BOB, 100);
        vm.assertEq(lockUp.lockedOf(address(token), BOB), 0, "bought");
        token.issue(BOB, 100);
        vm.assertEq(lockUp.lockedOf(address(token), BOB), 100, "issued");
    }

    function test_aHolderMovesLockedTokensBetweenItsAccounts() external {
        lock(1 days, false);
        link(MALLORY, BOB);
        move(ALICE, BOB, 100);
        move(BOB, MALLORY, TOKENS + 100);
        vm.assertEq(lockUp.lockedOf(address(token), MALLORY), 100, "still locked, once");
        expectRefused(MALLORY, CAROL, TOKENS + 1, 0x55, "sender/lock-up");
        move(MALLORY, CAROL, TOKENS);
    }

    function test_whatAControllerTookOfLockedTokensLeavesNothingFree() external {
        lock(1 days, false);
        move(ALICE, BOB, 100);
        token.force(BOB, CAROL, TOKENS + 50);
        expectRefused(BOB, CAROL, 1, 0x55, "sender/lock-up");
        vm.assertEq(lockUp.lockedOf(address(token), CAROL), TOKENS + 50, "locked for the receiver");
        token.redeem(BOB, 50);
    }

    function test_movingNothingLocksNothing() external {
        lock(1 days, false);
        move(ALICE, BOB, 0);
        vm.assertEq(lockUp.lockedOf(address(token), BOB), 0, "nothing");
    }

    /// @dev A chain's clock may stand before a whole period has ever passed.
    function test_aPeriodMayReachBeforeTheBeginningOfTime() external {
        vm.warp(1_000);
        lock(type(uint32).max, false);
        token.issue(ALICE, 5);
        vm.assertEq(lockUp.lockedOf(address(token), ALICE), 5, "locked");
    }

    function lock(uint32 period, bool onlyIssued) private {
        lockUp.setLockUp(address(token), LockUpRule.LockUp(0, period, onlyIssued));
        useRule(address(lockUp));
    }
}
