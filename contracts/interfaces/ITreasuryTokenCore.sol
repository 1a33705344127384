// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IERC20Metadata} from "@openzeppelin/contracts/token/ERC20/extensions/IERC20Metadata.sol";
import {IERC20Permit} from "@openzeppelin/contracts/token/ERC20/extensions/IERC20Permit.sol";

import {IHoldable} from "./IHoldable.sol";
import {ITreasuryRegistry} from "./ITreasuryRegistry.sol";

/// @title ITreasuryTokenCore
/// @notice What a treasury token does day by day: ERC-20 with ERC-2612 permit, ERC-1594 restrictions, issuance, redemption,
/// holds, and balances at past times. {ITreasuryToken} is the whole.
/// @dev Moves only while the treasury is active and before maturity, and where the compliance module allows. Codes are
/// ERC-1066's as ERC-1400 uses them; rules are those of {IComplianceModule}, and in addition 0x52 `sender/balance`,
/// 0x54 `token/paused`, `token/not-active`, `token/matured`, `partition/closed`, 0x55 `sender/frozen`, `receiver/frozen`,
/// `sender/locked`, 0x56 `sender/zero`, 0x57 `receiver/zero`, 0x58 `operator/not-authorized`.
/// `totalSupply` and `balanceOf` are the default partition's; {issuedSupply} and {totalBalanceOf} are over all partitions.
interface ITreasuryTokenCore is IERC20Metadata, IERC20Permit, IHoldable {
    /// @notice Tokens came into being. `data` is what the caller gave to be recorded.
    event Issued(
        address indexed operator, address indexed to, bytes32 indexed partition, uint256 amount, bytes data
    );
    /// @notice Tokens ceased: retired by the issuer or a controller, or paid back by the yield module.
    event Redeemed(
        address indexed operator, address indexed from, bytes32 indexed partition, uint256 amount, bytes data
    );

    /// @notice Thrown when a rule forbids a movement.
    /// @param code ERC-1066 status code.
    /// @param rule The name of the rule that forbids it.
    error TransferNotCompliant(bytes1 code, bytes32 rule);
    /// @notice Thrown when the treasury is neither announced, nor active and before maturity.
    error NotIssuable(ITreasuryRegistry.TreasuryStatus status);
    /// @notice Thrown when the treasury is neither matured nor defaulted.
    error NotRedeemable(ITreasuryRegistry.TreasuryStatus status);
    /// @notice Thrown when the caller has no RIGHT_ISSUE at the registry.
    error NotIssuer(address caller);
    /// @notice Thrown when another than the registry tells a status.
    error NotRegistry(address caller);
    /// @notice Thrown when another than the yield module burns matured tokens.
    error NotYieldModule(address caller);
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

    /// @notice Whether a transfer within a partition would be allowed now, and otherwise the rule that forbids it.
    function canTransferByPartition(
        bytes32 partition,
        address from,
        address to,
        uint256 amount
    ) external view returns (bool ok, bytes1 code, bytes32 rule);

    /// @notice Burns all that a holder has unlocked in a partition, once matured or defaulted. Only the yield module.
    function burnMatured(address holder, bytes32 partition) external returns (uint256 amount);

    /// @notice A holder's balance over all partitions at the start of `time`, a scheduled time that has come.
    function totalBalanceOfAt(address account, uint40 time) external view returns (uint256);

    /// @notice The supply over all partitions at the start of `time`, a scheduled time that has come.
    function issuedSupplyAt(uint40 time) external view returns (uint256);

    /// @notice A holder's balance over all partitions, locked parts included.
    function totalBalanceOf(address account) external view returns (uint256);

    /// @notice The supply over all partitions.
    function issuedSupply() external view returns (uint256);

    /// @notice The treasury's status as the registry last told it.
    function status() external view returns (ITreasuryRegistry.TreasuryStatus);

    /// @notice Unix seconds from which nothing is traded any more; 0 until the registry first tells a status.
    function maturity() external view returns (uint256);

    /// @notice The registry that lists the treasury.
    function registry() external view returns (address);

    /// @notice The module that is asked about every movement.
    function compliance() external view returns (address);

    /// @notice The module that pays coupons and redemption.
    function yieldModule() external view returns (address);
}
