// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @title SszProof
/// @notice Proofs of a validator's record against a beacon block's root, which EIP-4788 gives the chain.
/// @dev Generalized indices (consensus-specs, ssz/merkle-proofs.md): the root is 1, the children of i are 2i and 2i + 1. Field k
/// of a container with n fields is 2^d + k below the container's root, where 2^d is the least power of two not below n; the
/// elements of a list lie below the left child of its root, its length is the right one.
///
/// - BeaconBlock (slot, proposer_index, parent_root, state_root, body): five fields, so d = 3, and state_root is 8 + 3 = 11.
/// - BeaconState since Electra has 37 fields (38 since Fulu), so d = 6; validators is field 11: 64 + 11 = 75. Before it were
///   28 fields at most and d = 5: older states don't verify here.
/// - validators is a List[Validator, 2^40]: its elements are at 2 * 75 = 150 and 40 levels deeper: 150 * 2^40 + index.
/// - From the block's root, 75 below 11 is 11 * 2^6 + 11 = 715; its elements are below 1430: 1430 * 2^40 + index, at depth
///   3 + 6 + 1 + 40 = 50.
/// - Validator has eight fields, so d = 3: withdrawal_credentials is 8 * validator + 1, effective_balance 8 * validator + 2.
library SszProof {
    /// @notice A validator's record as the beacon state holds it.
    struct Validator {
        /// 48 bytes: a compressed point of BLS12-381's G1.
        bytes pubkey;
        bytes32 withdrawalCredentials;
        /// In gwei.
        uint64 effectiveBalance;
        bool slashed;
        uint64 activationEligibilityEpoch;
        uint64 activationEpoch;
        uint64 exitEpoch;
        uint64 withdrawableEpoch;
    }

    /// @dev Where EIP-4788 keeps the roots of the latest 8,191 beacon blocks.
    address internal constant BEACON_ROOTS = 0x000F3df6D732807Ef1319fB7B8bB8522d0Beac02;
    uint256 private constant VALIDATORS = 1430 << 40;
    uint256 private constant VALIDATOR_LIMIT = 1 << 40;

    /// @notice Thrown when EIP-4788 knows no root for the time: no block then, or too long ago.
    error NoBeaconRoot(uint256 timestamp);
    /// @notice Thrown when a branch hasn't as many elements as the index is deep.
    error BranchLength(uint256 given, uint256 needed);
    /// @notice Thrown when a branch leads to another root.
    error WrongRoot(bytes32 root, bytes32 expected);
    /// @notice Thrown when no validator can have this index.
    error ValidatorOutOfRange(uint256 validator);
    /// @notice Thrown when a public key hasn't 48 bytes.
    error PubkeyLength(uint256 given);

    /// @notice The root of the beacon block that the chain's block at `timestamp` was built on: that of its parent.
    function beaconRoot(uint256 timestamp) internal view returns (bytes32 root) {
        (bool ok, bytes memory answer) = BEACON_ROOTS.staticcall(abi.encode(timestamp));
        require(ok && answer.length == 32, NoBeaconRoot(timestamp));
        return abi.decode(answer, (bytes32));
    }

    /// @notice Reverts unless the tree `root` has `leaf` at the generalized index `index`. `branch` goes from the leaf up.
    function verify(bytes32 root, bytes32 leaf, uint256 index, bytes32[] calldata branch) internal view {
        uint256 length = branch.length;
        // An index is as deep as its highest bit is high.
        require(length < 256 && index >> length == 1, BranchLength(length, depthOf(index)));
        bytes32 node = leaf;
        for (uint256 i; i < length; ++i) {
            node = (index >> i) & 1 == 0 ? hash(node, branch[i]) : hash(branch[i], node);
        }
        require(node == root, WrongRoot(node, root));
    }

    /// @notice Reverts unless `record` is the validator number `validator` in the state after the beacon block `root`.
    function verifyValidator(bytes32 root, uint256 validator, Validator calldata record, bytes32[] calldata branch)
        internal
        view
    {
        verify(root, rootOf(record), validatorIndex(validator), branch);
    }

    /// @notice The generalized index, below a beacon block's root, of the record of validator number `validator`.
    function validatorIndex(uint256 validator) internal pure returns (uint256) {
        require(validator < VALIDATOR_LIMIT, ValidatorOutOfRange(validator));
        return VALIDATORS + validator;
    }

    /// @notice The hash tree root of a validator's record: eight leaves.
    function rootOf(Validator calldata record) internal view returns (bytes32) {
        require(record.pubkey.length == 48, PubkeyLength(record.pubkey.length));
        bytes32 pubkey = hash(bytes32(record.pubkey[:32]), bytes32(record.pubkey[32:]));
        bytes32 balance = toLittleEndian(record.effectiveBalance);
        bytes32 slashed = record.slashed ? bytes32(bytes1(0x01)) : bytes32(0);
        bytes32 left = hash(hash(pubkey, record.withdrawalCredentials), hash(balance, slashed));
        bytes32 activation =
            hash(toLittleEndian(record.activationEligibilityEpoch), toLittleEndian(record.activationEpoch));
        bytes32 exit = hash(toLittleEndian(record.exitEpoch), toLittleEndian(record.withdrawableEpoch));
        return hash(left, hash(activation, exit));
    }

    /// @notice A number as SSZ has it in a leaf: its eight bytes, the lowest first, then zeros.
    function toLittleEndian(uint64 value) internal pure returns (bytes32) {
        uint64 swapped;
        for (uint256 i; i < 8; ++i) {
            swapped = (swapped << 8) | (value & 0xff);
            value >>= 8;
        }
        return bytes32(bytes8(swapped));
    }

    /// @notice The depth of a generalized index; 0 for the root, and for 0, which is no index.
    function depthOf(uint256 index) internal pure returns (uint256 depth) {
        while (index > 1) {
            index >>= 1;
            ++depth;
        }
    }

    /// @dev SHA-256 of two words, by the precompile, which fails only for want of gas.
    function hash(bytes32 left, bytes32 right) internal view returns (bytes32 digest) {
        assembly ("memory-safe") {
            mstore(0, left)
            mstore(0x20, right)
            if iszero(staticcall(gas(), 2, 0, 0x40, 0, 0x20)) { revert(0, 0) }
            digest := mload(0)
        }
    }
}
