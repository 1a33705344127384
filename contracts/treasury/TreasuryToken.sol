// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {EIP712Upgradeable} from "@openzeppelin/contracts-upgradeable/utils/cryptography/EIP712Upgradeable.sol";
import {NoncesUpgradeable} from "@openzeppelin/contracts-upgradeable/utils/NoncesUpgradeable.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {IERC20Metadata} from "@openzeppelin/contracts/token/ERC20/extensions/IERC20Metadata.sol";
import {IERC20Permit} from "@openzeppelin/contracts/token/ERC20/extensions/IERC20Permit.sol";
import {ECDSA} from "@openzeppelin/contracts/utils/cryptography/ECDSA.sol";

import {Governed} from "../base/Governed.sol";
import {IComplianceModule} from "../interfaces/IComplianceModule.sol";
import {IHoldable} from "../interfaces/IHoldable.sol";
import {ITreasuryPartitions} from "../interfaces/ITreasuryPartitions.sol";
import {ITreasuryRegistry} from "../interfaces/ITreasuryRegistry.sol";
import {ITreasuryTokenCore} from "../interfaces/ITreasuryTokenCore.sol";
import {AccruedInterest} from "../libraries/AccruedInterest.sol";
import {HolderSlot} from "../libraries/HolderSlot.sol";
import {Holdings} from "../libraries/Holdings.sol";
import {Holds} from "../libraries/Holds.sol";
import {SnapshotTimes} from "../libraries/SnapshotTimes.sol";
import {TokenState, TokenStates} from "../libraries/TokenState.sol";
import {TreasuryLedger} from "./token/TreasuryLedger.sol";
import {TreasuryTokenExtension} from "./token/TreasuryTokenExtension.sol";

/// @title TreasuryToken
/// @notice One issue of treasuries: ERC-20 view with permit, issuance, redemption, holds and snapshots. Partitions,
/// control and documents are in its parents, balances in {TreasuryLedger}.
contract TreasuryToken is
    ITreasuryTokenCore,
    TreasuryLedger,
    Governed,
    EIP712Upgradeable,
    NoncesUpgradeable
{
    using Holds for mapping(bytes32 holdId => Holds.Record);
    using SnapshotTimes for uint40[];

    bytes32 private constant PERMIT_TYPEHASH =
        keccak256("Permit(address owner,address spender,uint256 value,uint256 nonce,uint256 deadline)");

    /// @dev Whoever upgrades a token changes both: an implementation brings its own extension.
    address private immutable EXTENSION = address(new TreasuryTokenExtension());

    /// @notice Thrown when a permit's deadline has passed.
    error ERC2612ExpiredSignature(uint256 deadline);
    /// @notice Thrown when a permit wasn't signed by the owner.
    error ERC2612InvalidSigner(address signer, address owner);

    /// @notice Runs every function that isn't declared here by the extension, in this contract's storage.
    fallback() external { // solhint-disable-line no-complex-fallback, payable-fallback
        // Not payable, because no function is; and delegating takes assembly.
        address extension = EXTENSION;
        assembly ("memory-safe") {
            let data := mload(0x40)
            calldatacopy(data, 0, calldatasize())
            let ok := delegatecall(gas(), extension, data, calldatasize(), 0, 0)
            returndatacopy(data, 0, returndatasize())
            if iszero(ok) { revert(data, returndatasize()) }
            return(data, returndatasize())
        }
    }

    /// @notice Makes it the token of an issue, without tokens.
    /// @param name_ Also the name of the EIP-712 domain, whose version is "1".
    /// @param registry_ Tells the status, and who may issue.
    /// @param compliance_ Is asked about every movement.
    /// @param yieldModule_ Schedules snapshots, and burns what it redeems.
    /// @param admin The first admin; it changes in two steps, `adminDelay` seconds apart at least.
    function initialize(
        string calldata name_,
        string calldata symbol_,
        address registry_,
        address compliance_,
        address yieldModule_,
        address admin,
        uint48 adminDelay
    ) external initializer {
        if (registry_ == address(0) || compliance_ == address(0) || yieldModule_ == address(0)) revert ZeroAddress();
        _initializeGoverned(admin, adminDelay);
        TokenStorage storage $ = _storage();
        $.name = name_;
        $.symbol = symbol_;
        $.registry = registry_;
        $.yieldModule = yieldModule_;
        $.state = TokenStates.create(compliance_);
        _definePartition(DEFAULT_PARTITION, ALL_PERMISSIONS);
    }

    /// @inheritdoc ITreasuryTokenCore
    function onStatusChanged(ITreasuryRegistry.TreasuryStatus newStatus) external {
        TokenStorage storage $ = _storage();
        if (msg.sender != $.registry) revert NotRegistry(msg.sender);
        TokenState state = $.state;
        if (state.maturity() == 0) {
            state = state.withMaturityDay(_maturityDay());
        }
        $.state = state.withStatus(newStatus);
    }

    /// @inheritdoc IERC20
    function transfer(address to, uint256 amount) external returns (bool) {
        _transfer(0, msg.sender, to, amount);
        return true;
    }

    /// @inheritdoc IERC20
    function transferFrom(address from, address to, uint256 amount) external returns (bool) {
        _spendAllowance(from, amount);
        _transfer(0, from, to, amount);
        return true;
    }

    /// @inheritdoc IERC20
    function approve(address spender, uint256 amount) external returns (bool) {
        _approve(msg.sender, spender, amount);
        return true;
    }

    /// @inheritdoc IERC20Permit
    function permit(
        address owner,
        address spender,
        uint256 value,
        uint256 deadline,
        uint8 v,
        bytes32 r,
        bytes32 s
    ) external {
        if (block.timestamp > deadline) revert ERC2612ExpiredSignature(deadline);
        bytes32 structHash = keccak256(abi.encode(PERMIT_TYPEHASH, owner, spender, value, _useNonce(owner), deadline));
        address signer = ECDSA.recover(_hashTypedDataV4(structHash), v, r, s);
        if (signer != owner) revert ERC2612InvalidSigner(signer, owner);
        _approve(owner, spender, value);
    }

    /// @inheritdoc ITreasuryTokenCore
    function issue(address to, uint256 amount) external {
        _issue(0, to, amount, "");
    }

    /// @inheritdoc ITreasuryTokenCore
    function burnMatured(address holder, bytes32 partition) external returns (uint256 amount) {
        TokenStorage storage $ = _storage();
        if (msg.sender != $.yieldModule) revert NotYieldModule(msg.sender);
        ITreasuryRegistry.TreasuryStatus current = $.state.status();
        if (
            current != ITreasuryRegistry.TreasuryStatus.Matured && current != ITreasuryRegistry.TreasuryStatus.Defaulted
        ) revert NotRedeemable(current);
        _requireMovable(PAUSE_SUPPLY);
        uint256 number = _numberOf(partition);
        amount = $.holdings[holder].slots[number].unlocked();
        _burn(number, holder, amount, false, "");
    }

    /// @inheritdoc IHoldable
    function createHold(
        address recipient,
        address notary,
        bytes32 partition,
        uint256 amount,
        uint64 expiry,
        bytes32 salt
    ) external returns (bytes32 holdId) {
        _requireMovable(PAUSE_TRANSFERS);
        if (_isFrozen(msg.sender)) revert TransferNotCompliant(FUNDS_LOCKED, "sender/frozen");
        uint256 number = _numberOf(partition);
        holdId = _storage().holds.create(recipient, notary, number, amount, expiry, salt);
        _lock(number, msg.sender, amount);
    }

    /// @inheritdoc IHoldable
    function executeHold(bytes32 holdId, address recipient, uint256 amount) external {
        (address holder, uint256 partition) = _storage().holds.execute(holdId, recipient, amount);
        holder = _standsFor(holder);
        _unlock(partition, holder, amount);
        _transfer(partition, holder, recipient, amount);
        bytes32 name_ = _storage().partitions[partition];
        emit ITreasuryPartitions.TransferByPartition(name_, msg.sender, holder, recipient, amount, abi.encode(holdId), "");
    }

    /// @inheritdoc IHoldable
    /// @dev A controller may release any hold until control is renounced: nobody is to be out of its reach behind a hold.
    function releaseHold(bytes32 holdId) external {
        bool trusted = _isControllable() && hasRole(CONTROLLER_ROLE, msg.sender);
        (address holder, uint256 partition, uint256 amount) = _storage().holds.release(holdId, trusted);
        _unlock(partition, _standsFor(holder), amount);
    }

    /// @inheritdoc IHoldable
    function holdOf(bytes32 holdId) external view returns (Hold memory) {
        TokenStorage storage $ = _storage();
        Holds.Record storage record = $.holds.find(holdId);
        return Hold({
            holder: _standsFor(record.holder),
            recipient: record.recipient,
            notary: record.notary,
            partition: $.partitions[record.partition],
            amount: record.amount,
            expiry: record.expiry
        });
    }

    /// @inheritdoc ITreasuryTokenCore
    function canTransfer(address from, address to, uint256 amount) external view returns (bool, bytes1, bytes32) {
        return _foretell(0, from, to, amount);
    }

    /// @inheritdoc ITreasuryTokenCore
    function canTransferByPartition(
        bytes32 partition,
        address from,
        address to,
        uint256 amount
    ) external view returns (bool, bytes1, bytes32) {
        return _foretell(_numberOf(partition), from, to, amount);
    }

    /// @inheritdoc ITreasuryTokenCore
    function totalBalanceOfAt(address account, uint40 time) external view returns (uint256) {
        return _totalAt(_storage().holdings[account], time);
    }

    /// @inheritdoc ITreasuryTokenCore
    function issuedSupplyAt(uint40 time) external view returns (uint256) {
        return _totalAt(_storage().supply, time);
    }

    /// @inheritdoc ITreasuryTokenCore
    function totalBalanceOf(address account) external view returns (uint256) {
        return _total(_storage().holdings[account]);
    }

    /// @inheritdoc ITreasuryTokenCore
    function issuedSupply() external view returns (uint256) {
        return _total(_storage().supply);
    }

    /// @inheritdoc IERC20
    function totalSupply() external view returns (uint256) {
        return _storage().supply.slots[0].balance();
    }

    /// @inheritdoc IERC20
    function balanceOf(address account) external view returns (uint256) {
        return _storage().holdings[account].slots[0].balance();
    }

    /// @inheritdoc IERC20
    function allowance(address owner, address spender) external view returns (uint256) {
        return _storage().allowances[owner][spender];
    }

    /// @inheritdoc IERC20Metadata
    function name() external view returns (string memory) {
        return _storage().name;
    }

    /// @inheritdoc IERC20Metadata
    function symbol() external view returns (string memory) {
        return _storage().symbol;
    }

    /// @inheritdoc IERC20Metadata
    function decimals() external pure returns (uint8) {
        return 6;
    }

    /// @inheritdoc IERC20Permit
    function nonces(address owner) public view override(IERC20Permit, NoncesUpgradeable) returns (uint256) {
        return super.nonces(owner);
    }

    /// @inheritdoc IERC20Permit
    function DOMAIN_SEPARATOR() external view returns (bytes32) { // solhint-disable-line func-name-mixedcase
        return _domainSeparatorV4();
    }

    /// @inheritdoc ITreasuryTokenCore
    function status() external view returns (ITreasuryRegistry.TreasuryStatus) {
        return _storage().state.status();
    }

    /// @inheritdoc ITreasuryTokenCore
    function maturity() external view returns (uint256) {
        return _storage().state.maturity();
    }

    /// @inheritdoc ITreasuryTokenCore
    function registry() external view returns (address) {
        return _storage().registry;
    }

    /// @inheritdoc ITreasuryTokenCore
    function compliance() external view returns (address) {
        return _storage().state.compliance();
    }

    /// @inheritdoc ITreasuryTokenCore
    function yieldModule() external view returns (address) {
        return _storage().yieldModule;
    }

    function _pausedGroups() internal view override returns (uint8) {
        return _storage().state.pausedGroups();
    }

    function _setPausedGroups(uint8 groups) internal override {
        TokenStorage storage $ = _storage();
        $.state = $.state.withPausedGroups(groups);
    }

    function _approve(address owner, address spender, uint256 amount) private {
        if (spender == address(0)) revert ERC20InvalidSpender(spender);
        _storage().allowances[owner][spender] = amount;
        emit Approval(owner, spender, amount);
    }

    /// @dev What {_transfer} would do, rule by rule in the same order.
    function _foretell(
        uint256 partition,
        address from,
        address to,
        uint256 amount
    ) private view returns (bool, bytes1, bytes32) {
        if (from == address(0)) return (false, INVALID_SENDER, "sender/zero");
        if (to == address(0)) return (false, INVALID_RECEIVER, "receiver/zero");
        TokenStorage storage $ = _storage();
        bytes32 rule = _haltedBy($.state, partition);
        if (rule != 0) return (false, TRANSFERS_HALTED, rule);
        (bool ok, bytes1 code, bytes32 broken) =
            IComplianceModule($.state.compliance()).canTransfer(address(this), from, to, amount);
        if (!ok) return (false, code, broken);
        HolderSlot slot = $.holdings[from].slots[partition];
        if (slot.balance() < amount) return (false, INSUFFICIENT_BALANCE, "sender/balance");
        if (_isFrozen(from)) return (false, FUNDS_LOCKED, "sender/frozen");
        if (slot.unlocked() < amount) return (false, FUNDS_LOCKED, "sender/locked");
        if (_isFrozen(to)) return (false, FUNDS_LOCKED, "receiver/frozen");
        return (true, SUCCESS, 0);
    }

    /// @dev Over all partitions, at the start of a scheduled time that has come.
    function _totalAt(Holdings storage holdings, uint40 time) private view returns (uint256 total) {
        TokenStorage storage $ = _storage();
        uint256 snapshot = $.snapshotTimes.countUntil(0, time);
        bool passed = snapshot != 0 && $.snapshotTimes[snapshot - 1] == time && time <= block.timestamp;
        if (!passed) revert NoSnapshot(time);
        uint256 count = $.state.partitionCount();
        for (uint256 i; i < count; ++i) total += holdings.balanceAt(i, snapshot);
    }

    function _maturityDay() private view returns (uint256) {
        (AccruedInterest.Terms memory terms,,) = ITreasuryRegistry(_storage().registry).termsOf(address(this));
        return terms.maturityDay;
    }

    function _EIP712Name() internal view override returns (string memory) { // solhint-disable-line func-name-mixedcase
        return _storage().name;
    }

    function _EIP712Version() internal pure override returns (string memory) { // solhint-disable-line func-name-mixedcase
        return "1";
    }
}
