// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IERC5267} from "@openzeppelin/contracts/interfaces/IERC5267.sol";

/// @title TradingDomain
/// @notice The EIP-712 domain of orders and block trades: `Quantera`, version 1, this chain, this module.
/// @dev Hashed when compiled: OpenZeppelin's upgradeable EIP712 reads name and version from storage, or hashes them anew.
abstract contract TradingDomain is IERC5267 {
    string private constant NAME = "Quantera";
    string private constant VERSION = "1";
    /// @dev Name, version, chain and contract, a bit each from the lowest (ERC-5267).
    bytes1 private constant FIELDS = 0x0f;

    bytes32 private constant DOMAIN_TYPEHASH =
        keccak256("EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)");
    bytes32 private constant NAME_HASH = keccak256(bytes(NAME));
    bytes32 private constant VERSION_HASH = keccak256(bytes(VERSION));

    /// @inheritdoc IERC5267
    function eip712Domain()
        external
        view
        returns (
            bytes1 fields,
            string memory name,
            string memory version,
            uint256 chainId,
            address verifyingContract,
            bytes32 salt,
            uint256[] memory extensions
        )
    {
        return (FIELDS, NAME, VERSION, block.chainid, address(this), 0, new uint256[](0));
    }

    function _domainSeparator() internal view returns (bytes32) {
        return keccak256(abi.encode(DOMAIN_TYPEHASH, NAME_HASH, VERSION_HASH, block.chainid, address(this)));
    }
}
