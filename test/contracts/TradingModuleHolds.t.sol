// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IERC20Errors} from "@openzeppelin/contracts/interfaces/draft-IERC6093.sol";

import {IHoldable} from "../../contracts/interfaces/IHoldable.sol";
import {ITradingModule} from "../../contracts/interfaces/ITradingModule.sol";
import {ITreasuryPartitions} from "../../contracts/interfaces/ITreasuryPartitions.sol";
import {TradingDesk} from "./support/TradingDesk.sol";
import {bound} from "./support/bound.sol";

/// @notice Traders who set money and tokens aside instead of allowing the module to take them.
contract TradingModuleHoldsTest is TradingDesk {
    function setUp() public override {
        super.setUp();
        vm.startPrank(alice);
        bill.approve(address(module), 0);
        vm.stopPrank();
        vm.prank(bob);
        cash.approve(address(module), 0);
    }

    function test_settlesByTheHoldsOfBothSides() external {
        module.setFees(2, 5, treasurer);
        bytes32 tokens = holdTokens(alice, 100 * ONE);
        bytes32 money = holdMoney(bob, 100 * ONE);
        module.settleByHold(plainFill(), tokens, money);
        uint256 payment = 100 * PRICE;
        vm.assertEq(bill.balanceOf(bob), TOKENS + 100 * ONE, "delivered");
        vm.assertEq(cash.balanceOf(alice), MONEY + payment - payment * 2 / 10_000, "paid, less the maker's fee");
        vm.assertEq(cash.balanceOf(treasurer), payment * 7 / 10_000, "both fees");
        vm.assertEq(bill.holdOf(tokens).amount, 0, "all delivered");
        vm.assertEq(cash.holdOf(money).amount, 100 * ONE - payment - payment * 5 / 10_000, "the rest is still held");
    }

    function testFuzz_settlesByHoldOrAllowance(uint256 quantity, bool sellerHolds, bool buyerHolds) external {
        quantity = bound(quantity, ONE, 1000 * ONE);
        bytes32 tokens = sellerHolds ? holdTokens(alice, quantity) : bytes32(0);
        bytes32 money = buyerHolds ? holdMoney(bob, quantity) : bytes32(0);
        allow(alice);
        allow(bob);
        module.settleByHold(fillOf(quantity, PRICE), tokens, money);
        vm.assertEq(bill.balanceOf(bob), TOKENS + quantity, "delivered");
        vm.assertEq(cash.balanceOf(alice), MONEY + quantity * PRICE / ONE, "paid");
    }

    function test_withoutHoldsItNeedsAllowances() external {
        expectSettleRevert(
            plainFill(),
            abi.encodeWithSelector(
                IERC20Errors.ERC20InsufficientAllowance.selector, address(module), 0, 100 * PRICE
            )
        );
    }

    function test_onlyAnOperatorSettlesByHold() external {
        ITradingModule.Fill memory fill = plainFill();
        vm.prank(mallory);
        vm.expectRevert(abi.encodeWithSelector(ITradingModule.NotOperator.selector, mallory));
        module.settleByHold(fill, 0, 0);
    }

    function test_anothersHoldPaysNothing() external {
        onboard(mallory);
        bytes32 tokens = holdTokens(mallory, 100 * ONE);
        bytes32 money = holdMoney(mallory, 100 * ONE);
        ITradingModule.Fill memory fill = plainFill();
        vm.expectRevert(abi.encodeWithSelector(ITradingModule.HoldNotOf.selector, tokens, alice));
        module.settleByHold(fill, tokens, 0);
        vm.expectRevert(abi.encodeWithSelector(ITradingModule.HoldNotOf.selector, money, bob));
        module.settleByHold(fill, 0, money);
    }

    function test_tokensOfAnotherPartitionDeliverNothing() external {
        ITreasuryPartitions partitions = ITreasuryPartitions(address(bill));
        partitions.definePartition("pledged", 7);
        vm.startPrank(alice);
        partitions.changePartition(bill.DEFAULT_PARTITION(), "pledged", 100 * ONE);
        bytes32 tokens = bill.createHold(address(0), address(module), "pledged", 100 * ONE, NOW + 1 days, "salt");
        vm.stopPrank();
        ITradingModule.Fill memory fill = plainFill();
        vm.expectRevert(abi.encodeWithSelector(ITradingModule.HoldNotOf.selector, tokens, alice));
        module.settleByHold(fill, tokens, 0);
    }

    function test_aHoldOfAnotherNotaryIsRefused() external {
        bytes32 partition = bill.DEFAULT_PARTITION();
        vm.prank(alice);
        bytes32 tokens = bill.createHold(address(0), mallory, partition, 100 * ONE, NOW + 1 days, "salt");
        bytes32 money = holdMoney(bob, 100 * ONE);
        ITradingModule.Fill memory fill = plainFill();
        vm.expectRevert(abi.encodeWithSelector(IHoldable.NotHoldNotary.selector, tokens, address(module)));
        module.settleByHold(fill, tokens, money);
    }

    function test_aHoldThatIsTooSmallUndoesThePayment() external {
        bytes32 tokens = holdTokens(alice, 100 * ONE - 1);
        bytes32 money = holdMoney(bob, 100 * ONE);
        ITradingModule.Fill memory fill = plainFill();
        vm.expectRevert(
            abi.encodeWithSelector(IHoldable.ExceedsHold.selector, tokens, 100 * ONE, 100 * ONE - 1)
        );
        module.settleByHold(fill, tokens, money);
        vm.assertEq(cash.balanceOf(alice), MONEY, "nothing paid");
        vm.assertTrue(!module.isFillSettled(fill.fillId), "nothing settled");
    }

    function test_settlesABlockTradeByHolds() external {
        listings.setMinBlock(address(bill), 1);
        ITradingModule.BlockTrade memory trade = newBlock();
        bytes32 tokens = holdTokens(alice, trade.quantity);
        bytes32 money = holdMoney(bob, trade.quantity);
        module.settleBlock(trade, signBlock(BOB_KEY, trade), signBlock(ALICE_KEY, trade), tokens, money);
        vm.assertEq(bill.balanceOf(bob), TOKENS + trade.quantity, "delivered");
    }

    function holdTokens(address holder, uint256 amount) private returns (bytes32) {
        bytes32 partition = bill.DEFAULT_PARTITION();
        vm.prank(holder);
        return bill.createHold(address(0), address(module), partition, amount, NOW + 1 days, "tokens");
    }

    function holdMoney(address holder, uint256 amount) private returns (bytes32) {
        vm.prank(holder);
        return cash.createHold(address(0), address(module), 0, amount, NOW + 1 days, "money");
    }
}
