// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {AccessControlUpgradeable} from "@openzeppelin/contracts-upgradeable/access/AccessControlUpgradeable.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";

import {ITreasuryControl} from "../../interfaces/ITreasuryControl.sol";
import {ITreasuryPartitions} from "../../interfaces/ITreasuryPartitions.sol";
import {ITreasuryTokenCore} from "../../interfaces/ITreasuryTokenCore.sol";
import {HolderSlot} from "../../libraries/HolderSlot.sol";
import {Holdings} from "../../libraries/Holdings.sol";
import {TokenState} from "../../libraries/TokenState.sol";
import {TreasuryLedger} from "./TreasuryLedger.sol";

/// @title TreasuryControl
/// @notice Freezes, ERC-1644 movements by a controller, and the recovery of lost wallets.
abstract contract TreasuryControl is ITreasuryControl, TreasuryLedger, AccessControlUpgradeable {
    /// @inheritdoc ITreasuryControl
    function setFrozen(address account, bool frozen) external {
        _checkRole(CONTROLLER_ROLE);
        address replacement = _storage().replacements[account];
        if (replacement != address(0)) revert InvalidRecovery(account, replacement);
        _setFrozen(account, frozen);
    }

    /// @inheritdoc ITreasuryControl
    function setFrozenAmount(bytes32 partition, address account, uint256 amount) external {
        _checkRole(CONTROLLER_ROLE);
        uint256 number = _numberOf(partition);
        Holdings storage holdings = _storage().holdings[account];
        _unlock(number, account, holdings.frozenAmounts[number]);
        _lock(number, account, amount);
        // Within the balance, which has 96 bits.
        // forge-lint: disable-next-line(unsafe-typecast)
        holdings.frozenAmounts[number] = uint96(amount);
        emit PartiallyFrozen(account, partition, amount);
    }

    /// @inheritdoc ITreasuryControl
    function controllerTransfer(
        bytes32 partition,
        address from,
        address to,
        uint256 amount,
        string calldata reason
    ) external {
        _requireControl(reason);
        _force(_numberOf(partition), from, to, amount);
        emit ITreasuryPartitions.TransferByPartition(partition, msg.sender, from, to, amount, "", "");
        emit ControllerTransfer(msg.sender, from, to, partition, amount, reason);
    }

    /// @inheritdoc ITreasuryControl
    function controllerRedeem(bytes32 partition, address from, uint256 amount, string calldata reason) external {
        _requireControl(reason);
        _burn(_numberOf(partition), from, amount, true, "");
        emit ControllerRedemption(msg.sender, from, partition, amount, reason);
    }

    /// @inheritdoc ITreasuryControl
    function controllerChangePartition(
        address holder,
        bytes32 from,
        bytes32 to,
        uint256 amount,
        string calldata reason
    ) external {
        _requireControl(reason);
        _rebook(_numberOf(from), _numberOf(to), holder, amount, true);
        emit ControllerPartitionChange(msg.sender, holder, from, to, amount, reason);
    }

    /// @inheritdoc ITreasuryControl
    function recover(address lost, address replacement, string calldata reason) external {
        _requireControl(reason);
        TokenStorage storage $ = _storage();
        bool valid = lost != replacement && lost != address(0) && replacement != address(0)
            && $.replacements[lost] == address(0) && $.replacements[replacement] == address(0);
        if (!valid) revert InvalidRecovery(lost, replacement);
        $.replacements[lost] = replacement;
        uint256 total = _total($.holdings[lost]);
        TokenState state = _advance();
        _requireCompliant(state, lost, replacement, total, true);
        if (_isFrozen(replacement)) revert ITreasuryTokenCore.TransferNotCompliant(FUNDS_LOCKED, "receiver/frozen");
        uint256 count = state.partitionCount();
        for (uint256 i; i < count; ++i) _recoverPartition(i, lost, replacement, state.epoch());
        if (_isFrozen(lost)) _setFrozen(replacement, true);
        else _setFrozen(lost, true);
        emit WalletRecovered(lost, replacement, total, reason);
    }

    /// @inheritdoc ITreasuryControl
    function renounceControl() external {
        _checkRole(DEFAULT_ADMIN_ROLE);
        _storage().controlRenounced = true;
        emit ControlRenounced();
    }

    /// @inheritdoc ITreasuryControl
    function isControllable() external view returns (bool) {
        return _isControllable();
    }

    /// @inheritdoc ITreasuryControl
    function isFrozen(address account) external view returns (bool) {
        return _isFrozen(account);
    }

    /// @inheritdoc ITreasuryControl
    function frozenAmountOf(bytes32 partition, address account) external view returns (uint256) {
        return _storage().holdings[account].frozenAmounts[_numberOf(partition)];
    }

    /// @inheritdoc ITreasuryControl
    function recoveredBy(address account) external view returns (address) {
        address last = _standsFor(account);
        return last == account ? address(0) : last;
    }

    function _recoverPartition(uint256 partition, address lost, address replacement, uint256 epoch) private {
        TokenStorage storage $ = _storage();
        Holdings storage source = $.holdings[lost];
        HolderSlot slot = source.slots[partition];
        uint256 amount = slot.balance();
        if (amount == 0) return;
        bytes32 name = $.partitions[partition];
        uint96 frozen = source.frozenAmounts[partition];
        source.change(partition, slot, 0, 0, epoch);
        _add(partition, replacement, amount, slot.locked(), epoch);
        if (frozen != 0) {
            Holdings storage target = $.holdings[replacement];
            source.frozenAmounts[partition] = 0;
            target.frozenAmounts[partition] += frozen;
            emit PartiallyFrozen(lost, name, 0);
            emit PartiallyFrozen(replacement, name, target.frozenAmounts[partition]);
        }
        if (partition == 0) emit IERC20.Transfer(lost, replacement, amount);
        emit ITreasuryPartitions.TransferByPartition(name, msg.sender, lost, replacement, amount, "", "");
    }

    function _setFrozen(address account, bool frozen) private {
        Holdings storage holdings = _storage().holdings[account];
        holdings.slots[0] = holdings.slots[0].withFrozen(frozen);
        emit AddressFrozen(account, frozen);
    }

    /// @dev Lets a controller move tokens for a reason, unless control was renounced or is paused.
    function _requireControl(string calldata reason) private view {
        _checkRole(CONTROLLER_ROLE);
        if (!_isControllable()) revert NotControllable();
        _requireMovable(PAUSE_CONTROL);
        if (bytes(reason).length == 0) revert ReasonRequired();
    }
}
