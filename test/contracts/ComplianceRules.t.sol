// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ClassRule} from "../../contracts/compliance/rules/ClassRule.sol";
import {CountryRule} from "../../contracts/compliance/rules/CountryRule.sol";
import {MaxBalanceRule} from "../../contracts/compliance/rules/MaxBalanceRule.sol";
import {Rule} from "../../contracts/compliance/rules/Rule.sol";
import {IComplianceModule} from "../../contracts/interfaces/IComplianceModule.sol";
import {IComplianceRule} from "../../contracts/interfaces/IComplianceRule.sol";
import {ComplianceTest} from "./support/ComplianceTest.sol";
import {bound} from "./support/bound.sol";

/// @notice The rules that keep nothing: country, class, largest balance.
contract ComplianceRulesTest is ComplianceTest {
    CountryRule private country;
    ClassRule private class;
    MaxBalanceRule private maxBalance;

    function setUp() public override {
        super.setUp();
        country = new CountryRule(compliance);
        class = new ClassRule(compliance);
        maxBalance = new MaxBalanceRule(compliance);
    }

    function testFuzz_onlyTheComplianceModuleReportsMovements(address caller) external {
        vm.assume(caller != address(compliance));
        IComplianceRule.Movement memory movement;
        vm.prank(caller);
        vm.expectRevert(abi.encodeWithSelector(Rule.NotCompliance.selector, caller));
        class.record(movement);
        vm.assertEq(class.compliance(), address(compliance), "its module");
    }

    function testFuzz_onlyAnAdminOfComplianceSetsTheRules(address caller) external {
        vm.assume(caller != address(this));
        vm.startPrank(caller);
        expectUnauthorized(caller, 0);
        country.setCountries(address(token), countries("US"), true);
        expectUnauthorized(caller, 0);
        country.changeCountries(address(token), countries("US"), true);
        expectUnauthorized(caller, 0);
        class.setMinimumClass(address(token), IComplianceModule.InvestorClass.Retail);
        expectUnauthorized(caller, 0);
        maxBalance.setMaxBalance(address(token), 1);
        vm.stopPrank();
    }

    function test_admitsNobodyUntilCountriesAreSet() external {
        useRule(address(country));
        expectRefused(ALICE, BOB, 1, 0x57, "receiver/country");
        vm.assertEq(country.countriesOf(address(token)).length, 0, "none");
    }

    function testFuzz_admitsTheListedCountriesOnly(uint16 listed, uint16 ofBob) external {
        bytes2[] memory codes = countries(countryAt(listed % 676));
        vm.expectEmit(address(country));
        emit CountryRule.CountriesSet(address(token), codes, true);
        country.setCountries(address(token), codes, true);
        setCountry(BOB, countryAt(ofBob % 676));
        useRule(address(country));
        if (ofBob % 676 == listed % 676) move(ALICE, BOB, 1);
        else expectRefused(ALICE, BOB, 1, 0x57, "receiver/country");
        vm.assertEq(
            keccak256(abi.encode(country.countriesOf(address(token)))), keccak256(abi.encode(codes)), "the list"
        );
    }

    function testFuzz_admitsAllButTheListedCountries(uint16 listed, uint16 ofBob) external {
        country.setCountries(address(token), countries(countryAt(listed % 676)), false);
        setCountry(BOB, countryAt(ofBob % 676));
        useRule(address(country));
        if (ofBob % 676 != listed % 676) move(ALICE, BOB, 1);
        else expectRefused(ALICE, BOB, 1, 0x57, "receiver/country");
        vm.assertEq(country.countriesOf(address(token)).length, 675, "all but one");
        vm.assertTrue(!country.isAdmitted(address(token), "us"), "no country");
    }

    /// @dev Against a plain model.
    function testFuzz_countriesAreAddedAndRemoved(uint256 seed) external {
        bool[676] memory model;
        for (uint256 i; i < 20; ++i) {
            uint256 random = uint256(keccak256(abi.encode(seed, i)));
            bytes2[] memory codes = countries(countryAt(random % 676));
            bool admitted = random >> 255 == 0;
            vm.expectEmit(address(country));
            emit CountryRule.CountriesChanged(address(token), codes, admitted);
            country.changeCountries(address(token), codes, admitted);
            model[random % 676] = admitted;
        }
        for (uint256 i; i < 676; ++i) {
            vm.assertTrue(country.isAdmitted(address(token), countryAt(i)) == model[i], "as the model");
        }
    }

    function testFuzz_refusesMalformedCountries(bytes2 code) external {
        bool isValid = code[0] >= "A" && code[0] <= "Z" && code[1] >= "A" && code[1] <= "Z";
        bytes memory reason = abi.encodeWithSelector(IComplianceModule.InvalidCountry.selector, code);
        if (!isValid) vm.expectRevert(reason);
        country.setCountries(address(token), countries(code), true);
        if (!isValid) vm.expectRevert(reason);
        country.changeCountries(address(token), countries(code), true);
    }

    function testFuzz_admitsTheMinimumClassAndAbove(uint8 minimum, uint8 ofBob) external {
        IComplianceModule.InvestorClass lowest = IComplianceModule.InvestorClass(minimum % 3);
        vm.expectEmit(address(class));
        emit ClassRule.MinimumClassSet(address(token), lowest);
        class.setMinimumClass(address(token), lowest);
        vm.assertTrue(class.minimumClassOf(address(token)) == lowest, "set");
        setClass(BOB, IComplianceModule.InvestorClass(ofBob % 3));
        useRule(address(class));
        if (ofBob % 3 >= minimum % 3) move(ALICE, BOB, 1);
        else expectRefused(ALICE, BOB, 1, 0x57, "receiver/class");
    }

    /// @dev A later stricter rule never traps a seller, and redemption returns money.
    function test_whoeverARuleExcludesCanStillSellAndBeRedeemed() external {
        setClass(ALICE, IComplianceModule.InvestorClass.Retail);
        setCountry(ALICE, "FR");
        country.setCountries(address(token), countries("US"), true);
        class.setMinimumClass(address(token), IComplianceModule.InvestorClass.Institutional);
        maxBalance.setMaxBalance(address(token), 2 * TOKENS);
        address[] memory rules = new address[](3);
        (rules[0], rules[1], rules[2]) = (address(country), address(class), address(maxBalance));
        compliance.setRules(address(token), rules);
        expectRefused(BOB, ALICE, 1, 0x57, "receiver/country");
        move(ALICE, BOB, TOKENS / 2);
        token.redeem(ALICE, TOKENS / 2);
        vm.assertEq(token.totalBalanceOf(ALICE), 0, "out");
    }

    function testFuzz_capsTheBalanceAfterTheMovement(uint256 amount, uint256 limit) external {
        limit = bound(limit, 0, 4 * TOKENS);
        amount = bound(amount, 0, TOKENS);
        vm.expectEmit(address(maxBalance));
        emit MaxBalanceRule.MaxBalanceSet(address(token), limit);
        maxBalance.setMaxBalance(address(token), limit);
        vm.assertEq(maxBalance.maxBalanceOf(address(token)), limit, "set");
        useRule(address(maxBalance));
        if (limit == 0 || TOKENS + amount <= limit) move(ALICE, BOB, amount);
        else expectRefused(ALICE, BOB, amount, 0x57, "receiver/max-balance");
    }

    function testFuzz_noAmountOverflowsTheCap(uint256 amount, uint256 limit) external {
        amount = bound(amount, TOKENS, type(uint256).max);
        limit = bound(limit, 1, type(uint256).max);
        maxBalance.setMaxBalance(address(token), limit);
        useRule(address(maxBalance));
        (bool ok,, bytes32 rule) = compliance.canTransfer(address(token), ALICE, BOB, amount);
        bool fits = amount <= limit && TOKENS <= limit - amount;
        vm.assertTrue(ok == fits && (fits || rule == "receiver/max-balance"), "within the cap");
    }

    function testFuzz_theCapIsTheHoldersOverAllOfItsAccounts(uint256 amount) external {
        link(MALLORY, BOB);
        maxBalance.setMaxBalance(address(token), TOKENS + 100);
        useRule(address(maxBalance));
        amount = bound(amount, 0, 200);
        if (amount <= 100) move(ALICE, MALLORY, amount);
        else expectRefused(ALICE, MALLORY, amount, 0x57, "receiver/max-balance");
        // What a holder moves between its accounts changes nothing, even beyond the cap.
        maxBalance.setMaxBalance(address(token), 1);
        move(BOB, MALLORY, TOKENS);
        expectRefused(ALICE, BOB, 1, 0x57, "receiver/max-balance");
    }

    function test_aForcedMovementKeepsTheReceiversRules() external {
        maxBalance.setMaxBalance(address(token), TOKENS);
        useRule(address(maxBalance));
        expectRefusal(0x57, "receiver/max-balance");
        token.force(ALICE, BOB, 1);
    }
}
