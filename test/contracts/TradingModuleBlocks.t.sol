// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Governed} from "../../contracts/base/Governed.sol";
import {ITradingModule} from "../../contracts/interfaces/ITradingModule.sol";
import {ITreasuryListings} from "../../contracts/interfaces/ITreasuryListings.sol";
import {OrderStates} from "../../contracts/libraries/OrderState.sol";
import {TradingDesk} from "./support/TradingDesk.sol";
import {Wallet1271} from "./support/Wallet1271.sol";
import {bound} from "./support/bound.sol";

contract TradingModuleBlocksTest is TradingDesk {
    function setUp() public override {
        super.setUp();
        listings.setMinBlock(address(bill), 1000);
    }

    function test_settlesWhatBothSidesSigned() external {
        module.setFees(2, 5, treasurer);
        ITradingModule.BlockTrade memory trade = newBlock();
        bytes32 blockHash = module.hashBlockTrade(trade);
        uint256 payment = 1000 * PRICE;
        uint256 fee = payment * 2 / 10_000;
        vm.expectEmit(address(module));
        emit ITradingModule.BlockTraded(
            blockHash, address(bill), bob, alice, 1000 * ONE, PRICE, payment, fee, fee, 0
        );
        settleAs(bob, trade);
        vm.assertEq(bill.balanceOf(bob), TOKENS + 1000 * ONE, "delivered");
        vm.assertEq(cash.balanceOf(alice), MONEY + payment - fee, "paid, less the maker's fee");
        vm.assertEq(cash.balanceOf(bob), MONEY - payment - fee, "with the maker's fee");
        vm.assertEq(module.filledQuantity(blockHash), 1000 * ONE, "recorded");
    }

    function test_carriesAccruedInterest() external {
        traded = address(note);
        listings.setMinBlock(address(note), 1000);
        ITradingModule.BlockTrade memory trade = newBlock();
        (,, uint256 total) = listings.quote(address(note), trade.quantity, trade.price);
        settleAs(alice, trade);
        vm.assertEq(cash.balanceOf(alice), MONEY + total, "with interest");
        vm.assertGe(total, 1000 * PRICE + 1, "there is some");
    }

    function test_aPartyOrAnOperatorSettles() external {
        settleAs(alice, newBlock());
        settleAs(bob, newBlock());
        settleAs(address(this), newBlock());
        vm.assertEq(bill.balanceOf(bob), TOKENS + 3000 * ONE, "all three");
    }

    function testFuzz_nobodyElseSettles(address caller) external {
        vm.assume(caller != alice && caller != bob && caller != address(this));
        ITradingModule.BlockTrade memory trade = newBlock();
        bytes memory buyer = signBlock(BOB_KEY, trade);
        bytes memory seller = signBlock(ALICE_KEY, trade);
        vm.prank(caller);
        vm.expectRevert(abi.encodeWithSelector(ITradingModule.NotParty.selector, caller));
        module.settleBlock(trade, buyer, seller, 0, 0);
    }

    function test_settlesOnce() external {
        ITradingModule.BlockTrade memory trade = newBlock();
        settleAs(alice, trade);
        expectRefusal(
            trade, abi.encodeWithSelector(ITradingModule.BlockAlreadySettled.selector, module.hashBlockTrade(trade))
        );
    }

    function test_needsBothSignatures() external {
        ITradingModule.BlockTrade memory trade = newBlock();
        bytes32 blockHash = module.hashBlockTrade(trade);
        bytes memory buyer = signBlock(BOB_KEY, trade);
        bytes memory seller = signBlock(ALICE_KEY, trade);
        vm.expectRevert(abi.encodeWithSelector(ITradingModule.BadSignature.selector, blockHash, bob));
        module.settleBlock(trade, seller, seller, 0, 0);
        vm.expectRevert(abi.encodeWithSelector(ITradingModule.BadSignature.selector, blockHash, alice));
        module.settleBlock(trade, buyer, buyer, 0, 0);
    }

    function testFuzz_theSignaturesCoverEveryField(uint8 field, uint32 change) external {
        ITradingModule.BlockTrade memory trade = newBlock();
        bytes memory buyer = signBlock(BOB_KEY, trade);
        bytes memory seller = signBlock(ALICE_KEY, trade);
        bytes32 blockHash = module.hashBlockTrade(trade);
        tamper(trade, field % 10, uint256(change) + 1);
        vm.assertTrue(module.hashBlockTrade(trade) != blockHash, "another digest");
        (bool ok,) = address(module).call(abi.encodeCall(module.settleBlock, (trade, buyer, seller, 0, 0)));
        vm.assertTrue(!ok, "not settled");
    }

    function test_hashesBlockTradesAsEip712() external {
        ITradingModule.BlockTrade memory trade = newBlock();
        bytes32 typeHash = keccak256(
            "BlockTrade(address buyer,address seller,address token,uint256 quantity,uint256 price,uint16 maxFeeBps,"
            "uint64 validFrom,uint64 validUntil,uint64 nonce,uint256 salt)"
        );
        bytes32 domain = keccak256(
            abi.encode(
                keccak256("EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)"),
                keccak256("Quantera"),
                keccak256("1"),
                block.chainid,
                address(module)
            )
        );
        vm.assertEq(
            module.hashBlockTrade(trade),
            keccak256(abi.encodePacked(hex"1901", domain, keccak256(abi.encode(typeHash, trade)))),
            "EIP-712 digest"
        );
    }

    function test_acceptsAContractWalletsSignature() external {
        Wallet1271 wallet = new Wallet1271(mallory);
        onboard(address(wallet));
        ITradingModule.BlockTrade memory trade = newBlock();
        trade.buyer = address(wallet);
        module.settleBlock(trade, signBlock(MALLORY_KEY, trade), signBlock(ALICE_KEY, trade), 0, 0);
        vm.assertEq(bill.balanceOf(address(wallet)), TOKENS + trade.quantity, "delivered to the wallet");
    }

    function test_settlesInItsWindowOnly() external {
        ITradingModule.BlockTrade memory trade = newBlock();
        trade.validFrom = NOW + 10;
        trade.validUntil = NOW + 20;
        bytes memory reason = abi.encodeWithSelector(
            ITradingModule.OutsideWindow.selector, module.hashBlockTrade(trade), NOW + 10, NOW + 20
        );
        vm.warp(NOW + 9);
        expectRefusal(trade, reason);
        vm.warp(NOW + 21);
        expectRefusal(trade, reason);
        vm.warp(NOW + 20);
        settleAs(bob, trade);
    }

    function testFuzz_eitherPartyCancels(bool isBuyer) external {
        ITradingModule.BlockTrade memory trade = newBlock();
        bytes32 blockHash = module.hashBlockTrade(trade);
        address party = isBuyer ? bob : alice;
        vm.expectEmit(address(module));
        emit ITradingModule.BlockCancelled(party, blockHash);
        vm.prank(party);
        module.cancelBlock(trade);
        bytes memory reason = abi.encodeWithSelector(ITradingModule.OrderIsCancelled.selector, blockHash);
        expectRefusal(trade, reason);
        vm.prank(isBuyer ? alice : bob);
        vm.expectRevert(reason);
        module.cancelBlock(trade);
    }

    function testFuzz_nobodyElseCancels(address caller) external {
        vm.assume(caller != alice && caller != bob);
        ITradingModule.BlockTrade memory trade = newBlock();
        vm.prank(caller);
        vm.expectRevert(abi.encodeWithSelector(ITradingModule.NotParty.selector, caller));
        module.cancelBlock(trade);
    }

    function test_eitherSidesNonceFloorVoidsIt() external {
        ITradingModule.BlockTrade memory trade = newBlock();
        bytes memory reason =
            abi.encodeWithSelector(ITradingModule.NonceTooLow.selector, module.hashBlockTrade(trade), 7, 8);
        vm.prank(alice);
        module.raiseNonceFloor(8);
        expectRefusal(trade, reason);
        trade.nonce = 8;
        settleAs(bob, trade);
    }

    function testFuzz_isAtLeastAsLargeAsItsTreasuryAsks(uint32 minTokens, uint256 quantity) external {
        quantity = bound(quantity, ONE, TOKENS);
        listings.setMinBlock(address(bill), minTokens);
        ITradingModule.BlockTrade memory trade = newBlock();
        trade.quantity = quantity;
        if (minTokens == 0 || quantity < minTokens * ONE) {
            expectRefusal(
                trade,
                abi.encodeWithSelector(ITradingModule.BlockTooSmall.selector, address(bill), quantity, minTokens)
            );
        } else {
            settleAs(bob, trade);
        }
    }

    function test_announcesTheSmallestBlock() external {
        vm.expectEmit(address(module));
        emit ITreasuryListings.MinBlockChanged(address(bill), 5);
        listings.setMinBlock(address(bill), 5);
        vm.assertEq(listings.listingOf(address(bill)).minBlockTokens, 5, "kept");
    }

    function test_heedsNeitherHoursNorBand() external {
        listings.setHours(address(bill), 1, 0, 1);
        listings.setBand(address(bill), 1, 1);
        settleAs(bob, newBlock());
    }

    function test_heedsHaltsAndAdmission() external {
        listings.halt(address(bill));
        expectRefusal(
            newBlock(), abi.encodeWithSelector(ITreasuryListings.TreasuryHalted.selector, address(bill))
        );
        ITradingModule.BlockTrade memory trade = newBlock();
        trade.token = mallory;
        expectRefusal(trade, abi.encodeWithSelector(ITradingModule.BlockTooSmall.selector, mallory, 1000 * ONE, 0));
    }

    function test_itsGroupStopsIt() external {
        module.pause(2);
        expectRefusal(newBlock(), abi.encodeWithSelector(Governed.GroupPaused.selector, 2));
        module.resume(2);
        module.pause(0xfd);
        settleAs(bob, newBlock());
    }

    function test_refusesATradeWithOneself() external {
        ITradingModule.BlockTrade memory trade = newBlock();
        trade.seller = bob;
        expectRefusal(trade, abi.encodeWithSelector(ITradingModule.SelfTrade.selector, bob));
    }

    function test_refusesAFeeAboveWhatWasSigned() external {
        module.setFees(26, 0, treasurer);
        ITradingModule.BlockTrade memory trade = newBlock();
        expectRefusal(
            trade, abi.encodeWithSelector(ITradingModule.FeeTooHigh.selector, module.hashBlockTrade(trade), 25, 26)
        );
    }

    function test_refusesAPriceThatPaysNothing() external {
        ITradingModule.BlockTrade memory trade = newBlock();
        trade.price = 0;
        expectRefusal(trade, abi.encodeWithSelector(ITradingModule.ZeroPayment.selector, 1000 * ONE, 0));
    }

    function test_refusesAQuantityThatItCouldNotRemember() external {
        ITradingModule.BlockTrade memory trade = newBlock();
        trade.quantity = 1 << 240;
        expectRefusal(trade, abi.encodeWithSelector(OrderStates.QuantityTooLarge.selector, trade.quantity));
    }

    function settleAs(address caller, ITradingModule.BlockTrade memory trade) private {
        bytes memory buyer = signBlock(BOB_KEY, trade);
        bytes memory seller = signBlock(ALICE_KEY, trade);
        vm.prank(caller);
        module.settleBlock(trade, buyer, seller, 0, 0);
    }

    function expectRefusal(ITradingModule.BlockTrade memory trade, bytes memory reason) private {
        bytes memory buyer = signBlock(BOB_KEY, trade);
        bytes memory seller = signBlock(ALICE_KEY, trade);
        vm.expectRevert(reason);
        module.settleBlock(trade, buyer, seller, 0, 0);
    }

    function tamper(ITradingModule.BlockTrade memory trade, uint256 field, uint256 change) private pure {
        if (field == 0) trade.buyer = address(uint160(trade.buyer) ^ uint160(change));
        if (field == 1) trade.seller = address(uint160(trade.seller) ^ uint160(change));
        if (field == 2) trade.token = address(uint160(trade.token) ^ uint160(change));
        if (field == 3) trade.quantity += change;
        if (field == 4) trade.price -= change % PRICE + 1;
        if (field == 5) ++trade.maxFeeBps;
        if (field == 6) --trade.validFrom;
        if (field == 7) ++trade.validUntil;
        if (field == 8) ++trade.nonce;
        if (field == 9) trade.salt += change;
    }
}
