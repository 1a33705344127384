// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ReentrancyGuardTransient} from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";

import {Governed} from "../../contracts/base/Governed.sol";
import {IComplianceModule} from "../../contracts/interfaces/IComplianceModule.sol";
import {IDepositContract} from "../../contracts/interfaces/IDepositContract.sol";
import {IValidatorModule} from "../../contracts/interfaces/IValidatorModule.sol";
import {Bls12381} from "../../contracts/libraries/Bls12381.sol";
import {DepositMessage} from "../../contracts/libraries/DepositMessage.sol";
import {SszProof} from "../../contracts/libraries/SszProof.sol";
import {ReentrantDeposits} from "./support/ReentrantDeposits.sol";
import {ValidatorTest} from "./support/ValidatorTest.sol";
import {bound} from "./support/bound.sol";

/// @notice Deposits in two steps, into the official deposit contract.
contract ValidatorDepositsTest is ValidatorTest {
    uint256 private constant SECRET = 0xA1;
    uint40 private constant INDEX = 1_234_567;

    /// @dev Kept, as computing it calls precompiles: a test says what it expects right before the call that it means.
    bytes32 private immutable VALIDATOR = rootOf(SECRET);

    /// forge-config: default.fuzz.runs = 64
    function testFuzz_depositsTheFirstEther(uint128 secret, bool compounding) external {
        uint256 key = bound(secret, 1, type(uint128).max);
        bytes32 credentials = credentialsOf(compounding ? 2 : 1, ALICE);
        IValidatorModule.NewValidator[] memory validators = one(newValidator(key, credentials));
        vm.expectEmit(address(module));
        emit IValidatorModule.ValidatorDeposited(ALICE, rootOf(key), pubkeyOf(key), credentials);
        vm.prank(ALICE);
        module.deposit{value: 1 ether}(validators);
        IValidatorModule.Deposit memory deposit = module.depositOf(rootOf(key));
        vm.assertTrue(deposit.account == ALICE && deposit.amount == ETHER, "whose, how much");
        vm.assertTrue(deposit.state == IValidatorModule.DepositState.Pending, "pending");
        vm.assertEq(deposit.withdrawalCredentials, credentials, "credentials");
        vm.assertEq(abi.encodePacked(deposit.pubkeyHead, deposit.pubkeyTail), pubkeyOf(key), "key");
        vm.assertEq(depositContract.balance, 1 ether, "in the deposit contract");
        vm.assertEq(address(module).balance, 0, "not in the module");
        assertTotals(ALICE, 1, ETHER);
    }

    /// forge-config: default.fuzz.runs = 64
    function testFuzz_depositsABatchAndPagesIt(uint8 count, uint8 offset, uint8 limit) external {
        count = uint8(bound(count, 1, 6));
        IValidatorModule.NewValidator[] memory validators = new IValidatorModule.NewValidator[](count);
        for (uint256 i; i < count; ++i) validators[i] = newValidator(i + 1, credentialsOf(2, ALICE));
        vm.prank(ALICE);
        module.deposit{value: count * 1 ether}(validators);
        assertTotals(ALICE, count, count * ETHER);
        uint256 from = offset % 8;
        IValidatorModule.Deposit[] memory page = module.depositsOf(ALICE, from, limit);
        uint256 expected = from < count ? count - from : 0;
        vm.assertEq(page.length, expected < limit ? expected : limit, "page");
        for (uint256 i; i < page.length; ++i) {
            bytes memory key = abi.encodePacked(page[i].pubkeyHead, page[i].pubkeyTail);
            vm.assertEq(key, pubkeyOf(from + i + 1), "in order");
        }
    }

    /// forge-config: default.fuzz.runs = 64
    function testFuzz_takesExactlyWhatItDeposits(uint256 value) external {
        value = bound(value, 0, 3 ether);
        IValidatorModule.NewValidator[] memory validators = one(newValidator(SECRET, credentialsOf(2, ALICE)));
        if (value != 1 ether) expectWrongValue(value, 1 ether);
        vm.prank(ALICE);
        module.deposit{value: value}(validators);
    }

    function test_onlyApprovedInstitutionsDeposit() external {
        IValidatorModule.NewValidator[] memory validators = one(newValidator(SECRET, credentialsOf(2, ALICE)));
        setClass(ALICE, IComplianceModule.InvestorClass.Accredited);
        expectNotInstitution(ALICE);
        vm.prank(ALICE);
        module.deposit{value: 1 ether}(validators);
        setClass(ALICE, IComplianceModule.InvestorClass.Institutional);
        setStatus(ALICE, IComplianceModule.InvestorStatus.Suspended);
        expectNotInstitution(ALICE);
        vm.prank(ALICE);
        module.deposit{value: 1 ether}(validators);
        expectNotInstitution(ALICE);
        vm.prank(ALICE);
        module.topUp(new IValidatorModule.TopUp[](0));
        setStatus(ALICE, IComplianceModule.InvestorStatus.Approved);
        vm.prank(ALICE);
        module.deposit{value: 1 ether}(validators);
    }

    function test_credentialsNameAnAccountOfTheDepositor() external {
        IValidatorModule.NewValidator[] memory validators = one(newValidator(SECRET, credentialsOf(2, BOB)));
        vm.expectRevert(
            abi.encodeWithSelector(IValidatorModule.ForeignCredentials.selector, credentialsOf(2, BOB))
        );
        vm.prank(ALICE);
        module.deposit{value: 1 ether}(validators);
        validators = one(newValidator(SECRET, credentialsOf(0, ALICE)));
        vm.expectRevert(abi.encodeWithSelector(IValidatorModule.NotAnAccount.selector, credentialsOf(0, ALICE)));
        vm.prank(ALICE);
        module.deposit{value: 1 ether}(validators);
        link(MALLORY, ALICE); // her vault
        validators = one(newValidator(SECRET, credentialsOf(2, MALLORY)));
        vm.prank(ALICE);
        module.deposit{value: 1 ether}(validators);
    }

    function testFuzz_refusesAnotherRoot(bytes32 root) external {
        IValidatorModule.NewValidator memory validator = newValidator(SECRET, credentialsOf(2, ALICE));
        vm.assume(root != validator.depositDataRoot);
        vm.expectRevert(
            abi.encodeWithSelector(IValidatorModule.WrongDepositRoot.selector, root, validator.depositDataRoot)
        );
        validator.depositDataRoot = root;
        vm.prank(ALICE);
        module.deposit{value: 1 ether}(one(validator));
    }

    /// @dev The ether of a first deposit with a bad signature would be lost: the consensus layer drops it.
    /// forge-config: default.fuzz.runs = 64
    function testFuzz_refusesASignatureOfAnotherMessageOrKey(uint128 secret, bytes32 message) external {
        IValidatorModule.NewValidator memory validator = newValidator(SECRET, credentialsOf(2, ALICE));
        validator.signature = signed(bound(secret, 1, type(uint128).max), message);
        bytes32[3] memory words = DepositMessage.compress(validator.signature);
        validator.depositDataRoot =
            DepositMessage.dataRoot(VALIDATOR, validator.withdrawalCredentials, ETHER, words);
        vm.expectRevert(abi.encodeWithSelector(IValidatorModule.BadDepositSignature.selector, VALIDATOR));
        vm.prank(ALICE);
        module.deposit{value: 1 ether}(one(validator));
    }

    function test_aSignatureIsOfOneNetwork() external {
        IValidatorModule.Consensus memory consensus = mainnet();
        consensus.genesisForkVersion = 0x10000910;
        module.setConsensus(consensus);
        IValidatorModule.NewValidator[] memory validators = one(newValidator(SECRET, credentialsOf(2, ALICE)));
        vm.expectRevert(abi.encodeWithSelector(IValidatorModule.BadDepositSignature.selector, VALIDATOR));
        vm.prank(ALICE);
        module.deposit{value: 1 ether}(validators);
    }

    function test_refusesAKeyThatIsNoPoint() external {
        IValidatorModule.NewValidator memory validator = newValidator(SECRET, credentialsOf(2, ALICE));
        validator.pubkey.yLow ^= 1;
        bytes memory pubkey = Bls12381.compress(validator.pubkey);
        validator.depositDataRoot = DepositMessage.dataRoot(
            DepositMessage.pubkeyRoot(pubkey),
            validator.withdrawalCredentials,
            ETHER,
            DepositMessage.compress(validator.signature)
        );
        vm.expectRevert(abi.encodeWithSelector(Bls12381.PrecompileFailed.selector, address(0x0f)));
        vm.prank(ALICE);
        module.deposit{value: 1 ether}(one(validator));
    }

    function test_aKeyIsDepositedForOnce() external {
        depositFirst();
        IValidatorModule.NewValidator[] memory validators = one(newValidator(SECRET, credentialsOf(2, BOB)));
        vm.expectRevert(abi.encodeWithSelector(IValidatorModule.KnownValidator.selector, VALIDATOR));
        vm.prank(BOB);
        module.deposit{value: 1 ether}(validators);
    }

    /// forge-config: default.fuzz.runs = 64
    function testFuzz_toppingUpWaitsForTheProof(uint64 amount) external {
        amount = uint64(bound(amount, ETHER, MOST - ETHER));
        depositFirst();
        expectNotVerified(IValidatorModule.DepositState.Pending);
        topUp(ALICE, amount);
        IValidatorModule.ValidatorProof[] memory proofs = one(proofOf(pendingRecord(), INDEX, NOW));
        vm.expectEmit(address(module));
        emit IValidatorModule.ValidatorVerified(VALIDATOR, INDEX, credentialsOf(2, ALICE));
        vm.prank(MALLORY);
        module.verifyDeposits(proofs);
        vm.expectEmit(address(module));
        emit IValidatorModule.ValidatorToppedUp(ALICE, VALIDATOR, amount);
        topUp(ALICE, amount);
        vm.assertEq(module.depositOf(VALIDATOR).amount, ETHER + amount, "counted");
        vm.assertEq(depositContract.balance, (uint256(amount) + ETHER) * 1e9, "in the deposit contract");
        assertTotals(ALICE, 1, ETHER + amount);
    }

    /// @dev Whoever has the validator's key deposits with credentials of its own before: that deposit makes the validator.
    /// forge-config: default.fuzz.runs = 64
    function testFuzz_aFrontRunIsShownAndCostsOneEtherAtMost(uint128 thief, uint64 amount, bool hidden) external {
        address owner = address(uint160(bound(thief, 1, type(uint128).max)));
        vm.assume(owner != ALICE);
        bytes32 credentials = hidden ? keccak256("a BLS key") >> 8 : credentialsOf(1, owner);
        IValidatorModule.NewValidator memory first = newValidator(SECRET, credentials);
        IDepositContract(depositContract).deposit{value: 1 ether}(
            pubkeyOf(SECRET),
            abi.encodePacked(credentials),
            abi.encodePacked(DepositMessage.compress(first.signature)),
            first.depositDataRoot
        );
        uint256 before = ALICE.balance;
        depositFirst();
        SszProof.Validator memory record = pendingRecord();
        (record.withdrawalCredentials, record.effectiveBalance) = (credentials, 2 * ETHER);
        IValidatorModule.ValidatorProof[] memory proofs = one(proofOf(record, INDEX, NOW));
        vm.expectEmit(address(module));
        emit IValidatorModule.ValidatorFrontRun(VALIDATOR, INDEX, credentials);
        module.verifyDeposits(proofs);
        expectNotVerified(IValidatorModule.DepositState.FrontRun);
        topUp(ALICE, uint64(bound(amount, ETHER, MOST - ETHER)));
        vm.assertEq(before - ALICE.balance, 1 ether, "one ether at risk");
    }

    function test_nothingMakesAFrontRunValidatorGood() external {
        depositFirst();
        SszProof.Validator memory record = pendingRecord();
        record.withdrawalCredentials = credentialsOf(2, BOB);
        module.verifyDeposits(one(proofOf(record, INDEX, NOW - 12)));
        IValidatorModule.NewValidator[] memory again = one(newValidator(SECRET, credentialsOf(2, ALICE)));
        vm.expectRevert(abi.encodeWithSelector(IValidatorModule.KnownValidator.selector, VALIDATOR));
        vm.prank(ALICE);
        module.deposit{value: 1 ether}(again);
    }

    function test_verifiesOnlyWhatWasDepositedHere() external {
        SszProof.Validator memory record = activeRecord(ALICE, 1);
        IValidatorModule.ValidatorProof[] memory proofs = one(proofOf(record, INDEX, NOW));
        bytes32 validator = sha256(bytes.concat(record.pubkey, bytes16(0)));
        vm.expectRevert(abi.encodeWithSelector(IValidatorModule.UnknownValidator.selector, validator));
        module.verifyDeposits(proofs);
    }

    function testFuzz_aRecordOfAnExitingValidatorIsNotVerified(uint64 exitEpoch) external {
        vm.assume(exitEpoch != FAR_FUTURE);
        depositFirst();
        SszProof.Validator memory record = pendingRecord();
        record.exitEpoch = exitEpoch;
        IValidatorModule.ValidatorProof[] memory proofs = one(proofOf(record, INDEX, NOW));
        vm.expectRevert(abi.encodeWithSelector(IValidatorModule.ValidatorExiting.selector, INDEX, exitEpoch));
        module.verifyDeposits(proofs);
    }

    function test_onlyTheDepositorTopsUp() external {
        depositFirst();
        verify(2);
        vm.expectRevert(abi.encodeWithSelector(IValidatorModule.NotDepositor.selector, VALIDATOR, BOB));
        topUp(BOB, ETHER);
    }

    /// forge-config: default.fuzz.runs = 64
    function testFuzz_aValidatorTakesNoMoreThanItCanUse(uint64 amount, bool compounding) external {
        depositWith(compounding ? 2 : 1);
        verify(compounding ? 2 : 1);
        uint64 room = (compounding ? MOST : 32 * ETHER) - ETHER;
        amount = uint64(bound(amount, 0, 3 * MOST));
        if (amount < ETHER || amount > room) {
            vm.expectRevert(
                abi.encodeWithSelector(IValidatorModule.AmountOutOfRange.selector, VALIDATOR, amount, room)
            );
        }
        topUp(ALICE, amount);
    }

    /// @dev EIP-7251: the owner of 0x01 credentials may make them 0x02. An older proof doesn't take the room away again.
    function test_aValidatorThatBecameCompoundingTakesMore() external {
        depositWith(1);
        SszProof.Validator memory record = pendingRecord();
        record.withdrawalCredentials = credentialsOf(1, ALICE);
        IValidatorModule.ValidatorProof[] memory older = one(proofOf(record, INDEX, NOW - 24));
        module.verifyDeposits(older);
        topUp(ALICE, 31 * ETHER);
        module.verifyDeposits(one(proofOf(pendingRecord(), INDEX, NOW - 12)));
        module.verifyDeposits(older);
        vm.assertEq(module.depositOf(VALIDATOR).withdrawalCredentials, credentialsOf(2, ALICE), "compounding");
        topUp(ALICE, MOST - 32 * ETHER);
        vm.assertEq(depositContract.balance, 2_048 ether, "full");
    }

    /// forge-config: default.fuzz.runs = 64
    function testFuzz_topsUpABatchForExactlyItsValue(uint64 first, uint64 second, uint256 value) external {
        first = uint64(bound(first, ETHER, 1_000 * ETHER));
        second = uint64(bound(second, ETHER, 1_000 * ETHER));
        uint256 needed = (uint256(first) + second) * 1e9;
        value = bound(value, 0, 2_000 ether);
        depositFirst();
        verify(2);
        IValidatorModule.TopUp[] memory topUps = new IValidatorModule.TopUp[](2);
        (topUps[0], topUps[1]) = (IValidatorModule.TopUp(VALIDATOR, first), IValidatorModule.TopUp(VALIDATOR, second));
        if (value != needed) {
            expectWrongValue(value, needed);
            vm.prank(ALICE);
            module.topUp{value: value}(topUps);
        }
        vm.prank(ALICE);
        module.topUp{value: needed}(topUps);
        vm.assertEq(depositContract.balance, needed + 1 ether, "all of it");
        vm.assertEq(address(module).balance, 0, "nothing stays");
    }

    function test_refusesBatchesThatAreTooLarge() external {
        bytes memory reason = abi.encodeWithSelector(IValidatorModule.BatchTooLarge.selector, 17, 16);
        vm.expectRevert(reason);
        module.deposit(new IValidatorModule.NewValidator[](17));
        vm.expectRevert(reason);
        module.topUp(new IValidatorModule.TopUp[](17));
    }

    function test_depositsNothingWhilePaused() external {
        module.pause(module.GROUP_DEPOSITS());
        bytes memory reason = abi.encodeWithSelector(Governed.GroupPaused.selector, 2);
        vm.startPrank(ALICE);
        vm.expectRevert(reason);
        module.deposit(new IValidatorModule.NewValidator[](0));
        vm.expectRevert(reason);
        module.verifyDeposits(new IValidatorModule.ValidatorProof[](0));
        vm.expectRevert(reason);
        module.topUp(new IValidatorModule.TopUp[](0));
        vm.stopPrank();
    }

    function test_aDepositContractThatCallsBackGetsNothing() external {
        ReentrantDeposits hostile = new ReentrantDeposits();
        depositContract = address(hostile);
        module = newModule();
        module.setConsensus(mainnet());
        onboard(address(hostile));
        hostile.aim(address(module));
        IValidatorModule.NewValidator[] memory validators = one(newValidator(SECRET, credentialsOf(2, ALICE)));
        vm.expectRevert(abi.encodeWithSelector(ReentrancyGuardTransient.ReentrancyGuardReentrantCall.selector));
        vm.prank(ALICE);
        module.deposit{value: 1 ether}(validators);
    }

    function depositFirst() private {
        depositWith(2);
    }

    function depositWith(uint8 prefix) private {
        IValidatorModule.NewValidator[] memory validators = one(newValidator(SECRET, credentialsOf(prefix, ALICE)));
        vm.prank(ALICE);
        module.deposit{value: 1 ether}(validators);
    }

    /// @dev The record that Alice's first deposit makes, by itself.
    function pendingRecord() private view returns (SszProof.Validator memory record) {
        record = activeRecord(ALICE, 1);
        record.pubkey = pubkeyOf(SECRET);
        record.effectiveBalance = ETHER;
        record.activationEligibilityEpoch = FAR_FUTURE;
        record.activationEpoch = FAR_FUTURE;
    }

    function verify(uint8 prefix) private {
        SszProof.Validator memory record = pendingRecord();
        record.withdrawalCredentials = credentialsOf(prefix, ALICE);
        module.verifyDeposits(one(proofOf(record, INDEX, NOW)));
    }

    function topUp(address account, uint64 amount) private {
        IValidatorModule.TopUp[] memory topUps = new IValidatorModule.TopUp[](1);
        topUps[0] = IValidatorModule.TopUp(VALIDATOR, amount);
        vm.prank(account);
        module.topUp{value: uint256(amount) * 1e9}(topUps);
    }

    function assertTotals(address account, uint256 count, uint256 amount) private view {
        (uint256 actualCount, uint256 actualAmount) = module.totalsOf(account);
        vm.assertEq(actualCount, count, "validators");
        vm.assertEq(actualAmount, amount, "amount");
    }

    function expectNotVerified(IValidatorModule.DepositState state) private {
        vm.expectRevert(abi.encodeWithSelector(IValidatorModule.NotVerified.selector, VALIDATOR, state));
    }

    function expectNotInstitution(address account) private {
        vm.expectRevert(abi.encodeWithSelector(IValidatorModule.NotInstitution.selector, account));
    }

    function expectWrongValue(uint256 sent, uint256 needed) private {
        vm.expectRevert(abi.encodeWithSelector(IValidatorModule.WrongValue.selector, sent, needed));
    }
}
