// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ClassRule} from "../../contracts/compliance/rules/ClassRule.sol";
import {CountryRule} from "../../contracts/compliance/rules/CountryRule.sol";
import {DailyVolumeRule} from "../../contracts/compliance/rules/DailyVolumeRule.sol";
import {IComplianceModule} from "../../contracts/interfaces/IComplianceModule.sol";

import {GasTest} from "./support/GasTest.sol";
import {TokenDesk} from "./support/TokenDesk.sol";

/// @notice What compliance costs: a transfer whose rules keep something, and records of investors.
/// forge-config: default.isolate = true
/// forge-config: deep.isolate = true
contract GasOfComplianceTest is TokenDesk, GasTest {
    function test_gas_aTransferWithARuleThatRecords() external {
        CountryRule country = new CountryRule(compliance);
        country.setCountries(address(bill), new bytes2[](0), false);
        ClassRule class = new ClassRule(compliance);
        class.setMinimumClass(address(bill), IComplianceModule.InvestorClass.Accredited);
        DailyVolumeRule volume = new DailyVolumeRule(compliance);
        volume.setMaxVolume(address(bill), TOKENS);
        address[] memory rules = new address[](3);
        (rules[0], rules[1], rules[2]) = (address(country), address(class), address(volume));
        compliance.setRules(address(bill), rules);
        vm.prank(alice);
        bill.transfer(bob, ONE);
        vm.prank(alice);
        bill.transfer(bob, ONE);
        measureBelow(90_000, "transfer, rules of country, class and daily volume");
        vm.assertEq(volume.sentToday(address(bill), alice), 2 * ONE, "recorded");
    }

    function test_gas_records() external {
        IComplianceModule.Investor memory investor = compliance.investorOf(alice);
        investor.identityHash = keccak256("another identity");
        compliance.setInvestor(CAROL, investor);
        measure("record an investor");
        compliance.setInvestorStatus(CAROL, IComplianceModule.InvestorStatus.Suspended);
        measure("suspend an investor");
        vm.assertTrue(!compliance.isApproved(CAROL, IComplianceModule.InvestorClass.Retail), "suspended");
    }
}
