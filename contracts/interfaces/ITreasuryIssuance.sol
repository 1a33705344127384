// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @title ITreasuryIssuance
/// @notice What ERC-1594 has beside the ERC-20 functions: movements with data, and retirement without payment.
interface ITreasuryIssuance {
    /// @notice Moves the caller's tokens of the default partition. `data` is only recorded.
    function transferWithData(address to, uint256 amount, bytes calldata data) external;

    /// @notice Moves a holder's tokens of the default partition, by allowance. `data` is only recorded.
    function transferFromWithData(address from, address to, uint256 amount, bytes calldata data) external;

    /// @notice Retires the caller's tokens of the default partition without payment. RIGHT_ISSUE at the registry.
    function redeem(uint256 amount, bytes calldata data) external;

    /// @notice Retires a holder's tokens of the default partition without payment, by allowance. RIGHT_ISSUE at the registry.
    function redeemFrom(address from, uint256 amount, bytes calldata data) external;

    /// @notice Whether the treasury is announced, or active and before maturity.
    function isIssuable() external view returns (bool);
}
