// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @title BoundedCall
/// @notice A call that gets exactly the gas it is promised and can't make its caller copy more than it wants to.
library BoundedCall {
    /// @dev What happens between the check of the gas and the CALL, and the CALL itself to a warm account.
    uint256 private constant CALL_OVERHEAD = 5_000;

    /// @notice The gas a caller must have left so that a call really receives `gasLimit`.
    /// @dev A CALL asking for more than 63/64 of the remaining gas silently gets less (EIP-150).
    function gasToForward(uint256 gasLimit) internal pure returns (uint256) {
        return gasLimit * 64 / 63 + CALL_OVERHEAD;
    }

    /// @notice Calls `target` with `gasLimit` gas; returns whether it succeeded and, if not, at most `maxReason` bytes of
    /// its revert data.
    function tryCall(
        address target,
        uint256 gasLimit,
        bytes memory input,
        uint256 maxReason
    ) internal returns (bool ok, bytes memory reason) {
        assembly ("memory-safe") {
            ok := call(gasLimit, target, 0, add(input, 0x20), mload(input), 0, 0)
            reason := mload(0x40)
            let size := 0
            if iszero(ok) {
                size := returndatasize()
                if gt(size, maxReason) { size := maxReason }
            }
            mstore(reason, size)
            returndatacopy(add(reason, 0x20), 0, size)
            mstore(0x40, add(add(reason, 0x20), and(add(size, 0x1f), not(0x1f))))
        }
    }
}
