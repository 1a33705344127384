// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IValidatorModule} from "../../contracts/interfaces/IValidatorModule.sol";

import {GasTest} from "./support/GasTest.sol";
import {ValidatorTest} from "./support/ValidatorTest.sol";

/// @notice What proofs of validators and deposits cost, with mainnet's deposit contract. Whoever acts has another validator before.
/// forge-config: default.isolate = true
/// forge-config: deep.isolate = true
contract GasOfValidatorsTest is ValidatorTest, GasTest {
    function test_gas_proof() external {
        module.prove(one(proofOf(activeRecord(ALICE, 1), 1_234_567, NOW - 24)));
        IValidatorModule.ValidatorProof[] memory proofs = one(proofOf(activeRecord(ALICE, 2), 1_234_568, NOW - 12));
        module.prove(proofs);
        measure("prove a validator");
        vm.assertEq(module.provenBalanceOf(ALICE), 2 * MOST, "both count");
        proofs = one(proofOf(activeRecord(ALICE, 2), 1_234_568, NOW));
        module.prove(proofs);
        measure("prove a validator again");
    }

    function test_gas_deposit() external {
        depositFor(0xA1);
        depositFor(0xA2);
        measure("deposit for a new validator");
        vm.assertEq(depositContract.balance, 2 ether, "in the deposit contract");
    }

    function depositFor(uint256 secret) private {
        IValidatorModule.NewValidator[] memory validators = one(newValidator(secret, credentialsOf(2, ALICE)));
        vm.prank(ALICE);
        module.deposit{value: 1 ether}(validators);
    }
}
