// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ITreasuryRegistry} from "../../../contracts/interfaces/ITreasuryRegistry.sol";

/// @notice As much of a treasury token as the registry speaks to: which one it names, what is outstanding, and the statuses
/// it was told. May call back meanwhile.
contract TokenDouble {
    address public registry;
    uint256 public issuedSupply;
    ITreasuryRegistry.TreasuryStatus public told;
    uint256 public tellings;
    bytes private _callback;

    constructor(address registry_) {
        registry = registry_;
    }

    function setIssuedSupply(uint256 supply) external {
        issuedSupply = supply;
    }

    /// @notice Has {onStatusChanged} call whoever calls it.
    function callBack(bytes calldata data) external {
        _callback = data;
    }

    function onStatusChanged(ITreasuryRegistry.TreasuryStatus status) external {
        told = status;
        ++tellings;
        if (_callback.length == 0) return;
        (bool ok, bytes memory answer) = msg.sender.call(_callback);
        if (ok) return;
        assembly ("memory-safe") {
            revert(add(answer, 0x20), mload(answer))
        }
    }
}
