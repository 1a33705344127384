// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IComplianceModule} from "../../interfaces/IComplianceModule.sol";
import {Rule} from "./Rule.sol";

/// @title ClassRule
/// @notice Who receives a token must be of a minimum class.
contract ClassRule is Rule {
    mapping(address token => IComplianceModule.InvestorClass) private _minimum;

    /// @notice The minimum class of a token was set.
    event MinimumClassSet(address indexed token, IComplianceModule.InvestorClass minimum);

    /// @notice A rule of one compliance module.
    /// @param compliance_ The module that it serves.
    constructor(IComplianceModule compliance_) Rule(compliance_) {}

    /// @notice Sets the minimum class of a token. Only an admin of compliance.
    function setMinimumClass(address token, IComplianceModule.InvestorClass minimum) external onlyAdmin {
        _minimum[token] = minimum;
        emit MinimumClassSet(token, minimum);
    }

    /// @notice The minimum class of a token; Retail, which is everybody, until it is set.
    function minimumClassOf(address token) external view returns (IComplianceModule.InvestorClass) {
        return _minimum[token];
    }

    function _check(Movement calldata movement) internal view override returns (bytes1, bytes32) {
        if (movement.to == address(0) || movement.receiver.class() >= _minimum[movement.token]) return (0, 0);
        return (INVALID_RECEIVER, "receiver/class");
    }
}
