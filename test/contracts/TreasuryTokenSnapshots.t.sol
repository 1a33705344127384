// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ITreasurySnapshots} from "../../contracts/interfaces/ITreasurySnapshots.sol";
import {ITreasuryTokenCore} from "../../contracts/interfaces/ITreasuryTokenCore.sol";
import {TokenDesk} from "./support/TokenDesk.sol";
import {bound} from "./support/bound.sol";

/// @notice Balances at past times, with nobody acting at those times.
contract TreasuryTokenSnapshotsTest is TokenDesk {
    uint40 private constant FIRST = uint40(NOW) + 1 hours;
    uint256 private constant STEPS = 48;

    address[] private _accounts;
    uint40[] private _times;
    mapping(uint40 time => mapping(address account => uint256)) private _kept;
    mapping(uint40 time => uint256) private _keptSupply;

    function test_keepsBalancesAsTheyWereAtTheStartOfTheTime() external {
        schedule(FIRST);
        vm.warp(FIRST - 1);
        move(alice, bob, ONE);
        vm.warp(FIRST);
        vm.assertEq(bill.totalBalanceOfAt(alice, FIRST), TOKENS - ONE, "known at once");
        move(alice, bob, 2 * ONE);
        vm.warp(FIRST + 1);
        move(alice, bob, 4 * ONE);
        vm.assertEq(bill.totalBalanceOfAt(alice, FIRST), TOKENS - ONE, "sender then");
        vm.assertEq(bill.totalBalanceOfAt(bob, FIRST), TOKENS + ONE, "receiver then");
        vm.assertEq(bill.issuedSupplyAt(FIRST), 2 * TOKENS, "supply then");
        vm.assertEq(bill.balanceOf(alice), TOKENS - 7 * ONE, "now");
    }

    function test_whoBoughtLaterHadNothingThen() external {
        schedule(FIRST);
        vm.warp(FIRST);
        approve(CAROL);
        move(alice, CAROL, ONE);
        vm.assertEq(bill.totalBalanceOfAt(CAROL, FIRST), 0, "nothing then");
        schedule(FIRST + 1);
        vm.warp(FIRST + 1);
        move(CAROL, alice, ONE);
        vm.assertEq(bill.totalBalanceOfAt(CAROL, FIRST), 0, "still nothing then");
        vm.assertEq(bill.totalBalanceOfAt(CAROL, FIRST + 1), ONE, "but at the next");
    }

    function test_aZeroInBetweenIsRemembered() external {
        schedule(FIRST);
        schedule(FIRST + 1);
        schedule(FIRST + 2);
        vm.warp(FIRST);
        move(alice, bob, TOKENS);
        vm.warp(FIRST + 1);
        move(bob, alice, ONE);
        vm.warp(FIRST + 2);
        move(bob, alice, ONE);
        vm.assertEq(bill.totalBalanceOfAt(alice, FIRST), TOKENS, "all");
        vm.assertEq(bill.totalBalanceOfAt(alice, FIRST + 1), 0, "nothing");
        vm.assertEq(bill.totalBalanceOfAt(alice, FIRST + 2), ONE, "one");
    }

    function test_sumsOverPartitions() external {
        partition();
        schedule(FIRST);
        vm.warp(FIRST);
        vm.prank(alice);
        token.changePartition(RESTRICTED, FREE, TOKENS);
        move(alice, bob, 2 * TOKENS);
        vm.assertEq(bill.totalBalanceOfAt(alice, FIRST), 2 * TOKENS, "both");
        vm.assertEq(bill.issuedSupplyAt(FIRST), 3 * TOKENS, "supply");
    }

    function test_keepsTheSupplyBeforeIssuanceAndRedemption() external {
        schedule(FIRST);
        vm.warp(FIRST);
        bill.issue(alice, ONE);
        vm.assertEq(bill.issuedSupplyAt(FIRST), 2 * TOKENS, "before");
        vm.assertEq(bill.totalBalanceOfAt(alice, FIRST), TOKENS, "holder before");
        schedule(uint40(MATURITY));
        mature();
        vm.prank(YIELD);
        bill.burnMatured(alice, FREE);
        vm.assertEq(bill.totalBalanceOfAt(alice, uint40(MATURITY)), TOKENS + ONE, "held at maturity");
        vm.assertEq(bill.issuedSupplyAt(uint40(MATURITY)), 2 * TOKENS + ONE, "supply at maturity");
    }

    function testFuzz_schedulesInAnyOrderEachOnce(uint40[6] memory offsets) external {
        uint40[] memory times = new uint40[](6);
        for (uint256 i; i < 6; ++i) times[i] = uint40(NOW + 1 + offsets[i] % 4);
        vm.prank(YIELD);
        token.scheduleSnapshots(times);
        uint40[] memory scheduled = token.snapshotTimes();
        for (uint256 i = 1; i < scheduled.length; ++i) {
            vm.assertTrue(scheduled[i - 1] < scheduled[i], "ascending");
        }
        for (uint256 i; i < 6; ++i) {
            uint256 found;
            for (uint256 j; j < scheduled.length; ++j) {
                if (scheduled[j] == times[i]) ++found;
            }
            vm.assertEq(found, 1, "each once");
        }
    }

    function test_announcesNewTimesOnly() external {
        vm.expectEmit(address(bill));
        emit ITreasurySnapshots.SnapshotScheduled(FIRST);
        schedule(FIRST);
        vm.recordLogs();
        schedule(FIRST);
        vm.assertEq(vm.getRecordedLogs().length, 0, "it was there");
        vm.assertEq(token.snapshotTimes().length, 1, "once");
    }

    function testFuzz_schedulesTheFutureOnly(uint40 time) external {
        time = uint40(bound(time, 0, NOW));
        vm.expectRevert(abi.encodeWithSelector(ITreasurySnapshots.InvalidSnapshotTime.selector, time));
        schedule(time);
    }

    function test_schedulesNoMoreThanEpochsCanCount() external {
        uint40[] memory times = new uint40[](3_640);
        uint40 next = uint40(NOW);
        for (uint256 batch; batch < 18; ++batch) {
            for (uint256 i; i < times.length; ++i) times[i] = ++next;
            token.scheduleSnapshots(times);
        }
        uint40[] memory last = new uint40[](15);
        for (uint256 i; i < last.length; ++i) last[i] = ++next;
        token.scheduleSnapshots(last);
        vm.assertEq(token.snapshotTimes().length, type(uint16).max, "full");
        vm.expectRevert(abi.encodeWithSelector(ITreasurySnapshots.InvalidSnapshotTime.selector, next + 1));
        schedule(next + 1);
        vm.warp(next);
        move(alice, bob, ONE);
        vm.assertEq(bill.totalBalanceOfAt(alice, next), TOKENS, "the last one counts");
    }

    function testFuzz_onlyTheYieldModuleOrAControllerSchedules(address caller) external {
        vm.assume(caller != address(this) && caller != YIELD);
        uint40[] memory times = new uint40[](1);
        times[0] = FIRST;
        bytes32 role = bill.CONTROLLER_ROLE();
        vm.prank(caller);
        expectMissingRole(caller, role);
        token.scheduleSnapshots(times);
    }

    function testFuzz_answersForScheduledTimesThatHaveComeOnly(uint40 asked, uint40 time) external {
        schedule(FIRST);
        time = uint40(bound(time, NOW, MATURITY));
        vm.warp(time);
        bool known = asked == FIRST && time >= FIRST;
        bytes memory unknown = abi.encodeWithSelector(ITreasuryTokenCore.NoSnapshot.selector, asked);
        if (!known) vm.expectRevert(unknown);
        bill.totalBalanceOfAt(alice, asked);
        if (!known) vm.expectRevert(unknown);
        bill.issuedSupplyAt(asked);
    }

    function test_answersForNothingBeforeItsTime() external {
        schedule(FIRST);
        vm.warp(FIRST - 1);
        vm.expectRevert(abi.encodeWithSelector(ITreasuryTokenCore.NoSnapshot.selector, FIRST));
        bill.totalBalanceOfAt(alice, FIRST);
        vm.expectRevert(abi.encodeWithSelector(ITreasuryTokenCore.NoSnapshot.selector, FIRST + 1));
        bill.totalBalanceOfAt(alice, FIRST + 1);
    }

    /// @dev Against a model that writes every balance down at every snapshot: random movements at random times, some of them
    /// exactly at a snapshot's, new snapshots now and then, and long waits that pass several.
    function testFuzz_agreesWithARecordOfEveryBalance(uint256 seed) external {
        partition();
        approve(CAROL);
        _accounts = [alice, bob, CAROL];
        uint256 random = seed;
        for (uint256 step; step < STEPS; ++step) {
            random = uint256(keccak256(abi.encode(random)));
            if (random % 3 == 0) plan(uint40(block.timestamp + 1 + random / 3 % 40));
            pass(block.timestamp + random / 128 % 16);
            act(random >> 128);
        }
        pass(block.timestamp + 100);
        vm.assertEq(token.snapshotTimes().length, _times.length, "every time was kept");
        for (uint256 i; i < _times.length; ++i) check(_times[i]);
    }

    /// @dev Lets time go by, and writes down what a snapshot in between sees.
    function pass(uint256 until) private {
        for (uint256 time = block.timestamp + 1; time <= until; ++time) {
            if (!isPlanned(uint40(time))) continue;
            for (uint256 i; i < _accounts.length; ++i) {
                _kept[uint40(time)][_accounts[i]] = bill.totalBalanceOf(_accounts[i]);
            }
            _keptSupply[uint40(time)] = bill.issuedSupply();
        }
        vm.warp(until);
    }

    function plan(uint40 time) private {
        if (!isPlanned(time)) _times.push(time);
        schedule(time);
    }

    function act(uint256 random) private {
        address from = _accounts[random % 3];
        address to = _accounts[random / 3 % 3];
        uint256 free = bill.balanceOf(from);
        uint256 amount = random % 5 == 0 ? free : random / 9 % (free + 1);
        uint256 kind = random / 4096 % 8;
        if (kind == 0) bill.issue(to, amount);
        else if (kind == 1) token.controllerRedeem(FREE, from, amount, "court order");
        else if (kind == 2) changePartition(from, FREE, PLEDGED, amount);
        else if (kind == 3) changePartition(from, RESTRICTED, FREE, token.balanceOfByPartition(RESTRICTED, from) / 2);
        else if (kind == 4) token.controllerTransfer(FREE, from, to, amount, "court order");
        else move(from, to, amount);
    }

    function check(uint40 time) private view {
        for (uint256 i; i < _accounts.length; ++i) {
            vm.assertEq(bill.totalBalanceOfAt(_accounts[i], time), _kept[time][_accounts[i]], "balance then");
        }
        vm.assertEq(bill.issuedSupplyAt(time), _keptSupply[time], "supply then");
    }

    function isPlanned(uint40 time) private view returns (bool) {
        for (uint256 i; i < _times.length; ++i) {
            if (_times[i] == time) return true;
        }
        return false;
    }

    function changePartition(address holder, bytes32 from, bytes32 to, uint256 amount) private {
        vm.prank(holder);
        token.changePartition(from, to, amount);
    }

    function move(address from, address to, uint256 amount) private {
        vm.prank(from);
        bill.transfer(to, amount);
    }

    function schedule(uint40 time) private {
        uint40[] memory times = new uint40[](1);
        times[0] = time;
        token.scheduleSnapshots(times);
    }
}
