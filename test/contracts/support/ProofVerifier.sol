// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {HeaderAnchors} from "../../../contracts/libraries/HeaderAnchors.sol";
import {MerklePatricia} from "../../../contracts/libraries/MerklePatricia.sol";
import {Rlp} from "../../../contracts/libraries/Rlp.sol";
import {SszProof} from "../../../contracts/libraries/SszProof.sol";
import {StateProof} from "../../../contracts/libraries/StateProof.sol";

/// @notice The proof libraries behind a contract of their own, as a test calls them.
contract ProofVerifier {
    using HeaderAnchors for HeaderAnchors.Anchors;

    HeaderAnchors.Anchors private _anchors;

    function anchor(bytes calldata header) external {
        _anchors.anchor(header);
    }

    function anchorByParents(bytes[] calldata headers) external {
        _anchors.anchorByParents(headers);
    }

    function anchorByHistory(
        bytes calldata descendant,
        bytes calldata header,
        HeaderAnchors.HistoryProof calldata proof
    ) external {
        _anchors.anchorByHistory(descendant, header, proof);
    }

    function headerAt(bytes calldata header) external view returns (StateProof.Header memory) {
        return _anchors.read(header);
    }

    function accountAt(bytes calldata header, address target, bytes[] calldata proof)
        external
        view
        returns (bool exists, StateProof.Account memory account)
    {
        return StateProof.readAccount(_anchors.read(header).stateRoot, target, proof);
    }

    function slotAt(
        bytes calldata header,
        address target,
        bytes32 slot,
        bytes[] calldata accountProof,
        bytes[] calldata slotProof
    ) external view returns (uint256) {
        (, StateProof.Account memory account) =
            StateProof.readAccount(_anchors.read(header).stateRoot, target, accountProof);
        return StateProof.readSlot(account.storageRoot, slot, slotProof);
    }

    function readHeader(bytes calldata header) external pure returns (StateProof.Header memory) {
        return StateProof.readHeader(header);
    }

    function readAccount(bytes32 stateRoot, address target, bytes[] calldata proof)
        external
        pure
        returns (bool exists, StateProof.Account memory account)
    {
        return StateProof.readAccount(stateRoot, target, proof);
    }

    function readSlot(bytes32 storageRoot, bytes32 slot, bytes[] calldata proof) external pure returns (uint256) {
        return StateProof.readSlot(storageRoot, slot, proof);
    }

    function readTrie(bytes32 root, bytes32 key, bytes[] calldata proof) external pure returns (bytes memory) {
        return MerklePatricia.read(root, key, proof);
    }

    function readUint(bytes calldata input) external pure returns (uint256 value, bytes memory rest) {
        return Rlp.readUint(input);
    }

    function readString(bytes calldata input) external pure returns (bytes memory payload, bytes memory rest) {
        return Rlp.readString(input);
    }

    function readList(bytes calldata input) external pure returns (bytes memory) {
        return Rlp.readList(input);
    }

    function verifyBranch(bytes32 root, bytes32 leaf, uint256 index, bytes32[] calldata branch) external view {
        SszProof.verify(root, leaf, index, branch);
    }

    function verifyValidator(
        uint256 timestamp,
        uint256 validator,
        SszProof.Validator calldata record,
        bytes32[] calldata branch
    ) external view {
        SszProof.verifyValidator(SszProof.beaconRoot(timestamp), validator, record, branch);
    }

    function validatorRoot(SszProof.Validator calldata record) external view returns (bytes32) {
        return SszProof.rootOf(record);
    }
}
