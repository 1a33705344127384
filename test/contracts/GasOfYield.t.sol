// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {GasTest} from "./support/GasTest.sol";
import {YieldDesk} from "./support/YieldDesk.sol";

/// @notice What coupons and redemption cost. Whoever is paid has money before; another holder was paid before.
/// forge-config: default.isolate = true
/// forge-config: deep.isolate = true
contract GasOfYieldTest is YieldDesk, GasTest {
    function test_gas_coupon() external {
        cash.mint(BOB, 1);
        warpTo(FIRST_COUPON_DAY);
        fundCoupon(address(note), 0);
        yield_.payCoupon(address(note), 0, ALICE);
        uint256 paid = yield_.payCoupon(address(note), 0, BOB);
        measure("pay a coupon");
        vm.assertEq(cash.balanceOf(BOB), paid + 1, "the coupon arrived");
    }

    function test_gas_redemption() external {
        cash.mint(BOB, 1);
        mature();
        fundRedemption(address(note), SUPPLY * FACE / ONE);
        vm.prank(ALICE);
        yield_.redeem(address(note), ALICE);
        vm.prank(BOB);
        yield_.redeem(address(note), BOB);
        measure("redeem");
        vm.assertEq(cash.balanceOf(BOB), BOB_TOKENS * FACE / ONE + 1, "the face value arrived");
    }
}
