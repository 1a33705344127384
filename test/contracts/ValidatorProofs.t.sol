// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Initializable} from "@openzeppelin/contracts/proxy/utils/Initializable.sol";

import {Governed} from "../../contracts/base/Governed.sol";
import {ValidatorModule} from "../../contracts/compliance/ValidatorModule.sol";
import {ValidatorRule} from "../../contracts/compliance/rules/ValidatorRule.sol";
import {IValidatorModule} from "../../contracts/interfaces/IValidatorModule.sol";
import {SszProof} from "../../contracts/libraries/SszProof.sol";
import {ValidatorTest} from "./support/ValidatorTest.sol";
import {bound} from "./support/bound.sol";
import {proxied} from "./support/proxied.sol";

/// @notice Proofs of validators: what counts for whom, how long, and the rule that asks for it.
contract ValidatorProofsTest is ValidatorTest {
    uint40 private constant INDEX = 1_234_567;

    function testFuzz_anActiveValidatorCountsForTheAccountOfItsCredentials(
        address account,
        address caller,
        uint40 index,
        uint64 balance,
        bool compounding
    ) external {
        vm.assume(account != address(0));
        SszProof.Validator memory record = activeRecord(account, index);
        record.effectiveBalance = uint64(bound(balance, 1, MOST));
        record.withdrawalCredentials = credentialsOf(compounding ? 2 : 1, account);
        IValidatorModule.ValidatorProof[] memory proofs = one(proofOf(record, index, NOW - 12));
        vm.expectEmit(address(module));
        emit IValidatorModule.ValidatorProven(index, account, record.effectiveBalance, NOW - 12, NOW - 12 + VALIDITY);
        vm.prank(caller);
        module.prove(proofs);
        vm.assertEq(module.provenBalanceOf(account), record.effectiveBalance, "balance");
        vm.assertEq(module.validatorsOf(account)[0], index, "listed");
        IValidatorModule.Proven memory proven = module.provenOf(index);
        vm.assertTrue(proven.account == account && proven.provenAt == NOW - 12, "kept");
        vm.assertEq(proven.validUntil, NOW - 12 + VALIDITY, "until");
        vm.assertEq(proven.effectiveBalance, record.effectiveBalance, "as proven");
    }

    function testFuzz_onlyAnActiveValidatorCounts(uint64 activation, uint64 exit, bool slashed) external {
        SszProof.Validator memory record = activeRecord(ALICE, 1);
        record.activationEpoch = uint64(bound(activation, EPOCH - 2, EPOCH + 2));
        record.exitEpoch = uint64(bound(exit, EPOCH - 2, EPOCH + 2));
        record.slashed = slashed;
        IValidatorModule.ValidatorProof[] memory proofs = one(proofOf(record, INDEX, NOW));
        bool isActive = record.activationEpoch <= EPOCH && EPOCH < record.exitEpoch;
        if (slashed) {
            vm.expectRevert(abi.encodeWithSelector(IValidatorModule.ValidatorSlashed.selector, INDEX));
        } else if (!isActive) {
            vm.expectRevert(abi.encodeWithSelector(IValidatorModule.ValidatorNotActive.selector, INDEX, EPOCH));
        }
        module.prove(proofs);
        vm.assertEq(module.provenBalanceOf(ALICE), isActive && !slashed ? MOST : 0, "balance");
        vm.assertEq(module.currentEpoch(), EPOCH, "epoch");
    }

    function testFuzz_credentialsMustNameAnAccount(bytes32 credentials) external {
        SszProof.Validator memory record = activeRecord(ALICE, 1);
        record.withdrawalCredentials = credentials;
        IValidatorModule.ValidatorProof[] memory proofs = one(proofOf(record, INDEX, NOW));
        expectNotAnAccount(credentials);
        module.prove(proofs);
        bytes32[4] memory others = [
            credentialsOf(0, ALICE), // a BLS key's hash may look like this
            credentialsOf(3, ALICE),
            credentialsOf(1, ALICE) | bytes32(uint256(1) << 160),
            credentialsOf(2, address(0))
        ];
        for (uint64 i; i < 4; ++i) {
            record.withdrawalCredentials = others[i];
            proofs = one(proofOf(record, INDEX, NOW - i));
            expectNotAnAccount(others[i]);
            module.prove(proofs);
        }
    }

    function testFuzz_aProofMustBeFresh(uint64 age) external {
        age = uint64(bound(age, 0, 8_191 * 12 - 12));
        IValidatorModule.ValidatorProof[] memory proofs = one(proofOf(activeRecord(ALICE, 1), INDEX, NOW - age));
        if (age > MAX_AGE) {
            vm.expectRevert(abi.encodeWithSelector(IValidatorModule.ProofTooOld.selector, NOW - age, NOW - MAX_AGE));
        }
        module.prove(proofs);
    }

    function test_refusesATimeWithoutABlock() external {
        IValidatorModule.ValidatorProof[] memory proofs = one(proofOf(activeRecord(ALICE, 1), INDEX, NOW));
        proofs[0].timestamp = NOW - 1;
        vm.expectRevert(abi.encodeWithSelector(SszProof.NoBeaconRoot.selector, NOW - 1));
        module.prove(proofs);
        proofs[0].timestamp = NOW + 12;
        vm.expectRevert(abi.encodeWithSelector(SszProof.NoBeaconRoot.selector, NOW + 12));
        module.prove(proofs);
    }

    function testFuzz_refusesARecordThatWasChanged(uint64 more, uint8 place) external {
        vm.assume(more != 0);
        IValidatorModule.ValidatorProof[] memory proofs = one(proofOf(activeRecord(ALICE, 1), INDEX, NOW));
        proofs[0].record.effectiveBalance ^= more;
        expectWrongRoot(proofs);
        proofs[0].record.effectiveBalance ^= more;
        proofs[0].record.withdrawalCredentials = credentialsOf(2, BOB);
        expectWrongRoot(proofs);
        proofs[0].record.withdrawalCredentials = credentialsOf(2, ALICE);
        proofs[0].branch[place % 50] ^= bytes32(uint256(more));
        expectWrongRoot(proofs);
    }

    function testFuzz_aProofCountsForTheValidityAndNotBeyondTheExit(uint64 exitEpoch, uint64 time) external {
        SszProof.Validator memory record = activeRecord(ALICE, 1);
        record.exitEpoch = uint64(bound(exitEpoch, EPOCH + 1, EPOCH + 10_000));
        module.prove(one(proofOf(record, INDEX, NOW)));
        uint256 exit = GENESIS + uint256(record.exitEpoch) * SECONDS_PER_EPOCH;
        uint256 end = exit < NOW + VALIDITY ? exit : NOW + VALIDITY;
        vm.assertEq(module.provenOf(INDEX).validUntil, end, "until");
        vm.warp(bound(time, NOW, NOW + 2 * VALIDITY));
        vm.assertEq(module.provenBalanceOf(ALICE), block.timestamp < end ? MOST : 0, "counts");
    }

    function test_aNewerProofReplacesAndAnOlderOneBringsNothingBack() external {
        SszProof.Validator memory record = activeRecord(ALICE, 1);
        IValidatorModule.ValidatorProof[] memory older = one(proofOf(activeRecord(ALICE, 1), INDEX, NOW - 24));
        module.prove(one(proofOf(record, INDEX, NOW - 12)));
        record.slashed = true;
        IValidatorModule.ValidatorProof[] memory slashed = one(proofOf(record, INDEX, NOW));
        vm.expectEmit(address(module));
        emit IValidatorModule.ValidatorProven(INDEX, ALICE, 0, NOW, NOW + VALIDITY);
        module.prove(slashed);
        vm.assertEq(module.provenBalanceOf(ALICE), 0, "ended");
        vm.expectRevert(abi.encodeWithSelector(IValidatorModule.StaleProof.selector, INDEX, NOW - 24, NOW));
        module.prove(older);
        vm.expectRevert(abi.encodeWithSelector(IValidatorModule.StaleProof.selector, INDEX, NOW, NOW));
        module.prove(slashed);
    }

    function test_aValidatorThatLeftStopsCounting() external {
        SszProof.Validator memory record = activeRecord(ALICE, 1);
        module.prove(one(proofOf(record, INDEX, NOW - 12)));
        record.exitEpoch = EPOCH;
        module.prove(one(proofOf(record, INDEX, NOW)));
        vm.assertEq(module.provenBalanceOf(ALICE), 0, "ended");
    }

    function testFuzz_validatorsSumUp(uint8 count) external {
        count = uint8(bound(count, 1, 16));
        IValidatorModule.ValidatorProof[] memory proofs = new IValidatorModule.ValidatorProof[](count);
        for (uint40 i; i < count; ++i) proofs[i] = proofOf(activeRecord(ALICE, i), i, NOW - 12 * i);
        module.prove(proofs);
        vm.assertEq(module.provenBalanceOf(ALICE), count * uint256(MOST), "sum");
        module.prove(one(proofOf(activeRecord(BOB, 20), 20, NOW)));
        vm.assertEq(module.provenBalanceOf(BOB), MOST, "another's");
    }

    function test_oneValidatorCountsOnce() external {
        module.prove(one(proofOf(activeRecord(ALICE, 1), INDEX, NOW - 12)));
        module.prove(one(proofOf(activeRecord(ALICE, 1), INDEX, NOW)));
        vm.assertEq(module.provenBalanceOf(ALICE), MOST, "once");
        vm.assertEq(module.validatorsOf(ALICE).length, 1, "listed once");
    }

    function test_theSeventeenthValidatorTakesThePlaceOfOneThatEnded() external {
        for (uint40 i; i < 16; ++i) module.prove(one(proofOf(activeRecord(ALICE, i), i, NOW - 1_200 + 12 * i)));
        IValidatorModule.ValidatorProof[] memory next = one(proofOf(activeRecord(ALICE, 16), 16, NOW));
        vm.expectRevert(abi.encodeWithSelector(IValidatorModule.TooManyValidators.selector, ALICE));
        module.prove(next);
        SszProof.Validator memory slashed = activeRecord(ALICE, 3);
        slashed.slashed = true;
        module.prove(one(proofOf(slashed, 3, NOW - 12)));
        module.prove(next);
        vm.assertEq(module.provenBalanceOf(ALICE), 16 * uint256(MOST), "sixteen");
        vm.assertEq(module.validatorsOf(ALICE)[3], 16, "in its place");
        // The one that lost its place comes back in the place of whatever ends next.
        vm.warp(NOW + VALIDITY);
        module.prove(one(proofOf(activeRecord(ALICE, 3), 3, NOW + VALIDITY)));
        vm.assertEq(module.provenBalanceOf(ALICE), MOST, "back");
    }

    function test_refusesTooManyProofsAtOnce() external {
        vm.expectRevert(abi.encodeWithSelector(IValidatorModule.BatchTooLarge.selector, 17, 16));
        module.prove(new IValidatorModule.ValidatorProof[](17));
        vm.expectRevert(abi.encodeWithSelector(IValidatorModule.BatchTooLarge.selector, 17, 16));
        module.verifyDeposits(new IValidatorModule.ValidatorProof[](17));
    }

    function testFuzz_setsTheConsensus(IValidatorModule.Consensus memory consensus) external {
        bool isValid = consensus.genesisTime <= NOW && consensus.secondsPerSlot != 0 && consensus.slotsPerEpoch != 0
            && consensus.maxProofAge != 0 && consensus.maxProofAge <= 8_191 * uint256(consensus.secondsPerSlot)
            && consensus.validity >= consensus.maxProofAge;
        if (isValid) {
            vm.expectEmit(address(module));
            emit IValidatorModule.ConsensusSet(consensus);
        } else {
            expectInvalidConsensus();
        }
        module.setConsensus(consensus);
        bytes32 expected = keccak256(abi.encode(isValid ? consensus : mainnet()));
        vm.assertEq(keccak256(abi.encode(module.consensus())), expected, "set");
    }

    function test_refusesAConsensusThatMakesNoSense() external {
        IValidatorModule.Consensus memory consensus = mainnet();
        consensus.maxProofAge = 8_191 * 12;
        consensus.validity = 8_191 * 12;
        module.setConsensus(consensus);
        consensus.maxProofAge += 1;
        expectInvalidConsensus();
        module.setConsensus(consensus);
        (consensus.maxProofAge, consensus.validity) = (2, 1);
        expectInvalidConsensus();
        module.setConsensus(consensus);
        consensus = mainnet();
        consensus.genesisTime = NOW + 1;
        expectInvalidConsensus();
        module.setConsensus(consensus);
        consensus = mainnet();
        consensus.slotsPerEpoch = 0;
        expectInvalidConsensus();
        module.setConsensus(consensus);
        consensus = mainnet();
        consensus.secondsPerSlot = 0;
        expectInvalidConsensus();
        module.setConsensus(consensus);
        consensus = mainnet();
        consensus.maxProofAge = 0;
        expectInvalidConsensus();
        module.setConsensus(consensus);
    }

    function testFuzz_onlyAnAdminSetsTheConsensus(address caller) external {
        vm.assume(caller != address(this));
        vm.prank(caller);
        expectUnauthorized(caller, 0);
        module.setConsensus(mainnet());
    }

    function test_nothingIsProvenBeforeTheConsensusIsSet() external {
        ValidatorModule fresh = newModule();
        bytes memory reason = abi.encodeWithSelector(IValidatorModule.ConsensusNotSet.selector);
        vm.expectRevert(reason);
        fresh.prove(new IValidatorModule.ValidatorProof[](0));
        vm.expectRevert(reason);
        fresh.verifyDeposits(new IValidatorModule.ValidatorProof[](0));
        vm.expectRevert(reason);
        fresh.currentEpoch();
        vm.prank(ALICE);
        vm.expectRevert(reason);
        fresh.deposit(new IValidatorModule.NewValidator[](0));
    }

    function test_provesNothingWhilePaused() external {
        IValidatorModule.ValidatorProof[] memory proofs = one(proofOf(activeRecord(ALICE, 1), INDEX, NOW));
        module.pause(1);
        vm.expectRevert(abi.encodeWithSelector(Governed.GroupPaused.selector, 1));
        module.prove(proofs);
        vm.assertEq(module.pausedGroups(), module.GROUP_PROOFS(), "paused");
        module.resume(1);
        module.prove(proofs);
    }

    function testFuzz_initializesOnceAndWired(address admin, uint48 delay) external {
        vm.expectRevert(abi.encodeWithSelector(Initializable.InvalidInitialization.selector));
        module.initialize(address(compliance), depositContract, admin, delay);
        vm.assertEq(module.compliance(), address(compliance), "compliance");
        vm.assertEq(module.depositContract(), depositContract, "deposit contract");
        vm.assertEq(module.defaultAdmin(), address(this), "admin");
    }

    function test_refusesToBeWiredToNothing() external {
        address implementation = address(new ValidatorModule());
        bytes memory reason = abi.encodeWithSelector(Governed.ZeroAddress.selector);
        vm.expectRevert(reason);
        this.initialized(implementation, address(0), depositContract);
        vm.expectRevert(reason);
        this.initialized(implementation, address(compliance), address(0));
    }

    function testFuzz_aTokenMayAskForValidators(uint64 minimum, uint64 balance) external {
        minimum = uint64(bound(minimum, 0, MOST));
        ValidatorRule rule = new ValidatorRule(compliance, module);
        vm.expectEmit(address(rule));
        emit ValidatorRule.MinimumBalanceSet(address(token), minimum);
        rule.setMinimumBalance(address(token), minimum);
        vm.assertEq(rule.minimumBalanceOf(address(token)), minimum, "set");
        vm.assertEq(rule.validatorModule(), address(module), "wired");
        useRule(address(rule));
        if (minimum != 0) expectRefused(ALICE, BOB, 1, 0x57, "receiver/validator");
        SszProof.Validator memory record = activeRecord(BOB, 1);
        record.effectiveBalance = uint64(bound(balance, 1, MOST));
        module.prove(one(proofOf(record, INDEX, NOW)));
        if (record.effectiveBalance >= minimum) move(ALICE, BOB, 1);
        else expectRefused(ALICE, BOB, 1, 0x57, "receiver/validator");
        token.redeem(ALICE, 1);
    }

    function test_theRuleSumsOverAHoldersAccounts() external {
        ValidatorRule rule = new ValidatorRule(compliance, module);
        rule.setMinimumBalance(address(token), 2 * uint256(MOST));
        useRule(address(rule));
        link(MALLORY, BOB);
        module.prove(one(proofOf(activeRecord(BOB, 1), 1, NOW)));
        expectRefused(ALICE, BOB, 1, 0x57, "receiver/validator");
        module.prove(one(proofOf(activeRecord(MALLORY, 2), 2, NOW - 12)));
        move(ALICE, BOB, 1);
        move(BOB, MALLORY, 1);
    }

    function testFuzz_onlyAnAdminOfComplianceSetsTheMinimum(address caller) external {
        vm.assume(caller != address(this));
        ValidatorRule rule = new ValidatorRule(compliance, module);
        vm.prank(caller);
        expectUnauthorized(caller, 0);
        rule.setMinimumBalance(address(token), 1);
    }

    function initialized(address implementation, address compliance_, address deposits) external returns (address) {
        bytes memory call =
            abi.encodeCall(ValidatorModule.initialize, (compliance_, deposits, address(this), ADMIN_DELAY));
        return proxied(implementation, call);
    }

    function expectNotAnAccount(bytes32 credentials) private {
        vm.expectRevert(abi.encodeWithSelector(IValidatorModule.NotAnAccount.selector, credentials));
    }

    function expectInvalidConsensus() private {
        vm.expectRevert(abi.encodeWithSelector(IValidatorModule.InvalidConsensus.selector));
    }

    function expectWrongRoot(IValidatorModule.ValidatorProof[] memory proofs) private {
        try module.prove(proofs) {
            vm.assertTrue(false, "accepted");
        } catch (bytes memory reason) {
            vm.assertEq(bytes32(bytes4(reason)), bytes32(SszProof.WrongRoot.selector), "wrong root");
        }
    }
}
