// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {AccessControl} from "@openzeppelin/contracts/access/AccessControl.sol";
import {ERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";
import {IERC20Metadata} from "@openzeppelin/contracts/token/ERC20/extensions/IERC20Metadata.sol";
import {ERC20Permit} from "@openzeppelin/contracts/token/ERC20/extensions/ERC20Permit.sol";
import {Pausable} from "@openzeppelin/contracts/utils/Pausable.sol";

import {IComplianceModule} from "../interfaces/IComplianceModule.sol";
import {ITreasuryRegistry} from "../interfaces/ITreasuryRegistry.sol";
import {ITreasuryToken} from "../interfaces/ITreasuryToken.sol";

/// @title TreasuryToken
/// @notice One issue of treasuries as an ERC-20 that only moves where compliance allows.
contract TreasuryToken is ITreasuryToken, ERC20, ERC20Permit, AccessControl, Pausable {
    /// @custom:storage-location erc7201:quantera.storage.TreasuryToken
    struct TokenStorage {
        mapping(address account => bool) frozen;
    }

    /// @notice Who may issue and redeem.
    bytes32 public constant ISSUER_ROLE = keccak256("ISSUER_ROLE");
    /// @notice Who may freeze, pause and force transfers.
    bytes32 public constant CONTROLLER_ROLE = keccak256("CONTROLLER_ROLE");

    // keccak256(abi.encode(uint256(keccak256("quantera.storage.TreasuryToken")) - 1)) & ~bytes32(uint256(0xff))
    bytes32 private constant STORAGE_SLOT = 0xd6d1967333300cc516b03cec5eb6130f954d2b927abde619ab59f3d49a819800;

    // ERC-1400 status codes after ERC-1066.
    bytes1 private constant SUCCESS = 0x51;
    bytes1 private constant INSUFFICIENT_BALANCE = 0x52;
    bytes1 private constant TRANSFERS_HALTED = 0x54;
    bytes1 private constant FUNDS_LOCKED = 0x55;

    ITreasuryRegistry private immutable REGISTRY;
    IComplianceModule private immutable COMPLIANCE;

    /// @param admin Appoints the issuer and the controllers.
    constructor(
        string memory name_,
        string memory symbol_,
        ITreasuryRegistry registry_,
        IComplianceModule compliance_,
        address admin
    ) ERC20(name_, symbol_) ERC20Permit(name_) {
        REGISTRY = registry_;
        COMPLIANCE = compliance_;
        _grantRole(DEFAULT_ADMIN_ROLE, admin);
    }

    /// @inheritdoc ITreasuryToken
    function issue(address to, uint256 amount) external onlyRole(ISSUER_ROLE) {
        ITreasuryRegistry.TreasuryStatus status = REGISTRY.statusOf(address(this));
        if (status > ITreasuryRegistry.TreasuryStatus.Active) revert NotIssuable(status);
        _mint(to, amount);
        emit Issued(msg.sender, to, amount);
    }

    /// @inheritdoc ITreasuryToken
    function redeem(address from, uint256 amount) external onlyRole(ISSUER_ROLE) {
        if (from != msg.sender) _spendAllowance(from, msg.sender, amount);
        _burn(from, amount);
        emit Redeemed(msg.sender, from, amount);
    }

    /// @inheritdoc ITreasuryToken
    function setFrozen(address account, bool frozen) external onlyRole(CONTROLLER_ROLE) {
        _storage().frozen[account] = frozen;
        emit FrozenChanged(account, frozen);
    }

    /// @inheritdoc ITreasuryToken
    function pause() external onlyRole(CONTROLLER_ROLE) {
        _pause();
    }

    /// @inheritdoc ITreasuryToken
    function unpause() external onlyRole(CONTROLLER_ROLE) {
        _unpause();
    }

    /// @inheritdoc ITreasuryToken
    function forcedTransfer(
        address from,
        address to,
        uint256 amount,
        string calldata reason
    ) external onlyRole(CONTROLLER_ROLE) {
        if (bytes(reason).length == 0) revert ReasonRequired();
        if (from == address(0)) revert ERC20InvalidSender(from);
        if (to == address(0)) revert ERC20InvalidReceiver(to);
        // Checked as if issued to the receiver: the sender's standing is exactly what a controller may override.
        _requireCompliant(address(0), to, amount);
        super._update(from, to, amount);
        emit ForcedTransfer(msg.sender, from, to, amount, reason);
    }

    /// @inheritdoc ITreasuryToken
    function canTransfer(address from, address to, uint256 amount) external view returns (bool, bytes1, bytes32) {
        if (from != address(0) && balanceOf(from) < amount) return (false, INSUFFICIENT_BALANCE, "sender/balance");
        return _evaluate(from, to, amount);
    }

    /// @inheritdoc ITreasuryToken
    function isFrozen(address account) external view returns (bool) {
        return _storage().frozen[account];
    }

    /// @inheritdoc ITreasuryToken
    function registry() external view returns (address) {
        return address(REGISTRY);
    }

    /// @inheritdoc ITreasuryToken
    function compliance() external view returns (address) {
        return address(COMPLIANCE);
    }

    /// @inheritdoc ERC20
    function decimals() public pure override(ERC20, IERC20Metadata) returns (uint8) {
        return 6;
    }

    /// @dev Transfers, issuance and redemption all pass here.
    function _update(address from, address to, uint256 amount) internal override {
        _requireCompliant(from, to, amount);
        super._update(from, to, amount);
    }

    function _requireCompliant(address from, address to, uint256 amount) private view {
        (bool ok, bytes1 code, bytes32 rule) = _evaluate(from, to, amount);
        if (!ok) revert TransferNotCompliant(code, rule);
    }

    function _evaluate(address from, address to, uint256 amount) private view returns (bool, bytes1, bytes32) {
        if (paused()) return (false, TRANSFERS_HALTED, "token/paused");
        TokenStorage storage $ = _storage();
        if ($.frozen[from]) return (false, FUNDS_LOCKED, "sender/frozen");
        if ($.frozen[to]) return (false, FUNDS_LOCKED, "receiver/frozen");
        // A redemption must stay possible when an investor's approval has lapsed: it returns money, it moves no security.
        if (to == address(0)) return (true, SUCCESS, 0);
        return COMPLIANCE.canTransfer(address(this), from, to, amount);
    }

    function _storage() private pure returns (TokenStorage storage $) {
        assembly ("memory-safe") {
            $.slot := STORAGE_SLOT
        }
    }
}
