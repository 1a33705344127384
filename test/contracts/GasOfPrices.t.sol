// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Bls12381} from "../../contracts/libraries/Bls12381.sol";

import {CommitteeTest} from "./support/CommitteeTest.sol";
import {GasTest} from "./support/GasTest.sol";

/// @notice What prices cost: of one pricer, and of seven members of a committee of ten. There is a price before.
/// forge-config: default.isolate = true
/// forge-config: deep.isolate = true
contract GasOfPricesTest is CommitteeTest, GasTest {
    uint256 private constant SEVEN_OF_TEN = 0x3ab;

    function setUp() public override {
        super.setUp();
        for (uint256 i = MEMBERS; i < 10; ++i) addMember(secretOf(i), i < 7 ? THRESHOLD : 7);
        vm.prank(PRICER);
        registry.updatePrice(address(bill), PRICE, NOW - 2);
    }

    function test_gas_ofAPricer() external {
        vm.prank(PRICER);
        registry.updatePrice(address(bill), PRICE + 1, NOW - 1);
        measure("update a price");
        (uint256 price,) = registry.priceOf(address(bill));
        vm.assertEq(price, PRICE + 1, "the price is there");
    }

    function test_gas_ofACommittee() external {
        bytes32 message = committee.messageOf(address(bill), PRICE + 1, NOW - 1);
        Bls12381.G2Point memory signature = signAs(SEVEN_OF_TEN, message);
        committee.submitPrice(address(bill), PRICE + 1, NOW - 1, SEVEN_OF_TEN, signature);
        measure("update a price, 7 of a committee of 10");
        (uint256 price,) = registry.priceOf(address(bill));
        vm.assertEq(price, PRICE + 1, "the price is there");
    }
}
