// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {
    IAccessControlDefaultAdminRules
} from "@openzeppelin/contracts/access/extensions/IAccessControlDefaultAdminRules.sol";
import {Initializable} from "@openzeppelin/contracts-upgradeable/proxy/utils/Initializable.sol";

import {Governed} from "../../contracts/base/Governed.sol";
import {ITreasuryRegistry} from "../../contracts/interfaces/ITreasuryRegistry.sol";
import {ITreasuryTokenCore} from "../../contracts/interfaces/ITreasuryTokenCore.sol";
import {AccruedInterest} from "../../contracts/libraries/AccruedInterest.sol";
import {TreasuryRegistry} from "../../contracts/treasury/TreasuryRegistry.sol";
import {RegistryTest} from "./support/RegistryTest.sol";
import {TokenDouble} from "./support/TokenDouble.sol";
import {proxied} from "./support/proxied.sol";

/// @notice Who the registry belongs to, what it lists, and what it answers.
contract TreasuryRegistryTest is RegistryTest {
    function test_registersAndReturnsTheTerms() external {
        ITreasuryRegistry.TreasuryInfo memory info = noteInfo(address(newToken()));
        vm.expectEmit(address(registry));
        emit ITreasuryRegistry.TreasuryRegistered(info.token, ISSUER, info.isin);
        vm.expectEmit(address(registry));
        emit ITreasuryRegistry.PriceBoundChanged(info.token, 1_000);
        vm.prank(ISSUER);
        registry.register(info);
        ITreasuryRegistry.Treasury memory expected =
            ITreasuryRegistry.Treasury(info, ITreasuryRegistry.TreasuryStatus.Announced, 0, 0, 1_000);
        assertSame(registry.treasuryOf(info.token), expected, "by token");
        assertSame(registry.treasuryAt(1), expected, "by index");
        vm.assertEq(registry.tokenOf(info.isin), info.token, "by ISIN");
        vm.assertEq(registry.treasuryCount(), 2, "counted");
        (AccruedInterest.Terms memory terms, uint128 face, uint128 issuePrice) = registry.termsOf(info.token);
        vm.assertEq(abi.encode(terms, face, issuePrice), abi.encode(info.terms, FACE, info.issuePrice), "terms");
        (uint256 price, uint64 observedAt) = registry.priceOf(info.token);
        vm.assertEq(price + observedAt, 0, "no price yet");
    }

    function test_anAdminRegistersForAnIssuerOnly() external {
        ITreasuryRegistry.TreasuryInfo memory info = noteInfo(address(newToken()));
        info.issuer = address(this);
        expectRefusal(info, abi.encodeWithSelector(ITreasuryRegistry.IssuerNotApproved.selector, address(this)));
        info.issuer = ISSUER;
        registry.register(info);
    }

    function testFuzz_onlyTheIssuerItselfAndAdminsRegister(address caller) external {
        ITreasuryRegistry.TreasuryInfo memory info = noteInfo(address(newToken()));
        vm.assume(caller != ISSUER && caller != address(this));
        vm.expectRevert(
            abi.encodeWithSelector(ITreasuryRegistry.MissingRight.selector, caller, info.token, uint8(0))
        );
        vm.prank(caller);
        registry.register(info);
        vm.prank(ISSUER);
        registry.register(info);
    }

    function test_refusesATokenOrIsinTwice() external {
        ITreasuryRegistry.TreasuryInfo memory info = noteInfo(address(bill));
        expectRefusal(info, abi.encodeWithSelector(ITreasuryRegistry.TreasuryExists.selector, address(bill)));
        info = noteInfo(address(newToken()));
        info.isin = BILL_ISIN;
        expectRefusal(
            info, abi.encodeWithSelector(ITreasuryRegistry.IsinExists.selector, BILL_ISIN, address(bill))
        );
    }

    function test_refusesWhatIsNoTokenOfItsOwn() external {
        TokenDouble stranger = new TokenDouble(MALLORY);
        TreasuryRegistry another = newRegistry();
        TokenDouble short = newToken();
        vm.mockCall(address(short), abi.encodeCall(ITreasuryTokenCore.registry, ()), bytes.concat(bytes20(address(registry))));
        TokenDouble dirty = newToken();
        uint256 word = uint256(uint160(address(registry))) | 1 << 160;
        vm.mockCall(address(dirty), abi.encodeCall(ITreasuryTokenCore.registry, ()), abi.encode(word));
        TokenDouble long = newToken();
        vm.mockCall(address(long), abi.encodeCall(ITreasuryTokenCore.registry, ()), abi.encode(registry, 1));
        address[7] memory tokens = [
            MALLORY,
            address(0),
            address(stranger),
            address(another),
            address(short),
            address(dirty),
            address(long)
        ];
        for (uint256 i; i < tokens.length; ++i) {
            expectRefusal(
                noteInfo(tokens[i]), abi.encodeWithSelector(ITreasuryRegistry.InvalidToken.selector, tokens[i])
            );
        }
    }

    function test_refusesQuestionsAboutTheUnknown() external {
        bytes memory reason = abi.encodeWithSelector(ITreasuryRegistry.UnknownTreasury.selector, MALLORY);
        bytes[10] memory calls = [
            abi.encodeCall(registry.treasuryOf, (MALLORY)),
            abi.encodeCall(registry.statusOf, (MALLORY)),
            abi.encodeCall(registry.priceOf, (MALLORY)),
            abi.encodeCall(registry.termsOf, (MALLORY)),
            abi.encodeCall(registry.accruedOf, (MALLORY, TODAY)),
            abi.encodeCall(registry.setStatus, (MALLORY, ITreasuryRegistry.TreasuryStatus.Active)),
            abi.encodeCall(registry.setOperator, (MALLORY, OPERATOR, 1, NOW + 1)),
            abi.encodeCall(registry.updatePrice, (MALLORY, PRICE, NOW)),
            abi.encodeCall(registry.overridePrice, (MALLORY, PRICE, NOW, "reason")),
            abi.encodeCall(registry.setPriceBound, (MALLORY, 1))
        ];
        for (uint256 i; i < calls.length; ++i) {
            (bool ok, bytes memory answer) = address(registry).call(calls[i]);
            vm.assertTrue(!ok, "refused");
            vm.assertEq(answer, reason, "unknown");
        }
        vm.expectRevert(abi.encodeWithSelector(ITreasuryRegistry.IndexOutOfRange.selector, 1, 1));
        registry.treasuryAt(1);
        vm.assertEq(registry.tokenOf("US0000000000"), address(0), "no such ISIN");
        vm.assertTrue(!registry.isTradable(MALLORY), "not tradable");
        vm.assertTrue(!registry.hasRight(MALLORY, address(this), 1), "nobody has a right over it");
    }

    function testFuzz_listsAnyPage(uint256 offset, uint256 limit) external {
        address[3] memory tokens = [address(bill), address(newToken()), address(newToken())];
        registry.register(billInfo(tokens[1], "US912797AB20"));
        registry.register(billInfo(tokens[2], "US912797AB38"));
        offset = offset % 5;
        uint256 left = offset < 3 ? 3 - offset : 0;
        ITreasuryRegistry.Treasury[] memory page = registry.list(offset, limit);
        vm.assertEq(page.length, limit < left ? limit : left, "clipped");
        for (uint256 i; i < page.length; ++i) {
            assertSame(page[i], registry.treasuryOf(tokens[offset + i]), "in order");
        }
    }

    function test_accruesAsTheTermsSay() external {
        // 4.25 % half-yearly on 1,000,000: 181 days from 15 January 2027 to the coupon of 21,250.
        address note = address(newToken());
        registry.register(noteInfo(note));
        vm.assertEq(registry.accruedOf(note, TODAY - 1), 0, "before the issue");
        vm.assertEq(registry.accruedOf(note, TODAY), 0, "the day of issue");
        vm.assertEq(registry.accruedOf(note, TODAY + 31), uint256(21_250) * 31 / 181, "31 days later");
        vm.assertEq(registry.accruedOf(note, 21_013), uint256(21_250) * 180 / 181, "the day before the coupon");
        vm.assertEq(registry.accruedOf(note, 21_014), 0, "the day of the coupon");
        vm.assertGe(registry.accruedOf(note, 21_563), 1, "the day before maturity");
        vm.assertEq(registry.accruedOf(note, 21_564), 0, "maturity");
        vm.assertEq(registry.accruedOf(note, type(uint256).max), 0, "whenever later");
        vm.assertEq(registry.accruedOf(address(bill), TODAY + 30), 0, "a bill");
    }

    function test_pausesRegistration() external {
        registry.pause(registry.REGISTRATION());
        ITreasuryRegistry.TreasuryInfo memory info = noteInfo(address(newToken()));
        expectRefusal(info, abi.encodeWithSelector(Governed.GroupPaused.selector, uint8(1)));
        registry.resume(registry.REGISTRATION());
        registry.register(info);
    }

    function testFuzz_pausesExactlyTheGroupsAskedFor(uint8 paused, uint8 resumed) external {
        vm.expectEmit(address(registry));
        emit Governed.PausedGroupsChanged(address(this), paused);
        registry.pause(paused);
        registry.resume(resumed);
        vm.assertEq(registry.pausedGroups(), paused & ~resumed, "groups");
    }

    function testFuzz_onlyPausersPauseAndResumersResume(address caller, uint8 groups) external {
        vm.assume(caller != address(this));
        expectMissingRole(caller, registry.PAUSER_ROLE());
        vm.prank(caller);
        registry.pause(groups);
        expectMissingRole(caller, registry.RESUMER_ROLE());
        vm.prank(caller);
        registry.resume(groups);
    }

    function testFuzz_initializesOnce(address admin, uint48 delay) external {
        vm.assume(admin != address(0));
        address implementation = address(new TreasuryRegistry());
        bytes memory call = abi.encodeCall(TreasuryRegistry.initialize, (admin, delay));
        TreasuryRegistry fresh = TreasuryRegistry(proxied(implementation, call));
        vm.assertEq(fresh.defaultAdmin(), admin, "admin");
        vm.assertEq(fresh.defaultAdminDelay(), delay, "delay");
        vm.expectRevert(Initializable.InvalidInitialization.selector);
        fresh.initialize(MALLORY, 0);
        vm.expectRevert(Initializable.InvalidInitialization.selector);
        TreasuryRegistry(implementation).initialize(MALLORY, 0);
    }

    function test_refusesNobodyAsAdmin() external {
        address implementation = address(new TreasuryRegistry());
        bytes memory reason = abi.encodeWithSelector(
            IAccessControlDefaultAdminRules.AccessControlInvalidDefaultAdmin.selector, address(0)
        );
        vm.expectRevert(reason);
        proxied(implementation, abi.encodeCall(TreasuryRegistry.initialize, (address(0), 0)));
    }

    function test_changesItsAdminInTwoSteps() external {
        registry.beginDefaultAdminTransfer(OPERATOR);
        vm.warp(NOW + ADMIN_DELAY);
        (, uint48 schedule) = registry.pendingDefaultAdmin();
        vm.expectRevert(
            abi.encodeWithSelector(
                IAccessControlDefaultAdminRules.AccessControlEnforcedDefaultAdminDelay.selector, schedule
            )
        );
        vm.prank(OPERATOR);
        registry.acceptDefaultAdminTransfer();
        vm.warp(NOW + ADMIN_DELAY + 1);
        vm.prank(OPERATOR);
        registry.acceptDefaultAdminTransfer();
        vm.assertEq(registry.defaultAdmin(), OPERATOR, "the new one");
        expectMissingRole(address(this), 0);
        registry.setIssuer(MALLORY, true);
    }

    function test_onlyAnAdminUpgradesAndNothingIsLost() external {
        address next = address(new TreasuryRegistry());
        bytes32 before = keccak256(abi.encode(registry.treasuryOf(address(bill))));
        expectMissingRole(MALLORY, 0);
        vm.prank(MALLORY);
        registry.upgradeToAndCall(next, "");
        registry.upgradeToAndCall(next, "");
        vm.assertEq(keccak256(abi.encode(registry.treasuryOf(address(bill)))), before, "kept");
        vm.assertTrue(registry.isIssuer(ISSUER), "issuers kept");
    }

    function expectRefusal(ITreasuryRegistry.TreasuryInfo memory info, bytes memory reason) private {
        vm.expectRevert(reason);
        registry.register(info);
    }

    function assertSame(
        ITreasuryRegistry.Treasury memory left,
        ITreasuryRegistry.Treasury memory right,
        string memory message
    ) private pure {
        vm.assertEq(abi.encode(left), abi.encode(right), message);
    }
}
