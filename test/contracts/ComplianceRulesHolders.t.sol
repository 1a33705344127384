// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {MaxHoldersRule} from "../../contracts/compliance/rules/MaxHoldersRule.sol";
import {IComplianceModule} from "../../contracts/interfaces/IComplianceModule.sol";
import {ComplianceTest} from "./support/ComplianceTest.sol";

/// @notice The rule that counts a token's holders, in all and by country.
contract ComplianceRulesHoldersTest is ComplianceTest {
    MaxHoldersRule private rule;

    function setUp() public override {
        super.setUp();
        rule = new MaxHoldersRule(compliance);
        useRule(address(rule));
        // They hold from before the token had the rule.
        recount(ALICE);
        recount(BOB);
        recount(CAROL);
    }

    function testFuzz_onlyAnAdminOfComplianceSetsTheRule(address caller) external {
        vm.assume(caller != address(this));
        vm.startPrank(caller);
        expectUnauthorized(caller, 0);
        rule.setHolderLimit(address(token), 1);
        expectUnauthorized(caller, 0);
        rule.setCountryLimit(address(token), "US", 1);
        vm.stopPrank();
    }

    function testFuzz_setsLimits(uint32 limit, bytes2 country, uint32 countryLimit) external {
        vm.expectEmit(address(rule));
        emit MaxHoldersRule.HolderLimitSet(address(token), limit);
        rule.setHolderLimit(address(token), limit);
        vm.assertEq(rule.tallyOf(address(token)).limit, limit, "set");
        bool isValid = country[0] >= "A" && country[0] <= "Z" && country[1] >= "A" && country[1] <= "Z";
        if (isValid) {
            vm.expectEmit(address(rule));
            emit MaxHoldersRule.CountryLimitSet(address(token), country, countryLimit);
        } else {
            vm.expectRevert(abi.encodeWithSelector(IComplianceModule.InvalidCountry.selector, country));
        }
        rule.setCountryLimit(address(token), country, countryLimit);
        if (isValid) vm.assertEq(rule.countryTallyOf(address(token), country).limit, countryLimit, "set");
    }

    function test_admitsNoHolderBeyondTheLimit() external {
        onboard(MALLORY);
        rule.setHolderLimit(address(token), 3);
        expectRefused(ALICE, MALLORY, 1, 0x50, "token/max-holders");
        (bool ok, bytes1 code, bytes32 name) = compliance.check(address(token), MALLORY);
        vm.assertTrue(!ok && code == 0x50 && name == "token/max-holders", "foretold");
        move(ALICE, BOB, 1); // a holder already
        move(ALICE, MALLORY, 0); // makes nobody a holder
        rule.setHolderLimit(address(token), 4);
        move(ALICE, MALLORY, 1);
        assertTally(4);
    }

    function test_whoPartsWithAllMakesRoom() external {
        onboard(MALLORY);
        rule.setHolderLimit(address(token), 3);
        rule.setCountryLimit(address(token), "US", 3);
        move(ALICE, MALLORY, TOKENS);
        assertTally(3);
        vm.assertTrue(rule.countedIn(address(token), compliance.holderOf(ALICE)) == 0, "out");
        vm.assertTrue(rule.countedIn(address(token), compliance.holderOf(MALLORY)) == "US", "in");
        expectRefused(BOB, ALICE, TOKENS - 1, 0x50, "token/max-holders");
        token.redeem(BOB, TOKENS);
        assertTally(2);
    }

    function test_admitsNoHolderOfACountryBeyondItsLimit() external {
        rule.setCountryLimit(address(token), "US", 3);
        onboard(MALLORY);
        expectRefused(ALICE, MALLORY, 1, 0x50, "token/country-holders");
        setCountry(MALLORY, "DE");
        move(ALICE, MALLORY, 1);
        vm.assertEq(rule.countryTallyOf(address(token), "DE").count, 1, "Germany");
        vm.assertEq(rule.countryTallyOf(address(token), "US").count, 3, "United States");
        // Who leaves another country's places makes no room in this one.
        onboard(AGENT);
        expectRefused(MALLORY, AGENT, 1, 0x50, "token/country-holders");
        move(ALICE, AGENT, TOKENS - 1);
        assertTally(4);
    }

    function test_accountsOfOneIdentityAreOneHolder() external {
        rule.setHolderLimit(address(token), 3);
        link(MALLORY, ALICE);
        move(ALICE, MALLORY, TOKENS);
        assertTally(3);
        move(BOB, ALICE, 1);
        move(MALLORY, CAROL, TOKENS); // still has something in the other account
        assertTally(3);
        move(ALICE, CAROL, 1);
        assertTally(2);
    }

    function test_aForcedMovementIsCountedAndLimited() external {
        onboard(MALLORY);
        rule.setHolderLimit(address(token), 3);
        expectRefusal(0x50, "token/max-holders");
        token.force(ALICE, MALLORY, 1);
        token.force(ALICE, MALLORY, TOKENS);
        assertTally(3);
    }

    function testFuzz_recountingWritesDownWhatIsWhoeverCalls(address caller, bytes19 stranger) external {
        vm.assume(stranger != compliance.holderOf(ALICE));
        bytes19 holder = compliance.holderOf(ALICE);
        setCountry(ALICE, "DE");
        vm.assertTrue(rule.countedIn(address(token), holder) == "US", "as counted");
        vm.startPrank(caller);
        vm.expectEmit(address(rule));
        emit MaxHoldersRule.HolderCounted(address(token), holder, "DE");
        rule.recount(address(token), holder);
        rule.recount(address(token), holder);
        rule.recount(address(token), stranger);
        vm.stopPrank();
        assertTally(3);
        vm.assertEq(rule.countryTallyOf(address(token), "US").count, 2, "United States");
        vm.assertEq(rule.countryTallyOf(address(token), "DE").count, 1, "Germany");
    }

    function test_recountingFollowsAnAccountToAnotherIdentity() external {
        bytes19 before = compliance.holderOf(ALICE);
        compliance.setInvestor(ALICE, investorOf(BOB));
        rule.recount(address(token), before);
        assertTally(2);
        vm.assertTrue(rule.countedIn(address(token), before) == 0, "nobody's");
        rule.recount(address(token), compliance.holderOf(ALICE));
        assertTally(2);
    }

    function test_whoWasNeverCountedLeavesNoTrace() external {
        onboard(MALLORY);
        token.give(MALLORY, 10);
        move(MALLORY, ALICE, 10);
        assertTally(3);
    }

    /// @dev A random walk against a plain count of who has something.
    function testFuzz_theCountIsThatOfTheHolders(uint256 seed) external {
        rule.setHolderLimit(address(token), 4);
        address[6] memory accounts = [ALICE, BOB, CAROL, MALLORY, AGENT, address(0xD)];
        for (uint256 i = 3; i < 6; ++i) onboard(accounts[i]);
        for (uint256 i; i < 40; ++i) {
            uint256 random = uint256(keccak256(abi.encode(seed, i)));
            address from = accounts[random % 6];
            address to = accounts[(random >> 8) % 6];
            uint256 amount = token.totalBalanceOf(from);
            if ((random >> 16) % 2 == 0) amount = amount / 2;
            try token.move(from, to, amount) {} catch {}
            uint256 holders;
            for (uint256 j; j < 6; ++j) {
                if (token.totalBalanceOf(accounts[j]) != 0) ++holders;
            }
            assertTally(holders);
            vm.assertLe(holders, 4, "limit");
        }
    }

    function recount(address account) private {
        rule.recount(address(token), compliance.holderOf(account));
    }

    function assertTally(uint256 count) private view {
        vm.assertEq(rule.tallyOf(address(token)).count, count, "holders");
    }
}
