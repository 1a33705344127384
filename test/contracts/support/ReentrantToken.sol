// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @notice A token that a registry lists and that calls the trading module while it is being transferred.
contract ReentrantToken {
    address public immutable registry;
    address private immutable MODULE;
    bytes private _call;

    constructor(address registry_, address module) {
        registry = registry_;
        MODULE = module;
    }

    function willCall(bytes calldata call) external {
        _call = call;
    }

    function onStatusChanged(uint8) external {}

    function decimals() external pure returns (uint8) {
        return 6;
    }

    function transferFrom(address, address, uint256) external returns (bool) {
        (bool ok, bytes memory reason) = MODULE.call(_call);
        if (!ok) {
            assembly ("memory-safe") {
                revert(add(reason, 0x20), mload(reason))
            }
        }
        return true;
    }
}
