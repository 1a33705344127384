// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Governed} from "../../contracts/base/Governed.sol";
import {IPriceCommittee} from "../../contracts/interfaces/IPriceCommittee.sol";
import {ITreasuryRegistry} from "../../contracts/interfaces/ITreasuryRegistry.sol";
import {Bls12381} from "../../contracts/libraries/Bls12381.sol";
import {Rights} from "../../contracts/libraries/Rights.sol";
import {PriceCommittee} from "../../contracts/treasury/PriceCommittee.sol";
import {CommitteeTest} from "./support/CommitteeTest.sol";
import {BLS_ORDER} from "./support/blsSigner.sol";
import {bound} from "./support/bound.sol";

/// @notice What the members sign, and what becomes of it.
contract PriceCommitteePricesTest is CommitteeTest {
    function test_recordsWhatEnoughMembersSigned() external {
        bytes32 message = committee.messageOf(address(bill), PRICE, NOW);
        Bls12381.G2Point memory signature = signAs(22, message);
        vm.expectEmit(address(committee));
        emit IPriceCommittee.PriceAttested(address(bill), 5, PRICE, NOW, 22);
        vm.expectEmit(address(registry));
        emit ITreasuryRegistry.PriceUpdated(address(bill), PRICE, NOW);
        vm.prank(MALLORY);
        committee.submitPrice(address(bill), PRICE, NOW, 22, signature);
        (uint256 price, uint64 observedAt) = registry.priceOf(address(bill));
        vm.assertEq(price, PRICE, "price");
        vm.assertEq(observedAt, NOW, "time");
    }

    /// @dev Any bitmap against any signers: recorded exactly if they are the same, members all, and enough.
    /// forge-config: default.fuzz.runs = 64
    /// forge-config: deep.fuzz.runs = 500
    function testFuzz_needsExactlyTheSignaturesOfTheBitmap(uint8 bitmap, uint8 signers) external {
        signers = signers % 2 == 0 ? bitmap : signers;
        bytes32 message = committee.messageOf(address(bill), PRICE, NOW);
        Bls12381.G2Point memory signature = signAs(signers, message);
        uint256 count;
        for (uint256 i; i < 8; ++i) count += bitmap >> i & 1;
        bytes memory reason;
        if (bitmap >> MEMBERS != 0) {
            reason = abi.encodeWithSelector(IPriceCommittee.UnknownSigner.selector, bitmap, MEMBERS);
        } else if (count < THRESHOLD) {
            reason = abi.encodeWithSelector(IPriceCommittee.BelowThreshold.selector, count, THRESHOLD);
        } else if (bitmap != signers) {
            reason = invalidSignature(message);
        }
        submit(PRICE, NOW, bitmap, signature, reason);
    }

    function test_refusesBitsOfNoMember() external {
        uint256[3] memory bitmaps = [uint256(1) << 5 | 7, type(uint256).max, uint256(1) << 255 | 7];
        bytes32 message = committee.messageOf(address(bill), PRICE, NOW);
        for (uint256 i; i < 3; ++i) {
            submit(
                PRICE,
                NOW,
                bitmaps[i],
                signAs(7, message),
                abi.encodeWithSelector(IPriceCommittee.UnknownSigner.selector, bitmaps[i], MEMBERS)
            );
        }
    }

    /// @dev What was signed for one price serves for no other, nor for another treasury, chain or committee.
    /// forge-config: default.fuzz.runs = 64
    /// forge-config: deep.fuzz.runs = 500
    function testFuzz_aSignatureServesForOnePriceOnly(uint128 price, uint64 observedAt, uint8 other) external {
        price = uint128(bound(price, 1, type(uint128).max - 1));
        observedAt = uint64(bound(observedAt, NOW - 3_600, NOW - 1));
        bytes32 message = committee.messageOf(address(bill), price, observedAt);
        Bls12381.G2Point memory signature = signAs(7, message);
        if (other % 5 == 0) {
            submit(price + 1, observedAt, 7, signature, invalidFor(address(bill), price + 1, observedAt));
        } else if (other % 5 == 1) {
            submit(price, observedAt + 1, 7, signature, invalidFor(address(bill), price, observedAt + 1));
        } else if (other % 5 == 2) {
            address note = address(newToken());
            registry.register(noteInfo(note));
            bytes memory reason = invalidFor(note, price, observedAt);
            vm.expectRevert(reason);
            committee.submitPrice(note, price, observedAt, 7, signature);
        } else if (other % 5 == 3) {
            vm.chainId(uint256(other) + 1_000_000);
            submit(price, observedAt, 7, signature, invalidFor(address(bill), price, observedAt));
            vm.chainId(31_337);
        } else {
            PriceCommittee first = committee;
            committee = newCommittee();
            for (uint256 i; i < MEMBERS; ++i) addMember(secretOf(i), 1);
            vm.assertEq(committee.epoch(), first.epoch(), "same epoch, same members");
            submit(price, observedAt, 7, signature, invalidFor(address(bill), price, observedAt));
            committee = first;
        }
        submit(price, observedAt, 7, signature, "");
    }

    function testFuzz_membersSignWhatIsDocumented(address token, uint128 price, uint64 observedAt) external view {
        bytes32 typeHash = keccak256(
            "Price(uint256 chainId,address committee,uint64 epoch,address token,uint128 cleanPrice,uint64 observedAt)"
        );
        vm.assertEq(
            committee.messageOf(token, price, observedAt),
            keccak256(
                abi.encode(typeHash, uint256(31_337), address(committee), uint64(5), token, price, observedAt)
            ),
            "message"
        );
    }

    function test_whatWasSignedBeforeAnyChangeIsVoid() external {
        for (uint256 change; change < 4; ++change) {
            bytes32 signed = committee.messageOf(address(bill), PRICE, NOW);
            Bls12381.G2Point memory signature = signAs(7, signed);
            uint64 epoch = committee.epoch();
            if (change == 0) addMember(77, THRESHOLD);
            if (change == 1) committee.removeMember(keyIdOf(77), THRESHOLD);
            if (change == 2) committee.setThreshold(1);
            // Removed and added again: the same committee, and yet another epoch.
            if (change == 3) {
                committee.removeMember(keyIdOf(secretOf(4)), THRESHOLD);
                addMember(secretOf(4), THRESHOLD);
            }
            vm.assertGe(committee.epoch(), epoch + 1, "a new epoch");
            submit(PRICE, NOW, 7, signature, invalidFor(address(bill), PRICE, NOW));
        }
        submit(PRICE, NOW, 7);
    }

    /// @dev A removed member's place is another's: its signature counts for nobody.
    function test_aRemovedMemberSignsNothing() external {
        committee.removeMember(keyIdOf(secretOf(0)), THRESHOLD);
        bytes32 message = committee.messageOf(address(bill), PRICE, NOW);
        submit(PRICE, NOW, 7, signAs(7, message), invalidSignature(message));
        // Member 4 took place 0.
        submit(PRICE, NOW, 7, signAs(22, message), "");
    }

    function test_aPriceIsRecordedOnce() external {
        submit(PRICE, NOW, 7);
        bytes32 message = committee.messageOf(address(bill), PRICE, NOW);
        submit(
            PRICE,
            NOW,
            28,
            signAs(28, message),
            abi.encodeWithSelector(ITreasuryRegistry.StalePrice.selector, address(bill), NOW, NOW)
        );
    }

    /// forge-config: default.fuzz.runs = 64
    /// forge-config: deep.fuzz.runs = 500
    function testFuzz_aSignedPriceLastsAnHour(uint32 age) external {
        age = uint32(bound(age, 0, 7_200));
        bytes32 message = committee.messageOf(address(bill), PRICE, NOW);
        vm.warp(NOW + age);
        bytes memory reason;
        if (age > 3_600) {
            reason = abi.encodeWithSelector(IPriceCommittee.PriceTooOld.selector, NOW, NOW + age - 3_600);
        }
        submit(PRICE, NOW, 7, signAs(7, message), reason);
    }

    function test_aSignedPriceLastsAnHourToTheSecond() external {
        bytes32 message = committee.messageOf(address(bill), PRICE, NOW);
        vm.warp(NOW + 3_601);
        submit(
            PRICE,
            NOW,
            7,
            signAs(7, message),
            abi.encodeWithSelector(IPriceCommittee.PriceTooOld.selector, NOW, uint256(NOW) + 1)
        );
        vm.warp(NOW + 3_600);
        submit(PRICE, NOW, 7);
    }

    function test_theRegistryHasTheLastWord() external {
        bytes32 message = committee.messageOf(address(bill), PRICE, NOW + 1);
        submit(
            PRICE,
            NOW + 1,
            7,
            signAs(7, message),
            abi.encodeWithSelector(ITreasuryRegistry.PriceFromFuture.selector, address(bill), NOW + 1)
        );
        submit(PRICE, NOW - 1, 7);
        message = committee.messageOf(address(bill), 2 * PRICE, NOW);
        submit(
            2 * PRICE,
            NOW,
            7,
            signAs(7, message),
            abi.encodeWithSelector(
                ITreasuryRegistry.PriceMoveTooLarge.selector, address(bill), PRICE, 2 * PRICE, 1_000
            )
        );
        registry.revokeRole(registry.PRICER_ROLE(), address(committee));
        message = committee.messageOf(address(bill), PRICE, NOW);
        submit(
            PRICE,
            NOW,
            7,
            signAs(7, message),
            abi.encodeWithSelector(
                ITreasuryRegistry.MissingRight.selector, address(committee), address(bill), Rights.PRICE
            )
        );
    }

    function test_recordsNothingWhilePaused() external {
        bytes32 message = committee.messageOf(address(bill), PRICE, NOW);
        committee.pause(committee.PRICES());
        submit(
            PRICE,
            NOW,
            7,
            signAs(7, message),
            abi.encodeWithSelector(Governed.GroupPaused.selector, uint8(1))
        );
        committee.resume(committee.PRICES());
        submit(PRICE, NOW, 7);
    }

    function test_acceptsNothingWithoutMembers() external {
        committee = newCommittee();
        Bls12381.G2Point memory nothing;
        submit(PRICE, NOW, 0, nothing, abi.encodeWithSelector(Bls12381.NoPoints.selector));
        submit(PRICE, NOW, 1, nothing, abi.encodeWithSelector(IPriceCommittee.UnknownSigner.selector, 1, 0));
    }

    function test_refusesWhatIsNoSignature() external {
        bytes32 message = committee.messageOf(address(bill), PRICE, NOW);
        Bls12381.G2Point memory infinity;
        submit(PRICE, NOW, 7, infinity, invalidSignature(message));
        Bls12381.G2Point memory broken = signAs(7, message);
        broken.y1Low ^= 1;
        submit(
            PRICE, NOW, 7, broken, abi.encodeWithSelector(Bls12381.PrecompileFailed.selector, address(0x0f))
        );
    }

    /// @dev One owner may have a key and its negation, and prove both: together they sign nothing rather than everything.
    function test_refusesKeysThatCancelOut() external {
        committee = newCommittee();
        addMember(5, 1);
        addMember(BLS_ORDER - 5, 2);
        Bls12381.G2Point memory infinity;
        submit(PRICE, NOW, 3, infinity, abi.encodeWithSelector(Bls12381.InfinityAggregate.selector));
    }

    function test_gasOfAPriceGrowsLittleByTheSigner() external {
        bytes32 message = committee.messageOf(address(bill), PRICE, NOW);
        Bls12381.G2Point memory signature = signAs(7, message);
        committee.submitPrice(address(bill), PRICE, NOW, 7, signature);
        vm.assertLe(vm.lastCallGas().gasTotalUsed, 245_000, "three signers, the first price");
        vm.warp(NOW + 1);
        message = committee.messageOf(address(bill), PRICE, NOW + 1);
        signature = signAs(31, message);
        committee.submitPrice(address(bill), PRICE, NOW + 1, 31, signature);
        vm.assertLe(vm.lastCallGas().gasTotalUsed, 255_000, "five signers");
    }

    function invalidFor(address token, uint128 price, uint64 observedAt) private view returns (bytes memory) {
        return invalidSignature(committee.messageOf(token, price, observedAt));
    }
}
