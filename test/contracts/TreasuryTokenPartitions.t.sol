// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";

import {IComplianceModule} from "../../contracts/interfaces/IComplianceModule.sol";
import {ITreasuryPartitions} from "../../contracts/interfaces/ITreasuryPartitions.sol";
import {ITreasuryRegistry} from "../../contracts/interfaces/ITreasuryRegistry.sol";
import {ITreasuryTokenCore} from "../../contracts/interfaces/ITreasuryTokenCore.sol";
import {TokenDesk} from "./support/TokenDesk.sol";
import {bound} from "./support/bound.sol";

/// @notice ERC-1410: partitions and operators.
contract TreasuryTokenPartitionsTest is TokenDesk {
    bytes32 private constant OPEN = "open";

    function setUp() public override {
        super.setUp();
        partition();
    }

    function test_hasTheDefaultPartitionFirst() external view {
        bytes32[] memory names = token.partitions();
        vm.assertEq(names.length, 3, "count");
        vm.assertEq(names[0], FREE, "default");
        vm.assertEq(names[0], bill.DEFAULT_PARTITION(), "as named");
        vm.assertEq(names[1], RESTRICTED, "first defined");
        vm.assertEq(names[2], PLEDGED, "second defined");
        vm.assertEq(token.permissionsOf(FREE), 7, "everything");
        vm.assertEq(token.permissionsOf(RESTRICTED), 4, "leave");
        vm.assertEq(token.permissionsOf(PLEDGED), 2, "enter");
    }

    function testFuzz_definesAPartition(bytes32 name, uint8 permissions) external {
        bool taken = name == FREE || name == RESTRICTED || name == PLEDGED;
        if (name == 0 || taken || permissions > 7) {
            expectInvalidPartition(name);
        } else {
            vm.expectEmit(address(bill));
            emit ITreasuryPartitions.PartitionDefined(name, permissions);
        }
        token.definePartition(name, permissions);
    }

    function test_definesEightPartitionsAtMostAndEachOnce() external {
        expectInvalidPartition(RESTRICTED);
        token.definePartition(RESTRICTED, 7);
        expectInvalidPartition(FREE);
        token.definePartition(FREE, 7);
        for (uint256 i = 4; i <= 8; ++i) token.definePartition(bytes32(i), uint8(i - 1));
        vm.assertEq(token.permissionsOf(bytes32(uint256(8))), 7, "the last has its own");
        expectInvalidPartition(bytes32(uint256(9)));
        token.definePartition(bytes32(uint256(9)), 7);
    }

    function test_countsPartitionsApartFromTheERC20() external view {
        vm.assertEq(bill.balanceOf(alice), TOKENS, "ERC-20");
        vm.assertEq(token.balanceOfByPartition(FREE, alice), TOKENS, "the same by name");
        vm.assertEq(token.balanceOfByPartition(RESTRICTED, alice), TOKENS, "restricted");
        vm.assertEq(bill.totalBalanceOf(alice), 2 * TOKENS, "over all");
        vm.assertEq(bill.totalSupply(), 2 * TOKENS, "ERC-20's supply");
        vm.assertEq(token.totalSupplyByPartition(RESTRICTED), TOKENS, "restricted supply");
        vm.assertEq(bill.issuedSupply(), 3 * TOKENS, "issued");
    }

    function test_listsThePartitionsAHolderHasSomethingIn() external {
        bytes32[] memory names = token.partitionsOf(alice);
        vm.assertEq(names.length, 2, "count");
        vm.assertEq(names[0], FREE, "free");
        vm.assertEq(names[1], RESTRICTED, "restricted");
        vm.assertEq(token.partitionsOf(MALLORY).length, 0, "none");
        vm.prank(alice);
        bill.transfer(bob, TOKENS);
        names = token.partitionsOf(alice);
        vm.assertEq(names.length, 1, "one left");
        vm.assertEq(names[0], RESTRICTED, "the restricted one");
    }

    function testFuzz_knowsNoOtherPartitions(bytes32 name) external {
        vm.assume(name != FREE && name != RESTRICTED && name != PLEDGED);
        bytes memory unknown = abi.encodeWithSelector(ITreasuryPartitions.UnknownPartition.selector, name);
        vm.expectRevert(unknown);
        token.permissionsOf(name);
        vm.expectRevert(unknown);
        token.balanceOfByPartition(name, alice);
        vm.expectRevert(unknown);
        token.totalSupplyByPartition(name);
        vm.expectRevert(unknown);
        token.issueByPartition(name, alice, ONE, "");
        vm.expectRevert(unknown);
        token.transferByPartition(name, bob, ONE, "");
        vm.expectRevert(unknown);
        token.authorizeOperatorByPartition(name, bob);
        vm.expectRevert(unknown);
        token.canTransferByPartition(name, alice, bob, ONE);
    }

    function testFuzz_issuesInAPartition(uint80 amount, bytes calldata data) external {
        vm.expectEmit(address(bill));
        emit ITreasuryTokenCore.Issued(address(this), bob, RESTRICTED, amount, data);
        token.issueByPartition(RESTRICTED, bob, amount, data);
        vm.assertEq(token.balanceOfByPartition(RESTRICTED, bob), amount, "received");
        vm.assertEq(bill.issuedSupply(), 3 * TOKENS + amount, "issued");
        vm.assertEq(bill.totalSupply(), 2 * TOKENS, "the ERC-20 doesn't notice");
    }

    function testFuzz_movesWithinAnOpenPartition(uint256 amount, bytes calldata data) external {
        amount = bound(amount, 0, TOKENS);
        token.definePartition(OPEN, 1);
        token.issueByPartition(OPEN, alice, TOKENS, "");
        vm.prank(alice);
        vm.expectEmit(address(bill));
        emit ITreasuryPartitions.TransferByPartition(OPEN, address(0), alice, bob, amount, data, "");
        vm.assertEq(token.transferByPartition(OPEN, bob, amount, data), OPEN, "stays there");
        vm.assertEq(token.balanceOfByPartition(OPEN, bob), amount, "received");
        vm.assertEq(token.totalSupplyByPartition(OPEN), TOKENS, "conserved");
        vm.assertEq(bill.balanceOf(bob), TOKENS, "the ERC-20 doesn't notice");
    }

    function test_movesWithinTheDefaultPartitionAsAnERC20() external {
        vm.prank(alice);
        vm.expectEmit(address(bill));
        emit IERC20.Transfer(alice, bob, ONE);
        token.transferByPartition(FREE, bob, ONE, "");
        vm.assertEq(bill.balanceOf(bob), TOKENS + ONE, "received");
    }

    function test_movesNothingWithinAClosedPartition() external {
        (bool ok, bytes1 code, bytes32 rule) = bill.canTransferByPartition(RESTRICTED, alice, bob, ONE);
        vm.assertTrue(!ok, "foretold");
        vm.assertEq(bytes32(code), bytes32(bytes1(0x54)), "code");
        vm.assertEq(rule, "partition/closed", "rule");
        vm.prank(alice);
        expectRefused(0x54, "partition/closed");
        token.transferByPartition(RESTRICTED, bob, ONE, "");
    }

    function test_aFrozenAccountMovesInNoPartition() external {
        token.definePartition(OPEN, 1);
        token.issueByPartition(OPEN, alice, TOKENS, "");
        token.setFrozen(alice, true);
        vm.prank(alice);
        expectRefused(0x55, "sender/frozen");
        token.transferByPartition(OPEN, bob, ONE, "");
        token.setFrozen(alice, false);
        token.setFrozen(bob, true);
        vm.prank(alice);
        expectRefused(0x55, "receiver/frozen");
        token.transferByPartition(OPEN, bob, ONE, "");
    }

    function testFuzz_takesTokensOutWherePermitted(uint256 amount) external {
        amount = bound(amount, 0, TOKENS);
        vm.prank(alice);
        vm.expectEmit(address(bill));
        emit IERC20.Transfer(address(0), alice, amount);
        vm.expectEmit(address(bill));
        emit ITreasuryPartitions.PartitionChanged(alice, RESTRICTED, FREE, amount);
        token.changePartition(RESTRICTED, FREE, amount);
        vm.assertEq(bill.balanceOf(alice), TOKENS + amount, "free");
        vm.assertEq(token.balanceOfByPartition(RESTRICTED, alice), TOKENS - amount, "restricted");
        vm.assertEq(bill.totalSupply(), 2 * TOKENS + amount, "the ERC-20's supply follows");
        vm.assertEq(bill.issuedSupply(), 3 * TOKENS, "nothing was issued");
    }

    function testFuzz_bringsTokensInWherePermitted(uint256 amount) external {
        amount = bound(amount, 0, TOKENS);
        vm.prank(bob);
        vm.expectEmit(address(bill));
        emit IERC20.Transfer(bob, address(0), amount);
        vm.expectEmit(address(bill));
        emit ITreasuryPartitions.PartitionChanged(bob, FREE, PLEDGED, amount);
        token.changePartition(FREE, PLEDGED, amount);
        vm.assertEq(token.balanceOfByPartition(PLEDGED, bob), amount, "pledged");
        vm.assertEq(bill.totalSupply(), 2 * TOKENS - amount, "the ERC-20's supply follows");
    }

    function test_changesNoPartitionWhereItIsNotPermitted() external {
        vm.startPrank(alice);
        expectNotAllowed(FREE, RESTRICTED);
        token.changePartition(FREE, RESTRICTED, ONE);
        token.changePartition(FREE, PLEDGED, ONE);
        expectNotAllowed(PLEDGED, FREE);
        token.changePartition(PLEDGED, FREE, ONE);
        vm.stopPrank();
    }

    function test_changesNoPartitionWhileNothingMoves() external {
        bill.pause(bill.PAUSE_TRANSFERS());
        vm.prank(alice);
        expectRefused(0x54, "token/paused");
        token.changePartition(RESTRICTED, FREE, ONE);
        bill.resume(bill.PAUSE_TRANSFERS());
        token.setFrozen(alice, true);
        vm.prank(alice);
        expectRefused(0x55, "sender/frozen");
        token.changePartition(RESTRICTED, FREE, ONE);
        setStatus(ITreasuryRegistry.TreasuryStatus.Suspended);
        vm.prank(alice);
        expectRefused(0x54, "token/not-active");
        token.changePartition(RESTRICTED, FREE, ONE);
    }

    function test_changesNoMoreThanIsThereAndUnlocked() external {
        token.setFrozenAmount(RESTRICTED, alice, ONE);
        vm.startPrank(alice);
        expectRefused(0x55, "sender/locked");
        token.changePartition(RESTRICTED, FREE, TOKENS);
        expectShort(alice, TOKENS, TOKENS + 1);
        token.changePartition(RESTRICTED, FREE, TOKENS + 1);
        vm.stopPrank();
    }

    function test_aChangeWithinOnePartitionChangesNothing() external {
        token.definePartition(OPEN, 7);
        token.issueByPartition(OPEN, alice, TOKENS, "");
        vm.prank(alice);
        token.changePartition(OPEN, OPEN, TOKENS);
        vm.assertEq(token.balanceOfByPartition(OPEN, alice), TOKENS, "balance");
        vm.assertEq(token.totalSupplyByPartition(OPEN), TOKENS, "supply");
    }

    function testFuzz_anOperatorOfEveryPartitionMovesTokens(uint256 amount, bytes calldata data) external {
        amount = bound(amount, 0, TOKENS);
        vm.prank(alice);
        vm.expectEmit(address(bill));
        emit ITreasuryPartitions.AuthorizedOperator(NOTARY, alice);
        token.authorizeOperator(NOTARY);
        vm.assertTrue(token.isOperator(NOTARY, alice), "everywhere");
        vm.assertTrue(token.isOperatorForPartition(PLEDGED, NOTARY, alice), "so in each");
        vm.prank(NOTARY);
        vm.expectEmit(address(bill));
        emit ITreasuryPartitions.TransferByPartition(FREE, NOTARY, alice, bob, amount, data, "order 7");
        token.operatorTransferByPartition(FREE, alice, bob, amount, data, "order 7");
        vm.assertEq(bill.balanceOf(bob), TOKENS + amount, "received");
        vm.prank(alice);
        vm.expectEmit(address(bill));
        emit ITreasuryPartitions.RevokedOperator(NOTARY, alice);
        token.revokeOperator(NOTARY);
        expectNotOperator(FREE);
    }

    function testFuzz_anOperatorOfAPartitionActsThereOnly(address operator, bool every) external {
        vm.assume(operator != NOTARY);
        vm.startPrank(alice);
        vm.expectEmit(address(bill));
        emit ITreasuryPartitions.AuthorizedOperatorByPartition(FREE, operator, alice);
        token.authorizeOperatorByPartition(FREE, operator);
        if (every) {
            token.authorizeOperator(operator);
            token.revokeOperator(operator);
        }
        vm.stopPrank();
        vm.assertTrue(token.isOperatorForPartition(FREE, operator, alice), "there, whatever was revoked elsewhere");
        vm.assertTrue(!token.isOperatorForPartition(RESTRICTED, operator, alice), "not elsewhere");
        vm.assertTrue(!token.isOperator(operator, alice), "not everywhere");
        vm.assertTrue(!token.isOperatorForPartition(FREE, operator, bob), "of nobody else");
        vm.prank(operator);
        token.operatorTransferByPartition(FREE, alice, bob, ONE, "", "");
        vm.prank(alice);
        vm.expectEmit(address(bill));
        emit ITreasuryPartitions.RevokedOperatorByPartition(FREE, operator, alice);
        token.revokeOperatorByPartition(FREE, operator);
        vm.assertTrue(!token.isOperatorForPartition(FREE, operator, alice), "revoked");
    }

    function test_operatorsAreBoundByEveryRule() external {
        vm.prank(alice);
        token.authorizeOperator(NOTARY);
        vm.startPrank(NOTARY);
        expectRefused(0x57, "receiver/not-approved");
        token.operatorTransferByPartition(FREE, alice, MALLORY, ONE, "", "");
        expectRefused(0x54, "partition/closed");
        token.operatorTransferByPartition(RESTRICTED, alice, bob, ONE, "", "");
        vm.stopPrank();
    }

    function testFuzz_retiresByPartition(uint256 amount, bytes calldata data) external {
        amount = bound(amount, 0, TOKENS);
        approve(address(this));
        token.issueByPartition(RESTRICTED, address(this), TOKENS, "");
        vm.expectEmit(address(bill));
        emit ITreasuryTokenCore.Redeemed(address(this), address(this), RESTRICTED, amount, data);
        token.redeemByPartition(RESTRICTED, amount, data);
        vm.assertEq(token.balanceOfByPartition(RESTRICTED, address(this)), TOKENS - amount, "retired");
        vm.assertEq(bill.issuedSupply(), 4 * TOKENS - amount, "supply");
    }

    function testFuzz_retiresAHoldersTokensAsItsOperatorOnly(uint256 amount, bytes calldata data) external {
        amount = bound(amount, 0, TOKENS);
        expectRefused(0x58, "operator/not-authorized");
        token.operatorRedeemByPartition(RESTRICTED, alice, amount, data);
        vm.prank(alice);
        token.authorizeOperatorByPartition(RESTRICTED, address(this));
        vm.expectEmit(address(bill));
        emit ITreasuryTokenCore.Redeemed(address(this), alice, RESTRICTED, amount, data);
        token.operatorRedeemByPartition(RESTRICTED, alice, amount, data);
        vm.assertEq(token.balanceOfByPartition(RESTRICTED, alice), TOKENS - amount, "retired");
        vm.prank(alice);
        token.authorizeOperator(NOTARY);
        vm.prank(NOTARY);
        vm.expectRevert(abi.encodeWithSelector(ITreasuryTokenCore.NotIssuer.selector, NOTARY));
        token.operatorRedeemByPartition(RESTRICTED, alice, amount, data);
    }

    function test_burnsEachPartitionAtMaturity() external {
        setStanding(alice, IComplianceModule.InvestorStatus.Revoked);
        mature();
        vm.startPrank(YIELD);
        vm.assertEq(bill.burnMatured(alice, RESTRICTED), TOKENS, "restricted");
        vm.assertEq(bill.burnMatured(alice, FREE), TOKENS, "free");
        vm.assertEq(bill.burnMatured(alice, PLEDGED), 0, "nothing there");
        vm.stopPrank();
        vm.assertEq(bill.issuedSupply(), TOKENS, "bob's");
    }

    function expectInvalidPartition(bytes32 name) private {
        vm.expectRevert(abi.encodeWithSelector(ITreasuryPartitions.InvalidPartition.selector, name));
    }

    function expectNotAllowed(bytes32 from, bytes32 to) private {
        vm.expectRevert(abi.encodeWithSelector(ITreasuryPartitions.PartitionChangeNotAllowed.selector, from, to));
    }

    function expectNotOperator(bytes32 name) private {
        vm.prank(NOTARY);
        expectRefused(0x58, "operator/not-authorized");
        token.operatorTransferByPartition(name, alice, bob, ONE, "", "");
    }
}
