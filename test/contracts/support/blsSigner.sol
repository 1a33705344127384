// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Bls12381} from "../../../contracts/libraries/Bls12381.sol";

// Keys and signatures of BLS12-381, made with the multiplications of EIP-2537.

// The order of both groups: secrets are below it.
uint256 constant BLS_ORDER = 0x73eda753299d7d483339d80809a1d80553bda402fffe5bfeffffffff00000001;

error PrecompileMissing(uint256 precompile);

/// @notice The public key of a secret.
function publicKey(uint256 secret) view returns (Bls12381.G1Point memory) {
    Bls12381.G1Point memory generator = Bls12381.G1Point(
        0x17f1d3a73197d7942695638c4fa9ac0f,
        0xc3688c4f9774b905a14e3a3f171bac586c55e83ff97a1aeffb3af00adb22c6bb,
        0x08b3f481e3aaa0f1a09e30ed741d8ae4,
        0xfcf5e095d5d00af600db18cb2c04b3edd03cc744a2888ae40caa232946c5e7e1
    );
    (bool ok, bytes memory point) = address(0x0c).staticcall(abi.encode(generator, secret));
    require(ok, PrecompileMissing(0x0c));
    return abi.decode(point, (Bls12381.G1Point));
}

/// @notice What the secret's owner signs; a sum of secrets signs for all of their owners at once.
function sign(
    uint256 secret,
    bytes memory message,
    bytes memory domain
) view returns (Bls12381.G2Point memory) {
    bytes memory input = abi.encode(Bls12381.hashToG2(message, domain), secret);
    (bool ok, bytes memory point) = address(0x0e).staticcall(input);
    require(ok, PrecompileMissing(0x0e));
    return abi.decode(point, (Bls12381.G2Point));
}

/// @notice The proof that the secret's owner has it.
function provePossession(uint256 secret) view returns (Bls12381.G2Point memory) {
    return sign(secret, Bls12381.compress(publicKey(secret)), Bls12381.POSSESSION_DOMAIN);
}
