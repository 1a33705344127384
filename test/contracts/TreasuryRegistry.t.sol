// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IAccessControl} from "@openzeppelin/contracts/access/IAccessControl.sol";

import {ITreasuryRegistry} from "../../contracts/interfaces/ITreasuryRegistry.sol";
import {TreasuryToken} from "../../contracts/treasury/TreasuryToken.sol";
import {Desk} from "./support/Desk.sol";
import {bound} from "./support/bound.sol";

contract TreasuryRegistryTest is Desk {
    address private constant ISSUER = address(0x15);

    function test_registersAndReturnsTheTerms() external {
        TreasuryToken token = newToken();
        ITreasuryRegistry.TreasuryInfo memory info = noteInfo(token);
        vm.expectEmit(address(registry));
        emit ITreasuryRegistry.TreasuryRegistered(address(token), address(this), "US91282CAA09");
        registry.register(info);
        ITreasuryRegistry.Treasury memory treasury = registry.treasuryOf(address(token));
        vm.assertEq(keccak256(abi.encode(treasury.info)), keccak256(abi.encode(info)), "terms");
        vm.assertTrue(treasury.status == ITreasuryRegistry.TreasuryStatus.Announced, "announced");
        vm.assertEq(registry.tokenOf("US91282CAA09"), address(token), "found by ISIN");
        vm.assertEq(registry.treasuryAt(1).info.token, address(token), "found by index");
        vm.assertEq(registry.treasuryCount(), 2, "counted");
    }

    function test_anApprovedIssuerRegistersItsOwn() external {
        ITreasuryRegistry.TreasuryInfo memory info = noteInfo(newToken());
        info.issuer = ISSUER;
        vm.startPrank(ISSUER);
        vm.expectRevert(abi.encodeWithSelector(ITreasuryRegistry.NotIssuer.selector, ISSUER, ISSUER));
        registry.register(info);
        vm.stopPrank();
        registry.grantRole(registry.ISSUER_ROLE(), ISSUER);
        vm.startPrank(ISSUER);
        registry.register(info);
        registry.setStatus(info.token, ITreasuryRegistry.TreasuryStatus.Active);
        vm.expectRevert(abi.encodeWithSelector(ITreasuryRegistry.NotIssuer.selector, ISSUER, address(this)));
        registry.setStatus(address(bill), ITreasuryRegistry.TreasuryStatus.Suspended);
        vm.stopPrank();
    }

    function test_aRevokedIssuerLosesItsTreasuries() external {
        ITreasuryRegistry.TreasuryInfo memory info = noteInfo(newToken());
        info.issuer = ISSUER;
        registry.grantRole(registry.ISSUER_ROLE(), ISSUER);
        registry.register(info);
        registry.revokeRole(registry.ISSUER_ROLE(), ISSUER);
        vm.prank(ISSUER);
        vm.expectRevert(abi.encodeWithSelector(ITreasuryRegistry.NotIssuer.selector, ISSUER, ISSUER));
        registry.setStatus(info.token, ITreasuryRegistry.TreasuryStatus.Active);
    }

    function test_refusesAnUnapprovedIssuerEvenFromTheAdmin() external {
        ITreasuryRegistry.TreasuryInfo memory info = noteInfo(newToken());
        info.issuer = ISSUER;
        expectRegisterRevert(info, abi.encodeWithSelector(ITreasuryRegistry.IssuerNotApproved.selector, ISSUER));
    }

    function test_refusesATokenOrIsinTwice() external {
        ITreasuryRegistry.TreasuryInfo memory info = noteInfo(bill);
        expectRegisterRevert(info, abi.encodeWithSelector(ITreasuryRegistry.TreasuryExists.selector, address(bill)));
        info = noteInfo(newToken());
        info.isin = "US912797AB12";
        expectRegisterRevert(
            info, abi.encodeWithSelector(ITreasuryRegistry.IsinExists.selector, "US912797AB12", address(bill))
        );
    }

    function test_refusesTermsThatMakeNoSense() external {
        ITreasuryRegistry.TreasuryInfo memory info = noteInfo(newToken());
        info.token = mallory;
        expectRegisterRevert(info, abi.encodeWithSelector(ITreasuryRegistry.InvalidToken.selector, mallory));
        info = noteInfo(newToken());
        info.maturityDate = info.issueDate;
        expectRegisterRevert(
            info,
            abi.encodeWithSelector(ITreasuryRegistry.InvalidDates.selector, info.issueDate, info.maturityDate)
        );
        info = noteInfo(newToken());
        info.faceValue = 0;
        expectRegisterRevert(info, abi.encodeWithSelector(ITreasuryRegistry.ZeroFaceValue.selector));
    }

    function test_refusesMalformedIsins() external {
        string[6] memory isins =
            ["US91282CAA0", "US91282CAA091", "1S91282CAA09", "Us91282CAA09", "US91282-AA09", "US91282CAA0A"];
        for (uint256 i; i < isins.length; ++i) {
            ITreasuryRegistry.TreasuryInfo memory info = noteInfo(newToken());
            info.isin = isins[i];
            expectRegisterRevert(info, abi.encodeWithSelector(ITreasuryRegistry.InvalidIsin.selector, isins[i]));
        }
    }

    function testFuzz_acceptsExactlyTheCouponsThatMakeSense(uint8 kind, uint16 rate, uint8 perYear) external {
        perYear = uint8(bound(perYear, 0, 13));
        rate = rate % 3 == 0 ? 0 : rate;
        ITreasuryRegistry.TreasuryInfo memory info = noteInfo(newToken());
        info.treasuryType = ITreasuryRegistry.TreasuryType(kind % 3);
        info.couponRateBps = rate;
        info.couponsPerYear = perYear;
        bool zero = rate == 0 && perYear == 0;
        bool paying = rate != 0 && (perYear == 1 || perYear == 2 || perYear == 4 || perYear == 12);
        bool valid = zero || (paying && kind % 3 != 0);
        if (!valid) {
            vm.expectRevert(abi.encodeWithSelector(ITreasuryRegistry.InvalidCoupon.selector, rate, perYear));
        }
        registry.register(info);
    }

    function test_movesAlongItsLife() external {
        vm.expectEmit(address(registry));
        emit ITreasuryRegistry.StatusChanged(
            address(bill), ITreasuryRegistry.TreasuryStatus.Active, ITreasuryRegistry.TreasuryStatus.Suspended
        );
        registry.setStatus(address(bill), ITreasuryRegistry.TreasuryStatus.Suspended);
        registry.setStatus(address(bill), ITreasuryRegistry.TreasuryStatus.Active);
        vm.expectRevert(
            abi.encodeWithSelector(ITreasuryRegistry.NotYetMature.selector, address(bill), MATURITY)
        );
        registry.setStatus(address(bill), ITreasuryRegistry.TreasuryStatus.Matured);
        vm.warp(MATURITY);
        registry.setStatus(address(bill), ITreasuryRegistry.TreasuryStatus.Matured);
        registry.setStatus(address(bill), ITreasuryRegistry.TreasuryStatus.Redeemed);
        vm.assertTrue(registry.statusOf(address(bill)) == ITreasuryRegistry.TreasuryStatus.Redeemed, "redeemed");
    }

    /// @dev Walks any sequence of statuses and compares with the table of legal transitions, one bit a target.
    function testFuzz_allowsExactlyTheLegalTransitions(uint8[10] calldata steps) external {
        uint8[6] memory legal = [2, 44, 42, 48, 0, 0];
        TreasuryToken token = newToken();
        registry.register(noteInfo(token));
        vm.warp(NOW + 4000 days);
        uint8 current;
        for (uint256 i; i < steps.length; ++i) {
            uint8 next = steps[i] % 6;
            ITreasuryRegistry.TreasuryStatus from = ITreasuryRegistry.TreasuryStatus(current);
            ITreasuryRegistry.TreasuryStatus to = ITreasuryRegistry.TreasuryStatus(next);
            if (legal[current] & (1 << next) != 0) {
                current = next;
            } else {
                vm.expectRevert(
                    abi.encodeWithSelector(ITreasuryRegistry.IllegalTransition.selector, address(token), from, to)
                );
            }
            registry.setStatus(address(token), to);
            vm.assertEq(uint8(registry.statusOf(address(token))), current, "status");
        }
    }

    function test_tradesOnlyWhileActiveAndBeforeMaturity() external {
        vm.assertTrue(registry.isTradable(address(bill)), "active");
        vm.warp(MATURITY - 1);
        vm.assertTrue(registry.isTradable(address(bill)), "last second");
        vm.warp(MATURITY);
        vm.assertTrue(!registry.isTradable(address(bill)), "mature");
        vm.assertTrue(!registry.isTradable(mallory), "unknown");
        vm.warp(NOW);
        TreasuryToken token = newToken();
        registry.register(noteInfo(token));
        vm.assertTrue(!registry.isTradable(address(token)), "announced");
    }

    function test_recordsPricesThatAreNotOlder() external {
        vm.expectEmit(address(registry));
        emit ITreasuryRegistry.PriceUpdated(address(bill), PRICE, NOW - 10);
        registry.updatePrice(address(bill), PRICE, NOW - 10);
        registry.updatePrice(address(bill), PRICE + 1, NOW - 10);
        (uint256 cleanPrice, uint64 observedAt) = registry.priceOf(address(bill));
        vm.assertEq(cleanPrice, PRICE + 1, "price");
        vm.assertEq(observedAt, NOW - 10, "time");
        vm.expectRevert(
            abi.encodeWithSelector(ITreasuryRegistry.StalePrice.selector, address(bill), NOW - 11, NOW - 10)
        );
        registry.updatePrice(address(bill), PRICE, NOW - 11);
    }

    function test_refusesAPriceOfZeroOrFromTheFuture() external {
        vm.expectRevert(abi.encodeWithSelector(ITreasuryRegistry.ZeroPrice.selector));
        registry.updatePrice(address(bill), 0, NOW);
        vm.expectRevert(
            abi.encodeWithSelector(ITreasuryRegistry.PriceFromFuture.selector, address(bill), NOW + 1)
        );
        registry.updatePrice(address(bill), PRICE, NOW + 1);
    }

    function test_onlyAPricerRecordsPrices() external {
        bytes32 role = registry.PRICER_ROLE();
        vm.prank(mallory);
        vm.expectRevert(
            abi.encodeWithSelector(IAccessControl.AccessControlUnauthorizedAccount.selector, mallory, role)
        );
        registry.updatePrice(address(bill), PRICE, NOW);
    }

    function test_refusesQuestionsAboutTheUnknown() external {
        bytes memory reason = abi.encodeWithSelector(ITreasuryRegistry.UnknownTreasury.selector, mallory);
        vm.expectRevert(reason);
        registry.treasuryOf(mallory);
        vm.expectRevert(reason);
        registry.statusOf(mallory);
        vm.expectRevert(reason);
        registry.priceOf(mallory);
        vm.expectRevert(abi.encodeWithSelector(ITreasuryRegistry.IndexOutOfRange.selector, 1, 1));
        registry.treasuryAt(1);
    }

    function testFuzz_listsAnyPage(uint256 offset, uint256 limit) external {
        address[3] memory tokens = [address(bill), address(newToken()), address(newToken())];
        registry.register(billInfo(TreasuryToken(tokens[1]), "US912797AB20"));
        registry.register(billInfo(TreasuryToken(tokens[2]), "US912797AB38"));
        offset = offset % 5;
        uint256 left = offset < 3 ? 3 - offset : 0;
        ITreasuryRegistry.Treasury[] memory page = registry.list(offset, limit);
        vm.assertEq(page.length, limit < left ? limit : left, "clipped");
        for (uint256 i; i < page.length; ++i) vm.assertEq(page[i].info.token, tokens[offset + i], "in order");
    }

    function noteInfo(TreasuryToken token) private view returns (ITreasuryRegistry.TreasuryInfo memory info) {
        info = billInfo(token, "US91282CAA09");
        info.treasuryType = ITreasuryRegistry.TreasuryType.Note;
        info.dayCount = ITreasuryRegistry.DayCount.ActualActualIcma;
        info.couponsPerYear = 2;
        info.couponRateBps = 425;
        info.name = "2-year note";
    }

    function expectRegisterRevert(ITreasuryRegistry.TreasuryInfo memory info, bytes memory reason) private {
        vm.expectRevert(reason);
        registry.register(info);
    }
}
