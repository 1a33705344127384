// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ValidatorModule} from "../../../contracts/compliance/ValidatorModule.sol";
import {IValidatorModule} from "../../../contracts/interfaces/IValidatorModule.sol";
import {Bls12381} from "../../../contracts/libraries/Bls12381.sol";
import {DepositMessage} from "../../../contracts/libraries/DepositMessage.sol";
import {SszProof} from "../../../contracts/libraries/SszProof.sol";

import {depositContractCode} from "../fixtures/depositContractCode.sol";
import {ComplianceTest} from "./ComplianceTest.sol";
import {publicKey, sign} from "./blsSigner.sol";
import {proxied} from "./proxied.sol";

/// @notice A validator module behind its proxy, the official deposit contract, EIP-4788's own contract, and validators' keys
/// to sign with. Alice, Bob and Carol are institutions.
abstract contract ValidatorTest is ComplianceTest {
    uint64 internal constant FAR_FUTURE = type(uint64).max;
    uint64 internal constant GENESIS = 1_606_824_023;
    uint64 internal constant SECONDS_PER_EPOCH = 384;
    uint64 internal constant EPOCH = (NOW - GENESIS) / SECONDS_PER_EPOCH;
    uint32 internal constant MAX_AGE = 6 hours;
    uint32 internal constant VALIDITY = 30 days;
    uint64 internal constant ETHER = 1e9;
    uint64 internal constant MOST = 2_048 * ETHER;

    address internal constant BEACON_ROOTS = 0x000F3df6D732807Ef1319fB7B8bB8522d0Beac02;
    address internal constant SYSTEM = 0xffffFFFfFFffffffffffffffFfFFFfffFFFfFFfE;
    /// EIP-4788's runtime code, as the EIP gives it.
    bytes internal constant BEACON_ROOTS_CODE = hex"3373fffffffffffffffffffffffffffffffffffffffe14604d57602036146024575f5ffd"
        hex"5b5f35801560495762001fff810690815414603c575f5ffd5b62001fff01545f5260205ff35b5f5ffd5b62001fff42064281555f"
        hex"359062001fff015500";

    ValidatorModule internal module;
    address internal depositContract;

    function setUp() public virtual override {
        super.setUp();
        vm.etch(BEACON_ROOTS, BEACON_ROOTS_CODE);
        bytes memory code = depositContractCode();
        address deployed;
        assembly ("memory-safe") {
            deployed := create(0, add(code, 0x20), mload(code))
        }
        depositContract = deployed;
        module = newModule();
        module.setConsensus(mainnet());
        module.grantRole(module.PAUSER_ROLE(), address(this));
        module.grantRole(module.RESUMER_ROLE(), address(this));
        for (uint256 i; i < 3; ++i) payable([ALICE, BOB, CAROL][i]).transfer(100_000 ether);
    }

    function newModule() internal returns (ValidatorModule) {
        bytes memory call = abi.encodeCall(
            ValidatorModule.initialize, (address(compliance), depositContract, address(this), ADMIN_DELAY)
        );
        return ValidatorModule(proxied(address(new ValidatorModule()), call));
    }

    function mainnet() internal pure returns (IValidatorModule.Consensus memory) {
        return IValidatorModule.Consensus(GENESIS, 12, 32, 0, MAX_AGE, VALIDITY);
    }

    /// @notice 0x01 or 0x02 credentials of an account.
    function credentialsOf(uint8 prefix, address account) internal pure returns (bytes32) {
        return bytes32(uint256(prefix) << 248 | uint160(account));
    }

    /// @notice An active validator of `account` with 2,048 ether.
    function activeRecord(address account, uint256 key) internal pure returns (SszProof.Validator memory) {
        return SszProof.Validator({
            pubkey: abi.encodePacked(keccak256(abi.encode(key)), bytes16(uint128(key))),
            withdrawalCredentials: credentialsOf(2, account),
            effectiveBalance: MOST,
            slashed: false,
            activationEligibilityEpoch: 1,
            activationEpoch: 2,
            exitEpoch: FAR_FUTURE,
            withdrawableEpoch: FAR_FUTURE
        });
    }

    /// @notice The proof that the beacon block before the chain's block at `timestamp` has the record; the chain learns its
    /// root as it does from a client, by the system's call.
    function proofOf(SszProof.Validator memory record, uint40 index, uint64 timestamp)
        internal
        returns (IValidatorModule.ValidatorProof memory proof)
    {
        proof.timestamp = timestamp;
        proof.index = index;
        proof.record = record;
        proof.branch = new bytes32[](50);
        bytes32 node = recordRoot(record);
        uint256 place = 1430 * 2 ** 40 + uint256(index);
        for (uint256 i; i < 50; ++i) {
            proof.branch[i] = keccak256(abi.encode(index, timestamp, i));
            node = place % 2 == 0 ? pair(node, proof.branch[i]) : pair(proof.branch[i], node);
            place /= 2;
        }
        setBeaconRoot(timestamp, node);
    }

    function setBeaconRoot(uint64 timestamp, bytes32 root) internal {
        uint256 time = block.timestamp;
        vm.warp(timestamp);
        vm.prank(SYSTEM);
        (bool ok,) = BEACON_ROOTS.call(abi.encode(root));
        require(ok, "system call");
        vm.warp(time);
    }

    function one(IValidatorModule.ValidatorProof memory proof)
        internal
        pure
        returns (IValidatorModule.ValidatorProof[] memory proofs)
    {
        proofs = new IValidatorModule.ValidatorProof[](1);
        proofs[0] = proof;
    }

    /// @notice A signed first deposit for the validator with this secret.
    function newValidator(uint256 secret, bytes32 credentials)
        internal
        view
        returns (IValidatorModule.NewValidator memory validator)
    {
        validator.withdrawalCredentials = credentials;
        validator.pubkey = publicKey(secret);
        bytes32 root = DepositMessage.signingRoot(rootOf(secret), credentials, ETHER, 0);
        validator.signature = signed(secret, root);
        bytes32[3] memory signature = DepositMessage.compress(validator.signature);
        validator.depositDataRoot = DepositMessage.dataRoot(rootOf(secret), credentials, ETHER, signature);
    }

    function one(IValidatorModule.NewValidator memory validator)
        internal
        pure
        returns (IValidatorModule.NewValidator[] memory validators)
    {
        validators = new IValidatorModule.NewValidator[](1);
        validators[0] = validator;
    }

    function signed(uint256 secret, bytes32 root) internal view returns (Bls12381.G2Point memory) {
        return sign(secret, abi.encodePacked(root), Bls12381.SIGNATURE_DOMAIN);
    }

    function pubkeyOf(uint256 secret) internal view returns (bytes memory) {
        return Bls12381.compress(publicKey(secret));
    }

    /// @notice The SSZ root of the key with this secret.
    function rootOf(uint256 secret) internal view returns (bytes32) {
        return sha256(bytes.concat(pubkeyOf(secret), bytes16(0)));
    }

    /// @dev The tree of eight leaves, level by level.
    function recordRoot(SszProof.Validator memory record) private pure returns (bytes32) {
        bytes32[8] memory nodes;
        nodes[0] = sha256(bytes.concat(record.pubkey, bytes16(0)));
        nodes[1] = record.withdrawalCredentials;
        nodes[2] = littleEndian(record.effectiveBalance);
        nodes[3] = littleEndian(record.slashed ? 1 : 0);
        nodes[4] = littleEndian(record.activationEligibilityEpoch);
        nodes[5] = littleEndian(record.activationEpoch);
        nodes[6] = littleEndian(record.exitEpoch);
        nodes[7] = littleEndian(record.withdrawableEpoch);
        for (uint256 width = 4; width > 0; width /= 2) {
            for (uint256 i; i < width; ++i) nodes[i] = pair(nodes[2 * i], nodes[2 * i + 1]);
        }
        return nodes[0];
    }

    function littleEndian(uint64 value) private pure returns (bytes32 leaf) {
        for (uint256 i; i < 8; ++i) leaf |= bytes32(uint256(uint8(value >> (8 * i))) << (248 - 8 * i));
    }

    function pair(bytes32 left, bytes32 right) private pure returns (bytes32) {
        return sha256(abi.encodePacked(left, right));
    }
}
