// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";

import {IComplianceModule} from "../../contracts/interfaces/IComplianceModule.sol";
import {ITreasuryControl} from "../../contracts/interfaces/ITreasuryControl.sol";
import {ITreasuryPartitions} from "../../contracts/interfaces/ITreasuryPartitions.sol";
import {TokenDesk} from "./support/TokenDesk.sol";
import {bound} from "./support/bound.sol";

/// @notice Alice lost her wallet; carol's is her new one.
contract TreasuryTokenRecoveryTest is TokenDesk {
    string private constant REASON = "key lost, identity checked";
    uint64 private constant EXPIRY = NOW + 1 days;
    address private constant DAVE = address(0xDA7E);

    function setUp() public override {
        super.setUp();
        partition();
        approve(CAROL);
        approve(DAVE);
    }

    function testFuzz_movesEverything(uint256 held, uint256 frozen, bool wasFrozen, uint256 before) external {
        held = bound(held, 1, TOKENS);
        frozen = bound(frozen, 0, TOKENS - held);
        before = bound(before, 0, TOKENS);
        vm.prank(bob);
        bill.transfer(CAROL, before);
        token.setFrozenAmount(FREE, CAROL, before / 2);
        bytes32 id = hold(held);
        token.setFrozenAmount(FREE, alice, frozen);
        token.setFrozenAmount(RESTRICTED, alice, frozen);
        token.setFrozen(alice, wasFrozen);
        setStanding(alice, IComplianceModule.InvestorStatus.Suspended);

        token.recover(alice, CAROL, REASON);
        vm.assertEq(bill.totalBalanceOf(alice), 0, "nothing left");
        vm.assertEq(token.lockedOfByPartition(FREE, alice), 0, "nothing locked");
        vm.assertEq(token.frozenAmountOf(FREE, alice), 0, "no part frozen");
        vm.assertEq(bill.balanceOf(CAROL), TOKENS + before, "free");
        vm.assertEq(token.balanceOfByPartition(RESTRICTED, CAROL), TOKENS, "restricted");
        vm.assertEq(token.frozenAmountOf(FREE, CAROL), frozen + before / 2, "frozen part");
        vm.assertEq(token.frozenAmountOf(RESTRICTED, CAROL), frozen, "frozen part of the restricted");
        vm.assertEq(token.lockedOfByPartition(FREE, CAROL), held + frozen + before / 2, "locked");
        vm.assertTrue(token.isFrozen(alice), "the lost wallet is frozen");
        vm.assertTrue(token.isFrozen(CAROL) == wasFrozen, "the flag moves");
        vm.assertEq(bill.holdOf(id).holder, CAROL, "the hold follows");
        vm.assertEq(bill.issuedSupply(), 3 * TOKENS, "conserved");
        vm.assertEq(token.recoveredBy(alice), CAROL, "by whom");
    }

    function test_tellsWhatMoved() external {
        token.setFrozenAmount(FREE, alice, ONE);
        vm.expectEmit(address(bill));
        emit ITreasuryControl.PartiallyFrozen(alice, FREE, 0);
        vm.expectEmit(address(bill));
        emit ITreasuryControl.PartiallyFrozen(CAROL, FREE, ONE);
        vm.expectEmit(address(bill));
        emit IERC20.Transfer(alice, CAROL, TOKENS);
        vm.expectEmit(address(bill));
        emit ITreasuryPartitions.TransferByPartition(FREE, address(this), alice, CAROL, TOKENS, "", "");
        vm.expectEmit(address(bill));
        emit ITreasuryPartitions.TransferByPartition(RESTRICTED, address(this), alice, CAROL, TOKENS, "", "");
        vm.expectEmit(address(bill));
        emit ITreasuryControl.AddressFrozen(alice, true);
        vm.expectEmit(address(bill));
        emit ITreasuryControl.WalletRecovered(alice, CAROL, 2 * TOKENS, REASON);
        token.recover(alice, CAROL, REASON);
    }

    function test_handsTheFreezeOn() external {
        token.setFrozen(alice, true);
        vm.expectEmit(address(bill));
        emit ITreasuryControl.AddressFrozen(CAROL, true);
        token.recover(alice, CAROL, REASON);
        token.setFrozen(CAROL, false);
        vm.assertTrue(!token.isFrozen(CAROL), "which can be thawed");
    }

    function testFuzz_holdsAreDeliveredAndReleasedAsBefore(uint256 held, uint256 delivered) external {
        held = bound(held, 1, TOKENS);
        delivered = bound(delivered, 0, held);
        bytes32 id = hold(held);
        token.recover(alice, CAROL, REASON);
        vm.startPrank(NOTARY);
        bill.executeHold(id, bob, delivered);
        vm.assertEq(bill.balanceOf(bob), TOKENS + delivered, "delivered");
        vm.assertEq(bill.balanceOf(CAROL), TOKENS - delivered, "from the new wallet");
        bill.releaseHold(id);
        vm.stopPrank();
        vm.assertEq(token.lockedOfByPartition(FREE, CAROL), 0, "released");
    }

    function test_pastBalancesStayWhereTheyWereAndNameWhomToPay() external {
        uint40[] memory times = new uint40[](2);
        (times[0], times[1]) = (uint40(NOW) + 1 hours, uint40(NOW) + 2 hours);
        token.scheduleSnapshots(times);
        vm.warp(times[0]);
        token.recover(alice, CAROL, REASON);
        vm.warp(times[1]);
        vm.assertEq(bill.totalBalanceOfAt(alice, times[0]), 2 * TOKENS, "earned by the lost wallet");
        vm.assertEq(bill.totalBalanceOfAt(CAROL, times[0]), 0, "not by the new one");
        vm.assertEq(bill.totalBalanceOfAt(alice, times[1]), 0, "which has it");
        vm.assertEq(bill.totalBalanceOfAt(CAROL, times[1]), 2 * TOKENS, "from then on");
        vm.assertEq(token.recoveredBy(alice), CAROL, "paid to");
    }

    function test_recoveriesFollowEachOther() external {
        bytes32 id = hold(ONE);
        token.recover(alice, CAROL, REASON);
        token.recover(CAROL, DAVE, REASON);
        vm.assertEq(token.recoveredBy(alice), DAVE, "the last stands for the first");
        vm.assertEq(token.recoveredBy(CAROL), DAVE, "and for the second");
        vm.assertEq(token.recoveredBy(DAVE), address(0), "but is itself");
        vm.assertEq(bill.holdOf(id).holder, DAVE, "holds too");
        vm.prank(NOTARY);
        bill.executeHold(id, bob, ONE);
        vm.assertEq(bill.totalBalanceOf(DAVE), 2 * TOKENS - ONE, "delivered");
    }

    function test_recoversAWalletThatHasNothingButClaims() external {
        vm.startPrank(alice);
        bill.transfer(bob, TOKENS);
        token.changePartition(RESTRICTED, FREE, TOKENS);
        bill.transfer(bob, TOKENS);
        vm.stopPrank();
        token.recover(alice, CAROL, REASON);
        vm.assertEq(token.recoveredBy(alice), CAROL, "claims follow");
    }

    function test_theLostWalletIsDeadForEver() external {
        token.recover(alice, CAROL, REASON);
        vm.expectRevert(abi.encodeWithSelector(ITreasuryControl.InvalidRecovery.selector, alice, CAROL));
        token.setFrozen(alice, false);
        vm.prank(bob);
        expectRefused(0x55, "receiver/frozen");
        bill.transfer(alice, ONE);
        expectRefused(0x55, "receiver/frozen");
        bill.issue(alice, ONE);
        expectRefused(0x55, "receiver/frozen");
        token.controllerTransfer(FREE, bob, alice, ONE, REASON);
    }

    function test_refusesRecoveriesThatMakeNoSense() external {
        expectInvalid(alice, alice);
        expectInvalid(address(0), CAROL);
        expectInvalid(alice, address(0));
        token.recover(alice, CAROL, REASON);
        expectInvalid(alice, DAVE);
        expectInvalid(bob, alice);
        expectInvalid(CAROL, alice);
    }

    function test_recoversToTheEligibleOnly() external {
        expectRefused(0x57, "receiver/not-approved");
        token.recover(alice, MALLORY, REASON);
        token.setFrozen(CAROL, true);
        expectRefused(0x55, "receiver/frozen");
        token.recover(alice, CAROL, REASON);
    }

    function test_redeemsWhatWasRecovered() external {
        token.recover(alice, CAROL, REASON);
        mature();
        vm.startPrank(YIELD);
        vm.assertEq(bill.burnMatured(CAROL, FREE), TOKENS, "free");
        vm.assertEq(bill.burnMatured(CAROL, RESTRICTED), TOKENS, "restricted");
        vm.stopPrank();
    }

    function hold(uint256 amount) private returns (bytes32) {
        vm.prank(alice);
        return bill.createHold(bob, NOTARY, FREE, amount, EXPIRY, "salt");
    }

    function expectInvalid(address lost, address replacement) private {
        vm.expectRevert(abi.encodeWithSelector(ITreasuryControl.InvalidRecovery.selector, lost, replacement));
        token.recover(lost, replacement, REASON);
    }
}
