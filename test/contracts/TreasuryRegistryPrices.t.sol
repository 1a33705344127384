// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Governed} from "../../contracts/base/Governed.sol";
import {ITreasuryRegistry} from "../../contracts/interfaces/ITreasuryRegistry.sol";
import {Rights} from "../../contracts/libraries/Rights.sol";
import {RegistryTest} from "./support/RegistryTest.sol";
import {bound} from "./support/bound.sol";

/// @notice Clean prices: who records them, in what order, and how far one moves.
contract TreasuryRegistryPricesTest is RegistryTest {
    function test_recordsNewerPrices() external {
        vm.expectEmit(address(registry));
        emit ITreasuryRegistry.PriceUpdated(address(bill), PRICE, NOW - 10);
        record(PRICE, NOW - 10);
        record(PRICE + 1, NOW - 9);
        (uint256 cleanPrice, uint64 observedAt) = registry.priceOf(address(bill));
        vm.assertEq(cleanPrice, PRICE + 1, "price");
        vm.assertEq(observedAt, NOW - 9, "time");
    }

    function testFuzz_recordsOnlyWhatIsNewerAndNotFromTheFuture(uint64 latestAt, uint64 observedAt) external {
        latestAt = uint64(bound(latestAt, 1, NOW));
        observedAt = uint64(bound(observedAt, 0, uint256(NOW) * 2));
        record(PRICE, latestAt);
        if (observedAt > NOW) {
            vm.expectRevert(
                abi.encodeWithSelector(ITreasuryRegistry.PriceFromFuture.selector, address(bill), observedAt)
            );
        } else if (observedAt <= latestAt) {
            vm.expectRevert(
                abi.encodeWithSelector(ITreasuryRegistry.StalePrice.selector, address(bill), observedAt, latestAt)
            );
        }
        record(PRICE, observedAt);
    }

    function test_refusesThePriceOfTheSameSecondAndThatOfTheNext() external {
        record(PRICE, NOW);
        vm.expectRevert(abi.encodeWithSelector(ITreasuryRegistry.StalePrice.selector, address(bill), NOW, NOW));
        record(PRICE, NOW);
        vm.expectRevert(
            abi.encodeWithSelector(ITreasuryRegistry.PriceFromFuture.selector, address(bill), NOW + 1)
        );
        record(PRICE, NOW + 1);
    }

    function test_refusesAPriceOfZero() external {
        vm.expectRevert(ITreasuryRegistry.ZeroPrice.selector);
        record(0, NOW);
        vm.expectRevert(ITreasuryRegistry.ZeroPrice.selector);
        registry.overridePrice(address(bill), 0, NOW, "typing error");
    }

    function testFuzz_movesNoFurtherThanTheBound(uint128 latest, uint128 next, uint16 maxMoveBps) external {
        latest = uint128(bound(latest, 1, type(uint128).max));
        next = uint128(bound(next, 1, type(uint128).max));
        record(latest, NOW - 1);
        registry.setPriceBound(address(bill), maxMoveBps);
        uint256 move = next > latest ? next - latest : latest - next;
        if (maxMoveBps != 0 && move * 10_000 > uint256(latest) * maxMoveBps) {
            expectTooLarge(latest, next, maxMoveBps);
        }
        record(next, NOW);
    }

    function test_boundsANewTreasuryByTenPercent() external {
        record(1_000_000, NOW - 3);
        expectTooLarge(1_000_000, 1_100_001, 1_000);
        record(1_100_001, NOW - 2);
        expectTooLarge(1_000_000, 899_999, 1_000);
        record(899_999, NOW - 2);
        record(1_100_000, NOW - 2);
        record(990_000, NOW - 1);
    }

    function test_theFirstPriceHasNothingToMoveFrom() external {
        registry.setPriceBound(address(bill), 1);
        record(type(uint128).max, NOW);
    }

    function testFuzz_setsTheBound(uint16 maxMoveBps) external {
        vm.expectEmit(address(registry));
        emit ITreasuryRegistry.PriceBoundChanged(address(bill), maxMoveBps);
        registry.setPriceBound(address(bill), maxMoveBps);
        vm.assertEq(registry.treasuryOf(address(bill)).maxPriceMoveBps, maxMoveBps, "bound");
    }

    function testFuzz_onlyAnAdminSetsBoundsAndOverrides(address caller, uint16 maxMoveBps) external {
        vm.assume(caller != address(this));
        expectMissingRole(caller, 0);
        vm.prank(caller);
        registry.setPriceBound(address(bill), maxMoveBps);
        expectMissingRole(caller, 0);
        vm.prank(caller);
        registry.overridePrice(address(bill), PRICE, NOW, "mine");
    }

    function testFuzz_anAdminOverridesTheBoundWithAReason(uint128 latest, uint128 next, string calldata reason) external {
        record(uint128(bound(latest, 1, type(uint128).max)), NOW - 1);
        next = uint128(bound(next, 1, type(uint128).max));
        if (bytes(reason).length == 0) {
            vm.expectRevert(ITreasuryRegistry.ReasonRequired.selector);
        } else {
            vm.expectEmit(address(registry));
            emit ITreasuryRegistry.PriceUpdated(address(bill), next, NOW);
            vm.expectEmit(address(registry));
            emit ITreasuryRegistry.PriceOverridden(address(bill), next, NOW, reason);
        }
        registry.overridePrice(address(bill), next, NOW, reason);
    }

    function test_anOverrideNeedsAReasonAndANewerTime() external {
        record(PRICE, NOW - 1);
        vm.expectRevert(ITreasuryRegistry.ReasonRequired.selector);
        registry.overridePrice(address(bill), PRICE, NOW, "");
        vm.expectRevert(
            abi.encodeWithSelector(ITreasuryRegistry.StalePrice.selector, address(bill), NOW - 1, NOW - 1)
        );
        registry.overridePrice(address(bill), PRICE, NOW - 1, "reason");
        vm.expectRevert(
            abi.encodeWithSelector(ITreasuryRegistry.PriceFromFuture.selector, address(bill), NOW + 1)
        );
        registry.overridePrice(address(bill), PRICE, NOW + 1, "reason");
    }

    /// @dev Stop the pricers at once, put the price right when the timelock allows, resume: an older price that was
    /// announced is still newer than the last one recorded.
    function test_anAdminPutsAPriceRightWhilePricesArePaused() external {
        record(PRICE, NOW);
        registry.pause(registry.PRICES());
        vm.warp(NOW + 2 days);
        vm.expectRevert(abi.encodeWithSelector(Governed.GroupPaused.selector, uint8(4)));
        record(PRICE, NOW + 2 days);
        registry.overridePrice(address(bill), PRICE / 2, NOW + 1, "default announced");
        registry.resume(registry.PRICES());
        record(PRICE / 2, NOW + 2 days);
    }

    function testFuzz_onlyPricersAndThoseWithTheRightRecord(address caller) external {
        vm.assume(caller != PRICER && caller != ISSUER && caller != address(this));
        expectMissingRight(caller, Rights.PRICE);
        vm.prank(caller);
        registry.updatePrice(address(bill), PRICE, NOW);
        vm.prank(ISSUER);
        registry.setOperator(address(bill), OPERATOR, Rights.PRICE, NOW + 1);
        address[4] memory callers = [PRICER, OPERATOR, ISSUER, address(this)];
        for (uint64 i; i < 4; ++i) {
            vm.prank(callers[i]);
            registry.updatePrice(address(bill), PRICE + i, NOW - 4 + i);
        }
    }

    function record(uint128 cleanPrice, uint64 observedAt) private {
        vm.prank(PRICER);
        registry.updatePrice(address(bill), cleanPrice, observedAt);
    }

    function expectTooLarge(uint256 latest, uint256 next, uint16 maxMoveBps) private {
        vm.expectRevert(
            abi.encodeWithSelector(
                ITreasuryRegistry.PriceMoveTooLarge.selector, address(bill), latest, next, maxMoveBps
            )
        );
    }
}
