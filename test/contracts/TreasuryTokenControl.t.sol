// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {IERC20Errors} from "@openzeppelin/contracts/interfaces/draft-IERC6093.sol";

import {IComplianceModule} from "../../contracts/interfaces/IComplianceModule.sol";
import {ITreasuryControl} from "../../contracts/interfaces/ITreasuryControl.sol";
import {ITreasuryPartitions} from "../../contracts/interfaces/ITreasuryPartitions.sol";
import {ITreasuryRegistry} from "../../contracts/interfaces/ITreasuryRegistry.sol";
import {TokenDesk} from "./support/TokenDesk.sol";
import {bound} from "./support/bound.sol";

/// @notice Freezes, and what controllers move for a reason.
contract TreasuryTokenControlTest is TokenDesk {
    string private constant REASON = "court order 7/2027";
    uint64 private constant EXPIRY = NOW + 1 days;

    function testFuzz_aFrozenAccountNeitherSendsNorReceives(uint256 amount) external {
        amount = bound(amount, 0, TOKENS);
        vm.expectEmit(address(bill));
        emit ITreasuryControl.AddressFrozen(alice, true);
        token.setFrozen(alice, true);
        vm.assertTrue(token.isFrozen(alice), "frozen");
        vm.prank(alice);
        expectRefused(0x55, "sender/frozen");
        bill.transfer(bob, amount);
        vm.prank(bob);
        expectRefused(0x55, "receiver/frozen");
        bill.transfer(alice, amount);
        vm.expectEmit(address(bill));
        emit ITreasuryControl.AddressFrozen(alice, false);
        token.setFrozen(alice, false);
        vm.prank(alice);
        bill.transfer(bob, amount);
        vm.assertEq(bill.balanceOf(bob), TOKENS + amount, "thawed");
    }

    function testFuzz_freezesAPartOfABalance(uint256 first, uint256 second) external {
        first = bound(first, 0, TOKENS);
        second = bound(second, 0, TOKENS);
        token.setFrozenAmount(FREE, alice, first);
        vm.expectEmit(address(bill));
        emit ITreasuryControl.PartiallyFrozen(alice, FREE, second);
        token.setFrozenAmount(FREE, alice, second);
        vm.assertEq(token.frozenAmountOf(FREE, alice), second, "in all");
        vm.assertEq(token.lockedOfByPartition(FREE, alice), second, "locked");
        vm.startPrank(alice);
        bill.transfer(bob, TOKENS - second);
        if (second != 0) {
            expectRefused(0x55, "sender/locked");
            bill.transfer(bob, 1);
        }
        vm.stopPrank();
    }

    function test_freezesNoMoreThanThereIs() external {
        expectShort(alice, TOKENS, TOKENS + 1);
        token.setFrozenAmount(FREE, alice, TOKENS + 1);
    }

    function testFuzz_movesWhatAHolderDoesNotGive(uint256 frozen, uint256 amount) external {
        frozen = bound(frozen, 0, TOKENS);
        amount = bound(amount, 0, TOKENS);
        token.setFrozenAmount(FREE, alice, frozen);
        token.setFrozen(alice, true);
        setStanding(alice, IComplianceModule.InvestorStatus.Revoked);
        vm.expectEmit(address(bill));
        emit IERC20.Transfer(alice, bob, amount);
        vm.expectEmit(address(bill));
        emit ITreasuryPartitions.TransferByPartition(FREE, address(this), alice, bob, amount, "", "");
        vm.expectEmit(address(bill));
        emit ITreasuryControl.ControllerTransfer(address(this), alice, bob, FREE, amount, REASON);
        token.controllerTransfer(FREE, alice, bob, amount, REASON);
        vm.assertEq(bill.balanceOf(bob), TOKENS + amount, "moved");
        uint256 left = TOKENS - amount;
        vm.assertEq(token.frozenAmountOf(FREE, alice), frozen < left ? frozen : left, "what is left of the freeze");
        vm.assertEq(token.lockedOfByPartition(FREE, alice), frozen < left ? frozen : left, "locked");
    }

    function test_saysWhatIsLeftOfAFreeze() external {
        token.setFrozenAmount(FREE, alice, TOKENS);
        vm.expectEmit(address(bill));
        emit ITreasuryControl.PartiallyFrozen(alice, FREE, TOKENS - ONE);
        token.controllerTransfer(FREE, alice, bob, ONE, REASON);
    }

    function testFuzz_takesNothingThatIsHeld(uint256 held, uint256 amount) external {
        held = bound(held, 1, TOKENS);
        amount = bound(amount, 0, TOKENS);
        bytes32 id = hold(held);
        bool enough = amount <= TOKENS - held;
        if (!enough) expectRefused(0x55, "sender/locked");
        token.controllerTransfer(FREE, alice, bob, amount, REASON);
        bill.releaseHold(id);
        token.controllerTransfer(FREE, alice, bob, enough ? TOKENS - amount : TOKENS, REASON);
        vm.assertEq(bill.balanceOf(alice), 0, "a controller releases it first");
    }

    function testFuzz_movesWithinEveryPartition(uint256 amount) external {
        partition();
        amount = bound(amount, 0, TOKENS);
        vm.expectEmit(address(bill));
        emit ITreasuryPartitions.TransferByPartition(RESTRICTED, address(this), alice, bob, amount, "", "");
        token.controllerTransfer(RESTRICTED, alice, bob, amount, REASON);
        vm.assertEq(token.balanceOfByPartition(RESTRICTED, bob), amount, "moved");
        token.controllerRedeem(RESTRICTED, alice, TOKENS - amount, REASON);
        vm.assertEq(token.totalSupplyByPartition(RESTRICTED), amount, "retired");
        vm.assertEq(bill.totalSupply(), 2 * TOKENS, "the ERC-20 doesn't notice");
    }

    function test_movesTokensInEveryStatus() external {
        setStatus(ITreasuryRegistry.TreasuryStatus.Suspended);
        token.controllerTransfer(FREE, alice, bob, ONE, REASON);
        mature();
        token.controllerTransfer(FREE, alice, bob, ONE, REASON);
        vm.assertEq(bill.balanceOf(bob), TOKENS + 2 * ONE, "moved");
    }

    function test_movesNothingToTheIneligibleTheFrozenOrNobody() external {
        expectRefused(0x57, "receiver/not-approved");
        token.controllerTransfer(FREE, alice, MALLORY, ONE, REASON);
        token.setFrozen(bob, true);
        expectRefused(0x55, "receiver/frozen");
        token.controllerTransfer(FREE, alice, bob, ONE, REASON);
        vm.expectRevert(abi.encodeWithSelector(IERC20Errors.ERC20InvalidReceiver.selector, address(0)));
        token.controllerTransfer(FREE, alice, address(0), ONE, REASON);
        approve(CAROL);
        expectShort(alice, TOKENS, TOKENS + 1);
        token.controllerTransfer(FREE, alice, CAROL, TOKENS + 1, REASON);
    }

    function testFuzz_retiresTokens(uint256 frozen, uint256 amount) external {
        frozen = bound(frozen, 0, TOKENS);
        amount = bound(amount, 0, TOKENS);
        token.setFrozenAmount(FREE, alice, frozen);
        token.setFrozen(alice, true);
        vm.expectEmit(address(bill));
        emit IERC20.Transfer(alice, address(0), amount);
        vm.expectEmit(address(bill));
        emit ITreasuryControl.ControllerRedemption(address(this), alice, FREE, amount, REASON);
        token.controllerRedeem(FREE, alice, amount, REASON);
        vm.assertEq(bill.balanceOf(alice), TOKENS - amount, "retired");
        vm.assertEq(bill.issuedSupply(), 2 * TOKENS - amount, "supply");
    }

    function testFuzz_changesPartitionsWhateverTheyPermit(uint256 frozen, uint256 amount) external {
        partition();
        frozen = bound(frozen, 0, TOKENS);
        amount = bound(amount, 0, TOKENS);
        token.setFrozenAmount(FREE, alice, frozen);
        vm.expectEmit(address(bill));
        emit ITreasuryControl.ControllerPartitionChange(address(this), alice, FREE, RESTRICTED, amount, REASON);
        token.controllerChangePartition(alice, FREE, RESTRICTED, amount, REASON);
        vm.assertEq(token.balanceOfByPartition(RESTRICTED, alice), TOKENS + amount, "restricted");
        vm.assertEq(bill.balanceOf(alice), TOKENS - amount, "free");
        vm.assertEq(bill.issuedSupply(), 3 * TOKENS, "supply");
    }

    function test_aPauseOfControlStopsEveryMovementWithoutTheHolder() external {
        bill.pause(bill.PAUSE_CONTROL());
        expectRefused(0x54, "token/paused");
        token.controllerTransfer(FREE, alice, bob, ONE, REASON);
        expectRefused(0x54, "token/paused");
        token.controllerRedeem(FREE, alice, ONE, REASON);
        expectRefused(0x54, "token/paused");
        token.controllerChangePartition(alice, FREE, FREE, ONE, REASON);
        expectRefused(0x54, "token/paused");
        token.recover(alice, bob, REASON);
    }

    function test_givesAReasonForEveryMovement() external {
        vm.expectRevert(ITreasuryControl.ReasonRequired.selector);
        token.controllerTransfer(FREE, alice, bob, ONE, "");
        vm.expectRevert(ITreasuryControl.ReasonRequired.selector);
        token.controllerRedeem(FREE, alice, ONE, "");
        vm.expectRevert(ITreasuryControl.ReasonRequired.selector);
        token.controllerChangePartition(alice, FREE, FREE, ONE, "");
        vm.expectRevert(ITreasuryControl.ReasonRequired.selector);
        token.recover(alice, bob, "");
    }

    function test_renouncesControlForEver() external {
        vm.assertTrue(token.isControllable(), "at first");
        vm.expectEmit(address(bill));
        emit ITreasuryControl.ControlRenounced();
        token.renounceControl();
        vm.assertTrue(!token.isControllable(), "no more");
        vm.expectRevert(ITreasuryControl.NotControllable.selector);
        token.controllerTransfer(FREE, alice, bob, ONE, REASON);
        vm.expectRevert(ITreasuryControl.NotControllable.selector);
        token.controllerRedeem(FREE, alice, ONE, REASON);
        vm.expectRevert(ITreasuryControl.NotControllable.selector);
        token.controllerChangePartition(alice, FREE, FREE, ONE, REASON);
        vm.expectRevert(ITreasuryControl.NotControllable.selector);
        token.recover(alice, bob, REASON);
        token.setFrozen(alice, true);
        vm.assertTrue(token.isFrozen(alice), "freezes remain");
    }

    function testFuzz_onlyAControllerControls(address caller, uint96 amount) external {
        vm.assume(caller != address(this));
        bytes32 role = bill.CONTROLLER_ROLE();
        vm.startPrank(caller);
        expectMissingRole(caller, role);
        token.setFrozen(alice, true);
        expectMissingRole(caller, role);
        token.setFrozenAmount(FREE, alice, amount);
        expectMissingRole(caller, role);
        token.controllerTransfer(FREE, alice, caller, amount, REASON);
        expectMissingRole(caller, role);
        token.controllerRedeem(FREE, alice, amount, REASON);
        expectMissingRole(caller, role);
        token.controllerChangePartition(alice, FREE, FREE, amount, REASON);
        expectMissingRole(caller, role);
        token.recover(alice, caller, REASON);
        expectMissingRole(caller, 0);
        token.renounceControl();
        vm.stopPrank();
    }

    function hold(uint256 amount) private returns (bytes32) {
        vm.prank(alice);
        return bill.createHold(bob, NOTARY, FREE, amount, EXPIRY, "salt");
    }
}
