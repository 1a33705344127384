// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {HeaderAnchors} from "../../contracts/libraries/HeaderAnchors.sol";
import {MerklePatricia} from "../../contracts/libraries/MerklePatricia.sol";
import {Rlp} from "../../contracts/libraries/Rlp.sol";
import {StateProof} from "../../contracts/libraries/StateProof.sol";
import "./fixtures/EngineProofs.sol" as Engine;
import {ProofVerifier} from "./support/ProofVerifier.sol";
import {Test} from "./support/Test.sol";

contract StateProofTest is Test {
    address private constant HISTORY = 0x0000F90827F1C53a10cb7A02335B175320002935;
    bytes32 private constant EMPTY_ROOT = 0x56e81f171bcc55a6ff8345e692c0f86e5b48e01b996cadc001622fb5e363b421;

    ProofVerifier private verifier;

    function setUp() external {
        verifier = new ProofVerifier();
        // Beyond the reach of BLOCKHASH: only the history contract knows these blocks.
        vm.roll(5_000);
        vm.etch(HISTORY, hex"00");
        know(3, keccak256(Engine.header()));
    }

    function test_readsTheHeaderOfABlockInTheWindow() external view {
        StateProof.Header memory header = verifier.headerAt(Engine.header());
        vm.assertEq(header.number, 3, "number");
        vm.assertEq(header.hash, keccak256(Engine.header()), "hash");
        vm.assertEq(header.parentHash, keccak256(Engine.parentHeader()), "parent");
        vm.assertEq(header.timestamp, 1_700_000_036, "seconds");
    }

    function test_provesAnAccount() external view {
        (bool exists, StateProof.Account memory account) =
            verifier.accountAt(Engine.header(), Engine.HOLDER, Engine.holderProof());
        vm.assertTrue(exists, "exists");
        vm.assertEq(account.balance, 8, "balance");
        vm.assertEq(account.nonce, 0, "nonce");
        vm.assertEq(account.storageRoot, EMPTY_ROOT, "storage");
        vm.assertEq(account.codeHash, keccak256(""), "code");
    }

    function test_provesThatAnAccountDoesNotExist() external view {
        (bool exists, StateProof.Account memory account) =
            verifier.accountAt(Engine.header(), Engine.NOBODY, Engine.nobodyProof());
        vm.assertTrue(!exists && account.balance == 0, "nobody");
        vm.assertEq(account.storageRoot, EMPTY_ROOT, "storage");
        vm.assertEq(account.codeHash, keccak256(""), "code");
    }

    function test_provesASlot() external view {
        uint256 value = verifier.slotAt(
            Engine.header(), Engine.VAULT, bytes32(uint256(5)), Engine.vaultProof(), Engine.slotProof()
        );
        vm.assertEq(value, Engine.SLOT_VALUE, "value");
    }

    function test_provesThatASlotIsEmpty() external view {
        uint256 value = verifier.slotAt(
            Engine.header(), Engine.VAULT, bytes32(uint256(20)), Engine.vaultProof(), Engine.emptySlotProof()
        );
        vm.assertEq(value, 0, "value");
    }

    function test_provesThatNobodyHasStorage() external view {
        bytes[] memory none = new bytes[](0);
        uint256 value = verifier.slotAt(Engine.header(), Engine.NOBODY, 0, Engine.nobodyProof(), none);
        vm.assertEq(value, 0, "value");
    }

    function test_refusesNodesForATrieWithNothingInIt() external {
        bytes[] memory proof = new bytes[](1);
        proof[0] = hex"80";
        vm.expectRevert(abi.encodeWithSelector(MerklePatricia.ProofLength.selector, 1, 0));
        verifier.readTrie(EMPTY_ROOT, 0, proof);
    }

    function test_refusesTheProofOfAnother() external {
        vm.expectRevert(abi.encodeWithSelector(MerklePatricia.WrongNode.selector, 1));
        verifier.accountAt(Engine.header(), Engine.NOBODY, Engine.holderProof());
    }

    function test_refusesAProofThatIsCut() external {
        bytes[] memory proof = Engine.holderProof();
        uint256 length = proof.length;
        for (uint256 kept; kept < length; ++kept) {
            bytes[] memory cut = new bytes[](kept);
            for (uint256 i; i < kept; ++i) {
                cut[i] = proof[i];
            }
            vm.expectRevert(abi.encodeWithSelector(MerklePatricia.ProofLength.selector, kept, kept + 1));
            verifier.accountAt(Engine.header(), Engine.HOLDER, cut);
        }
    }

    function test_refusesAProofThatGoesOn() external {
        bytes[] memory proof = Engine.holderProof();
        bytes[] memory longer = new bytes[](proof.length + 1);
        for (uint256 i; i < proof.length; ++i) {
            longer[i] = proof[i];
        }
        longer[proof.length] = proof[proof.length - 1];
        vm.expectRevert(
            abi.encodeWithSelector(MerklePatricia.ProofLength.selector, proof.length + 1, proof.length)
        );
        verifier.accountAt(Engine.header(), Engine.HOLDER, longer);
    }

    function testFuzz_refusesAHeaderWithAnyByteChanged(uint256 position, uint8 change) external view {
        vm.assume(change != 0);
        bytes memory header = flip(Engine.header(), position, change);
        (bool ok,) = address(verifier).staticcall(abi.encodeCall(ProofVerifier.headerAt, (header)));
        vm.assertTrue(!ok, "refused");
    }

    function testFuzz_refusesAProofWithAnyByteChanged(uint256 position, uint8 change) external view {
        vm.assume(change != 0);
        (bytes[] memory account, bytes[] memory slot, bytes[] memory empty) =
            (Engine.vaultProof(), Engine.slotProof(), Engine.emptySlotProof());
        flipOne(account, position, change);
        flipOne(slot, position, change);
        flipOne(empty, position, change);
        refuseSlot(5, account, Engine.slotProof());
        refuseSlot(5, Engine.vaultProof(), slot);
        refuseSlot(20, Engine.vaultProof(), empty);
    }

    function testFuzz_refusesAnotherKeysProofUnlessItExcludes(uint256 slot) external view {
        vm.assume(slot != 5);
        (bool ok, bytes memory answer) = readSlot(slot, Engine.vaultProof(), Engine.slotProof());
        // The same nodes prove that slots are empty whose keys leave the path within them.
        vm.assertTrue(!ok || (abi.decode(answer, (uint256)) == 0 && slot > 19), "no false value");
    }

    function test_refusesABlockThatIsNotKnown() external {
        bytes memory old = Engine.oldHeader();
        vm.expectRevert(abi.encodeWithSelector(HeaderAnchors.UntrustedHeader.selector, 1, keccak256(old)));
        verifier.headerAt(old);
    }

    function test_keepsAnAnchoredBlockAfterTheWindow() external {
        verifier.anchor(Engine.header());
        know(3, 0);
        vm.assertEq(verifier.headerAt(Engine.header()).number, 3, "anchored");
    }

    function test_anchorsAnOlderBlockByItsDescendants() external {
        bytes[] memory headers = new bytes[](3);
        (headers[0], headers[1], headers[2]) = (Engine.header(), Engine.parentHeader(), Engine.oldHeader());
        verifier.anchorByParents(headers);
        vm.assertEq(verifier.headerAt(Engine.oldHeader()).number, 1, "anchored");
    }

    function test_refusesAChainOfHeadersWithAGap() external {
        bytes[] memory headers = new bytes[](2);
        (headers[0], headers[1]) = (Engine.header(), Engine.oldHeader());
        vm.expectRevert(
            abi.encodeWithSelector(HeaderAnchors.NotParent.selector, 1, keccak256(Engine.oldHeader()))
        );
        verifier.anchorByParents(headers);
    }

    function test_refusesAnEmptyChainOfHeaders() external {
        vm.expectRevert(HeaderAnchors.NoHeaders.selector);
        verifier.anchorByParents(new bytes[](0));
    }

    function test_anchorsAnOlderBlockByTheHistoryInANewerState() external {
        verifier.anchorByHistory(Engine.header(), Engine.oldHeader(), historyProof());
        vm.assertEq(verifier.headerAt(Engine.oldHeader()).number, 1, "anchored");
    }

    function test_refusesABlockThatTheHistoryDoesNotName() external {
        bytes memory other = flip(Engine.oldHeader(), 60, 1);
        vm.expectRevert(abi.encodeWithSelector(HeaderAnchors.UntrustedHeader.selector, 1, keccak256(other)));
        verifier.anchorByHistory(Engine.header(), other, historyProof());
    }

    function test_refusesABlockThatIsNoAncestor() external {
        vm.expectRevert(abi.encodeWithSelector(HeaderAnchors.OutsideWindow.selector, 3, 3));
        verifier.anchorByHistory(Engine.header(), Engine.header(), historyProof());
    }

    function test_refusesHeadersThatAreNone() external {
        vm.expectRevert(StateProof.MalformedHeader.selector);
        verifier.readHeader(new bytes(2_049));
        vm.expectRevert(StateProof.MalformedHeader.selector);
        verifier.readHeader(hex"c0");
        vm.expectRevert(Rlp.NonCanonicalRlp.selector);
        verifier.readHeader(bytes.concat(Engine.header(), hex"00"));
    }

    function know(uint256 number, bytes32 hash) private {
        vm.mockCall(HISTORY, abi.encode(number), abi.encode(hash));
        vm.mockCall(HISTORY, abi.encode(uint256(1)), abi.encode(0));
    }

    function historyProof() private pure returns (HeaderAnchors.HistoryProof memory) {
        return HeaderAnchors.HistoryProof(Engine.historyProof(), Engine.historySlotProof());
    }

    function refuseSlot(uint256 slot, bytes[] memory account, bytes[] memory proof) private view {
        (bool ok,) = readSlot(slot, account, proof);
        vm.assertTrue(!ok, "refused");
    }

    function readSlot(uint256 slot, bytes[] memory account, bytes[] memory proof)
        private
        view
        returns (bool, bytes memory)
    {
        return address(verifier).staticcall(
            abi.encodeCall(ProofVerifier.slotAt, (Engine.header(), Engine.VAULT, bytes32(slot), account, proof))
        );
    }

    function flipOne(bytes[] memory proof, uint256 position, uint8 change) private pure {
        uint256 index = position % proof.length;
        proof[index] = flip(proof[index], position / proof.length, change);
    }

    function flip(bytes memory input, uint256 position, uint8 change) private pure returns (bytes memory) {
        uint256 place = position % input.length;
        input[place] ^= bytes1(change);
        return input;
    }
}
