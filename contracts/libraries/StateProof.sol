// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {MerklePatricia} from "./MerklePatricia.sol";
import {Rlp} from "./Rlp.sol";

/// @title StateProof
/// @notice What an account or a slot of storage held at a block, proven by the block's header and the nodes of `eth_getProof`.
library StateProof {
    /// @notice What is read of a block's header.
    struct Header {
        bytes32 hash;
        bytes32 parentHash;
        bytes32 stateRoot;
        uint256 number;
        /// Seconds since 1970.
        uint256 timestamp;
    }

    /// @notice An account as the state trie holds it.
    struct Account {
        uint256 nonce;
        /// In wei.
        uint256 balance;
        bytes32 storageRoot;
        bytes32 codeHash;
    }

    /// @dev keccak256 of no code.
    bytes32 internal constant EMPTY_CODE_HASH = 0xc5d2460186f7233c927e7db2dcc703c0e500b653ca82273b7bfad8045d85a470;
    /// @dev Headers have 15 fields since Frontier and 21 since Prague; later forks may append a few.
    uint256 private constant MIN_FIELDS = 15;
    uint256 private constant MAX_FIELDS = 32;
    /// @dev A Prague header has at most 706 bytes.
    uint256 private constant MAX_HEADER_BYTES = 2_048;

    /// @notice Thrown when a header has too many bytes, or fewer or more fields than headers have.
    error MalformedHeader();

    /// @notice Reads a header. That its hash is a block's is for the caller to know: see HeaderAnchors.
    function readHeader(bytes calldata encoded) internal pure returns (Header memory header) {
        require(encoded.length <= MAX_HEADER_BYTES, MalformedHeader());
        header.hash = keccak256(encoded);
        bytes calldata rest = Rlp.readList(encoded);
        uint256 field;
        for (; rest.length != 0; ++field) {
            if (field == 0) (header.parentHash, rest) = Rlp.readBytes32(rest);
            else if (field == 3) (header.stateRoot, rest) = Rlp.readBytes32(rest);
            else if (field == 8) (header.number, rest) = Rlp.readUint(rest);
            else if (field == 11) (header.timestamp, rest) = Rlp.readUint(rest);
            else (, rest) = Rlp.readString(rest);
        }
        require(field >= MIN_FIELDS && field <= MAX_FIELDS, MalformedHeader());
    }

    /// @notice `target`'s account in the state `stateRoot`. One that doesn't exist has nothing: no storage and no code.
    function readAccount(bytes32 stateRoot, address target, bytes[] calldata proof)
        internal
        pure
        returns (bool exists, Account memory account)
    {
        bytes calldata value = MerklePatricia.read(stateRoot, keccak256(abi.encodePacked(target)), proof);
        if (value.length == 0) return (false, Account(0, 0, MerklePatricia.EMPTY_ROOT, EMPTY_CODE_HASH));
        bytes calldata rest = Rlp.readList(value);
        (account.nonce, rest) = Rlp.readUint(rest);
        (account.balance, rest) = Rlp.readUint(rest);
        (account.storageRoot, rest) = Rlp.readBytes32(rest);
        (account.codeHash, rest) = Rlp.readBytes32(rest);
        require(rest.length == 0, Rlp.NonCanonicalRlp());
        exists = true;
    }

    /// @notice What slot `slot` of the storage `storageRoot` holds; zero if it was never written or has been cleared.
    function readSlot(bytes32 storageRoot, bytes32 slot, bytes[] calldata proof) internal pure returns (uint256 value) {
        bytes calldata encoded = MerklePatricia.read(storageRoot, keccak256(abi.encodePacked(slot)), proof);
        if (encoded.length == 0) return 0;
        bytes calldata rest;
        (value, rest) = Rlp.readUint(encoded);
        // A trie holds no zeros.
        require(value != 0 && rest.length == 0, Rlp.NonCanonicalRlp());
    }
}
