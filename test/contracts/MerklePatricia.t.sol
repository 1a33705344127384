// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {MerklePatricia} from "../../contracts/libraries/MerklePatricia.sol";
import {Rlp} from "../../contracts/libraries/Rlp.sol";
import {ProofVerifier} from "./support/ProofVerifier.sol";
import {Test} from "./support/Test.sol";

/// @dev Tries made by hand: nodes that no honest trie has, under a root that names them.
contract MerklePatriciaTest is Test {
    bytes32 private constant KEY = bytes32(uint256(0x12) << 248);

    ProofVerifier private verifier = new ProofVerifier();

    function test_readsALeafThatIsTheRoot() external view {
        vm.assertEq(verifier.readTrie(root(leaf(hex"07")), KEY, one(leaf(hex"07"))), hex"07", "value");
        vm.assertEq(verifier.readTrie(root(leaf(hex"07")), ~KEY, one(leaf(hex"07"))), "", "another key");
    }

    function test_readsNodesThatLieWithinTheirParents() external view {
        // An extension of 62 nibbles, above a branch of two leaves of one nibble.
        bytes memory branch = list(bytes.concat(hex"c23107", hex"c23208", zeros(15)));
        bytes memory path = bytes.concat(hex"00", bytes31(KEY));
        bytes memory extension = list(bytes.concat(hex"a0", path, branch));
        vm.assertEq(verifier.readTrie(root(extension), KEY | bytes32(uint256(0x01)), one(extension)), hex"07", "first");
        vm.assertEq(verifier.readTrie(root(extension), KEY | bytes32(uint256(0x12)), one(extension)), hex"08", "second");
        vm.assertEq(verifier.readTrie(root(extension), KEY | bytes32(uint256(0x21)), one(extension)), "", "no child");
        vm.assertEq(verifier.readTrie(root(extension), KEY | bytes32(uint256(0x02)), one(extension)), "", "other leaf");
        vm.assertEq(verifier.readTrie(root(extension), ~KEY, one(extension)), "", "beside the extension");
    }

    function test_refusesALeafWithoutAValue() external {
        refuse(leaf(hex"80"));
    }

    function test_refusesALeafThatIsTooShortOrTooLong() external {
        refuse(list(hex"2007"));
        refuse(list(bytes.concat(hex"a1", hex"30", KEY, hex"07")));
        refuse(list(bytes.concat(hex"a2", hex"20", KEY, hex"0007")));
    }

    function test_refusesAPathWithAnUnknownPrefix() external {
        refuse(list(bytes.concat(hex"a1", hex"40", KEY, hex"07")));
        refuse(list(bytes.concat(hex"a1", hex"21", KEY, hex"07")));
        refuse(list(hex"8007"));
    }

    function test_refusesAnExtensionOfNothing() external {
        refuse(list(bytes.concat(hex"00", hex"a0", KEY)));
    }

    function test_refusesAnExtensionToNothing() external {
        refuse(list(hex"1180"));
        refuse(list(bytes.concat(hex"a1", hex"00", KEY, hex"c23107")));
    }

    function test_refusesABranchWithAValue() external {
        refuse(list(bytes.concat(zeros(16), hex"07")));
    }

    function test_refusesABranchWithAnotherNumberOfItems() external {
        refuse(list(zeros(18)));
        refuseRlp(list(zeros(16)));
        refuseRlp(list(hex"80"));
        refuseRlp(hex"07");
        refuseRlp("");
    }

    function test_refusesAChildOfAnotherSize() external {
        refuse(list(bytes.concat(hex"820101", zeros(16))));
        refuse(list(bytes.concat(list(zeros(31)), zeros(16))));
    }

    function test_refusesANodeBelow32BytesNamedByItsHash() external {
        bytes memory small = list(hex"3107");
        bytes memory branch = list(bytes.concat(hex"80", hex"a0", keccak256(small), zeros(15)));
        bytes[] memory proof = new bytes[](2);
        (proof[0], proof[1]) = (branch, small);
        vm.expectRevert(abi.encodeWithSelector(MerklePatricia.MalformedNode.selector, 1));
        verifier.readTrie(keccak256(branch), KEY, proof);
    }

    function testFuzz_neverReadsAValueFromWhatIsNoTrie(bytes calldata node, bytes32 key) external view {
        (bool ok, bytes memory answer) = address(verifier).staticcall(
            abi.encodeCall(ProofVerifier.readTrie, (keccak256(node), key, one(node)))
        );
        // A random node is refused; where it happens to be a node, it doesn't hold the random key.
        vm.assertTrue(!ok || abi.decode(answer, (bytes)).length == 0, "no value");
    }

    function refuse(bytes memory node) private {
        vm.expectRevert(abi.encodeWithSelector(MerklePatricia.MalformedNode.selector, 0));
        verifier.readTrie(keccak256(node), KEY, one(node));
    }

    function refuseRlp(bytes memory node) private {
        vm.expectRevert(Rlp.NonCanonicalRlp.selector);
        verifier.readTrie(keccak256(node), KEY, one(node));
    }

    function root(bytes memory node) private pure returns (bytes32) {
        return keccak256(node);
    }

    function one(bytes memory node) private pure returns (bytes[] memory proof) {
        proof = new bytes[](1);
        proof[0] = node;
    }

    function leaf(bytes memory value) private pure returns (bytes memory) {
        return list(bytes.concat(hex"a1", hex"20", KEY, value));
    }

    function zeros(uint256 count) private pure returns (bytes memory items) {
        items = new bytes(count);
        for (uint256 i; i < count; ++i) {
            items[i] = 0x80;
        }
    }

    function list(bytes memory items) private pure returns (bytes memory) {
        if (items.length < 56) return bytes.concat(bytes1(uint8(0xc0 + items.length)), items);
        return bytes.concat(hex"f8", bytes1(uint8(items.length)), items);
    }
}
