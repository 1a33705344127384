// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ITreasuryPartitions} from "../../interfaces/ITreasuryPartitions.sol";
import {ITreasuryTokenCore} from "../../interfaces/ITreasuryTokenCore.sol";
import {TreasuryLedger} from "./TreasuryLedger.sol";

/// @title TreasuryPartitions
/// @notice ERC-1410: partitions, operators, and movements by partition.
abstract contract TreasuryPartitions is ITreasuryPartitions, TreasuryLedger {
    // The bit of an operator in every partition; those of single partitions are lower.
    uint256 private constant EVERY_PARTITION = 1 << MAX_PARTITIONS;

    /// @inheritdoc ITreasuryPartitions
    function definePartition(bytes32 partition, uint8 permissions) external {
        _requireIssuer();
        _definePartition(partition, permissions);
    }

    /// @inheritdoc ITreasuryPartitions
    function transferByPartition(
        bytes32 partition,
        address to,
        uint256 amount,
        bytes calldata data
    ) external returns (bytes32) {
        _transfer(_numberOf(partition), msg.sender, to, amount);
        emit TransferByPartition(partition, address(0), msg.sender, to, amount, data, "");
        return partition;
    }

    /// @inheritdoc ITreasuryPartitions
    function operatorTransferByPartition(
        bytes32 partition,
        address from,
        address to,
        uint256 amount,
        bytes calldata data,
        bytes calldata operatorData
    ) external returns (bytes32) {
        uint256 number = _numberOf(partition);
        _requireOperator(number, from);
        _transfer(number, from, to, amount);
        emit TransferByPartition(partition, msg.sender, from, to, amount, data, operatorData);
        return partition;
    }

    /// @inheritdoc ITreasuryPartitions
    function changePartition(bytes32 from, bytes32 to, uint256 amount) external {
        uint256 source = _numberOf(from);
        uint256 target = _numberOf(to);
        if (_permissionsOf(source) & MAY_LEAVE == 0 || _permissionsOf(target) & MAY_ENTER == 0) {
            revert PartitionChangeNotAllowed(from, to);
        }
        // Of what halts transfers, all but the permission to transfer matters: that is the default partition's answer.
        bytes32 rule = _haltedBy(_storage().state, 0);
        if (rule != 0) revert ITreasuryTokenCore.TransferNotCompliant(TRANSFERS_HALTED, rule);
        _rebook(source, target, msg.sender, amount, false);
    }

    /// @inheritdoc ITreasuryPartitions
    function issueByPartition(bytes32 partition, address to, uint256 amount, bytes calldata data) external {
        _issue(_numberOf(partition), to, amount, data);
    }

    /// @inheritdoc ITreasuryPartitions
    function redeemByPartition(bytes32 partition, uint256 amount, bytes calldata data) external {
        _retire(_numberOf(partition), msg.sender, amount, data);
    }

    /// @inheritdoc ITreasuryPartitions
    function operatorRedeemByPartition(
        bytes32 partition,
        address from,
        uint256 amount,
        bytes calldata data
    ) external {
        uint256 number = _numberOf(partition);
        _requireOperator(number, from);
        _retire(number, from, amount, data);
    }

    /// @inheritdoc ITreasuryPartitions
    function authorizeOperator(address operator) external {
        _storage().operators[msg.sender][operator] |= EVERY_PARTITION;
        emit AuthorizedOperator(operator, msg.sender);
    }

    /// @inheritdoc ITreasuryPartitions
    function revokeOperator(address operator) external {
        _storage().operators[msg.sender][operator] &= ~EVERY_PARTITION;
        emit RevokedOperator(operator, msg.sender);
    }

    /// @inheritdoc ITreasuryPartitions
    function authorizeOperatorByPartition(bytes32 partition, address operator) external {
        _storage().operators[msg.sender][operator] |= 1 << _numberOf(partition);
        emit AuthorizedOperatorByPartition(partition, operator, msg.sender);
    }

    /// @inheritdoc ITreasuryPartitions
    function revokeOperatorByPartition(bytes32 partition, address operator) external {
        _storage().operators[msg.sender][operator] &= ~(1 << _numberOf(partition));
        emit RevokedOperatorByPartition(partition, operator, msg.sender);
    }

    /// @inheritdoc ITreasuryPartitions
    function isOperator(address operator, address holder) external view returns (bool) {
        return _storage().operators[holder][operator] & EVERY_PARTITION != 0;
    }

    /// @inheritdoc ITreasuryPartitions
    function isOperatorForPartition(bytes32 partition, address operator, address holder) external view returns (bool) {
        return _isOperator(_numberOf(partition), operator, holder);
    }

    /// @inheritdoc ITreasuryPartitions
    function partitions() external view returns (bytes32[] memory) {
        return _storage().partitions;
    }

    /// @inheritdoc ITreasuryPartitions
    function permissionsOf(bytes32 partition) external view returns (uint8) {
        return _permissionsOf(_numberOf(partition));
    }

    /// @inheritdoc ITreasuryPartitions
    function partitionsOf(address account) external view returns (bytes32[] memory names) {
        TokenStorage storage $ = _storage();
        names = $.partitions;
        uint256 count;
        for (uint256 i; i < names.length; ++i) {
            if ($.holdings[account].slots[i].balance() == 0) continue;
            names[count] = names[i];
            ++count;
        }
        assembly ("memory-safe") {
            mstore(names, count) // only ever shortens it
        }
    }

    /// @inheritdoc ITreasuryPartitions
    function balanceOfByPartition(bytes32 partition, address account) external view returns (uint256) {
        return _storage().holdings[account].slots[_numberOf(partition)].balance();
    }

    /// @inheritdoc ITreasuryPartitions
    function lockedOfByPartition(bytes32 partition, address account) external view returns (uint256) {
        return _storage().holdings[account].slots[_numberOf(partition)].locked();
    }

    /// @inheritdoc ITreasuryPartitions
    function totalSupplyByPartition(bytes32 partition) external view returns (uint256) {
        return _storage().supply.slots[_numberOf(partition)].balance();
    }

    function _requireOperator(uint256 partition, address holder) private view {
        if (!_isOperator(partition, msg.sender, holder)) {
            revert ITreasuryTokenCore.TransferNotCompliant(INVALID_OPERATOR, "operator/not-authorized");
        }
    }

    function _isOperator(uint256 partition, address operator, address holder) private view returns (bool) {
        return _storage().operators[holder][operator] & (EVERY_PARTITION | 1 << partition) != 0;
    }
}
