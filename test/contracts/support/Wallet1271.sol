// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IERC1271} from "@openzeppelin/contracts/interfaces/IERC1271.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {ECDSA} from "@openzeppelin/contracts/utils/cryptography/ECDSA.sol";

/// @notice A contract wallet whose one owner signs for it (ERC-1271). Told to, it burns all gas instead of answering.
contract Wallet1271 is IERC1271 {
    address private immutable OWNER;
    bool private _burnsGas;

    constructor(address owner) {
        OWNER = owner;
    }

    function burnGas() external {
        _burnsGas = true;
    }

    function approve(IERC20 token, address spender) external {
        token.approve(spender, type(uint256).max);
    }

    function isValidSignature(bytes32 digest, bytes calldata signature) external view returns (bytes4) {
        if (_burnsGas) {
            while (true) {}
        }
        return ECDSA.recover(digest, signature) == OWNER ? this.isValidSignature.selector : bytes4(0xffffffff);
    }
}
