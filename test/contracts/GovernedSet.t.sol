// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IAccessControl} from "@openzeppelin/contracts/access/IAccessControl.sol";
import {TimelockController} from "@openzeppelin/contracts/governance/TimelockController.sol";
import {ERC1967Utils} from "@openzeppelin/contracts/proxy/ERC1967/ERC1967Utils.sol";

import {Governed} from "../../contracts/base/Governed.sol";
import {ITreasuryFactory} from "../../contracts/interfaces/ITreasuryFactory.sol";
import {IValidatorModule} from "../../contracts/interfaces/IValidatorModule.sol";
import {ITradingModule} from "../../contracts/interfaces/ITradingModule.sol";
import {TradingModule} from "../../contracts/trading/TradingModule.sol";
import {TreasuryRegistry} from "../../contracts/treasury/TreasuryRegistry.sol";
import {FactoryDesk} from "./support/FactoryDesk.sol";
import {
    ComplianceModuleV2,
    IVersioned,
    OrderBoardV2,
    PriceCommitteeV2,
    TradingModuleV2,
    TreasuryRegistryV2,
    TreasuryTokenV2,
    ValidatorModuleV2,
    YieldModuleV2
} from "./support/SetV2.sol";

/// @notice The whole set under its admin: upgrades of every part, and a timelock as the admin.
contract GovernedSetTest is FactoryDesk {
    bytes32 internal constant PAUSER_ROLE = keccak256("PAUSER_ROLE");
    bytes32 internal constant RESUMER_ROLE = keccak256("RESUMER_ROLE");
    address internal constant GOVERNOR = address(0x60);
    address internal constant PAUSER = address(0xCA0);
    address internal constant MALLORY = address(0xBAD);

    /// @dev Every slot that was ever written holds after the upgrade what it held before, but for the implementation's.
    function test_UpgradesOfEveryPartKeepEverySlot() public {
        vm.record();
        ITreasuryFactory.Set memory set = factory.deploySet(_parameters(address(this)));
        address token = factory.deployToken(_tokenParameters(set.registry, address(this)));
        _use(set, token);
        _upgrade(set.registry, address(new TreasuryRegistryV2()), 6);
        _upgrade(set.compliance, address(new ComplianceModuleV2()), 4);
        _upgrade(set.yieldModule, address(new YieldModuleV2()), 6);
        _upgrade(set.tradingModule, address(new TradingModuleV2()), 6);
        _upgrade(set.priceCommittee, address(new PriceCommitteeV2()), 5);
        _upgrade(set.validatorModule, address(new ValidatorModuleV2()), 6);
        _upgrade(set.orderBoard, address(new OrderBoardV2()), 5);
        _upgrade(token, address(new TreasuryTokenV2()), 8);
        _expectStillUsable(set, token);
    }

    function testFuzz_NobodyElseUpgradesAnyPart(address caller) public {
        vm.assume(caller != address(this));
        ITreasuryFactory.Set memory set = factory.deploySet(_parameters(address(this)));
        address[7] memory parts = _partsOf(set);
        address next = factory.implementations().registry;
        for (uint256 i; i < parts.length; ++i) {
            vm.expectRevert(_unauthorized(caller, bytes32(0)));
            vm.prank(caller);
            Governed(parts[i]).upgradeToAndCall(next, "");
        }
    }

    function test_EveryPartPausesAndResumesByGroup() public {
        ITreasuryFactory.SetParameters memory parameters = _parameters(address(this));
        parameters.grants = new ITreasuryFactory.SetGrant[](14);
        for (uint256 i; i < 7; ++i) {
            parameters.grants[2 * i] = ITreasuryFactory.SetGrant(ITreasuryFactory.Part(i), PAUSER_ROLE, PAUSER);
            parameters.grants[2 * i + 1] =
                ITreasuryFactory.SetGrant(ITreasuryFactory.Part(i), RESUMER_ROLE, GOVERNOR);
        }
        address[7] memory parts = _partsOf(factory.deploySet(parameters));
        for (uint256 i; i < parts.length; ++i) {
            vm.prank(PAUSER);
            Governed(parts[i]).pause(type(uint8).max);
            vm.expectRevert(_unauthorized(PAUSER, RESUMER_ROLE));
            vm.prank(PAUSER);
            Governed(parts[i]).resume(1);
            vm.prank(GOVERNOR);
            Governed(parts[i]).resume(1);
            vm.assertEq(Governed(parts[i]).pausedGroups(), type(uint8).max - 1, "all but one");
        }
    }

    // A timelock as the admin, end to end.

    function test_AnAdminsChangeIsAnnouncedBeforeItHappens() public {
        (TimelockController timelock, ITreasuryFactory.Set memory set) = _timelockedSet();
        bytes memory change = abi.encodeCall(ITradingModule.setFees, (0, 5, PAUSER));
        vm.expectRevert(_unauthorized(GOVERNOR, bytes32(0)));
        vm.prank(GOVERNOR);
        TradingModule(set.tradingModule).setFees(0, 5, PAUSER);
        bytes32 id = _schedule(timelock, set.tradingModule, change);
        vm.warp(NOW + DELAY - 1);
        vm.expectRevert(
            abi.encodeWithSelector(
                TimelockController.TimelockUnexpectedOperationState.selector,
                id,
                bytes32(1 << uint8(TimelockController.OperationState.Ready))
            )
        );
        _execute(timelock, set.tradingModule, change);
        vm.warp(NOW + DELAY);
        _execute(timelock, set.tradingModule, change);
        (, uint16 takerFeeBps, address recipient) = TradingModule(set.tradingModule).fees();
        vm.assertEq(takerFeeBps, 5, "fee");
        vm.assertEq(recipient, PAUSER, "recipient");
    }

    function test_AnUpgradeGoesThroughTheTimelock() public {
        (TimelockController timelock, ITreasuryFactory.Set memory set) = _timelockedSet();
        TreasuryRegistryV2 next = new TreasuryRegistryV2();
        bytes memory change = abi.encodeCall(Governed(set.registry).upgradeToAndCall, (address(next), ""));
        _schedule(timelock, set.registry, change);
        vm.warp(NOW + DELAY);
        _execute(timelock, set.registry, change);
        vm.assertEq(IVersioned(set.registry).v(), 2, "upgraded");
    }

    function test_AnAnnouncedChangeCanBeCancelled() public {
        (TimelockController timelock, ITreasuryFactory.Set memory set) = _timelockedSet();
        bytes memory change = abi.encodeCall(IAccessControl.grantRole, (PAUSER_ROLE, MALLORY));
        bytes32 id = _schedule(timelock, set.registry, change);
        vm.prank(GOVERNOR);
        timelock.cancel(id);
        vm.warp(NOW + DELAY);
        vm.expectRevert(
            abi.encodeWithSelector(
                TimelockController.TimelockUnexpectedOperationState.selector,
                id,
                bytes32(1 << uint8(TimelockController.OperationState.Ready))
            )
        );
        _execute(timelock, set.registry, change);
    }

    function testFuzz_NobodyElseProposes(address caller) public {
        vm.assume(caller != GOVERNOR);
        (TimelockController timelock, ITreasuryFactory.Set memory set) = _timelockedSet();
        bytes32 role = timelock.PROPOSER_ROLE();
        vm.expectRevert(_unauthorized(caller, role));
        vm.prank(caller);
        timelock.schedule(set.registry, 0, "", bytes32(0), bytes32(0), DELAY);
    }

    function test_ATimelockHandsOverInTwoSteps() public {
        (TimelockController timelock, ITreasuryFactory.Set memory set) = _timelockedSet();
        TreasuryRegistry registry = TreasuryRegistry(set.registry);
        bytes memory change = abi.encodeCall(registry.beginDefaultAdminTransfer, (PAUSER));
        _schedule(timelock, set.registry, change);
        vm.warp(NOW + DELAY);
        _execute(timelock, set.registry, change);
        vm.warp(NOW + 2 * DELAY + 1);
        vm.prank(PAUSER);
        registry.acceptDefaultAdminTransfer();
        vm.assertEq(registry.defaultAdmin(), PAUSER, "handed over");
    }

    function _timelockedSet() private returns (TimelockController, ITreasuryFactory.Set memory set) {
        set = factory.deploySet(_timelocked(GOVERNOR));
        return (TimelockController(payable(set.admin)), set);
    }

    function _schedule(TimelockController timelock, address part, bytes memory change) private returns (bytes32) {
        vm.prank(GOVERNOR);
        timelock.schedule(part, 0, change, bytes32(0), bytes32(0), DELAY);
        return timelock.hashOperation(part, 0, change, bytes32(0), bytes32(0));
    }

    function _execute(TimelockController timelock, address part, bytes memory change) private {
        vm.prank(GOVERNOR);
        timelock.execute(part, 0, change, bytes32(0), bytes32(0));
    }

    /// @dev Leaves something of its own in every part.
    function _use(ITreasuryFactory.Set memory set, address token) private {
        address[7] memory parts = _partsOf(set);
        for (uint256 i; i < parts.length; ++i) {
            Governed(parts[i]).grantRole(PAUSER_ROLE, PAUSER);
            vm.prank(PAUSER);
            Governed(parts[i]).pause(128);
        }
        TreasuryRegistry registry = TreasuryRegistry(set.registry);
        registry.setIssuer(address(this), true);
        registry.register(_billInfo(token, address(this)));
        TradingModule(set.tradingModule).setFees(1, 5, PAUSER);
        IValidatorModule(set.validatorModule).setConsensus(
            IValidatorModule.Consensus(uint64(NOW - 1 days), 12, 32, bytes4(0), 1 hours, 30 days)
        );
    }

    function _expectStillUsable(ITreasuryFactory.Set memory set, address token) private view {
        vm.assertEq(TreasuryRegistry(set.registry).tokenOf("US912797AB12"), token, "registry");
        (uint16 makerFeeBps, uint16 takerFeeBps, address recipient) = TradingModule(set.tradingModule).fees();
        vm.assertEq(abi.encode(makerFeeBps, takerFeeBps, recipient), abi.encode(1, 5, PAUSER), "trading");
        vm.assertEq(IValidatorModule(set.validatorModule).consensus().genesisTime, NOW - 1 days, "validators");
        address[7] memory parts = _partsOf(set);
        for (uint256 i; i < parts.length; ++i) {
            vm.assertEq(Governed(parts[i]).pausedGroups(), 128, "pauses");
            vm.assertTrue(Governed(parts[i]).hasRole(PAUSER_ROLE, PAUSER), "roles");
            vm.assertEq(Governed(parts[i]).defaultAdmin(), address(this), "admin");
        }
    }

    /// @dev `least` slots at least were written before: or there would be nothing to keep.
    function _upgrade(address part, address next, uint256 least) private {
        (, bytes32[] memory written) = vm.accesses(part);
        vm.assertGe(written.length, least, "state before");
        bytes32[] memory before = new bytes32[](written.length);
        for (uint256 i; i < written.length; ++i) {
            before[i] = vm.load(part, written[i]);
        }
        Governed(part).upgradeToAndCall(next, "");
        for (uint256 i; i < written.length; ++i) {
            if (written[i] == ERC1967Utils.IMPLEMENTATION_SLOT) continue;
            vm.assertEq(vm.load(part, written[i]), before[i], "kept");
        }
        vm.assertEq(vm.load(part, ERC1967Utils.IMPLEMENTATION_SLOT), bytes32(uint256(uint160(next))), "implementation");
        vm.assertEq(IVersioned(part).v(), 2, "version");
    }

    function _unauthorized(address account, bytes32 role) private pure returns (bytes memory) {
        return abi.encodeWithSelector(IAccessControl.AccessControlUnauthorizedAccount.selector, account, role);
    }
}
