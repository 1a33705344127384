// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IComplianceModule} from "../../contracts/interfaces/IComplianceModule.sol";
import {ComplianceTest} from "./support/ComplianceTest.sol";
import {bound} from "./support/bound.sol";

/// @notice What agents may write, and what only an admin sets.
contract ComplianceAgentsTest is ComplianceTest {
    uint8 private constant APPROVE = 1;
    uint8 private constant SUSPEND = 2;
    uint8 private constant REVOKE = 4;
    uint8 private constant SANCTION = 8;

    function test_namesItsRights() external view {
        vm.assertEq(compliance.RIGHT_APPROVE(), APPROVE, "approve");
        vm.assertEq(compliance.RIGHT_SUSPEND(), SUSPEND, "suspend");
        vm.assertEq(compliance.RIGHT_REVOKE(), REVOKE, "revoke");
        vm.assertEq(compliance.RIGHT_SANCTION(), SANCTION, "sanction");
    }

    function testFuzz_setsAgents(address account, uint8 rights, uint8 class, bool any, uint64 expiry, uint16 seed)
        external
    {
        IComplianceModule.Agent memory agent =
            IComplianceModule.Agent(rights, IComplianceModule.InvestorClass(class % 3), any, expiry);
        bytes2[] memory codes = new bytes2[](2);
        (codes[0], codes[1]) = (countryAt(seed % 675), countryAt(seed % 675 + 1));
        vm.expectEmit(address(compliance));
        emit IComplianceModule.AgentChanged(account, agent, codes);
        compliance.setAgent(account, agent, codes);
        vm.assertTrue(compliance.hasRole(compliance.AGENT_ROLE(), account), "an agent");
        (IComplianceModule.Agent memory actual, bytes2[] memory actualCodes) = compliance.agentOf(account);
        vm.assertEq(keccak256(abi.encode(actual)), keccak256(abi.encode(agent)), "limits");
        vm.assertEq(keccak256(abi.encode(actualCodes)), keccak256(abi.encode(codes)), "countries, in order");
        assertRights(account, agent);
    }

    function test_settingAnAgentAgainReplacesItsCountries() external {
        setAgent(ALL_RIGHTS, "US");
        setAgent(ALL_RIGHTS, "DE");
        (, bytes2[] memory codes) = compliance.agentOf(AGENT);
        vm.assertEq(keccak256(abi.encode(codes)), keccak256(abi.encode(countries("DE"))), "replaced");
    }

    function test_refusesMalformedCountriesOfAnAgent() external {
        vm.expectRevert(abi.encodeWithSelector(IComplianceModule.InvalidCountry.selector, bytes2("u1")));
        setAgent(ALL_RIGHTS, "u1");
    }

    function testFuzz_nobodyElseWritesRecords(address caller) external {
        vm.assume(caller != address(this));
        bytes32 role = compliance.AGENT_ROLE();
        vm.startPrank(caller);
        expectUnauthorized(caller, role);
        compliance.setInvestor(ALICE, investorOf(ALICE));
        expectUnauthorized(caller, role);
        compliance.setInvestors(new address[](0), new IComplianceModule.Investor[](0));
        expectUnauthorized(caller, role);
        compliance.setInvestorStatus(ALICE, IComplianceModule.InvestorStatus.Revoked);
        vm.stopPrank();
        vm.assertTrue(!compliance.hasAgentRight(caller, 0), "no agent");
    }

    function testFuzz_onlyAnAdminSetsAgentsAndRules(address caller) external {
        vm.assume(caller != address(this));
        vm.startPrank(caller);
        expectUnauthorized(caller, 0);
        compliance.setAgent(caller, anyAgent(), new bytes2[](0));
        expectUnauthorized(caller, 0);
        compliance.setRules(address(token), new address[](0));
        vm.stopPrank();
    }

    function test_theRoleAloneGivesNoRight() external {
        compliance.grantRole(compliance.AGENT_ROLE(), AGENT);
        vm.prank(AGENT);
        vm.expectRevert(abi.encodeWithSelector(IComplianceModule.AgentExpired.selector, AGENT, 0));
        compliance.setInvestor(ALICE, investorOf(ALICE));
    }

    function test_aRevokedRoleTakesAllRights() external {
        setAgent(ALL_RIGHTS, "US");
        vm.assertTrue(compliance.hasAgentRight(AGENT, ALL_RIGHTS), "had them");
        compliance.revokeRole(compliance.AGENT_ROLE(), AGENT);
        vm.assertTrue(!compliance.hasAgentRight(AGENT, 0), "has none");
        bytes32 role = compliance.AGENT_ROLE();
        vm.prank(AGENT);
        expectUnauthorized(AGENT, role);
        compliance.setInvestor(ALICE, investorOf(ALICE));
    }

    function testFuzz_anAgentEndsAtItsExpiry(uint64 expiry, uint64 time) external {
        expiry = uint64(bound(expiry, NOW + 1, type(uint48).max));
        compliance.setAgent(
            AGENT,
            IComplianceModule.Agent(ALL_RIGHTS, IComplianceModule.InvestorClass.Institutional, true, expiry),
            new bytes2[](0)
        );
        vm.warp(bound(time, NOW, type(uint48).max));
        bool isOver = block.timestamp >= expiry;
        vm.assertTrue(compliance.hasAgentRight(AGENT, APPROVE) != isOver, "right");
        if (isOver) vm.expectRevert(abi.encodeWithSelector(IComplianceModule.AgentExpired.selector, AGENT, expiry));
        vm.prank(AGENT);
        compliance.setInvestorStatus(ALICE, IComplianceModule.InvestorStatus.Suspended);
    }

    /// @dev Every set of rights against every status: each needs its own right.
    function testFuzz_aStatusNeedsItsRight(uint8 rights, uint8 status) external {
        status = uint8(bound(status, 1, 3));
        setAgent(rights, "US");
        uint8 needed = uint8(1 << (status - 1));
        if (rights & needed == 0) expectLacksRight(needed);
        vm.prank(AGENT);
        compliance.setInvestorStatus(ALICE, IComplianceModule.InvestorStatus(status));
    }

    function testFuzz_aRecordNeedsTheRightToApproveAndThatOfItsStatus(uint8 rights, uint8 status) external {
        status = uint8(bound(status, 1, 3));
        setAgent(rights, "US");
        uint8 needed = uint8(1 << (status - 1));
        if (rights & APPROVE == 0) expectLacksRight(APPROVE);
        else if (rights & needed == 0) expectLacksRight(needed);
        IComplianceModule.Investor memory investor = investorOf(ALICE);
        investor.status = IComplianceModule.InvestorStatus(status);
        vm.prank(AGENT);
        compliance.setInvestor(ALICE, investor);
    }

    function test_anAgentStaysWithinItsCountries() external {
        setAgent(ALL_RIGHTS, "DE");
        bytes memory reason = abi.encodeWithSelector(IComplianceModule.AgentOutsideCountry.selector, AGENT, bytes2("US"));
        IComplianceModule.Investor memory german = investorOf(ALICE);
        german.country = "DE";
        vm.startPrank(AGENT);
        vm.expectRevert(reason);
        compliance.setInvestor(MALLORY, investorOf(MALLORY));
        // Alice is recorded in the United States: the agent may neither touch nor move her.
        vm.expectRevert(reason);
        compliance.setInvestor(ALICE, german);
        vm.expectRevert(reason);
        compliance.setInvestorStatus(ALICE, IComplianceModule.InvestorStatus.Revoked);
        compliance.setInvestor(MALLORY, german);
        vm.stopPrank();
    }

    function testFuzz_anAgentStaysWithinItsClass(uint8 highest, uint8 before, uint8 afterwards) external {
        IComplianceModule.InvestorClass maxClass = IComplianceModule.InvestorClass(highest % 3);
        setClass(ALICE, IComplianceModule.InvestorClass(before % 3));
        compliance.setAgent(AGENT, IComplianceModule.Agent(ALL_RIGHTS, maxClass, true, FOREVER), new bytes2[](0));
        IComplianceModule.Investor memory investor = investorOf(ALICE);
        investor.class = IComplianceModule.InvestorClass(afterwards % 3);
        if (afterwards % 3 > highest % 3) expectOutsideClass(investor.class);
        else if (before % 3 > highest % 3) expectOutsideClass(IComplianceModule.InvestorClass(before % 3));
        vm.prank(AGENT);
        compliance.setInvestor(ALICE, investor);
    }

    function test_aStatusStaysWithinTheClassToo() external {
        compliance.setAgent(
            AGENT,
            IComplianceModule.Agent(ALL_RIGHTS, IComplianceModule.InvestorClass.Accredited, true, FOREVER),
            new bytes2[](0)
        );
        expectOutsideClass(IComplianceModule.InvestorClass.Institutional);
        vm.prank(AGENT);
        compliance.setInvestorStatus(ALICE, IComplianceModule.InvestorStatus.Revoked);
    }

    function assertRights(address account, IComplianceModule.Agent memory agent) private view {
        for (uint256 asked; asked < 16; ++asked) {
            bool expected = NOW < agent.expiry && agent.rights & asked == asked;
            vm.assertTrue(compliance.hasAgentRight(account, uint8(asked)) == expected, "right");
        }
    }

    function setAgent(uint8 rights, bytes2 country) private {
        compliance.setAgent(
            AGENT,
            IComplianceModule.Agent(rights, IComplianceModule.InvestorClass.Institutional, false, FOREVER),
            countries(country)
        );
    }

    function expectLacksRight(uint8 right) private {
        vm.expectRevert(abi.encodeWithSelector(IComplianceModule.AgentLacksRight.selector, AGENT, right));
    }

    function expectOutsideClass(IComplianceModule.InvestorClass class) private {
        vm.expectRevert(abi.encodeWithSelector(IComplianceModule.AgentOutsideClass.selector, AGENT, class));
    }
}
