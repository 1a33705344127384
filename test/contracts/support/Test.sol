// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Vm} from "./Vm.sol";

/// @notice What a test contract needs of Forge: the cheatcodes, and the conventions by which Forge finds tests
/// (`IS_TEST`) and the targets of invariant runs (`targetContracts`, `targetSelectors`).
abstract contract Test {
    struct FuzzSelector {
        address addr;
        bytes4[] selectors;
    }

    // address(uint160(uint256(keccak256("hevm cheat code"))))
    // solhint-disable-next-line const-name-snakecase
    Vm internal constant vm = Vm(0x7109709ECfa91a80626fF3989D68f67F5b1DD12D);

    // Forge looks for this name.
    // forge-lint: disable-next-line(screaming-snake-case-const)
    bool public constant IS_TEST = true;

    address[] private _targets;
    FuzzSelector[] private _selectors;

    /// @notice The contracts an invariant run calls; Forge asks for them.
    function targetContracts() external view returns (address[] memory) {
        return _targets;
    }

    /// @notice The functions of them it calls; Forge asks for them.
    function targetSelectors() external view returns (FuzzSelector[] memory) {
        return _selectors;
    }

    function target(address handler, bytes4[] memory selectors) internal {
        _targets.push(handler);
        _selectors.push(FuzzSelector(handler, selectors));
    }
}
