// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Governed} from "../../contracts/base/Governed.sol";
import {IComplianceModule} from "../../contracts/interfaces/IComplianceModule.sol";
import {InvestorRecord} from "../../contracts/libraries/InvestorRecord.sol";
import {ComplianceTest} from "./support/ComplianceTest.sol";
import {ScriptedRule, TerseRule} from "./support/RuleDoubles.sol";
import {bound} from "./support/bound.sol";

/// @notice Who may send and receive, and how the rules of a token are asked.
contract ComplianceTransfersTest is ComplianceTest {
    function testFuzz_bothSidesMustBeApproved(uint8 ofSender, uint8 ofReceiver) external {
        ofSender = uint8(bound(ofSender, 1, 3));
        ofReceiver = uint8(bound(ofReceiver, 1, 3));
        setStatus(ALICE, IComplianceModule.InvestorStatus(ofSender));
        setStatus(BOB, IComplianceModule.InvestorStatus(ofReceiver));
        if (ofSender != 1) expectRefused(ALICE, BOB, 1, 0x56, "sender/not-approved");
        else if (ofReceiver != 1) expectRefused(ALICE, BOB, 1, 0x57, "receiver/not-approved");
        else move(ALICE, BOB, 1);
    }

    function test_strangersNeitherSendNorReceive() external {
        expectRefused(MALLORY, ALICE, 0, 0x56, "sender/not-approved");
        expectRefused(ALICE, MALLORY, 1, 0x57, "receiver/not-approved");
    }

    function testFuzz_anApprovalEndsAtItsExpiry(uint64 expiry, uint64 time) external {
        IComplianceModule.Investor memory investor = investorOf(ALICE);
        investor.expiry = uint64(bound(expiry, NOW, type(uint48).max));
        compliance.setInvestor(ALICE, investor);
        vm.warp(bound(time, NOW, type(uint48).max));
        if (block.timestamp < investor.expiry) {
            move(ALICE, BOB, 1);
            move(BOB, ALICE, 1);
        } else {
            expectRefused(ALICE, BOB, 1, 0x56, "sender/expired");
            expectRefused(BOB, ALICE, 1, 0x57, "receiver/expired");
        }
    }

    function test_aForcedMovementAsksTheReceiverOnly() external {
        setStatus(ALICE, IComplianceModule.InvestorStatus.Revoked);
        token.force(ALICE, BOB, 1);
        expectRefusal(0x57, "receiver/not-approved");
        token.force(BOB, ALICE, 1);
    }

    function test_issuanceAsksTheReceiverOnly() external {
        expectRefusal(0x57, "receiver/not-approved");
        token.issue(MALLORY, 1);
        token.issue(ALICE, 1);
    }

    function test_aRedemptionNeedsNoApproval() external {
        setStatus(ALICE, IComplianceModule.InvestorStatus.Suspended);
        token.redeem(ALICE, TOKENS);
        vm.assertEq(token.totalBalanceOf(ALICE), 0, "redeemed");
        (bool ok,,) = compliance.canTransfer(address(token), ALICE, address(0), 1);
        vm.assertTrue(ok, "foretold");
    }

    function test_checksWhetherAnAccountMayAcquire() external {
        (bool ok, bytes1 code, bytes32 rule) = compliance.check(address(token), ALICE);
        vm.assertTrue(ok && code == 0x51 && rule == 0, "eligible");
        (ok, code, rule) = compliance.check(address(token), MALLORY);
        vm.assertTrue(!ok && code == 0x57 && rule == "receiver/not-approved", "not eligible");
        ScriptedRule scripted = newRule();
        useRule(address(scripted));
        scripted.answer(0x50, "token/full");
        (ok, code, rule) = compliance.check(address(token), ALICE);
        vm.assertTrue(!ok && code == 0x50 && rule == "token/full", "by a rule");
    }

    function testFuzz_setsTheRulesOfAToken(address ofToken, uint8 count) external {
        vm.assume(ofToken != address(0));
        address[] memory rules = newRules(bound(count, 0, 8));
        vm.expectEmit(address(compliance));
        emit IComplianceModule.RulesChanged(ofToken, rules);
        compliance.setRules(ofToken, rules);
        vm.assertEq(keccak256(abi.encode(compliance.rulesOf(ofToken))), keccak256(abi.encode(rules)), "in order");
        compliance.setRules(ofToken, new address[](0));
        vm.assertEq(compliance.rulesOf(ofToken).length, 0, "none");
    }

    function test_refusesRulesThatCannotServe() external {
        vm.expectRevert(abi.encodeWithSelector(Governed.ZeroAddress.selector));
        compliance.setRules(address(0), new address[](0));
        vm.expectRevert(abi.encodeWithSelector(IComplianceModule.TooManyRules.selector, 9));
        compliance.setRules(address(token), new address[](9));
        expectInvalidRule(MALLORY);
        compliance.setRules(address(token), list(MALLORY));
        address rule = address(newRule());
        expectInvalidRule(rule);
        compliance.setRules(address(token), list(rule, rule));
        address foreign = address(new ScriptedRule(MALLORY));
        expectInvalidRule(foreign);
        compliance.setRules(address(token), list(foreign));
    }

    /// @dev Of up to eight rules the first that forbids is named; those before it were asked, and the token's revert takes
    /// back what they recorded.
    function testFuzz_theFirstRuleThatForbidsIsNamed(uint8 count, uint8 forbidding) external {
        count = uint8(bound(count, 1, 8));
        forbidding = uint8(bound(forbidding, 0, 9));
        address[] memory rules = newRules(count);
        for (uint256 i = forbidding; i < count; ++i) {
            ScriptedRule(rules[i]).answer(bytes1(uint8(i)), bytes32(i + 1));
        }
        compliance.setRules(address(token), rules);
        if (forbidding < count) {
            expectRefused(ALICE, BOB, 1, bytes1(forbidding), bytes32(uint256(forbidding) + 1));
        } else {
            move(ALICE, BOB, 1);
        }
        for (uint256 i; i < count; ++i) {
            vm.assertEq(ScriptedRule(rules[i]).recorded(), forbidding < count ? 0 : 1, "recorded");
        }
    }

    function testFuzz_aRuleIsToldAllOfAMovement(uint96 amount, bool forced) external {
        ScriptedRule rule = newRule();
        useRule(address(rule));
        token.give(ALICE, amount);
        if (forced) token.force(ALICE, BOB, amount);
        else token.move(ALICE, BOB, amount);
        (
            address ofToken,
            address from,
            address to,
            uint256 moved,
            bool wasForced,
            InvestorRecord sender,
            InvestorRecord receiver
        ) = rule.last();
        vm.assertTrue(ofToken == address(token) && from == ALICE && to == BOB, "who");
        vm.assertTrue(moved == amount && wasForced == forced, "what");
        assertRecord(sender, ALICE);
        assertRecord(receiver, BOB);
    }

    function test_nobodyHasNoRecord() external {
        ScriptedRule rule = newRule();
        useRule(address(rule));
        token.issue(ALICE, 1);
        (,,,,, InvestorRecord sender, InvestorRecord receiver) = rule.last();
        vm.assertEq(InvestorRecord.unwrap(sender), 0, "issuance has no sender");
        assertRecord(receiver, ALICE);
        token.redeem(ALICE, 1);
        (,,,,, sender, receiver) = rule.last();
        vm.assertEq(InvestorRecord.unwrap(receiver), 0, "redemption has no receiver");
        assertRecord(sender, ALICE);
    }

    function test_aHolderIsMarkedSharedOnceItMayHaveOtherAccounts() external {
        ScriptedRule rule = newRule();
        useRule(address(rule));
        token.move(ALICE, BOB, 1);
        (,,,,, InvestorRecord sender, InvestorRecord receiver) = rule.last();
        vm.assertTrue(!sender.isShared() && !receiver.isShared(), "one account each");
        link(MALLORY, BOB);
        token.move(ALICE, BOB, 1);
        token.move(BOB, MALLORY, 1);
        (,,,,, sender, receiver) = rule.last();
        vm.assertTrue(sender.isShared() && receiver.isShared(), "the first account as well");
        vm.assertTrue(sender.holder() == receiver.holder(), "one holder");
        onboard(MALLORY);
        token.move(MALLORY, ALICE, 1);
        (,,,,, sender, receiver) = rule.last();
        vm.assertTrue(!sender.isShared() && !receiver.isShared(), "alone again");
    }

    function testFuzz_aBrokenRuleStopsTheMovementWithItsReason(uint96 amount) external {
        ScriptedRule rule = newRule();
        useRule(address(rule));
        rule.breakDown();
        bytes memory reason = abi.encodeWithSelector(ScriptedRule.Broken.selector, amount);
        vm.expectRevert(reason);
        token.move(ALICE, BOB, amount);
        vm.expectRevert(reason);
        compliance.canTransfer(address(token), ALICE, BOB, amount);
    }

    function test_aRuleThatAnswersTooLittleStopsTheMovement() external {
        address rule = address(new TerseRule(address(compliance)));
        useRule(rule);
        expectInvalidRule(rule);
        token.move(ALICE, BOB, 1);
        expectInvalidRule(rule);
        compliance.canTransfer(address(token), ALICE, BOB, 1);
    }

    /// @dev The key is the caller: nobody spends another token's volume, holders or lock-ups.
    function testFuzz_aMovementIsRecordedForTheCallerOnly(address caller, uint96 amount) external {
        vm.assume(caller != address(token));
        ScriptedRule rule = newRule();
        useRule(address(rule));
        vm.prank(caller);
        (bytes1 code, bytes32 name) = compliance.onTransfer(ALICE, BOB, amount, false);
        vm.assertTrue(code == 0x51 && name == 0, "its own movement");
        vm.assertEq(rule.recorded(), 0, "not the token's");
    }

    function assertRecord(InvestorRecord record, address account) private view {
        IComplianceModule.Investor memory investor = compliance.investorOf(account);
        vm.assertTrue(record.status() == investor.status && record.class() == investor.class, "standing");
        vm.assertTrue(record.country() == investor.country && record.expiry() == investor.expiry, "approval");
        vm.assertTrue(record.holder() == compliance.holderOf(account), "holder");
    }

    function newRule() private returns (ScriptedRule) {
        return new ScriptedRule(address(compliance));
    }

    function newRules(uint256 count) private returns (address[] memory rules) {
        rules = new address[](count);
        for (uint256 i; i < count; ++i) rules[i] = address(newRule());
    }

    function expectInvalidRule(address rule) private {
        vm.expectRevert(abi.encodeWithSelector(IComplianceModule.InvalidRule.selector, rule));
    }
}
