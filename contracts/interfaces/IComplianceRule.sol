// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {InvestorRecord} from "../libraries/InvestorRecord.sol";

/// @title IComplianceRule
/// @notice One rule of compliance; a token is given several. Each keeps its own settings and records, by token.
interface IComplianceRule {
    /// @notice A movement that is about to happen. `from` zero means issuance, `to` zero redemption.
    /// @param forced Whether a controller moves it: then nothing is asked about the sender.
    struct Movement {
        address token;
        address from;
        address to;
        uint256 amount;
        bool forced;
        InvestorRecord sender;
        InvestorRecord receiver;
    }

    /// @notice The ERC-1066 code and the name of what forbids the movement, or zeros.
    function check(Movement calldata movement) external view returns (bytes1 code, bytes32 rule);

    /// @notice Checks, and where it allows the movement keeps what later checks need. Only the compliance module.
    function record(Movement calldata movement) external returns (bytes1 code, bytes32 rule);

    /// @notice The compliance module that it serves.
    function compliance() external view returns (address);
}
