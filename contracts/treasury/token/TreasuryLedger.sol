// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {IERC20Errors} from "@openzeppelin/contracts/interfaces/draft-IERC6093.sol";

import {IComplianceModule} from "../../interfaces/IComplianceModule.sol";
import {ITreasuryControl} from "../../interfaces/ITreasuryControl.sol";
import {ITreasuryPartitions} from "../../interfaces/ITreasuryPartitions.sol";
import {ITreasuryRegistry} from "../../interfaces/ITreasuryRegistry.sol";
import {ITreasuryTokenCore} from "../../interfaces/ITreasuryTokenCore.sol";
import {HolderSlot} from "../../libraries/HolderSlot.sol";
import {Holdings} from "../../libraries/Holdings.sol";
import {Holds} from "../../libraries/Holds.sol";
import {Rights} from "../../libraries/Rights.sol";
import {SnapshotTimes} from "../../libraries/SnapshotTimes.sol";
import {TokenState} from "../../libraries/TokenState.sol";

/// @title TreasuryLedger
/// @notice Where a treasury token keeps balances, and the only code that changes them.
/// @dev The compliance module is asked before any balance is read, so what it calls can't act on a half-done movement. An
/// ordinary transfer in the default partition touches the state's slot and one of each party.
abstract contract TreasuryLedger is IERC20Errors {
    using SnapshotTimes for uint40[];

    struct Document {
        bytes32 documentHash;
        uint64 changedAt;
        string uri;
    }

    /// @dev `partitionNumbers` count from 1; `permissions` holds a byte for each partition, the first lowest; `operators` a bit
    /// for each partition, and {EVERY_PARTITION}.
    /// @custom:storage-location erc7201:quantera.storage.TreasuryToken
    struct TokenStorage {
        TokenState state;
        mapping(address account => Holdings) holdings;
        mapping(address owner => mapping(address spender => uint256)) allowances;
        address registry;
        uint64 permissions;
        bool controlRenounced;
        address yieldModule;
        uint40[] snapshotTimes;
        bytes32[] partitions;
        mapping(bytes32 partition => uint256) partitionNumbers;
        mapping(address holder => mapping(address operator => uint256)) operators;
        mapping(bytes32 holdId => Holds.Record) holds;
        mapping(address lost => address) replacements;
        mapping(bytes32 name => Document) documents;
        bytes32[] documentNames;
        string name;
        string symbol;
        Holdings supply;
    }

    /// @notice Who may freeze, and move tokens for a reason without their holder.
    bytes32 public constant CONTROLLER_ROLE = keccak256("CONTROLLER_ROLE");
    /// @notice The partition whose tokens are the ERC-20's.
    bytes32 public constant DEFAULT_PARTITION = "unrestricted";
    /// @notice The pausable group of every movement by holders, operators, spenders and notaries, and of new holds.
    uint8 public constant PAUSE_TRANSFERS = 1;
    /// @notice The pausable group of issuance and redemption.
    uint8 public constant PAUSE_SUPPLY = 2;
    /// @notice The pausable group of controllers' movements.
    uint8 public constant PAUSE_CONTROL = 4;

    // ERC-1400 status codes after ERC-1066.
    bytes1 internal constant SUCCESS = 0x51;
    bytes1 internal constant INSUFFICIENT_BALANCE = 0x52;
    bytes1 internal constant TRANSFERS_HALTED = 0x54;
    bytes1 internal constant FUNDS_LOCKED = 0x55;
    bytes1 internal constant INVALID_SENDER = 0x56;
    bytes1 internal constant INVALID_RECEIVER = 0x57;
    bytes1 internal constant INVALID_OPERATOR = 0x58;

    // What holders of a partition may do by themselves.
    uint256 internal constant MAY_TRANSFER = 1;
    uint256 internal constant MAY_ENTER = 2;
    uint256 internal constant MAY_LEAVE = 4;
    uint256 internal constant ALL_PERMISSIONS = MAY_TRANSFER | MAY_ENTER | MAY_LEAVE;

    uint256 internal constant MAX_PARTITIONS = 8;

    // keccak256(abi.encode(uint256(keccak256("quantera.storage.TreasuryToken")) - 1)) & ~bytes32(uint256(0xff))
    bytes32 private constant STORAGE_SLOT = 0xd6d1967333300cc516b03cec5eb6130f954d2b927abde619ab59f3d49a819800;

    /// @dev A movement between two accounts that all rules apply to.
    function _transfer(uint256 partition, address from, address to, uint256 amount) internal {
        if (from == address(0)) revert ERC20InvalidSender(from);
        if (to == address(0)) revert ERC20InvalidReceiver(to);
        TokenState state = _advance();
        bytes32 rule = _haltedBy(state, partition);
        if (rule != 0) revert ITreasuryTokenCore.TransferNotCompliant(TRANSFERS_HALTED, rule);
        _requireCompliant(state, from, to, amount, false);
        _debit(partition, from, amount, state.epoch());
        _credit(partition, to, amount, state.epoch());
        if (partition == 0) emit IERC20.Transfer(from, to, amount);
    }

    /// @dev A movement that a controller imposes: only the receiver's side is checked.
    function _force(uint256 partition, address from, address to, uint256 amount) internal {
        if (to == address(0)) revert ERC20InvalidReceiver(to);
        TokenState state = _advance();
        _requireCompliant(state, from, to, amount, true);
        _seize(partition, from, amount, state.epoch());
        _credit(partition, to, amount, state.epoch());
        if (partition == 0) emit IERC20.Transfer(from, to, amount);
    }

    /// @dev Issues, for whoever may.
    function _issue(uint256 partition, address to, uint256 amount, bytes memory data) internal {
        _requireIssuer();
        _requireMovable(PAUSE_SUPPLY);
        TokenStorage storage $ = _storage();
        if (!_isIssuable($.state)) revert ITreasuryTokenCore.NotIssuable($.state.status());
        _mint(partition, to, amount, data);
    }

    function _retire(uint256 partition, address from, uint256 amount, bytes memory data) internal {
        _requireIssuer();
        _requireMovable(PAUSE_SUPPLY);
        _burn(partition, from, amount, false, data);
    }

    /// @dev Lets tokens come into being. Whether the treasury may be issued is the caller's to check.
    function _mint(uint256 partition, address to, uint256 amount, bytes memory data) internal {
        if (to == address(0)) revert ERC20InvalidReceiver(to);
        TokenState state = _advance();
        _requireCompliant(state, address(0), to, amount, false);
        _changeSupply(partition, amount, 0, state.epoch());
        _credit(partition, to, amount, state.epoch());
        if (partition == 0) emit IERC20.Transfer(address(0), to, amount);
        emit ITreasuryTokenCore.Issued(msg.sender, to, _storage().partitions[partition], amount, data);
    }

    /// @dev Lets tokens cease. `seized` takes what a controller froze too, and a frozen account's.
    function _burn(uint256 partition, address from, uint256 amount, bool seized, bytes memory data) internal {
        TokenState state = _advance();
        // Compliance lets whoever lost its approval redeem: that returns money, it moves no security.
        _requireCompliant(state, from, address(0), amount, seized);
        if (seized) _seize(partition, from, amount, state.epoch());
        else _debit(partition, from, amount, state.epoch());
        _changeSupply(partition, 0, amount, state.epoch());
        if (partition == 0) emit IERC20.Transfer(from, address(0), amount);
        emit ITreasuryTokenCore.Redeemed(msg.sender, from, _storage().partitions[partition], amount, data);
    }

    /// @dev Moves a holder's tokens between two partitions. Ownership doesn't change, so compliance isn't concerned.
    function _rebook(uint256 from, uint256 to, address holder, uint256 amount, bool seized) internal {
        uint256 epoch = _advance().epoch();
        if (seized) _seize(from, holder, amount, epoch);
        else _debit(from, holder, amount, epoch);
        _changeSupply(from, 0, amount, epoch);
        _changeSupply(to, amount, 0, epoch);
        _add(to, holder, amount, 0, epoch);
        if (from == 0) emit IERC20.Transfer(holder, address(0), amount);
        if (to == 0) emit IERC20.Transfer(address(0), holder, amount);
        bytes32[] storage names = _storage().partitions;
        emit ITreasuryPartitions.PartitionChanged(holder, names[from], names[to], amount);
    }

    /// @dev Locks unlocked tokens.
    function _lock(uint256 partition, address holder, uint256 amount) internal {
        Holdings storage holdings = _storage().holdings[holder];
        HolderSlot slot = holdings.slots[partition];
        if (slot.unlocked() < amount) revert ERC20InsufficientBalance(holder, slot.unlocked(), amount);
        holdings.slots[partition] = slot.withAmounts(slot.balance(), slot.locked() + amount);
    }

    function _unlock(uint256 partition, address holder, uint256 amount) internal {
        Holdings storage holdings = _storage().holdings[holder];
        HolderSlot slot = holdings.slots[partition];
        holdings.slots[partition] = slot.withAmounts(slot.balance(), slot.locked() - amount);
    }

    /// @dev Takes unlocked tokens from an account that isn't frozen.
    function _debit(uint256 partition, address from, uint256 amount, uint256 epoch) internal {
        Holdings storage holdings = _storage().holdings[from];
        HolderSlot slot = holdings.slots[partition];
        uint256 balance = slot.balance();
        if (balance < amount) revert ERC20InsufficientBalance(from, balance, amount);
        _requireThawed(holdings, partition, slot, "sender/frozen");
        if (slot.unlocked() < amount) revert ITreasuryTokenCore.TransferNotCompliant(FUNDS_LOCKED, "sender/locked");
        unchecked {
            holdings.change(partition, slot, balance - amount, slot.locked(), epoch);
        }
    }

    /// @dev Takes tokens that aren't held, unlocked ones first, then frozen ones.
    function _seize(uint256 partition, address from, uint256 amount, uint256 epoch) internal {
        Holdings storage holdings = _storage().holdings[from];
        HolderSlot slot = holdings.slots[partition];
        uint256 balance = slot.balance();
        uint256 locked = slot.locked();
        if (balance < amount) revert ERC20InsufficientBalance(from, balance, amount);
        if (balance - amount < locked) {
            uint256 thawed = locked - (balance - amount);
            uint256 frozen = holdings.frozenAmounts[partition];
            if (thawed > frozen) revert ITreasuryTokenCore.TransferNotCompliant(FUNDS_LOCKED, "sender/locked");
            // forge-lint: disable-next-line(unsafe-typecast)
            holdings.frozenAmounts[partition] = uint96(frozen - thawed);
            locked -= thawed;
            emit ITreasuryControl.PartiallyFrozen(from, _storage().partitions[partition], frozen - thawed);
        }
        holdings.change(partition, slot, balance - amount, locked, epoch);
    }

    /// @dev Gives tokens to an account that isn't frozen.
    function _credit(uint256 partition, address to, uint256 amount, uint256 epoch) internal {
        Holdings storage holdings = _storage().holdings[to];
        HolderSlot slot = holdings.slots[partition];
        _requireThawed(holdings, partition, slot, "receiver/frozen");
        holdings.change(partition, slot, slot.balance() + amount, slot.locked(), epoch);
    }

    function _add(uint256 partition, address to, uint256 amount, uint256 locked, uint256 epoch) internal {
        Holdings storage holdings = _storage().holdings[to];
        HolderSlot slot = holdings.slots[partition];
        holdings.change(partition, slot, slot.balance() + amount, slot.locked() + locked, epoch);
    }

    function _changeSupply(uint256 partition, uint256 added, uint256 removed, uint256 epoch) internal {
        Holdings storage supply = _storage().supply;
        HolderSlot slot = supply.slots[partition];
        supply.change(partition, slot, slot.balance() + added - removed, 0, epoch);
    }

    /// @dev The greatest allowance is never spent.
    function _spendAllowance(address owner, uint256 amount) internal {
        mapping(address spender => uint256) storage allowances = _storage().allowances[owner];
        uint256 allowed = allowances[msg.sender];
        if (allowed == type(uint256).max) return;
        if (allowed < amount) revert ERC20InsufficientAllowance(msg.sender, allowed, amount);
        allowances[msg.sender] = allowed - amount;
    }

    /// @dev Tells the compliance module of a movement about to happen, and refuses what it forbids.
    function _requireCompliant(TokenState state, address from, address to, uint256 amount, bool forced) internal {
        (bytes1 code, bytes32 rule) = IComplianceModule(state.compliance()).onTransfer(from, to, amount, forced);
        if (rule != 0) revert ITreasuryTokenCore.TransferNotCompliant(code, rule);
    }

    /// @dev The state with all snapshots counted that have passed.
    function _advance() internal returns (TokenState state) {
        TokenStorage storage $ = _storage();
        state = $.state;
        if (block.timestamp >= state.nextSnapshotAt()) {
            uint256 epoch = $.snapshotTimes.countUntil(state.epoch(), block.timestamp);
            state = state.withSnapshots(epoch, _snapshotTime(epoch));
            $.state = state;
        }
    }

    /// @dev Stops a movement whose group is paused.
    function _requireMovable(uint8 group) internal view {
        if (_storage().state.pausedGroups() & group != 0) {
            revert ITreasuryTokenCore.TransferNotCompliant(TRANSFERS_HALTED, "token/paused");
        }
    }

    /// @dev Whatever stops every holder's movement in a partition; zero when nothing does.
    function _haltedBy(TokenState state, uint256 partition) internal view returns (bytes32) {
        if (state.isActive(PAUSE_TRANSFERS)) {
            if (block.timestamp >= state.maturity()) return "token/matured";
            return partition == 0 || _permissionsOf(partition) & MAY_TRANSFER != 0 ? bytes32(0) : bytes32("partition/closed");
        }
        return state.pausedGroups() & PAUSE_TRANSFERS != 0 ? bytes32("token/paused") : bytes32("token/not-active");
    }

    /// @dev Whether the treasury may still be issued.
    function _isIssuable(TokenState state) internal view returns (bool) {
        ITreasuryRegistry.TreasuryStatus current = state.status();
        if (current != ITreasuryRegistry.TreasuryStatus.Active) {
            return current == ITreasuryRegistry.TreasuryStatus.Announced;
        }
        return block.timestamp < state.maturity();
    }

    function _requireIssuer() internal view {
        bool mayIssue = ITreasuryRegistry(_storage().registry).hasRight(address(this), msg.sender, Rights.ISSUE);
        if (!mayIssue) revert ITreasuryTokenCore.NotIssuer(msg.sender);
    }

    function _requireThawed(Holdings storage holdings, uint256 partition, HolderSlot slot, bytes32 rule) private view {
        // The flag lies in the default partition's slot.
        if (partition != 0) slot = holdings.slots[0];
        if (slot.frozen()) revert ITreasuryTokenCore.TransferNotCompliant(FUNDS_LOCKED, rule);
    }

    /// @dev The number of a partition, from 0.
    function _numberOf(bytes32 partition) internal view returns (uint256) {
        uint256 number = _storage().partitionNumbers[partition];
        if (number == 0) revert ITreasuryPartitions.UnknownPartition(partition);
        return number - 1;
    }

    function _permissionsOf(uint256 partition) internal view returns (uint8) {
        return uint8(_storage().permissions >> partition * 8);
    }

    /// @dev The time of the snapshot after the first `epoch` ones; beyond all times when there is none.
    function _snapshotTime(uint256 epoch) internal view returns (uint40) {
        uint40[] storage times = _storage().snapshotTimes;
        return epoch < times.length ? times[epoch] : type(uint40).max;
    }

    function _isFrozen(address account) internal view returns (bool) {
        return _storage().holdings[account].slots[0].frozen();
    }

    /// @dev Defines a partition for ever, by the rules of {ITreasuryPartitions-definePartition}.
    function _definePartition(bytes32 partition, uint256 permissions) internal {
        TokenStorage storage $ = _storage();
        uint256 number = $.state.partitionCount();
        bool valid = partition != 0 && $.partitionNumbers[partition] == 0 && number < MAX_PARTITIONS
            && permissions <= ALL_PERMISSIONS;
        if (!valid) revert ITreasuryPartitions.InvalidPartition(partition);
        $.state = $.state.withOneMorePartition();
        $.partitions.push(partition);
        $.partitionNumbers[partition] = number + 1;
        // A byte for each of eight partitions.
        // forge-lint: disable-next-line(unsafe-typecast)
        $.permissions |= uint64(permissions << number * 8);
        // forge-lint: disable-next-line(unsafe-typecast)
        emit ITreasuryPartitions.PartitionDefined(partition, uint8(permissions));
    }

    /// @dev The wallet that has today what an account had: itself, or the last of the recoveries that began with it.
    function _standsFor(address account) internal view returns (address) {
        TokenStorage storage $ = _storage();
        address next = $.replacements[account];
        while (next != address(0)) {
            account = next;
            next = $.replacements[account];
        }
        return account;
    }

    function _isControllable() internal view returns (bool) {
        return !_storage().controlRenounced;
    }

    function _total(Holdings storage holdings) internal view returns (uint256 total) {
        uint256 count = _storage().state.partitionCount();
        for (uint256 i; i < count; ++i) total += holdings.slots[i].balance();
    }

    function _storage() internal pure returns (TokenStorage storage $) {
        assembly ("memory-safe") {
            $.slot := STORAGE_SLOT
        }
    }
}
