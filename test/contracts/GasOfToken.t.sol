// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {CountryRule} from "../../contracts/compliance/rules/CountryRule.sol";
import {DailyVolumeRule} from "../../contracts/compliance/rules/DailyVolumeRule.sol";
import {MaxBalanceRule} from "../../contracts/compliance/rules/MaxBalanceRule.sol";

import {GasTest} from "./support/GasTest.sol";
import {TokenDesk} from "./support/TokenDesk.sol";

/// @notice What a treasury token costs. Both holders have tokens before and after.
/// forge-config: default.isolate = true
/// forge-config: deep.isolate = true
contract GasOfTokenTest is TokenDesk, GasTest {
    uint256 private constant QUANTITY = 100 * ONE;

    function test_gas_withoutRules() external {
        bill.issue(bob, QUANTITY);
        measure("issue");
        vm.prank(alice);
        bill.transfer(bob, QUANTITY);
        measure("transfer, no rules");
        token.controllerTransfer(FREE, alice, bob, QUANTITY, "Court order");
        measure("forced transfer, no rules");
        vm.assertEq(bill.balanceOf(bob), TOKENS + 3 * QUANTITY, "what was sent arrived");
    }

    function test_gas_partitions() external {
        token.definePartition(PLEDGED, 7);
        token.issueByPartition(PLEDGED, alice, TOKENS, "");
        token.issueByPartition(PLEDGED, bob, TOKENS, "");
        vm.prank(alice);
        token.transferByPartition(PLEDGED, bob, QUANTITY, "");
        measure("transferByPartition, no rules");
        vm.assertEq(token.balanceOfByPartition(PLEDGED, bob), TOKENS + QUANTITY, "what was sent arrived");
    }

    function test_gas_freezes() external {
        token.setFrozen(alice, true);
        measure("freeze an account");
        token.setFrozenAmount(FREE, bob, QUANTITY);
        measure("freeze a part of a balance");
    }

    function test_gas_holds() external {
        vm.prank(alice);
        bill.createHold(bob, NOTARY, FREE, QUANTITY, NOW + 1 days, "first");
        vm.prank(alice);
        bytes32 hold = bill.createHold(bob, NOTARY, FREE, QUANTITY, NOW + 1 days, "second");
        measure("create a hold");
        vm.prank(NOTARY);
        bill.executeHold(hold, bob, QUANTITY);
        measure("execute a hold");
        vm.assertEq(bill.balanceOf(bob), TOKENS + QUANTITY, "what was held arrived");
    }

    /// @dev The three that T-REX has too. What was sent within a day is counted, so that each transfer writes one slot more.
    function test_gas_countryBalanceAndVolume() external {
        address[] memory rules = new address[](3);
        (rules[0], rules[1], rules[2]) = (newCountryRule(), newMaxBalanceRule(), newDailyVolumeRule());
        compliance.setRules(address(bill), rules);
        vm.prank(alice);
        bill.transfer(bob, QUANTITY);
        measure("transfer, rules of country, balance and daily volume, first of the day");
        vm.prank(alice);
        bill.transfer(bob, QUANTITY);
        measure("transfer, rules of country, balance and daily volume");
    }

    function newCountryRule() private returns (address) {
        CountryRule rule = new CountryRule(compliance);
        bytes2[] memory countries = new bytes2[](2);
        (countries[0], countries[1]) = (bytes2("CH"), bytes2("US"));
        rule.setCountries(address(bill), countries, true);
        return address(rule);
    }

    function newMaxBalanceRule() private returns (address) {
        MaxBalanceRule rule = new MaxBalanceRule(compliance);
        rule.setMaxBalance(address(bill), 10 * TOKENS);
        return address(rule);
    }

    function newDailyVolumeRule() private returns (address) {
        DailyVolumeRule rule = new DailyVolumeRule(compliance);
        rule.setMaxVolume(address(bill), 10 * TOKENS);
        return address(rule);
    }
}
