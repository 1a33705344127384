// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IAccessControl} from "@openzeppelin/contracts/access/IAccessControl.sol";

import {IComplianceModule} from "../../contracts/interfaces/IComplianceModule.sol";
import {Desk} from "./support/Desk.sol";
import {bound} from "./support/bound.sol";

contract ComplianceModuleTest is Desk {
    function test_recordsAnInvestor() external {
        IComplianceModule.Investor memory investor = approvedInvestor();
        vm.expectEmit(address(compliance));
        emit IComplianceModule.InvestorChanged(
            mallory, investor.status, investor.class, "US", investor.expiry, investor.identityHash
        );
        compliance.setInvestor(mallory, investor);
        vm.assertEq(
            keccak256(abi.encode(compliance.investorOf(mallory))), keccak256(abi.encode(investor)), "recorded"
        );
    }

    function test_refusesRecordsThatMakeNoSense() external {
        IComplianceModule.Investor memory investor = approvedInvestor();
        expectInvalidInvestor(address(0));
        compliance.setInvestor(address(0), investor);
        investor.status = IComplianceModule.InvestorStatus.None;
        expectInvalidInvestor(mallory);
        compliance.setInvestor(mallory, investor);
        expectInvalidInvestor(alice);
        compliance.setInvestorStatus(alice, IComplianceModule.InvestorStatus.None);
        vm.expectRevert(abi.encodeWithSelector(IComplianceModule.UnknownInvestor.selector, mallory));
        compliance.setInvestorStatus(mallory, IComplianceModule.InvestorStatus.Approved);
    }

    function testFuzz_acceptsExactlyTwoCapitalLettersAsCountry(bytes2 country) external {
        IComplianceModule.Investor memory investor = approvedInvestor();
        investor.country = country;
        if (!(isCapital(country[0]) && isCapital(country[1]))) {
            vm.expectRevert(abi.encodeWithSelector(IComplianceModule.InvalidCountry.selector, country));
        }
        compliance.setInvestor(mallory, investor);
    }

    function test_onlyTheRolesWriteRecordsAndRules() external {
        bytes32 agent = compliance.AGENT_ROLE();
        IComplianceModule.Investor memory investor = approvedInvestor();
        IComplianceModule.TokenRules memory rules;
        vm.startPrank(mallory);
        expectUnauthorized(agent);
        compliance.setInvestor(mallory, investor);
        expectUnauthorized(agent);
        compliance.setInvestorStatus(alice, IComplianceModule.InvestorStatus.Revoked);
        expectUnauthorized(0);
        compliance.setRules(address(bill), rules);
        expectUnauthorized(0);
        compliance.setCountries(address(bill), countries("US"), true);
        vm.stopPrank();
    }

    function test_namesTheStandingOfEitherSide() external {
        compliance.setInvestorStatus(alice, IComplianceModule.InvestorStatus.Suspended);
        expectRefused(alice, bob, 0x56, "sender/not-approved");
        expectRefused(bob, alice, 0x57, "receiver/not-approved");
        expectRefused(bob, mallory, 0x57, "receiver/not-approved");
    }

    function test_anApprovalEndsAtItsExpiry() external {
        IComplianceModule.Investor memory investor = approvedInvestor();
        investor.expiry = NOW + 1;
        compliance.setInvestor(alice, investor);
        expectAllowed(alice, bob, ONE);
        vm.warp(NOW + 1);
        expectRefused(alice, bob, 0x56, "sender/expired");
        expectRefused(bob, alice, 0x57, "receiver/expired");
    }

    function test_allowsListedCountriesOnly() external {
        setRules(IComplianceModule.CountryMode.AllowListed, IComplianceModule.InvestorClass.Retail, 0);
        expectRefused(alice, bob, 0x57, "receiver/country");
        vm.expectEmit(address(compliance));
        emit IComplianceModule.CountryListed(address(bill), "US", true);
        compliance.setCountries(address(bill), countries("US"), true);
        vm.assertTrue(compliance.isCountryListed(address(bill), "US"), "listed");
        expectAllowed(alice, bob, ONE);
    }

    function test_blocksListedCountries() external {
        setRules(IComplianceModule.CountryMode.BlockListed, IComplianceModule.InvestorClass.Retail, 0);
        expectAllowed(alice, bob, ONE);
        compliance.setCountries(address(bill), countries("US"), true);
        expectRefused(alice, bob, 0x57, "receiver/country");
        compliance.setCountries(address(bill), countries("US"), false);
        expectAllowed(alice, bob, ONE);
    }

    function test_refusesMalformedCountriesInAList() external {
        vm.expectRevert(abi.encodeWithSelector(IComplianceModule.InvalidCountry.selector, bytes2("u1")));
        compliance.setCountries(address(bill), countries("u1"), true);
    }

    function testFuzz_admitsTheMinimumClassAndAbove(uint8 class, uint8 minimum) external {
        IComplianceModule.Investor memory investor = approvedInvestor();
        investor.class = IComplianceModule.InvestorClass(class % 3);
        compliance.setInvestor(bob, investor);
        setRules(IComplianceModule.CountryMode.Unrestricted, IComplianceModule.InvestorClass(minimum % 3), 0);
        if (class % 3 >= minimum % 3) expectAllowed(alice, bob, ONE);
        else expectRefused(alice, bob, 0x57, "receiver/class");
    }

    function testFuzz_capsTheBalanceAfterTheTransfer(uint256 amount, uint256 maxBalance) external {
        maxBalance = bound(maxBalance, 1, type(uint128).max);
        setRules(
            IComplianceModule.CountryMode.Unrestricted, IComplianceModule.InvestorClass.Retail, uint128(maxBalance)
        );
        amount = bound(amount, 0, maxBalance + ONE);
        (bool ok,, bytes32 rule) = compliance.canTransfer(address(bill), alice, bob, amount);
        vm.assertTrue(ok == (TOKENS + amount <= maxBalance), "within the cap");
        vm.assertEq(rule, ok ? bytes32(0) : bytes32("receiver/max-balance"), "rule");
    }

    function test_theCapSurvivesAnyAmount() external {
        setRules(IComplianceModule.CountryMode.Unrestricted, IComplianceModule.InvestorClass.Retail, 1);
        (bool ok,, bytes32 rule) = compliance.canTransfer(address(bill), alice, bob, type(uint256).max);
        vm.assertTrue(!ok, "no overflow");
        vm.assertEq(rule, "receiver/max-balance", "rule");
    }

    function test_aTransferToOneselfIsNotMeasuredAgainstTheCap() external {
        setRules(IComplianceModule.CountryMode.Unrestricted, IComplianceModule.InvestorClass.Retail, 1);
        expectAllowed(alice, alice, TOKENS);
    }

    function test_whoeverARuleExcludesCanStillSell() external {
        IComplianceModule.Investor memory investor = approvedInvestor();
        investor.class = IComplianceModule.InvestorClass.Retail;
        compliance.setInvestor(alice, investor);
        setRules(IComplianceModule.CountryMode.Unrestricted, IComplianceModule.InvestorClass.Institutional, 0);
        expectAllowed(alice, bob, ONE);
        expectRefused(bob, alice, 0x57, "receiver/class");
    }

    function test_checksBeforeATrade() external view {
        (bool ok, bytes1 code, bytes32 rule) = compliance.check(address(bill), alice);
        vm.assertTrue(ok && code == 0x51 && rule == 0, "eligible");
        (ok, code, rule) = compliance.check(address(bill), mallory);
        vm.assertTrue(!ok && code == 0x57 && rule == "receiver/not-approved", "not eligible");
    }

    function test_recordsRules() external {
        vm.expectEmit(address(compliance));
        emit IComplianceModule.RulesChanged(
            address(bill),
            IComplianceModule.CountryMode.BlockListed,
            IComplianceModule.InvestorClass.Accredited,
            uint128(ONE)
        );
        setRules(IComplianceModule.CountryMode.BlockListed, IComplianceModule.InvestorClass.Accredited, uint128(ONE));
        IComplianceModule.TokenRules memory rules = compliance.rulesOf(address(bill));
        vm.assertTrue(rules.countryMode == IComplianceModule.CountryMode.BlockListed, "mode");
        vm.assertTrue(rules.minimumClass == IComplianceModule.InvestorClass.Accredited, "class");
        vm.assertEq(rules.maxBalance, ONE, "cap");
    }

    function setRules(
        IComplianceModule.CountryMode mode,
        IComplianceModule.InvestorClass minimumClass,
        uint128 maxBalance
    ) private {
        compliance.setRules(address(bill), IComplianceModule.TokenRules(mode, minimumClass, maxBalance));
    }

    function countries(bytes2 country) private pure returns (bytes2[] memory list) {
        list = new bytes2[](1);
        list[0] = country;
    }

    function isCapital(bytes1 character) private pure returns (bool) {
        return character >= 0x41 && character <= 0x5a;
    }

    function expectAllowed(address from, address to, uint256 amount) private view {
        (bool ok, bytes1 code, bytes32 rule) = compliance.canTransfer(address(bill), from, to, amount);
        vm.assertTrue(ok && code == 0x51 && rule == 0, "allowed");
    }

    function expectRefused(address from, address to, bytes1 code, bytes32 rule) private view {
        (bool ok, bytes1 actualCode, bytes32 actualRule) = compliance.canTransfer(address(bill), from, to, ONE);
        vm.assertTrue(!ok, "refused");
        vm.assertEq(bytes32(actualCode), bytes32(code), "code");
        vm.assertEq(actualRule, rule, "rule");
    }

    function expectInvalidInvestor(address account) private {
        vm.expectRevert(abi.encodeWithSelector(IComplianceModule.InvalidInvestor.selector, account));
    }

    function expectUnauthorized(bytes32 role) private {
        vm.expectRevert(
            abi.encodeWithSelector(IAccessControl.AccessControlUnauthorizedAccount.selector, mallory, role)
        );
    }
}
