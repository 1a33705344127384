// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Governed} from "../../contracts/base/Governed.sol";
import {ITradingModule} from "../../contracts/interfaces/ITradingModule.sol";
import {TradingModule} from "../../contracts/trading/TradingModule.sol";
import {TradingDesk} from "./support/TradingDesk.sol";
import {Wallet1271} from "./support/Wallet1271.sol";
import {bound} from "./support/bound.sol";

contract TradingModuleSignaturesTest is TradingDesk {
    uint256 private constant CURVE_ORDER = 0xFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEBAAEDCE6AF48A03BBFD25E8CD0364141;

    function test_hashesOrdersAsEip712() external {
        ITradingModule.Order memory order = sellOrder(alice, 100 * ONE, PRICE);
        bytes32 domain = keccak256(
            abi.encode(
                keccak256("EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)"),
                keccak256("Quantera"),
                keccak256("1"),
                block.chainid,
                address(module)
            )
        );
        bytes32 typeHash = keccak256(
            "Order(address trader,address token,uint8 side,uint8 timeInForce,bool postOnly,uint256 quantity,"
            "uint256 price,uint16 maxFeeBps,uint64 expiry,uint64 nonce,uint256 salt)"
        );
        bytes memory head = abi.encode(
            typeHash, order.trader, order.token, order.side, order.timeInForce, order.postOnly, order.quantity
        );
        bytes memory tail = abi.encode(order.price, order.maxFeeBps, order.expiry, order.nonce, order.salt);
        bytes32 structHash = keccak256(bytes.concat(head, tail));
        vm.assertEq(
            module.hashOrder(order), keccak256(abi.encodePacked(hex"1901", domain, structHash)), "EIP-712 digest"
        );
    }

    function test_describesItsDomain() external view {
        (bytes1 fields, string memory name, string memory version, uint256 chainId, address verifier,,) =
            module.eip712Domain();
        vm.assertEq(bytes32(fields), bytes32(bytes1(0x0f)), "fields");
        vm.assertEq(bytes(name), bytes("Quantera"), "name");
        vm.assertEq(bytes(version), bytes("1"), "version");
        vm.assertEq(chainId, block.chainid, "chain");
        vm.assertEq(verifier, address(module), "contract");
    }

    function test_refusesAnothersSignature() external {
        ITradingModule.Fill memory fill = plainFill();
        fill.takerSignature = signOrder(MALLORY_KEY, fill.taker);
        expectBadSignature(fill, fill.taker);
    }

    function test_refusesTheMalleableTwin() external {
        ITradingModule.Fill memory fill = plainFill();
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(ALICE_KEY, module.hashOrder(fill.maker));
        fill.makerSignature = abi.encodePacked(r, bytes32(CURVE_ORDER - uint256(s)), v == 27 ? uint8(28) : uint8(27));
        expectBadSignature(fill, fill.maker);
    }

    function test_refusesTheShortForm() external {
        ITradingModule.Fill memory fill = plainFill();
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(ALICE_KEY, module.hashOrder(fill.maker));
        fill.makerSignature = abi.encodePacked(r, bytes32(uint256(s) | (uint256(v - 27) << 255)));
        expectBadSignature(fill, fill.maker);
    }

    function test_refusesTheZeroTrader() external {
        ITradingModule.Fill memory fill = plainFill();
        fill.maker.trader = address(0);
        fill.makerSignature = new bytes(65);
        expectBadSignature(fill, fill.maker);
    }

    function test_refusesASignatureForAnotherModule() external {
        ITradingModule.Fill memory fill = plainFill();
        TradingModule own = module;
        newModule();
        fill.makerSignature = signOrder(ALICE_KEY, fill.maker);
        module = own;
        expectBadSignature(fill, fill.maker);
    }

    function test_refusesASignatureForAnotherChain() external {
        ITradingModule.Fill memory fill = plainFill();
        vm.chainId(2);
        expectBadSignature(fill, fill.maker);
    }

    function test_acceptsAContractWalletsSignature() external {
        (Wallet1271 wallet, ITradingModule.Fill memory fill) = walletFill();
        module.settle(fill);
        vm.assertEq(bill.balanceOf(address(wallet)), 10 * ONE, "delivered to the wallet");
    }

    function test_refusesASignatureTheWalletRefuses() external {
        (, ITradingModule.Fill memory fill) = walletFill();
        fill.takerSignature = signOrder(BOB_KEY, fill.taker);
        expectBadSignature(fill, fill.taker);
    }

    /// @dev The delegate has code but no `isValidSignature`.
    function test_acceptsTheKeyOfADelegatedAccount() external {
        ITradingModule.Fill memory fill = plainFill();
        vm.etch(alice, abi.encodePacked(hex"ef0100", address(cash)));
        vm.assertTrue(alice.code.length != 0, "alice has an EIP-7702 delegation");
        module.settle(fill);
    }

    function test_acceptsTheDelegatesAnswerForADelegatedAccount() external {
        ITradingModule.Fill memory fill = plainFill();
        vm.etch(alice, abi.encodePacked(hex"ef0100", address(new Wallet1271(mallory))));
        fill.makerSignature = signOrder(MALLORY_KEY, fill.maker);
        module.settle(fill);
    }

    function testFuzz_aSignatureCoversEveryField(uint8 field, uint64 change) external {
        ITradingModule.Fill memory fill = plainFill();
        bytes32 digest = module.hashOrder(fill.maker);
        tamper(fill.maker, field % 11, uint256(change) + 1);
        vm.assertTrue(module.hashOrder(fill.maker) != digest, "another digest");
        (bool ok,) = address(module).call(abi.encodeCall(module.settle, (fill)));
        vm.assertTrue(!ok, "not settled");
    }

    function testFuzz_refusesGarbage(bytes calldata signature) external {
        ITradingModule.Fill memory fill = plainFill();
        vm.assume(keccak256(signature) != keccak256(fill.makerSignature));
        fill.makerSignature = signature;
        expectBadSignature(fill, fill.maker);
    }

    function test_aConfirmedOrderNeedsNoSignature() external {
        ITradingModule.Fill memory fill = plainFill();
        bytes32 makerHash = module.hashOrder(fill.maker);
        vm.expectEmit(address(module));
        emit ITradingModule.OrderConfirmed(alice, makerHash);
        vm.prank(alice);
        module.confirm(fill.maker, "");
        vm.assertTrue(module.isConfirmed(makerHash), "confirmed");
        fill.makerSignature = "";
        module.settle(fill);
    }

    function test_anyoneConfirmsWithTheKeysSignature() external {
        ITradingModule.Fill memory fill = plainFill();
        vm.prank(mallory);
        module.confirm(fill.taker, fill.takerSignature);
        fill.takerSignature = "";
        module.settle(fill);
    }

    function testFuzz_nobodyElseConfirmsWithoutIt(address caller, bytes calldata signature) external {
        ITradingModule.Fill memory fill = plainFill();
        vm.assume(caller != alice && keccak256(signature) != keccak256(fill.makerSignature));
        vm.prank(caller);
        vm.expectRevert(
            abi.encodeWithSelector(ITradingModule.BadSignature.selector, module.hashOrder(fill.maker), alice)
        );
        module.confirm(fill.maker, signature);
    }

    /// @dev What a contract accepts it may stop accepting; so it confirms by itself.
    function test_aContractsSignatureConfirmsNothing() external {
        (Wallet1271 wallet, ITradingModule.Fill memory fill) = walletFill();
        bytes32 takerHash = module.hashOrder(fill.taker);
        vm.expectRevert(
            abi.encodeWithSelector(ITradingModule.BadSignature.selector, takerHash, address(wallet))
        );
        module.confirm(fill.taker, fill.takerSignature);
        vm.prank(address(wallet));
        module.confirm(fill.taker, "");
        fill.takerSignature = "";
        module.settle(fill);
    }

    function test_aConfirmedOrderCanStillBeVoided() external {
        ITradingModule.Fill memory fill = plainFill();
        bytes32 makerHash = module.hashOrder(fill.maker);
        vm.startPrank(alice);
        module.confirm(fill.maker, "");
        module.cancel(fill.maker);
        bytes memory reason = abi.encodeWithSelector(ITradingModule.OrderIsCancelled.selector, makerHash);
        vm.expectRevert(reason);
        module.confirm(fill.maker, "");
        vm.stopPrank();
        expectSettleRevert(fill, reason);
    }

    function test_confirmingCanBePaused() external {
        ITradingModule.Order memory order = sellOrder(alice, ONE, PRICE);
        module.pause(4);
        vm.prank(alice);
        vm.expectRevert(abi.encodeWithSelector(Governed.GroupPaused.selector, 4));
        module.confirm(order, "");
    }

    function testFuzz_tellsWhatRemains(uint256 quantity, uint256 filled) external {
        quantity = bound(quantity, ONE, TOKENS);
        filled = bound(filled, ONE, quantity);
        ITradingModule.Order memory maker = sellOrder(alice, quantity, PRICE);
        vm.assertEq(module.remainingOf(maker), quantity, "all of it");
        module.settle(newFill(maker, buyOrder(bob, filled, PRICE), filled, PRICE));
        vm.assertEq(module.remainingOf(maker), quantity - filled, "less what was filled");
    }

    function test_nothingRemainsOfAVoidOrder() external {
        ITradingModule.Order memory cancelled = sellOrder(alice, ONE, PRICE);
        ITradingModule.Order memory voided = sellOrder(bob, ONE, PRICE);
        ITradingModule.Order memory expired = sellOrder(mallory, ONE, PRICE);
        vm.prank(alice);
        module.cancel(cancelled);
        vm.prank(bob);
        module.raiseNonceFloor(8);
        vm.assertEq(module.remainingOf(cancelled) + module.remainingOf(voided), 0, "cancelled, below the floor");
        vm.assertEq(module.remainingOf(expired), ONE, "in force");
        vm.warp(expired.expiry + 1);
        vm.assertEq(module.remainingOf(expired), 0, "expired");
    }

    function tamper(ITradingModule.Order memory order, uint256 field, uint256 change) private pure {
        if (field == 0) order.trader = address(uint160(order.trader) ^ uint160(change));
        if (field == 1) order.token = address(uint160(order.token) ^ uint160(change));
        if (field == 2) order.side = ITradingModule.Side.Buy;
        if (field == 3) order.timeInForce = ITradingModule.TimeInForce.FillOrKill;
        if (field == 4) order.postOnly = true;
        if (field == 5) order.quantity += change;
        if (field == 6) order.price -= change % PRICE + 1;
        if (field == 7) ++order.maxFeeBps;
        if (field == 8) ++order.expiry;
        if (field == 9) ++order.nonce;
        if (field == 10) order.salt += change;
    }

    function walletFill() private returns (Wallet1271 wallet, ITradingModule.Fill memory fill) {
        wallet = new Wallet1271(mallory);
        compliance.setInvestor(address(wallet), approvedInvestor());
        cash.mint(address(wallet), MONEY);
        wallet.approve(cash, address(module));
        ITradingModule.Order memory taker = buyOrder(address(wallet), 10 * ONE, PRICE);
        fill = newFill(sellOrder(alice, 10 * ONE, PRICE), taker, 10 * ONE, PRICE);
    }

    function expectBadSignature(ITradingModule.Fill memory fill, ITradingModule.Order memory order) private {
        expectSettleRevert(
            fill,
            abi.encodeWithSelector(ITradingModule.BadSignature.selector, module.hashOrder(order), order.trader)
        );
    }
}
