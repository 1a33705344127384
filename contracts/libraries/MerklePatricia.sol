// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Rlp} from "./Rlp.sol";

/// @title MerklePatricia
/// @notice Proofs that a key of 32 bytes is, or is not, in a Merkle-Patricia trie: Ethereum's state and storage tries.
/// @dev A proof is what `eth_getProof` gives: the nodes that a hash leads to, from the root on, and none besides. Nodes below 32
/// bytes lie within their parent and are no elements of their own. OpenZeppelin's TrieProof proves inclusion alone.
library MerklePatricia {
    /// @dev The root of a trie with nothing in it: keccak256(rlp("")).
    bytes32 internal constant EMPTY_ROOT = 0x56e81f171bcc55a6ff8345e692c0f86e5b48e01b996cadc001622fb5e363b421;
    uint256 private constant KEY_NIBBLES = 64;

    /// @dev What an item of a node leads to.
    enum Child {
        None,
        Hash,
        Embedded
    }

    /// @dev Where a walk stands: how much of the key and of the proof it has used.
    struct Walk {
        bytes32 key;
        uint256 depth;
        uint256 used;
    }

    /// @notice Thrown when element `index` of a proof isn't the node that its parent, or the root, names.
    error WrongNode(uint256 index);
    /// @notice Thrown when element `index` of a proof is no node of a trie whose keys all have 32 bytes.
    error MalformedNode(uint256 index);
    /// @notice Thrown when a proof ends too early or goes on too long.
    error ProofLength(uint256 given, uint256 needed);

    /// @notice The value at `key`, empty if the trie has none there. Reverts unless `proof` proves it.
    /// @dev Each node takes at least one nibble of the key, so that no proof costs more than 65 nodes.
    function read(bytes32 root, bytes32 key, bytes[] calldata proof) internal pure returns (bytes calldata value) {
        value = _empty();
        if (root == EMPTY_ROOT) {
            require(proof.length == 0, ProofLength(proof.length, 0));
            return value;
        }
        Walk memory walk = Walk(key, 0, 0);
        bytes calldata node = _take(walk, root, proof);
        while (true) {
            (Child kind, bytes calldata child, bool isValue) = _step(walk, node);
            if (isValue) value = child;
            if (isValue || kind == Child.None) break;
            node = kind == Child.Hash ? _take(walk, bytes32(child), proof) : child;
        }
        require(walk.used == proof.length, ProofLength(proof.length, walk.used));
    }

    /// @dev The proof's next element, which has to hash to `hash`. Nodes below 32 bytes are named by no hash, but for the root.
    function _take(Walk memory walk, bytes32 hash, bytes[] calldata proof) private pure returns (bytes calldata node) {
        uint256 index = walk.used++; // solhint-disable-line gas-increment-by-one
        require(index < proof.length, ProofLength(proof.length, index + 1));
        node = proof[index];
        require(keccak256(node) == hash, WrongNode(index));
        require(index == 0 || node.length >= 32, MalformedNode(index));
    }

    /// @dev Follows the key through one node, to a child, to its value, or to where the trie has nothing.
    function _step(Walk memory walk, bytes calldata node)
        private
        pure
        returns (Child kind, bytes calldata child, bool isValue)
    {
        bytes calldata items = Rlp.readList(node);
        (,,, bytes calldata rest) = Rlp.next(items);
        (,,, rest) = Rlp.next(rest);
        if (rest.length != 0) {
            (kind, child) = _branch(walk, items);
            return (kind, child, false);
        }
        return _short(walk, items);
    }

    /// @dev A branch: sixteen children, and an empty value, since no key ends above another.
    function _branch(Walk memory walk, bytes calldata items) private pure returns (Child kind, bytes calldata child) {
        require(walk.depth < KEY_NIBBLES, MalformedNode(walk.used - 1));
        uint256 nibble = uint256(walk.key << (4 * walk.depth)) >> 252;
        child = _empty();
        for (uint256 i; i < 16; ++i) {
            Child each;
            bytes calldata found;
            (each, found, items) = _child(walk, items);
            if (i == nibble) (kind, child) = (each, found);
        }
        (bytes calldata value, bytes calldata rest) = Rlp.readString(items);
        require(value.length == 0 && rest.length == 0, MalformedNode(walk.used - 1));
        ++walk.depth;
    }

    /// @dev A leaf or an extension: a piece of the key, and the value or the child it leads to.
    function _short(Walk memory walk, bytes calldata items)
        private
        pure
        returns (Child kind, bytes calldata child, bool isValue)
    {
        (bytes calldata path, bytes calldata rest) = Rlp.readString(items);
        (bool isLeaf, bool matches) = _followPiece(walk, path);
        if (isLeaf) {
            (child,) = Rlp.readString(rest);
            require(walk.depth == KEY_NIBBLES && child.length != 0, MalformedNode(walk.used - 1));
            return (Child.None, child, matches);
        }
        (kind, child,) = _child(walk, rest);
        require(path.length > 1 || uint8(path[0]) >= 0x10, MalformedNode(walk.used - 1));
        require(walk.depth < KEY_NIBBLES && kind != Child.None, MalformedNode(walk.used - 1));
        if (!matches) kind = Child.None;
    }

    /// @dev Goes down by a piece of a key in the hex-prefix form, and tells whether it is the key's own.
    function _followPiece(Walk memory walk, bytes calldata path) private pure returns (bool isLeaf, bool matches) {
        require(path.length != 0, MalformedNode(walk.used - 1));
        uint256 first = uint8(path[0]);
        bool isOdd = first & 0x10 != 0;
        uint256 nibbles = 2 * path.length - (isOdd ? 1 : 2);
        require(
            first < 0x40 && (isOdd || first & 0x0f == 0) && walk.depth + nibbles <= KEY_NIBBLES,
            MalformedNode(walk.used - 1)
        );
        bytes32 piece = isOdd ? bytes32(path) << 4 : bytes32(path[1:]);
        // The shift drops all that follows the piece; a shift by 256 leaves zero.
        matches = uint256(piece ^ (walk.key << (4 * walk.depth))) >> (256 - 4 * nibbles) == 0;
        walk.depth += nibbles;
        isLeaf = first & 0x20 != 0;
    }

    /// @dev The child that comes first in `items`: nothing, a hash, or a node of fewer than 32 bytes.
    function _child(Walk memory walk, bytes calldata items)
        private
        pure
        returns (Child kind, bytes calldata child, bytes calldata rest)
    {
        bool isList;
        bytes calldata payload;
        (isList, payload, child, rest) = Rlp.next(items);
        if (isList) {
            require(child.length < 32, MalformedNode(walk.used - 1));
            return (Child.Embedded, child, rest);
        }
        require(payload.length == 0 || payload.length == 32, MalformedNode(walk.used - 1));
        return (payload.length == 0 ? Child.None : Child.Hash, payload, rest);
    }

    function _empty() private pure returns (bytes calldata) {
        return msg.data[:0];
    }
}
