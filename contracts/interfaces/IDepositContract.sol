// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @title IDepositContract
/// @notice What is used of Ethereum's deposit contract (consensus-specs, phase0/deposit-contract.md).
interface IDepositContract {
    /// @notice Deposits the call's value, a whole number of gwei from one ether up.
    function deposit(
        bytes calldata pubkey,
        bytes calldata withdrawalCredentials,
        bytes calldata signature,
        bytes32 depositDataRoot
    ) external payable;
}
