// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ITradingModule} from "../interfaces/ITradingModule.sol";

/// @title OrderHash
/// @notice The EIP-712 struct hash of an order (https://eips.ethereum.org/EIPS/eip-712#definition-of-hashstruct).
library OrderHash {
    /// @dev An enum is a `uint8` in EIP-712 type strings.
    bytes32 internal constant ORDER_TYPEHASH = keccak256(
        "Order(address trader,address token,uint8 side,uint8 timeInForce,bool postOnly,uint256 quantity,uint256 price,uint16 maxFeeBps,uint64 expiry,uint64 nonce,uint256 salt)"
    );

    /// @notice hashStruct(order).
    /// @dev Every member is an atomic type, so `abi.encode` of the struct is its EIP-712 `encodeData`.
    function structHash(ITradingModule.Order calldata order) internal pure returns (bytes32) {
        return keccak256(abi.encode(ORDER_TYPEHASH, order));
    }
}
