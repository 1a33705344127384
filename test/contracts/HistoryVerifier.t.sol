// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IHistoryVerifier} from "../../contracts/interfaces/IHistoryVerifier.sol";
import {ITreasuryRegistry} from "../../contracts/interfaces/ITreasuryRegistry.sol";
import {HeaderAnchors} from "../../contracts/libraries/HeaderAnchors.sol";
import {HistoryVerifier} from "../../contracts/treasury/HistoryVerifier.sol";
import {Test} from "./support/Test.sol";
import {TinyState} from "./support/TinyState.sol";
import {bound} from "./support/bound.sol";

/// @notice What the verifier says about states made up for it. That the slots are those of the real contracts:
/// HistoryVerifierLayout.t.sol; proofs of real chains: test/unit/contracts/historyVerifier.test.ts and, of anvil's,
/// test/api/contracts/historyVerifier.test.ts.
contract HistoryVerifierTest is Test {
    address private constant HISTORY = 0x0000F90827F1C53a10cb7A02335B175320002935;
    uint256 private constant BLOCK = 1_000;
    uint256 private constant NOW_BLOCK = 5_000;
    uint256 private constant TIME = 1_800_000_000;

    HistoryVerifier private verifier;

    function setUp() external {
        verifier = new HistoryVerifier();
        // Beyond the reach of BLOCKHASH: only the history contract knows the block.
        vm.roll(NOW_BLOCK);
        vm.etch(HISTORY, hex"00");
    }

    function testFuzz_saysWhatATreasuryWas(
        address registry,
        address token,
        uint8 status,
        uint64 observedAt,
        uint128 price,
        uint16 bps
    ) external {
        status = status % 6;
        uint256 state =
            uint256(status) | uint256(observedAt) << 8 | uint256(price) << 72 | uint256(bps) << 200 | 1 << 216;
        IHistoryVerifier.Proof memory proof = prove(registry, verifier.treasurySlot(token), state);
        IHistoryVerifier.PastTreasury memory past = verifier.treasuryAt(registry, token, proof);
        vm.assertEq(
            abi.encode(past),
            abi.encode(
                IHistoryVerifier.PastTreasury(
                    BLOCK, TIME, ITreasuryRegistry.TreasuryStatus(status), price, observedAt, bps
                )
            ),
            "all of it"
        );
    }

    /// @dev A slot may say anything but that the treasury is listed, and there may be no slot at all.
    function testFuzz_refusesTreasuriesThatWereNotListed(address registry, address token, uint256 state) external {
        state &= ~(uint256(0xff) << 216);
        bytes memory reason =
            abi.encodeWithSelector(IHistoryVerifier.NotListedThen.selector, registry, token, BLOCK);
        IHistoryVerifier.Proof memory proof = prove(registry, verifier.treasurySlot(token), state);
        vm.expectRevert(reason);
        verifier.treasuryAt(registry, token, proof);
        proof = prove(registry, verifier.treasurySlot(token), 0);
        vm.expectRevert(reason);
        verifier.treasuryAt(registry, token, proof);
    }

    function testFuzz_aTreasuryOrRegistryIsNotAnother(address registry, address token, address other) external {
        vm.assume(other != registry && other != token);
        IHistoryVerifier.Proof memory proof = prove(registry, verifier.treasurySlot(token), 1 << 216);
        vm.expectRevert(abi.encodeWithSelector(IHistoryVerifier.NotListedThen.selector, registry, other, BLOCK));
        verifier.treasuryAt(registry, other, proof);
        // The other's account isn't in that state, so it has no storage, and no proof of it but none.
        proof.slot = new bytes[](0);
        vm.expectRevert(abi.encodeWithSelector(IHistoryVerifier.NotListedThen.selector, other, token, BLOCK));
        verifier.treasuryAt(other, token, proof);
    }

    function testFuzz_saysWhatAHolderHad(
        address token,
        address account,
        uint8 partition,
        uint96 balance,
        uint96 locked,
        uint64 rest
    ) external {
        partition = partition % 8;
        uint256 value = uint256(rest) << 192 | uint256(locked) << 96 | balance;
        bytes32 slot = verifier.holderSlot(account, partition);
        IHistoryVerifier.Proof memory proof = prove(token, slot, value);
        assertPast(verifier.balanceAt(token, account, partition, proof), balance, locked);
        bytes[][] memory slots = new bytes[][](8);
        for (uint256 i; i < 8; ++i) slots[i] = proof.slot;
        assertPast(verifier.totalBalanceAt(token, account, proof.header, proof.account, slots), balance, locked);
    }

    function testFuzz_whoHadNothingIsProvenToHaveHadNothing(address token, address account, address other) external {
        vm.assume(account != other && token != other);
        IHistoryVerifier.Proof memory proof = prove(token, verifier.holderSlot(account, 0), 1_000);
        assertPast(verifier.balanceAt(token, other, 0, proof), 0, 0);
        assertPast(verifier.balanceAt(token, account, 1, proof), 0, 0);
        proof.slot = new bytes[](0);
        assertPast(verifier.balanceAt(other, account, 0, proof), 0, 0);
    }

    function testFuzz_refusesPartitionsThatNoTokenHas(uint256 partition) external {
        partition = bound(partition, 8, type(uint256).max);
        IHistoryVerifier.Proof memory proof = prove(address(1), 0, 1);
        bytes memory reason =
            abi.encodeWithSelector(IHistoryVerifier.PartitionOutOfRange.selector, partition);
        vm.expectRevert(reason);
        verifier.balanceAt(address(1), address(2), partition, proof);
        vm.expectRevert(reason);
        verifier.holderSlot(address(2), partition);
    }

    function testFuzz_aTotalNeedsAProofForEachPartition(uint8 count) external {
        count = count % 16;
        IHistoryVerifier.Proof memory proof = prove(address(1), verifier.holderSlot(address(2), 7), 5);
        bytes[][] memory slots = new bytes[][](count);
        for (uint256 i; i < count; ++i) slots[i] = proof.slot;
        if (count != 8) {
            vm.expectRevert(abi.encodeWithSelector(IHistoryVerifier.WrongProofCount.selector, count, 8));
        }
        verifier.totalBalanceAt(address(1), address(2), proof.header, proof.account, slots);
    }

    /// @dev Whatever byte of whatever part is another: no answer.
    function testFuzz_refusesAnythingChanged(uint8 part, uint256 position, uint8 change) external {
        vm.assume(change != 0);
        IHistoryVerifier.Proof memory proof = prove(address(1), verifier.holderSlot(address(2), 0), 1_000);
        if (part % 3 == 0) flip(proof.header, position, change);
        else if (part % 3 == 1) flip(proof.account[0], position, change);
        else flip(proof.slot[0], position, change);
        (bool ok,) = address(verifier).staticcall(
            abi.encodeCall(verifier.balanceAt, (address(1), address(2), 0, proof))
        );
        vm.assertTrue(!ok, "refused");
    }

    function test_refusesABlockThatNobodyKnows() external {
        IHistoryVerifier.Proof memory proof = prove(address(1), verifier.holderSlot(address(2), 0), 1_000);
        know(BLOCK, 0);
        vm.expectRevert(untrusted(BLOCK, proof.header));
        verifier.balanceAt(address(1), address(2), 0, proof);
        know(BLOCK, keccak256("another block"));
        vm.expectRevert(untrusted(BLOCK, proof.header));
        verifier.balanceAt(address(1), address(2), 0, proof);
    }

    function testFuzz_anAnchoredBlockCountsForEver(uint64 number, uint64 later) external {
        number = uint64(bound(number, 0, NOW_BLOCK - 300));
        bytes memory header = TinyState.headerOf(number, TIME, 0, TinyState.EMPTY_ROOT);
        know(number, 0);
        vm.expectRevert(untrusted(number, header));
        verifier.anchor(header);
        know(number, keccak256(header));
        expectAnchored(number, header);
        verifier.anchor(header);
        vm.roll(uint256(NOW_BLOCK) + later);
        know(number, 0);
        vm.assertEq(verifier.anchorOf(number), keccak256(header), "kept");
        IHistoryVerifier.Proof memory proof;
        proof.header = header;
        vm.assertEq(verifier.balanceAt(address(1), address(2), 0, proof).blockNumber, number, "counts");
        // And may serve to be anchored by again.
        verifier.anchor(header);
    }

    function testFuzz_anchorsAnOlderBlockByItsDescendants(uint8 length, uint8 gap) external {
        uint256 count = bound(length, 1, 20);
        bytes[] memory headers = new bytes[](count);
        bytes32 parentHash;
        for (uint256 i = count; i > 0; --i) {
            headers[i - 1] =
                TinyState.headerOf(BLOCK + count - i, TIME + i, parentHash, TinyState.EMPTY_ROOT);
            parentHash = keccak256(headers[i - 1]);
        }
        know(BLOCK + count - 1, parentHash);
        if (gap > 0 && gap < count) {
            headers[gap] = TinyState.headerOf(BLOCK + count - 1 - gap, TIME, "other", TinyState.EMPTY_ROOT);
            vm.expectRevert(
                abi.encodeWithSelector(
                    HeaderAnchors.NotParent.selector, BLOCK + count - 1 - gap, keccak256(headers[gap])
                )
            );
            verifier.anchorByParents(headers);
            vm.assertEq(verifier.anchorOf(BLOCK), 0, "nothing kept");
            return;
        }
        expectAnchored(BLOCK, headers[count - 1]);
        verifier.anchorByParents(headers);
        vm.assertEq(verifier.anchorOf(BLOCK), keccak256(headers[count - 1]), "the last");
    }

    function test_needsAHeaderToAnchor() external {
        vm.expectRevert(HeaderAnchors.NoHeaders.selector);
        verifier.anchorByParents(new bytes[](0));
    }

    /// @dev The descendant's state has the older block's hash in the history contract's slot of its number modulo 8,191.
    function testFuzz_anchorsAnOlderBlockByWhatANewerStateRemembers(uint256 number, uint16 distance, bool lie) external {
        uint256 back = bound(distance, 1, 8_191);
        number = bound(number, back, type(uint64).max);
        vm.roll(number + 1_000);
        bytes memory old = TinyState.headerOf(number - back, TIME, 0, TinyState.EMPTY_ROOT);
        (bytes memory newer, HeaderAnchors.HistoryProof memory proof) =
            remember(number, number - back, lie ? keccak256("another") : keccak256(old));
        if (lie) vm.expectRevert(untrusted(number - back, old));
        else expectAnchored(number - back, old);
        verifier.anchorByHistory(newer, old, proof);
        vm.assertEq(verifier.anchorOf(number - back), lie ? bytes32(0) : keccak256(old), "kept");
    }

    function test_aStateRemembersOnlyTheLatest8191() external {
        uint256[2] memory backs = [uint256(0), 8_192];
        vm.roll(20_000);
        for (uint256 i; i < 2; ++i) {
            bytes memory old = TinyState.headerOf(10_000 - backs[i], TIME, 0, TinyState.EMPTY_ROOT);
            (bytes memory newer, HeaderAnchors.HistoryProof memory proof) =
                remember(10_000, 10_000 - backs[i], keccak256(old));
            vm.expectRevert(
                abi.encodeWithSelector(HeaderAnchors.OutsideWindow.selector, 10_000 - backs[i], 10_000)
            );
            verifier.anchorByHistory(newer, old, proof);
        }
    }

    /// @dev A state in which one contract has one value, as the state of a block that the chain knows.
    function prove(
        address target,
        bytes32 slot,
        uint256 value
    ) private returns (IHistoryVerifier.Proof memory proof) {
        bytes32 root;
        (root, proof.slot) = TinyState.storageOf(slot, value);
        (root, proof.account) = TinyState.stateOf(target, root);
        proof.header = TinyState.headerOf(BLOCK, TIME, 0, root);
        know(BLOCK, keccak256(proof.header));
    }

    function remember(
        uint256 number,
        uint256 older,
        bytes32 hash
    ) private returns (bytes memory header, HeaderAnchors.HistoryProof memory proof) {
        bytes32 root;
        (root, proof.slot) = TinyState.storageOf(bytes32(older % 8_191), uint256(hash));
        (root, proof.account) = TinyState.stateOf(HISTORY, root);
        header = TinyState.headerOf(number, TIME, 0, root);
        know(number, keccak256(header));
    }

    function know(uint256 number, bytes32 hash) private {
        vm.mockCall(HISTORY, abi.encode(number), abi.encode(hash));
    }

    function expectAnchored(uint256 number, bytes memory header) private {
        vm.expectEmit(address(verifier));
        emit IHistoryVerifier.Anchored(number, keccak256(header));
    }

    function untrusted(uint256 number, bytes memory header) private pure returns (bytes memory) {
        return abi.encodeWithSelector(HeaderAnchors.UntrustedHeader.selector, number, keccak256(header));
    }

    function assertPast(IHistoryVerifier.PastBalance memory past, uint256 balance, uint256 locked) private pure {
        vm.assertEq(past.blockNumber, BLOCK, "block");
        vm.assertEq(past.timestamp, TIME, "time");
        vm.assertEq(past.balance, balance, "balance");
        vm.assertEq(past.locked, locked, "locked");
    }

    function flip(bytes memory input, uint256 position, uint8 change) private pure {
        input[position % input.length] ^= bytes1(change);
    }
}
