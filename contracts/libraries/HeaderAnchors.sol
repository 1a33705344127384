// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Blockhash} from "@openzeppelin/contracts/utils/Blockhash.sol";

import {StateProof} from "./StateProof.sol";

/// @title HeaderAnchors
/// @notice Which headers are blocks of this chain. The latest 8,191 are known by EIP-2935's history contract; an older one is
/// proven by a header that is trusted already, and anchored, so that later proofs may start from it.
library HeaderAnchors {
    using StateProof for bytes32;

    /// @notice The hashes of the anchored blocks. Lies in the storage of the contract that trusts them.
    struct Anchors {
        mapping(uint256 number => bytes32 hash) hashOf;
    }

    /// @notice The proof that a block's state names an older block's hash: the history contract's account and its slot.
    struct HistoryProof {
        bytes[] account;
        bytes[] slot;
    }

    /// @dev How many of its ancestors each block's state names (EIP-2935's HISTORY_SERVE_WINDOW).
    uint256 internal constant WINDOW = 8_191;

    /// @notice Thrown when no hash is known for the block, or another than the header's.
    error UntrustedHeader(uint256 number, bytes32 hash);
    /// @notice Thrown when a chain of headers has none.
    error NoHeaders();
    /// @notice Thrown when a header isn't the parent of the one before it.
    error NotParent(uint256 number, bytes32 hash);
    /// @notice Thrown when a block isn't among the 8,191 that come before `descendant`.
    error OutsideWindow(uint256 number, uint256 descendant);

    /// @notice Reads a header that is a block of this chain: within the window, or anchored.
    function read(Anchors storage self, bytes calldata encoded) internal view returns (StateProof.Header memory header) {
        header = StateProof.readHeader(encoded);
        bytes32 hash = Blockhash.blockHash(header.number);
        if (hash == 0) hash = self.hashOf[header.number];
        require(hash == header.hash, UntrustedHeader(header.number, header.hash));
    }

    /// @notice Keeps the hash of a block that is trusted now, for the time when it leaves the window.
    function anchor(Anchors storage self, bytes calldata encoded) internal returns (StateProof.Header memory header) {
        header = read(self, encoded);
        self.hashOf[header.number] = header.hash;
    }

    /// @notice Anchors the last of `encoded`: the first is trusted, each other the parent of the one before it.
    function anchorByParents(Anchors storage self, bytes[] calldata encoded)
        internal
        returns (StateProof.Header memory header)
    {
        require(encoded.length != 0, NoHeaders());
        header = read(self, encoded[0]);
        for (uint256 i = 1; i < encoded.length; ++i) {
            StateProof.Header memory parent = StateProof.readHeader(encoded[i]);
            require(
                parent.hash == header.parentHash && parent.number + 1 == header.number,
                NotParent(parent.number, parent.hash)
            );
            header = parent;
        }
        self.hashOf[header.number] = header.hash;
    }

    /// @notice Anchors `encoded` because the state of `descendant`, a trusted block, names its hash: one proof goes back
    /// by up to 8,191 blocks.
    /// @dev The state after block n holds the hashes of n - 8,191 to n - 1, each in the slot of its number modulo 8,191.
    function anchorByHistory(
        Anchors storage self,
        bytes calldata descendant,
        bytes calldata encoded,
        HistoryProof calldata proof
    ) internal returns (StateProof.Header memory header) {
        StateProof.Header memory newer = read(self, descendant);
        header = StateProof.readHeader(encoded);
        uint256 number = header.number;
        require(number < newer.number && newer.number - number <= WINDOW, OutsideWindow(number, newer.number));
        (, StateProof.Account memory account) =
            newer.stateRoot.readAccount(Blockhash.HISTORY_STORAGE_ADDRESS, proof.account);
        uint256 hash = account.storageRoot.readSlot(bytes32(number % WINDOW), proof.slot);
        require(bytes32(hash) == header.hash, UntrustedHeader(number, header.hash));
        self.hashOf[number] = header.hash;
    }
}
