// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Bls12381} from "../../contracts/libraries/Bls12381.sol";
import {BlsHarness} from "./support/BlsHarness.sol";
import {BLS_ORDER, publicKey, sign} from "./support/blsSigner.sol";
import {Test} from "./support/Test.sol";
import {bound} from "./support/bound.sol";

/// @notice Signs with the multiplications of EIP-2537 and verifies with the library. Official vectors and the comparison
/// with another implementation: test/unit/contracts/bls12381.test.ts.
contract Bls12381Test is Test {
    BlsHarness private bls;

    function setUp() external {
        bls = new BlsHarness();
    }

    function test_gas_verifiesSixteenKeysForUnder186000() external view {
        Bls12381.G1Point[] memory keys = new Bls12381.G1Point[](16);
        uint256 total;
        for (uint256 i; i < 16; ++i) {
            keys[i] = publicKey(1_000 + 7 * i);
            total += 1_000 + 7 * i;
        }
        Bls12381.G2Point memory signature = sign(total, "price 99.125", Bls12381.SIGNATURE_DOMAIN);
        uint256 before = gasleft();
        bool valid = Bls12381.fastAggregateVerify(keys, "price 99.125", signature);
        uint256 used = before - gasleft();
        vm.assertTrue(valid, "valid");
        vm.assertLe(used, 186_000, "gas of sixteen keys");
    }

    function testFuzz_acceptsWhatWasSignedOnly(
        uint256 first,
        uint256 second,
        bytes calldata message,
        uint256 flipped
    ) external view {
        first = bound(first, 1, BLS_ORDER / 2);
        second = bound(second, 1, BLS_ORDER / 2);
        bytes memory keys = bytes.concat(abi.encode(publicKey(first)), abi.encode(publicKey(second)));
        bytes memory signature = abi.encode(sign(first + second, message, Bls12381.SIGNATURE_DOMAIN));
        vm.assertTrue(bls.fastAggregateVerify(keys, message, signature), "valid");
        bytes memory tampered = bytes.concat(message, hex"00");
        if (message.length > 0 && flipped % 8 != 0) {
            tampered = bytes.concat(message);
            tampered[flipped % message.length] ^= bytes1(uint8(1 << (flipped % 8)));
        }
        vm.assertTrue(!bls.fastAggregateVerify(keys, tampered, signature), "another message");
    }

    function test_keepsSignaturesAndProofsApart() external view {
        bytes memory key = abi.encode(publicKey(77));
        bytes memory compressed = bls.compress(key);
        bytes memory proof = abi.encode(sign(77, compressed, Bls12381.POSSESSION_DOMAIN));
        bytes memory signature = abi.encode(sign(77, compressed, Bls12381.SIGNATURE_DOMAIN));
        vm.assertTrue(bls.verifyPossession(key, proof), "proof");
        vm.assertTrue(bls.verify(key, compressed, signature), "signature");
        vm.assertTrue(!bls.verifyPossession(key, signature), "a signature is no proof");
        vm.assertTrue(!bls.verify(key, compressed, proof), "a proof is no signature");
        vm.assertTrue(!bls.verifyPossession(abi.encode(publicKey(78)), proof), "of another key");
    }

    function test_refusesNoKeysAndKeysAtInfinity() external {
        bytes memory signature = abi.encode(sign(5, "m", Bls12381.SIGNATURE_DOMAIN));
        bytes memory key = abi.encode(publicKey(5));
        vm.expectRevert(abi.encodeWithSelector(Bls12381.NoPoints.selector));
        bls.fastAggregateVerify("", "m", signature);
        vm.expectRevert(abi.encodeWithSelector(Bls12381.InfinityKey.selector, 1));
        bls.fastAggregateVerify(bytes.concat(key, new bytes(128)), "m", signature);
        vm.expectRevert(abi.encodeWithSelector(Bls12381.InfinityKey.selector, 0));
        bls.verify(new bytes(128), "m", new bytes(256));
        vm.expectRevert(abi.encodeWithSelector(Bls12381.InfinityKey.selector, 0));
        bls.verifyPossession(new bytes(128), new bytes(256));
        bytes memory cancelling = bytes.concat(key, bls.negateG1(key));
        vm.expectRevert(abi.encodeWithSelector(Bls12381.InfinityAggregate.selector));
        bls.fastAggregateVerify(cancelling, "m", new bytes(256));
        vm.assertTrue(!bls.fastAggregateVerify(key, "m", new bytes(256)), "signature at infinity");
    }

    function testFuzz_negationCancels(uint256 scalar) external view {
        scalar = bound(scalar, 1, BLS_ORDER - 1);
        bytes memory key = abi.encode(publicKey(scalar));
        vm.assertEq(bls.addG1(key, bls.negateG1(key)), new bytes(128), "G1");
        bytes memory point = abi.encode(sign(scalar, "m", Bls12381.SIGNATURE_DOMAIN));
        bytes memory sum = bls.addG2(point, bls.negateG2(point));
        vm.assertEq(sum, new bytes(256), "G2");
        vm.assertTrue(bls.isInfinityG2(sum) && !bls.isInfinityG2(point), "infinity of G2");
        vm.assertEq(bls.negateG1(new bytes(128)), new bytes(128), "infinity is its own negation");
    }

    function test_refusesCoordinatesOutsideTheField() external {
        bytes memory p =
            hex"000000000000000000000000000000001a0111ea397fe69a4b1ba7b6434bacd764774b84f38512bf6730d2a0f6b0f6241eabfffeb153ffffb9feffffffffaaab";
        bytes memory zero = new bytes(64);
        bytes memory notInField = abi.encodeWithSelector(Bls12381.NotInField.selector);
        vm.expectRevert(notInField);
        bls.negateG1(bytes.concat(zero, p));
        vm.expectRevert(notInField);
        bls.negateG2(bytes.concat(zero, zero, zero, p));
        vm.expectRevert(notInField);
        bls.compress(bytes.concat(p, zero));
        vm.expectRevert(notInField);
        bls.compress(bytes.concat(zero, p));
    }

    function test_refusesImpossibleSizes() external {
        vm.expectRevert(abi.encodeWithSelector(Bls12381.ExpansionTooLong.selector, 8_161));
        bls.expandMessage("m", "domain", 8_161);
        vm.expectRevert(abi.encodeWithSelector(Bls12381.InvalidPairs.selector, 0));
        bls.isPairingOne("");
        vm.expectRevert(abi.encodeWithSelector(Bls12381.InvalidPairs.selector, 385));
        bls.isPairingOne(new bytes(385));
        vm.assertEq(bls.expandMessage("m", "domain", 8_160).length, 8_160, "the longest");
        vm.assertEq(bls.expandMessage("m", "domain", 0).length, 0, "nothing");
    }

    function test_refusesPrecompilesThatAreMissingOrAnswerShort() external {
        bytes memory key = abi.encode(publicKey(5));
        bytes memory signature = abi.encode(sign(5, "m", Bls12381.SIGNATURE_DOMAIN));
        address[4] memory precompiles = [address(0x05), address(0x0b), address(0x0d), address(0x0f)];
        for (uint256 i; i < 4; ++i) {
            for (uint256 size; size < 64; size += 31) {
                vm.mockCall(precompiles[i], "", new bytes(size));
                vm.expectRevert(abi.encodeWithSelector(Bls12381.PrecompileFailed.selector, precompiles[i]));
                bls.fastAggregateVerify(key, "m", signature);
                vm.clearMockedCalls();
            }
        }
        vm.mockCall(address(0x11), "", new bytes(0));
        vm.expectRevert(abi.encodeWithSelector(Bls12381.PrecompileFailed.selector, address(0x11)));
        bls.fastAggregateVerify(key, "m", signature);
        vm.clearMockedCalls();
        vm.assertTrue(bls.fastAggregateVerify(key, "m", signature), "with all of them");
    }

    function test_aMalformedPointDoesNotEatTheTransaction() external {
        bytes memory offCurve = abi.encode(publicKey(5));
        offCurve[127] ^= 0x01;
        uint256 before = gasleft();
        vm.expectRevert(abi.encodeWithSelector(Bls12381.PrecompileFailed.selector, address(0x0b)));
        bls.addG1{gas: 20_000_000}(offCurve, offCurve);
        vm.assertLe(before - gasleft(), 100_000, "gas");
    }
}
