// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Governed} from "../base/Governed.sol";
import {IComplianceModule} from "../interfaces/IComplianceModule.sol";
import {IDepositContract} from "../interfaces/IDepositContract.sol";
import {IValidatorModule} from "../interfaces/IValidatorModule.sol";
import {SszProof} from "../libraries/SszProof.sol";

/// @title ValidatorProofs
/// @notice The half of {ValidatorModule} that knows which accounts control which validators, and the state of both.
abstract contract ValidatorProofs is IValidatorModule, Governed {
    /// @dev An account's deposits altogether.
    struct Account {
        uint256 amount;
        bytes32[] validators;
    }

    /// @custom:storage-location erc7201:quantera.storage.ValidatorModule
    struct ValidatorStorage {
        IComplianceModule compliance;
        uint8 pausedGroups;
        IDepositContract depositContract;
        Consensus consensus;
        mapping(uint40 index => Proven) proven;
        mapping(address account => uint40[]) validators;
        mapping(bytes32 validator => Deposit) deposits;
        mapping(address account => Account) accounts;
    }

    /// @notice The group of {prove}.
    uint8 public constant GROUP_PROOFS = 1;
    /// @notice The group of {deposit}, {verifyDeposits} and {topUp}.
    uint8 public constant GROUP_DEPOSITS = 2;
    /// @dev The most proofs or deposits of one call.
    uint256 private constant MAX_BATCH = 16;
    /// @dev The most validators that count for one account.
    uint256 private constant MAX_VALIDATORS = 16;

    /// @dev How many roots EIP-4788 keeps.
    uint256 private constant BEACON_ROOTS = 8_191;

    uint64 internal constant FAR_FUTURE = type(uint64).max;

    // keccak256(abi.encode(uint256(keccak256("quantera.storage.ValidatorModule")) - 1)) & ~bytes32(uint256(0xff))
    bytes32 private constant STORAGE_SLOT = 0x1b7a697ff40002a5d28f5dc685840ca41327439fcc01c412f0cb17aefac4ef00;

    /// @inheritdoc IValidatorModule
    function setConsensus(Consensus calldata consensus_) external onlyRole(DEFAULT_ADMIN_ROLE) {
        if (
            consensus_.genesisTime > block.timestamp || consensus_.secondsPerSlot == 0 || consensus_.slotsPerEpoch == 0
                || consensus_.maxProofAge == 0 || consensus_.maxProofAge > BEACON_ROOTS * consensus_.secondsPerSlot
                || consensus_.validity < consensus_.maxProofAge
        ) revert InvalidConsensus();
        _storage().consensus = consensus_;
        emit ConsensusSet(consensus_);
    }

    /// @inheritdoc IValidatorModule
    function prove(ValidatorProof[] calldata proofs) external whenRunning(GROUP_PROOFS) {
        _forEach(proofs, _prove);
    }

    /// @inheritdoc IValidatorModule
    function provenBalanceOf(address account) external view returns (uint256 balance) {
        ValidatorStorage storage $ = _storage();
        uint40[] memory indices = $.validators[account];
        for (uint256 i; i < indices.length; ++i) {
            Proven storage proven = $.proven[indices[i]];
            if (block.timestamp < proven.validUntil) balance += proven.effectiveBalance;
        }
    }

    /// @inheritdoc IValidatorModule
    function provenOf(uint40 index) external view returns (Proven memory) {
        return _storage().proven[index];
    }

    /// @inheritdoc IValidatorModule
    function validatorsOf(address account) external view returns (uint40[] memory) {
        return _storage().validators[account];
    }

    /// @inheritdoc IValidatorModule
    function currentEpoch() external view returns (uint256) {
        return _epoch(_consensus());
    }

    /// @inheritdoc IValidatorModule
    function consensus() external view returns (Consensus memory) {
        return _storage().consensus;
    }

    /// @dev Verifies each proof, which must be of a block that isn't too old, and does with it what there is to do.
    function _forEach(ValidatorProof[] calldata proofs, function(ValidatorProof calldata) internal act) internal {
        _requireBatch(proofs.length);
        uint256 oldest = block.timestamp - _consensus().maxProofAge;
        for (uint256 i; i < proofs.length; ++i) {
            ValidatorProof calldata proof = proofs[i];
            if (proof.timestamp < oldest) revert ProofTooOld(proof.timestamp, oldest);
            SszProof.verifyValidator(SszProof.beaconRoot(proof.timestamp), proof.index, proof.record, proof.branch);
            act(proof);
        }
    }

    function _requireBatch(uint256 count) internal pure {
        if (count > MAX_BATCH) revert BatchTooLarge(count, MAX_BATCH);
    }

    function _consensus() internal view returns (Consensus storage consensus_) {
        consensus_ = _storage().consensus;
        if (consensus_.secondsPerSlot == 0) revert ConsensusNotSet();
    }

    function _pausedGroups() internal view override returns (uint8) {
        return _storage().pausedGroups;
    }

    function _setPausedGroups(uint8 groups) internal override {
        _storage().pausedGroups = groups;
    }

    /// @dev The account that credentials of 0x01 or 0x02 name; zero for others.
    function _accountOf(bytes32 credentials) internal pure returns (address) {
        uint256 prefix = uint256(credentials) >> 160;
        return prefix == 0x01 << 88 || prefix == 0x02 << 88 ? address(uint160(uint256(credentials))) : address(0);
    }

    function _storage() internal pure returns (ValidatorStorage storage $) {
        assembly ("memory-safe") {
            $.slot := STORAGE_SLOT
        }
    }

    /// @dev Writes down what a verified proof shows.
    function _prove(ValidatorProof calldata proof) internal {
        Consensus storage consensus_ = _storage().consensus;
        SszProof.Validator calldata record = proof.record;
        address account = _accountOf(record.withdrawalCredentials);
        if (account == address(0)) revert NotAnAccount(record.withdrawalCredentials);
        Proven storage proven = _storage().proven[proof.index];
        uint48 provenAt = proven.provenAt;
        // An older proof mustn't bring back what a newer one ended.
        if (proof.timestamp <= provenAt) revert StaleProof(proof.index, proof.timestamp, provenAt);
        uint256 epoch = _epoch(consensus_);
        bool isActive = record.activationEpoch <= epoch && epoch < record.exitEpoch;
        if (provenAt == 0) {
            if (record.slashed) revert ValidatorSlashed(proof.index);
            if (!isActive) revert ValidatorNotActive(proof.index, epoch);
        }
        uint64 balance = isActive && !record.slashed ? record.effectiveBalance : 0;
        if (balance != 0) _list(account, proof.index);
        uint256 validUntil = _validUntil(consensus_, proof.timestamp, record.exitEpoch);
        // Both are times of blocks of this chain, or at most 2^32 seconds later.
        // forge-lint: disable-next-line(unsafe-typecast)
        _storage().proven[proof.index] = Proven(account, uint48(proof.timestamp), uint48(validUntil), balance);
        // forge-lint: disable-next-line(unsafe-typecast)
        emit ValidatorProven(proof.index, account, balance, proof.timestamp, uint64(validUntil));
    }

    /// @dev Adds a validator to an account's unless it is there, in the place of one that doesn't count any more if there is.
    function _list(address account, uint40 index) private {
        uint40[] storage indices = _storage().validators[account];
        uint256 count = indices.length;
        uint256 place = count;
        for (uint256 i; i < count; ++i) {
            if (indices[i] == index) return;
            Proven storage proven = _storage().proven[indices[i]];
            if (proven.effectiveBalance == 0 || block.timestamp >= proven.validUntil) place = i;
        }
        if (place < count) {
            indices[place] = index;
        } else {
            if (count == MAX_VALIDATORS) revert TooManyValidators(account);
            indices.push(index);
        }
    }

    function _epoch(Consensus storage consensus_) private view returns (uint256) {
        return (block.timestamp - consensus_.genesisTime)
            / (uint256(consensus_.secondsPerSlot) * consensus_.slotsPerEpoch);
    }

    /// @dev The proof counts for the validity, and not beyond the validator's exit.
    function _validUntil(Consensus storage consensus_, uint64 timestamp, uint64 exitEpoch) private view returns (uint256) {
        uint256 exit = consensus_.genesisTime
            + uint256(exitEpoch) * (uint256(consensus_.secondsPerSlot) * consensus_.slotsPerEpoch);
        uint256 end = uint256(timestamp) + consensus_.validity;
        return exit < end ? exit : end;
    }
}
