// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ITreasuryControl} from "./ITreasuryControl.sol";
import {ITreasuryDocuments} from "./ITreasuryDocuments.sol";
import {ITreasuryIssuance} from "./ITreasuryIssuance.sol";
import {ITreasuryPartitions} from "./ITreasuryPartitions.sol";
import {ITreasurySnapshots} from "./ITreasurySnapshots.sol";
import {ITreasuryTokenCore} from "./ITreasuryTokenCore.sol";

/// @title ITreasuryToken
/// @notice One issue of treasuries as an ERC-1400 token (ERC-1410 partitions, 1594 restrictions, 1643 documents, 1644
/// controller) whose default partition is an ERC-20 with ERC-2612 permit; 6 decimals.
interface ITreasuryToken is
    ITreasuryTokenCore,
    ITreasuryIssuance,
    ITreasuryPartitions,
    ITreasuryDocuments,
    ITreasuryControl,
    ITreasurySnapshots
{
    /// @notice Makes several calls of this token as the caller, all or none: issues to many, freezes many.
    function multicall(bytes[] calldata calls) external returns (bytes[] memory results);
}
