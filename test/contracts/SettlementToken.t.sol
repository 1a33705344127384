// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IAccessControl} from "@openzeppelin/contracts/access/IAccessControl.sol";

import {Desk} from "./support/Desk.sol";

contract SettlementTokenTest is Desk {
    function test_isPracticeMoney() external view {
        vm.assertEq(bytes(cash.name()), bytes("Practice USD"), "name");
        vm.assertEq(bytes(cash.symbol()), bytes("pUSD"), "symbol");
        vm.assertEq(cash.decimals(), 6, "decimals");
    }

    function testFuzz_aMinterCreatesMoney(uint128 amount) external {
        cash.mint(mallory, amount);
        vm.assertEq(cash.balanceOf(mallory), amount, "received");
        vm.assertEq(cash.totalSupply(), 2 * MONEY + amount, "counted");
    }

    function test_nobodyElseCreatesMoney() external {
        bytes32 role = cash.MINTER_ROLE();
        vm.prank(mallory);
        vm.expectRevert(
            abi.encodeWithSelector(IAccessControl.AccessControlUnauthorizedAccount.selector, mallory, role)
        );
        cash.mint(mallory, ONE);
    }

    function test_takesAPermit() external {
        bytes32 typeHash =
            keccak256("Permit(address owner,address spender,uint256 value,uint256 nonce,uint256 deadline)");
        bytes32 structHash = keccak256(abi.encode(typeHash, alice, bob, ONE, 0, NOW));
        bytes32 digest = keccak256(abi.encodePacked(hex"1901", cash.DOMAIN_SEPARATOR(), structHash));
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(ALICE_KEY, digest);
        cash.permit(alice, bob, ONE, NOW, v, r, s);
        vm.assertEq(cash.allowance(alice, bob), ONE, "allowed");
    }
}
