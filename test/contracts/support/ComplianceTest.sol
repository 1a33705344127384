// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IAccessControl} from "@openzeppelin/contracts/access/IAccessControl.sol";

import {ComplianceModule} from "../../../contracts/compliance/ComplianceModule.sol";
import {IComplianceModule} from "../../../contracts/interfaces/IComplianceModule.sol";

import {LedgerToken} from "./LedgerToken.sol";
import {Test} from "./Test.sol";
import {proxied} from "./proxied.sol";

/// @notice A compliance module behind its proxy, a token that asks it, and three investors of identities of their own, each
/// with tokens. The test is its admin, and an agent without limits.
abstract contract ComplianceTest is Test {
    /// 2027-01-15 08:00 UTC.
    uint64 internal constant NOW = 1_800_000_000;
    uint64 internal constant FOREVER = type(uint64).max;
    uint48 internal constant ADMIN_DELAY = 1 days;
    uint256 internal constant TOKENS = 1_000_000;
    uint8 internal constant ALL_RIGHTS = 15;

    address internal constant ALICE = address(0xA11CE);
    address internal constant BOB = address(0xB0B);
    address internal constant CAROL = address(0xCA401);
    address internal constant MALLORY = address(0xBAD);
    address internal constant AGENT = address(0xA6);

    ComplianceModule internal compliance;
    LedgerToken internal token;

    function setUp() public virtual {
        vm.warp(NOW);
        bytes memory call = abi.encodeCall(ComplianceModule.initialize, (address(this), ADMIN_DELAY));
        compliance = ComplianceModule(proxied(address(new ComplianceModule()), call));
        compliance.grantRole(compliance.PAUSER_ROLE(), address(this));
        compliance.grantRole(compliance.RESUMER_ROLE(), address(this));
        compliance.setAgent(address(this), anyAgent(), new bytes2[](0));
        token = new LedgerToken(compliance);
        onboard(ALICE);
        onboard(BOB);
        onboard(CAROL);
        token.issue(ALICE, TOKENS);
        token.issue(BOB, TOKENS);
        token.issue(CAROL, TOKENS);
    }

    function onboard(address account) internal {
        compliance.setInvestor(account, investorOf(account));
    }

    /// @notice An approved institution of the United States, an identity of its own.
    function investorOf(address account) internal pure returns (IComplianceModule.Investor memory) {
        return IComplianceModule.Investor({
            status: IComplianceModule.InvestorStatus.Approved,
            class: IComplianceModule.InvestorClass.Institutional,
            country: "US",
            expiry: FOREVER,
            identityHash: keccak256(abi.encode(account))
        });
    }

    /// @notice Records another account of the identity of `account`.
    function link(address other, address account) internal {
        compliance.setInvestor(other, investorOf(account));
    }

    function anyAgent() internal pure returns (IComplianceModule.Agent memory) {
        return IComplianceModule.Agent(ALL_RIGHTS, IComplianceModule.InvestorClass.Institutional, true, FOREVER);
    }

    function setStatus(address account, IComplianceModule.InvestorStatus status) internal {
        compliance.setInvestorStatus(account, status);
    }

    function setCountry(address account, bytes2 country) internal {
        IComplianceModule.Investor memory investor = compliance.investorOf(account);
        investor.country = country;
        compliance.setInvestor(account, investor);
    }

    function setClass(address account, IComplianceModule.InvestorClass class) internal {
        IComplianceModule.Investor memory investor = compliance.investorOf(account);
        investor.class = class;
        compliance.setInvestor(account, investor);
    }

    function useRule(address rule) internal {
        compliance.setRules(address(token), list(rule));
    }

    /// @notice Asserts that the movement is allowed beforehand, and that it happens.
    function move(address from, address to, uint256 amount) internal {
        (bool ok, bytes1 code, bytes32 rule) = compliance.canTransfer(address(token), from, to, amount);
        vm.assertTrue(ok && code == 0x51 && rule == 0, "allowed");
        token.move(from, to, amount);
    }

    /// @notice Asserts that the movement is refused beforehand and when it is tried, by this rule.
    function expectRefused(address from, address to, uint256 amount, bytes1 code, bytes32 rule) internal {
        (bool ok, bytes1 actualCode, bytes32 actualRule) = compliance.canTransfer(address(token), from, to, amount);
        vm.assertTrue(!ok, "refused");
        vm.assertEq(actualRule, rule, "rule");
        vm.assertEq(bytes32(actualCode), bytes32(code), "code");
        expectRefusal(code, rule);
        token.move(from, to, amount);
    }

    function expectRefusal(bytes1 code, bytes32 rule) internal {
        vm.expectRevert(abi.encodeWithSelector(LedgerToken.Refused.selector, code, rule));
    }

    function expectUnauthorized(address caller, bytes32 role) internal {
        vm.expectRevert(
            abi.encodeWithSelector(IAccessControl.AccessControlUnauthorizedAccount.selector, caller, role)
        );
    }

    function list(address first) internal pure returns (address[] memory addresses) {
        addresses = new address[](1);
        addresses[0] = first;
    }

    function list(address first, address second) internal pure returns (address[] memory addresses) {
        addresses = new address[](2);
        (addresses[0], addresses[1]) = (first, second);
    }

    function countries(bytes2 first) internal pure returns (bytes2[] memory codes) {
        codes = new bytes2[](1);
        codes[0] = first;
    }

    /// @notice Two capital letters by a number.
    function countryAt(uint256 index) internal pure returns (bytes2) {
        return bytes2(bytes.concat(bytes1(uint8(0x41 + index / 26 % 26)), bytes1(uint8(0x41 + index % 26))));
    }
}
