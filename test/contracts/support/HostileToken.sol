// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @notice A registered token whose transfers fail as expensively as they can.
contract HostileToken {
    /// @dev 0 burns all gas, otherwise reverts with this many bytes.
    uint256 private immutable REASON_BYTES;

    constructor(uint256 reasonBytes) {
        REASON_BYTES = reasonBytes;
    }

    function decimals() external pure returns (uint8) {
        return 6;
    }

    function transferFrom(address, address, uint256) external view returns (bool) {
        uint256 size = REASON_BYTES;
        if (size == 0) {
            while (true) {}
        }
        assembly ("memory-safe") {
            revert(mload(0x40), size)
        }
    }
}
