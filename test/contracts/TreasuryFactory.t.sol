// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {
    IAccessControlDefaultAdminRules
} from "@openzeppelin/contracts/access/extensions/IAccessControlDefaultAdminRules.sol";
import {IAccessControl} from "@openzeppelin/contracts/access/IAccessControl.sol";
import {TimelockController} from "@openzeppelin/contracts/governance/TimelockController.sol";

import {Governed} from "../../contracts/base/Governed.sol";
import {TreasuryFactory} from "../../contracts/factory/TreasuryFactory.sol";
import {ISetPart} from "../../contracts/interfaces/ISetPart.sol";
import {ITradingModule} from "../../contracts/interfaces/ITradingModule.sol";
import {ITreasuryFactory} from "../../contracts/interfaces/ITreasuryFactory.sol";
import {ITreasuryRegistry} from "../../contracts/interfaces/ITreasuryRegistry.sol";
import {StubPart} from "./support/StubPart.sol";
import {Test} from "./support/Test.sol";
import {Vm} from "./support/Vm.sol";

/// @notice The factory over stubs of the parts: what it predicts, wires, verifies and refuses. Over the real parts, see
/// TreasuryFactorySet.t.sol.
contract TreasuryFactoryTest is Test {
    bytes32 internal constant PRICER_ROLE = keccak256("PRICER_ROLE");
    bytes32 internal constant PAUSER_ROLE = keccak256("PAUSER_ROLE");
    address internal constant GOVERNOR = address(0xA11CE);
    address internal constant MONEY = address(0x1000);
    address internal constant DEPOSITS = address(0x2000);
    uint48 internal constant DELAY = 2 days;

    TreasuryFactory internal factory;
    /// @dev Deployed by an earlier transaction than the tests'.
    ITreasuryFactory.Set internal standing;
    address internal standingToken;

    function setUp() public {
        factory = new TreasuryFactory(_implementations(_stubs()));
        standing = factory.deploySet(_parameters());
        standingToken = factory.deployToken(_tokenParameters(standing.registry));
    }

    function test_gasCodeFitsTheSizeLimit() public view {
        vm.assertLe(address(factory).code.length, 24_576, "EIP-170");
    }

    function test_DeploysASetWhereItWasPredicted() public {
        ITreasuryFactory.SetParameters memory parameters = _parameters();
        parameters.salt = "another";
        ITreasuryFactory.Set memory predicted = factory.predictSet(parameters, address(this));
        vm.assertEq(predicted.registry.code.length, 0, "nothing yet");
        ITreasuryFactory.Set memory set = factory.deploySet(parameters);
        vm.assertEq(abi.encode(set), abi.encode(predicted), "as predicted");
        vm.assertEq(abi.encode(factory.setOf(set.registry)), abi.encode(set), "remembered");
        vm.assertEq(set.admin, GOVERNOR, "admin");
    }

    function test_LinksTheParts() public view {
        vm.assertEq(ISetPart(standing.yieldModule).registry(), standing.registry, "yield: registry");
        vm.assertEq(ISetPart(standing.yieldModule).settlementToken(), MONEY, "yield: money");
        vm.assertEq(ISetPart(standing.tradingModule).registry(), standing.registry, "trading: registry");
        vm.assertEq(ISetPart(standing.tradingModule).settlementToken(), MONEY, "trading: money");
        vm.assertEq(ISetPart(standing.priceCommittee).registry(), standing.registry, "committee: registry");
        vm.assertEq(ISetPart(standing.validatorModule).compliance(), standing.compliance, "validators: compliance");
        vm.assertEq(ISetPart(standing.validatorModule).depositContract(), DEPOSITS, "validators: deposits");
        vm.assertEq(ISetPart(standing.orderBoard).tradingModule(), standing.tradingModule, "board: trading");
        vm.assertTrue(Governed(standing.registry).hasRole(PRICER_ROLE, standing.priceCommittee), "pricer");
        address[7] memory parts = _partsOf(standing);
        for (uint256 i; i < parts.length; ++i) {
            vm.assertEq(Governed(parts[i]).defaultAdmin(), GOVERNOR, "admin");
            vm.assertEq(Governed(parts[i]).defaultAdminDelay(), DELAY, "delay");
        }
    }

    function test_EmitsOneEventWithAllAddresses() public {
        ITreasuryFactory.SetParameters memory parameters = _parameters();
        parameters.salt = "events";
        vm.recordLogs();
        ITreasuryFactory.Set memory set = factory.deploySet(parameters);
        Vm.Log[] memory logs = vm.getRecordedLogs();
        uint256 count;
        for (uint256 i; i < logs.length; ++i) {
            if (logs[i].emitter != address(factory)) continue;
            ++count;
            vm.assertEq(logs[i].topics[0], ITreasuryFactory.SetDeployed.selector, "event");
            vm.assertEq(logs[i].topics[1], bytes32(uint256(uint160(address(this)))), "deployer");
            vm.assertEq(logs[i].topics[2], bytes32(uint256(uint160(set.registry))), "registry");
            vm.assertEq(logs[i].data, abi.encode(set, false, MONEY, DEPOSITS), "addresses");
        }
        vm.assertEq(count, 1, "events of the factory");
    }

    function test_DeploysATimelockThatGoverns() public {
        ITreasuryFactory.Set memory set = factory.deploySet(_timelocked());
        TimelockController timelock = TimelockController(payable(set.admin));
        vm.assertEq(timelock.getMinDelay(), DELAY, "delay");
        vm.assertTrue(timelock.hasRole(timelock.PROPOSER_ROLE(), GOVERNOR), "proposer");
        vm.assertTrue(timelock.hasRole(timelock.CANCELLER_ROLE(), GOVERNOR), "canceller");
        vm.assertTrue(timelock.hasRole(timelock.EXECUTOR_ROLE(), address(0)), "executor");
        vm.assertTrue(timelock.hasRole(bytes32(0), address(timelock)), "administers itself");
        vm.assertTrue(!timelock.hasRole(bytes32(0), address(factory)), "the factory doesn't");
        vm.assertEq(Governed(set.tradingModule).defaultAdmin(), set.admin, "governs");
    }

    function test_GivesFirstRolesInEveryPart() public {
        ITreasuryFactory.SetParameters memory parameters = _parameters();
        parameters.grants = new ITreasuryFactory.SetGrant[](7);
        for (uint256 i; i < 7; ++i) {
            parameters.grants[i] = ITreasuryFactory.SetGrant(ITreasuryFactory.Part(i), bytes32(i + 1), address(uint160(i + 1)));
        }
        address[7] memory parts = _partsOf(factory.deploySet(parameters));
        for (uint256 i; i < 7; ++i) {
            for (uint256 j; j < 7; ++j) {
                bool has = Governed(parts[j]).hasRole(bytes32(i + 1), address(uint160(i + 1)));
                vm.assertTrue(has == (i == j), "the role in its part alone");
            }
        }
    }

    function test_GrantsNoSecondAdmin() public {
        ITreasuryFactory.SetParameters memory parameters = _parameters();
        parameters.grants = new ITreasuryFactory.SetGrant[](1);
        parameters.grants[0] = ITreasuryFactory.SetGrant(ITreasuryFactory.Part.Registry, bytes32(0), address(this));
        vm.expectRevert(
            abi.encodeWithSelector(
                IAccessControlDefaultAdminRules.AccessControlEnforcedDefaultAdminRules.selector
            )
        );
        factory.deploySet(parameters);
    }

    function test_KeepsNoPower() public {
        address[7] memory parts = _partsOf(standing);
        for (uint256 i; i < parts.length; ++i) {
            vm.assertTrue(!Governed(parts[i]).hasRole(bytes32(0), address(factory)), "not admin");
            vm.expectRevert(abi.encodeWithSelector(Governed.NotInitializer.selector, address(factory)));
            vm.prank(address(factory));
            Governed(parts[i]).grantFirstRole(PAUSER_ROLE, address(this));
        }
        vm.expectRevert(abi.encodeWithSelector(Governed.NotInitializer.selector, address(factory)));
        vm.prank(address(factory));
        Governed(standingToken).grantFirstRole(PAUSER_ROLE, address(this));
    }

    function test_RefusesTheSameSetTwice() public {
        vm.expectRevert(abi.encodeWithSelector(ITreasuryFactory.AlreadyDeployed.selector, standing.registry));
        factory.deploySet(_parameters());
    }

    function testFuzz_AddressesBelongToTheCallerAndAllParameters(
        address caller,
        bytes32 salt,
        address admin,
        uint48 delay,
        address money
    ) public {
        vm.assume(caller != address(this) && admin != address(0));
        ITreasuryFactory.SetParameters memory parameters = _parameters();
        parameters.salt = salt;
        parameters.admin = admin;
        parameters.adminDelay = delay % (factory.maxDelay() + 1);
        parameters.settlementToken = money;
        ITreasuryFactory.Set memory ours = factory.predictSet(parameters, address(this));
        vm.prank(caller);
        ITreasuryFactory.Set memory theirs = factory.deploySet(parameters);
        vm.assertTrue(theirs.registry != ours.registry, "another caller's");
        vm.assertEq(ours.registry.code.length, 0, "ours is free");
        vm.assertEq(Governed(theirs.compliance).defaultAdmin(), admin, "admin");
        vm.assertEq(Governed(theirs.compliance).defaultAdminDelay(), parameters.adminDelay, "delay");
        vm.assertEq(ISetPart(theirs.yieldModule).settlementToken(), money, "money");
        parameters.depositContract = address(uint160(DEPOSITS) + 1);
        vm.assertTrue(factory.predictSet(parameters, address(this)).registry != ours.registry, "other parameters");
    }

    function test_RefusesAdminAndTimelockTogether() public {
        ITreasuryFactory.SetParameters memory parameters = _parameters();
        parameters.timelock.minDelay = 1;
        _expectInvalidAdmin(parameters);
        parameters = _parameters();
        parameters.timelock.proposers = _one(GOVERNOR);
        _expectInvalidAdmin(parameters);
        parameters = _parameters();
        parameters.timelock.executors = _one(GOVERNOR);
        _expectInvalidAdmin(parameters);
    }

    function test_RefusesATimelockThatCouldNeverAct() public {
        ITreasuryFactory.SetParameters memory parameters = _timelocked();
        parameters.timelock.proposers = new address[](0);
        _expectInvalidAdmin(parameters);
        parameters = _timelocked();
        parameters.timelock.proposers = _one(address(0));
        _expectInvalidAdmin(parameters);
        parameters = _timelocked();
        parameters.timelock.executors = new address[](0);
        _expectInvalidAdmin(parameters);
    }

    function testFuzz_RefusesDelaysOutOfBounds(uint256 delay) public {
        uint48 most = factory.maxDelay();
        ITreasuryFactory.SetParameters memory parameters = _timelocked();
        if (delay != 0 && delay <= most) delay += most;
        parameters.timelock.minDelay = delay;
        vm.expectRevert(abi.encodeWithSelector(ITreasuryFactory.InvalidDelay.selector, delay, most));
        factory.deploySet(parameters);
        parameters = _parameters();
        parameters.adminDelay = most + 1;
        vm.expectRevert(abi.encodeWithSelector(ITreasuryFactory.InvalidDelay.selector, most + 1, most));
        factory.deploySet(parameters);
    }

    function test_RefusesWhatCannotBeUpgraded() public {
        for (uint256 i; i < 8; ++i) {
            // An account, and a proxy: neither answers proxiableUUID.
            _expectNotImplementation(i, GOVERNOR);
            _expectNotImplementation(i, standing.registry);
        }
    }

    function test_RefusesPartsThatAreWiredOtherwise() public {
        _expectWrongWiring(ISetPart.registry.selector, 2);
        _expectWrongWiring(ISetPart.settlementToken.selector, 2);
        _expectWrongWiring(ISetPart.registry.selector, 3);
        _expectWrongWiring(ISetPart.settlementToken.selector, 3);
        _expectWrongWiring(ISetPart.registry.selector, 4);
        _expectWrongWiring(ISetPart.compliance.selector, 5);
        _expectWrongWiring(ISetPart.depositContract.selector, 5);
        _expectWrongWiring(ISetPart.tradingModule.selector, 6);
        _expectWrongWiring(ITreasuryRegistry.treasuryCount.selector, 0);
        _expectWrongWiring(ITradingModule.feeCapBps.selector, 3);
        _expectWrongWiring(IAccessControl.hasRole.selector, 0);
        for (uint256 i; i < 7; ++i) {
            _expectWrongWiring(IAccessControlDefaultAdminRules.defaultAdmin.selector, i);
            _expectWrongWiring(IAccessControlDefaultAdminRules.defaultAdminDelay.selector, i);
        }
    }

    function test_DeploysATokenOfTheSet() public {
        ITreasuryFactory.TokenParameters memory parameters = _tokenParameters(standing.registry);
        parameters.symbol = "TWO";
        parameters.grants = new ITreasuryFactory.RoleGrant[](1);
        parameters.grants[0] = ITreasuryFactory.RoleGrant(PAUSER_ROLE, address(0xF00));
        address predicted = factory.predictToken(parameters, address(this));
        vm.expectEmit(address(factory));
        emit ITreasuryFactory.TokenDeployed(address(this), standing.registry, predicted, "TWO");
        address token = factory.deployToken(parameters);
        vm.assertEq(token, predicted, "as predicted");
        vm.assertEq(ISetPart(token).registry(), standing.registry, "registry");
        vm.assertEq(ISetPart(token).compliance(), standing.compliance, "compliance");
        vm.assertEq(ISetPart(token).yieldModule(), standing.yieldModule, "yield");
        vm.assertEq(Governed(token).defaultAdmin(), GOVERNOR, "admin");
        vm.assertTrue(Governed(token).hasRole(PAUSER_ROLE, address(0xF00)), "first role");
    }

    function test_RefusesTheSameTokenTwice() public {
        vm.expectRevert(abi.encodeWithSelector(ITreasuryFactory.AlreadyDeployed.selector, standingToken));
        factory.deployToken(_tokenParameters(standing.registry));
    }

    function testFuzz_RefusesTokensOfUnknownSets(address registry) public {
        vm.assume(registry != standing.registry);
        vm.expectRevert(abi.encodeWithSelector(ITreasuryFactory.UnknownSet.selector, registry));
        factory.deployToken(_tokenParameters(registry));
    }

    function testFuzz_TokensBelongToTheCallerAndAllParameters(address caller, bytes32 salt, string calldata name) public {
        vm.assume(caller != address(this));
        ITreasuryFactory.TokenParameters memory parameters = _tokenParameters(standing.registry);
        parameters.salt = salt;
        parameters.name = name;
        address ours = factory.predictToken(parameters, address(this));
        vm.prank(caller);
        address theirs = factory.deployToken(parameters);
        vm.assertTrue(theirs != ours, "another caller's");
        parameters.adminDelay += 1;
        vm.assertTrue(factory.predictToken(parameters, caller) != theirs, "other parameters");
    }

    function test_RefusesTokenDelaysOutOfBounds() public {
        ITreasuryFactory.TokenParameters memory parameters = _tokenParameters(standing.registry);
        uint48 most = factory.maxDelay();
        parameters.adminDelay = most + 1;
        vm.expectRevert(abi.encodeWithSelector(ITreasuryFactory.InvalidDelay.selector, most + 1, most));
        factory.deployToken(parameters);
    }

    function test_RefusesTokensThatAreWiredOtherwise() public {
        _expectWrongTokenWiring(ISetPart.registry.selector);
        _expectWrongTokenWiring(ISetPart.compliance.selector);
        _expectWrongTokenWiring(ISetPart.yieldModule.selector);
        _expectWrongTokenWiring(IAccessControlDefaultAdminRules.defaultAdmin.selector);
        _expectWrongTokenWiring(IAccessControlDefaultAdminRules.defaultAdminDelay.selector);
    }

    function test_NamesItsImplementations() public {
        address[8] memory codes = _stubs();
        ITreasuryFactory.Implementations memory code = new TreasuryFactory(_implementations(codes)).implementations();
        vm.assertEq(abi.encode(code), abi.encode(_implementations(codes)), "as given");
    }

    function _expectInvalidAdmin(ITreasuryFactory.SetParameters memory parameters) private {
        vm.expectRevert(ITreasuryFactory.InvalidAdmin.selector);
        factory.deploySet(parameters);
    }

    function _expectNotImplementation(uint256 index, address wrong) private {
        address[8] memory codes = _stubs();
        codes[index] = wrong;
        vm.expectRevert(abi.encodeWithSelector(ITreasuryFactory.NotImplementation.selector, wrong));
        new TreasuryFactory(_implementations(codes));
    }

    function _expectWrongWiring(bytes4 question, uint256 index) private {
        address[8] memory codes = _stubs();
        codes[index] = address(new StubPart(question));
        TreasuryFactory other = new TreasuryFactory(_implementations(codes));
        address part = _partsOf(other.predictSet(_parameters(), address(this)))[index];
        vm.expectRevert(abi.encodeWithSelector(ITreasuryFactory.WrongWiring.selector, part, question));
        other.deploySet(_parameters());
    }

    function _expectWrongTokenWiring(bytes4 question) private {
        address[8] memory codes = _stubs();
        codes[7] = address(new StubPart(question));
        TreasuryFactory other = new TreasuryFactory(_implementations(codes));
        ITreasuryFactory.Set memory set = other.deploySet(_parameters());
        ITreasuryFactory.TokenParameters memory parameters = _tokenParameters(set.registry);
        address token = other.predictToken(parameters, address(this));
        vm.expectRevert(abi.encodeWithSelector(ITreasuryFactory.WrongWiring.selector, token, question));
        other.deployToken(parameters);
    }

    function _parameters() private pure returns (ITreasuryFactory.SetParameters memory parameters) {
        parameters.admin = GOVERNOR;
        parameters.adminDelay = DELAY;
        parameters.settlementToken = MONEY;
        parameters.depositContract = DEPOSITS;
    }

    function _timelocked() private pure returns (ITreasuryFactory.SetParameters memory parameters) {
        parameters = _parameters();
        parameters.admin = address(0);
        parameters.timelock = ITreasuryFactory.Timelock(DELAY, _one(GOVERNOR), _one(address(0)));
    }

    function _tokenParameters(
        address registry
    ) private pure returns (ITreasuryFactory.TokenParameters memory parameters) {
        parameters.registry = registry;
        parameters.name = "Bill 2027";
        parameters.symbol = "ONE";
        parameters.admin = GOVERNOR;
        parameters.adminDelay = DELAY;
    }

    function _implementations(
        address[8] memory codes
    ) private pure returns (ITreasuryFactory.Implementations memory) {
        return ITreasuryFactory.Implementations(
            codes[0], codes[1], codes[2], codes[3], codes[4], codes[5], codes[6], codes[7]
        );
    }

    function _partsOf(ITreasuryFactory.Set memory set) private pure returns (address[7] memory) {
        return [
            set.registry,
            set.compliance,
            set.yieldModule,
            set.tradingModule,
            set.priceCommittee,
            set.validatorModule,
            set.orderBoard
        ];
    }

    /// @dev Apart, or parts that are initialised alike would have the same address.
    function _stubs() private returns (address[8] memory codes) {
        for (uint256 i; i < 8; ++i) {
            codes[i] = address(new StubPart(0));
        }
    }

    function _one(address account) private pure returns (address[] memory list) {
        list = new address[](1);
        list[0] = account;
    }
}
