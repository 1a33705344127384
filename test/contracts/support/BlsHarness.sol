// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Bls12381} from "../../../contracts/libraries/Bls12381.sol";

/// @notice The library's functions from outside, points as the bytes of the precompiles, several one after the other.
contract BlsHarness {
    function fastAggregateVerify(
        bytes calldata keys,
        bytes calldata message,
        bytes calldata signature
    ) external view returns (bool) {
        return Bls12381.fastAggregateVerify(_g1s(keys), message, _g2(signature));
    }

    function verify(
        bytes calldata key,
        bytes calldata message,
        bytes calldata signature
    ) external view returns (bool) {
        return Bls12381.verify(_g1(key), message, _g2(signature));
    }

    function verifyPossession(bytes calldata key, bytes calldata proof) external view returns (bool) {
        return Bls12381.verifyPossession(_g1(key), _g2(proof));
    }

    function addG1(bytes calldata left, bytes calldata right) external view returns (bytes memory) {
        return abi.encode(Bls12381.add(_g1(left), _g1(right)));
    }

    function addG2(bytes calldata left, bytes calldata right) external view returns (bytes memory) {
        return abi.encode(Bls12381.add(_g2(left), _g2(right)));
    }

    function aggregateG1(bytes calldata points) external view returns (bytes memory) {
        return abi.encode(Bls12381.aggregate(_g1s(points)));
    }

    function aggregateG2(bytes calldata points) external view returns (bytes memory) {
        Bls12381.G2Point[] memory list = new Bls12381.G2Point[](points.length / 256);
        for (uint256 i; i < list.length; ++i) {
            list[i] = _g2(points[256 * i:256 * (i + 1)]);
        }
        return abi.encode(Bls12381.aggregate(list));
    }

    function requireInG1(bytes calldata point) external view {
        Bls12381.requireInSubgroup(_g1(point));
    }

    function requireInG2(bytes calldata point) external view {
        Bls12381.requireInSubgroup(_g2(point));
    }

    function isPairingOne(bytes calldata pairs) external view returns (bool) {
        return Bls12381.isPairingOne(pairs);
    }

    function mapToG2(bytes calldata element) external view returns (bytes memory) {
        return abi.encode(Bls12381.mapToG2(abi.decode(element, (Bls12381.Fp2))));
    }

    function hashToG2(bytes calldata message, bytes calldata domain) external view returns (bytes memory) {
        return abi.encode(Bls12381.hashToG2(message, domain));
    }

    function hashToField(bytes calldata message, bytes calldata domain) external view returns (bytes memory) {
        (Bls12381.Fp2 memory first, Bls12381.Fp2 memory second) = Bls12381.hashToField(message, domain);
        return abi.encode(first, second);
    }

    function negateG1(bytes calldata point) external pure returns (bytes memory) {
        return abi.encode(Bls12381.negate(_g1(point)));
    }

    function negateG2(bytes calldata point) external pure returns (bytes memory) {
        return abi.encode(Bls12381.negate(_g2(point)));
    }

    function isInfinityG2(bytes calldata point) external pure returns (bool) {
        return Bls12381.isInfinity(_g2(point));
    }

    function compress(bytes calldata point) external pure returns (bytes memory) {
        return Bls12381.compress(_g1(point));
    }

    function expandMessage(
        bytes calldata message,
        bytes calldata domain,
        uint256 size
    ) external pure returns (bytes memory) {
        return Bls12381.expandMessage(message, domain, size);
    }

    function _g1s(bytes calldata points) private pure returns (Bls12381.G1Point[] memory list) {
        list = new Bls12381.G1Point[](points.length / 128);
        for (uint256 i; i < list.length; ++i) {
            list[i] = _g1(points[128 * i:128 * (i + 1)]);
        }
    }

    function _g1(bytes calldata point) private pure returns (Bls12381.G1Point memory) {
        return abi.decode(point, (Bls12381.G1Point));
    }

    function _g2(bytes calldata point) private pure returns (Bls12381.G2Point memory) {
        return abi.decode(point, (Bls12381.G2Point));
    }
}
