// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {SettlementToken} from "../../contracts/trading/SettlementToken.sol";
import {TradingModule} from "../../contracts/trading/TradingModule.sol";
import {TreasuryToken} from "../../contracts/treasury/TreasuryToken.sol";
import {Test} from "./support/Test.sol";
import {TradingHandler} from "./support/TradingHandler.sol";

contract TradingInvariantsTest is Test {
    TradingHandler private _handler;
    TradingModule private _module;
    TreasuryToken private _bill;
    SettlementToken private _cash;
    uint256 private _money;

    function setUp() external {
        _handler = new TradingHandler();
        (_module, _bill, _cash) = _handler.desk();
        _money = _cash.totalSupply();
        target(address(_handler), selectors());
    }

    function invariant_moneyIsConserved() external view {
        vm.assertEq(_cash.totalSupply(), _money, "no money made or lost");
        vm.assertEq(_handler.sumOfMoney(), _money, "all of it with traders and the fee recipient");
    }

    function invariant_tokensAreConserved() external view {
        vm.assertEq(_bill.totalSupply(), _handler.supplyExpected(), "issued less redeemed");
        vm.assertEq(_handler.sumOfTokens(), _bill.totalSupply(), "all of them with the investors");
    }

    function invariant_theModuleHoldsNothing() external view {
        vm.assertEq(_cash.balanceOf(address(_module)) + _bill.balanceOf(address(_module)), 0, "nothing");
    }

    function invariant_filledNeverExceedsOrdered() external view {
        vm.assertTrue(_handler.areFillsRight(), "filled is what settled, and within the order");
    }

    function invariant_nobodyIneligibleEverHolds() external view {
        vm.assertEq(_bill.balanceOf(_handler.outsider()), 0, "the outsider holds nothing");
        vm.assertEq(bytes(_handler.violation()), "", "and no movement broke a rule");
    }

    /// @dev Without this the invariants could hold for want of anything happening.
    function test_theHandlerSettlesAndFails() external {
        _handler.settleMatching(0, 1, 5e6, 985_000);
        vm.assertEq(_handler.settledFills(), 1, "eligible traders settle");
        _handler.settleMatching(0, 4, 5e6, 985_000);
        vm.assertEq(_handler.failedFills(), 1, "an outsider doesn't");
        _handler.settleBatch(1, 1e6);
        vm.assertEq(_handler.settledFills() + _handler.failedFills(), 5, "a batch is counted");
        vm.assertTrue(_handler.areFillsRight(), "and the books are right");
    }

    function selectors() private pure returns (bytes4[] memory list) {
        list = new bytes4[](15);
        list[0] = TradingHandler.place.selector;
        list[1] = TradingHandler.settle.selector;
        list[2] = TradingHandler.settleMatching.selector;
        list[3] = TradingHandler.settleBatch.selector;
        list[4] = TradingHandler.cancel.selector;
        list[5] = TradingHandler.raiseNonceFloor.selector;
        list[6] = TradingHandler.setFrozen.selector;
        list[7] = TradingHandler.setInvestorStatus.selector;
        list[8] = TradingHandler.setPaused.selector;
        list[9] = TradingHandler.setSuspended.selector;
        list[10] = TradingHandler.setFees.selector;
        list[11] = TradingHandler.transfer.selector;
        list[12] = TradingHandler.forcedTransfer.selector;
        list[13] = TradingHandler.redeem.selector;
        list[14] = TradingHandler.issue.selector;
    }
}
