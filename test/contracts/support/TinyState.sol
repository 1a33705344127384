// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {RLP} from "@openzeppelin/contracts/utils/RLP.sol";

/// @notice Makes the smallest states there can be, with their proofs: one account, one slot, a leaf each. Encoded by
/// OpenZeppelin's RLP, not by the code under test.
library TinyState {
    using RLP for RLP.Encoder;

    bytes32 internal constant EMPTY_ROOT = 0x56e81f171bcc55a6ff8345e692c0f86e5b48e01b996cadc001622fb5e363b421;

    /// @notice A storage with one value in it, or none where the value is zero.
    function storageOf(bytes32 slot, uint256 value) internal pure returns (bytes32 root, bytes[] memory proof) {
        if (value == 0) return (EMPTY_ROOT, proof);
        return _leaf(keccak256(abi.encode(slot)), RLP.encode(value));
    }

    /// @notice A state with one account in it.
    function stateOf(
        address account,
        bytes32 storageRoot
    ) internal pure returns (bytes32 root, bytes[] memory proof) {
        bytes memory value =
            RLP.encoder().push(uint256(1)).push(uint256(0)).push(storageRoot).push(keccak256("code")).encode();
        return _leaf(keccak256(abi.encodePacked(account)), value);
    }

    /// @notice The header of a block as Prague has it, all else zero.
    function headerOf(
        uint256 number,
        uint256 timestamp,
        bytes32 parentHash,
        bytes32 stateRoot
    ) internal pure returns (bytes memory) {
        RLP.Encoder memory fields = RLP.encoder().push(parentHash).push(bytes32(0)).push(address(0)).push(stateRoot);
        fields.push(bytes32(0)).push(bytes32(0)).push(new bytes(256)).push(uint256(0)).push(number);
        fields.push(uint256(30_000_000)).push(uint256(0)).push(timestamp).push(bytes("")).push(bytes32(0));
        fields.push(new bytes(8)).push(uint256(7)).push(bytes32(0)).push(uint256(0)).push(uint256(0));
        return fields.push(bytes32(0)).push(bytes32(0)).encode();
    }

    /// @dev 0x20: a leaf, and an even number of nibbles follows.
    function _leaf(bytes32 key, bytes memory value) private pure returns (bytes32 root, bytes[] memory proof) {
        proof = new bytes[](1);
        proof[0] = RLP.encoder().push(bytes.concat(hex"20", key)).push(value).encode();
        root = keccak256(proof[0]);
    }
}
