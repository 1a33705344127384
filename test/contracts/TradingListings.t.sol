// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IAccessControl} from "@openzeppelin/contracts/access/IAccessControl.sol";

import {ITradingModule} from "../../contracts/interfaces/ITradingModule.sol";
import {ITreasuryListings} from "../../contracts/interfaces/ITreasuryListings.sol";
import {ITreasuryRegistry} from "../../contracts/interfaces/ITreasuryRegistry.sol";
import {TreasuryListings} from "../../contracts/trading/TreasuryListings.sol";
import {TradingDesk} from "./support/TradingDesk.sol";
import {bound} from "./support/bound.sol";

/// @notice Admission, halts, hours, holidays and bands. {NOW} is a Friday, 08:00 UTC.
contract TradingListingsTest is TradingDesk {
    uint8 private constant MONDAY_TO_FRIDAY = 0x1f;
    uint8 private constant FRIDAY = 0x10;
    uint24 private constant SEVEN = 7 hours;
    uint24 private constant EIGHT = 8 hours;
    uint24 private constant NINE = 9 hours;

    function test_admitsWhatTheRegistryKnows() external {
        ITreasuryRegistry.TreasuryInfo memory info = noteInfo();
        info.isin = "US91282CZZ99";
        address token = address(newToken("another", info));
        vm.expectEmit(address(module));
        emit ITreasuryListings.Admitted(token, uint64(ONE), true);
        vm.prank(mallory);
        listings.admit(token);
        ITreasuryListings.Listing memory listing = listings.listingOf(token);
        vm.assertTrue(listing.isAdmitted && listing.paysCoupons && !listing.isPlain, "a note");
        vm.assertTrue(listings.listingOf(address(bill)).isPlain, "a bill is plain");
        vm.assertEq(listing.unit, ONE, "unit");
        vm.expectRevert(abi.encodeWithSelector(ITreasuryListings.AlreadyAdmitted.selector, token));
        listings.admit(token);
    }

    function testFuzz_admitsNothingTheRegistryDoesNotKnow(address token) external {
        vm.assume(token != address(bill) && token != address(note));
        vm.expectRevert(abi.encodeWithSelector(ITreasuryRegistry.UnknownTreasury.selector, token));
        listings.admit(token);
        vm.assertTrue(!listings.isOpen(token), "nor is it open");
    }

    function test_whatIsNotAdmittedHasNoSettings() external {
        bytes memory reason = abi.encodeWithSelector(ITreasuryListings.TreasuryNotTradable.selector, mallory);
        vm.expectRevert(reason);
        listings.halt(mallory);
        vm.expectRevert(reason);
        listings.endHalt(mallory);
        vm.expectRevert(reason);
        listings.setHours(mallory, 0, 0, 0);
        vm.expectRevert(reason);
        listings.setHolidays(mallory, new uint32[](0), true);
        vm.expectRevert(reason);
        listings.setBand(mallory, 0, 0);
        vm.expectRevert(reason);
        listings.setMinBlock(mallory, 0);
        vm.expectRevert(reason);
        listings.quote(mallory, 1, 1);
        vm.expectRevert(reason);
        listings.onTrade(mallory, 1, 1, false);
    }

    function test_settingsAreTheirRolesOnly() external {
        bytes32 halter = listings.HALTER_ROLE();
        bytes32 resumer = module.RESUMER_ROLE();
        vm.startPrank(mallory);
        expectUnauthorized(halter);
        listings.halt(address(bill));
        expectUnauthorized(resumer);
        listings.endHalt(address(bill));
        expectUnauthorized(0);
        listings.setHours(address(bill), 0, 0, 0);
        expectUnauthorized(0);
        listings.setHolidays(address(bill), new uint32[](0), true);
        expectUnauthorized(0);
        listings.setBand(address(bill), 0, 0);
        expectUnauthorized(0);
        listings.setMinBlock(address(bill), 0);
        vm.stopPrank();
    }

    function test_whoHaltsNeedNotBeWhoResumes() external {
        module.grantRole(listings.HALTER_ROLE(), mallory);
        bytes32 resumer = module.RESUMER_ROLE();
        vm.startPrank(mallory);
        listings.halt(address(bill));
        expectUnauthorized(resumer);
        listings.endHalt(address(bill));
        vm.stopPrank();
    }

    function test_aHaltStopsOneTreasuryAtOnce() external {
        vm.expectEmit(address(module));
        emit ITreasuryListings.HaltChanged(address(bill), address(this), true);
        listings.halt(address(bill));
        vm.assertTrue(!listings.isOpen(address(bill)) && listings.isOpen(address(note)), "one only");
        ITradingModule.Fill memory fill = plainFill();
        expectSettleRevert(
            fill, abi.encodeWithSelector(ITreasuryListings.TreasuryHalted.selector, address(bill))
        );
        vm.expectEmit(address(module));
        emit ITreasuryListings.HaltChanged(address(bill), address(this), false);
        listings.endHalt(address(bill));
        vm.assertTrue(listings.listingOf(address(bill)).isPlain, "plain again");
        module.settle(fill);
    }

    function testFuzz_halts(bool isNote, uint256 quantity) external {
        traded = isNote ? address(note) : address(bill);
        ITradingModule.Fill memory fill = fillOf(bound(quantity, ONE, 100 * ONE), PRICE);
        listings.halt(traded);
        expectSettleRevert(fill, abi.encodeWithSelector(ITreasuryListings.TreasuryHalted.selector, traded));
        listings.endHalt(traded);
        module.settle(fill);
    }

    function test_settlesInItsHoursOnly() external {
        vm.expectEmit(address(module));
        emit ITreasuryListings.HoursChanged(address(bill), MONDAY_TO_FRIDAY, EIGHT, NINE);
        listings.setHours(address(bill), MONDAY_TO_FRIDAY, EIGHT, NINE);
        module.settle(plainFill());
        vm.warp(NOW + 1 hours - 1);
        module.settle(plainFill());
        vm.warp(NOW + 1 hours);
        vm.assertTrue(!listings.isOpen(address(bill)), "closed");
        expectOutsideHours();
        vm.warp(NOW - 1);
        expectOutsideHours();
        vm.warp(NOW + 1 days);
        expectOutsideHours();
        vm.warp(NOW + 3 days);
        module.settle(plainFill());
    }

    function test_aSessionMayLastOvernight() external {
        listings.setHours(address(bill), FRIDAY, NINE, SEVEN);
        expectOutsideHours();
        vm.warp(NOW + 1 hours);
        module.settle(plainFill());
        vm.warp(NOW + 23 hours - 1);
        module.settle(plainFill());
        vm.warp(NOW + 23 hours);
        expectOutsideHours();
        vm.warp(NOW + 1 days + 1 hours);
        expectOutsideHours();
    }

    function test_noSessionOpensOnAHoliday() external {
        listings.setHours(address(bill), MONDAY_TO_FRIDAY, EIGHT, SEVEN);
        uint32[] memory holidays = new uint32[](1);
        holidays[0] = uint32(NOW / 1 days);
        vm.expectEmit(address(module));
        emit ITreasuryListings.HolidaysChanged(address(bill), holidays, true);
        listings.setHolidays(address(bill), holidays, true);
        vm.assertTrue(listings.isHoliday(address(bill), holidays[0]), "a holiday");
        expectOutsideHours();
        vm.warp(NOW + 22 hours);
        expectOutsideHours();
        vm.warp(NOW - 2 hours);
        module.settle(plainFill());
        listings.setHolidays(address(bill), holidays, false);
        vm.warp(NOW);
        module.settle(plainFill());
    }

    function testFuzz_keepsHolidays(uint32 day, uint32 other) external {
        vm.assume(day != other);
        uint32[] memory holidays = new uint32[](1);
        holidays[0] = day;
        listings.setHolidays(address(bill), holidays, true);
        vm.assertTrue(listings.isHoliday(address(bill), day), "kept");
        vm.assertTrue(!listings.isHoliday(address(bill), other), "and no other");
    }

    function testFuzz_hoursAreValid(uint8 openDays, uint24 opensAt, uint24 closesAt) external {
        bool isValid = openDays <= 0x7f && opensAt < 1 days && closesAt <= 1 days;
        if (!isValid) {
            vm.expectRevert(
                abi.encodeWithSelector(ITreasuryListings.InvalidHours.selector, openDays, opensAt, closesAt)
            );
        }
        listings.setHours(address(bill), openDays, opensAt, closesAt);
        ITreasuryListings.Listing memory listing = listings.listingOf(address(bill));
        vm.assertTrue(listing.isPlain == (!isValid || openDays == 0), "plain without hours");
        vm.assertEq(listing.opensAt, isValid ? opensAt : 0, "opens");
        vm.assertEq(listing.closesAt, isValid ? closesAt : 0, "closes");
    }

    function test_settlesWithinTheBandOnly() external {
        setPrice(1_000_000);
        vm.expectEmit(address(module));
        emit ITreasuryListings.BandChanged(address(bill), 150, 3600);
        listings.setBand(address(bill), 150, 3600);
        module.settle(fillOf(ONE, 985_000));
        module.settle(fillOf(ONE, 1_015_000));
        expectOutsideBand(984_999);
        expectOutsideBand(1_015_001);
    }

    function testFuzz_settlesExactlyWithinTheBand(uint256 latest, uint256 price, uint16 bandBps) external {
        latest = bound(latest, 1000, 2 * ONE);
        price = bound(price, 1000, 3 * ONE);
        bandBps = uint16(bound(bandBps, 1, 10_000));
        setPrice(latest);
        listings.setBand(address(bill), bandBps, 1);
        uint256 distance = price > latest ? price - latest : latest - price;
        (bool ok,) = address(module).call(abi.encodeCall(module.settle, (fillOf(ONE, price))));
        vm.assertTrue(ok == (distance * 10_000 <= latest * bandBps), "within the band");
    }

    function test_aBandNeedsAFreshPrice() external {
        listings.setBand(address(bill), 150, 3600);
        expectSettleRevert(
            plainFill(), abi.encodeWithSelector(ITreasuryListings.ReferenceTooOld.selector, address(bill), 0)
        );
        setPrice(PRICE);
        vm.warp(NOW + 3600);
        module.settle(plainFill());
        vm.warp(NOW + 3601);
        expectSettleRevert(
            plainFill(), abi.encodeWithSelector(ITreasuryListings.ReferenceTooOld.selector, address(bill), NOW)
        );
        listings.setBand(address(bill), 0, 0);
        module.settle(plainFill());
    }

    function testFuzz_bandsAreValid(uint16 bandBps, uint32 maxAge) external {
        bool isValid = bandBps <= 10_000 && (bandBps == 0) == (maxAge == 0);
        if (!isValid) {
            vm.expectRevert(abi.encodeWithSelector(ITreasuryListings.InvalidBand.selector, bandBps, maxAge));
        }
        listings.setBand(address(bill), bandBps, maxAge);
        vm.assertEq(listings.listingOf(address(bill)).bandBps, isValid ? bandBps : 0, "band");
        vm.assertEq(listings.listingOf(address(bill)).maxPriceAgeSeconds, isValid ? maxAge : 0, "age");
    }

    /// @dev The code of the listings has no state of its own to misuse.
    function test_theListingsCodeAloneKnowsNothing() external {
        TreasuryListings alone = new TreasuryListings();
        bytes32 halter = alone.HALTER_ROLE();
        vm.expectRevert(
            abi.encodeWithSelector(
                IAccessControl.AccessControlUnauthorizedAccount.selector, address(this), halter
            )
        );
        alone.halt(address(bill));
        vm.assertTrue(!alone.isOpen(address(bill)), "nothing is open");
    }

    function setPrice(uint256 price) private {
        // forge-lint: disable-next-line(unsafe-typecast)
        registry.updatePrice(address(bill), uint128(price), uint64(block.timestamp));
    }

    function expectOutsideHours() private {
        expectSettleRevert(
            plainFill(),
            abi.encodeWithSelector(
                ITreasuryListings.OutsideTradingHours.selector, address(bill), block.timestamp
            )
        );
    }

    function expectOutsideBand(uint256 price) private {
        expectSettleRevert(
            fillOf(ONE, price),
            abi.encodeWithSelector(
                ITreasuryListings.PriceOutsideBand.selector, address(bill), price, 1_000_000, 150
            )
        );
    }

    function expectUnauthorized(bytes32 role) private {
        vm.expectRevert(
            abi.encodeWithSelector(IAccessControl.AccessControlUnauthorizedAccount.selector, mallory, role)
        );
    }
}
