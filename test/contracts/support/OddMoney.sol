// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";

/// @notice Money with every habit that a settlement token may have: a fee, `false` instead of a revert, empty promises, blocked
/// accounts, and calls to strangers while it moves.
contract OddMoney is ERC20 {
    uint256 public fee;
    bool public failing;
    bool public idle;
    mapping(address account => bool) public blocked;

    address private _callee;
    bytes private _callback;

    constructor() ERC20("Odd money", "ODD") {}

    function mint(address to, uint256 amount) external {
        _mint(to, amount);
    }

    /// @notice What a receiver gets less than was sent.
    function setFee(uint256 fee_) external {
        fee = fee_;
    }

    /// @notice Whether transfers answer `false`.
    function setFailing(bool failing_) external {
        failing = failing_;
    }

    /// @notice Whether transfers answer `true` and move nothing.
    function setIdle(bool idle_) external {
        idle = idle_;
    }

    function setBlocked(address account, bool blocked_) external {
        blocked[account] = blocked_;
    }

    /// @notice What is called at the next transfer.
    function setCallback(address callee, bytes calldata call) external {
        _callee = callee;
        _callback = call;
    }

    function transfer(address to, uint256 amount) public override returns (bool) {
        if (failing || blocked[to]) return false;
        return idle || super.transfer(to, amount);
    }

    function transferFrom(address from, address to, uint256 amount) public override returns (bool) {
        if (failing) return false;
        return idle || super.transferFrom(from, to, amount);
    }

    function _update(address from, address to, uint256 amount) internal override {
        address callee = _callee;
        if (callee != address(0)) {
            _callee = address(0);
            (bool ok, bytes memory reason) = callee.call(_callback);
            if (!ok) {
                assembly ("memory-safe") {
                    revert(add(reason, 0x20), mload(reason))
                }
            }
        }
        super._update(from, to, amount);
        if (fee != 0 && from != address(0) && to != address(0)) _burn(to, fee);
    }
}
