// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IDepositContract} from "../../../contracts/interfaces/IDepositContract.sol";
import {IValidatorModule} from "../../../contracts/interfaces/IValidatorModule.sol";

/// @notice A deposit contract that calls the module back before it has taken the deposit.
contract ReentrantDeposits is IDepositContract {
    IValidatorModule private _module;

    function aim(address module) external {
        _module = IValidatorModule(module);
    }

    function deposit(bytes calldata, bytes calldata, bytes calldata, bytes32) external payable {
        _module.topUp(new IValidatorModule.TopUp[](0));
    }
}
