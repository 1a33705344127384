// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";

import {TreasuryToken} from "../../contracts/treasury/TreasuryToken.sol";
import {TokenDesk} from "./support/TokenDesk.sol";
import {bound} from "./support/bound.sol";

/// @notice ERC-2612 permits and the ERC-5267 domain.
contract TreasuryTokenPermitTest is TokenDesk {
    bytes32 private constant PERMIT =
        keccak256("Permit(address owner,address spender,uint256 value,uint256 nonce,uint256 deadline)");
    bytes32 private constant DOMAIN =
        keccak256("EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)");

    function test_tellsItsDomain() external view {
        (
            bytes1 fields,
            string memory name,
            string memory version,
            uint256 chainId,
            address verifyingContract,
            bytes32 salt,
            uint256[] memory extensions
        ) = bill.eip712Domain();
        vm.assertEq(bytes32(fields), bytes32(bytes1(0x0f)), "fields");
        vm.assertEq(bytes(name), "13-week bill", "name");
        vm.assertEq(bytes(version), "1", "version");
        vm.assertEq(chainId, block.chainid, "chain");
        vm.assertEq(verifyingContract, address(bill), "contract");
        vm.assertEq(salt, 0, "no salt");
        vm.assertEq(extensions.length, 0, "no extensions");
        bytes32 separator = keccak256(
            abi.encode(DOMAIN, keccak256("13-week bill"), keccak256("1"), block.chainid, address(bill))
        );
        vm.assertEq(bill.DOMAIN_SEPARATOR(), separator, "separator");
    }

    function test_aForkedChainHasAnotherDomain() external {
        bytes32 before = bill.DOMAIN_SEPARATOR();
        vm.chainId(block.chainid + 1);
        vm.assertTrue(bill.DOMAIN_SEPARATOR() != before, "no replay");
    }

    function testFuzz_takesASignedPermitOnce(uint256 value, uint256 deadline) external {
        deadline = bound(deadline, NOW, type(uint256).max);
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(ALICE_KEY, digest(alice, bob, value, 0, deadline));
        vm.expectEmit(address(bill));
        emit IERC20.Approval(alice, bob, value);
        bill.permit(alice, bob, value, deadline, v, r, s);
        vm.assertEq(bill.allowance(alice, bob), value, "allowed");
        vm.assertEq(bill.nonces(alice), 1, "used");
        bytes32 replayed = digest(alice, bob, value, 1, deadline);
        vm.expectRevert(
            abi.encodeWithSelector(TreasuryToken.ERC2612InvalidSigner.selector, ecrecover(replayed, v, r, s), alice)
        );
        bill.permit(alice, bob, value, deadline, v, r, s);
    }

    function testFuzz_takesPermitsOfTheOwnerOnly(uint256 key, uint256 value) external {
        key = bound(key, 1, type(uint128).max);
        vm.assume(key != ALICE_KEY);
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(key, digest(alice, bob, value, 0, NOW));
        vm.expectRevert(
            abi.encodeWithSelector(TreasuryToken.ERC2612InvalidSigner.selector, vm.addr(key), alice)
        );
        bill.permit(alice, bob, value, NOW, v, r, s);
    }

    function testFuzz_takesNoPermitAfterItsDeadline(uint256 deadline) external {
        deadline = bound(deadline, 0, NOW - 1);
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(ALICE_KEY, digest(alice, bob, ONE, 0, deadline));
        vm.expectRevert(abi.encodeWithSelector(TreasuryToken.ERC2612ExpiredSignature.selector, deadline));
        bill.permit(alice, bob, ONE, deadline, v, r, s);
    }

    function test_takesNoMalleablePermit() external {
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(ALICE_KEY, digest(alice, bob, ONE, 0, NOW));
        // The other s on the curve: the group's order less s.
        bytes32 other = bytes32(0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141 - uint256(s));
        vm.expectRevert(abi.encodeWithSignature("ECDSAInvalidSignatureS(bytes32)", other));
        bill.permit(alice, bob, ONE, NOW, v == 27 ? 28 : 27, r, other);
    }

    function test_takesNoPermitForNobody() external {
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(ALICE_KEY, digest(alice, address(0), ONE, 0, NOW));
        vm.expectRevert(abi.encodeWithSignature("ERC20InvalidSpender(address)", address(0)));
        bill.permit(alice, address(0), ONE, NOW, v, r, s);
    }

    /// @dev Signed by viem, with alice's key, for chain 31337 and a token at 0x7e57.
    function test_agreesWithAVectorMadeElsewhere() external {
        TreasuryToken there = TreasuryToken(address(0x7e57));
        vm.chainId(31_337);
        vm.etch(address(there), address(new TreasuryToken()).code);
        there.initialize(
            "13-week bill", "TB13W", address(registry), address(compliance), YIELD, address(this), 1 days
        );
        there.permit(
            alice,
            bob,
            123_456_789,
            4_102_444_800,
            27,
            0x414dd15f285a56046b4d42812c50a3303a232cacf3ee3c45a6dffd59b301b5b2,
            0x2c5b55c9df1ebd4835e4cd6b79368eab17dd1401f7a2c77e20900b8218a21540
        );
        vm.assertEq(there.allowance(alice, bob), 123_456_789, "allowed");
    }

    function digest(
        address owner,
        address spender,
        uint256 value,
        uint256 nonce,
        uint256 deadline
    ) private view returns (bytes32) {
        bytes32 structHash = keccak256(abi.encode(PERMIT, owner, spender, value, nonce, deadline));
        return keccak256(abi.encodePacked(hex"1901", bill.DOMAIN_SEPARATOR(), structHash));
    }
}
