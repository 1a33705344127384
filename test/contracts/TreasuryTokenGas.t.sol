// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ClassRule} from "../../contracts/compliance/rules/ClassRule.sol";
import {CountryRule} from "../../contracts/compliance/rules/CountryRule.sol";
import {MaxBalanceRule} from "../../contracts/compliance/rules/MaxBalanceRule.sol";
import {IComplianceModule} from "../../contracts/interfaces/IComplianceModule.sol";
import {GasTest} from "./support/GasTest.sol";
import {TokenDesk} from "./support/TokenDesk.sol";

/// @notice What movements cost as whole transactions: every call is one, on cold accounts and slots.
/// forge-config: default.isolate = true
/// forge-config: deep.isolate = true
contract TreasuryTokenGasTest is TokenDesk, GasTest {
    function test_gas_transfersUnderThreeRules() external {
        giveThreeRules();
        vm.prank(alice);
        bill.transfer(bob, ONE);
        measureBelow(90_000, "transfer, rules of country, class and balance");
        vm.prank(alice);
        bill.approve(NOTARY, type(uint256).max);
        vm.prank(NOTARY);
        bill.transferFrom(alice, bob, ONE);
        measureBelow(90_000, "transferFrom, rules of country, class and balance");
    }

    function test_gas_theFirstTransferAfterARecordDateKeepsTwoBalances() external {
        giveThreeRules();
        uint40[] memory times = new uint40[](2);
        (times[0], times[1]) = (uint40(NOW) + 1, uint40(NOW) + 2);
        token.scheduleSnapshots(times);
        vm.warp(NOW + 1);
        vm.prank(alice);
        bill.transfer(bob, ONE);
        measureBelow(145_000, "transfer, rules of country, class and balance, first after a record date");
        vm.warp(NOW + 2);
        vm.prank(alice);
        bill.transfer(bob, ONE);
        measureBelow(110_000, "transfer, rules of country, class and balance, first after the next record date");
    }

    function giveThreeRules() private {
        address[] memory rules = new address[](3);
        bytes2[] memory countries = new bytes2[](1);
        countries[0] = "US";
        CountryRule country = new CountryRule(compliance);
        ClassRule class = new ClassRule(compliance);
        MaxBalanceRule maxBalance = new MaxBalanceRule(compliance);
        country.setCountries(address(bill), countries, true);
        class.setMinimumClass(address(bill), IComplianceModule.InvestorClass.Accredited);
        maxBalance.setMaxBalance(address(bill), 10 * TOKENS);
        (rules[0], rules[1], rules[2]) = (address(country), address(class), address(maxBalance));
        compliance.setRules(address(bill), rules);
    }
}
