// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IHistoryVerifier} from "../interfaces/IHistoryVerifier.sol";
import {HeaderAnchors} from "../libraries/HeaderAnchors.sol";
import {HolderSlot} from "../libraries/HolderSlot.sol";
import {RegistryLayout} from "../libraries/RegistryLayout.sol";
import {StateProof} from "../libraries/StateProof.sol";
import {TokenLayout} from "../libraries/TokenLayout.sol";

/// @title HistoryVerifier
/// @notice Says what treasuries and balances were at past blocks, from proofs. One serves every set of a chain.
/// @dev Has no owner and can't be upgraded: what it accepts follows from the chain alone.
contract HistoryVerifier is IHistoryVerifier {
    using HeaderAnchors for HeaderAnchors.Anchors;
    using RegistryLayout for uint256;
    using StateProof for bytes32;

    HeaderAnchors.Anchors private _anchors;

    /// @inheritdoc IHistoryVerifier
    function anchor(bytes calldata header) external {
        _announce(_anchors.anchor(header));
    }

    /// @inheritdoc IHistoryVerifier
    function anchorByParents(bytes[] calldata headers) external {
        _announce(_anchors.anchorByParents(headers));
    }

    /// @inheritdoc IHistoryVerifier
    function anchorByHistory(
        bytes calldata descendant,
        bytes calldata header,
        HeaderAnchors.HistoryProof calldata proof
    ) external {
        _announce(_anchors.anchorByHistory(descendant, header, proof));
    }

    /// @inheritdoc IHistoryVerifier
    function anchorOf(uint256 blockNumber) external view returns (bytes32) {
        return _anchors.hashOf[blockNumber];
    }

    /// @inheritdoc IHistoryVerifier
    function treasuryAt(
        address registry,
        address token,
        Proof calldata proof
    ) external view returns (PastTreasury memory) {
        (uint256 blockNumber, uint256 timestamp, uint256 state) =
            _read(registry, RegistryLayout.stateSlot(token), proof);
        if (!state.isListed()) revert NotListedThen(registry, token, blockNumber);
        return PastTreasury(
            blockNumber,
            timestamp,
            state.statusOf(),
            state.cleanPrice(),
            state.priceObservedAt(),
            state.maxPriceMoveBps()
        );
    }

    /// @inheritdoc IHistoryVerifier
    function balanceAt(
        address token,
        address account,
        uint256 partition,
        Proof calldata proof
    ) external view returns (PastBalance memory) {
        (uint256 blockNumber, uint256 timestamp, uint256 value) =
            _read(token, holderSlot(account, partition), proof);
        HolderSlot slot = HolderSlot.wrap(value);
        return PastBalance(blockNumber, timestamp, slot.balance(), slot.locked());
    }

    /// @inheritdoc IHistoryVerifier
    function totalBalanceAt(
        address token,
        address account,
        bytes calldata header,
        bytes[] calldata accountProof,
        bytes[][] calldata slots
    ) external view returns (PastBalance memory past) {
        if (slots.length != TokenLayout.MAX_PARTITIONS) revert WrongProofCount(slots.length, TokenLayout.MAX_PARTITIONS);
        bytes32 storageRoot;
        (past.blockNumber, past.timestamp, storageRoot) = _storageRootAt(token, header, accountProof);
        for (uint256 i; i < slots.length; ++i) {
            HolderSlot slot = HolderSlot.wrap(storageRoot.readSlot(TokenLayout.holderSlot(account, i), slots[i]));
            past.balance += slot.balance();
            past.locked += slot.locked();
        }
    }

    /// @inheritdoc IHistoryVerifier
    function treasurySlot(address token) external pure returns (bytes32) {
        return RegistryLayout.stateSlot(token);
    }

    /// @inheritdoc IHistoryVerifier
    function holderSlot(address account, uint256 partition) public pure returns (bytes32) {
        if (partition >= TokenLayout.MAX_PARTITIONS) revert PartitionOutOfRange(partition);
        return TokenLayout.holderSlot(account, partition);
    }

    function _announce(StateProof.Header memory header) private {
        emit Anchored(header.number, header.hash);
    }

    /// @dev What a contract's slot held after the block.
    function _read(
        address target,
        bytes32 slot,
        Proof calldata proof
    ) private view returns (uint256 blockNumber, uint256 timestamp, uint256 value) {
        bytes32 storageRoot;
        (blockNumber, timestamp, storageRoot) = _storageRootAt(target, proof.header, proof.account);
        value = storageRoot.readSlot(slot, proof.slot);
    }

    /// @dev The root of a contract's storage after the block. One that wasn't there yet had nothing.
    function _storageRootAt(
        address target,
        bytes calldata header,
        bytes[] calldata proof
    ) private view returns (uint256 blockNumber, uint256 timestamp, bytes32 storageRoot) {
        StateProof.Header memory trusted = _anchors.read(header);
        (, StateProof.Account memory account) = trusted.stateRoot.readAccount(target, proof);
        return (trusted.number, trusted.timestamp, account.storageRoot);
    }
}
