// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {AccessControlUpgradeable} from "@openzeppelin/contracts-upgradeable/access/AccessControlUpgradeable.sol";

import {ITreasuryDocuments} from "../../interfaces/ITreasuryDocuments.sol";
import {ITreasuryRegistry} from "../../interfaces/ITreasuryRegistry.sol";
import {Rights} from "../../libraries/Rights.sol";
import {TreasuryLedger} from "./TreasuryLedger.sol";

/// @title TreasuryDocuments
/// @notice ERC-1643: the documents of an issue.
abstract contract TreasuryDocuments is ITreasuryDocuments, TreasuryLedger, AccessControlUpgradeable {
    /// @inheritdoc ITreasuryDocuments
    function setDocument(bytes32 name, string calldata uri, bytes32 documentHash) external {
        _requireDocumentsRight();
        if (name == 0 || documentHash == 0) revert InvalidDocument(name);
        TokenStorage storage $ = _storage();
        Document storage document = $.documents[name];
        if (document.changedAt == 0) $.documentNames.push(name);
        document.uri = uri;
        document.documentHash = documentHash;
        document.changedAt = uint64(block.timestamp);
        emit DocumentUpdated(name, uri, documentHash);
    }

    /// @inheritdoc ITreasuryDocuments
    function removeDocument(bytes32 name) external {
        _requireDocumentsRight();
        TokenStorage storage $ = _storage();
        Document storage document = $.documents[name];
        if (document.changedAt == 0) revert UnknownDocument(name);
        emit DocumentRemoved(name, document.uri, document.documentHash);
        delete $.documents[name];
        bytes32[] storage names = $.documentNames;
        uint256 last = names.length - 1;
        for (uint256 i; i < last; ++i) {
            if (names[i] == name) names[i] = names[last];
        }
        names.pop();
    }

    /// @inheritdoc ITreasuryDocuments
    function getDocument(bytes32 name) external view returns (string memory, bytes32, uint256) {
        Document storage document = _storage().documents[name];
        return (document.uri, document.documentHash, document.changedAt);
    }

    /// @inheritdoc ITreasuryDocuments
    function getAllDocuments() external view returns (bytes32[] memory) {
        return _storage().documentNames;
    }

    function _requireDocumentsRight() private view {
        if (hasRole(CONTROLLER_ROLE, msg.sender)) return;
        address registry = _storage().registry;
        if (!ITreasuryRegistry(registry).hasRight(address(this), msg.sender, Rights.DOCUMENTS)) {
            revert MayNotChangeDocuments(msg.sender);
        }
    }
}
