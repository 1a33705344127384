// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Initializable} from "@openzeppelin/contracts/proxy/utils/Initializable.sol";
import {UUPSUpgradeable} from "@openzeppelin/contracts/proxy/utils/UUPSUpgradeable.sol";

import {Governed} from "../../contracts/base/Governed.sol";
import {ComplianceModule} from "../../contracts/compliance/ComplianceModule.sol";
import {IComplianceModule} from "../../contracts/interfaces/IComplianceModule.sol";
import {ComplianceTest} from "./support/ComplianceTest.sol";
import {bound} from "./support/bound.sol";

/// @notice Investor records: what is written, what holders are, who may write meanwhile.
contract ComplianceModuleTest is ComplianceTest {
    function testFuzz_recordsAnInvestor(
        address account,
        uint8 status,
        uint8 class,
        uint16 country,
        uint64 expiry,
        bytes32 identityHash
    ) external {
        vm.assume(account != address(0));
        IComplianceModule.Investor memory investor = IComplianceModule.Investor(
            IComplianceModule.InvestorStatus(bound(status, 1, 3)),
            IComplianceModule.InvestorClass(class % 3),
            countryAt(country),
            expiry,
            identityHash
        );
        vm.expectEmit(address(compliance));
        emit IComplianceModule.InvestorChanged(
            account, investor.status, investor.class, investor.country, expiry, identityHash
        );
        compliance.setInvestor(account, investor);
        vm.assertEq(
            keccak256(abi.encode(compliance.investorOf(account))), keccak256(abi.encode(investor)), "recorded"
        );
        vm.assertEq(compliance.accountsOf(compliance.holderOf(account))[0], account, "an account of its holder");
        bool isApproved = investor.status == IComplianceModule.InvestorStatus.Approved && expiry > NOW;
        for (uint256 minimum; minimum < 3; ++minimum) {
            bool expected = isApproved && class % 3 >= minimum;
            bool actual = compliance.isApproved(account, IComplianceModule.InvestorClass(minimum));
            vm.assertTrue(actual == expected, "approved");
        }
    }

    function testFuzz_recordsABatch(uint8 count, uint256 seed) external {
        count = uint8(bound(count, 0, 200));
        address[] memory accounts = new address[](count);
        IComplianceModule.Investor[] memory investors = new IComplianceModule.Investor[](count);
        for (uint256 i; i < count; ++i) {
            accounts[i] = address(bytes20(keccak256(abi.encode(seed, i))));
            investors[i] = investorOf(accounts[i]);
            investors[i].country = countryAt(i);
        }
        compliance.setInvestors(accounts, investors);
        for (uint256 i; i < count; ++i) {
            bytes32 recorded = keccak256(abi.encode(compliance.investorOf(accounts[i])));
            vm.assertEq(recorded, keccak256(abi.encode(investors[i])), "recorded");
        }
    }

    function test_refusesBatchesThatDoNotMatchOrAreTooLarge() external {
        vm.expectRevert(abi.encodeWithSelector(IComplianceModule.LengthMismatch.selector, 1, 2));
        compliance.setInvestors(new address[](1), new IComplianceModule.Investor[](2));
        vm.expectRevert(abi.encodeWithSelector(IComplianceModule.BatchTooLarge.selector, 201, 200));
        compliance.setInvestors(new address[](201), new IComplianceModule.Investor[](201));
    }

    function test_aBatchIsWrittenWhollyOrNotAtAll() external {
        IComplianceModule.Investor[] memory investors = new IComplianceModule.Investor[](2);
        investors[0] = investorOf(MALLORY);
        vm.expectRevert(abi.encodeWithSelector(IComplianceModule.InvalidInvestor.selector, AGENT));
        compliance.setInvestors(list(MALLORY, AGENT), investors);
        vm.assertTrue(compliance.holderOf(MALLORY) == 0, "not written");
    }

    function test_refusesRecordsThatMakeNoSense() external {
        IComplianceModule.Investor memory investor = investorOf(MALLORY);
        vm.expectRevert(abi.encodeWithSelector(IComplianceModule.InvalidInvestor.selector, address(0)));
        compliance.setInvestor(address(0), investor);
        investor.status = IComplianceModule.InvestorStatus.None;
        vm.expectRevert(abi.encodeWithSelector(IComplianceModule.InvalidInvestor.selector, MALLORY));
        compliance.setInvestor(MALLORY, investor);
        vm.expectRevert(abi.encodeWithSelector(IComplianceModule.InvalidInvestor.selector, ALICE));
        setStatus(ALICE, IComplianceModule.InvestorStatus.None);
        vm.expectRevert(abi.encodeWithSelector(IComplianceModule.UnknownInvestor.selector, MALLORY));
        setStatus(MALLORY, IComplianceModule.InvestorStatus.Approved);
    }

    function testFuzz_acceptsExactlyTwoCapitalLettersAsCountry(bytes2 country) external {
        IComplianceModule.Investor memory investor = investorOf(MALLORY);
        investor.country = country;
        if (!(isCapital(country[0]) && isCapital(country[1]))) {
            vm.expectRevert(abi.encodeWithSelector(IComplianceModule.InvalidCountry.selector, country));
        }
        compliance.setInvestor(MALLORY, investor);
    }

    function testFuzz_changesTheStatusAlone(uint8 status) external {
        IComplianceModule.Investor memory investor = investorOf(ALICE);
        investor.status = IComplianceModule.InvestorStatus(bound(status, 1, 3));
        vm.expectEmit(address(compliance));
        emit IComplianceModule.InvestorChanged(
            ALICE, investor.status, investor.class, investor.country, investor.expiry, investor.identityHash
        );
        setStatus(ALICE, investor.status);
        vm.assertEq(
            keccak256(abi.encode(compliance.investorOf(ALICE))), keccak256(abi.encode(investor)), "only the status"
        );
    }

    function test_accountsWithOneIdentityHashAreOneHolder() external {
        vm.assertTrue(compliance.holderOf(ALICE) != compliance.holderOf(BOB), "two identities");
        link(MALLORY, ALICE);
        bytes19 holder = compliance.holderOf(ALICE);
        vm.assertTrue(compliance.holderOf(MALLORY) == holder, "one holder");
        vm.assertEq(
            keccak256(abi.encode(compliance.accountsOf(holder))), keccak256(abi.encode(list(ALICE, MALLORY))), "both"
        );
    }

    function test_withoutAnIdentityHashEachAccountIsAHolder() external {
        IComplianceModule.Investor memory investor = investorOf(ALICE);
        investor.identityHash = 0;
        compliance.setInvestor(ALICE, investor);
        compliance.setInvestor(BOB, investor);
        vm.assertTrue(compliance.holderOf(ALICE) != compliance.holderOf(BOB), "two holders");
        investor.identityHash = bytes32(uint256(uint160(ALICE)));
        compliance.setInvestor(BOB, investor);
        vm.assertTrue(compliance.holderOf(ALICE) != compliance.holderOf(BOB), "an address is no identity hash");
    }

    function test_anAccountMovesToAnotherIdentity() external {
        bytes19 ofAlice = compliance.holderOf(ALICE);
        link(MALLORY, ALICE);
        link(AGENT, ALICE);
        compliance.setInvestor(MALLORY, investorOf(BOB));
        vm.assertEq(
            keccak256(abi.encode(compliance.accountsOf(ofAlice))), keccak256(abi.encode(list(ALICE, AGENT))), "left"
        );
        vm.assertEq(
            keccak256(abi.encode(compliance.accountsOf(compliance.holderOf(BOB)))),
            keccak256(abi.encode(list(BOB, MALLORY))),
            "joined"
        );
    }

    /// @dev Against a plain model: every account is in its holder's list exactly once, and in no other.
    function testFuzz_eachAccountIsOfExactlyOneHolder(uint256 seed) external {
        uint256[6] memory identity;
        for (uint256 i; i < 24; ++i) {
            uint256 random = uint256(keccak256(abi.encode(seed, i)));
            uint256 who = random % 6;
            identity[who] = 1 + (random >> 8) % 3;
            compliance.setInvestor(accountAt(who), investorOf(address(uint160(0xF00 + identity[who]))));
        }
        for (uint256 who; who < 6; ++who) {
            if (identity[who] == 0) continue;
            address[] memory accounts = compliance.accountsOf(compliance.holderOf(accountAt(who)));
            uint256 expected;
            for (uint256 i; i < 6; ++i) {
                if (identity[i] != identity[who]) continue;
                ++expected;
                vm.assertEq(occurrences(accounts, accountAt(i)), 1, "once");
            }
            vm.assertEq(accounts.length, expected, "nobody else");
        }
    }

    function test_aHolderHasEightAccountsAtMost() external {
        for (uint256 i = 1; i < 8; ++i) link(accountAt(i), ALICE);
        bytes32 identityHash = investorOf(ALICE).identityHash;
        vm.expectRevert(abi.encodeWithSelector(IComplianceModule.TooManyAccounts.selector, identityHash));
        link(accountAt(8), ALICE);
    }

    function test_recordsArentWrittenWhileTheirGroupIsPaused() external {
        uint8 group = compliance.GROUP_RECORDS();
        compliance.pause(group);
        vm.assertEq(compliance.pausedGroups(), group, "paused");
        bytes memory reason = abi.encodeWithSelector(Governed.GroupPaused.selector, group);
        vm.expectRevert(reason);
        compliance.setInvestor(ALICE, investorOf(ALICE));
        vm.expectRevert(reason);
        compliance.setInvestors(new address[](0), new IComplianceModule.Investor[](0));
        vm.expectRevert(reason);
        setStatus(ALICE, IComplianceModule.InvestorStatus.Revoked);
        move(ALICE, BOB, 1);
        compliance.resume(group);
        setStatus(ALICE, IComplianceModule.InvestorStatus.Revoked);
    }

    function testFuzz_onlyAnAdminUpgrades(address caller) external {
        vm.assume(caller != address(this));
        address implementation = address(new ComplianceModule());
        vm.prank(caller);
        expectUnauthorized(caller, 0);
        UUPSUpgradeable(address(compliance)).upgradeToAndCall(implementation, "");
        UUPSUpgradeable(address(compliance)).upgradeToAndCall(implementation, "");
        vm.assertEq(
            keccak256(abi.encode(compliance.investorOf(ALICE))), keccak256(abi.encode(investorOf(ALICE))), "kept"
        );
    }

    function testFuzz_initializesOnce(address admin, uint48 delay) external {
        vm.expectRevert(abi.encodeWithSelector(Initializable.InvalidInitialization.selector));
        compliance.initialize(admin, delay);
        ComplianceModule implementation = new ComplianceModule();
        vm.expectRevert(abi.encodeWithSelector(Initializable.InvalidInitialization.selector));
        implementation.initialize(admin, delay);
        vm.assertEq(compliance.defaultAdmin(), address(this), "admin");
        vm.assertEq(compliance.defaultAdminDelay(), ADMIN_DELAY, "delay");
    }

    function accountAt(uint256 index) private pure returns (address) {
        return address(uint160(0xACC0 + index));
    }

    function occurrences(address[] memory accounts, address account) private pure returns (uint256 count) {
        for (uint256 i; i < accounts.length; ++i) {
            if (accounts[i] == account) ++count;
        }
    }

    function isCapital(bytes1 letter) private pure returns (bool) {
        return letter >= "A" && letter <= "Z";
    }
}
