// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {CounterpartyRule} from "../../contracts/compliance/rules/CounterpartyRule.sol";
import {SanctionsRule} from "../../contracts/compliance/rules/SanctionsRule.sol";
import {IComplianceModule} from "../../contracts/interfaces/IComplianceModule.sol";
import {ComplianceTest} from "./support/ComplianceTest.sol";
import {ScriptedOracle} from "./support/ScriptedOracle.sol";

/// @notice The rules with lists of their own: sanctions, and who may not deal with whom.
contract ComplianceRulesListsTest is ComplianceTest {
    SanctionsRule private sanctions;
    CounterpartyRule private counterparty;

    function setUp() public override {
        super.setUp();
        sanctions = new SanctionsRule(compliance);
        counterparty = new CounterpartyRule(compliance);
    }

    function testFuzz_listsTheSanctioned(address account, bool sanctioned) external {
        vm.expectEmit(address(sanctions));
        emit SanctionsRule.SanctionChanged(account, sanctioned);
        sanctions.setSanctioned(list(account), sanctioned);
        vm.assertTrue(sanctions.isSanctioned(account) == sanctioned, "listed");
        sanctions.setSanctioned(list(account), false);
        vm.assertTrue(!sanctions.isSanctioned(account), "taken off");
    }

    function test_theSanctionedNeitherSendNorReceiveNorAreRedeemed() external {
        useRule(address(sanctions));
        move(ALICE, BOB, 1);
        sanctions.setSanctioned(list(ALICE), true);
        expectRefused(ALICE, BOB, 1, 0x56, "sender/sanctioned");
        expectRefused(BOB, ALICE, 1, 0x57, "receiver/sanctioned");
        expectRefusal(0x57, "receiver/sanctioned");
        token.issue(ALICE, 1);
        expectRefusal(0x56, "sender/sanctioned");
        token.redeem(ALICE, 1);
        (bool ok,, bytes32 rule) = compliance.canTransfer(address(token), ALICE, address(0), 0);
        vm.assertTrue(!ok && rule == "sender/sanctioned", "no payment either");
        token.force(ALICE, BOB, 1);
        expectRefusal(0x57, "receiver/sanctioned");
        token.force(BOB, ALICE, 1);
    }

    function testFuzz_onlyAnAgentWithTheRightListsTheSanctioned(uint8 rights) external {
        compliance.setAgent(
            AGENT,
            IComplianceModule.Agent(rights, IComplianceModule.InvestorClass.Retail, true, FOREVER),
            new bytes2[](0)
        );
        if (rights & 8 == 0) {
            vm.expectRevert(abi.encodeWithSelector(IComplianceModule.AgentLacksRight.selector, AGENT, 8));
        }
        vm.prank(AGENT);
        sanctions.setSanctioned(list(ALICE), true);
    }

    function test_refusesTooManyAtOnce() external {
        vm.expectRevert(abi.encodeWithSelector(IComplianceModule.BatchTooLarge.selector, 201, 200));
        sanctions.setSanctioned(new address[](201), true);
        sanctions.setSanctioned(new address[](200), true);
    }

    function testFuzz_onlyAnAdminOfComplianceSetsTheRules(address caller) external {
        vm.assume(caller != address(this));
        vm.startPrank(caller);
        expectUnauthorized(caller, 0);
        sanctions.setOracle(address(0));
        expectUnauthorized(caller, 0);
        counterparty.setPair(address(token), ALICE, BOB, true);
        vm.stopPrank();
    }

    function testFuzz_asksAnOracleInAddition(address account, uint256 answer) external {
        vm.assume(account != address(0));
        ScriptedOracle oracle = new ScriptedOracle();
        vm.expectEmit(address(sanctions));
        emit SanctionsRule.OracleSet(address(oracle));
        sanctions.setOracle(address(oracle));
        vm.assertEq(sanctions.oracle(), address(oracle), "set");
        oracle.set(account, answer);
        vm.assertTrue(sanctions.isSanctioned(account) == (answer != 0), "as it says");
        sanctions.setSanctioned(list(account), true);
        vm.assertTrue(sanctions.isSanctioned(account), "or as listed");
        sanctions.setOracle(address(0));
        sanctions.setSanctioned(list(account), false);
        vm.assertTrue(!sanctions.isSanctioned(account), "not asked any more");
    }

    /// @dev What can't be screened isn't allowed; and a broken oracle takes no more than its share of the gas.
    function testFuzz_anOracleThatMisbehavesStopsMovements(uint8 mood) external {
        ScriptedOracle oracle = new ScriptedOracle();
        sanctions.setOracle(address(oracle));
        useRule(address(sanctions));
        move(ALICE, BOB, 1);
        oracle.become(ScriptedOracle.Mood(1 + mood % 4));
        expectRefused(ALICE, BOB, 1, 0x56, "sender/sanctioned");
        uint256 before = gasleft();
        vm.assertTrue(sanctions.isSanctioned(CAROL), "fails closed");
        vm.assertLe(before - gasleft(), 130_000, "gas");
        vm.expectRevert(abi.encodeWithSelector(SanctionsRule.InvalidOracle.selector, address(oracle)));
        sanctions.setOracle(address(oracle));
    }

    function testFuzz_refusesAnOracleThatIsNone(address oracle) external {
        vm.assume(oracle != address(0) && oracle.code.length == 0 && uint160(oracle) > 0x1ff);
        vm.expectRevert(abi.encodeWithSelector(SanctionsRule.InvalidOracle.selector, oracle));
        sanctions.setOracle(oracle);
    }

    function testFuzz_blocksAPairInBothDirections(bool inAllTokens, bool turned) external {
        useRule(address(counterparty));
        address where = inAllTokens ? address(0) : address(token);
        (address first, address second) = turned ? (BOB, ALICE) : (ALICE, BOB);
        vm.expectEmit(address(counterparty));
        emit CounterpartyRule.PairChanged(where, first, second, true);
        counterparty.setPair(where, first, second, true);
        expectRefused(ALICE, BOB, 1, 0x57, "receiver/counterparty");
        expectRefused(BOB, ALICE, 1, 0x57, "receiver/counterparty");
        vm.assertTrue(counterparty.isBlocked(address(token), BOB, ALICE), "blocked");
        vm.assertTrue(counterparty.isBlocked(address(1), BOB, ALICE) == inAllTokens, "elsewhere");
        move(ALICE, CAROL, 1);
        counterparty.setPair(where, second, first, false);
        move(ALICE, BOB, 1);
    }

    function test_aPairBindsAllAccountsOfItsHolders() external {
        useRule(address(counterparty));
        counterparty.setPair(address(token), ALICE, BOB, true);
        link(MALLORY, BOB);
        expectRefused(ALICE, MALLORY, 1, 0x57, "receiver/counterparty");
    }

    function test_aPairDoesNotStopIssuanceRedemptionOrAController() external {
        useRule(address(counterparty));
        counterparty.setPair(address(token), ALICE, BOB, true);
        token.issue(ALICE, 1);
        token.redeem(ALICE, 1);
        token.force(ALICE, BOB, 1);
    }

    function test_aPairIsOfRecordedInvestors() external {
        bytes memory reason = abi.encodeWithSelector(IComplianceModule.UnknownInvestor.selector, MALLORY);
        vm.expectRevert(reason);
        counterparty.setPair(address(token), ALICE, MALLORY, true);
        vm.expectRevert(reason);
        counterparty.setPair(address(token), MALLORY, ALICE, true);
    }
}
