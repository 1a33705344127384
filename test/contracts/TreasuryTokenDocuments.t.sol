// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ITreasuryDocuments} from "../../contracts/interfaces/ITreasuryDocuments.sol";
import {Rights} from "../../contracts/libraries/Rights.sol";
import {TokenDesk} from "./support/TokenDesk.sol";

/// @notice ERC-1643: documents.
contract TreasuryTokenDocumentsTest is TokenDesk {
    bytes32 private constant HASH = keccak256("the prospectus");
    string private constant URI = "sha256:4e07408562bedb8b60ce05c1decfe3ad16b72230967de01f640b7e4729b49fce";

    function testFuzz_keepsADocument(bytes32 name, string calldata uri, bytes32 documentHash, uint40 time) external {
        vm.assume(name != 0 && documentHash != 0 && time > NOW);
        vm.warp(time);
        vm.expectEmit(address(bill));
        emit ITreasuryDocuments.DocumentUpdated(name, uri, documentHash);
        token.setDocument(name, uri, documentHash);
        (string memory actualUri, bytes32 actualHash, uint256 changedAt) = token.getDocument(name);
        vm.assertEq(bytes(actualUri), bytes(uri), "uri");
        vm.assertEq(actualHash, documentHash, "hash");
        vm.assertEq(changedAt, time, "time");
        vm.assertEq(token.getAllDocuments()[0], name, "listed");
    }

    function test_replacesADocument() external {
        token.setDocument("prospectus", URI, HASH);
        vm.warp(NOW + 1);
        token.setDocument("prospectus", "", keccak256("an amendment"));
        (string memory uri, bytes32 documentHash, uint256 changedAt) = token.getDocument("prospectus");
        vm.assertEq(bytes(uri), "", "uri");
        vm.assertEq(documentHash, keccak256("an amendment"), "hash");
        vm.assertEq(changedAt, NOW + 1, "time");
        vm.assertEq(token.getAllDocuments().length, 1, "listed once");
    }

    function testFuzz_removesADocument(uint8 which) external {
        bytes32[3] memory names = [bytes32("prospectus"), "terms", "indenture"];
        for (uint256 i; i < 3; ++i) token.setDocument(names[i], URI, HASH);
        bytes32 name = names[which % 3];
        vm.expectEmit(address(bill));
        emit ITreasuryDocuments.DocumentRemoved(name, URI, HASH);
        token.removeDocument(name);
        (string memory uri, bytes32 documentHash, uint256 changedAt) = token.getDocument(name);
        vm.assertEq(bytes(uri), "", "uri");
        vm.assertEq(documentHash, 0, "hash");
        vm.assertEq(changedAt, 0, "time");
        bytes32[] memory left = token.getAllDocuments();
        vm.assertEq(left.length, 2, "two left");
        for (uint256 i; i < 3; ++i) {
            bool listed = left[0] == names[i] || left[1] == names[i];
            vm.assertTrue(listed == (names[i] != name), "the other two");
        }
    }

    function test_refusesDocumentsWithoutNameOrHash() external {
        vm.expectRevert(abi.encodeWithSelector(ITreasuryDocuments.InvalidDocument.selector, bytes32(0)));
        token.setDocument(0, URI, HASH);
        vm.expectRevert(abi.encodeWithSelector(ITreasuryDocuments.InvalidDocument.selector, bytes32("terms")));
        token.setDocument("terms", URI, 0);
    }

    function testFuzz_removesOnlyWhatIsThere(bytes32 name) external {
        vm.expectRevert(abi.encodeWithSelector(ITreasuryDocuments.UnknownDocument.selector, name));
        token.removeDocument(name);
    }

    function testFuzz_onlyAControllerOrWhoHasTheRightChangesDocuments(address caller) external {
        vm.assume(caller != address(this));
        vm.startPrank(caller);
        vm.expectRevert(abi.encodeWithSelector(ITreasuryDocuments.MayNotChangeDocuments.selector, caller));
        token.setDocument("terms", URI, HASH);
        vm.expectRevert(abi.encodeWithSelector(ITreasuryDocuments.MayNotChangeDocuments.selector, caller));
        token.removeDocument("terms");
        vm.stopPrank();
    }

    function test_anOperatorWithTheRightAndAControllerChangeDocuments() external {
        registry.setOperator(address(bill), NOTARY, Rights.DOCUMENTS, NOW + 1);
        vm.prank(NOTARY);
        token.setDocument("terms", URI, HASH);
        bill.grantRole(bill.CONTROLLER_ROLE(), CAROL);
        vm.prank(CAROL);
        token.removeDocument("terms");
        vm.assertEq(token.getAllDocuments().length, 0, "gone");
    }
}
