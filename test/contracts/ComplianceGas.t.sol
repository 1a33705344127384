// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ClassRule} from "../../contracts/compliance/rules/ClassRule.sol";
import {CountryRule} from "../../contracts/compliance/rules/CountryRule.sol";
import {DailyVolumeRule} from "../../contracts/compliance/rules/DailyVolumeRule.sol";
import {MaxBalanceRule} from "../../contracts/compliance/rules/MaxBalanceRule.sol";
import {IComplianceModule} from "../../contracts/interfaces/IComplianceModule.sol";
import {TreasuryToken} from "../../contracts/treasury/TreasuryToken.sol";
import {YieldSet} from "./support/YieldSet.sol";

/// @notice What a transfer costs as a whole transaction, with the real token and with rules, all behind their proxies.
contract ComplianceGasTest is YieldSet {
    TreasuryToken private token;
    CountryRule private countryRule;
    ClassRule private classRule;
    MaxBalanceRule private maxBalanceRule;
    DailyVolumeRule private dailyVolumeRule;

    function setUp() public override {
        super.setUp();
        bytes memory call = abi.encodeCall(
            TreasuryToken.initialize,
            ("Bill", "BILL", address(registry), address(compliance), address(yield_), address(this), 0)
        );
        token = TreasuryToken(proxy(address(new TreasuryToken()), call));
        register(billInfo(address(token)));
        IComplianceModule.Agent memory agent =
            IComplianceModule.Agent(1, IComplianceModule.InvestorClass.Institutional, true, type(uint64).max);
        compliance.setAgent(address(this), agent, new bytes2[](0));
        onboard(ALICE);
        onboard(BOB);
        countryRule = new CountryRule(compliance);
        countryRule.setCountries(address(token), new bytes2[](0), false);
        classRule = new ClassRule(compliance);
        classRule.setMinimumClass(address(token), IComplianceModule.InvestorClass.Accredited);
        maxBalanceRule = new MaxBalanceRule(compliance);
        maxBalanceRule.setMaxBalance(address(token), 1_000_000 * ONE);
        dailyVolumeRule = new DailyVolumeRule(compliance);
        dailyVolumeRule.setMaxVolume(address(token), 1_000_000 * ONE);
    }

    /// forge-config: default.isolate = true
    /// forge-config: deep.isolate = true
    function test_gas_aTransferWithoutRules() external {
        vm.assertLe(measure(new address[](0)), 62_000, "gas");
    }

    /// forge-config: default.isolate = true
    /// forge-config: deep.isolate = true
    function test_gas_aTransferWithThreeRulesCostsLessThan90000() external {
        vm.assertLe(measure(threeRules(address(maxBalanceRule))), 90_000, "gas");
    }

    /// forge-config: default.isolate = true
    /// forge-config: deep.isolate = true
    function test_gas_aTransferWithThreeRulesOfWhichOneRecordsCostsLessThan90000() external {
        vm.assertLe(measure(threeRules(address(dailyVolumeRule))), 90_000, "gas");
    }

    /// @dev Each call is a transaction of its own here; the second transfer writes no slot for the first time.
    function measure(address[] memory rules) private returns (uint256) {
        compliance.setRules(address(token), rules);
        vm.prank(ALICE);
        token.transfer(BOB, ONE);
        vm.prank(ALICE);
        token.transfer(BOB, ONE);
        return vm.lastCallGas().gasTotalUsed;
    }

    function threeRules(address third) private view returns (address[] memory rules) {
        rules = new address[](3);
        (rules[0], rules[1], rules[2]) = (address(countryRule), address(classRule), third);
    }

    function onboard(address account) private {
        compliance.setInvestor(
            account,
            IComplianceModule.Investor({
                status: IComplianceModule.InvestorStatus.Approved,
                class: IComplianceModule.InvestorClass.Institutional,
                country: "US",
                expiry: type(uint64).max,
                identityHash: keccak256(abi.encode(account))
            })
        );
        vm.prank(ISSUER);
        token.issue(account, 1_000 * ONE);
    }
}
