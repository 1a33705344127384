// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ITreasuryRegistry} from "../../contracts/interfaces/ITreasuryRegistry.sol";
import {ITreasuryToken} from "../../contracts/interfaces/ITreasuryToken.sol";
import {ITreasuryTokenCore} from "../../contracts/interfaces/ITreasuryTokenCore.sol";
import {IYieldModule} from "../../contracts/interfaces/IYieldModule.sol";
import {YieldDesk} from "./support/YieldDesk.sol";

/// @notice A note's whole life: one year, two coupons, every amount to the unit.
contract LifecycleTest is YieldDesk {
    address private constant DAVE = address(0xDA4E);

    /// @dev The half-year to the first coupon has 181 days, that to the second 184.
    uint256 private constant FIRST_DAYS = 181;
    uint256 private constant SECOND_DAYS = 184;

    function test_aNoteLivesFromIssueToRedemption() external {
        list();
        trade();
        payTheFirstCoupon();
        recoverAWallet();
        suspendAndResume();
        payTheSecondCoupon();
        redeem();
    }

    function list() private {
        onboard(DAVE);
        note = newToken();
        ITreasuryRegistry.TreasuryInfo memory info = noteInfo(address(note));
        info.terms.lastRegularDay = SECOND_COUPON_DAY;
        info.terms.maturityDay = SECOND_COUPON_DAY;
        vm.startPrank(ISSUER);
        registry.register(info);
        yield_.open(address(note));
        note.issue(ALICE, ALICE_TOKENS);
        registry.setStatus(address(note), ITreasuryRegistry.TreasuryStatus.Active);
        note.issue(BOB, BOB_TOKENS);
        vm.stopPrank();
        vm.assertEq(note.issuedSupply(), 1_500 * ONE, "issued");
        requireInterest(0);
    }

    function trade() private {
        warpTo(ISSUE_DAY + 90);
        requireInterest(COUPON * 90 / FIRST_DAYS);
        vm.assertEq(yield_.accruedInterest(address(note), ONE), 1_025_552, "90/181 of 2.0625, rounded down");
        transfer(ALICE, CAROL, 400 * ONE);
        requireHoldings(600, 500, 400, 0);
        warpTo(FIRST_COUPON_DAY - 1);
        requireInterest(COUPON * 180 / FIRST_DAYS);
    }

    function payTheFirstCoupon() private {
        warpTo(FIRST_COUPON_DAY);
        requireInterest(0);
        // What is sold on the coupon's day is sold without it.
        transfer(CAROL, BOB, 100 * ONE);
        vm.assertEq(fundCoupon(address(note), 0), 1_500 * COUPON, "3,093.75 for all");
        vm.assertEq(yield_.payCoupons(address(note), 0, allOf(ALICE, CAROL)), 1_000 * COUPON, "two of three");
        vm.assertEq(cash.balanceOf(ALICE), 600 * COUPON, "1,237.50 for 600");
        vm.assertEq(cash.balanceOf(CAROL), 400 * COUPON, "825 for 400");
        requireHoldings(600, 600, 300, 0);
    }

    /// @dev Bob loses his key before he was paid: coupon and tokens are Dave's, his new wallet.
    function recoverAWallet() private {
        warpTo(FIRST_COUPON_DAY + 30);
        note.recover(BOB, DAVE, "key lost, identity confirmed");
        requireHoldings(600, 0, 300, 600);
        vm.assertEq(yield_.payCoupon(address(note), 0, BOB), 500 * COUPON, "1,031.25 for 500");
        vm.assertEq(cash.balanceOf(DAVE), 500 * COUPON, "to the new wallet");
        vm.assertEq(cash.balanceOf(BOB), 0, "nothing to the lost one");
        vm.assertEq(cash.balanceOf(address(yield_)), 0, "the first coupon is paid out");
    }

    function suspendAndResume() private {
        warpTo(FIRST_COUPON_DAY + 92);
        setStatus(ITreasuryRegistry.TreasuryStatus.Suspended);
        vm.expectRevert(
            abi.encodeWithSelector(
                ITreasuryTokenCore.TransferNotCompliant.selector, bytes1(0x54), bytes32("token/not-active")
            )
        );
        vm.prank(DAVE);
        note.transfer(ALICE, 100 * ONE);
        requireInterest(COUPON * 92 / SECOND_DAYS);
        setStatus(ITreasuryRegistry.TreasuryStatus.Active);
        transfer(DAVE, ALICE, 100 * ONE);
        requireHoldings(700, 0, 300, 500);
    }

    function payTheSecondCoupon() private {
        warpTo(SECOND_COUPON_DAY);
        requireInterest(0);
        vm.assertEq(fundCoupon(address(note), 1), 1_500 * COUPON, "3,093.75 for all");
        vm.assertEq(yield_.payCoupons(address(note), 1, allOf(ALICE, CAROL)), 1_000 * COUPON, "two of three");
        vm.assertEq(yield_.payCoupon(address(note), 1, DAVE), 500 * COUPON, "1,031.25 for 500");
        vm.assertEq(cash.balanceOf(ALICE), (600 + 700) * COUPON, "both of Alice's");
        vm.assertEq(cash.balanceOf(CAROL), (400 + 300) * COUPON, "both of Carol's");
        vm.assertEq(cash.balanceOf(DAVE), (500 + 500) * COUPON, "both of Dave's");
    }

    function redeem() private {
        setStatus(ITreasuryRegistry.TreasuryStatus.Matured);
        vm.assertEq(fundRedemption(address(note), 150_000e6), 150_000e6, "1,500 at 100");
        vm.assertEq(yield_.redeem(address(note), ALICE), 70_000e6, "700 at 100");
        vm.assertEq(yield_.redeem(address(note), CAROL), 30_000e6, "300 at 100");
        vm.expectRevert(
            abi.encodeWithSelector(ITreasuryRegistry.StillOutstanding.selector, address(note), 500 * ONE)
        );
        registry.setStatus(address(note), ITreasuryRegistry.TreasuryStatus.Redeemed);
        vm.assertEq(yield_.redeem(address(note), DAVE), 50_000e6, "500 at 100");
        setStatus(ITreasuryRegistry.TreasuryStatus.Redeemed);
        requireHoldings(0, 0, 0, 0);
        vm.assertEq(cash.balanceOf(ALICE), 72_681_250_000, "72,681.25 in all");
        vm.assertEq(cash.balanceOf(CAROL), 31_443_750_000, "31,443.75 in all");
        vm.assertEq(cash.balanceOf(DAVE), 52_062_500_000, "52,062.50 in all");
        vm.assertEq(cash.balanceOf(address(yield_)), 0, "nothing is left behind");
        IYieldModule.Payout memory redemption = yield_.redemptionOf(address(note));
        vm.assertEq(redemption.redeemed, redemption.supply, "all was redeemed");
    }

    /// @dev What one whole token, and every holding, has earned since the latest coupon.
    function requireInterest(uint256 perToken) private view {
        vm.assertEq(registry.accruedOf(address(note), block.timestamp / 1 days), perToken, "a token's interest");
        vm.assertEq(yield_.accruedInterest(address(note), 1_500 * ONE), 1_500 * perToken, "everyone's interest");
    }

    /// @dev Whole tokens of Alice, Bob, Carol and Dave, who have all there are.
    function requireHoldings(uint256 alice, uint256 bob, uint256 carol, uint256 dave) private view {
        ITreasuryToken token = note;
        vm.assertEq(token.totalBalanceOf(ALICE), alice * ONE, "Alice's");
        vm.assertEq(token.totalBalanceOf(BOB), bob * ONE, "Bob's");
        vm.assertEq(token.totalBalanceOf(CAROL), carol * ONE, "Carol's");
        vm.assertEq(token.totalBalanceOf(DAVE), dave * ONE, "Dave's");
        vm.assertEq(token.issuedSupply(), (alice + bob + carol + dave) * ONE, "all there are");
    }
}
