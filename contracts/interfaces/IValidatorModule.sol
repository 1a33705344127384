// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Bls12381} from "../libraries/Bls12381.sol";
import {SszProof} from "../libraries/SszProof.sol";

/// @title IValidatorModule
/// @notice Shows which accounts control validators of Ethereum, and deposits for new ones.
/// @dev Balances and amounts are in gwei, as the consensus layer counts. A validator is an account's when its withdrawal
/// credentials are 0x01 or 0x02, eleven zeros, and the account's address.
interface IValidatorModule {
    /// @notice What this chain's consensus layer runs by, and how long proofs count.
    /// @param genesisTime Unix seconds of slot 0.
    /// @param secondsPerSlot 12 on mainnet.
    /// @param slotsPerEpoch 32 on mainnet.
    /// @param genesisForkVersion Of the domain of deposits; 0 on mainnet.
    /// @param maxProofAge Seconds that the block of a proof may lie back; EIP-4788 remembers 8,191 blocks.
    /// @param validity Seconds from its block on for which a proof counts.
    struct Consensus {
        uint64 genesisTime;
        uint16 secondsPerSlot;
        uint16 slotsPerEpoch;
        bytes4 genesisForkVersion;
        uint32 maxProofAge;
        uint32 validity;
    }

    /// @notice Proof of a validator's record.
    /// @param timestamp Unix seconds of a block of this chain; the record is as of the beacon block before it.
    /// @param index The validator's number.
    /// @param record The whole record.
    /// @param branch The siblings from the record up to the beacon block's root, 50 of them.
    struct ValidatorProof {
        uint64 timestamp;
        uint40 index;
        SszProof.Validator record;
        bytes32[] branch;
    }

    /// @notice What was last proven of a validator.
    /// @param account Whose it is.
    /// @param provenAt Unix seconds of the proof's block.
    /// @param validUntil Unix seconds from which the proof doesn't count.
    /// @param effectiveBalance 0 when it wasn't active, or was slashed.
    struct Proven {
        address account;
        uint48 provenAt;
        uint48 validUntil;
        uint64 effectiveBalance;
    }

    enum DepositState {
        None,
        Pending,
        Verified,
        FrontRun
    }

    /// @notice A first deposit of exactly one ether.
    /// @param withdrawalCredentials 0x01 or 0x02 and an account of the depositor's identity.
    /// @param depositDataRoot The hash tree root of the deposit data; it is computed here and must equal.
    /// @param pubkey The validator's key, uncompressed.
    /// @param signature The deposit message's signature, uncompressed.
    struct NewValidator {
        bytes32 withdrawalCredentials;
        bytes32 depositDataRoot;
        Bls12381.G1Point pubkey;
        Bls12381.G2Point signature;
    }

    /// @param validator The SSZ root of its key.
    /// @param amount What to add, from 1 ether up.
    struct TopUp {
        bytes32 validator;
        uint64 amount;
    }

    /// @notice What was deposited for one validator.
    /// @param account Who deposited.
    /// @param amount All deposits together.
    /// @param state Pending until its record was proven.
    /// @param withdrawalCredentials Those deposited with, and once verified those it has.
    /// @param pubkeyHead The first 32 of the 48 bytes of its compressed key.
    /// @param pubkeyTail The other 16.
    struct Deposit {
        address account;
        uint64 amount;
        DepositState state;
        bytes32 withdrawalCredentials;
        bytes32 pubkeyHead;
        bytes16 pubkeyTail;
    }

    /// @notice What the consensus layer runs by was set.
    event ConsensusSet(Consensus consensus);
    /// @notice A validator counts for an account until then, with this balance; 0 when it wasn't active, or was slashed.
    event ValidatorProven(
        uint40 indexed index, address indexed account, uint64 effectiveBalance, uint64 provenAt, uint64 validUntil
    );
    /// @notice A first ether was deposited; `validator` is the SSZ root of the key.
    event ValidatorDeposited(
        address indexed account, bytes32 indexed validator, bytes pubkey, bytes32 withdrawalCredentials
    );
    /// @notice The validator has the credentials that were deposited with.
    event ValidatorVerified(bytes32 indexed validator, uint40 index, bytes32 withdrawalCredentials);
    /// @notice Somebody who has the validator's key deposited with other credentials before: the first ether is lost to them.
    event ValidatorFrontRun(bytes32 indexed validator, uint40 index, bytes32 withdrawalCredentials);
    /// @notice More was deposited for a verified validator.
    event ValidatorToppedUp(address indexed account, bytes32 indexed validator, uint64 amount);

    error InvalidConsensus();
    /// @notice Thrown when there is nothing yet to tell epochs by.
    error ConsensusNotSet();
    error BatchTooLarge(uint256 count, uint256 limit);
    error ProofTooOld(uint64 timestamp, uint256 oldest);
    /// @notice Thrown when a proof isn't newer than what was proven already.
    error StaleProof(uint40 index, uint64 timestamp, uint64 provenAt);
    error NotAnAccount(bytes32 withdrawalCredentials);
    error ValidatorSlashed(uint40 index);
    error ValidatorNotActive(uint40 index, uint256 epoch);
    error TooManyValidators(address account);

    /// @notice Thrown when the account isn't approved now as an institution.
    error NotInstitution(address account);
    /// @notice Thrown when credentials name an account of another identity.
    error ForeignCredentials(bytes32 withdrawalCredentials);
    /// @notice Thrown when the signature isn't the key's over this deposit message: the ether would be lost.
    error BadDepositSignature(bytes32 validator);
    error WrongDepositRoot(bytes32 given, bytes32 computed);
    error WrongValue(uint256 sent, uint256 needed);
    error KnownValidator(bytes32 validator);
    error UnknownValidator(bytes32 validator);
    error NotVerified(bytes32 validator, DepositState state);
    error NotDepositor(bytes32 validator, address caller);
    error ValidatorExiting(uint40 index, uint64 exitEpoch);
    error AmountOutOfRange(bytes32 validator, uint64 amount, uint64 room);

    /// @notice Sets what the consensus layer runs by. Only an admin.
    function setConsensus(Consensus calldata consensus) external;

    /// @notice Writes down what up to 16 proofs show: each active validator that isn't slashed counts for the account its
    /// credentials name; one that counted and isn't so any more stops counting. Anyone.
    function prove(ValidatorProof[] calldata proofs) external;

    /// @notice Deposits the first ether of each of up to 16 validators. Only an account that is approved as an institution.
    /// @dev The signature is checked because the ether is lost with a bad one. That doesn't stop somebody who has the key
    /// from depositing with other credentials first, which the consensus layer then keeps for good. Hence two steps: one
    /// ether, and more only once {verifyDeposits} has shown whose the validator is.
    function deposit(NewValidator[] calldata validators) external payable;

    /// @notice Shows the records of up to 16 validators deposited for: those with the right credentials may be topped up,
    /// the others never. Anyone.
    function verifyDeposits(ValidatorProof[] calldata proofs) external;

    /// @notice Adds to up to 16 verified validators, up to 2,048 ether each (32 with 0x01 credentials). Only who deposited
    /// for them, while approved as an institution.
    function topUp(TopUp[] calldata topUps) external payable;

    /// @notice The effective balance of an account's validators by the proofs that count now.
    function provenBalanceOf(address account) external view returns (uint256);

    /// @notice What was last proven of a validator; zeros when nothing was.
    function provenOf(uint40 index) external view returns (Proven memory);

    /// @notice The validators proven for an account, at most 16; also such as don't count any more.
    function validatorsOf(address account) external view returns (uint40[] memory);

    /// @notice The deposits for one validator, by the SSZ root of its key.
    function depositOf(bytes32 validator) external view returns (Deposit memory);

    /// @notice An account's deposits, oldest first. Empty beyond the end.
    function depositsOf(
        address account,
        uint256 offset,
        uint256 limit
    ) external view returns (Deposit[] memory deposits);

    /// @notice How many validators an account deposited for, and how much altogether.
    function totalsOf(address account) external view returns (uint256 count, uint256 amount);

    /// @notice The epoch of this block.
    function currentEpoch() external view returns (uint256);

    /// @notice What the consensus layer runs by; zeros until it is set.
    function consensus() external view returns (Consensus memory);

    /// @notice The compliance module, which knows the institutions.
    function compliance() external view returns (address);

    /// @notice Ethereum's deposit contract.
    function depositContract() external view returns (address);
}
