// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {AccessControlUpgradeable} from "@openzeppelin/contracts-upgradeable/access/AccessControlUpgradeable.sol";
import {IAccessControl} from "@openzeppelin/contracts/access/IAccessControl.sol";

import {Governed} from "../../../contracts/base/Governed.sol";

/// @notice Stands for any part of a set, and for a token: keeps what it was initialised with, and counts in an order of its
/// own what upgrades must keep. With `lie` set, it answers that question wrongly.
contract StubPart is Governed {
    /// @custom:storage-location erc7201:quantera.storage.StubPart
    struct StubStorage {
        address registry;
        address compliance;
        address yieldModule;
        address settlementToken;
        address depositContract;
        address tradingModule;
        string name;
        uint8 pausedGroups;
        uint256 count;
    }

    // keccak256(abi.encode(uint256(keccak256("quantera.storage.StubPart")) - 1)) & ~bytes32(uint256(0xff))
    bytes32 private constant STORAGE_SLOT = 0xbd2d9188d03064c0566eb13f1718131c323cd85f1e16db6098182384f3a83700;

    uint8 public constant COUNTING = 1;
    uint8 public constant RESETTING = 4;

    /// @dev The selector that it lies about; an immutable of the implementation, so that its proxies lie too.
    bytes4 private immutable _lie;

    constructor(bytes4 lie) {
        _lie = lie;
    }

    function initialize(address admin, uint48 adminDelay) external initializer {
        _initializeGoverned(admin, adminDelay);
    }

    function initialize(
        address registry_,
        address settlementToken_,
        address admin,
        uint48 adminDelay
    ) external initializer {
        _initializeGoverned(admin, adminDelay);
        StubStorage storage $ = _storage();
        // The validator module has the same signature, and is asked for other names of the same.
        ($.registry, $.compliance) = (registry_, registry_);
        ($.settlementToken, $.depositContract) = (settlementToken_, settlementToken_);
    }

    function initialize(address registry_, address admin, uint48 adminDelay) external initializer {
        _initializeGoverned(admin, adminDelay);
        StubStorage storage $ = _storage();
        // The order board has the same signature, and is linked to the trading module.
        ($.registry, $.tradingModule) = (registry_, registry_);
    }

    function initialize(
        string calldata name_,
        string calldata,
        address registry_,
        address compliance_,
        address yieldModule_,
        address admin,
        uint48 adminDelay
    ) external initializer {
        _initializeGoverned(admin, adminDelay);
        StubStorage storage $ = _storage();
        $.registry = registry_;
        $.compliance = compliance_;
        $.yieldModule = yieldModule_;
        $.name = name_;
    }

    function count() external whenRunning(COUNTING) {
        ++_storage().count;
    }

    function reset() external whenRunning(RESETTING) {
        _storage().count = 0;
    }

    function counted() external view returns (uint256) {
        return _storage().count;
    }

    function registry() external view returns (address) {
        return _answer(_storage().registry);
    }

    function compliance() external view returns (address) {
        return _answer(_storage().compliance);
    }

    function yieldModule() external view returns (address) {
        return _answer(_storage().yieldModule);
    }

    function settlementToken() external view returns (address) {
        return _answer(_storage().settlementToken);
    }

    function depositContract() external view returns (address) {
        return _answer(_storage().depositContract);
    }

    function tradingModule() external view returns (address) {
        return _answer(_storage().tradingModule);
    }

    function treasuryCount() external view returns (uint256) {
        return _lie == msg.sig ? 1 : 0;
    }

    function feeCapBps() external view returns (uint16) {
        if (_lie == msg.sig) revert ZeroAddress();
        return 100;
    }

    function defaultAdmin() public view override returns (address) {
        return _isLie() ? address(0xbad) : super.defaultAdmin();
    }

    function defaultAdminDelay() public view override returns (uint48) {
        return _isLie() ? 1 : super.defaultAdminDelay();
    }

    function hasRole(bytes32 role, address account) public view override(AccessControlUpgradeable, IAccessControl) returns (bool) {
        return !_isLie() && super.hasRole(role, account);
    }

    function _isLie() private view returns (bool) {
        return _lie != 0 && _lie == msg.sig;
    }

    function _answer(address truth) private view returns (address) {
        return _isLie() ? address(0xbad) : truth;
    }

    function _pausedGroups() internal view override returns (uint8) {
        return _storage().pausedGroups;
    }

    function _setPausedGroups(uint8 groups) internal override {
        _storage().pausedGroups = groups;
    }

    function _storage() private pure returns (StubStorage storage $) {
        assembly ("memory-safe") {
            $.slot := STORAGE_SLOT
        }
    }
}
