// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Initializable} from "@openzeppelin/contracts-upgradeable/proxy/utils/Initializable.sol";
import {
    IAccessControlDefaultAdminRules
} from "@openzeppelin/contracts/access/extensions/IAccessControlDefaultAdminRules.sol";
import {IAccessControl} from "@openzeppelin/contracts/access/IAccessControl.sol";
import {IERC1967} from "@openzeppelin/contracts/interfaces/IERC1967.sol";
import {ERC1967Proxy} from "@openzeppelin/contracts/proxy/ERC1967/ERC1967Proxy.sol";
import {ERC1967Utils} from "@openzeppelin/contracts/proxy/ERC1967/ERC1967Utils.sol";
import {UUPSUpgradeable} from "@openzeppelin/contracts/proxy/utils/UUPSUpgradeable.sol";

import {Governed} from "../../contracts/base/Governed.sol";
import {StubPart} from "./support/StubPart.sol";
import {Test} from "./support/Test.sol";

/// @notice A later version of the stub: one more function, the same storage.
contract StubPartV2 is StubPart(0) {
    function migrate() external reinitializer(2) {}

    function countTwice() external {
        this.count();
        this.count();
    }
}

/// @notice A UUPS-like contract that answers another storage slot.
contract WrongSlot {
    function proxiableUUID() external pure returns (bytes32) {
        return bytes32(uint256(1));
    }
}

/// @notice What every contract of the set inherits, shown on a stub.
contract GovernedTest is Test {
    bytes32 internal constant PAUSER_ROLE = keccak256("PAUSER_ROLE");
    bytes32 internal constant RESUMER_ROLE = keccak256("RESUMER_ROLE");
    address internal constant ADMIN = address(0xA11CE);
    address internal constant NEXT = address(0xB0B);
    address internal constant PAUSER = address(0xCA0);
    address internal constant RESUMER = address(0xD0E);
    uint48 internal constant DELAY = 1 days;

    StubPart internal part;

    function setUp() public {
        bytes memory data = abi.encodeWithSignature("initialize(address,uint48)", ADMIN, DELAY);
        part = StubPart(address(new ERC1967Proxy(address(new StubPart(0)), data)));
        part.grantFirstRole(PAUSER_ROLE, PAUSER);
        part.grantFirstRole(RESUMER_ROLE, RESUMER);
    }

    // The admin, in two steps.

    function test_AdminChangesInTwoStepsAfterTheDelay() public {
        vm.prank(ADMIN);
        part.beginDefaultAdminTransfer(NEXT);
        uint48 from = uint48(block.timestamp) + DELAY;
        vm.warp(from);
        vm.expectRevert(
            abi.encodeWithSelector(
                IAccessControlDefaultAdminRules.AccessControlEnforcedDefaultAdminDelay.selector, from
            )
        );
        vm.prank(NEXT);
        part.acceptDefaultAdminTransfer();
        vm.assertEq(part.defaultAdmin(), ADMIN, "still");
        vm.warp(from + 1);
        vm.prank(NEXT);
        part.acceptDefaultAdminTransfer();
        vm.assertEq(part.defaultAdmin(), NEXT, "changed");
        vm.assertTrue(!part.hasRole(bytes32(0), ADMIN), "the former has nothing");
    }

    function testFuzz_OnlyTheNextAdminAccepts(address other) public {
        vm.assume(other != NEXT);
        vm.prank(ADMIN);
        part.beginDefaultAdminTransfer(NEXT);
        vm.warp(block.timestamp + DELAY + 1);
        vm.expectRevert(
            abi.encodeWithSelector(IAccessControlDefaultAdminRules.AccessControlInvalidDefaultAdmin.selector, other)
        );
        vm.prank(other);
        part.acceptDefaultAdminTransfer();
    }

    function test_ATransferOfTheAdminCanBeCancelled() public {
        vm.startPrank(ADMIN);
        part.beginDefaultAdminTransfer(NEXT);
        part.cancelDefaultAdminTransfer();
        vm.stopPrank();
        vm.warp(block.timestamp + DELAY + 1);
        vm.expectRevert(
            abi.encodeWithSelector(IAccessControlDefaultAdminRules.AccessControlInvalidDefaultAdmin.selector, NEXT)
        );
        vm.prank(NEXT);
        part.acceptDefaultAdminTransfer();
    }

    function test_ThereIsNeverASecondAdmin() public {
        vm.expectRevert(IAccessControlDefaultAdminRules.AccessControlEnforcedDefaultAdminRules.selector);
        vm.prank(ADMIN);
        part.grantRole(bytes32(0), NEXT);
    }

    function testFuzz_OnlyTheAdminGivesRoles(address caller, bytes32 role, address account) public {
        vm.assume(caller != ADMIN && role != bytes32(0));
        vm.expectRevert(_unauthorized(caller, bytes32(0)));
        vm.prank(caller);
        part.grantRole(role, account);
        vm.prank(ADMIN);
        part.grantRole(role, account);
        vm.assertTrue(part.hasRole(role, account), "given");
    }

    // First roles.

    function testFuzz_OnlyTheInitializerGivesFirstRoles(address caller, bytes32 role, address account) public {
        StubPart fresh = _initialised();
        vm.assume(caller != address(this) && role != bytes32(0));
        vm.expectRevert(abi.encodeWithSelector(Governed.NotInitializer.selector, caller));
        vm.prank(caller);
        fresh.grantFirstRole(role, account);
        fresh.grantFirstRole(role, account);
        vm.assertTrue(fresh.hasRole(role, account), "in the same transaction");
    }

    function test_NobodyGivesFirstRolesInALaterTransaction() public {
        // It was initialised in setUp, which is a transaction of its own.
        vm.expectRevert(abi.encodeWithSelector(Governed.NotInitializer.selector, address(this)));
        part.grantFirstRole(PAUSER_ROLE, address(this));
    }

    function test_TheInitializerCannotMakeAnAdmin() public {
        StubPart fresh = _initialised();
        vm.expectRevert(IAccessControlDefaultAdminRules.AccessControlEnforcedDefaultAdminRules.selector);
        fresh.grantFirstRole(bytes32(0), address(this));
    }

    // Pausing.

    function testFuzz_PausesByGroup(uint8 groups) public {
        vm.expectEmit(address(part));
        emit Governed.PausedGroupsChanged(PAUSER, groups);
        vm.prank(PAUSER);
        part.pause(groups);
        vm.assertEq(part.pausedGroups(), groups, "paused");
        _expectRuns(groups & part.COUNTING() == 0, part.COUNTING(), part.count);
        _expectRuns(groups & part.RESETTING() == 0, part.RESETTING(), part.reset);
    }

    function testFuzz_PausesAddUpAndResumeByGroup(uint8 first, uint8 second, uint8 resumed) public {
        vm.startPrank(PAUSER);
        part.pause(first);
        part.pause(second);
        vm.stopPrank();
        vm.assertEq(part.pausedGroups(), first | second, "both");
        vm.expectEmit(address(part));
        emit Governed.PausedGroupsChanged(RESUMER, (first | second) & ~resumed);
        vm.prank(RESUMER);
        part.resume(resumed);
        vm.assertEq(part.pausedGroups(), (first | second) & ~resumed, "but these");
    }

    function testFuzz_OnlyAPauserPauses(address caller, uint8 groups) public {
        vm.assume(caller != PAUSER);
        vm.expectRevert(_unauthorized(caller, PAUSER_ROLE));
        vm.prank(caller);
        part.pause(groups);
    }

    function testFuzz_OnlyAResumerResumes(address caller, uint8 groups) public {
        vm.assume(caller != RESUMER);
        vm.expectRevert(_unauthorized(caller, RESUMER_ROLE));
        vm.prank(caller);
        part.resume(groups);
    }

    function test_PausersDoNotResumeNorResumersPause() public {
        vm.expectRevert(_unauthorized(PAUSER, RESUMER_ROLE));
        vm.prank(PAUSER);
        part.resume(1);
        vm.expectRevert(_unauthorized(RESUMER, PAUSER_ROLE));
        vm.prank(RESUMER);
        part.pause(1);
        // Not even the admin, as long as it doesn't give itself the role, for all to see.
        vm.expectRevert(_unauthorized(ADMIN, PAUSER_ROLE));
        vm.prank(ADMIN);
        part.pause(1);
    }

    // Initialising.

    function test_IsInitialisedOnce() public {
        vm.expectRevert(Initializable.InvalidInitialization.selector);
        part.initialize(NEXT, 0);
        vm.expectRevert(Initializable.InvalidInitialization.selector);
        part.initialize(NEXT, NEXT, 0);
    }

    function test_ImplementationsAreNeverInitialised() public {
        StubPart implementation = new StubPart(0);
        vm.expectRevert(Initializable.InvalidInitialization.selector);
        implementation.initialize(NEXT, 0);
    }

    function test_HasAnAdminFromTheBeginning() public {
        StubPart implementation = new StubPart(0);
        bytes memory data = abi.encodeWithSignature("initialize(address,uint48)", address(0), DELAY);
        vm.expectRevert(
            abi.encodeWithSelector(IAccessControlDefaultAdminRules.AccessControlInvalidDefaultAdmin.selector, address(0))
        );
        new ERC1967Proxy(address(implementation), data);
    }

    // Upgrades.

    function test_AnUpgradeKeepsStorage() public {
        part.count();
        vm.prank(PAUSER);
        part.pause(2);
        StubPartV2 next = new StubPartV2();
        vm.expectEmit(address(part));
        emit IERC1967.Upgraded(address(next));
        vm.prank(ADMIN);
        part.upgradeToAndCall(address(next), abi.encodeCall(StubPartV2.migrate, ()));
        StubPartV2(address(part)).countTwice();
        vm.assertEq(part.counted(), 3, "count");
        vm.assertEq(part.pausedGroups(), 2, "pauses");
        vm.assertEq(part.defaultAdmin(), ADMIN, "admin");
        vm.assertEq(part.defaultAdminDelay(), DELAY, "delay");
        vm.assertTrue(part.hasRole(PAUSER_ROLE, PAUSER), "roles");
        vm.expectRevert(Initializable.InvalidInitialization.selector);
        StubPartV2(address(part)).migrate();
        vm.expectRevert(Initializable.InvalidInitialization.selector);
        part.initialize(NEXT, 0);
    }

    function testFuzz_OnlyTheAdminUpgrades(address caller) public {
        vm.assume(caller != ADMIN);
        StubPartV2 next = new StubPartV2();
        vm.expectRevert(_unauthorized(caller, bytes32(0)));
        vm.prank(caller);
        part.upgradeToAndCall(address(next), "");
    }

    function test_UpgradesToImplementationsOnly() public {
        WrongSlot wrong = new WrongSlot();
        vm.expectRevert(
            abi.encodeWithSelector(UUPSUpgradeable.UUPSUnsupportedProxiableUUID.selector, bytes32(uint256(1)))
        );
        vm.prank(ADMIN);
        part.upgradeToAndCall(address(wrong), "");
        vm.expectRevert(abi.encodeWithSelector(ERC1967Utils.ERC1967InvalidImplementation.selector, address(this)));
        vm.prank(ADMIN);
        part.upgradeToAndCall(address(this), "");
    }

    function test_ImplementationsCannotBeUpgraded() public {
        StubPart implementation = new StubPart(0);
        StubPartV2 next = new StubPartV2();
        vm.expectRevert(UUPSUpgradeable.UUPSUnauthorizedCallContext.selector);
        implementation.upgradeToAndCall(address(next), "");
    }

    function _initialised() private returns (StubPart) {
        bytes memory data = abi.encodeWithSignature("initialize(address,uint48)", ADMIN, DELAY);
        return StubPart(address(new ERC1967Proxy(address(new StubPart(0)), data)));
    }

    function _expectRuns(bool runs, uint8 group, function() external action) private {
        if (!runs) vm.expectRevert(abi.encodeWithSelector(Governed.GroupPaused.selector, group));
        action();
    }

    function _unauthorized(address account, bytes32 role) private pure returns (bytes memory) {
        return abi.encodeWithSelector(IAccessControl.AccessControlUnauthorizedAccount.selector, account, role);
    }
}
