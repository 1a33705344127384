// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {EIP712Upgradeable} from "@openzeppelin/contracts-upgradeable/utils/cryptography/EIP712Upgradeable.sol";

/// @title TradingDomain
/// @notice The EIP-712 domain of orders and block trades: `Quantera`, version 1, this chain, this module.
/// @dev Name and version are constants and not storage: two reads fewer a settlement, and nothing to initialize.
abstract contract TradingDomain is EIP712Upgradeable {
    function _EIP712Name() internal pure override returns (string memory) {
        return "Quantera";
    }

    function _EIP712Version() internal pure override returns (string memory) {
        return "1";
    }
}
