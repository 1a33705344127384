// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @title ITreasuryPartitions
/// @notice The partitions of an issue (ERC-1410): up to eight, each with tokens of the same rights but other permissions.
/// @dev The first, "unrestricted", is the ERC-20 view: its movements emit ERC-20's Transfer, also where tokens leave it for, or
/// come from, another partition (to and from zero). Movements by the ERC-20 functions emit only that.
interface ITreasuryPartitions {
    /// @notice A partition was defined. See {definePartition}.
    event PartitionDefined(bytes32 indexed partition, uint8 permissions);
    /// @notice ERC-1410: tokens moved within a partition.
    event TransferByPartition(
        bytes32 indexed partition,
        address operator,
        address indexed from,
        address indexed to,
        uint256 amount,
        bytes data,
        bytes operatorData
    );
    /// @notice A holder's tokens moved from one partition to another.
    event PartitionChanged(address indexed holder, bytes32 indexed from, bytes32 indexed to, uint256 amount);
    /// @notice ERC-1410: an operator may move a holder's tokens in every partition.
    event AuthorizedOperator(address indexed operator, address indexed holder);
    /// @notice ERC-1410: it no longer may, but where authorised by partition.
    event RevokedOperator(address indexed operator, address indexed holder);
    /// @notice ERC-1410: an operator may move a holder's tokens in a partition.
    event AuthorizedOperatorByPartition(bytes32 indexed partition, address indexed operator, address indexed holder);
    /// @notice ERC-1410: it no longer may, but where authorised in every partition.
    event RevokedOperatorByPartition(bytes32 indexed partition, address indexed operator, address indexed holder);

    /// @notice Thrown when no partition has that name.
    error UnknownPartition(bytes32 partition);
    /// @notice Thrown when a partition exists already, has no name or unknown permissions, or is one too many.
    error InvalidPartition(bytes32 partition);
    /// @notice Thrown when a partition's holders may not take tokens out of it, or not bring them in.
    error PartitionChangeNotAllowed(bytes32 from, bytes32 to);

    /// @notice Defines a partition for ever. RIGHT_ISSUE at the registry.
    /// @param permissions What its holders may do without a controller, a bit each: 1 transfer within it, 2 bring tokens in
    /// from another, 4 take them out to another. The default partition has all of them.
    function definePartition(bytes32 partition, uint8 permissions) external;

    /// @notice Moves the caller's tokens within a partition. `data` is only recorded.
    function transferByPartition(
        bytes32 partition,
        address to,
        uint256 amount,
        bytes calldata data
    ) external returns (bytes32);

    /// @notice Moves a holder's tokens within a partition, as its operator. `data` and `operatorData` are only recorded.
    function operatorTransferByPartition(
        bytes32 partition,
        address from,
        address to,
        uint256 amount,
        bytes calldata data,
        bytes calldata operatorData
    ) external returns (bytes32);

    /// @notice Moves the caller's tokens from one partition to another, where both permit it.
    function changePartition(bytes32 from, bytes32 to, uint256 amount) external;

    /// @notice Issues to an eligible account, while announced or active. RIGHT_ISSUE at the registry.
    function issueByPartition(bytes32 partition, address to, uint256 amount, bytes calldata data) external;

    /// @notice Retires the caller's tokens without payment. RIGHT_ISSUE at the registry.
    function redeemByPartition(bytes32 partition, uint256 amount, bytes calldata data) external;

    /// @notice Retires a holder's tokens without payment, as its operator. RIGHT_ISSUE at the registry.
    function operatorRedeemByPartition(
        bytes32 partition,
        address from,
        uint256 amount,
        bytes calldata data
    ) external;

    /// @notice Makes `operator` the caller's operator in every partition, present and future.
    function authorizeOperator(address operator) external;

    /// @notice Takes back {authorizeOperator}; what was authorised by partition stays.
    function revokeOperator(address operator) external;

    /// @notice Makes `operator` the caller's operator in one partition.
    function authorizeOperatorByPartition(bytes32 partition, address operator) external;

    /// @notice Takes back {authorizeOperatorByPartition}.
    function revokeOperatorByPartition(bytes32 partition, address operator) external;

    /// @notice Whether `operator` is the holder's operator in every partition.
    function isOperator(address operator, address holder) external view returns (bool);

    /// @notice Whether `operator` is the holder's operator in a partition, by itself or because it is in every one.
    function isOperatorForPartition(bytes32 partition, address operator, address holder) external view returns (bool);

    /// @notice Every partition; the default one first.
    function partitions() external view returns (bytes32[] memory);

    /// @notice The permissions of a partition's holders, as {definePartition} gave them.
    function permissionsOf(bytes32 partition) external view returns (uint8);

    /// @notice The partitions in which an account has tokens.
    function partitionsOf(address account) external view returns (bytes32[] memory);

    /// @notice An account's balance in a partition, locked part included.
    function balanceOfByPartition(bytes32 partition, address account) external view returns (uint256);

    /// @notice The part of a balance that is held or frozen.
    function lockedOfByPartition(bytes32 partition, address account) external view returns (uint256);

    /// @notice The supply of a partition.
    function totalSupplyByPartition(bytes32 partition) external view returns (uint256);
}
