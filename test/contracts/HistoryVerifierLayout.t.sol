// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ITreasuryRegistry} from "../../contracts/interfaces/ITreasuryRegistry.sol";
import {HolderSlot} from "../../contracts/libraries/HolderSlot.sol";
import {RegistryLayout} from "../../contracts/libraries/RegistryLayout.sol";
import {HistoryVerifier} from "../../contracts/treasury/HistoryVerifier.sol";
import {YieldDesk} from "./support/YieldDesk.sol";
import {bound} from "./support/bound.sol";

/// @notice The slots that the verifier asks proofs of hold what the real registry and the real token answer: whoever moves
/// either's storage fails here.
contract HistoryVerifierLayoutTest is YieldDesk {
    using RegistryLayout for uint256;

    bytes32 private constant UNRESTRICTED = "unrestricted";

    HistoryVerifier private verifier;

    function setUp() public override {
        super.setUp();
        verifier = new HistoryVerifier();
        registry.grantRole(registry.PRICER_ROLE(), address(this));
    }

    function testFuzz_theRegistryKeepsStatusAndPriceThere(uint128 price, uint64 observedAt, uint16 bps) external {
        price = uint128(bound(price, 1, type(uint128).max));
        observedAt = uint64(bound(observedAt, 1, block.timestamp));
        registry.updatePrice(address(note), price, observedAt);
        registry.setPriceBound(address(note), bps);
        uint256 state = uint256(vm.load(address(registry), verifier.treasurySlot(address(note))));
        vm.assertTrue(state.isListed(), "listed");
        vm.assertEq(state.cleanPrice(), price, "price");
        vm.assertEq(state.priceObservedAt(), observedAt, "time");
        vm.assertEq(state.maxPriceMoveBps(), bps, "bound");
        vm.assertEq(state >> 217, 0, "nothing else");
    }

    function test_theRegistryKeepsEveryStatusThere() external {
        warpTo(MATURITY_DAY);
        ITreasuryRegistry.TreasuryStatus[4] memory way = [
            ITreasuryRegistry.TreasuryStatus.Suspended,
            ITreasuryRegistry.TreasuryStatus.Active,
            ITreasuryRegistry.TreasuryStatus.Matured,
            ITreasuryRegistry.TreasuryStatus.Defaulted
        ];
        for (uint256 i; i < way.length; ++i) {
            setStatus(way[i]);
            uint256 state = uint256(vm.load(address(registry), verifier.treasurySlot(address(note))));
            vm.assertTrue(state.statusOf() == registry.statusOf(address(note)), "status");
            vm.assertTrue(state.statusOf() == way[i], "the one set");
        }
        bytes32 unknown = verifier.treasurySlot(MALLORY);
        vm.assertEq(uint256(vm.load(address(registry), unknown)), 0, "nothing of what isn't listed");
    }

    function testFuzz_theTokenKeepsBalancesThere(uint96 moved, uint96 frozen, uint96 pledged) external {
        moved = uint96(bound(moved, 0, ALICE_TOKENS));
        transfer(ALICE, CAROL, moved);
        frozen = uint96(bound(frozen, 0, moved));
        note.setFrozenAmount(UNRESTRICTED, CAROL, frozen);
        vm.prank(ISSUER);
        note.definePartition("pledged", 7);
        pledged = uint96(bound(pledged, 0, BOB_TOKENS));
        vm.prank(BOB);
        note.changePartition(UNRESTRICTED, "pledged", pledged);
        address[3] memory holders = [ALICE, BOB, CAROL];
        bytes32[] memory partitions = note.partitions();
        vm.assertEq(partitions.length, 2, "partitions");
        for (uint256 i; i < 3; ++i) {
            uint256 total;
            for (uint256 number; number < 8; ++number) {
                bytes32 word = vm.load(address(note), verifier.holderSlot(holders[i], number));
                HolderSlot slot = HolderSlot.wrap(uint256(word));
                total += slot.balance();
                if (number >= partitions.length) continue;
                vm.assertEq(
                    slot.balance(), note.balanceOfByPartition(partitions[number], holders[i]), "balance"
                );
                vm.assertEq(slot.locked(), note.lockedOfByPartition(partitions[number], holders[i]), "locked");
            }
            vm.assertEq(total, note.totalBalanceOf(holders[i]), "total");
        }
        vm.assertEq(note.balanceOf(CAROL), moved, "the default partition is number 0");
    }
}
