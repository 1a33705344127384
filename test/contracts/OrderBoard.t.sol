// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IAccessControl} from "@openzeppelin/contracts/access/IAccessControl.sol";
import {Initializable} from "@openzeppelin/contracts-upgradeable/proxy/utils/Initializable.sol";

import {Governed} from "../../contracts/base/Governed.sol";
import {IOrderBoard} from "../../contracts/interfaces/IOrderBoard.sol";
import {ITradingModule} from "../../contracts/interfaces/ITradingModule.sol";
import {OrderBoard} from "../../contracts/trading/OrderBoard.sol";
import {TradingDesk} from "./support/TradingDesk.sol";
import {Wallet1271} from "./support/Wallet1271.sol";
import {bound} from "./support/bound.sol";
import {proxied} from "./support/proxied.sol";

contract OrderBoardTest is TradingDesk {
    ITradingModule.Side private constant SELL = ITradingModule.Side.Sell;

    OrderBoard private board;

    function setUp() public override {
        super.setUp();
        bytes memory call = abi.encodeCall(OrderBoard.initialize, (address(module), address(this), 0));
        board = OrderBoard(proxied(address(new OrderBoard()), call));
        board.grantRole(board.PAUSER_ROLE(), address(this));
        board.grantRole(board.RESUMER_ROLE(), address(this));
    }

    function test_showsAPostedOrder() external {
        ITradingModule.Order memory order = sellOrder(alice, 100 * ONE, PRICE);
        bytes32 orderHash = module.hashOrder(order);
        bytes memory signature = signOrder(ALICE_KEY, order);
        vm.expectEmit(address(board));
        emit IOrderBoard.OrderPosted(alice, address(bill), orderHash, order);
        vm.expectEmit(address(module));
        emit ITradingModule.OrderConfirmed(alice, orderHash);
        vm.prank(mallory);
        vm.assertEq(board.post(order, signature), orderHash, "hash");
        IOrderBoard.PostedOrder[] memory page = board.postedOrders(address(bill), SELL, 0, 10);
        vm.assertEq(page.length, 1, "one");
        vm.assertEq(page[0].orderHash, orderHash, "its hash");
        vm.assertEq(page[0].remaining, 100 * ONE, "all of it");
        vm.assertEq(module.hashOrder(page[0].order), orderHash, "every field");
        vm.assertTrue(board.isPosted(orderHash), "posted");
        vm.assertEq(board.postedCount(address(bill), ITradingModule.Side.Buy), 0, "on its side only");
        vm.assertEq(board.postedCount(address(note), SELL), 0, "for its treasury only");
    }

    function test_aPostedOrderSettlesWithoutItsSignature() external {
        ITradingModule.Order memory order = sellOrder(alice, 100 * ONE, PRICE);
        board.post(order, signOrder(ALICE_KEY, order));
        ITradingModule.Fill memory fill = newFill(order, buyOrder(bob, 40 * ONE, PRICE), 40 * ONE, PRICE);
        fill.makerSignature = "";
        module.settle(fill);
        vm.assertEq(board.postedOrders(address(bill), SELL, 0, 1)[0].remaining, 60 * ONE, "the rest is shown");
    }

    function testFuzz_postsNothingUnsigned(bytes calldata signature) external {
        ITradingModule.Order memory order = sellOrder(alice, 100 * ONE, PRICE);
        vm.assume(keccak256(signature) != keccak256(signOrder(ALICE_KEY, order)));
        vm.expectRevert(
            abi.encodeWithSelector(ITradingModule.BadSignature.selector, module.hashOrder(order), alice)
        );
        board.post(order, signature);
        vm.assertEq(board.postedCount(address(bill), SELL), 0, "not listed");
    }

    function test_aContractConfirmsBeforeItPosts() external {
        address wallet = address(new Wallet1271(mallory));
        ITradingModule.Order memory order = sellOrder(wallet, 100 * ONE, PRICE);
        vm.prank(wallet);
        module.confirm(order, "");
        board.post(order, "");
        vm.assertEq(board.postedCount(address(bill), SELL), 1, "listed");
    }

    function test_postsAnOrderOnce() external {
        ITradingModule.Order memory order = sellOrder(alice, 100 * ONE, PRICE);
        bytes memory signature = signOrder(ALICE_KEY, order);
        board.post(order, signature);
        vm.expectRevert(abi.encodeWithSelector(IOrderBoard.AlreadyPosted.selector, module.hashOrder(order)));
        board.post(order, signature);
    }

    function test_postsNothingThatCannotBeFilled() external {
        ITradingModule.Order memory order = sellOrder(alice, 100 * ONE, PRICE);
        order.expiry = NOW - 1;
        bytes memory signature = signOrder(ALICE_KEY, order);
        vm.expectRevert(abi.encodeWithSelector(IOrderBoard.OrderNotOpen.selector, module.hashOrder(order)));
        board.post(order, signature);
    }

    function test_neverShowsAnOrderThatCannotBeFilled() external {
        postAll(4);
        IOrderBoard.PostedOrder[] memory all = board.postedOrders(address(bill), SELL, 0, 10);
        vm.startPrank(alice);
        module.cancel(all[1].order);
        vm.stopPrank();
        module.settle(newFill(all[2].order, buyOrder(bob, 100 * ONE, PRICE), 100 * ONE, PRICE));
        IOrderBoard.PostedOrder[] memory open = board.postedOrders(address(bill), SELL, 0, 10);
        vm.assertEq(open.length, 2, "two are left");
        vm.assertEq(open[0].orderHash, all[0].orderHash, "the first");
        vm.assertEq(open[1].orderHash, all[3].orderHash, "and the last");
        vm.warp(block.timestamp + 2 days);
        vm.assertEq(board.postedOrders(address(bill), SELL, 0, 10).length, 0, "none after their expiry");
        vm.assertEq(board.postedCount(address(bill), SELL), 4, "until they are pruned");
    }

    function testFuzz_pagesThroughAllOfThem(uint8 count, uint256 size) external {
        count = uint8(bound(count, 1, 12));
        size = bound(size, 1, 15);
        postAll(count);
        uint256 seen;
        for (uint256 offset; offset < count; offset += size) {
            uint256 left = count - offset;
            uint256 length = board.postedOrders(address(bill), SELL, offset, size).length;
            vm.assertEq(length, left < size ? left : size, "a page");
            seen += length;
        }
        vm.assertEq(seen, count, "all of them");
        vm.assertEq(board.postedOrders(address(bill), SELL, count, size).length, 0, "none beyond");
        vm.assertEq(board.postedOrders(address(bill), SELL, 0, type(uint256).max).length, count, "or all at once");
    }

    function testFuzz_anyonePrunesWhatIsDone(address caller, uint8 index) external {
        postAll(3);
        IOrderBoard.PostedOrder memory done = board.postedOrders(address(bill), SELL, 0, 3)[index % 3];
        vm.prank(alice);
        module.cancel(done.order);
        vm.prank(caller);
        vm.expectEmit(address(board));
        emit IOrderBoard.OrderPruned(done.orderHash);
        board.prune(one(done.orderHash));
        vm.assertEq(board.postedCount(address(bill), SELL), 2, "off the list");
        vm.assertTrue(!board.isPosted(done.orderHash), "not posted any more");
        vm.assertEq(board.postedOrders(address(bill), SELL, 0, 3).length, 2, "the others stay");
        vm.expectRevert(abi.encodeWithSelector(IOrderBoard.NotPosted.selector, done.orderHash));
        board.prune(one(done.orderHash));
    }

    function test_nobodyPrunesWhatIsOpen() external {
        postAll(1);
        bytes32 orderHash = board.postedOrders(address(bill), SELL, 0, 1)[0].orderHash;
        vm.expectRevert(abi.encodeWithSelector(IOrderBoard.OrderStillOpen.selector, orderHash));
        board.prune(one(orderHash));
    }

    function test_postingCanBePaused() external {
        ITradingModule.Order memory order = sellOrder(alice, 100 * ONE, PRICE);
        bytes memory signature = signOrder(ALICE_KEY, order);
        board.pause(1);
        vm.assertEq(board.pausedGroups(), 1, "paused");
        vm.expectRevert(abi.encodeWithSelector(Governed.GroupPaused.selector, 1));
        board.post(order, signature);
        board.resume(1);
        module.pause(4);
        vm.expectRevert(abi.encodeWithSelector(Governed.GroupPaused.selector, 4));
        board.post(order, signature);
    }

    function test_initializesOnceWithItsModule() external {
        address implementation = address(new OrderBoard());
        vm.expectRevert(Initializable.InvalidInitialization.selector);
        board.initialize(address(module), address(this), 0);
        bytes memory call = abi.encodeCall(OrderBoard.initialize, (address(0), address(this), 0));
        vm.expectRevert(Governed.ZeroAddress.selector);
        proxied(implementation, call);
    }

    function testFuzz_remembersItsModule(address tradingModule, address admin) external {
        vm.assume(tradingModule != address(0) && admin != address(0));
        bytes memory call = abi.encodeCall(OrderBoard.initialize, (tradingModule, admin, 0));
        OrderBoard other = OrderBoard(proxied(address(new OrderBoard()), call));
        vm.assertEq(other.tradingModule(), tradingModule, "module");
        vm.assertEq(other.defaultAdmin(), admin, "admin");
    }

    function test_onlyTheAdminUpgrades() external {
        address implementation = address(new OrderBoard());
        vm.prank(mallory);
        vm.expectRevert(
            abi.encodeWithSelector(IAccessControl.AccessControlUnauthorizedAccount.selector, mallory, bytes32(0))
        );
        board.upgradeToAndCall(implementation, "");
    }

    function postAll(uint256 count) private {
        for (uint256 i; i < count; ++i) {
            ITradingModule.Order memory order = sellOrder(alice, 100 * ONE, PRICE);
            board.post(order, signOrder(ALICE_KEY, order));
        }
    }

    function one(bytes32 orderHash) private pure returns (bytes32[] memory list) {
        list = new bytes32[](1);
        list[0] = orderHash;
    }
}
