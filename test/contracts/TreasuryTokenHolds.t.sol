// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {IERC20Errors} from "@openzeppelin/contracts/interfaces/draft-IERC6093.sol";

import {IComplianceModule} from "../../contracts/interfaces/IComplianceModule.sol";
import {IHoldable} from "../../contracts/interfaces/IHoldable.sol";
import {ITreasuryPartitions} from "../../contracts/interfaces/ITreasuryPartitions.sol";
import {ITreasuryRegistry} from "../../contracts/interfaces/ITreasuryRegistry.sol";
import {TokenDesk} from "./support/TokenDesk.sol";
import {bound} from "./support/bound.sol";

/// @notice Holds of treasury tokens.
contract TreasuryTokenHoldsTest is TokenDesk {
    uint64 private constant EXPIRY = NOW + 1 days;
    bytes32 private constant SALT = "salt";

    function testFuzz_setsTokensAside(address recipient, uint256 amount, uint64 expiry, bytes32 salt) external {
        amount = bound(amount, 1, TOKENS);
        expiry = uint64(bound(expiry, NOW + 1, type(uint64).max));
        bytes32 id = keccak256(abi.encode(alice, salt));
        vm.prank(alice);
        vm.expectEmit(address(bill));
        emit IHoldable.HoldCreated(id, alice, NOTARY, recipient, amount, expiry);
        vm.assertEq(bill.createHold(recipient, NOTARY, FREE, amount, expiry, salt), id, "id");
        IHoldable.Hold memory record = bill.holdOf(id);
        vm.assertEq(record.holder, alice, "holder");
        vm.assertEq(record.recipient, recipient, "recipient");
        vm.assertEq(record.notary, NOTARY, "notary");
        vm.assertEq(record.partition, FREE, "partition");
        vm.assertEq(record.amount, amount, "amount");
        vm.assertEq(record.expiry, expiry, "expiry");
        vm.assertEq(bill.balanceOf(alice), TOKENS, "still the holder's");
        vm.assertEq(token.lockedOfByPartition(FREE, alice), amount, "but locked");
    }

    function testFuzz_whatIsHeldDoesNotMove(uint256 held, uint256 amount) external {
        held = bound(held, 1, TOKENS);
        amount = bound(amount, 0, TOKENS);
        hold(held);
        (bool foretold,, bytes32 rule) = bill.canTransfer(alice, bob, amount);
        vm.assertTrue(foretold == (amount <= TOKENS - held), "foretold");
        vm.assertEq(rule, foretold ? bytes32(0) : bytes32("sender/locked"), "rule");
        vm.prank(alice);
        if (!foretold) expectRefused(0x55, "sender/locked");
        bill.transfer(bob, amount);
        vm.assertEq(bill.balanceOf(alice), foretold ? TOKENS - amount : TOKENS, "balance");
    }

    function testFuzz_deliversInParts(uint256 held, uint256 first, uint256 second) external {
        held = bound(held, 1, TOKENS);
        first = bound(first, 0, held);
        second = bound(second, 0, TOKENS);
        bytes32 id = hold(held);
        vm.startPrank(NOTARY);
        vm.expectEmit(address(bill));
        emit IHoldable.HoldExecuted(id, bob, first, held - first);
        vm.expectEmit(address(bill));
        emit IERC20.Transfer(alice, bob, first);
        vm.expectEmit(address(bill));
        emit ITreasuryPartitions.TransferByPartition(FREE, NOTARY, alice, bob, first, abi.encode(id), "");
        bill.executeHold(id, bob, first);
        uint256 left = held - first;
        bool enough = second <= left;
        if (!enough) vm.expectRevert(abi.encodeWithSelector(IHoldable.ExceedsHold.selector, id, second, left));
        bill.executeHold(id, bob, second);
        vm.stopPrank();
        uint256 moved = enough ? first + second : first;
        vm.assertEq(bill.balanceOf(bob), TOKENS + moved, "received");
        vm.assertEq(bill.holdOf(id).amount, held - moved, "remaining");
        vm.assertEq(token.lockedOfByPartition(FREE, alice), held - moved, "locked");
    }

    function test_deliversToTheNamedRecipientOnly() external {
        bytes32 id = hold(ONE);
        approve(CAROL);
        vm.prank(NOTARY);
        vm.expectRevert(abi.encodeWithSelector(IHoldable.NotHoldRecipient.selector, id, CAROL));
        bill.executeHold(id, CAROL, ONE);
        vm.prank(alice);
        bytes32 open = bill.createHold(address(0), NOTARY, FREE, ONE, EXPIRY, "open");
        vm.prank(NOTARY);
        bill.executeHold(open, CAROL, ONE);
        vm.assertEq(bill.balanceOf(CAROL), ONE, "an open hold goes wherever the notary says");
        vm.prank(alice);
        open = bill.createHold(address(0), NOTARY, FREE, ONE, EXPIRY, "nobody");
        vm.prank(NOTARY);
        vm.expectRevert(abi.encodeWithSelector(IERC20Errors.ERC20InvalidReceiver.selector, address(0)));
        bill.executeHold(open, address(0), ONE);
    }

    function testFuzz_onlyTheNotaryDelivers(address caller) external {
        vm.assume(caller != NOTARY);
        bytes32 id = hold(ONE);
        vm.prank(caller);
        vm.expectRevert(abi.encodeWithSelector(IHoldable.NotHoldNotary.selector, id, caller));
        bill.executeHold(id, bob, ONE);
    }

    function testFuzz_deliversUntilTheExpiry(uint64 time) external {
        time = uint64(bound(time, NOW, MATURITY - 1));
        bytes32 id = hold(ONE);
        vm.warp(time);
        vm.prank(NOTARY);
        if (time >= EXPIRY) vm.expectRevert(abi.encodeWithSelector(IHoldable.HoldExpired.selector, id, EXPIRY));
        bill.executeHold(id, bob, ONE);
        vm.assertEq(bill.balanceOf(bob), time < EXPIRY ? TOKENS + ONE : TOKENS, "received");
    }

    function test_deliveriesObeyTransferRules() external {
        bytes32 id = hold(ONE);
        setStanding(bob, IComplianceModule.InvestorStatus.Revoked);
        expectExecutionRefused(id, 0x57, "receiver/not-approved");
        approve(bob);
        token.setFrozen(bob, true);
        expectExecutionRefused(id, 0x55, "receiver/frozen");
        token.setFrozen(bob, false);
        token.setFrozen(alice, true);
        expectExecutionRefused(id, 0x55, "sender/frozen");
        token.setFrozen(alice, false);
        bill.pause(bill.PAUSE_TRANSFERS());
        expectExecutionRefused(id, 0x54, "token/paused");
        bill.resume(bill.PAUSE_TRANSFERS());
        setStatus(ITreasuryRegistry.TreasuryStatus.Suspended);
        expectExecutionRefused(id, 0x54, "token/not-active");
        vm.assertEq(bill.holdOf(id).amount, ONE, "still held");
    }

    function testFuzz_isReleasedByTheNotaryAndFromTheExpiryByAnyone(address caller, uint64 time, uint256 held) external {
        vm.assume(caller != address(this));
        time = uint64(bound(time, NOW, type(uint40).max));
        held = bound(held, 1, TOKENS);
        bytes32 id = hold(held);
        vm.warp(time);
        bool may = caller == NOTARY || time >= EXPIRY;
        vm.prank(caller);
        if (may) {
            vm.expectEmit(address(bill));
            emit IHoldable.HoldReleased(id, held);
        } else {
            vm.expectRevert(abi.encodeWithSelector(IHoldable.HoldNotReleasable.selector, id, caller));
        }
        bill.releaseHold(id);
        vm.assertEq(token.lockedOfByPartition(FREE, alice), may ? 0 : held, "locked");
        vm.assertEq(bill.holdOf(id).amount, may ? 0 : held, "held");
    }

    function test_aReleasedHoldIsOver() external {
        bytes32 id = hold(ONE);
        vm.startPrank(NOTARY);
        bill.releaseHold(id);
        vm.expectRevert(abi.encodeWithSelector(IHoldable.ExceedsHold.selector, id, 1, 0));
        bill.executeHold(id, bob, 1);
        bill.releaseHold(id);
        vm.stopPrank();
        vm.assertEq(token.lockedOfByPartition(FREE, alice), 0, "released once");
    }

    function test_aControllerReleasesAnyHoldUntilControlIsRenounced() external {
        bytes32 id = hold(ONE);
        bill.releaseHold(id);
        vm.assertEq(token.lockedOfByPartition(FREE, alice), 0, "released");
        vm.prank(alice);
        id = bill.createHold(bob, NOTARY, FREE, ONE, EXPIRY, "another");
        token.renounceControl();
        vm.expectRevert(abi.encodeWithSelector(IHoldable.HoldNotReleasable.selector, id, address(this)));
        bill.releaseHold(id);
    }

    function test_usesAnIdOnce() external {
        bytes32 id = hold(ONE);
        vm.prank(NOTARY);
        bill.executeHold(id, bob, ONE);
        vm.prank(alice);
        vm.expectRevert(abi.encodeWithSelector(IHoldable.HoldExists.selector, id));
        bill.createHold(bob, NOTARY, FREE, ONE, EXPIRY, SALT);
        vm.prank(bob);
        vm.assertTrue(bill.createHold(alice, NOTARY, FREE, ONE, EXPIRY, SALT) != id, "ids are each holder's own");
    }

    function testFuzz_knowsNoOtherHolds(bytes32 id) external {
        bytes memory unknown = abi.encodeWithSelector(IHoldable.UnknownHold.selector, id);
        vm.expectRevert(unknown);
        bill.holdOf(id);
        vm.expectRevert(unknown);
        bill.executeHold(id, bob, 0);
        vm.expectRevert(unknown);
        bill.releaseHold(id);
    }

    function test_refusesHoldsThatMakeNoSense() external {
        vm.startPrank(alice);
        vm.expectRevert(IHoldable.InvalidHold.selector);
        bill.createHold(bob, NOTARY, FREE, 0, EXPIRY, SALT);
        vm.expectRevert(IHoldable.InvalidHold.selector);
        bill.createHold(bob, address(0), FREE, ONE, EXPIRY, SALT);
        vm.expectRevert(IHoldable.InvalidHold.selector);
        bill.createHold(bob, NOTARY, FREE, ONE, NOW, SALT);
        vm.expectRevert(IHoldable.InvalidHold.selector);
        bill.createHold(bob, NOTARY, FREE, uint256(type(uint96).max) + 1, EXPIRY, SALT);
        expectShort(alice, TOKENS, TOKENS + 1);
        bill.createHold(bob, NOTARY, FREE, TOKENS + 1, EXPIRY, SALT);
        vm.expectRevert(abi.encodeWithSelector(ITreasuryPartitions.UnknownPartition.selector, bytes32(0)));
        bill.createHold(bob, NOTARY, 0, ONE, EXPIRY, SALT);
        vm.stopPrank();
    }

    function test_noHoldsAreMadeWhilePausedOrFrozen() external {
        token.setFrozen(alice, true);
        vm.prank(alice);
        expectRefused(0x55, "sender/frozen");
        bill.createHold(bob, NOTARY, FREE, ONE, EXPIRY, SALT);
        bill.pause(bill.PAUSE_TRANSFERS());
        vm.prank(bob);
        expectRefused(0x54, "token/paused");
        bill.createHold(bob, NOTARY, FREE, ONE, EXPIRY, SALT);
    }

    function test_holdsAndFreezesShareWhatIsUnlocked() external {
        hold(TOKENS - ONE);
        token.setFrozenAmount(FREE, alice, ONE);
        vm.prank(alice);
        expectShort(alice, 0, 1);
        bill.createHold(bob, NOTARY, FREE, 1, EXPIRY, "more");
        expectShort(alice, ONE, ONE + 1);
        token.setFrozenAmount(FREE, alice, ONE + 1);
    }

    function testFuzz_holdsInAPartition(uint256 amount) external {
        amount = bound(amount, 1, TOKENS);
        token.definePartition("open", 1);
        token.issueByPartition("open", alice, TOKENS, "");
        vm.prank(alice);
        bytes32 id = bill.createHold(bob, NOTARY, "open", amount, EXPIRY, SALT);
        vm.assertEq(bill.holdOf(id).partition, "open", "partition");
        vm.assertEq(token.lockedOfByPartition(FREE, alice), 0, "not elsewhere");
        vm.prank(NOTARY);
        bill.executeHold(id, bob, amount);
        vm.assertEq(token.balanceOfByPartition("open", bob), amount, "received");
    }

    function test_whatIsHeldAtMaturityIsRedeemedOnceReleased() external {
        vm.prank(alice);
        bytes32 id = bill.createHold(bob, NOTARY, FREE, ONE, type(uint64).max, SALT);
        mature();
        vm.prank(NOTARY);
        expectRefused(0x54, "token/not-active");
        bill.executeHold(id, bob, ONE);
        vm.prank(YIELD);
        vm.assertEq(bill.burnMatured(alice, FREE), TOKENS - ONE, "all but what is held");
        vm.prank(NOTARY);
        bill.releaseHold(id);
        vm.prank(YIELD);
        vm.assertEq(bill.burnMatured(alice, FREE), ONE, "the rest");
    }

    function hold(uint256 amount) private returns (bytes32) {
        vm.prank(alice);
        return bill.createHold(bob, NOTARY, FREE, amount, EXPIRY, SALT);
    }

    function expectExecutionRefused(bytes32 id, bytes1 code, bytes32 rule) private {
        vm.prank(NOTARY);
        expectRefused(code, rule);
        bill.executeHold(id, bob, ONE);
    }
}
