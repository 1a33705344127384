// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Bls12381} from "../../../contracts/libraries/Bls12381.sol";

/// @notice Signs as a validator would, with the precompiles of EIP-2537: a key is the generator of G1 times the secret, a
/// signature the message's point of G2 times the secret.
library BlsSigner {
    function keyOf(uint256 secret) internal view returns (Bls12381.G1Point memory) {
        Bls12381.G1Point memory generator = Bls12381.G1Point(
            0x17f1d3a73197d7942695638c4fa9ac0f,
            0xc3688c4f9774b905a14e3a3f171bac586c55e83ff97a1aeffb3af00adb22c6bb,
            0x08b3f481e3aaa0f1a09e30ed741d8ae4,
            0xfcf5e095d5d00af600db18cb2c04b3edd03cc744a2888ae40caa232946c5e7e1
        );
        (bool ok, bytes memory point) = address(0x0c).staticcall(abi.encode(generator, secret));
        require(ok, "G1");
        return abi.decode(point, (Bls12381.G1Point));
    }

    function sign(uint256 secret, bytes32 message) internal view returns (Bls12381.G2Point memory) {
        Bls12381.G2Point memory point = Bls12381.hashToG2(abi.encodePacked(message), Bls12381.SIGNATURE_DOMAIN);
        (bool ok, bytes memory signature) = address(0x0e).staticcall(abi.encode(point, secret));
        require(ok, "G2");
        return abi.decode(signature, (Bls12381.G2Point));
    }
}
