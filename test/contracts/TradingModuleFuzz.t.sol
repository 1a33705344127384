// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ITradingModule} from "../../contracts/interfaces/ITradingModule.sol";
import {TradingDesk} from "./support/TradingDesk.sol";
import {bound} from "./support/bound.sol";

contract TradingModuleFuzzTest is TradingDesk {
    uint256 private constant MAX_PRICE = 5 * ONE;

    function testFuzz_settleConservesBothTokens(
        uint256 quantity,
        uint256 price,
        uint256 makerFeeBps,
        uint256 takerFeeBps
    ) external {
        (quantity, price) = boundFill(quantity, price);
        setFees(makerFeeBps, takerFeeBps);
        module.settle(newFill(sellOrder(alice, quantity, price), buyOrder(bob, quantity, price), quantity, price));
        vm.assertEq(
            cash.balanceOf(alice) + cash.balanceOf(bob) + cash.balanceOf(treasurer), 2 * MONEY, "money conserved"
        );
        vm.assertEq(bill.balanceOf(alice) + bill.balanceOf(bob), 2 * TOKENS, "tokens conserved");
        vm.assertEq(cash.balanceOf(address(module)) + bill.balanceOf(address(module)), 0, "nothing stays behind");
    }

    function testFuzz_feesStayWithinWhatWasSignedAndTheCap(
        uint256 quantity,
        uint256 price,
        uint256 takerFeeBps,
        uint16 maxFeeBps
    ) external {
        (quantity, price) = boundFill(quantity, price);
        uint256 feeBps = setFees(0, takerFeeBps);
        ITradingModule.Order memory taker = buyOrder(bob, quantity, price);
        taker.maxFeeBps = uint16(bound(maxFeeBps, feeBps, type(uint16).max));
        module.settle(newFill(sellOrder(alice, quantity, price), taker, quantity, price));
        uint256 payment = quantity * price / ONE;
        uint256 fee = cash.balanceOf(treasurer);
        vm.assertLe(fee * 10_000, payment * taker.maxFeeBps, "never above what was signed");
        vm.assertLe(fee, payment * feeBps / 10_000 + 1, "at most one unit of rounding");
        vm.assertGe((fee + 1) * 10_000, payment * feeBps, "at least the fee, less the rounding the signature forbids");
        vm.assertEq(cash.balanceOf(bob), MONEY - payment - fee, "the buyer pays payment and fee");
    }

    function testFuzz_refusesAnyFeeAboveTheSignedOne(uint256 feeBps, uint256 maxFeeBps) external {
        feeBps = setFees(bound(feeBps, 1, 25), 0);
        ITradingModule.Order memory maker = sellOrder(alice, ONE, PRICE);
        maker.maxFeeBps = uint16(bound(maxFeeBps, 0, feeBps - 1));
        bytes32 makerHash = module.hashOrder(maker);
        expectSettleRevert(
            newFill(maker, buyOrder(bob, ONE, PRICE), ONE, PRICE),
            abi.encodeWithSelector(ITradingModule.FeeTooHigh.selector, makerHash, maker.maxFeeBps, uint16(feeBps))
        );
    }

    function testFuzz_settlesExactlyWhenThePriceIsWithinBothLimits(uint256 sell, uint256 buy, uint256 price) external {
        sell = bound(sell, 1, MAX_PRICE);
        buy = bound(buy, 1, MAX_PRICE);
        price = bound(price, 1, MAX_PRICE);
        ITradingModule.Fill memory fill = newFill(sellOrder(alice, ONE, sell), buyOrder(bob, ONE, buy), ONE, price);
        (bool ok, bytes memory reason) = address(module).call(abi.encodeCall(module.settle, (fill)));
        vm.assertTrue(ok == (sell <= price && price <= buy), "within both limits");
        if (!ok) {
            vm.assertEq(bytes32(bytes4(reason)), bytes32(ITradingModule.PriceOutsideLimit.selector), "for its price");
        }
    }

    function testFuzz_theBuyerNeverPaysAboveTheLimitAndTheSellerLosesLessThanAUnit(
        uint256 quantity,
        uint256 price
    ) external {
        (quantity, price) = boundFill(quantity, price);
        module.settle(newFill(sellOrder(alice, quantity, price), buyOrder(bob, quantity, price), quantity, price));
        uint256 payment = MONEY - cash.balanceOf(bob);
        vm.assertLe(payment * ONE, quantity * price, "not above the limit");
        vm.assertGe((payment + 1) * ONE, quantity * price + 1, "less than one unit below");
    }

    function testFuzz_partialFillsNeverExceedTheOrder(uint64[12] calldata quantities, uint256 ordered) external {
        ordered = bound(ordered, 1 * ONE, 100 * ONE);
        ITradingModule.Order memory maker = sellOrder(alice, ordered, PRICE);
        bytes32 makerHash = module.hashOrder(maker);
        uint256 filled;
        for (uint256 i; i < quantities.length; ++i) {
            uint256 quantity = bound(quantities[i], 1000, 30 * ONE);
            ITradingModule.Fill memory fill = newFill(maker, buyOrder(bob, quantity, PRICE), quantity, PRICE);
            bool fits = filled + quantity <= ordered;
            (bool ok, bytes memory reason) = address(module).call(abi.encodeCall(module.settle, (fill)));
            vm.assertTrue(ok == fits, "settles exactly when it fits");
            if (ok) filled += quantity;
            else vm.assertEq(bytes32(bytes4(reason)), bytes32(ITradingModule.Overfill.selector), "else an overfill");
            vm.assertEq(module.filledQuantity(makerHash), filled, "filled");
        }
        vm.assertEq(bill.balanceOf(bob), TOKENS + filled, "delivered what was filled");
    }

    function testFuzz_aFillIdSettlesOnce(bytes32 fillId, bytes32 otherId) external {
        vm.assume(fillId != otherId);
        ITradingModule.Fill memory fill = plainFill();
        fill.fillId = fillId;
        fill.quantity = ONE;
        module.settle(fill);
        vm.assertTrue(module.isFillSettled(fillId), "recorded");
        vm.assertTrue(!module.isFillSettled(otherId), "and no other");
        expectSettleRevert(fill, abi.encodeWithSelector(ITradingModule.FillAlreadySettled.selector, fillId));
        fill.fillId = otherId;
        module.settle(fill);
    }

    function testFuzz_anExpiredOrderNeverSettles(uint256 expiry, uint256 time) external {
        time = bound(time, NOW, MATURITY - 1);
        ITradingModule.Order memory maker = sellOrder(alice, ONE, PRICE);
        ITradingModule.Order memory taker = buyOrder(bob, ONE, PRICE);
        maker.expiry = uint64(bound(expiry, 0, type(uint64).max));
        taker.expiry = MATURITY;
        ITradingModule.Fill memory fill = newFill(maker, taker, ONE, PRICE);
        vm.warp(time);
        (bool ok,) = address(module).call(abi.encodeCall(module.settle, (fill)));
        vm.assertTrue(ok == (time <= maker.expiry), "until its expiry and not after");
    }

    function testFuzz_theNonceFloorVoidsExactlyTheOrdersBelowIt(uint64 nonce, uint64 floor) external {
        floor = uint64(bound(floor, 1, type(uint64).max));
        ITradingModule.Order memory maker = sellOrder(alice, ONE, PRICE);
        maker.nonce = nonce;
        ITradingModule.Fill memory fill = newFill(maker, buyOrder(bob, ONE, PRICE), ONE, PRICE);
        vm.prank(alice);
        module.raiseNonceFloor(floor);
        (bool ok,) = address(module).call(abi.encodeCall(module.settle, (fill)));
        vm.assertTrue(ok == (nonce >= floor), "void below the floor");
    }

    /// @dev Anything that pays at least one base unit and that both sides can afford, fees included.
    function boundFill(uint256 quantity, uint256 price) private pure returns (uint256, uint256) {
        quantity = bound(quantity, ONE, TOKENS);
        return (quantity, bound(price, 1, MAX_PRICE));
    }

    function setFees(uint256 makerFeeBps, uint256 takerFeeBps) private returns (uint256) {
        uint16 maker = uint16(makerFeeBps % 26);
        uint16 taker = uint16(takerFeeBps % 26);
        module.setFees(maker, taker, treasurer);
        return maker + taker;
    }
}
