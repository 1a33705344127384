// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IERC20Metadata} from "@openzeppelin/contracts/token/ERC20/extensions/IERC20Metadata.sol";

import {IHoldable} from "./IHoldable.sol";
import {ITreasuryRegistry} from "./ITreasuryRegistry.sol";

/// @title ITreasuryToken
/// @notice One issue of treasuries as an ERC-1400 token (ERC-1410 partitions, 1594 restrictions, 1643 documents, 1644
/// controller) whose default partition is an ERC-20 with ERC-2612 permit; 6 decimals.
/// @dev Moves only while the treasury is active and before maturity, and where the compliance module allows. Codes are
/// ERC-1066's as ERC-1400 uses them; rules are those of {IComplianceModule}, and in addition 0x52 `sender/balance`,
/// 0x54 `token/paused`, `token/not-active`, `token/matured`, 0x55 `sender/frozen`, `receiver/frozen`, `sender/locked`.
/// `totalSupply` and `balanceOf` are the default partition's; {issuedSupply} and {totalBalanceOf} are over all partitions.
interface ITreasuryToken is IERC20Metadata, IHoldable {
    event Issued(address indexed operator, address indexed to, bytes32 indexed partition, uint256 amount);
    event Redeemed(address indexed operator, address indexed from, bytes32 indexed partition, uint256 amount);
    /// @notice ERC-1410: tokens moved within a partition. A move in the default partition also emits ERC-20's Transfer.
    event TransferByPartition(
        bytes32 indexed partition, address operator, address indexed from, address indexed to, uint256 amount, bytes data
    );
    /// @notice A holder's tokens moved from one partition to another.
    event PartitionChanged(address indexed holder, bytes32 indexed from, bytes32 indexed to, uint256 amount);
    event AddressFrozen(address indexed account, bool frozen);
    event PartiallyFrozen(address indexed account, bytes32 indexed partition, uint256 frozenAmount);
    /// @notice A controller moved tokens without the holder's consent, for the reason given (ERC-1644).
    event ControllerTransfer(
        address indexed controller,
        address indexed from,
        address indexed to,
        bytes32 partition,
        uint256 amount,
        string reason
    );
    event ControllerRedemption(
        address indexed controller, address indexed from, bytes32 partition, uint256 amount, string reason
    );
    /// @notice Everything of a lost wallet moved to its owner's new one.
    event WalletRecovered(address indexed lost, address indexed replacement, uint256 amount, string reason);
    /// @notice Balances will be kept as they are at the start of `time` (Unix seconds).
    event SnapshotScheduled(uint40 time);

    /// @param code ERC-1066 status code.
    /// @param rule The name of the rule that forbids it.
    error TransferNotCompliant(bytes1 code, bytes32 rule);
    error NotIssuable(ITreasuryRegistry.TreasuryStatus status);
    error ReasonRequired();
    error NotRegistry(address caller);
    error NotYieldModule(address caller);
    error UnknownPartition(bytes32 partition);
    error InvalidSnapshotTime(uint40 time);
    /// @notice Thrown when balances at a time are asked for which no snapshot was scheduled, or that hasn't come.
    error NoSnapshot(uint40 time);

    /// @notice The registry tells a new status. Only the registry.
    function onStatusChanged(ITreasuryRegistry.TreasuryStatus status) external;

    /// @notice Issues to an eligible account, in the default partition, while announced or active. RIGHT_ISSUE at the registry.
    function issue(address to, uint256 amount) external;

    /// @notice Whether a transfer in the default partition would be allowed now, and otherwise the rule that forbids it.
    function canTransfer(
        address from,
        address to,
        uint256 amount
    ) external view returns (bool ok, bytes1 code, bytes32 rule);

    /// @notice Burns all that a holder has unlocked in a partition, at maturity or after default. Only the yield module.
    function burnMatured(address holder, bytes32 partition) external returns (uint256 amount);

    /// @notice Keeps balances as they will be at the start of each of the times, ascending and in the future. Only the
    /// yield module or a controller. Needs nobody to act at those times.
    function scheduleSnapshots(uint40[] calldata times) external;

    /// @notice A holder's balance over all partitions at the start of `time`, a scheduled time that has come.
    function totalBalanceOfAt(address account, uint40 time) external view returns (uint256);

    /// @notice The supply over all partitions at the start of `time`, a scheduled time that has come.
    function issuedSupplyAt(uint40 time) external view returns (uint256);

    /// @notice A holder's balance over all partitions, locked parts included.
    function totalBalanceOf(address account) external view returns (uint256);

    /// @notice The supply over all partitions.
    function issuedSupply() external view returns (uint256);

    function partitions() external view returns (bytes32[] memory);

    function balanceOfByPartition(bytes32 partition, address account) external view returns (uint256);

    function status() external view returns (ITreasuryRegistry.TreasuryStatus);

    function isFrozen(address account) external view returns (bool);

    /// @notice The wallet that replaced a lost one; zero for any other account. What the lost wallet earned is paid there.
    function recoveredBy(address lost) external view returns (address);

    function registry() external view returns (address);

    function compliance() external view returns (address);

    function yieldModule() external view returns (address);
}
