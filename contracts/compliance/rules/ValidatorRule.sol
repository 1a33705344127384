// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IComplianceModule} from "../../interfaces/IComplianceModule.sol";
import {IValidatorModule} from "../../interfaces/IValidatorModule.sol";
import {InvestorRecord} from "../../libraries/InvestorRecord.sol";
import {Rule} from "./Rule.sol";

/// @title ValidatorRule
/// @notice Who receives a token must control active validators of a minimum effective balance, proven to {ValidatorModule}.
contract ValidatorRule is Rule {
    // As the rule's module: for good.
    IValidatorModule private immutable VALIDATORS;

    mapping(address token => uint256) private _minimum;

    /// @notice The minimum of a token was set, in gwei.
    event MinimumBalanceSet(address indexed token, uint256 minimum);

    /// @notice A rule of one compliance module and one validator module.
    /// @param compliance_ The module that it serves.
    /// @param validators_ Where holders prove their validators.
    constructor(IComplianceModule compliance_, IValidatorModule validators_) Rule(compliance_) {
        VALIDATORS = validators_;
    }

    /// @notice Sets the minimum effective balance for a token, in gwei over all of a holder's accounts; 0 for none. Only an
    /// admin of compliance.
    function setMinimumBalance(address token, uint256 minimum) external onlyAdmin {
        _minimum[token] = minimum;
        emit MinimumBalanceSet(token, minimum);
    }

    /// @notice The minimum effective balance for a token, in gwei; 0 for none.
    function minimumBalanceOf(address token) external view returns (uint256) {
        return _minimum[token];
    }

    /// @notice Where holders prove their validators.
    function validatorModule() external view returns (address) {
        return address(VALIDATORS);
    }

    function _check(Movement calldata movement) internal view override returns (bytes1, bytes32) {
        uint256 minimum = _minimum[movement.token];
        if (minimum == 0 || movement.to == address(0) || _isWithinHolder(movement)) return (0, 0);
        if (_provenBalanceOf(movement.to, movement.receiver) >= minimum) return (0, 0);
        return (INVALID_RECEIVER, "receiver/validator");
    }

    function _provenBalanceOf(address account, InvestorRecord owner) private view returns (uint256 balance) {
        if (!owner.isShared()) return VALIDATORS.provenBalanceOf(account);
        address[] memory accounts = COMPLIANCE.accountsOf(owner.holder());
        for (uint256 i; i < accounts.length; ++i) {
            balance += VALIDATORS.provenBalanceOf(accounts[i]);
        }
    }
}
