// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {MulticallUpgradeable} from "@openzeppelin/contracts-upgradeable/utils/MulticallUpgradeable.sol";

import {TreasuryControl} from "./TreasuryControl.sol";
import {TreasuryDocuments} from "./TreasuryDocuments.sol";
import {TreasuryIssuance} from "./TreasuryIssuance.sol";
import {TreasuryPartitions} from "./TreasuryPartitions.sol";
import {TreasurySnapshots} from "./TreasurySnapshots.sol";

/// @title TreasuryTokenExtension
/// @notice The functions of a treasury token that no settlement needs: {TreasuryToken} runs them in its own storage.
/// @dev Called directly it is a token of nobody, without roles or registry: nothing that changes anything succeeds.
contract TreasuryTokenExtension is // solhint-disable-line no-empty-blocks
    TreasuryIssuance,
    TreasuryPartitions,
    TreasuryControl,
    TreasuryDocuments,
    TreasurySnapshots,
    MulticallUpgradeable
{}
