// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IPriceCommittee} from "../../../contracts/interfaces/IPriceCommittee.sol";
import {Bls12381} from "../../../contracts/libraries/Bls12381.sol";
import {PriceCommittee} from "../../../contracts/treasury/PriceCommittee.sol";

import {RegistryTest} from "./RegistryTest.sol";
import {provePossession, publicKey, sign} from "./blsSigner.sol";
import {proxied} from "./proxied.sol";

/// @notice A committee of five, three of whom must sign, that the registry knows as a pricer. The test is its admin, and may
/// pause and resume.
abstract contract CommitteeTest is RegistryTest {
    uint256 internal constant MEMBERS = 5;
    uint16 internal constant THRESHOLD = 3;

    PriceCommittee internal committee;

    function setUp() public virtual override {
        super.setUp();
        committee = newCommittee();
        registry.grantRole(registry.PRICER_ROLE(), address(committee));
        for (uint256 i; i < MEMBERS; ++i) addMember(secretOf(i), i + 1 < THRESHOLD ? uint16(i + 1) : THRESHOLD);
    }

    function newCommittee() internal returns (PriceCommittee fresh) {
        bytes memory call =
            abi.encodeCall(PriceCommittee.initialize, (address(registry), address(this), ADMIN_DELAY));
        fresh = PriceCommittee(proxied(address(new PriceCommittee()), call));
        fresh.grantRole(fresh.PAUSER_ROLE(), address(this));
        fresh.grantRole(fresh.RESUMER_ROLE(), address(this));
    }

    function secretOf(uint256 index) internal pure returns (uint256) {
        return 1_000 + 7 * index;
    }

    function keyIdOf(uint256 secret) internal view returns (bytes32) {
        return keccak256(abi.encode(publicKey(secret)));
    }

    function addMember(uint256 secret, uint16 threshold) internal {
        committee.addMember(publicKey(secret), provePossession(secret), threshold);
    }

    /// @notice What the members of `signers`, a bit each, sign together: their secrets' sum signs for all of them.
    function signAs(uint256 signers, bytes32 message) internal view returns (Bls12381.G2Point memory) {
        uint256 sum;
        for (uint256 i; i < 256; ++i) if (signers >> i & 1 != 0) sum += secretOf(i);
        return sign(sum, abi.encodePacked(message), Bls12381.SIGNATURE_DOMAIN);
    }

    function submit(uint128 cleanPrice, uint64 observedAt, uint256 signers) internal {
        bytes32 message = committee.messageOf(address(bill), cleanPrice, observedAt);
        submit(cleanPrice, observedAt, signers, signAs(signers, message), "");
    }

    /// @notice Submits what must be refused for `reason`; must be accepted where that is empty.
    function submit(
        uint128 cleanPrice,
        uint64 observedAt,
        uint256 signers,
        Bls12381.G2Point memory signature,
        bytes memory reason
    ) internal {
        if (reason.length != 0) vm.expectRevert(reason);
        committee.submitPrice(address(bill), cleanPrice, observedAt, signers, signature);
    }

    function invalidSignature(bytes32 message) internal pure returns (bytes memory) {
        return abi.encodeWithSelector(IPriceCommittee.InvalidSignature.selector, message);
    }
}
