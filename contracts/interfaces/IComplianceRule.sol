// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IComplianceModule} from "./IComplianceModule.sol";

/// @title IComplianceRule
/// @notice One rule of compliance; a token is given several. Each keeps its own settings and records, by token.
interface IComplianceRule {
    /// @notice A movement as a rule sees it. `from` zero means issuance, `to` zero redemption.
    struct Movement {
        address token;
        address from;
        address to;
        uint256 amount;
        IComplianceModule.Investor sender;
        IComplianceModule.Investor receiver;
    }

    /// @notice The name of what forbids the movement, or zero.
    function check(Movement calldata movement) external view returns (bytes32 rule);

    /// @notice Checks, and keeps what later checks need. Only the compliance module.
    function record(Movement calldata movement, bool forced) external returns (bytes32 rule);
}
