// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IComplianceRule} from "../../../contracts/interfaces/IComplianceRule.sol";

/// @notice A rule that answers what it is told to, and keeps what it was asked.
contract ScriptedRule is IComplianceRule {
    error Broken(uint256 amount);

    address public immutable compliance;
    Movement public last;
    uint256 public recorded;
    bool public isBroken;
    bytes1 private _code;
    bytes32 private _rule;

    constructor(address compliance_) {
        compliance = compliance_;
    }

    function answer(bytes1 code, bytes32 rule) external {
        (_code, _rule) = (code, rule);
    }

    function breakDown() external {
        isBroken = true;
    }

    function record(Movement calldata movement) external returns (bytes1, bytes32) {
        if (isBroken) revert Broken(movement.amount);
        last = movement;
        ++recorded;
        return (_code, _rule);
    }

    function check(Movement calldata movement) external view returns (bytes1, bytes32) {
        if (isBroken) revert Broken(movement.amount);
        return (_code, _rule);
    }
}

/// @notice A rule that answers one word where two are due.
contract TerseRule {
    address public immutable compliance;

    constructor(address compliance_) {
        compliance = compliance_;
    }

    function record(IComplianceRule.Movement calldata) external pure returns (bytes1) {
        return 0;
    }

    function check(IComplianceRule.Movement calldata) external pure returns (bytes1) {
        return 0;
    }
}
