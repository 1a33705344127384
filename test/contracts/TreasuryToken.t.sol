// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IAccessControl} from "@openzeppelin/contracts/access/IAccessControl.sol";
import {IERC20Errors} from "@openzeppelin/contracts/interfaces/draft-IERC6093.sol";

import {IComplianceModule} from "../../contracts/interfaces/IComplianceModule.sol";
import {ITreasuryRegistry} from "../../contracts/interfaces/ITreasuryRegistry.sol";
import {ITreasuryToken} from "../../contracts/interfaces/ITreasuryToken.sol";
import {Desk} from "./support/Desk.sol";
import {bound} from "./support/bound.sol";

contract TreasuryTokenTest is Desk {
    function test_hasTheMetadataAndTheSetItWasBuiltWith() external view {
        vm.assertEq(bytes(bill.name()), bytes("13-week bill"), "name");
        vm.assertEq(bytes(bill.symbol()), bytes("TB13W"), "symbol");
        vm.assertEq(bill.decimals(), 6, "decimals");
        vm.assertEq(bill.registry(), address(registry), "registry");
        vm.assertEq(bill.compliance(), address(compliance), "compliance");
    }

    function test_transfersBetweenEligibleInvestors() external {
        expectAllowed(alice, bob, 5 * ONE);
        vm.prank(alice);
        bill.transfer(bob, 5 * ONE);
        vm.assertEq(bill.balanceOf(bob), TOKENS + 5 * ONE, "received");
    }

    function test_issuesWhileAnnouncedOrActiveOnly() external {
        vm.expectEmit(address(bill));
        emit ITreasuryToken.Issued(address(this), alice, ONE);
        bill.issue(alice, ONE);
        vm.assertEq(bill.totalSupply(), 2 * TOKENS + ONE, "issued");
        registry.setStatus(address(bill), ITreasuryRegistry.TreasuryStatus.Suspended);
        vm.expectRevert(
            abi.encodeWithSelector(
                ITreasuryToken.NotIssuable.selector, ITreasuryRegistry.TreasuryStatus.Suspended
            )
        );
        bill.issue(alice, ONE);
    }

    function test_refusesToIssueBeforeRegistration() external {
        bill = newToken();
        vm.expectRevert(abi.encodeWithSelector(ITreasuryRegistry.UnknownTreasury.selector, address(bill)));
        bill.issue(alice, ONE);
    }

    function test_refusesToIssueToTheIneligible() external {
        expectRefused(0x57, "receiver/not-approved");
        bill.issue(mallory, ONE);
    }

    function test_redeemsFromTheIssuerItselfAndByAllowance() external {
        compliance.setInvestor(address(this), approvedInvestor());
        bill.issue(address(this), ONE);
        vm.expectEmit(address(bill));
        emit ITreasuryToken.Redeemed(address(this), address(this), ONE);
        bill.redeem(address(this), ONE);
        vm.prank(alice);
        bill.approve(address(this), ONE);
        bill.redeem(alice, ONE);
        vm.assertEq(bill.totalSupply(), 2 * TOKENS - ONE, "redeemed");
        vm.expectRevert(
            abi.encodeWithSelector(IERC20Errors.ERC20InsufficientAllowance.selector, address(this), 0, ONE)
        );
        bill.redeem(alice, ONE);
    }

    function test_redeemsFromAnInvestorWhoseApprovalLapsed() external {
        vm.prank(alice);
        bill.approve(address(this), ONE);
        compliance.setInvestorStatus(alice, IComplianceModule.InvestorStatus.Revoked);
        bill.redeem(alice, ONE);
        vm.assertEq(bill.balanceOf(alice), TOKENS - ONE, "redeemed");
    }

    function test_aFrozenAccountNeitherSendsNorReceivesNorRedeems() external {
        vm.expectEmit(address(bill));
        emit ITreasuryToken.FrozenChanged(alice, true);
        bill.setFrozen(alice, true);
        vm.assertTrue(bill.isFrozen(alice), "frozen");
        expectTransferRefused(alice, bob, 0x55, "sender/frozen");
        expectTransferRefused(bob, alice, 0x55, "receiver/frozen");
        vm.prank(alice);
        bill.approve(address(this), ONE);
        expectRefused(0x55, "sender/frozen");
        bill.redeem(alice, ONE);
        bill.setFrozen(alice, false);
        expectAllowed(alice, bob, ONE);
    }

    function test_aPauseStopsEveryMovement() external {
        vm.prank(alice);
        bill.approve(address(this), ONE);
        bill.pause();
        expectTransferRefused(alice, bob, 0x54, "token/paused");
        expectRefused(0x54, "token/paused");
        bill.issue(alice, ONE);
        expectRefused(0x54, "token/paused");
        bill.redeem(alice, ONE);
        expectRefused(0x54, "token/paused");
        bill.forcedTransfer(alice, bob, ONE, "court order");
        bill.unpause();
        expectAllowed(alice, bob, ONE);
    }

    function test_forcesATransferFromAFrozenRevokedHolder() external {
        bill.setFrozen(alice, true);
        compliance.setInvestorStatus(alice, IComplianceModule.InvestorStatus.Revoked);
        vm.expectEmit(address(bill));
        emit ITreasuryToken.ForcedTransfer(address(this), alice, bob, ONE, "court order");
        bill.forcedTransfer(alice, bob, ONE, "court order");
        vm.assertEq(bill.balanceOf(bob), TOKENS + ONE, "moved");
    }

    function test_forcesNoTransferToTheIneligibleOrWithoutReason() external {
        expectRefused(0x57, "receiver/not-approved");
        bill.forcedTransfer(alice, mallory, ONE, "court order");
        vm.expectRevert(abi.encodeWithSelector(ITreasuryToken.ReasonRequired.selector));
        bill.forcedTransfer(alice, bob, ONE, "");
    }

    function test_forcesNoIssuanceOrRedemption() external {
        vm.expectRevert(abi.encodeWithSelector(IERC20Errors.ERC20InvalidSender.selector, address(0)));
        bill.forcedTransfer(address(0), bob, ONE, "court order");
        vm.expectRevert(abi.encodeWithSelector(IERC20Errors.ERC20InvalidReceiver.selector, address(0)));
        bill.forcedTransfer(alice, address(0), ONE, "court order");
    }

    function test_foreseesAShortBalance() external view {
        (bool ok, bytes1 code, bytes32 rule) = bill.canTransfer(alice, bob, TOKENS + 1);
        vm.assertTrue(!ok, "refused");
        vm.assertEq(bytes32(code), bytes32(bytes1(0x52)), "code");
        vm.assertEq(rule, "sender/balance", "rule");
    }

    function test_takesAPermit() external {
        bytes32 typeHash =
            keccak256("Permit(address owner,address spender,uint256 value,uint256 nonce,uint256 deadline)");
        bytes32 structHash = keccak256(abi.encode(typeHash, alice, bob, ONE, 0, NOW));
        bytes32 digest = keccak256(abi.encodePacked(hex"1901", bill.DOMAIN_SEPARATOR(), structHash));
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(ALICE_KEY, digest);
        bill.permit(alice, bob, ONE, NOW, v, r, s);
        vm.assertEq(bill.allowance(alice, bob), ONE, "allowed");
    }

    function test_onlyTheRolesActOnIt() external {
        bytes32 issuer = bill.ISSUER_ROLE();
        bytes32 controller = bill.CONTROLLER_ROLE();
        vm.startPrank(mallory);
        expectUnauthorized(issuer);
        bill.issue(mallory, ONE);
        expectUnauthorized(issuer);
        bill.redeem(mallory, ONE);
        expectUnauthorized(controller);
        bill.setFrozen(alice, true);
        expectUnauthorized(controller);
        bill.pause();
        expectUnauthorized(controller);
        bill.unpause();
        expectUnauthorized(controller);
        bill.forcedTransfer(alice, mallory, ONE, "because");
        vm.stopPrank();
    }

    function testFuzz_canTransferForetellsTransfer(uint8 sender, uint8 receiver, bool frozen, uint256 amount) external {
        amount = bound(amount, 0, TOKENS * 2);
        IComplianceModule.InvestorStatus status = IComplianceModule.InvestorStatus(sender % 3 + 1);
        compliance.setInvestorStatus(alice, status);
        compliance.setInvestorStatus(bob, IComplianceModule.InvestorStatus(receiver % 3 + 1));
        bill.setFrozen(bob, frozen);
        (bool foretold,,) = bill.canTransfer(alice, bob, amount);
        vm.prank(alice);
        (bool ok,) = address(bill).call(abi.encodeCall(bill.transfer, (bob, amount)));
        vm.assertTrue(ok == foretold, "as foretold");
        vm.assertEq(bill.balanceOf(alice) + bill.balanceOf(bob), 2 * TOKENS, "conserved");
    }

    function expectAllowed(address from, address to, uint256 amount) private view {
        (bool ok, bytes1 code, bytes32 rule) = bill.canTransfer(from, to, amount);
        vm.assertTrue(ok, "allowed");
        vm.assertEq(bytes32(code), bytes32(bytes1(0x51)), "code");
        vm.assertEq(rule, 0, "no rule");
    }

    function expectTransferRefused(address from, address to, bytes1 code, bytes32 rule) private {
        (bool ok, bytes1 actualCode, bytes32 actualRule) = bill.canTransfer(from, to, ONE);
        vm.assertTrue(!ok, "refused");
        vm.assertEq(bytes32(actualCode), bytes32(code), "code");
        vm.assertEq(actualRule, rule, "rule");
        vm.prank(from);
        expectRefused(code, rule);
        bill.transfer(to, ONE);
    }

    function expectRefused(bytes1 code, bytes32 rule) private {
        vm.expectRevert(abi.encodeWithSelector(ITreasuryToken.TransferNotCompliant.selector, code, rule));
    }

    function expectUnauthorized(bytes32 role) private {
        vm.expectRevert(
            abi.encodeWithSelector(IAccessControl.AccessControlUnauthorizedAccount.selector, mallory, role)
        );
    }
}
