// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @title ITreasuryDocuments
/// @notice The documents of an issue (ERC-1643): where each is, and its hash.
interface ITreasuryDocuments {
    /// @notice ERC-1643: a document was added or replaced.
    event DocumentUpdated(bytes32 indexed name, string uri, bytes32 documentHash);
    /// @notice ERC-1643: a document was removed.
    event DocumentRemoved(bytes32 indexed name, string uri, bytes32 documentHash);

    /// @notice Thrown when no document has that name.
    error UnknownDocument(bytes32 name);
    /// @notice Thrown when a document has no name or no hash.
    error InvalidDocument(bytes32 name);
    /// @notice Thrown when the caller is neither a controller nor has RIGHT_DOCUMENTS.
    error MayNotChangeDocuments(address caller);

    /// @notice Adds or replaces a document. RIGHT_DOCUMENTS at the registry, or a controller.
    /// @param name Short ASCII name, zero-padded.
    /// @param uri Where to find it.
    /// @param documentHash keccak256 of its content.
    function setDocument(bytes32 name, string calldata uri, bytes32 documentHash) external;

    /// @notice Removes a document. RIGHT_DOCUMENTS at the registry, or a controller.
    function removeDocument(bytes32 name) external;

    /// @notice A document, and the Unix seconds of its last change; empty when there is none.
    function getDocument(bytes32 name) external view returns (string memory uri, bytes32 documentHash, uint256 changedAt);

    /// @notice The names of all documents, in no particular order.
    function getAllDocuments() external view returns (bytes32[] memory);
}
