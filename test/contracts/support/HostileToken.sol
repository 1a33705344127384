// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @notice A token that a registry lists and that burns all gas when it should move, or reverts with as many bytes as told.
contract HostileToken {
    address public immutable registry;
    uint256 private immutable REASON_BYTES;

    constructor(address registry_, uint256 reasonBytes) {
        registry = registry_;
        REASON_BYTES = reasonBytes;
    }

    function onStatusChanged(uint8) external {}

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
