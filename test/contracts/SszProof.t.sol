// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {SszProof} from "../../contracts/libraries/SszProof.sol";
import {ProofVerifier} from "./support/ProofVerifier.sol";
import {Test} from "./support/Test.sol";

contract SszProofTest is Test {
    address private constant BEACON_ROOTS = 0x000F3df6D732807Ef1319fB7B8bB8522d0Beac02;
    uint256 private constant NOW = 1_700_000_000;

    ProofVerifier private verifier = new ProofVerifier();

    function testFuzz_verifiesABranchOfAnyTree(bytes32 leaf, uint256 index, bytes32 seed) external view {
        index = index >> (uint256(seed) % 200) | 1;
        bytes32[] memory branch = branchOf(index, seed);
        verifier.verifyBranch(climb(leaf, index, branch), leaf, index, branch);
    }

    function testFuzz_refusesABranchWithAnythingChanged(bytes32 leaf, uint48 place, bytes32 seed, uint8 change)
        external
    {
        vm.assume(change != 0);
        uint256 index = uint256(place) | (1 << 48);
        bytes32[] memory branch = branchOf(index, seed);
        bytes32 root = climb(leaf, index, branch);
        refuse(root, leaf ^ bytes32(uint256(change)), index, branch);
        refuse(root, leaf, index ^ change, branch);
        branch[change % branch.length] ^= bytes32(uint256(change) << 100);
        refuse(root, leaf, index, branch);
    }

    function test_refusesABranchOfAnotherLength() external {
        vm.expectRevert(abi.encodeWithSelector(SszProof.BranchLength.selector, 2, 3));
        verifier.verifyBranch(0, 0, 11, new bytes32[](2));
        vm.expectRevert(abi.encodeWithSelector(SszProof.BranchLength.selector, 4, 3));
        verifier.verifyBranch(0, 0, 11, new bytes32[](4));
        vm.expectRevert(abi.encodeWithSelector(SszProof.BranchLength.selector, 0, 0));
        verifier.verifyBranch(0, 0, 0, new bytes32[](0));
        vm.expectRevert(abi.encodeWithSelector(SszProof.BranchLength.selector, 256, 255));
        verifier.verifyBranch(0, 0, type(uint256).max, new bytes32[](256));
    }

    function testFuzz_verifiesAValidator(SszProof.Validator memory record, uint40 validator, bytes32 seed) external {
        record.pubkey = bytes.concat(keccak256(record.pubkey), bytes16(seed));
        bytes32[] memory branch = branchOf(1430 * 2 ** 40 + uint256(validator), seed);
        vm.assertEq(branch.length, 50, "depth");
        bytes32 root = climb(recordRoot(record), 1430 * 2 ** 40 + uint256(validator), branch);
        vm.mockCall(BEACON_ROOTS, abi.encode(NOW), abi.encode(root));
        verifier.verifyValidator(NOW, validator, record, branch);
        record.effectiveBalance ^= 1;
        bytes32 other = climb(recordRoot(record), 1430 * 2 ** 40 + uint256(validator), branch);
        vm.expectRevert(abi.encodeWithSelector(SszProof.WrongRoot.selector, other, root));
        verifier.verifyValidator(NOW, validator, record, branch);
    }

    function test_refusesAnIndexBeyondTheRegistry() external {
        vm.mockCall(BEACON_ROOTS, abi.encode(NOW), abi.encode(1));
        SszProof.Validator memory record;
        record.pubkey = new bytes(48);
        vm.expectRevert(abi.encodeWithSelector(SszProof.ValidatorOutOfRange.selector, 2 ** 40));
        verifier.verifyValidator(NOW, 2 ** 40, record, new bytes32[](50));
    }

    function test_refusesAKeyThatHasNot48Bytes() external {
        SszProof.Validator memory record;
        record.pubkey = new bytes(49);
        vm.expectRevert(abi.encodeWithSelector(SszProof.PubkeyLength.selector, 49));
        verifier.validatorRoot(record);
    }

    function test_refusesATimeWithoutABeaconRoot() external {
        SszProof.Validator memory record;
        record.pubkey = new bytes(48);
        vm.mockCallRevert(BEACON_ROOTS, abi.encode(NOW), "");
        vm.expectRevert(abi.encodeWithSelector(SszProof.NoBeaconRoot.selector, NOW));
        verifier.verifyValidator(NOW, 0, record, new bytes32[](50));
    }

    function test_refusesAChainWithoutTheContractOfBeaconRoots() external {
        SszProof.Validator memory record;
        record.pubkey = new bytes(48);
        vm.etch(BEACON_ROOTS, "");
        vm.expectRevert(abi.encodeWithSelector(SszProof.NoBeaconRoot.selector, NOW));
        verifier.verifyValidator(NOW, 0, record, new bytes32[](50));
    }

    function test_revertsWhereHashingFails() external {
        vm.mockCallRevert(address(2), "", "");
        vm.expectRevert(bytes(""));
        verifier.verifyBranch(0, 0, 2, new bytes32[](1));
    }

    function refuse(bytes32 root, bytes32 leaf, uint256 index, bytes32[] memory branch) private {
        vm.expectRevert(abi.encodeWithSelector(SszProof.WrongRoot.selector, climb(leaf, index, branch), root));
        verifier.verifyBranch(root, leaf, index, branch);
    }

    function branchOf(uint256 index, bytes32 seed) private pure returns (bytes32[] memory branch) {
        uint256 depth;
        while (index >> depth > 1) ++depth;
        branch = new bytes32[](depth);
        for (uint256 i; i < depth; ++i) {
            branch[i] = keccak256(abi.encode(seed, i));
        }
    }

    function climb(bytes32 node, uint256 index, bytes32[] memory branch) private pure returns (bytes32) {
        for (uint256 i; i < branch.length; ++i) {
            node = index % 2 == 0 ? pair(node, branch[i]) : pair(branch[i], node);
            index /= 2;
        }
        return node;
    }

    /// @dev The tree of eight leaves, level by level.
    function recordRoot(SszProof.Validator memory record) private pure returns (bytes32) {
        bytes32[8] memory nodes;
        nodes[0] = sha256(bytes.concat(record.pubkey, bytes16(0)));
        nodes[1] = record.withdrawalCredentials;
        nodes[2] = littleEndian(record.effectiveBalance);
        nodes[3] = littleEndian(record.slashed ? 1 : 0);
        nodes[4] = littleEndian(record.activationEligibilityEpoch);
        nodes[5] = littleEndian(record.activationEpoch);
        nodes[6] = littleEndian(record.exitEpoch);
        nodes[7] = littleEndian(record.withdrawableEpoch);
        for (uint256 width = 4; width > 0; width /= 2) {
            for (uint256 i; i < width; ++i) {
                nodes[i] = pair(nodes[2 * i], nodes[2 * i + 1]);
            }
        }
        return nodes[0];
    }

    function littleEndian(uint64 value) private pure returns (bytes32 leaf) {
        for (uint256 i; i < 8; ++i) {
            leaf |= bytes32(uint256(uint8(value >> (8 * i))) << (248 - 8 * i));
        }
    }

    function pair(bytes32 left, bytes32 right) private pure returns (bytes32) {
        return sha256(abi.encodePacked(left, right));
    }
}
