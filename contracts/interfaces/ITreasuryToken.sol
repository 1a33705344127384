// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IERC20Metadata} from "@openzeppelin/contracts/token/ERC20/extensions/IERC20Metadata.sol";

import {ITreasuryRegistry} from "./ITreasuryRegistry.sol";

/// @title ITreasuryToken
/// @notice One issue of treasuries as an ERC-20 (6 decimals, ERC-2612 permit) that only moves where compliance allows.
/// @dev Codes and rules are those of {IComplianceModule}, and in addition 0x52 `sender/balance`, 0x54 `token/paused`,
/// 0x55 `sender/frozen` and `receiver/frozen`.
interface ITreasuryToken is IERC20Metadata {
    /// @notice New tokens were issued.
    event Issued(address indexed issuer, address indexed to, uint256 amount);
    /// @notice Tokens were redeemed and no longer exist.
    event Redeemed(address indexed issuer, address indexed from, uint256 amount);
    /// @notice An account was frozen or unfrozen.
    event FrozenChanged(address indexed account, bool frozen);
    /// @notice A controller moved tokens without the holder's consent, for the reason given.
    event ForcedTransfer(
        address indexed controller, address indexed from, address indexed to, uint256 amount, string reason
    );

    /// @notice Thrown when a transfer is not allowed.
    /// @param code ERC-1066 style status code.
    /// @param rule The name of the rule that forbids it.
    error TransferNotCompliant(bytes1 code, bytes32 rule);
    /// @notice Thrown when the treasury is neither announced nor active, so that nothing can be issued.
    error NotIssuable(ITreasuryRegistry.TreasuryStatus status);
    /// @notice Thrown when a forced transfer gives no reason.
    error ReasonRequired();

    /// @notice Issues tokens to an eligible account while the treasury is announced or active. Only the issuer role.
    function issue(address to, uint256 amount) external;

    /// @notice Redeems tokens. Only the issuer role; from another account than its own it spends that account's allowance.
    function redeem(address from, uint256 amount) external;

    /// @notice Freezes or unfreezes an account: it can neither send nor receive. Only a controller.
    function setFrozen(address account, bool frozen) external;

    /// @notice Stops every movement of the token. Only a controller.
    function pause() external;

    /// @notice Resumes movement. Only a controller.
    function unpause() external;

    /// @notice Moves tokens without the holder's consent, e.g. after a court order. Only a controller.
    /// @dev The sender may be frozen or no longer approved; the receiver must be allowed to hold. Doesn't bypass a pause.
    function forcedTransfer(address from, address to, uint256 amount, string calldata reason) external;

    /// @notice Whether a transfer would be allowed now, and otherwise the rule that forbids it. Doesn't look at allowances.
    function canTransfer(
        address from,
        address to,
        uint256 amount
    ) external view returns (bool ok, bytes1 code, bytes32 rule);

    /// @notice Whether an account is frozen.
    function isFrozen(address account) external view returns (bool);

    /// @notice The registry that holds the terms and status of this treasury.
    function registry() external view returns (address);

    /// @notice The module that every transfer asks.
    function compliance() external view returns (address);
}
