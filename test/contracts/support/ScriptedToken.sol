// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ITreasuryRegistry} from "../../../contracts/interfaces/ITreasuryRegistry.sol";

/// @notice A registered token that says of its holders whatever the test has it say, true or not, and that may call back
/// while it is asked to burn.
contract ScriptedToken {
    address public immutable registry;
    address public immutable compliance;
    address public immutable yieldModule;

    uint256 public issuedSupply;
    mapping(address account => uint256) public totalBalanceOf;
    mapping(address account => bool) public isFrozen;
    mapping(address account => address) public recoveredBy;
    uint40[] public times;

    bytes private _callback;

    constructor(address registry_, address compliance_, address yieldModule_) {
        registry = registry_;
        compliance = compliance_;
        yieldModule = yieldModule_;
    }

    function setBalance(address account, uint256 amount) external {
        issuedSupply = issuedSupply - totalBalanceOf[account] + amount;
        totalBalanceOf[account] = amount;
    }

    /// @notice What isn't in {issuedSupply}.
    function setFalseBalance(address account, uint256 amount) external {
        totalBalanceOf[account] = amount;
    }

    function setSupply(uint256 amount) external {
        issuedSupply = amount;
    }

    function setCallback(bytes calldata call) external {
        _callback = call;
    }

    function onStatusChanged(ITreasuryRegistry.TreasuryStatus) external {}

    function scheduleSnapshots(uint40[] calldata times_) external {
        for (uint256 i; i < times_.length; ++i) times.push(times_[i]);
    }

    function burnMatured(address holder, bytes32) external returns (uint256 amount) {
        if (_callback.length != 0) {
            (bool ok, bytes memory reason) = yieldModule.call(_callback);
            if (!ok) {
                assembly ("memory-safe") {
                    revert(add(reason, 0x20), mload(reason))
                }
            }
        }
        amount = totalBalanceOf[holder];
        totalBalanceOf[holder] = 0;
        issuedSupply -= amount;
    }

    function totalBalanceOfAt(address account, uint40) external view returns (uint256) {
        return totalBalanceOf[account];
    }

    function issuedSupplyAt(uint40) external view returns (uint256) {
        return issuedSupply;
    }

    function timeCount() external view returns (uint256) {
        return times.length;
    }

    function decimals() external pure returns (uint8) {
        return 6;
    }

    function partitionsOf(address) external pure returns (bytes32[] memory list) {
        list = new bytes32[](1);
    }
}
