// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {HeaderAnchors} from "../libraries/HeaderAnchors.sol";
import {ITreasuryRegistry} from "./ITreasuryRegistry.sol";

/// @title IHistoryVerifier
/// @notice Says what a treasury's status and price, or a holder's balance, were at a past block, given that block's header and
/// the proofs of `eth_getProof`. Nobody has to be believed: a header counts because EIP-2935 knows its hash, or because it
/// was anchored by one that counted.
/// @dev Headers are RLP, as `debug_getRawHeader` gives them. Where a trie is empty, its proof is empty. Answers are about the
/// state after the block. Which registry or token to ask about is the caller's to know.
interface IHistoryVerifier {
    /// @param header The header of the block.
    /// @param account `accountProof` of the contract that is asked about.
    /// @param slot `storageProof[0].proof` of the slot, see {treasurySlot} and {holderSlot}.
    struct Proof {
        bytes header;
        bytes[] account;
        bytes[] slot;
    }

    /// @param blockNumber The block's number.
    /// @param timestamp Its time, in Unix seconds.
    /// @param status Where the treasury was in its life.
    /// @param cleanPrice The latest clean price, in settlement base units for one whole token; 0 while there was none.
    /// @param priceObservedAt Unix seconds of that price.
    /// @param maxPriceMoveBps The bound of one price update, in hundredths of a percent; 0 for none.
    struct PastTreasury {
        uint256 blockNumber;
        uint256 timestamp;
        ITreasuryRegistry.TreasuryStatus status;
        uint128 cleanPrice;
        uint64 priceObservedAt;
        uint16 maxPriceMoveBps;
    }

    /// @param blockNumber The block's number.
    /// @param timestamp Its time, in Unix seconds.
    /// @param balance Base units, locked ones included.
    /// @param locked Base units that were held, or frozen in part.
    struct PastBalance {
        uint256 blockNumber;
        uint256 timestamp;
        uint256 balance;
        uint256 locked;
    }

    /// @notice A block's hash is kept, so that it counts for ever.
    event Anchored(uint256 indexed blockNumber, bytes32 blockHash);

    /// @notice Thrown when the registry didn't list the treasury at that block.
    error NotListedThen(address registry, address token, uint256 blockNumber);

    /// @notice Thrown when no token has a partition of that number.
    error PartitionOutOfRange(uint256 partition);
    /// @notice Thrown when there isn't a proof for each of the eight partitions that a token can have.
    error WrongProofCount(uint256 given, uint256 needed);

    /// @notice Keeps the hash of one of the latest 8,191 blocks, or one that was kept already. Anyone.
    function anchor(bytes calldata header) external;

    /// @notice Keeps the hash of the last of the headers: the first counts, each other is the parent of the one before. Anyone.
    function anchorByParents(bytes[] calldata headers) external;

    /// @notice Keeps the hash of a block that a later one, which counts, remembers in its state (EIP-2935). Anyone.
    /// @param descendant The header of a block at most 8,191 later.
    /// @param header The header of the block to keep.
    /// @param proof Of the history contract's slot `number % 8191`, at `descendant`.
    function anchorByHistory(
        bytes calldata descendant,
        bytes calldata header,
        HeaderAnchors.HistoryProof calldata proof
    ) external;

    /// @notice The hash kept of a block; zero when it wasn't anchored.
    function anchorOf(uint256 blockNumber) external view returns (bytes32);

    /// @notice A treasury's status and price after the block of the proof's header.
    function treasuryAt(
        address registry,
        address token,
        Proof calldata proof
    ) external view returns (PastTreasury memory);

    /// @notice What an account had in one partition of a token after the block of the proof's header: nothing where the token
    /// wasn't there yet.
    /// @param partition The partition's number: its place among the token's partitions, 0 for the default one.
    function balanceAt(
        address token,
        address account,
        uint256 partition,
        Proof calldata proof
    ) external view returns (PastBalance memory);

    /// @notice What an account had in all partitions of a token.
    /// @param slots `storageProof[i].proof` of {holderSlot} of partition i, from 0 to 7.
    function totalBalanceAt(
        address token,
        address account,
        bytes calldata header,
        bytes[] calldata accountProof,
        bytes[][] calldata slots
    ) external view returns (PastBalance memory);

    /// @notice The slot of a registry that {treasuryAt} needs the proof of.
    function treasurySlot(address token) external pure returns (bytes32);

    /// @notice The slot of a token that {balanceAt} needs the proof of.
    function holderSlot(address account, uint256 partition) external pure returns (bytes32);
}
