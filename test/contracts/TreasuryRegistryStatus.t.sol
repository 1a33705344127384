// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Governed} from "../../contracts/base/Governed.sol";
import {ITreasuryRegistry} from "../../contracts/interfaces/ITreasuryRegistry.sol";
import {RegistryTest} from "./support/RegistryTest.sol";
import {TokenDouble} from "./support/TokenDouble.sol";

/// @notice A treasury's way through its life.
contract TreasuryRegistryStatusTest is RegistryTest {
    using {to} for uint256;

    uint256 private constant STATUSES = 6;

    /// @dev For each status from Announced on, a bit for each that may follow.
    function legalTargets(uint256 from) private pure returns (uint256) {
        return [1 << 1, 1 << 2 | 1 << 3 | 1 << 5, 1 << 1 | 1 << 3 | 1 << 5, 1 << 4 | 1 << 5, 0, 0][from];
    }

    /// @dev For each status the shortest way there.
    function wayTo(uint256 status) private pure returns (ITreasuryRegistry.TreasuryStatus[] memory way) {
        uint256[] memory before = new uint256[](STATUSES);
        (before[2], before[3], before[4], before[5]) = (1, 1, 3, 1);
        uint256 length;
        for (uint256 step = status; step != 0; step = before[step]) ++length;
        way = new ITreasuryRegistry.TreasuryStatus[](length);
        for (uint256 step = status; step != 0; step = before[step]) way[--length] = step.to();
    }

    function test_allowsExactlyTheLegalOfAllThirtySixMoves() external {
        vm.warp(dayStart(TODAY + BILL_DAYS));
        uint256 allowed;
        for (uint256 pair; pair < STATUSES * STATUSES; ++pair) {
            (uint256 from, uint256 target) = (pair / STATUSES, pair % STATUSES);
            (TokenDouble token, uint256 tellings) = treasuryIn(from, pair);
            bool legal = legalTargets(from) >> target & 1 != 0;
            if (legal) {
                vm.expectEmit(address(registry));
                emit ITreasuryRegistry.StatusChanged(address(token), from.to(), target.to());
                ++allowed;
            } else {
                vm.expectRevert(
                    abi.encodeWithSelector(
                        ITreasuryRegistry.IllegalTransition.selector, address(token), from.to(), target.to()
                    )
                );
            }
            registry.setStatus(address(token), target.to());
            uint256 reached = legal ? target : from;
            vm.assertTrue(registry.statusOf(address(token)) == reached.to(), "the registry's");
            vm.assertTrue(token.told() == reached.to(), "the token's");
            vm.assertEq(token.tellings(), legal ? tellings + 1 : tellings, "told once");
        }
        vm.assertEq(allowed, 9, "legal moves");
    }

    /// @dev Any walk: registry, token and table agree after each step.
    function testFuzz_walksAsTheTableSays(uint8[12] calldata steps) external {
        vm.warp(dayStart(TODAY + BILL_DAYS));
        uint256 current;
        for (uint256 i; i < steps.length; ++i) {
            uint256 target = steps[i] % STATUSES;
            if (legalTargets(current) >> target & 1 != 0) {
                current = target;
            } else {
                vm.expectRevert(
                    abi.encodeWithSelector(
                        ITreasuryRegistry.IllegalTransition.selector, address(bill), current.to(), target.to()
                    )
                );
            }
            registry.setStatus(address(bill), target.to());
            vm.assertTrue(registry.statusOf(address(bill)) == current.to(), "the registry's");
            vm.assertTrue(bill.told() == current.to(), "the token's");
        }
    }

    function testFuzz_maturesFromTheMaturityDayOn(uint32 time, bool suspended) external {
        setStatus(ITreasuryRegistry.TreasuryStatus.Active);
        if (suspended) setStatus(ITreasuryRegistry.TreasuryStatus.Suspended);
        uint32 maturity = TODAY + BILL_DAYS;
        time = uint32(NOW + time % (2 * uint32(BILL_DAYS) * 1 days));
        vm.warp(time);
        if (time < dayStart(maturity)) {
            vm.expectRevert(
                abi.encodeWithSelector(ITreasuryRegistry.NotYetMature.selector, address(bill), maturity)
            );
        }
        setStatus(ITreasuryRegistry.TreasuryStatus.Matured);
    }

    function test_maturesInItsDaysFirstSecond() external {
        setStatus(ITreasuryRegistry.TreasuryStatus.Active);
        vm.warp(dayStart(TODAY + BILL_DAYS) - 1);
        vm.expectRevert(
            abi.encodeWithSelector(ITreasuryRegistry.NotYetMature.selector, address(bill), TODAY + BILL_DAYS)
        );
        setStatus(ITreasuryRegistry.TreasuryStatus.Matured);
        vm.warp(dayStart(TODAY + BILL_DAYS));
        setStatus(ITreasuryRegistry.TreasuryStatus.Matured);
    }

    function testFuzz_isRedeemedOnlyWhenNobodyHoldsIt(uint256 supply) external {
        setStatus(ITreasuryRegistry.TreasuryStatus.Active);
        vm.warp(dayStart(TODAY + BILL_DAYS));
        setStatus(ITreasuryRegistry.TreasuryStatus.Matured);
        bill.setIssuedSupply(supply);
        if (supply != 0) {
            vm.expectRevert(
                abi.encodeWithSelector(ITreasuryRegistry.StillOutstanding.selector, address(bill), supply)
            );
            setStatus(ITreasuryRegistry.TreasuryStatus.Redeemed);
            bill.setIssuedSupply(0);
        }
        setStatus(ITreasuryRegistry.TreasuryStatus.Redeemed);
    }

    function test_tradesOnlyWhileActiveAndBeforeMaturity() external {
        vm.assertTrue(!registry.isTradable(address(bill)), "announced");
        setStatus(ITreasuryRegistry.TreasuryStatus.Active);
        vm.assertTrue(registry.isTradable(address(bill)), "active");
        vm.warp(dayStart(TODAY + BILL_DAYS) - 1);
        vm.assertTrue(registry.isTradable(address(bill)), "last second");
        vm.warp(dayStart(TODAY + BILL_DAYS));
        vm.assertTrue(!registry.isTradable(address(bill)), "mature");
        vm.warp(NOW);
        setStatus(ITreasuryRegistry.TreasuryStatus.Suspended);
        vm.assertTrue(!registry.isTradable(address(bill)), "suspended");
        setStatus(ITreasuryRegistry.TreasuryStatus.Defaulted);
        vm.assertTrue(!registry.isTradable(address(bill)), "defaulted");
    }

    function testFuzz_onlyThoseWithTheRightMoveIt(address caller) external {
        vm.assume(caller != ISSUER && caller != address(this));
        expectMissingRight(caller, 1);
        vm.prank(caller);
        setStatus(ITreasuryRegistry.TreasuryStatus.Active);
        vm.prank(ISSUER);
        setStatus(ITreasuryRegistry.TreasuryStatus.Active);
    }

    function test_movesNothingWhilePaused() external {
        registry.pause(registry.STATUS());
        vm.expectRevert(abi.encodeWithSelector(Governed.GroupPaused.selector, uint8(2)));
        setStatus(ITreasuryRegistry.TreasuryStatus.Active);
        registry.resume(registry.STATUS());
        registry.pause(5);
        setStatus(ITreasuryRegistry.TreasuryStatus.Active);
    }

    function test_aTokenThatFailsKeepsItsTreasuryWhereItWas() external {
        vm.mockCallRevert(address(bill), abi.encodeCall(TokenDouble.onStatusChanged, (uint256(1).to())), "no");
        vm.expectRevert(bytes("no"));
        setStatus(ITreasuryRegistry.TreasuryStatus.Active);
        vm.assertTrue(registry.statusOf(address(bill)) == uint256(0).to(), "announced");
    }

    /// @dev The token has no rights of its own, not even while it is being told; and where it was given one, it finds what was
    /// decided already: the second callback has nowhere to move to.
    function test_aTokenCallingBackMovesNothing() external {
        bill.callBack(
            abi.encodeCall(registry.setStatus, (address(bill), ITreasuryRegistry.TreasuryStatus.Suspended))
        );
        expectMissingRight(address(bill), 1);
        setStatus(ITreasuryRegistry.TreasuryStatus.Active);
        vm.prank(ISSUER);
        registry.setOperator(address(bill), address(bill), 1, NOW + 1);
        vm.expectRevert(
            abi.encodeWithSelector(
                ITreasuryRegistry.IllegalTransition.selector, address(bill), uint256(2).to(), uint256(2).to()
            )
        );
        setStatus(ITreasuryRegistry.TreasuryStatus.Active);
    }

    /// @dev A treasury of its own for each pair, moved to a status.
    function treasuryIn(uint256 status, uint256 pair) private returns (TokenDouble token, uint256 tellings) {
        token = newToken();
        bytes memory isin = bytes("US912797AA00");
        isin[10] = bytes1(uint8(0x41 + pair % 26));
        isin[9] = bytes1(uint8(0x42 + pair / 26));
        registry.register(billInfo(address(token), string(isin)));
        ITreasuryRegistry.TreasuryStatus[] memory way = wayTo(status);
        for (uint256 i; i < way.length; ++i) registry.setStatus(address(token), way[i]);
        return (token, way.length);
    }
}

function to(uint256 status) pure returns (ITreasuryRegistry.TreasuryStatus) {
    return ITreasuryRegistry.TreasuryStatus(status);
}
