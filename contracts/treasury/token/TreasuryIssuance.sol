// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ITreasuryIssuance} from "../../interfaces/ITreasuryIssuance.sol";
import {ITreasuryPartitions} from "../../interfaces/ITreasuryPartitions.sol";
import {TreasuryLedger} from "./TreasuryLedger.sol";

/// @title TreasuryIssuance
/// @notice ERC-1594's movements with data, and retirement without payment.
abstract contract TreasuryIssuance is ITreasuryIssuance, TreasuryLedger {
    /// @inheritdoc ITreasuryIssuance
    function transferWithData(address to, uint256 amount, bytes calldata data) external {
        _transfer(0, msg.sender, to, amount);
        emit ITreasuryPartitions.TransferByPartition(DEFAULT_PARTITION, address(0), msg.sender, to, amount, data, "");
    }

    /// @inheritdoc ITreasuryIssuance
    function transferFromWithData(address from, address to, uint256 amount, bytes calldata data) external {
        _spendAllowance(from, amount);
        _transfer(0, from, to, amount);
        emit ITreasuryPartitions.TransferByPartition(DEFAULT_PARTITION, msg.sender, from, to, amount, data, "");
    }

    /// @inheritdoc ITreasuryIssuance
    function redeem(uint256 amount, bytes calldata data) external {
        _retire(0, msg.sender, amount, data);
    }

    /// @inheritdoc ITreasuryIssuance
    function redeemFrom(address from, uint256 amount, bytes calldata data) external {
        _spendAllowance(from, amount);
        _retire(0, from, amount, data);
    }

    /// @inheritdoc ITreasuryIssuance
    function isIssuable() external view returns (bool) {
        return _isIssuable(_storage().state);
    }
}
