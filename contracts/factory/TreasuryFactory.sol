// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {
    IAccessControlDefaultAdminRules
} from "@openzeppelin/contracts/access/extensions/IAccessControlDefaultAdminRules.sol";
import {IAccessControl} from "@openzeppelin/contracts/access/IAccessControl.sol";
import {TimelockController} from "@openzeppelin/contracts/governance/TimelockController.sol";
import {IERC1822Proxiable} from "@openzeppelin/contracts/interfaces/draft-IERC1822.sol";
import {ERC1967Proxy} from "@openzeppelin/contracts/proxy/ERC1967/ERC1967Proxy.sol";
import {ERC1967Utils} from "@openzeppelin/contracts/proxy/ERC1967/ERC1967Utils.sol";
import {Create2} from "@openzeppelin/contracts/utils/Create2.sol";

import {Governed} from "../base/Governed.sol";
import {
    ILinkedInitializer,
    IMoneyInitializer,
    IRootInitializer,
    ISetPart,
    ITokenInitializer,
    IValidatorInitializer
} from "../interfaces/ISetPart.sol";
import {ITradingModule} from "../interfaces/ITradingModule.sol";
import {ITreasuryFactory} from "../interfaces/ITreasuryFactory.sol";
import {ITreasuryRegistry} from "../interfaces/ITreasuryRegistry.sol";

/// @title TreasuryFactory
/// @notice Deploys sets and tokens behind ERC-1967 proxies. Not upgradeable, without an owner.
/// @dev Each proxy is initialised by its constructor, so none ever stands uninitialised. It knows the parts by the
/// little it asks of them, so that a change of a part needn't change the factory's code.
contract TreasuryFactory is ITreasuryFactory {
    uint48 private constant MAX_DELAY = 30 days;
    bytes32 private constant PRICER_ROLE = keccak256("PRICER_ROLE");
    /// @dev What is deployed for a set: the timelock, where it has one, and a proxy for each part.
    uint256 private constant CODES = 8;

    Implementations private _implementations;
    mapping(address registry => Set) private _sets;

    constructor(Implementations memory code) {
        _requireImplementation(code.registry);
        _requireImplementation(code.compliance);
        _requireImplementation(code.yieldModule);
        _requireImplementation(code.tradingModule);
        _requireImplementation(code.priceCommittee);
        _requireImplementation(code.validatorModule);
        _requireImplementation(code.orderBoard);
        _requireImplementation(code.treasuryToken);
        _implementations = code;
    }

    /// @inheritdoc ITreasuryFactory
    function deploySet(SetParameters calldata parameters) external returns (Set memory set) {
        bytes[] memory codes;
        (set, codes) = _planSet(parameters, msg.sender);
        if (set.registry.code.length != 0) revert AlreadyDeployed(set.registry);
        bytes32 salt = _saltOf(parameters, msg.sender);
        for (uint256 i; i < CODES; ++i) {
            if (codes[i].length != 0) Create2.deploy(0, salt, codes[i]);
        }
        _sets[set.registry] = set;
        _grant(set.registry, PRICER_ROLE, set.priceCommittee);
        for (uint256 i; i < parameters.grants.length; ++i) {
            SetGrant calldata first = parameters.grants[i];
            _grant(_partOf(set, first.part), first.role, first.account);
        }
        _verifySet(set, parameters);
        emit SetDeployed(
            msg.sender,
            set.registry,
            set,
            parameters.admin == address(0),
            parameters.settlementToken,
            parameters.depositContract
        );
    }

    /// @inheritdoc ITreasuryFactory
    function deployToken(TokenParameters calldata parameters) external returns (address token) {
        bytes memory code = _tokenCode(parameters);
        bytes32 salt = _saltOf(parameters, msg.sender);
        token = _addressOf(salt, code);
        if (token.code.length != 0) revert AlreadyDeployed(token);
        Create2.deploy(0, salt, code);
        for (uint256 i; i < parameters.grants.length; ++i) {
            _grant(token, parameters.grants[i].role, parameters.grants[i].account);
        }
        Set storage set = _sets[parameters.registry];
        _expect(token, ISetPart.registry.selector, set.registry);
        _expect(token, ISetPart.compliance.selector, set.compliance);
        _expect(token, ISetPart.yieldModule.selector, set.yieldModule);
        _expectAdmin(token, parameters.admin, parameters.adminDelay);
        emit TokenDeployed(msg.sender, parameters.registry, token, parameters.symbol);
    }

    /// @inheritdoc ITreasuryFactory
    function predictSet(SetParameters calldata parameters, address deployer) external view returns (Set memory set) {
        (set, ) = _planSet(parameters, deployer);
    }

    /// @inheritdoc ITreasuryFactory
    function predictToken(TokenParameters calldata parameters, address deployer) external view returns (address) {
        return _addressOf(_saltOf(parameters, deployer), _tokenCode(parameters));
    }

    /// @inheritdoc ITreasuryFactory
    function setOf(address registry) external view returns (Set memory) {
        return _sets[registry];
    }

    /// @inheritdoc ITreasuryFactory
    function implementations() external view returns (Implementations memory) {
        return _implementations;
    }

    /// @inheritdoc ITreasuryFactory
    function maxDelay() external pure returns (uint48) {
        return MAX_DELAY;
    }

    /// @dev The addresses of a set, and what is to be deployed there, in this order.
    function _planSet(
        SetParameters calldata parameters,
        address deployer
    ) private view returns (Set memory set, bytes[] memory codes) {
        bytes32 salt = _saltOf(parameters, deployer);
        uint48 delay = parameters.adminDelay;
        _requireDelay(delay);
        codes = new bytes[](CODES);
        codes[0] = _timelockCode(parameters);
        address admin = codes[0].length == 0 ? parameters.admin : _addressOf(salt, codes[0]);
        set.admin = admin;
        bytes memory root = abi.encodeCall(IRootInitializer.initialize, (admin, delay));
        codes[1] = _proxyCode(_implementations.registry, root);
        set.registry = _addressOf(salt, codes[1]);
        codes[2] = _proxyCode(_implementations.compliance, root);
        set.compliance = _addressOf(salt, codes[2]);
        bytes memory money =
            abi.encodeCall(IMoneyInitializer.initialize, (set.registry, parameters.settlementToken, admin, delay));
        codes[3] = _proxyCode(_implementations.yieldModule, money);
        set.yieldModule = _addressOf(salt, codes[3]);
        codes[4] = _proxyCode(_implementations.tradingModule, money);
        set.tradingModule = _addressOf(salt, codes[4]);
        codes[5] = _proxyCode(
            _implementations.priceCommittee,
            abi.encodeCall(ILinkedInitializer.initialize, (set.registry, admin, delay))
        );
        set.priceCommittee = _addressOf(salt, codes[5]);
        codes[6] = _proxyCode(
            _implementations.validatorModule,
            abi.encodeCall(IValidatorInitializer.initialize, (set.compliance, parameters.depositContract, admin, delay))
        );
        set.validatorModule = _addressOf(salt, codes[6]);
        codes[7] = _proxyCode(
            _implementations.orderBoard,
            abi.encodeCall(ILinkedInitializer.initialize, (set.tradingModule, admin, delay))
        );
        set.orderBoard = _addressOf(salt, codes[7]);
    }

    function _timelockCode(SetParameters calldata parameters) private pure returns (bytes memory) {
        Timelock calldata timelock = parameters.timelock;
        if (parameters.admin != address(0)) {
            bool isAsked = timelock.minDelay != 0 || timelock.proposers.length != 0 || timelock.executors.length != 0;
            if (isAsked) revert InvalidAdmin();
            return "";
        }
        if (timelock.proposers.length == 0 || timelock.executors.length == 0) revert InvalidAdmin();
        for (uint256 i; i < timelock.proposers.length; ++i) {
            if (timelock.proposers[i] == address(0)) revert InvalidAdmin();
        }
        if (timelock.minDelay == 0) revert InvalidDelay(0, MAX_DELAY);
        _requireDelay(timelock.minDelay);
        return abi.encodePacked(
            type(TimelockController).creationCode,
            abi.encode(timelock.minDelay, timelock.proposers, timelock.executors, address(0))
        );
    }

    function _tokenCode(TokenParameters calldata parameters) private view returns (bytes memory) {
        Set storage set = _sets[parameters.registry];
        if (set.registry == address(0)) revert UnknownSet(parameters.registry);
        _requireDelay(parameters.adminDelay);
        return _proxyCode(
            _implementations.treasuryToken,
            abi.encodeCall(
                ITokenInitializer.initialize,
                (
                    parameters.name,
                    parameters.symbol,
                    set.registry,
                    set.compliance,
                    set.yieldModule,
                    parameters.admin,
                    parameters.adminDelay
                )
            )
        );
    }

    function _grant(address part, bytes32 role, address account) private {
        Governed(part).grantFirstRole(role, account);
        if (!IAccessControl(part).hasRole(role, account)) revert WrongWiring(part, IAccessControl.hasRole.selector);
    }

    function _verifySet(Set memory set, SetParameters calldata parameters) private view {
        for (uint256 i; i <= uint256(type(Part).max); ++i) {
            _expectAdmin(_partOf(set, Part(i)), set.admin, parameters.adminDelay);
        }
        // Only a registry and a trading module answer these: two others have the same initialisers.
        _expect(set.registry, ITreasuryRegistry.treasuryCount.selector, address(0));
        _expectAnswer(set.tradingModule, ITradingModule.feeCapBps.selector);
        _expect(set.yieldModule, ISetPart.registry.selector, set.registry);
        _expect(set.yieldModule, ISetPart.settlementToken.selector, parameters.settlementToken);
        _expect(set.tradingModule, ISetPart.registry.selector, set.registry);
        _expect(set.tradingModule, ISetPart.settlementToken.selector, parameters.settlementToken);
        _expect(set.priceCommittee, ISetPart.registry.selector, set.registry);
        _expect(set.validatorModule, ISetPart.compliance.selector, set.compliance);
        _expect(set.validatorModule, ISetPart.depositContract.selector, parameters.depositContract);
        _expect(set.orderBoard, ISetPart.tradingModule.selector, set.tradingModule);
    }

    function _expectAdmin(address part, address admin, uint48 delay) private view {
        _expect(part, IAccessControlDefaultAdminRules.defaultAdmin.selector, admin);
        bytes4 question = IAccessControlDefaultAdminRules.defaultAdminDelay.selector;
        if (_expectAnswer(part, question) != delay) revert WrongWiring(part, question);
    }

    function _expect(address part, bytes4 question, address answer) private view {
        if (_expectAnswer(part, question) != uint160(answer)) revert WrongWiring(part, question);
    }

    function _expectAnswer(address part, bytes4 question) private view returns (uint256) {
        (bool ok, bytes memory answer) = part.staticcall(abi.encodePacked(question));
        if (!ok || answer.length != 32) revert WrongWiring(part, question);
        return uint256(bytes32(answer));
    }

    function _requireImplementation(address code) private view {
        (bool ok, bytes memory answer) = code.staticcall(abi.encodeCall(IERC1822Proxiable.proxiableUUID, ()));
        bool isRight = ok && answer.length == 32 && bytes32(answer) == ERC1967Utils.IMPLEMENTATION_SLOT;
        if (!isRight) revert NotImplementation(code);
    }

    function _requireDelay(uint256 delay) private pure {
        if (delay > MAX_DELAY) revert InvalidDelay(delay, MAX_DELAY);
    }

    function _partOf(Set memory set, Part part) private pure returns (address) {
        if (part == Part.Registry) return set.registry;
        if (part == Part.Compliance) return set.compliance;
        if (part == Part.YieldModule) return set.yieldModule;
        if (part == Part.TradingModule) return set.tradingModule;
        if (part == Part.PriceCommittee) return set.priceCommittee;
        if (part == Part.ValidatorModule) return set.validatorModule;
        return set.orderBoard;
    }

    function _proxyCode(address implementation, bytes memory initialization) private pure returns (bytes memory) {
        return abi.encodePacked(type(ERC1967Proxy).creationCode, abi.encode(implementation, initialization));
    }

    function _addressOf(bytes32 salt, bytes memory code) private view returns (address) {
        return Create2.computeAddress(salt, keccak256(code));
    }

    function _saltOf(SetParameters calldata parameters, address deployer) private pure returns (bytes32) {
        return keccak256(abi.encode(deployer, parameters));
    }

    function _saltOf(TokenParameters calldata parameters, address deployer) private pure returns (bytes32) {
        return keccak256(abi.encode(deployer, parameters));
    }
}
