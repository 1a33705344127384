// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {AccessControl} from "@openzeppelin/contracts/access/AccessControl.sol";
import {ERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";
import {ERC20Permit} from "@openzeppelin/contracts/token/ERC20/extensions/ERC20Permit.sol";
import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";

import {IHoldable} from "../interfaces/IHoldable.sol";
import {Holds} from "../libraries/Holds.sol";

/// @title SettlementToken
/// @notice The practice desk's money: an ERC-20 with 6 decimals, ERC-2612 permit, and holds. On real networks the desk
/// settles in a stablecoin or deposit token instead.
contract SettlementToken is IHoldable, ERC20, ERC20Permit, AccessControl {
    using Holds for mapping(bytes32 holdId => Holds.Record);

    /// @dev One slot: a payment reads and writes one for each side.
    struct Account {
        uint128 balance;
        uint128 held;
    }

    /// @custom:storage-location erc7201:quantera.storage.SettlementToken
    struct MoneyStorage {
        mapping(address account => Account) accounts;
        uint256 supply;
        mapping(bytes32 holdId => Holds.Record) holds;
    }

    /// @notice Who may create money.
    bytes32 public constant MINTER_ROLE = keccak256("MINTER_ROLE");

    // keccak256(abi.encode(uint256(keccak256("quantera.storage.SettlementToken")) - 1)) & ~bytes32(uint256(0xff))
    bytes32 private constant STORAGE_SLOT = 0x28d4c9fa94b719da80e1340fd3e05b3c8ac240d1ff4382976f995506b81b0800;

    /// @notice Creates the token, without any money.
    /// @param admin Appoints minters.
    constructor(address admin) ERC20("Practice USD", "pUSD") ERC20Permit("Practice USD") {
        _grantRole(DEFAULT_ADMIN_ROLE, admin);
    }

    /// @notice Creates `amount` for `to`. Only a minter.
    function mint(address to, uint256 amount) external onlyRole(MINTER_ROLE) {
        _mint(to, amount);
    }

    /// @inheritdoc IHoldable
    /// @dev Money has no partitions: `partition` is zero.
    function createHold(
        address recipient,
        address notary,
        bytes32 partition,
        uint256 amount,
        uint64 expiry,
        bytes32 salt
    ) external returns (bytes32 holdId) {
        if (partition != 0) revert InvalidHold();
        Account storage account = _storage().accounts[msg.sender];
        _requireFree(account, msg.sender, amount);
        // What is free fits 128 bits.
        // forge-lint: disable-next-line(unsafe-typecast)
        account.held += uint128(amount);
        return _storage().holds.create(recipient, notary, 0, amount, expiry, salt);
    }

    /// @inheritdoc IHoldable
    function executeHold(bytes32 holdId, address recipient, uint256 amount) external {
        (address holder,) = _storage().holds.execute(holdId, recipient, amount);
        _unhold(holder, amount);
        _transfer(holder, recipient, amount);
    }

    /// @inheritdoc IHoldable
    function releaseHold(bytes32 holdId) external {
        (address holder,, uint256 amount) = _storage().holds.release(holdId, false);
        _unhold(holder, amount);
    }

    /// @inheritdoc IHoldable
    function holdOf(bytes32 holdId) external view returns (Hold memory) {
        Holds.Record storage record = _storage().holds.find(holdId);
        return Hold(record.holder, record.recipient, record.notary, 0, record.amount, record.expiry);
    }

    /// @notice The part of an account's balance that is held.
    function heldOf(address account) external view returns (uint256) {
        return _storage().accounts[account].held;
    }

    /// @inheritdoc ERC20
    function decimals() public pure override returns (uint8) {
        return 6;
    }

    /// @inheritdoc ERC20
    function totalSupply() public view override returns (uint256) {
        return _storage().supply;
    }

    /// @inheritdoc ERC20
    function balanceOf(address account) public view override returns (uint256) {
        return _storage().accounts[account].balance;
    }

    /// @dev In place of {ERC20}'s own bookkeeping. What is held doesn't move. The supply fits 128 bits, and so does all that
    /// is part of it.
    function _update(address from, address to, uint256 amount) internal override {
        MoneyStorage storage $ = _storage();
        if (from == address(0)) {
            $.supply = SafeCast.toUint128($.supply + amount);
        } else {
            Account memory sender = $.accounts[from];
            _requireFree(sender, from, amount);
            // forge-lint: disable-next-line(unsafe-typecast)
            sender.balance -= uint128(amount);
            $.accounts[from] = sender;
        }
        // forge-lint: disable-next-line(unsafe-typecast)
        $.accounts[to].balance += uint128(amount);
        emit Transfer(from, to, amount);
    }

    /// @dev No more than the hold, which was no more than what was free.
    function _unhold(address holder, uint256 amount) private {
        // forge-lint: disable-next-line(unsafe-typecast)
        _storage().accounts[holder].held -= uint128(amount);
    }

    function _requireFree(Account memory account, address owner, uint256 amount) private pure {
        uint256 free = account.balance - account.held;
        if (free < amount) revert ERC20InsufficientBalance(owner, free, amount);
    }

    function _storage() private pure returns (MoneyStorage storage $) {
        assembly ("memory-safe") {
            $.slot := STORAGE_SLOT
        }
    }
}
