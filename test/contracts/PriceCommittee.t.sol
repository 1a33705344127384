// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Initializable} from "@openzeppelin/contracts-upgradeable/proxy/utils/Initializable.sol";

import {Governed} from "../../contracts/base/Governed.sol";
import {IPriceCommittee} from "../../contracts/interfaces/IPriceCommittee.sol";
import {Bls12381} from "../../contracts/libraries/Bls12381.sol";
import {PriceCommittee} from "../../contracts/treasury/PriceCommittee.sol";
import {CommitteeTest} from "./support/CommitteeTest.sol";
import {BLS_ORDER, provePossession, publicKey, sign} from "./support/blsSigner.sol";
import {bound} from "./support/bound.sol";
import {proxied} from "./support/proxied.sol";

/// @notice Who is a member of the committee, and how many must sign.
contract PriceCommitteeTest is CommitteeTest {
    uint256 private constant NEWCOMER = 77;

    function test_knowsItsMembersInOrder() external view {
        Bls12381.G1Point[] memory keys = committee.members();
        vm.assertEq(keys.length, MEMBERS, "members");
        vm.assertEq(committee.memberCount(), MEMBERS, "count");
        for (uint256 i; i < MEMBERS; ++i) {
            vm.assertEq(abi.encode(keys[i]), abi.encode(publicKey(secretOf(i))), "key");
            vm.assertEq(committee.indexOf(keyIdOf(secretOf(i))), i, "index");
            vm.assertTrue(committee.isMember(keyIdOf(secretOf(i))), "member");
        }
        vm.assertTrue(!committee.isMember(keyIdOf(NEWCOMER)), "a stranger");
        vm.assertEq(committee.threshold(), THRESHOLD, "threshold");
        vm.assertEq(committee.epoch(), MEMBERS, "an epoch for each change");
        vm.assertEq(committee.registry(), address(registry), "registry");
    }

    /// forge-config: default.fuzz.runs = 64
    /// forge-config: deep.fuzz.runs = 500
    function testFuzz_addsWhoeverProvesPossession(uint256 secret, uint16 threshold) external {
        secret = bound(secret, 1, BLS_ORDER - 1);
        bytes32 keyId = keyIdOf(secret);
        Bls12381.G1Point memory key = publicKey(secret);
        Bls12381.G2Point memory possession = provePossession(secret);
        if (committee.isMember(keyId)) {
            vm.expectRevert(abi.encodeWithSelector(IPriceCommittee.MemberExists.selector, keyId));
        } else if (threshold == 0 || threshold > MEMBERS + 1) {
            expectInvalidThreshold(threshold, MEMBERS + 1);
        } else {
            vm.expectEmit(address(committee));
            emit IPriceCommittee.CommitteeChanged(6, keyId, true, 6, threshold);
        }
        committee.addMember(key, possession, threshold);
    }

    function test_refusesAKeyTwice() external {
        Bls12381.G1Point memory key = publicKey(secretOf(2));
        Bls12381.G2Point memory possession = provePossession(secretOf(2));
        vm.expectRevert(abi.encodeWithSelector(IPriceCommittee.MemberExists.selector, keyIdOf(secretOf(2))));
        committee.addMember(key, possession, THRESHOLD);
    }

    function test_refusesAKeyWithoutItsOwnProofOfPossession() external {
        Bls12381.G1Point memory key = publicKey(NEWCOMER);
        bytes memory compressed = Bls12381.compress(key);
        Bls12381.G2Point[3] memory proofs = [
            provePossession(secretOf(0)),
            sign(NEWCOMER, compressed, Bls12381.SIGNATURE_DOMAIN),
            sign(secretOf(0), compressed, Bls12381.POSSESSION_DOMAIN)
        ];
        for (uint256 i; i < 3; ++i) {
            vm.expectRevert(abi.encodeWithSelector(IPriceCommittee.InvalidPossession.selector, keyIdOf(NEWCOMER)));
            committee.addMember(key, proofs[i], THRESHOLD);
        }
    }

    /// @dev The rogue-key attack: a key chosen so that it cancels the others out of the sum, and one secret signs for all. Its
    /// owner has the sum's secret, but not the key's.
    function test_refusesAKeyMadeUpFromTheOthers() external {
        Bls12381.G1Point[] memory points = new Bls12381.G1Point[](3);
        points[0] = publicKey(NEWCOMER);
        points[1] = Bls12381.negate(publicKey(secretOf(0)));
        points[2] = Bls12381.negate(publicKey(secretOf(1)));
        Bls12381.G1Point memory rogue = Bls12381.aggregate(points);
        Bls12381.G2Point memory proof = sign(NEWCOMER, Bls12381.compress(rogue), Bls12381.POSSESSION_DOMAIN);
        vm.expectRevert(
            abi.encodeWithSelector(IPriceCommittee.InvalidPossession.selector, keccak256(abi.encode(rogue)))
        );
        committee.addMember(rogue, proof, THRESHOLD);
    }

    function test_refusesWhatIsNoKey() external {
        Bls12381.G2Point memory proof = provePossession(NEWCOMER);
        Bls12381.G1Point memory infinity;
        vm.expectRevert(abi.encodeWithSelector(Bls12381.InfinityKey.selector, 0));
        committee.addMember(infinity, proof, THRESHOLD);
        Bls12381.G1Point memory key = publicKey(NEWCOMER);
        key.yLow ^= 1;
        vm.expectRevert(abi.encodeWithSelector(Bls12381.PrecompileFailed.selector, address(0x0f)));
        committee.addMember(key, proof, THRESHOLD);
        key = publicKey(NEWCOMER);
        key.xHigh |= 1 << 128;
        vm.expectRevert(Bls12381.NotInField.selector);
        committee.addMember(key, proof, THRESHOLD);
    }

    /// forge-config: default.fuzz.runs = 64
    /// forge-config: deep.fuzz.runs = 500
    function testFuzz_removesAMemberAndKeepsTheOthers(uint8 index, uint16 threshold) external {
        index = uint8(index % MEMBERS);
        bytes32 keyId = keyIdOf(secretOf(index));
        if (threshold == 0 || threshold > MEMBERS - 1) {
            expectInvalidThreshold(threshold, MEMBERS - 1);
            committee.removeMember(keyId, threshold);
            return;
        }
        vm.expectEmit(address(committee));
        emit IPriceCommittee.CommitteeChanged(6, keyId, false, 4, threshold);
        committee.removeMember(keyId, threshold);
        vm.assertTrue(!committee.isMember(keyId), "gone");
        vm.assertEq(committee.memberCount(), MEMBERS - 1, "one less");
        Bls12381.G1Point[] memory keys = committee.members();
        for (uint256 i; i < MEMBERS; ++i) {
            if (i == index) continue;
            uint256 place = i == MEMBERS - 1 ? index : i;
            vm.assertEq(committee.indexOf(keyIdOf(secretOf(i))), place, "index");
            vm.assertEq(abi.encode(keys[place]), abi.encode(publicKey(secretOf(i))), "key");
        }
        addMember(secretOf(index), threshold);
        vm.assertEq(committee.indexOf(keyId), MEMBERS - 1, "back as the last");
    }

    function test_refusesToRemoveAStrangerOrTheLastMember() external {
        (bytes32 stranger, bytes32 last) = (keyIdOf(NEWCOMER), keyIdOf(secretOf(0)));
        bytes memory reason = abi.encodeWithSelector(IPriceCommittee.UnknownMember.selector, stranger);
        vm.expectRevert(reason);
        committee.removeMember(stranger, 1);
        vm.expectRevert(reason);
        committee.indexOf(stranger);
        for (uint256 i = 1; i < MEMBERS; ++i) committee.removeMember(keyIdOf(secretOf(i)), 1);
        for (uint16 threshold; threshold < 2; ++threshold) {
            expectInvalidThreshold(threshold, 0);
            committee.removeMember(last, threshold);
        }
    }

    function testFuzz_setsAThresholdThatCanBeReached(uint16 threshold) external {
        if (threshold == 0 || threshold > MEMBERS) {
            expectInvalidThreshold(threshold, MEMBERS);
        } else {
            vm.expectEmit(address(committee));
            emit IPriceCommittee.CommitteeChanged(6, 0, false, 5, threshold);
        }
        committee.setThreshold(threshold);
    }

    function testFuzz_onlyAnAdminChangesTheCommittee(address caller, uint16 threshold) external {
        vm.assume(caller != address(this));
        Bls12381.G1Point memory key = publicKey(NEWCOMER);
        Bls12381.G2Point memory possession = provePossession(NEWCOMER);
        bytes32 keyId = keyIdOf(secretOf(0));
        expectMissingRole(caller, 0);
        vm.prank(caller);
        committee.addMember(key, possession, threshold);
        expectMissingRole(caller, 0);
        vm.prank(caller);
        committee.removeMember(keyId, threshold);
        expectMissingRole(caller, 0);
        vm.prank(caller);
        committee.setThreshold(threshold);
    }

    function test_has256MembersAtMost() external {
        committee = newCommittee();
        // What is tested here is the count: proofs are tested above.
        vm.mockCall(address(0x0f), "", abi.encode(1));
        Bls12381.G2Point memory proof = provePossession(NEWCOMER);
        for (uint256 i; i < 256; ++i) committee.addMember(publicKey(secretOf(i)), proof, uint16(i + 1));
        vm.assertEq(committee.memberCount(), 256, "full");
        vm.assertEq(committee.threshold(), 256, "all of them");
        Bls12381.G1Point memory key = publicKey(secretOf(256));
        vm.expectRevert(IPriceCommittee.CommitteeFull.selector);
        committee.addMember(key, proof, 1);
        vm.clearMockedCalls();
        registry.grantRole(registry.PRICER_ROLE(), address(committee));
        submit(PRICE, NOW, type(uint256).max);
    }

    function testFuzz_initializesOnce(address registry_, address admin, uint48 delay) external {
        vm.assume(admin != address(0) && registry_ != address(0));
        address implementation = address(new PriceCommittee());
        PriceCommittee fresh = PriceCommittee(
            proxied(implementation, abi.encodeCall(PriceCommittee.initialize, (registry_, admin, delay)))
        );
        vm.assertEq(fresh.defaultAdmin(), admin, "admin");
        vm.assertEq(fresh.defaultAdminDelay(), delay, "delay");
        vm.assertEq(fresh.registry(), registry_, "registry");
        vm.expectRevert(Initializable.InvalidInitialization.selector);
        fresh.initialize(MALLORY, MALLORY, 0);
        vm.expectRevert(Initializable.InvalidInitialization.selector);
        PriceCommittee(implementation).initialize(MALLORY, MALLORY, 0);
    }

    function test_needsARegistry() external {
        address implementation = address(new PriceCommittee());
        vm.expectRevert(Governed.ZeroAddress.selector);
        proxied(implementation, abi.encodeCall(PriceCommittee.initialize, (address(0), address(this), 0)));
    }

    function test_onlyAnAdminUpgradesAndNothingIsLost() external {
        address next = address(new PriceCommittee());
        expectMissingRole(MALLORY, 0);
        vm.prank(MALLORY);
        committee.upgradeToAndCall(next, "");
        committee.upgradeToAndCall(next, "");
        vm.assertEq(committee.memberCount(), MEMBERS, "members kept");
        submit(PRICE, NOW, 7);
    }

    function expectInvalidThreshold(uint16 threshold, uint256 count) private {
        vm.expectRevert(
            abi.encodeWithSelector(IPriceCommittee.InvalidThreshold.selector, threshold, count)
        );
    }
}
