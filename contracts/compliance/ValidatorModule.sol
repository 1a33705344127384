// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ReentrancyGuardTransient} from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";

import {IComplianceModule} from "../interfaces/IComplianceModule.sol";
import {IDepositContract} from "../interfaces/IDepositContract.sol";
import {IValidatorModule} from "../interfaces/IValidatorModule.sol";
import {Bls12381} from "../libraries/Bls12381.sol";
import {DepositMessage} from "../libraries/DepositMessage.sol";
import {SszProof} from "../libraries/SszProof.sol";
import {ValidatorProofs} from "./ValidatorProofs.sol";

/// @title ValidatorModule
/// @notice Shows which accounts control validators of Ethereum, and deposits for new ones.
/// @dev The consensus layer gives a key's validator the credentials of its first valid deposit, and adds later ones to it
/// whatever theirs are. Whoever has the key can thus be first with credentials of its own, and a depositor would pay for
/// somebody else's validator. So the first deposit here is one ether, and the rest waits for the proof of the record. Money
/// never stays in the module.
contract ValidatorModule is ValidatorProofs, ReentrancyGuardTransient {
    /// @dev What a first deposit is, in gwei: the least that the deposit contract takes.
    uint64 private constant FIRST_DEPOSIT = 1e9;
    /// @dev The most a validator with 0x01 credentials can use, in gwei.
    uint64 private constant MAX_AMOUNT = 32e9;
    /// @dev The most a validator with 0x02 credentials can use (EIP-7251), in gwei.
    uint64 private constant MAX_COMPOUNDING_AMOUNT = 2_048e9;

    uint256 private constant GWEI = 1e9;

    /// @notice Wires the module; `admin` is the first admin.
    /// @param compliance_ Knows who is an institution.
    /// @param depositContract_ Ethereum's deposit contract.
    /// @param admin Sets what the consensus layer runs by; until then nothing can be proven or deposited.
    /// @param adminDelay Seconds between the two steps of a change of admin.
    function initialize(
        address compliance_,
        address depositContract_,
        address admin,
        uint48 adminDelay
    ) external initializer {
        if (compliance_ == address(0) || depositContract_ == address(0)) revert ZeroAddress();
        _initializeGoverned(admin, adminDelay);
        _storage().compliance = IComplianceModule(compliance_);
        _storage().depositContract = IDepositContract(depositContract_);
    }

    /// @inheritdoc IValidatorModule
    function deposit(NewValidator[] calldata validators)
        external
        payable
        nonReentrant
        whenRunning(GROUP_DEPOSITS)
    {
        _requireBatch(validators.length);
        _requireInstitution();
        _requireValue(validators.length * FIRST_DEPOSIT);
        bytes4 forkVersion = _consensus().genesisForkVersion;
        for (uint256 i; i < validators.length; ++i) {
            _deposit(validators[i], forkVersion);
        }
    }

    /// @inheritdoc IValidatorModule
    function verifyDeposits(ValidatorProof[] calldata proofs) external whenRunning(GROUP_DEPOSITS) {
        _forEach(proofs, _verifyDeposit);
    }

    /// @inheritdoc IValidatorModule
    function topUp(TopUp[] calldata topUps) external payable nonReentrant whenRunning(GROUP_DEPOSITS) {
        _requireBatch(topUps.length);
        _requireInstitution();
        uint256 needed;
        for (uint256 i; i < topUps.length; ++i) {
            needed += topUps[i].amount;
        }
        _requireValue(needed);
        for (uint256 i; i < topUps.length; ++i) {
            _topUp(topUps[i].validator, topUps[i].amount);
        }
    }

    /// @inheritdoc IValidatorModule
    function depositOf(bytes32 validator) external view returns (Deposit memory) {
        return _storage().deposits[validator];
    }

    /// @inheritdoc IValidatorModule
    function depositsOf(
        address account,
        uint256 offset,
        uint256 limit
    ) external view returns (Deposit[] memory deposits) {
        bytes32[] storage validators = _storage().accounts[account].validators;
        uint256 count = validators.length;
        count = offset < count ? count - offset : 0;
        deposits = new Deposit[](count < limit ? count : limit);
        for (uint256 i; i < deposits.length; ++i) {
            deposits[i] = _storage().deposits[validators[offset + i]];
        }
    }

    /// @inheritdoc IValidatorModule
    function totalsOf(address account) external view returns (uint256 count, uint256 amount) {
        Account storage totals = _storage().accounts[account];
        return (totals.validators.length, totals.amount);
    }

    /// @inheritdoc IValidatorModule
    function compliance() external view returns (address) {
        return address(_storage().compliance);
    }

    /// @inheritdoc IValidatorModule
    function depositContract() external view returns (address) {
        return address(_storage().depositContract);
    }

    function _deposit(NewValidator memory new_, bytes4 forkVersion) private {
        bytes32 credentials = new_.withdrawalCredentials;
        _requireOwn(credentials);
        bytes memory pubkey = Bls12381.compress(new_.pubkey);
        bytes32 validator = DepositMessage.pubkeyRoot(pubkey);
        ValidatorStorage storage $ = _storage();
        if ($.deposits[validator].state != DepositState.None) revert KnownValidator(validator);
        bytes32[3] memory signature = DepositMessage.compress(new_.signature);
        bytes32 root = DepositMessage.dataRoot(validator, credentials, FIRST_DEPOSIT, signature);
        if (root != new_.depositDataRoot) revert WrongDepositRoot(new_.depositDataRoot, root);
        bytes32 message = DepositMessage.signingRoot(validator, credentials, FIRST_DEPOSIT, forkVersion);
        bool isSigned = Bls12381.verify(new_.pubkey, abi.encodePacked(message), new_.signature);
        if (!isSigned) revert BadDepositSignature(validator);
        Deposit storage deposit_ = $.deposits[validator];
        deposit_.account = msg.sender;
        deposit_.state = DepositState.Pending;
        deposit_.withdrawalCredentials = credentials;
        (deposit_.pubkeyHead, deposit_.pubkeyTail) = DepositMessage.split(pubkey);
        $.accounts[msg.sender].validators.push(validator);
        emit ValidatorDeposited(msg.sender, validator, pubkey, credentials);
        _send(deposit_, FIRST_DEPOSIT, signature, root);
    }

    function _verifyDeposit(ValidatorProof calldata proof) internal {
        SszProof.Validator calldata record = proof.record;
        bytes32 validator = DepositMessage.pubkeyRoot(record.pubkey);
        Deposit storage deposit_ = _storage().deposits[validator];
        if (deposit_.state == DepositState.None) revert UnknownValidator(validator);
        bytes32 credentials = record.withdrawalCredentials;
        address account = _accountOf(credentials);
        if (account == address(0) || account != _accountOf(deposit_.withdrawalCredentials)) {
            deposit_.state = DepositState.FrontRun;
            emit ValidatorFrontRun(validator, proof.index, credentials);
            return;
        }
        if (record.exitEpoch != FAR_FUTURE) revert ValidatorExiting(proof.index, record.exitEpoch);
        // 0x01 may have become 0x02, and never the other way: an older proof doesn't undo it.
        bool isNewer = deposit_.state == DepositState.Pending || credentials > deposit_.withdrawalCredentials;
        if (!isNewer) return;
        deposit_.state = DepositState.Verified;
        deposit_.withdrawalCredentials = credentials;
        emit ValidatorVerified(validator, proof.index, credentials);
    }

    function _topUp(bytes32 validator, uint64 amount) private {
        Deposit storage deposit_ = _storage().deposits[validator];
        if (deposit_.state != DepositState.Verified) revert NotVerified(validator, deposit_.state);
        if (deposit_.account != msg.sender) revert NotDepositor(validator, msg.sender);
        bytes32 credentials = deposit_.withdrawalCredentials;
        uint64 room = (credentials[0] == 0x02 ? MAX_COMPOUNDING_AMOUNT : MAX_AMOUNT) - deposit_.amount;
        if (amount < FIRST_DEPOSIT || amount > room) revert AmountOutOfRange(validator, amount, room);
        emit ValidatorToppedUp(msg.sender, validator, amount);
        // The consensus layer reads the signature of a key's first valid deposit only.
        bytes32[3] memory signature;
        _send(deposit_, amount, signature, DepositMessage.dataRoot(validator, credentials, amount, signature));
    }

    function _send(Deposit storage deposit_, uint64 amount, bytes32[3] memory signature, bytes32 root) private {
        deposit_.amount += amount;
        _storage().accounts[msg.sender].amount += amount;
        _storage().depositContract.deposit{value: amount * GWEI}(
            abi.encodePacked(deposit_.pubkeyHead, deposit_.pubkeyTail),
            abi.encodePacked(deposit_.withdrawalCredentials),
            abi.encodePacked(signature),
            root
        );
    }

    function _requireInstitution() private view {
        if (!_storage().compliance.isApproved(msg.sender, IComplianceModule.InvestorClass.Institutional)) {
            revert NotInstitution(msg.sender);
        }
    }

    /// @dev Reverts unless exactly `amount`, in gwei, was sent: there is nothing to give back.
    function _requireValue(uint256 amount) private view {
        if (msg.value != amount * GWEI) revert WrongValue(msg.value, amount * GWEI);
    }

    /// @dev Reverts unless credentials name an account of the caller's identity.
    function _requireOwn(bytes32 credentials) private view {
        address account = _accountOf(credentials);
        if (account == address(0)) revert NotAnAccount(credentials);
        if (_holderOf(account) != _holderOf(msg.sender)) revert ForeignCredentials(credentials);
    }

    function _holderOf(address account) private view returns (bytes19) {
        return _storage().compliance.holderOf(account);
    }
}
