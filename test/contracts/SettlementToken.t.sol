// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IAccessControl} from "@openzeppelin/contracts/access/IAccessControl.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {IERC20Errors} from "@openzeppelin/contracts/interfaces/draft-IERC6093.sol";
import {SlotDerivation} from "@openzeppelin/contracts/utils/SlotDerivation.sol";

import {IHoldable} from "../../contracts/interfaces/IHoldable.sol";
import {SettlementToken} from "../../contracts/trading/SettlementToken.sol";
import {Test} from "./support/Test.sol";
import {bound} from "./support/bound.sol";

/// @notice Practice money: minting, permits, and holds.
contract SettlementTokenTest is Test {
    using SlotDerivation for string;
    using SlotDerivation for bytes32;

    uint64 private constant NOW = 1_800_000_000;
    uint64 private constant EXPIRY = NOW + 1 days;
    uint256 private constant MONEY = 1_000_000e6;
    uint256 private constant ALICE_KEY = 0xA11CE;
    bytes32 private constant SALT = "salt";
    address private constant BOB = address(0xB0B);
    address private constant MALLORY = address(0xBAD);
    address private constant NOTARY = address(0x0740);

    address private immutable alice = vm.addr(ALICE_KEY);

    SettlementToken private cash;

    function setUp() external {
        vm.warp(NOW);
        cash = new SettlementToken(address(this));
        cash.grantRole(cash.MINTER_ROLE(), address(this));
        cash.mint(alice, MONEY);
    }

    function test_isPracticeMoney() external view {
        vm.assertEq(bytes(cash.name()), bytes("Practice USD"), "name");
        vm.assertEq(bytes(cash.symbol()), bytes("pUSD"), "symbol");
        vm.assertEq(cash.decimals(), 6, "decimals");
    }

    function testFuzz_aMinterCreatesMoney(uint128 amount) external {
        amount = uint128(bound(amount, 0, type(uint128).max - MONEY));
        cash.mint(BOB, amount);
        vm.assertEq(cash.balanceOf(BOB), amount, "received");
        vm.assertEq(cash.totalSupply(), MONEY + amount, "counted");
    }

    function test_createsNoMoreThan128BitsHold() external {
        vm.expectRevert(
            abi.encodeWithSignature("SafeCastOverflowedUintDowncast(uint8,uint256)", 128, uint256(type(uint128).max) + 1)
        );
        cash.mint(BOB, type(uint128).max - MONEY + 1);
    }

    function testFuzz_transfersWhatIsThere(address to, uint256 amount) external {
        vm.assume(to != address(0));
        amount = bound(amount, 0, 2 * MONEY);
        vm.prank(alice);
        if (amount > MONEY) {
            expectShort(MONEY, amount);
            cash.transfer(to, amount);
            return;
        }
        vm.expectEmit(address(cash));
        emit IERC20.Transfer(alice, to, amount);
        cash.transfer(to, amount);
        vm.assertEq(cash.balanceOf(alice), to == alice ? MONEY : MONEY - amount, "sent");
        vm.assertEq(cash.balanceOf(to), to == alice ? MONEY : amount, "received");
    }

    function testFuzz_nobodyElseCreatesMoney(address caller) external {
        vm.assume(caller != address(this));
        bytes32 role = cash.MINTER_ROLE();
        vm.prank(caller);
        vm.expectRevert(
            abi.encodeWithSelector(IAccessControl.AccessControlUnauthorizedAccount.selector, caller, role)
        );
        cash.mint(caller, 1);
    }

    function testFuzz_takesAPermit(uint256 value) external {
        bytes32 typeHash =
            keccak256("Permit(address owner,address spender,uint256 value,uint256 nonce,uint256 deadline)");
        bytes32 structHash = keccak256(abi.encode(typeHash, alice, BOB, value, 0, NOW));
        bytes32 digest = keccak256(abi.encodePacked(hex"1901", cash.DOMAIN_SEPARATOR(), structHash));
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(ALICE_KEY, digest);
        cash.permit(alice, BOB, value, NOW, v, r, s);
        vm.assertEq(cash.allowance(alice, BOB), value, "allowed");
    }

    function testFuzz_whatIsHeldStaysTheHoldersButDoesNotMove(uint256 held, uint256 amount) external {
        held = bound(held, 1, MONEY);
        amount = bound(amount, 0, 2 * MONEY);
        bytes32 id = keccak256(abi.encode(alice, SALT));
        vm.prank(alice);
        vm.expectEmit(address(cash));
        emit IHoldable.HoldCreated(id, alice, NOTARY, BOB, held, EXPIRY);
        vm.assertEq(cash.createHold(BOB, NOTARY, 0, held, EXPIRY, SALT), id, "id");
        vm.assertEq(cash.balanceOf(alice), MONEY, "still the holder's");
        vm.assertEq(cash.heldOf(alice), held, "held");
        bool enough = amount <= MONEY - held;
        vm.prank(alice);
        if (!enough) expectShort(MONEY - held, amount);
        cash.transfer(BOB, amount);
        vm.assertEq(cash.balanceOf(alice), enough ? MONEY - amount : MONEY, "the rest moves");
    }

    function testFuzz_tellsAHold(address recipient, uint256 amount, uint64 expiry, bytes32 salt) external {
        amount = bound(amount, 1, MONEY);
        expiry = uint64(bound(expiry, NOW + 1, type(uint64).max));
        vm.prank(alice);
        bytes32 id = cash.createHold(recipient, NOTARY, 0, amount, expiry, salt);
        IHoldable.Hold memory record = cash.holdOf(id);
        vm.assertEq(record.holder, alice, "holder");
        vm.assertEq(record.recipient, recipient, "recipient");
        vm.assertEq(record.notary, NOTARY, "notary");
        vm.assertEq(record.partition, 0, "no partition");
        vm.assertEq(record.amount, amount, "amount");
        vm.assertEq(record.expiry, expiry, "expiry");
    }

    function testFuzz_paysInParts(uint256 held, uint256 first, uint256 second) external {
        held = bound(held, 1, MONEY);
        first = bound(first, 0, held);
        second = bound(second, 0, MONEY);
        bytes32 id = hold(held);
        vm.startPrank(NOTARY);
        vm.expectEmit(address(cash));
        emit IHoldable.HoldExecuted(id, BOB, first, held - first);
        vm.expectEmit(address(cash));
        emit IERC20.Transfer(alice, BOB, first);
        cash.executeHold(id, BOB, first);
        uint256 left = held - first;
        bool enough = second <= left;
        if (!enough) vm.expectRevert(abi.encodeWithSelector(IHoldable.ExceedsHold.selector, id, second, left));
        cash.executeHold(id, BOB, second);
        vm.stopPrank();
        uint256 moved = enough ? first + second : first;
        vm.assertEq(cash.balanceOf(BOB), moved, "paid");
        vm.assertEq(cash.heldOf(alice), held - moved, "held");
        vm.assertEq(cash.totalSupply(), MONEY, "conserved");
    }

    function testFuzz_onlyTheNotaryPaysTheNamedRecipientInTime(address caller, address recipient, uint64 time) external {
        bytes32 id = hold(1);
        time = uint64(bound(time, NOW, NOW + 2 days));
        vm.warp(time);
        bytes memory reason;
        if (caller != NOTARY) {
            reason = abi.encodeWithSelector(IHoldable.NotHoldNotary.selector, id, caller);
        } else if (time >= EXPIRY) {
            reason = abi.encodeWithSelector(IHoldable.HoldExpired.selector, id, EXPIRY);
        } else if (recipient != BOB) {
            reason = abi.encodeWithSelector(IHoldable.NotHoldRecipient.selector, id, recipient);
        }
        vm.prank(caller);
        if (reason.length != 0) vm.expectRevert(reason);
        cash.executeHold(id, recipient, 1);
    }

    function test_onlyTheNotaryPays() external {
        bytes32 id = hold(1);
        vm.prank(MALLORY);
        vm.expectRevert(abi.encodeWithSelector(IHoldable.NotHoldNotary.selector, id, MALLORY));
        cash.executeHold(id, BOB, 1);
        vm.startPrank(NOTARY);
        vm.expectRevert(abi.encodeWithSelector(IHoldable.NotHoldRecipient.selector, id, MALLORY));
        cash.executeHold(id, MALLORY, 1);
        vm.warp(EXPIRY);
        vm.expectRevert(abi.encodeWithSelector(IHoldable.HoldExpired.selector, id, EXPIRY));
        cash.executeHold(id, BOB, 1);
        vm.stopPrank();
    }

    function test_anOpenHoldPaysWhomTheNotaryNamesButNotNobody() external {
        vm.prank(alice);
        bytes32 id = cash.createHold(address(0), NOTARY, 0, 2, EXPIRY, SALT);
        vm.startPrank(NOTARY);
        cash.executeHold(id, MALLORY, 1);
        vm.assertEq(cash.balanceOf(MALLORY), 1, "paid");
        vm.expectRevert(abi.encodeWithSelector(IERC20Errors.ERC20InvalidReceiver.selector, address(0)));
        cash.executeHold(id, address(0), 1);
        vm.stopPrank();
    }

    function testFuzz_isReleasedByTheNotaryAndFromTheExpiryByAnyone(address caller, uint64 time) external {
        time = uint64(bound(time, NOW, NOW + 2 days));
        bytes32 id = hold(MONEY);
        vm.warp(time);
        bool may = caller == NOTARY || time >= EXPIRY;
        vm.prank(caller);
        if (may) {
            vm.expectEmit(address(cash));
            emit IHoldable.HoldReleased(id, MONEY);
        } else {
            vm.expectRevert(abi.encodeWithSelector(IHoldable.HoldNotReleasable.selector, id, caller));
        }
        cash.releaseHold(id);
        vm.assertEq(cash.heldOf(alice), may ? 0 : MONEY, "held");
    }

    function test_aReleasedHoldIsOver() external {
        bytes32 id = hold(MONEY);
        vm.startPrank(NOTARY);
        cash.releaseHold(id);
        cash.releaseHold(id);
        vm.expectRevert(abi.encodeWithSelector(IHoldable.ExceedsHold.selector, id, 1, 0));
        cash.executeHold(id, BOB, 1);
        vm.stopPrank();
        vm.assertEq(cash.heldOf(alice), 0, "released once");
    }

    function test_usesAnIdOnce() external {
        bytes32 id = hold(1);
        vm.prank(NOTARY);
        cash.executeHold(id, BOB, 1);
        vm.prank(alice);
        vm.expectRevert(abi.encodeWithSelector(IHoldable.HoldExists.selector, id));
        cash.createHold(BOB, NOTARY, 0, 1, EXPIRY, SALT);
    }

    function test_refusesHoldsThatMakeNoSense() external {
        vm.startPrank(alice);
        vm.expectRevert(IHoldable.InvalidHold.selector);
        cash.createHold(BOB, NOTARY, "unrestricted", 1, EXPIRY, SALT);
        vm.expectRevert(IHoldable.InvalidHold.selector);
        cash.createHold(BOB, NOTARY, 0, 0, EXPIRY, SALT);
        vm.expectRevert(IHoldable.InvalidHold.selector);
        cash.createHold(BOB, address(0), 0, 1, EXPIRY, SALT);
        vm.expectRevert(IHoldable.InvalidHold.selector);
        cash.createHold(BOB, NOTARY, 0, 1, NOW, SALT);
        expectShort(MONEY, MONEY + 1);
        cash.createHold(BOB, NOTARY, 0, MONEY + 1, EXPIRY, SALT);
        cash.createHold(BOB, NOTARY, 0, MONEY - 1, EXPIRY, SALT);
        expectShort(1, 2);
        cash.createHold(BOB, NOTARY, 0, 2, EXPIRY, "more");
        vm.stopPrank();
        cash.mint(BOB, 1 << 100);
        vm.prank(BOB);
        vm.expectRevert(IHoldable.InvalidHold.selector);
        cash.createHold(alice, NOTARY, 0, uint256(type(uint96).max) + 1, EXPIRY, SALT);
    }

    function testFuzz_knowsNoOtherHolds(bytes32 id) external {
        bytes memory unknown = abi.encodeWithSelector(IHoldable.UnknownHold.selector, id);
        vm.expectRevert(unknown);
        cash.holdOf(id);
        vm.expectRevert(unknown);
        cash.executeHold(id, BOB, 0);
        vm.expectRevert(unknown);
        cash.releaseHold(id);
    }

    function test_keepsHoldsInItsNamespace() external {
        hold(7);
        bytes32 slot = string("quantera.storage.SettlementToken").erc7201Slot();
        uint256 account = uint256(vm.load(address(cash), slot.deriveMapping(alice)));
        vm.assertEq(account, 7 << 128 | MONEY, "what an account has and holds is one slot");
    }

    function hold(uint256 amount) private returns (bytes32) {
        vm.prank(alice);
        return cash.createHold(BOB, NOTARY, 0, amount, EXPIRY, SALT);
    }

    function expectShort(uint256 available, uint256 needed) private {
        vm.expectRevert(
            abi.encodeWithSelector(IERC20Errors.ERC20InsufficientBalance.selector, alice, available, needed)
        );
    }
}
