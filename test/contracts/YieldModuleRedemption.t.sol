// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ITreasuryRegistry} from "../../contracts/interfaces/ITreasuryRegistry.sol";
import {IYieldModule} from "../../contracts/interfaces/IYieldModule.sol";
import {Distribution} from "../../contracts/libraries/Distribution.sol";
import {YieldDesk} from "./support/YieldDesk.sol";

/// @notice Redemption at face value, and what is shared after a default.
contract YieldModuleRedemptionTest is YieldDesk {
    uint256 private constant DUE = 1_500 * uint256(FACE);

    function test_foretellsTheRedemption() external view {
        IYieldModule.Payout memory redemption = yield_.redemptionOf(address(note));
        vm.assertEq(redemption.payTime, uint256(MATURITY_DAY) * 1 days, "at maturity");
        vm.assertEq(redemption.perToken, FACE, "the face value");
        vm.assertEq(redemption.due, 0, "for whom isn't known yet");
    }

    function test_redeemsNothingWhileTheTreasuryLives() external {
        bytes memory notYet = abi.encodeWithSelector(
            IYieldModule.NotRedeemable.selector, address(note), ITreasuryRegistry.TreasuryStatus.Active
        );
        vm.expectRevert(notYet);
        yield_.fundRedemption(address(note), 1);
        vm.expectRevert(notYet);
        yield_.redeem(address(note), ALICE);
    }

    function test_redeemsAtFaceValueOnceAllIsThere() external {
        mature();
        vm.expectRevert(abi.encodeWithSelector(Distribution.NotFunded.selector, 0, DUE));
        yield_.redeem(address(note), ALICE);
        giveMoney(ISSUER, DUE);
        vm.expectEmit(address(yield_));
        emit IYieldModule.RedemptionFunded(address(note), ISSUER, DUE);
        vm.prank(ISSUER);
        vm.assertEq(yield_.fundRedemption(address(note), type(uint256).max), DUE, "what is due");
        vm.expectEmit(address(yield_));
        emit IYieldModule.RedemptionPaid(address(note), ALICE, ALICE, ALICE_TOKENS, 1_000 * uint256(FACE));
        vm.prank(MALLORY);
        yield_.redeem(address(note), ALICE);
        vm.assertEq(cash.balanceOf(ALICE), 1_000 * uint256(FACE), "she has it, whoever called");
        vm.assertEq(note.totalBalanceOf(ALICE), 0, "her tokens are gone");
        (uint256 tokens, uint256 paid) = yield_.redeemedBy(address(note), ALICE);
        vm.assertEq(tokens, ALICE_TOKENS, "recorded");
        vm.assertEq(paid, 1_000 * uint256(FACE), "with what was paid");
        vm.expectRevert(abi.encodeWithSelector(Distribution.AlreadyPaid.selector, 1_000 * uint256(FACE)));
        yield_.redeem(address(note), ALICE);
        vm.expectRevert(abi.encodeWithSelector(Distribution.NothingDue.selector));
        yield_.redeem(address(note), CAROL);
        yield_.redeem(address(note), BOB);
        IYieldModule.Payout memory redemption = yield_.redemptionOf(address(note));
        vm.assertEq(redemption.redeemed, SUPPLY, "all are redeemed");
        vm.assertEq(redemption.paid, DUE, "and paid");
        setStatus(ITreasuryRegistry.TreasuryStatus.Redeemed);
    }

    function test_aMaturedTreasuryThatIsNotFundedInFullPaysNobody() external {
        mature();
        fundRedemption(address(note), DUE - 1);
        vm.expectRevert(abi.encodeWithSelector(Distribution.NotFunded.selector, DUE - 1, DUE));
        yield_.redeem(address(note), ALICE);
        vm.assertEq(note.totalBalanceOf(ALICE), ALICE_TOKENS, "she keeps her tokens");
    }

    function test_redeemsWhatIsUnlockedNowAndTheRestLater() external {
        bytes32 unrestricted = note.partitions()[0];
        vm.prank(ALICE);
        note.createHold(BOB, CAROL, unrestricted, 100 * ONE, uint64(uint256(MATURITY_DAY) * 1 days + 1), "");
        note.setFrozenAmount(unrestricted, BOB, 50 * ONE);
        mature();
        fundRedemption(address(note), DUE);
        vm.assertEq(yield_.redeem(address(note), ALICE), 900 * uint256(FACE), "what isn't held");
        vm.assertEq(yield_.redeem(address(note), BOB), 450 * uint256(FACE), "what isn't frozen");
        vm.warp(block.timestamp + 1);
        note.releaseHold(keccak256(abi.encode(ALICE, bytes32(0))));
        vm.assertEq(yield_.redeem(address(note), ALICE), 100 * uint256(FACE), "once it is released");
        note.setFrozenAmount(unrestricted, BOB, 0);
        vm.assertEq(yield_.redeem(address(note), BOB), 50 * uint256(FACE), "once it is thawed");
        vm.assertEq(note.issuedSupply(), 0, "nothing is outstanding");
    }

    function test_redeemsEveryPartition() external {
        bytes32 pledged = "pledged";
        vm.prank(ISSUER);
        note.definePartition(pledged, 6);
        bytes32 unrestricted = note.partitions()[0];
        vm.prank(ALICE);
        note.changePartition(unrestricted, pledged, 300 * ONE);
        mature();
        fundRedemption(address(note), DUE);
        vm.assertEq(yield_.redeem(address(note), ALICE), 1_000 * uint256(FACE), "both");
    }

    function test_keepsAFrozenHoldersRedemption() external {
        mature();
        fundRedemption(address(note), DUE);
        note.setFrozen(ALICE, true);
        vm.expectRevert(
            abi.encodeWithSelector(IYieldModule.PaymentWithheld.selector, ALICE, bytes32("sender/frozen"))
        );
        yield_.redeem(address(note), ALICE);
        note.setFrozen(ALICE, false);
        vm.assertEq(yield_.redeem(address(note), ALICE), 1_000 * uint256(FACE), "thawed");
    }

    function test_aRecoveredWalletIsRedeemedByItsReplacement() external {
        mature();
        fundRedemption(address(note), DUE);
        note.recover(ALICE, CAROL, "lost key");
        vm.expectRevert(abi.encodeWithSelector(Distribution.NothingDue.selector));
        yield_.redeem(address(note), ALICE);
        vm.assertEq(yield_.redeem(address(note), CAROL), 1_000 * uint256(FACE), "the new wallet");
    }

    function test_sweepsWhatIsLeftWhenNothingIsOutstanding() external {
        mature();
        vm.expectRevert(abi.encodeWithSelector(Distribution.NotSettled.selector, 0, SUPPLY));
        yield_.sweepRedemption(address(note));
        fundRedemption(address(note), DUE);
        yield_.redeem(address(note), ALICE);
        vm.expectRevert(abi.encodeWithSelector(Distribution.NotSettled.selector, ALICE_TOKENS, SUPPLY));
        yield_.sweepRedemption(address(note));
        // A court has a part of Bob's tokens cancelled: their money is the issuer's again.
        note.controllerRedeem(note.partitions()[0], BOB, 100 * ONE, "court order");
        yield_.redeem(address(note), BOB);
        vm.expectEmit(address(yield_));
        emit IYieldModule.RedemptionSwept(address(note), ISSUER, 100 * uint256(FACE));
        vm.prank(ISSUER);
        yield_.sweepRedemption(address(note));
        vm.assertEq(cash.balanceOf(ISSUER), 100 * uint256(FACE), "what was left");
        vm.assertTrue(yield_.redemptionOf(address(note)).swept, "closed");
        vm.expectRevert(abi.encodeWithSelector(Distribution.Closed.selector));
        yield_.sweepRedemption(address(note));
    }

    function test_sweepsNothingWhereNothingIsLeft() external {
        mature();
        fundRedemption(address(note), DUE);
        yield_.redeem(address(note), ALICE);
        yield_.redeem(address(note), BOB);
        vm.expectRevert(abi.encodeWithSelector(Distribution.NothingLeft.selector));
        yield_.sweepRedemption(address(note));
    }

    function test_sharesARecoveryProRataAndAgainWhenMoreIsRecovered() external {
        setStatus(ITreasuryRegistry.TreasuryStatus.Defaulted);
        fundRedemption(address(note), DUE * 2 / 5);
        vm.assertTrue(yield_.redemptionOf(address(note)).shortfall, "shared");
        vm.prank(ALICE);
        vm.assertEq(yield_.redeem(address(note), ALICE), 400 * uint256(FACE), "40 %");
        fundRedemption(address(note), DUE / 5);
        vm.assertEq(yield_.redeem(address(note), ALICE), 200 * uint256(FACE), "20 % more, by the admin");
        vm.prank(BOB);
        vm.assertEq(yield_.redeem(address(note), BOB), 300 * uint256(FACE), "60 % at once");
        vm.assertEq(note.issuedSupply(), 0, "nothing is outstanding");
        fundRedemption(address(note), DUE);
        vm.assertTrue(!yield_.redemptionOf(address(note)).shortfall, "all was recovered");
        vm.assertEq(yield_.redeem(address(note), ALICE), 400 * uint256(FACE), "the rest");
        vm.assertEq(yield_.redeem(address(note), BOB), 200 * uint256(FACE), "for both");
    }

    function test_nobodyElseBurnsAHoldersTokensForLess() external {
        setStatus(ITreasuryRegistry.TreasuryStatus.Defaulted);
        fundRedemption(address(note), 1);
        vm.expectRevert(abi.encodeWithSelector(IYieldModule.NotHolder.selector, MALLORY, ALICE));
        vm.prank(MALLORY);
        yield_.redeem(address(note), ALICE);
        vm.prank(ISSUER);
        vm.assertEq(yield_.redeem(address(note), ALICE), 0, "two thirds of a unit, on the issuer's account");
        fundRedemption(address(note), DUE);
        vm.prank(MALLORY);
        vm.assertEq(yield_.redeem(address(note), BOB), 500 * uint256(FACE), "anyone, once it is the face value");
    }

    function test_aRecoveryDueToALostWalletGoesToItsReplacement() external {
        setStatus(ITreasuryRegistry.TreasuryStatus.Defaulted);
        fundRedemption(address(note), DUE / 2);
        vm.prank(ALICE);
        yield_.redeem(address(note), ALICE);
        note.recover(ALICE, CAROL, "lost key");
        fundRedemption(address(note), DUE / 2);
        vm.assertEq(yield_.redeem(address(note), ALICE), 500 * uint256(FACE), "what came later");
        vm.assertEq(cash.balanceOf(CAROL), 500 * uint256(FACE), "to the new wallet");
    }

    function test_aDefaultAfterMaturitySharesWhatWasPaidIn() external {
        mature();
        fundRedemption(address(note), DUE / 2);
        setStatus(ITreasuryRegistry.TreasuryStatus.Defaulted);
        vm.prank(ALICE);
        vm.assertEq(yield_.redeem(address(note), ALICE), 500 * uint256(FACE), "half of the face value");
        fundRedemption(address(note), DUE);
        vm.assertEq(yield_.redeem(address(note), ALICE), 500 * uint256(FACE), "and the rest when it comes");
    }

    function test_theFinalCouponIsPaidBesideTheRedemption() external {
        mature();
        fundRedemption(address(note), DUE);
        yield_.redeem(address(note), ALICE);
        fundCoupon(address(note), 3);
        vm.assertEq(yield_.payCoupon(address(note), 3, ALICE), 1_000 * COUPON, "though her tokens are gone");
        vm.assertEq(cash.balanceOf(ALICE), 1_000 * (uint256(FACE) + COUPON), "face value and coupon");
    }
}
