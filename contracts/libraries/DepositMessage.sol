// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Bls12381} from "./Bls12381.sol";
import {SszProof} from "./SszProof.sol";

/// @title DepositMessage
/// @notice The roots of a validator's deposit, and its proof of possession.
/// @dev consensus-specs, phase0/beacon-chain.md: DepositMessage (pubkey, withdrawal_credentials, amount) is signed in
/// DOMAIN_DEPOSIT of the genesis fork, whatever fork is current; DepositData has the signature as its fourth field. Both are
/// trees of four leaves; the amount is in gwei.
library DepositMessage {
    /// @dev compute_domain: four bytes of DOMAIN_DEPOSIT, then 28 of the fork data's root.
    bytes4 private constant DOMAIN_DEPOSIT = 0x03000000;

    /// @dev (p - 1) / 2 of BLS12-381's field.
    uint256 private constant HALF_HIGH = 0x0d0088f51cbff34d258dd3db21a5d66b;
    uint256 private constant HALF_LOW = 0xb23ba5c279c2895fb39869507b587b120f55ffff58a9ffffdcff7fffffffd555;

    /// @notice The SSZ root of a key of 48 bytes.
    function pubkeyRoot(bytes memory pubkey) internal view returns (bytes32) {
        (bytes32 head, bytes16 tail) = split(pubkey);
        return SszProof.hash(head, tail);
    }

    /// @notice The root that the deposit contract recomputes, of a signature's three words.
    function dataRoot(
        bytes32 validator,
        bytes32 withdrawalCredentials,
        uint64 amount,
        bytes32[3] memory signature
    ) internal view returns (bytes32) {
        bytes32 signatureRoot =
            SszProof.hash(SszProof.hash(signature[0], signature[1]), SszProof.hash(signature[2], 0));
        return _root(validator, withdrawalCredentials, amount, signatureRoot);
    }

    /// @notice What the key signs: the message's root in the domain of deposits.
    function signingRoot(
        bytes32 validator,
        bytes32 withdrawalCredentials,
        uint64 amount,
        bytes4 genesisForkVersion
    ) internal view returns (bytes32) {
        bytes32 forkRoot = SszProof.hash(bytes32(genesisForkVersion), 0);
        bytes32 domain = bytes32(DOMAIN_DEPOSIT) | (forkRoot >> 32);
        return SszProof.hash(_root(validator, withdrawalCredentials, amount, 0), domain);
    }

    /// @notice The first 32 bytes of a key, and the other 16.
    function split(bytes memory pubkey) internal pure returns (bytes32 head, bytes16 tail) {
        assembly ("memory-safe") {
            head := mload(add(pubkey, 0x20))
            tail := shl(128, mload(add(pubkey, 0x30)))
        }
    }

    /// @notice The 96 bytes of a finite point of G2 as the consensus layer writes it: x, its imaginary part first, and in the
    /// upper bits that it is compressed and whether y is the larger of the two.
    /// @dev Proves nothing of the point; a pairing does.
    function compress(Bls12381.G2Point memory point) internal pure returns (bytes32[3] memory) {
        bool isLarger = point.y1High | point.y1Low == 0
            ? _isAboveHalf(point.y0High, point.y0Low)
            : _isAboveHalf(point.y1High, point.y1Low);
        uint256 flags = isLarger ? 0xa0 : 0x80;
        // A coordinate of a point that a pairing accepts has 381 bits.
        return [
            bytes32((point.x1High | flags << 120) << 128 | point.x1Low >> 128),
            bytes32(point.x1Low << 128 | point.x0High),
            bytes32(point.x0Low)
        ];
    }

    function _root(bytes32 validator, bytes32 credentials, uint64 amount, bytes32 last) private view returns (bytes32) {
        return SszProof.hash(
            SszProof.hash(validator, credentials), SszProof.hash(SszProof.toLittleEndian(amount), last)
        );
    }

    function _isAboveHalf(uint256 high, uint256 low) private pure returns (bool) {
        return high > HALF_HIGH || (high == HALF_HIGH && low > HALF_LOW);
    }
}
