// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IComplianceModule} from "../../interfaces/IComplianceModule.sol";
import {Rule} from "./Rule.sol";

/// @title SanctionsRule
/// @notice Nobody sanctioned sends, receives or is redeemed: by a list of its own, and optionally by an oracle with
/// Chainalysis' `isSanctioned(address)`. A controller may still take tokens from the sanctioned.
/// @dev An oracle that fails, or answers anything but 0 or 1, counts as sanctioning everybody: a movement that can't be
/// screened isn't allowed.
contract SanctionsRule is Rule {
    /// @notice The right of a compliance agent that may keep the list.
    uint8 public constant RIGHT_SANCTION = 8;
    /// @notice The most accounts one call may list.
    uint256 public constant MAX_BATCH = 200;
    /// @notice What an answer of the oracle may cost.
    uint256 public constant ORACLE_GAS = 100_000;

    mapping(address account => bool) private _sanctioned;
    address private _oracle;

    /// @notice An account was listed or taken off.
    event SanctionChanged(address indexed account, bool sanctioned);
    /// @notice The oracle that is asked in addition was set; zero for none.
    event OracleSet(address oracle);

    /// @notice Thrown when an oracle isn't able to answer.
    error InvalidOracle(address oracle);

    /// @notice A rule of one compliance module.
    /// @param compliance_ The module that it serves.
    constructor(IComplianceModule compliance_) Rule(compliance_) {}

    /// @notice Lists accounts, for all tokens, or takes them off. Only an agent with RIGHT_SANCTION: it can't wait for an
    /// admin's timelock.
    function setSanctioned(address[] calldata accounts, bool sanctioned) external {
        if (!COMPLIANCE.hasAgentRight(msg.sender, RIGHT_SANCTION)) {
            revert IComplianceModule.AgentLacksRight(msg.sender, RIGHT_SANCTION);
        }
        if (accounts.length > MAX_BATCH) revert IComplianceModule.BatchTooLarge(accounts.length, MAX_BATCH);
        for (uint256 i; i < accounts.length; ++i) {
            _sanctioned[accounts[i]] = sanctioned;
            emit SanctionChanged(accounts[i], sanctioned);
        }
    }

    /// @notice Asks an oracle in addition; zero for none. Only an admin of compliance.
    function setOracle(address oracle_) external onlyAdmin {
        _oracle = oracle_;
        if (oracle_ != address(0) && _screen(oracle_, address(0))) revert InvalidOracle(oracle_);
        emit OracleSet(oracle_);
    }

    /// @notice Whether an account is on the list, or the oracle says so or fails.
    function isSanctioned(address account) external view returns (bool) {
        return _isSanctioned(_oracle, account);
    }

    /// @notice The oracle asked in addition to the list; zero for none.
    function oracle() external view returns (address) {
        return _oracle;
    }

    function _check(Movement calldata movement) internal view override returns (bytes1, bytes32) {
        address oracle_ = _oracle;
        if (movement.from != address(0) && !movement.forced && _isSanctioned(oracle_, movement.from)) {
            return (INVALID_SENDER, "sender/sanctioned");
        }
        if (movement.to != address(0) && _isSanctioned(oracle_, movement.to)) {
            return (INVALID_RECEIVER, "receiver/sanctioned");
        }
        return (0, 0);
    }

    function _isSanctioned(address oracle_, address account) private view returns (bool) {
        return _sanctioned[account] || (oracle_ != address(0) && _screen(oracle_, account));
    }

    /// @dev Whether the oracle says that an account is sanctioned, or doesn't say that it isn't.
    function _screen(address oracle_, address account) private view returns (bool) {
        (bool ok, bytes memory answer) =
            oracle_.staticcall{gas: ORACLE_GAS}(abi.encodeWithSignature("isSanctioned(address)", account));
        return !ok || answer.length != 32 || bytes32(answer) != 0;
    }
}
