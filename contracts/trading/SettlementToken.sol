// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {AccessControl} from "@openzeppelin/contracts/access/AccessControl.sol";
import {ERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";
import {ERC20Permit} from "@openzeppelin/contracts/token/ERC20/extensions/ERC20Permit.sol";

import {IHoldable} from "../interfaces/IHoldable.sol";
import {Holds} from "../libraries/Holds.sol";

/// @title SettlementToken
/// @notice The practice desk's money: an ERC-20 with 6 decimals, ERC-2612 permit, and holds. On real networks the desk
/// settles in a stablecoin or deposit token instead.
contract SettlementToken is IHoldable, ERC20, ERC20Permit, AccessControl {
    using Holds for mapping(bytes32 holdId => Holds.Record);

    /// @custom:storage-location erc7201:quantera.storage.SettlementToken
    struct MoneyStorage {
        mapping(address account => uint256) held;
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
        _requireFree(msg.sender, amount);
        _storage().held[msg.sender] += amount;
        return _storage().holds.create(recipient, notary, 0, amount, expiry, salt);
    }

    /// @inheritdoc IHoldable
    function executeHold(bytes32 holdId, address recipient, uint256 amount) external {
        (address holder,) = _storage().holds.execute(holdId, recipient, amount);
        _storage().held[holder] -= amount;
        _transfer(holder, recipient, amount);
    }

    /// @inheritdoc IHoldable
    function releaseHold(bytes32 holdId) external {
        (address holder,, uint256 amount) = _storage().holds.release(holdId, false);
        _storage().held[holder] -= amount;
    }

    /// @inheritdoc IHoldable
    function holdOf(bytes32 holdId) external view returns (Hold memory) {
        Holds.Record storage record = _storage().holds.find(holdId);
        return Hold(record.holder, record.recipient, record.notary, 0, record.amount, record.expiry);
    }

    /// @notice The part of an account's balance that is held.
    function heldOf(address account) external view returns (uint256) {
        return _storage().held[account];
    }

    /// @inheritdoc ERC20
    function decimals() public pure override returns (uint8) {
        return 6;
    }

    /// @dev What is held doesn't move.
    function _update(address from, address to, uint256 amount) internal override {
        if (from != address(0)) _requireFree(from, amount);
        super._update(from, to, amount);
    }

    function _requireFree(address account, uint256 amount) private view {
        uint256 free = balanceOf(account) - _storage().held[account];
        if (free < amount) revert ERC20InsufficientBalance(account, free, amount);
    }

    function _storage() private pure returns (MoneyStorage storage $) {
        assembly ("memory-safe") {
            $.slot := STORAGE_SLOT
        }
    }
}
