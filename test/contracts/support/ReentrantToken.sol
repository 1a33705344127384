// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ITradingModule} from "../../../contracts/interfaces/ITradingModule.sol";

/// @notice A registered token, operator of the module as well, that settles another fill while it is being transferred.
contract ReentrantToken {
    ITradingModule private immutable MODULE;
    bytes private _call;

    constructor(ITradingModule module) {
        MODULE = module;
    }

    function replay(ITradingModule.Fill calldata fill) external {
        _call = abi.encodeCall(MODULE.settle, (fill));
    }

    function decimals() external pure returns (uint8) {
        return 6;
    }

    function transferFrom(address, address, uint256) external returns (bool) {
        (bool ok, bytes memory reason) = address(MODULE).call(_call);
        if (!ok) {
            assembly ("memory-safe") {
                revert(add(reason, 0x20), mload(reason))
            }
        }
        return true;
    }
}
