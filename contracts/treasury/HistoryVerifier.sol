// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IHistoryVerifier} from "../interfaces/IHistoryVerifier.sol";
import {HeaderAnchors} from "../libraries/HeaderAnchors.sol";
import {RegistryLayout} from "../libraries/RegistryLayout.sol";
import {StateProof} from "../libraries/StateProof.sol";

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
        (StateProof.Header memory header, uint256 state) = _read(registry, RegistryLayout.stateSlot(token), proof);
        if (!state.isListed()) revert NotListedThen(registry, token, header.number);
        return PastTreasury(
            header.number,
            header.timestamp,
            state.statusOf(),
            state.cleanPrice(),
            state.priceObservedAt(),
            state.maxPriceMoveBps()
        );
    }

    /// @inheritdoc IHistoryVerifier
    function treasurySlot(address token) external pure returns (bytes32) {
        return RegistryLayout.stateSlot(token);
    }

    function _announce(StateProof.Header memory header) private {
        emit Anchored(header.number, header.hash);
    }

    /// @dev What a contract's slot held after the block. A contract that wasn't there yet held nothing.
    function _read(
        address target,
        bytes32 slot,
        Proof calldata proof
    ) private view returns (StateProof.Header memory header, uint256 value) {
        header = _anchors.read(proof.header);
        (, StateProof.Account memory account) = header.stateRoot.readAccount(target, proof.account);
        value = account.storageRoot.readSlot(slot, proof.slot);
    }
}
