// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {IERC20Errors} from "@openzeppelin/contracts/interfaces/draft-IERC6093.sol";

import {IComplianceModule} from "../../contracts/interfaces/IComplianceModule.sol";
import {ITreasuryPartitions} from "../../contracts/interfaces/ITreasuryPartitions.sol";
import {ITreasuryRegistry} from "../../contracts/interfaces/ITreasuryRegistry.sol";
import {ITreasuryTokenCore} from "../../contracts/interfaces/ITreasuryTokenCore.sol";
import {TokenDesk} from "./support/TokenDesk.sol";
import {bound} from "./support/bound.sol";

/// @notice The ERC-20 view, its restrictions, and issuance.
contract TreasuryTokenTest is TokenDesk {
    function test_hasTheMetadataAndTheSetItWasBuiltWith() external view {
        vm.assertEq(bytes(bill.name()), bytes("13-week bill"), "name");
        vm.assertEq(bytes(bill.symbol()), bytes("TB13W"), "symbol");
        vm.assertEq(bill.decimals(), 6, "decimals");
        vm.assertEq(bill.registry(), address(registry), "registry");
        vm.assertEq(bill.compliance(), address(compliance), "compliance");
        vm.assertEq(bill.yieldModule(), YIELD, "yield module");
        vm.assertEq(bill.maturity(), MATURITY, "maturity");
        vm.assertEq(uint256(bill.status()), uint256(ITreasuryRegistry.TreasuryStatus.Active), "status");
    }

    function testFuzz_transfersWhatTheSenderHas(uint256 amount) external {
        amount = bound(amount, 0, 2 * TOKENS);
        vm.prank(alice);
        if (amount > TOKENS) expectShort(alice, TOKENS, amount);
        else {
            vm.expectEmit(address(bill));
            emit IERC20.Transfer(alice, bob, amount);
        }
        bill.transfer(bob, amount);
        uint256 moved = amount > TOKENS ? 0 : amount;
        vm.assertEq(bill.balanceOf(alice), TOKENS - moved, "sent");
        vm.assertEq(bill.balanceOf(bob), TOKENS + moved, "received");
        vm.assertEq(bill.totalSupply(), 2 * TOKENS, "conserved");
    }

    function testFuzz_aTransferToOneselfChangesNothing(uint256 amount) external {
        amount = bound(amount, 0, TOKENS);
        vm.prank(alice);
        vm.assertTrue(bill.transfer(alice, amount), "answers");
        vm.assertEq(bill.balanceOf(alice), TOKENS, "the same");
    }

    function testFuzz_spendsAllowancesButNeverTheGreatest(uint256 allowed, uint256 amount) external {
        amount = bound(amount, 1, TOKENS);
        vm.prank(alice);
        vm.expectEmit(address(bill));
        emit IERC20.Approval(alice, bob, allowed);
        bill.approve(bob, allowed);
        vm.prank(bob);
        if (allowed < amount) {
            vm.expectRevert(
                abi.encodeWithSelector(IERC20Errors.ERC20InsufficientAllowance.selector, bob, allowed, amount)
            );
            bill.transferFrom(alice, bob, amount);
            return;
        }
        vm.assertTrue(bill.transferFrom(alice, bob, amount), "answers");
        uint256 left = allowed == type(uint256).max ? allowed : allowed - amount;
        vm.assertEq(bill.allowance(alice, bob), left, "spent");
        vm.assertEq(bill.balanceOf(bob), TOKENS + amount, "received");
    }

    function test_neverSpendsTheGreatestAllowance() external {
        vm.prank(alice);
        bill.approve(bob, type(uint256).max);
        vm.prank(bob);
        bill.transferFrom(alice, bob, ONE);
        vm.assertEq(bill.allowance(alice, bob), type(uint256).max, "kept");
    }

    function test_knowsNoZeroAddress() external {
        vm.prank(alice);
        vm.expectRevert(abi.encodeWithSelector(IERC20Errors.ERC20InvalidReceiver.selector, address(0)));
        bill.transfer(address(0), ONE);
        vm.expectRevert(abi.encodeWithSelector(IERC20Errors.ERC20InvalidSpender.selector, address(0)));
        bill.approve(address(0), ONE);
        vm.expectRevert(abi.encodeWithSelector(IERC20Errors.ERC20InvalidSender.selector, address(0)));
        bill.transferFrom(address(0), bob, 0);
        expectForetold(address(0), bob, 0, 0x56, "sender/zero");
        expectForetold(alice, address(0), 0, 0x57, "receiver/zero");
    }

    function test_movesOnlyWhileActiveAndBeforeMaturity() external {
        setStatus(ITreasuryRegistry.TreasuryStatus.Suspended);
        expectTransferRefused(0x54, "token/not-active");
        setStatus(ITreasuryRegistry.TreasuryStatus.Active);
        vm.warp(MATURITY - 1);
        vm.prank(alice);
        bill.transfer(bob, ONE);
        vm.warp(MATURITY);
        expectTransferRefused(0x54, "token/matured");
        setStatus(ITreasuryRegistry.TreasuryStatus.Matured);
        expectTransferRefused(0x54, "token/not-active");
    }

    function test_isNotTradedBeforeItsFirstStatus() external {
        bill = newBill();
        vm.assertEq(bill.maturity(), 0, "not known yet");
        expectTransferRefused(0x54, "token/not-active");
    }

    function test_movesOnlyWhereComplianceAllows() external {
        expectForetold(alice, MALLORY, ONE, 0x57, "receiver/not-approved");
        vm.prank(alice);
        expectRefused(0x57, "receiver/not-approved");
        bill.transfer(MALLORY, ONE);
        setStanding(alice, IComplianceModule.InvestorStatus.Suspended);
        expectTransferRefused(0x56, "sender/not-approved");
    }

    function test_aPauseOfTransfersStopsThem() external {
        bill.pause(bill.PAUSE_TRANSFERS());
        expectTransferRefused(0x54, "token/paused");
        bill.resume(bill.PAUSE_TRANSFERS());
        vm.assertEq(bill.pausedGroups(), 0, "resumed");
        vm.prank(alice);
        bill.transfer(bob, ONE);
        vm.assertEq(bill.balanceOf(bob), TOKENS + ONE, "moves again");
    }

    function test_foreseesAShortBalance() external view {
        expectForetold(alice, bob, TOKENS + 1, 0x52, "sender/balance");
    }

    function test_foretellsThatAllIsWell() external view {
        expectForetold(alice, bob, TOKENS, 0x51, 0);
    }

    function testFuzz_canTransferForetellsTransfer(
        uint8 standings,
        bool senderFrozen,
        bool receiverFrozen,
        uint256 locked,
        uint256 amount
    ) external {
        amount = bound(amount, 0, TOKENS + 10);
        setStanding(alice, IComplianceModule.InvestorStatus(standings % 8 == 0 ? 2 : 1));
        setStanding(bob, IComplianceModule.InvestorStatus(standings % 7 == 0 ? 3 : 1));
        token.setFrozen(alice, senderFrozen);
        token.setFrozen(bob, receiverFrozen);
        token.setFrozenAmount(FREE, alice, bound(locked, 0, TOKENS));
        (bool foretold, bytes1 code, bytes32 rule) = bill.canTransfer(alice, bob, amount);
        vm.prank(alice);
        (bool ok, bytes memory reason) = address(bill).call(abi.encodeCall(bill.transfer, (bob, amount)));
        vm.assertTrue(ok == foretold, "as foretold");
        if (!ok && rule != "sender/balance") vm.assertEq(reason, refusal(code, rule), "for the reason foretold");
        vm.assertEq(bill.balanceOf(alice) + bill.balanceOf(bob), 2 * TOKENS, "conserved");
    }

    function testFuzz_issuesToTheEligible(uint96 amount) external {
        uint256 room = type(uint96).max - 2 * TOKENS;
        amount = uint96(bound(amount, 0, room));
        vm.expectEmit(address(bill));
        emit IERC20.Transfer(address(0), alice, amount);
        vm.expectEmit(address(bill));
        emit ITreasuryTokenCore.Issued(address(this), alice, FREE, amount, "");
        bill.issue(alice, amount);
        vm.assertEq(bill.balanceOf(alice), TOKENS + amount, "received");
        vm.assertEq(bill.totalSupply(), 2 * TOKENS + amount, "supply");
        vm.assertEq(bill.issuedSupply(), 2 * TOKENS + amount, "all partitions");
    }

    function test_issuesNoMoreThan96BitsHold() external {
        vm.expectRevert(
            abi.encodeWithSignature("SafeCastOverflowedUintDowncast(uint8,uint256)", 96, uint256(type(uint96).max) + 1)
        );
        bill.issue(alice, type(uint96).max - 2 * TOKENS + 1);
    }

    function test_issuesWhileAnnouncedOrActiveAndBeforeMaturityOnly() external {
        vm.assertTrue(token.isIssuable(), "active");
        setStatus(ITreasuryRegistry.TreasuryStatus.Suspended);
        expectNotIssuable(ITreasuryRegistry.TreasuryStatus.Suspended);
        setStatus(ITreasuryRegistry.TreasuryStatus.Active);
        vm.warp(MATURITY);
        expectNotIssuable(ITreasuryRegistry.TreasuryStatus.Active);
    }

    function test_issuesWhileAnnounced() external {
        bill = newBill();
        ITreasuryRegistry.TreasuryInfo memory info = billInfo(address(bill));
        info.isin = "US912797AC94";
        registry.register(info);
        bill.issue(alice, ONE);
        vm.assertEq(bill.balanceOf(alice), ONE, "issued");
    }

    function test_refusesToIssueBeforeRegistration() external {
        bill = newBill();
        vm.expectRevert(abi.encodeWithSelector(ITreasuryTokenCore.NotIssuer.selector, address(this)));
        bill.issue(alice, ONE);
    }

    function test_refusesToIssueToTheIneligibleTheFrozenOrNobody() external {
        expectRefused(0x57, "receiver/not-approved");
        bill.issue(MALLORY, ONE);
        token.setFrozen(alice, true);
        expectRefused(0x55, "receiver/frozen");
        bill.issue(alice, ONE);
        vm.expectRevert(abi.encodeWithSelector(IERC20Errors.ERC20InvalidReceiver.selector, address(0)));
        bill.issue(address(0), ONE);
    }

    function test_aPauseOfSupplyStopsIssuanceAndRetirement() external {
        bill.pause(bill.PAUSE_SUPPLY());
        expectRefused(0x54, "token/paused");
        bill.issue(alice, ONE);
        expectRefused(0x54, "token/paused");
        token.redeem(0, "");
        vm.prank(alice);
        bill.transfer(bob, ONE);
        vm.assertEq(bill.balanceOf(bob), TOKENS + ONE, "transfers are another group");
    }

    function test_anOperatorWithTheRightIssues() external {
        registry.setOperator(address(bill), NOTARY, 4, NOW + 1);
        vm.prank(NOTARY);
        bill.issue(alice, ONE);
        vm.warp(NOW + 1);
        vm.prank(NOTARY);
        vm.expectRevert(abi.encodeWithSelector(ITreasuryTokenCore.NotIssuer.selector, NOTARY));
        bill.issue(alice, ONE);
    }

    function testFuzz_retiresTheIssuersOwnTokens(uint256 amount, bytes calldata data) external {
        amount = bound(amount, 0, TOKENS);
        onboard(address(this));
        vm.expectEmit(address(bill));
        emit IERC20.Transfer(address(this), address(0), amount);
        vm.expectEmit(address(bill));
        emit ITreasuryTokenCore.Redeemed(address(this), address(this), FREE, amount, data);
        token.redeem(amount, data);
        vm.assertEq(bill.balanceOf(address(this)), TOKENS - amount, "retired");
        vm.assertEq(bill.totalSupply(), 3 * TOKENS - amount, "supply");
    }

    function testFuzz_retiresAHoldersTokensByAllowanceOnly(uint256 amount) external {
        amount = bound(amount, 1, TOKENS);
        vm.expectRevert(
            abi.encodeWithSelector(IERC20Errors.ERC20InsufficientAllowance.selector, address(this), 0, amount)
        );
        token.redeemFrom(alice, amount, "");
        vm.prank(alice);
        bill.approve(address(this), amount);
        setStanding(alice, IComplianceModule.InvestorStatus.Revoked);
        token.redeemFrom(alice, amount, "buy-back");
        vm.assertEq(bill.balanceOf(alice), TOKENS - amount, "also of who lost its approval");
        vm.assertEq(bill.allowance(alice, address(this)), 0, "spent");
    }

    function testFuzz_onlyWhoMayIssueIssuesOrRetires(address caller, uint96 amount) external {
        vm.assume(caller != address(this));
        bytes memory refused = abi.encodeWithSelector(ITreasuryTokenCore.NotIssuer.selector, caller);
        vm.startPrank(caller);
        vm.expectRevert(refused);
        bill.issue(alice, amount);
        vm.expectRevert(refused);
        token.redeem(amount, "");
        vm.expectRevert(refused);
        token.redeemFrom(caller, 0, "");
        vm.expectRevert(refused);
        token.issueByPartition(FREE, caller, amount, "");
        vm.expectRevert(refused);
        token.redeemByPartition(FREE, amount, "");
        vm.expectRevert(refused);
        token.definePartition(PLEDGED, 0);
        vm.stopPrank();
    }

    function testFuzz_recordsTheDataOfATransfer(uint256 amount, bytes calldata data) external {
        amount = bound(amount, 0, TOKENS);
        vm.prank(alice);
        vm.expectEmit(address(bill));
        emit IERC20.Transfer(alice, bob, amount);
        vm.expectEmit(address(bill));
        emit ITreasuryPartitions.TransferByPartition(FREE, address(0), alice, bob, amount, data, "");
        token.transferWithData(bob, amount, data);
        vm.prank(bob);
        bill.approve(alice, amount);
        vm.prank(alice);
        vm.expectEmit(address(bill));
        emit ITreasuryPartitions.TransferByPartition(FREE, alice, bob, alice, amount, data, "");
        token.transferFromWithData(bob, alice, amount, data);
        vm.assertEq(bill.balanceOf(alice), TOKENS, "there and back");
        vm.assertEq(bill.allowance(bob, alice), 0, "by allowance");
    }

    function testFuzz_onlyTheRegistryTellsAStatus(address caller) external {
        vm.assume(caller != address(registry));
        vm.prank(caller);
        vm.expectRevert(abi.encodeWithSelector(ITreasuryTokenCore.NotRegistry.selector, caller));
        bill.onStatusChanged(ITreasuryRegistry.TreasuryStatus.Active);
    }

    function testFuzz_burnsWhatIsUnlockedAtMaturity(uint256 locked) external {
        locked = bound(locked, 0, TOKENS);
        token.setFrozenAmount(FREE, alice, locked);
        setStanding(alice, IComplianceModule.InvestorStatus.Revoked);
        mature();
        vm.prank(YIELD);
        vm.assertEq(bill.burnMatured(alice, FREE), TOKENS - locked, "burnt");
        vm.assertEq(bill.balanceOf(alice), locked, "left");
        vm.assertEq(bill.issuedSupply(), TOKENS + locked, "supply");
    }

    function test_burnsNothingBeforeMaturityOrOfTheFrozenOrWhenPaused() external {
        vm.startPrank(YIELD);
        vm.expectRevert(
            abi.encodeWithSelector(
                ITreasuryTokenCore.NotRedeemable.selector, ITreasuryRegistry.TreasuryStatus.Active
            )
        );
        bill.burnMatured(alice, FREE);
        vm.stopPrank();
        mature();
        token.setFrozen(alice, true);
        vm.prank(YIELD);
        expectRefused(0x55, "sender/frozen");
        bill.burnMatured(alice, FREE);
        bill.pause(bill.PAUSE_SUPPLY());
        vm.prank(YIELD);
        expectRefused(0x54, "token/paused");
        bill.burnMatured(bob, FREE);
    }

    function test_burnsAfterADefault() external {
        setStatus(ITreasuryRegistry.TreasuryStatus.Defaulted);
        vm.prank(YIELD);
        vm.assertEq(bill.burnMatured(alice, FREE), TOKENS, "burnt");
    }

    function testFuzz_onlyTheYieldModuleBurns(address caller) external {
        vm.assume(caller != YIELD);
        mature();
        vm.prank(caller);
        vm.expectRevert(abi.encodeWithSelector(ITreasuryTokenCore.NotYieldModule.selector, caller));
        bill.burnMatured(alice, FREE);
    }

    function expectNotIssuable(ITreasuryRegistry.TreasuryStatus status) private {
        vm.assertTrue(!token.isIssuable(), "not issuable");
        vm.expectRevert(abi.encodeWithSelector(ITreasuryTokenCore.NotIssuable.selector, status));
        bill.issue(alice, ONE);
    }

    function expectTransferRefused(bytes1 code, bytes32 rule) private {
        expectForetold(alice, bob, ONE, code, rule);
        vm.prank(alice);
        expectRefused(code, rule);
        bill.transfer(bob, ONE);
    }

    function expectForetold(address from, address to, uint256 amount, bytes1 code, bytes32 rule) private view {
        (bool ok, bytes1 actual, bytes32 broken) = bill.canTransfer(from, to, amount);
        vm.assertTrue(ok == (rule == 0), "ok");
        vm.assertEq(bytes32(actual), bytes32(code), "code");
        vm.assertEq(broken, rule, "rule");
    }
}
