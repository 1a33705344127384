// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Bls12381} from "../../contracts/libraries/Bls12381.sol";
import {DepositMessage} from "../../contracts/libraries/DepositMessage.sol";
import {IDepositContract} from "../../contracts/interfaces/IDepositContract.sol";
import {Test} from "./support/Test.sol";
import {publicKey, sign} from "./support/blsSigner.sol";
import {depositContractCode} from "./fixtures/depositContractCode.sol";

/// @notice The roots and the encoding of deposits, against a published deposit and against the deposit contract itself.
contract DepositMessageTest is Test {
    // A deposit that another implementation made of a published secret: github.com/ChorusOne/eth-staking-smith, its tests of
    // existing mnemonics (mainnet, one validator).
    uint256 private constant SECRET = 0x3f3e0a69a6a66aeaec606a2ccb47c703afb2e8ae64f70a1650c03343b06e8f0c;
    bytes private constant PUBKEY =
        hex"8666389c3fe6ff0bca9adba81504f380b9e2c719419760d561836472fafe295cb50696524e19cba084e1d788d66c80d6";
    bytes32 private constant CREDENTIALS = 0x0100000000000000000000000000000000000000000000000000000000000001;
    uint64 private constant AMOUNT = 32_000_000_000;
    bytes private constant SIGNATURE = hex"a1f3ece1cb871e1af29fdaf94cab58d48d128d0ed2342a1f042f49344943c25e"
        hex"c6eab4f2219301e421a88453c6aa29e90b78373a8341c17738bc0ff4d0a72449"
        hex"4535b494cd21fd2633a7a12353a5232c9806e1576f1e2447631ec3310db4008b";
    bytes32 private constant DATA_ROOT = 0xf5c6b52d2ba608f0df4123e5ed051b5765a636e09d1372668e1ec074430f2279;
    // keccak256 of the deposit contract's runtime code in the execution-spec tests.
    bytes32 private constant DEPOSIT_CODE_HASH = 0x6c029a231254fadb724d63be769f75eedd66362df034a3e663252b49d062a666;

    function test_agreesWithAPublishedDeposit() external view {
        Bls12381.G1Point memory key = publicKey(SECRET);
        vm.assertEq(Bls12381.compress(key), PUBKEY, "key");
        bytes32 validator = DepositMessage.pubkeyRoot(PUBKEY);
        bytes32 root = DepositMessage.signingRoot(validator, CREDENTIALS, AMOUNT, 0);
        Bls12381.G2Point memory signature = signed(SECRET, root);
        bytes32[3] memory words = DepositMessage.compress(signature);
        vm.assertEq(abi.encodePacked(words), SIGNATURE, "signature");
        vm.assertEq(DepositMessage.dataRoot(validator, CREDENTIALS, AMOUNT, words), DATA_ROOT, "root");
        vm.assertTrue(Bls12381.verify(key, abi.encodePacked(root), signature), "verifies");
    }

    function test_splitsAKey() external pure {
        (bytes32 head, bytes16 tail) = DepositMessage.split(PUBKEY);
        vm.assertEq(abi.encodePacked(head, tail), PUBKEY, "whole");
    }

    function test_theDepositContractOfTheTestsIsTheOneThatRuns() external {
        vm.assertEq(deployDepositContract().codehash, DEPOSIT_CODE_HASH, "code");
    }

    /// @dev The deposit contract recomputes the root, and refuses any other.
    function testFuzz_theDepositContractComputesTheSameRoot(
        bytes32 head,
        bytes16 tail,
        bytes32 credentials,
        uint64 amount,
        bytes32[3] calldata signature
    ) external {
        amount = 1e9 + amount % 1e15;
        bytes memory pubkey = abi.encodePacked(head, tail);
        bytes32 root =
            DepositMessage.dataRoot(DepositMessage.pubkeyRoot(pubkey), credentials, amount, signature);
        IDepositContract target = IDepositContract(deployDepositContract());
        target.deposit{value: uint256(amount) * 1e9}(
            pubkey, abi.encodePacked(credentials), abi.encodePacked(signature), root
        );
        vm.assertEq(address(target).balance, uint256(amount) * 1e9, "deposited");
    }

    /// @dev The larger of the two y coordinates sets the flag: a point and its negative differ in nothing else.
    function testFuzz_compressionTellsAPointFromItsNegative(uint256 secret, bytes32 message) external view {
        secret = 1 + secret % type(uint128).max;
        Bls12381.G2Point memory point = signed(secret, message);
        bytes32[3] memory words = DepositMessage.compress(point);
        bytes32[3] memory negated = DepositMessage.compress(Bls12381.negate(point));
        vm.assertEq(words[0] ^ negated[0], bytes32(uint256(0x20) << 248), "the flag");
        vm.assertTrue(words[1] == negated[1] && words[2] == negated[2], "x");
        vm.assertEq(words[0] >> 255, bytes32(uint256(1)), "compressed");
    }

    /// @dev Where the imaginary part of y is zero, the real one decides.
    function test_theRealPartDecidesWhereThereIsNoImaginaryOne() external pure {
        Bls12381.G2Point memory point;
        (point.x0Low, point.x1Low, point.y0Low) = (1, 2, 3);
        bytes32[3] memory words = DepositMessage.compress(point);
        vm.assertEq(words[0] >> 248, bytes32(uint256(0x80)), "smaller");
        words = DepositMessage.compress(Bls12381.negate(point));
        vm.assertEq(words[0] >> 248, bytes32(uint256(0xa0)), "larger");
    }

    /// @dev (p - 1) / 2 is the largest of the smaller ones.
    function test_theHalfIsNotTheLarger() external pure {
        Bls12381.G2Point memory point;
        point.y1High = 0x0d0088f51cbff34d258dd3db21a5d66b;
        point.y1Low = 0xb23ba5c279c2895fb39869507b587b120f55ffff58a9ffffdcff7fffffffd555;
        vm.assertEq(DepositMessage.compress(point)[0] >> 248, bytes32(uint256(0x80)), "half");
        point.y1Low += 1;
        vm.assertEq(DepositMessage.compress(point)[0] >> 248, bytes32(uint256(0xa0)), "more");
    }

    function signed(uint256 secret, bytes32 root) private view returns (Bls12381.G2Point memory) {
        return sign(secret, abi.encodePacked(root), Bls12381.SIGNATURE_DOMAIN);
    }

    function deployDepositContract() private returns (address deployed) {
        bytes memory code = depositContractCode();
        assembly ("memory-safe") {
            deployed := create(0, add(code, 0x20), mload(code))
        }
    }
}
