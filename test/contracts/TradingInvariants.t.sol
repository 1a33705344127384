// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";

import {TreasuryToken} from "../../contracts/treasury/TreasuryToken.sol";
import {Test} from "./support/Test.sol";
import {TradingHandler} from "./support/TradingHandler.sol";

contract TradingInvariantsTest is Test {
    TradingHandler private _handler;
    TreasuryToken private _bill;
    TreasuryToken private _note;
    IERC20 private _cash;
    address private _module;
    uint256 private _money;

    function setUp() external {
        _handler = new TradingHandler();
        address cash;
        (_bill, _note, cash, _module) = _handler.desk();
        _cash = IERC20(cash);
        _money = _cash.totalSupply();
        target(address(_handler), selectors());
    }

    /// @dev One campaign for all of them. After every call: nothing settled that may not, for no other money or tokens (the
    /// handler looks on). At the end of every run, for it takes long to ask: money and tokens are conserved, none stays with
    /// the module, every order is filled as it was settled, and the board shows what it should.
    function invariant_tradingKeepsItsPromises() external view {
        vm.assertEq(bytes(_handler.violation()), "", "nothing broke a rule");
    }

    function afterInvariant() external view {
        vm.assertEq(_cash.totalSupply(), _money, "no money made or lost");
        vm.assertEq(_handler.sumOfMoney(), _money, "all of it with traders and the fee recipient");
        assertConserved(_bill);
        assertConserved(_note);
        vm.assertEq(_cash.balanceOf(_module), 0, "none with the module");
        vm.assertTrue(_handler.areFillsRight(), "filled is what settled, and within the order");
        vm.assertTrue(_handler.isBoardRight(), "the board shows what is posted and can be filled");
    }

    /// @dev Without this the invariants could hold for want of anything happening.
    function test_theHandlerDoesWhatItShould() external {
        for (uint256 i; i < 40; ++i) {
            uint256 seed = uint256(keccak256(abi.encode(i)));
            _handler.settle(seed, seed >> 1, seed >> 2);
            _handler.settleByHold(seed >> 3, seed >> 4, seed >> 5);
            _handler.settleBlock(seed >> 6, seed >> 7, seed >> 8, i % 4 == 0);
            _handler.settleBatch(seed >> 9, seed >> 10, seed >> 11);
            _handler.post(seed >> 12);
        }
        vm.assertGe(_handler.settledFills(), 20, "fills settle");
        vm.assertGe(_handler.failedFills(), 20, "and fail");
        vm.assertGe(_handler.settledBlocks(), 5, "blocks settle");
        vm.assertGe(_handler.heldFills(), 5, "holds settle");
        vm.assertGe(_handler.postedOrders(), 5, "orders are posted");
        vm.assertTrue(_handler.areFillsRight() && _handler.isBoardRight(), "and the books are right");
        vm.assertEq(bytes(_handler.violation()), "", "by the rules");
    }

    function assertConserved(TreasuryToken token) private view {
        vm.assertEq(_handler.sumOfTokens(token), token.totalSupply(), "all tokens with traders");
    }

    function selectors() private pure returns (bytes4[] memory list) {
        list = new bytes4[](17);
        list[0] = TradingHandler.settle.selector;
        list[1] = TradingHandler.settleByHold.selector;
        list[2] = TradingHandler.settleBatch.selector;
        list[3] = TradingHandler.settleAgain.selector;
        list[4] = TradingHandler.settleBlock.selector;
        list[5] = TradingHandler.post.selector;
        list[6] = TradingHandler.prune.selector;
        list[7] = TradingHandler.cancel.selector;
        list[8] = TradingHandler.raiseNonceFloor.selector;
        list[9] = TradingHandler.assignTier.selector;
        list[10] = TradingHandler.pause.selector;
        list[11] = TradingHandler.resume.selector;
        list[12] = TradingHandler.setHalted.selector;
        list[13] = TradingHandler.setHours.selector;
        list[14] = TradingHandler.setActive.selector;
        list[15] = TradingHandler.setApproved.selector;
        list[16] = TradingHandler.pass.selector;
    }
}
