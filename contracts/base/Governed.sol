// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {
    AccessControlDefaultAdminRulesUpgradeable
} from "@openzeppelin/contracts-upgradeable/access/extensions/AccessControlDefaultAdminRulesUpgradeable.sol";
import {UUPSUpgradeable} from "@openzeppelin/contracts/proxy/utils/UUPSUpgradeable.sol";
import {TransientSlot} from "@openzeppelin/contracts/utils/TransientSlot.sol";

/// @title Governed
/// @notice What every contract of the set has: roles, an admin that changes in two steps, upgrades, and pausing by group.
/// @dev The admin of a set in production is a timelock, so that everything only an admin may do (roles, rules, fees,
/// upgrades) is announced before it happens; pausing isn't the admin's, so that it is immediate. State lies at ERC-7201
/// slots only. Each contract keeps its paused groups where its hot path reads anyway.
abstract contract Governed is AccessControlDefaultAdminRulesUpgradeable, UUPSUpgradeable {
    using TransientSlot for bytes32;
    using TransientSlot for TransientSlot.AddressSlot;

    /// @notice Who may stop groups of functions.
    bytes32 public constant PAUSER_ROLE = keccak256("PAUSER_ROLE");
    /// @notice Who may resume them. Apart from PAUSER_ROLE: stopping may be a machine's decision, resuming is a person's.
    bytes32 public constant RESUMER_ROLE = keccak256("RESUMER_ROLE");

    // keccak256(abi.encode(uint256(keccak256("quantera.transient.Governed.initializer")) - 1)) & ~bytes32(uint256(0xff))
    bytes32 private constant INITIALIZER_SLOT = 0x250da557e02396963aa3227b7f85482b738e1f0f9f859d544e1080ee7ee6ad00;

    /// @notice Groups of functions were stopped or resumed; `groups` are all that are stopped now, a bit each.
    event PausedGroupsChanged(address indexed account, uint8 groups);

    /// @notice Thrown when the function's group is paused.
    error GroupPaused(uint8 group);
    /// @notice Thrown when an address that must be set is zero.
    error ZeroAddress();
    /// @notice Thrown when first roles are granted by another than who initialised the contract in this transaction.
    error NotInitializer(address caller);

    modifier whenRunning(uint8 group) {
        _requireRunning(group);
        _;
    }

    constructor() {
        _disableInitializers();
    }

    /// @notice Stops groups of functions, a bit each; those already stopped stay so.
    function pause(uint8 groups) external onlyRole(PAUSER_ROLE) {
        _changePaused(_pausedGroups() | groups);
    }

    /// @notice Resumes groups of functions, a bit each.
    function resume(uint8 groups) external onlyRole(RESUMER_ROLE) {
        _changePaused(_pausedGroups() & ~groups);
    }

    /// @notice Grants a role to begin with. Only who initialised this contract, and in the same transaction only: so a
    /// factory wires contracts whose admin it never is.
    function grantFirstRole(bytes32 role, address account) external {
        if (msg.sender != INITIALIZER_SLOT.asAddress().tload()) revert NotInitializer(msg.sender);
        _grantRole(role, account);
    }

    /// @notice The groups that are stopped, a bit each.
    function pausedGroups() external view returns (uint8) {
        return _pausedGroups();
    }

    /// @notice Sets the first admin, and remembers for this transaction who gave it.
    /// @param admin The first admin; it changes in two steps, `adminDelay` seconds apart at least.
    function _initializeGoverned(address admin, uint48 adminDelay) internal onlyInitializing {
        __AccessControlDefaultAdminRules_init(adminDelay, admin);
        INITIALIZER_SLOT.asAddress().tstore(msg.sender);
    }

    function _authorizeUpgrade(address) internal view override {
        _checkRole(DEFAULT_ADMIN_ROLE);
    }

    function _requireRunning(uint8 group) internal view {
        if (_pausedGroups() & group != 0) revert GroupPaused(group);
    }

    function _pausedGroups() internal view virtual returns (uint8);

    function _setPausedGroups(uint8 groups) internal virtual;

    function _changePaused(uint8 groups) private {
        _setPausedGroups(groups);
        emit PausedGroupsChanged(msg.sender, groups);
    }
}
