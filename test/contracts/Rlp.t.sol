// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {RLP} from "@openzeppelin/contracts/utils/RLP.sol";

import {Rlp} from "../../contracts/libraries/Rlp.sol";
import {ProofVerifier} from "./support/ProofVerifier.sol";
import {Test} from "./support/Test.sol";

contract RlpTest is Test {
    ProofVerifier private verifier = new ProofVerifier();

    function testFuzz_readsTheNumbersThatAnEncoderWrites(uint256 value, bytes calldata after_) external view {
        (uint256 read, bytes memory rest) = verifier.readUint(bytes.concat(RLP.encode(value), after_));
        vm.assertEq(read, value, "number");
        vm.assertEq(rest, after_, "rest");
    }

    function testFuzz_readsTheStringsThatAnEncoderWrites(bytes calldata value, bytes calldata after_) external view {
        (bytes memory read, bytes memory rest) = verifier.readString(bytes.concat(RLP.encode(value), after_));
        vm.assertEq(read, value, "string");
        vm.assertEq(rest, after_, "rest");
    }

    function testFuzz_readsOnlyWhatAnEncoderWrites(bytes calldata input) external view {
        (bool ok, bytes memory answer) = address(verifier).staticcall(abi.encodeCall(ProofVerifier.readString, (input)));
        if (!ok) return;
        (bytes memory value, bytes memory rest) = abi.decode(answer, (bytes, bytes));
        vm.assertEq(bytes.concat(RLP.encode(value), rest), input, "one value, one encoding");
    }

    function test_readsLongStrings() external view {
        bytes memory value = new bytes(70_000);
        (bytes memory read, bytes memory rest) = verifier.readString(RLP.encode(value));
        vm.assertTrue(read.length == 70_000 && rest.length == 0, "long");
    }

    function test_refusesASingleByteWithAPrefix() external {
        refuseString(hex"817f");
    }

    function test_refusesALengthThatCouldBeShorter() external {
        refuseString(bytes.concat(hex"b837", new bytes(55)));
        refuseString(bytes.concat(hex"b90038", new bytes(56)));
    }

    function test_refusesWhatEndsTooEarly() external {
        refuseString("");
        refuseString(hex"8280");
        refuseString(hex"b8");
        refuseString(hex"b9ff");
        refuseString(bytes.concat(hex"b838", new bytes(55)));
        refuseString(hex"bfffffffffffffffff");
    }

    function test_refusesNumbersWithLeadingZeros() external {
        refuseUint(hex"00");
        refuseUint(hex"820080");
    }

    function test_refusesNumbersAbove32Bytes() external {
        refuseUint(bytes.concat(hex"a1ff", bytes32(0)));
    }

    function test_refusesOneKindForTheOther() external {
        refuseString(hex"c0");
        refuseUint(hex"c101");
        vm.expectRevert(Rlp.NonCanonicalRlp.selector);
        verifier.readList(hex"80");
    }

    function test_refusesBytesAfterAList() external {
        vm.expectRevert(Rlp.NonCanonicalRlp.selector);
        verifier.readList(hex"c000");
    }

    function refuseString(bytes memory input) private {
        vm.expectRevert(Rlp.NonCanonicalRlp.selector);
        verifier.readString(input);
    }

    function refuseUint(bytes memory input) private {
        vm.expectRevert(Rlp.NonCanonicalRlp.selector);
        verifier.readUint(input);
    }
}
