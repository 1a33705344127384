// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ERC1967Proxy} from "@openzeppelin/contracts/proxy/ERC1967/ERC1967Proxy.sol";

/// @notice A proxy of `implementation` on which `initialization` was called when it was made.
function proxied(address implementation, bytes memory initialization) returns (address) {
    return address(new ERC1967Proxy(implementation, initialization));
}
