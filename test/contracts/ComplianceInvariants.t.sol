// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {CountryRule} from "../../contracts/compliance/rules/CountryRule.sol";
import {DailyVolumeRule} from "../../contracts/compliance/rules/DailyVolumeRule.sol";
import {MaxBalanceRule} from "../../contracts/compliance/rules/MaxBalanceRule.sol";
import {MaxHoldersRule} from "../../contracts/compliance/rules/MaxHoldersRule.sol";
import {ComplianceHandler} from "./support/ComplianceHandler.sol";
import {ComplianceTest} from "./support/ComplianceTest.sol";
import {LedgerToken} from "./support/LedgerToken.sol";

/// @notice Whatever is moved and however records are rewritten, the rules hold. What concerns one movement the handler asserts.
contract ComplianceInvariantsTest is ComplianceTest {
    uint32 private constant MAX_HOLDERS = 3;
    uint256 private constant MAX_BALANCE = 1_000;
    uint256 private constant MAX_VOLUME = 1_500;

    ComplianceHandler private handler;
    MaxHoldersRule private holders;

    function setUp() public override {
        super.setUp();
        token = new LedgerToken(compliance);
        CountryRule country = new CountryRule(compliance);
        country.setCountries(address(token), countries("KP"), false);
        MaxBalanceRule balance = new MaxBalanceRule(compliance);
        balance.setMaxBalance(address(token), MAX_BALANCE);
        DailyVolumeRule volume = new DailyVolumeRule(compliance);
        volume.setMaxVolume(address(token), MAX_VOLUME);
        holders = new MaxHoldersRule(compliance);
        holders.setHolderLimit(address(token), MAX_HOLDERS);
        address[] memory rules = new address[](4);
        (rules[0], rules[1], rules[2], rules[3]) = (address(country), address(balance), address(volume), address(holders));
        compliance.setRules(address(token), rules);
        handler = new ComplianceHandler(token, compliance, country, holders, MAX_BALANCE, MAX_VOLUME);
        compliance.setAgent(address(handler), anyAgent(), new bytes2[](0));
        for (uint256 i; i < handler.ACCOUNTS(); ++i) handler.rewrite(i, i, 1, 30 days - 1, i % 2);
        bytes4[] memory selectors = new bytes4[](6);
        (selectors[0], selectors[1]) = (ComplianceHandler.move.selector, ComplianceHandler.force.selector);
        (selectors[2], selectors[3]) = (ComplianceHandler.issue.selector, ComplianceHandler.redeem.selector);
        (selectors[4], selectors[5]) = (ComplianceHandler.rewrite.selector, ComplianceHandler.pass.selector);
        target(address(handler), selectors);
    }

    /// @notice At the end of each run: who is counted is who holds, and every account is in its holder's list exactly once.
    function afterInvariant() external view {
        uint256 total;
        uint256 listed;
        for (uint256 i; i < handler.IDENTITIES(); ++i) {
            bytes19 holder = bytes19(keccak256(abi.encodePacked(keccak256(abi.encode(i)))));
            bool holds = handler.balanceOf(holder) != 0;
            vm.assertTrue((holders.countedIn(address(token), holder) != 0) == holds, "counted if it holds");
            if (holds) ++total;
            listed += compliance.accountsOf(holder).length;
        }
        vm.assertEq(listed, handler.ACCOUNTS(), "every account is of one holder");
        vm.assertEq(holders.tallyOf(address(token)).count, total, "holders");
    }

    function invariant_holdersAreCountedInOneCountryEach() external view {
        uint256 total;
        for (uint256 i; i < 3; ++i) {
            total += holders.countryTallyOf(address(token), [bytes2("US"), "DE", "KP"][i]).count;
        }
        vm.assertEq(holders.tallyOf(address(token)).count, total, "by country");
    }
}
