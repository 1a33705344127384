// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Initializable} from "@openzeppelin/contracts-upgradeable/proxy/utils/Initializable.sol";
import {SlotDerivation} from "@openzeppelin/contracts/utils/SlotDerivation.sol";

import {ComplianceModule} from "../../contracts/compliance/ComplianceModule.sol";
import {Governed} from "../../contracts/base/Governed.sol";
import {ITreasuryControl} from "../../contracts/interfaces/ITreasuryControl.sol";
import {ITreasuryRegistry} from "../../contracts/interfaces/ITreasuryRegistry.sol";
import {ITreasuryToken} from "../../contracts/interfaces/ITreasuryToken.sol";
import {ITreasuryTokenCore} from "../../contracts/interfaces/ITreasuryTokenCore.sol";
import {TreasuryToken} from "../../contracts/treasury/TreasuryToken.sol";
import {TreasuryTokenExtension} from "../../contracts/treasury/token/TreasuryTokenExtension.sol";
import {TokenDesk} from "./support/TokenDesk.sol";
import {bound} from "./support/bound.sol";
import {proxied} from "./support/proxied.sol";

/// @notice Compliance that calls the token back in the middle of a movement, as whoever it is, before it allows it.
contract MeddlingCompliance {
    bytes private _call;

    function meddle(bytes calldata call) external {
        _call = call;
    }

    function onTransfer(address, address, uint256, bool) external returns (bytes1, bytes32) {
        bytes memory call = _call;
        delete _call;
        if (call.length != 0) {
            (bool ok, bytes memory reason) = msg.sender.call(call);
            if (!ok) {
                assembly ("memory-safe") {
                    revert(add(reason, 32), mload(reason))
                }
            }
        }
        return (0x51, 0);
    }

    function canTransfer(address, address, address, uint256) external pure returns (bool, bytes1, bytes32) {
        return (true, 0x51, 0);
    }
}

/// @notice Initialisation, upgrades, the extension, storage, and re-entrance.
contract TreasuryTokenSetupTest is TokenDesk {
    using SlotDerivation for string;
    using SlotDerivation for bytes32;

    function test_isInitializedOnce() external {
        vm.expectRevert(Initializable.InvalidInitialization.selector);
        bill.initialize("again", "A", address(registry), address(compliance), YIELD, MALLORY, 0);
        TreasuryToken implementation = new TreasuryToken();
        vm.expectRevert(Initializable.InvalidInitialization.selector);
        implementation.initialize("itself", "I", address(registry), address(compliance), YIELD, MALLORY, 0);
    }

    function testFuzz_needsTheWholeSet(uint8 missing) external {
        address[3] memory set = [address(registry), address(compliance), YIELD];
        set[missing % 3] = address(0);
        address implementation = address(new TreasuryToken());
        bytes memory call = abi.encodeCall(
            TreasuryToken.initialize, ("bill", "B", set[0], set[1], set[2], address(this), 1 days)
        );
        vm.expectRevert(Governed.ZeroAddress.selector);
        proxied(implementation, call);
    }

    function test_anUpgradeKeepsEverything() external {
        partition();
        address next = address(new TreasuryToken());
        bill.upgradeToAndCall(next, "");
        vm.assertEq(bill.totalBalanceOf(alice), 2 * TOKENS, "balances");
        vm.assertEq(token.partitions().length, 3, "partitions");
        vm.assertEq(bytes(bill.name()), "13-week bill", "name");
    }

    function testFuzz_onlyAnAdminUpgrades(address caller) external {
        vm.assume(caller != address(this));
        address next = address(new TreasuryToken());
        vm.prank(caller);
        expectMissingRole(caller, 0);
        bill.upgradeToAndCall(next, "");
    }

    function testFuzz_pausesAndResumesGroups(uint8 first, uint8 second, uint8 resumed) external {
        bill.pause(first);
        bill.pause(second);
        vm.assertEq(bill.pausedGroups(), first | second, "paused");
        bill.resume(resumed);
        vm.assertEq(bill.pausedGroups(), (first | second) & ~resumed, "resumed");
        vm.assertEq(bill.maturity(), MATURITY, "nothing else in the slot");
        vm.assertEq(bill.compliance(), address(compliance), "changed");
        vm.assertEq(uint256(bill.status()), 1, "at all");
    }

    function testFuzz_unknownFunctionsRevertWithNothing(bytes calldata data) external {
        // No function has this selector.
        (bool ok, bytes memory answer) = address(bill).call(bytes.concat(hex"ffffffff", data));
        vm.assertTrue(!ok, "refused");
        vm.assertEq(answer.length, 0, "without a reason");
    }

    function testFuzz_makesSeveralCallsAsTheCaller(uint80 first, uint80 second) external {
        bytes[] memory calls = new bytes[](3);
        calls[0] = abi.encodeCall(bill.issue, (alice, first));
        calls[1] = abi.encodeCall(token.issueByPartition, (FREE, bob, second, ""));
        calls[2] = abi.encodeCall(bill.totalSupply, ());
        bytes[] memory results = token.multicall(calls);
        vm.assertEq(bill.balanceOf(alice), TOKENS + first, "by the token");
        vm.assertEq(bill.balanceOf(bob), TOKENS + second, "by the extension");
        vm.assertEq(results[2], abi.encode(2 * TOKENS + first + second), "answers");
        vm.prank(MALLORY);
        vm.expectRevert(abi.encodeWithSelector(ITreasuryTokenCore.NotIssuer.selector, MALLORY));
        token.multicall(calls);
    }

    function test_makesAllCallsOrNone() external {
        bytes[] memory calls = new bytes[](2);
        calls[0] = abi.encodeCall(bill.issue, (alice, ONE));
        calls[1] = abi.encodeCall(bill.issue, (MALLORY, ONE));
        expectRefused(0x57, "receiver/not-approved");
        token.multicall(calls);
        vm.assertEq(bill.balanceOf(alice), TOKENS, "none");
    }

    function test_takesNoEther() external {
        (bool ok,) = address(bill).call{value: 1}("");
        vm.assertTrue(!ok, "plain");
        (ok,) = address(bill).call{value: 1}(abi.encodeCall(token.partitions, ()));
        vm.assertTrue(!ok, "through the extension");
    }

    function test_theExtensionByItselfIsATokenOfNobody() external {
        ITreasuryToken alone = ITreasuryToken(address(new TreasuryTokenExtension()));
        vm.assertEq(alone.partitions().length, 0, "no partitions");
        expectMissingRole(address(this), bill.CONTROLLER_ROLE());
        alone.setFrozen(alice, true);
        expectMissingRole(address(this), 0);
        alone.renounceControl();
        vm.expectRevert(bytes(""));
        alone.definePartition("mine", 7);
        vm.expectRevert(bytes(""));
        alone.setDocument("mine", "", keccak256("mine"));
    }

    /// @dev What {HistoryVerifier} reads of a past state.
    function test_keepsWhatOthersReadWhereTheyLookForIt() external {
        partition();
        token.setFrozenAmount(FREE, alice, ONE);
        token.setFrozen(alice, true);
        bytes32 base = string("quantera.storage.TreasuryToken").erc7201Slot();
        uint256 state = uint256(vm.load(address(bill), base));
        vm.assertEq(state & 15, uint256(ITreasuryRegistry.TreasuryStatus.Active), "status comes first");
        vm.assertEq(state >> 4 & 15, 3, "partitions");
        vm.assertEq(uint40(state >> 32), type(uint40).max, "no snapshot to come");
        vm.assertEq(uint24(state >> 72), MATURITY_DAY, "maturity day");
        vm.assertEq(address(uint160(state >> 96)), address(compliance), "compliance");
        bytes32 first = base.offset(1).deriveMapping(alice);
        uint256 slot = uint256(vm.load(address(bill), first));
        vm.assertEq(slot, 1 << 224 | ONE << 96 | TOKENS, "frozen, locked and balance");
        vm.assertEq(uint256(vm.load(address(bill), first.offset(1))), TOKENS, "the next partition is beside it");
    }

    function testFuzz_whatComplianceDoesInBetweenIsDoneFirst(uint256 amount, uint256 between) external {
        amount = bound(amount, 0, TOKENS);
        between = bound(between, 0, TOKENS);
        MeddlingCompliance meddler = meddledBill();
        meddler.meddle(abi.encodeCall(bill.transferFrom, (alice, bob, between)));
        vm.prank(alice);
        if (amount + between > TOKENS) expectShort(alice, TOKENS - between, amount);
        bill.transfer(bob, amount);
        uint256 moved = amount + between > TOKENS ? 0 : amount + between;
        vm.assertEq(bill.balanceOf(alice), TOKENS - moved, "each once");
        vm.assertEq(bill.balanceOf(bob), moved, "and no more");
    }

    function test_aFreezeInBetweenCounts() external {
        MeddlingCompliance meddler = meddledBill();
        bill.grantRole(bill.CONTROLLER_ROLE(), address(meddler));
        meddler.meddle(abi.encodeCall(token.setFrozen, (alice, true)));
        vm.prank(alice);
        expectRefused(0x55, "sender/frozen");
        bill.transfer(bob, ONE);
    }

    function test_recoversAWalletOnceWhateverHappensInBetween() external {
        MeddlingCompliance meddler = meddledBill();
        bill.grantRole(bill.CONTROLLER_ROLE(), address(meddler));
        meddler.meddle(abi.encodeCall(token.recover, (alice, bob, "meddling")));
        vm.expectRevert(abi.encodeWithSelector(ITreasuryControl.InvalidRecovery.selector, alice, bob));
        token.recover(alice, CAROL, "first");
    }

    function test_gas_deploysWithinTheLimits() external {
        TreasuryToken implementation = new TreasuryToken();
        vm.assertLe(address(implementation).code.length, 24_576, "EIP-170");
        vm.assertLe(type(TreasuryToken).creationCode.length, 49_152, "EIP-3860");
        vm.assertLe(address(new TreasuryTokenExtension()).code.length, 24_576, "EIP-170, the extension");
    }

    /// @dev {bill} again, of which alice has {TOKENS}, with compliance that meddles and may spend alice's tokens.
    function meddledBill() private returns (MeddlingCompliance meddler) {
        meddler = new MeddlingCompliance();
        compliance = ComplianceModule(address(meddler));
        bill = newBill();
        token = ITreasuryToken(address(bill));
        ITreasuryRegistry.TreasuryInfo memory info = billInfo(address(bill));
        info.isin = "US912797AC94";
        registry.register(info);
        setStatus(ITreasuryRegistry.TreasuryStatus.Active);
        bill.issue(alice, TOKENS);
        vm.prank(alice);
        bill.approve(address(meddler), type(uint256).max);
    }
}
