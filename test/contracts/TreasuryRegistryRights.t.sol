// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Governed} from "../../contracts/base/Governed.sol";
import {ITreasuryRegistry} from "../../contracts/interfaces/ITreasuryRegistry.sol";
import {Rights} from "../../contracts/libraries/Rights.sol";
import {RegistryTest} from "./support/RegistryTest.sol";
import {bound} from "./support/bound.sol";

/// @notice Issuers, and what they delegate.
contract TreasuryRegistryRightsTest is RegistryTest {
    function testFuzz_anAdminApprovesAndRevokesIssuers(address issuer, bool twice) external {
        vm.assume(issuer != address(0) && issuer != ISSUER);
        vm.expectEmit(address(registry));
        emit ITreasuryRegistry.IssuerChanged(issuer, true);
        registry.setIssuer(issuer, true);
        if (twice) registry.setIssuer(issuer, true);
        vm.assertTrue(registry.isIssuer(issuer), "approved");
        vm.expectEmit(address(registry));
        emit ITreasuryRegistry.IssuerChanged(issuer, false);
        registry.setIssuer(issuer, false);
        if (twice) registry.setIssuer(issuer, false);
        vm.assertTrue(!registry.isIssuer(issuer), "revoked");
    }

    function test_changesNothingAndSaysNothingWhenAnIssuerStaysWhatItIs() external {
        delegate(Rights.STATUS, NOW + 1);
        vm.recordLogs();
        registry.setIssuer(ISSUER, true);
        registry.setIssuer(MALLORY, false);
        vm.assertEq(vm.getRecordedLogs().length, 0, "no events");
        vm.assertTrue(registry.hasRight(address(bill), OPERATOR, Rights.STATUS), "its operators stay");
    }

    function testFuzz_onlyAnAdminChangesIssuers(address caller, address issuer, bool approved) external {
        vm.assume(caller != address(this));
        expectMissingRole(caller, 0);
        vm.prank(caller);
        registry.setIssuer(issuer, approved);
    }

    function test_nobodyIsNoIssuer() external {
        vm.expectRevert(Governed.ZeroAddress.selector);
        registry.setIssuer(address(0), true);
    }

    function testFuzz_delegatesExactlyTheRightsUntilTheyExpire(
        uint8 rights,
        uint64 expiry,
        uint8 asked,
        uint64 time
    ) external {
        rights = uint8(bound(rights, 1, Rights.ALL));
        expiry = uint64(bound(expiry, NOW + 1, type(uint64).max));
        vm.expectEmit(address(registry));
        emit ITreasuryRegistry.DelegationChanged(address(bill), OPERATOR, rights, expiry);
        delegate(rights, expiry);
        ITreasuryRegistry.Delegation memory delegation = registry.delegationOf(address(bill), OPERATOR);
        vm.assertEq(delegation.rights, rights, "rights");
        vm.assertEq(delegation.expiry, expiry, "expiry");
        vm.warp(bound(time, NOW, type(uint64).max));
        bool expected = asked != 0 && asked & ~rights == 0 && block.timestamp < expiry;
        vm.assertTrue(registry.hasRight(address(bill), OPERATOR, asked) == expected, "has exactly these");
        vm.assertTrue(registry.hasRight(address(bill), ISSUER, asked), "the issuer has all");
        vm.assertTrue(registry.hasRight(address(bill), address(this), asked), "the admin has all");
        vm.assertTrue(!registry.hasRight(address(bill), MALLORY, asked), "others have none");
    }

    function test_aRightEndsInTheSecondOfItsExpiry() external {
        delegate(Rights.STATUS, NOW + 10);
        vm.warp(NOW + 9);
        vm.prank(OPERATOR);
        setStatus(ITreasuryRegistry.TreasuryStatus.Active);
        vm.warp(NOW + 10);
        expectMissingRight(OPERATOR, Rights.STATUS);
        vm.prank(OPERATOR);
        setStatus(ITreasuryRegistry.TreasuryStatus.Suspended);
    }

    function test_aRightIsForOneTreasury() external {
        delegate(Rights.ALL, NOW + 10);
        address other = address(newToken());
        registry.register(noteInfo(other));
        vm.assertTrue(!registry.hasRight(other, OPERATOR, Rights.STATUS), "not the other one");
        vm.expectRevert(
            abi.encodeWithSelector(ITreasuryRegistry.MissingRight.selector, OPERATOR, other, Rights.STATUS)
        );
        vm.prank(OPERATOR);
        registry.setStatus(other, ITreasuryRegistry.TreasuryStatus.Active);
    }

    function test_aRightIsNotAnother() external {
        delegate(Rights.ALL & ~Rights.STATUS, NOW + 10);
        expectMissingRight(OPERATOR, Rights.STATUS);
        vm.prank(OPERATOR);
        setStatus(ITreasuryRegistry.TreasuryStatus.Active);
        delegate(Rights.ALL & ~Rights.PRICE, NOW + 10);
        expectMissingRight(OPERATOR, Rights.PRICE);
        vm.prank(OPERATOR);
        registry.updatePrice(address(bill), PRICE, NOW);
    }

    function testFuzz_takesRightsBack(uint8 rights, uint64 ignored) external {
        delegate(uint8(bound(rights, 1, Rights.ALL)), NOW + 10);
        vm.expectEmit(address(registry));
        emit ITreasuryRegistry.DelegationChanged(address(bill), OPERATOR, 0, 0);
        delegate(0, ignored);
        vm.assertEq(abi.encode(registry.delegationOf(address(bill), OPERATOR)), new bytes(64), "nothing left");
        vm.assertTrue(!registry.hasRight(address(bill), OPERATOR, Rights.STATUS), "no right");
    }

    function test_refusesDelegationsThatMeanNothing() external {
        expectInvalid(address(0), 1, NOW + 1);
        registry.setOperator(address(bill), address(0), 1, NOW + 1);
        expectInvalid(OPERATOR, 32, NOW + 1);
        registry.setOperator(address(bill), OPERATOR, 32, NOW + 1);
        expectInvalid(OPERATOR, 1, NOW);
        registry.setOperator(address(bill), OPERATOR, 1, NOW);
        vm.stopPrank();
    }

    function testFuzz_onlyTheIssuerDelegates(address caller, uint8 rights) external {
        vm.assume(caller != ISSUER);
        expectMissingRight(caller, 0);
        vm.prank(caller);
        registry.setOperator(address(bill), OPERATOR, rights, NOW + 1);
    }

    function test_anOperatorDelegatesNothing() external {
        delegate(Rights.ALL, NOW + 10);
        expectMissingRight(OPERATOR, 0);
        vm.prank(OPERATOR);
        registry.setOperator(address(bill), MALLORY, Rights.ALL, NOW + 10);
    }

    function test_anotherApprovedIssuerDelegatesNothing() external {
        registry.setIssuer(MALLORY, true);
        expectMissingRight(MALLORY, 0);
        vm.prank(MALLORY);
        registry.setOperator(address(bill), MALLORY, Rights.ALL, NOW + 10);
        expectMissingRight(MALLORY, Rights.STATUS);
        vm.prank(MALLORY);
        setStatus(ITreasuryRegistry.TreasuryStatus.Active);
    }

    function test_aRevokedIssuerAndItsOperatorsLoseEverything() external {
        delegate(Rights.ALL, NOW + 100);
        registry.setIssuer(ISSUER, false);
        address[2] memory accounts = [ISSUER, OPERATOR];
        for (uint256 i; i < 2; ++i) {
            vm.assertTrue(!registry.hasRight(address(bill), accounts[i], Rights.STATUS), "no right");
            expectMissingRight(accounts[i], Rights.STATUS);
            vm.prank(accounts[i]);
            setStatus(ITreasuryRegistry.TreasuryStatus.Active);
            expectMissingRight(accounts[i], Rights.PRICE);
            vm.prank(accounts[i]);
            registry.updatePrice(address(bill), PRICE, NOW);
        }
        expectMissingRight(ISSUER, 0);
        vm.prank(ISSUER);
        registry.setOperator(address(bill), OPERATOR, Rights.ALL, NOW + 100);
        vm.assertEq(registry.delegationOf(address(bill), OPERATOR).rights, 0, "nothing delegated");
        ITreasuryRegistry.TreasuryInfo memory info = noteInfo(address(newToken()));
        vm.expectRevert(abi.encodeWithSelector(ITreasuryRegistry.IssuerNotApproved.selector, ISSUER));
        vm.prank(ISSUER);
        registry.register(info);
        setStatus(ITreasuryRegistry.TreasuryStatus.Active);
    }

    function test_anIssuerApprovedAgainDelegatesAnew() external {
        delegate(Rights.ALL, NOW + 100);
        registry.setIssuer(ISSUER, false);
        registry.setIssuer(ISSUER, true);
        vm.assertTrue(registry.hasRight(address(bill), ISSUER, Rights.STATUS), "the issuer is back");
        vm.assertTrue(!registry.hasRight(address(bill), OPERATOR, Rights.STATUS), "its operator isn't");
        vm.assertEq(registry.delegationOf(address(bill), OPERATOR).rights, 0, "nor is it said to be");
        delegate(Rights.STATUS, NOW + 100);
        vm.assertTrue(registry.hasRight(address(bill), OPERATOR, Rights.STATUS), "until it delegates again");
    }

    function delegate(uint8 rights, uint64 expiry) private {
        vm.prank(ISSUER);
        registry.setOperator(address(bill), OPERATOR, rights, expiry);
    }

    function expectInvalid(address operator, uint8 rights, uint64 expiry) private {
        vm.stopPrank();
        vm.expectRevert(
            abi.encodeWithSelector(ITreasuryRegistry.InvalidDelegation.selector, operator, rights, expiry)
        );
        vm.startPrank(ISSUER);
    }
}
