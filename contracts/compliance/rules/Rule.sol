// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IAccessControl} from "@openzeppelin/contracts/access/IAccessControl.sol";

import {IComplianceModule} from "../../interfaces/IComplianceModule.sol";
import {IComplianceRule} from "../../interfaces/IComplianceRule.sol";
import {ITreasuryToken} from "../../interfaces/ITreasuryToken.sol";
import {InvestorRecord} from "../../libraries/InvestorRecord.sol";

/// @title Rule
/// @notice What the rules have in common: the compliance module that they serve, whose admin sets them.
/// @dev A rule isn't upgradeable and has no admin of its own: the module's admin gives a token another one instead.
abstract contract Rule is IComplianceRule {
    bytes1 internal constant FAILURE = 0x50;
    bytes1 internal constant FUNDS_LOCKED = 0x55;
    bytes1 internal constant INVALID_SENDER = 0x56;
    bytes1 internal constant INVALID_RECEIVER = 0x57;

    bytes32 private constant DEFAULT_ADMIN_ROLE = 0;

    // A rule belongs to one module for good.
    IComplianceModule internal immutable COMPLIANCE;

    /// @notice Thrown when somebody else than the compliance module reports a movement.
    error NotCompliance(address caller);

    modifier onlyAdmin() {
        if (!IAccessControl(address(COMPLIANCE)).hasRole(DEFAULT_ADMIN_ROLE, msg.sender)) {
            revert IAccessControl.AccessControlUnauthorizedAccount(msg.sender, DEFAULT_ADMIN_ROLE);
        }
        _;
    }

    /// @notice A rule of one compliance module.
    /// @param compliance_ The module that it serves.
    constructor(IComplianceModule compliance_) {
        COMPLIANCE = compliance_;
    }

    /// @inheritdoc IComplianceRule
    function record(Movement calldata movement) external returns (bytes1 code, bytes32 rule) {
        if (msg.sender != address(COMPLIANCE)) revert NotCompliance(msg.sender);
        return _record(movement);
    }

    /// @inheritdoc IComplianceRule
    function check(Movement calldata movement) external view returns (bytes1 code, bytes32 rule) {
        return _check(movement);
    }

    /// @inheritdoc IComplianceRule
    function compliance() external view returns (address) {
        return address(COMPLIANCE);
    }

    /// @dev Checks, and keeps what later checks need of a movement that the rule allows. Most rules need nothing.
    function _record(Movement calldata movement) internal virtual returns (bytes1 code, bytes32 rule) {
        return _check(movement);
    }

    function _check(Movement calldata movement) internal view virtual returns (bytes1 code, bytes32 rule);

    /// @dev What a holder has of a token, over all of its accounts and partitions.
    function _balanceOf(address token, address account, InvestorRecord owner) internal view returns (uint256 balance) {
        if (!owner.isShared()) return ITreasuryToken(token).totalBalanceOf(account);
        address[] memory accounts = COMPLIANCE.accountsOf(owner.holder());
        for (uint256 i; i < accounts.length; ++i) {
            balance += ITreasuryToken(token).totalBalanceOf(accounts[i]);
        }
    }

    /// @dev Whether a holder sends to another one of its own will: no issuance, redemption, change of wallet or force. Only a
    /// side that is nobody has no holder here: the module asks no rule about investors without a record.
    function _isTransfer(Movement calldata movement) internal pure returns (bool) {
        (bytes19 sender, bytes19 receiver) = (movement.sender.holder(), movement.receiver.holder());
        return sender != receiver && sender != 0 && receiver != 0 && !movement.forced;
    }

    /// @dev Whether the movement stays with one holder: a change of wallet, not of ownership.
    function _isWithinHolder(Movement calldata movement) internal pure returns (bool) {
        return movement.sender.holder() == movement.receiver.holder();
    }
}
