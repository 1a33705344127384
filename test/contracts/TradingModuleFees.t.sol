// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IAccessControl} from "@openzeppelin/contracts/access/IAccessControl.sol";

import {Governed} from "../../contracts/base/Governed.sol";
import {ITradingModule} from "../../contracts/interfaces/ITradingModule.sol";
import {TradingDesk} from "./support/TradingDesk.sol";
import {bound} from "./support/bound.sol";

contract TradingModuleFeesTest is TradingDesk {
    function test_emitsTradeWithFees() external {
        module.setFees(5, 20, treasurer);
        ITradingModule.Fill memory fill = plainFill();
        uint256 payment = 100 * PRICE;
        uint256 makerFee = payment * 5 / 10_000;
        uint256 takerFee = payment * 20 / 10_000;
        bytes32 makerHash = module.hashOrder(fill.maker);
        bytes32 takerHash = module.hashOrder(fill.taker);
        vm.expectEmit(address(module));
        emit ITradingModule.Trade(
            fill.fillId, address(bill), makerHash, takerHash, bob, alice, 100 * ONE, PRICE, payment, makerFee, takerFee, 0
        );
        module.settle(fill);
        vm.assertEq(cash.balanceOf(alice), MONEY + payment - makerFee, "seller receives payment less its fee");
        vm.assertEq(cash.balanceOf(bob), MONEY - payment - takerFee, "buyer pays payment plus its fee");
        vm.assertEq(cash.balanceOf(treasurer), makerFee + takerFee, "recipient gets both fees");
    }

    function test_roundsAFeeUp() external {
        module.setFees(1, 0, treasurer);
        module.settle(newFill(sellOrder(alice, 1 * ONE, 10_001), buyOrder(bob, 1 * ONE, 10_001), 1 * ONE, 10_001));
        vm.assertEq(cash.balanceOf(treasurer), 2, "10,001 at 1 bp is 1.0001, so 2");
    }

    function test_neverRoundsAFeeAboveWhatWasSigned() external {
        module.setFees(1, 0, treasurer);
        ITradingModule.Order memory maker = sellOrder(alice, 1 * ONE, 10_001);
        maker.maxFeeBps = 1;
        module.settle(newFill(maker, buyOrder(bob, 1 * ONE, 10_001), 1 * ONE, 10_001));
        vm.assertEq(cash.balanceOf(treasurer), 1, "1 bp of 10,001 allows 1");
    }

    function test_refusesAFeeAboveWhatWasSigned() external {
        module.setFees(0, 26, treasurer);
        ITradingModule.Fill memory fill = plainFill();
        bytes32 takerHash = module.hashOrder(fill.taker);
        expectSettleRevert(fill, abi.encodeWithSelector(ITradingModule.FeeTooHigh.selector, takerHash, 25, 26));
    }

    function testFuzz_adminSetsFeesWithinTheCap(uint16 makerFeeBps, uint16 takerFeeBps, address recipient) external {
        vm.assume(recipient != address(0));
        makerFeeBps %= 101;
        takerFeeBps %= 101;
        vm.expectEmit(address(module));
        emit ITradingModule.TierChanged(0, makerFeeBps, takerFeeBps);
        vm.expectEmit(address(module));
        emit ITradingModule.FeesChanged(makerFeeBps, takerFeeBps, recipient);
        module.setFees(makerFeeBps, takerFeeBps, recipient);
        (uint16 maker, uint16 taker, address to) = module.fees();
        vm.assertEq(maker, makerFeeBps, "maker");
        vm.assertEq(taker, takerFeeBps, "taker");
        vm.assertEq(to, recipient, "recipient");
    }

    function test_refusesFeesAboveTheCap() external {
        uint16 cap = module.feeCapBps();
        vm.assertEq(cap, 100, "cap");
        vm.expectRevert(abi.encodeWithSelector(ITradingModule.FeeAboveCap.selector, 101, cap));
        module.setFees(101, 0, treasurer);
        vm.expectRevert(abi.encodeWithSelector(ITradingModule.FeeAboveCap.selector, 102, cap));
        module.setTier(1, 0, 102);
    }

    function test_feesNeedARecipient() external {
        vm.expectRevert(Governed.ZeroAddress.selector);
        module.setFees(0, 1, address(0));
        vm.expectRevert(Governed.ZeroAddress.selector);
        module.setTier(4, 1, 0);
        module.setFees(0, 0, treasurer);
        module.setTier(4, 1, 0);
        vm.expectRevert(Governed.ZeroAddress.selector);
        module.setFees(0, 0, address(0));
    }

    function test_onlyTheAdminSetsFeesAndOnlyItsRoleAssignsTiers() external {
        bytes4 unauthorized = IAccessControl.AccessControlUnauthorizedAccount.selector;
        bytes32 tierRole = module.TIER_ROLE();
        vm.startPrank(mallory);
        vm.expectRevert(abi.encodeWithSelector(unauthorized, mallory, bytes32(0)));
        module.setFees(0, 0, treasurer);
        vm.expectRevert(abi.encodeWithSelector(unauthorized, mallory, bytes32(0)));
        module.setTier(1, 0, 0);
        vm.expectRevert(abi.encodeWithSelector(unauthorized, mallory, tierRole));
        module.assignTier(mallory, 1);
        vm.stopPrank();
    }

    function testFuzz_keepsEveryTiersFees(uint16[10] calldata seeds) external {
        module.setFees(0, 0, treasurer);
        for (uint8 tier; tier < 5; ++tier) module.setTier(tier, seeds[tier] % 101, seeds[tier + 5] % 101);
        for (uint8 tier; tier < 5; ++tier) {
            (uint16 maker, uint16 taker) = module.feesOfTier(tier);
            vm.assertEq(maker, seeds[tier] % 101, "maker");
            vm.assertEq(taker, seeds[tier + 5] % 101, "taker");
        }
    }

    function test_knowsFiveTiers() external {
        vm.expectRevert(abi.encodeWithSelector(ITradingModule.UnknownTier.selector, 5));
        module.setTier(5, 0, 0);
        vm.expectRevert(abi.encodeWithSelector(ITradingModule.UnknownTier.selector, 5));
        module.assignTier(alice, 5);
    }

    function testFuzz_eachSidePaysTheFeeOfItsTier(uint8 makerTier, uint8 takerTier, uint256 quantity) external {
        (makerTier, takerTier) = (makerTier % 5, takerTier % 5);
        quantity = bound(quantity, ONE, TOKENS);
        module.setFees(20, 25, treasurer);
        for (uint8 tier = 1; tier < 5; ++tier) module.setTier(tier, 20 - 4 * tier, 25 - 5 * tier);
        vm.expectEmit(address(module));
        emit ITradingModule.TierAssigned(alice, makerTier);
        module.assignTier(alice, makerTier);
        module.assignTier(bob, takerTier);
        vm.assertEq(module.tierOf(alice), makerTier, "assigned");
        module.settle(fillOf(quantity, PRICE));
        uint256 payment = quantity * PRICE / ONE;
        uint256 makerFee = feeOf(payment, 20 - 4 * makerTier);
        uint256 takerFee = feeOf(payment, 25 - 5 * takerTier);
        vm.assertEq(cash.balanceOf(alice), MONEY + payment - makerFee, "seller");
        vm.assertEq(cash.balanceOf(bob), MONEY - payment - takerFee, "buyer");
        vm.assertEq(cash.balanceOf(treasurer), makerFee + takerFee, "recipient");
    }

    function test_aTierSurvivesANonceFloor() external {
        module.assignTier(alice, 3);
        vm.prank(alice);
        module.raiseNonceFloor(7);
        vm.assertEq(module.tierOf(alice), 3, "tier");
        module.assignTier(alice, 2);
        vm.assertEq(module.nonceFloorOf(alice), 7, "floor");
    }

    /// @dev Rounded up, but never above 25 bps, which is what orders here allow.
    function feeOf(uint256 payment, uint256 feeBps) private pure returns (uint256) {
        uint256 fee = (payment * feeBps + 9999) / 10_000;
        uint256 most = payment * 25 / 10_000;
        return fee < most ? fee : most;
    }
}
