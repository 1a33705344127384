// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ITradingModule} from "../interfaces/ITradingModule.sol";

/// @title OrderHash
/// @notice The EIP-712 struct hashes of orders and block trades
/// (https://eips.ethereum.org/EIPS/eip-712#definition-of-hashstruct).
/// @dev Every member is an atomic type, so the calldata of the struct is its EIP-712 `encodeData`, copied as it is. A
/// member with bits outside its type has another hash than any that is signed, and whoever reads that member reverts.
library OrderHash {
    /// @dev An enum is a `uint8` in EIP-712 type strings.
    bytes32 internal constant ORDER_TYPEHASH = keccak256(
        "Order(address trader,address token,uint8 side,uint8 timeInForce,bool postOnly,uint256 quantity,"
        "uint256 price,uint16 maxFeeBps,uint64 expiry,uint64 nonce,uint256 salt)"
    );
    bytes32 internal constant BLOCK_TRADE_TYPEHASH = keccak256(
        "BlockTrade(address buyer,address seller,address token,uint256 quantity,uint256 price,"
        "uint16 maxFeeBps,uint64 validFrom,uint64 validUntil,uint64 nonce,uint256 salt)"
    );

    /// @dev Eleven members, ten members.
    uint256 private constant ORDER_BYTES = 0x160;
    uint256 private constant BLOCK_TRADE_BYTES = 0x140;

    /// @notice hashStruct(order).
    function structHash(ITradingModule.Order calldata order) internal pure returns (bytes32 hash) {
        bytes32 typeHash = ORDER_TYPEHASH;
        assembly ("memory-safe") {
            let data := mload(0x40)
            mstore(data, typeHash)
            calldatacopy(add(data, 0x20), order, ORDER_BYTES)
            hash := keccak256(data, add(ORDER_BYTES, 0x20))
        }
    }

    /// @notice hashStruct(trade).
    function structHash(ITradingModule.BlockTrade calldata trade) internal pure returns (bytes32 hash) {
        bytes32 typeHash = BLOCK_TRADE_TYPEHASH;
        assembly ("memory-safe") {
            let data := mload(0x40)
            mstore(data, typeHash)
            calldatacopy(add(data, 0x20), trade, BLOCK_TRADE_BYTES)
            hash := keccak256(data, add(BLOCK_TRADE_BYTES, 0x20))
        }
    }
}
