// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {GasTest} from "./support/GasTest.sol";
import {TrexSuite} from "./support/TrexSuite.sol";

/// @notice What T-REX costs for what `Gas.t.sol` measures of ours, in the same way: both holders have tokens before and after.
/// forge-config: default.isolate = true
/// forge-config: deep.isolate = true
contract GasOfPeersTest is TrexSuite, GasTest {
    string private constant GROUP = "trex";
    uint256 private constant AMOUNT = 1_000_000e6;
    uint256 private constant QUANTITY = 100e6;

    address private immutable ALICE = vm.addr(0xA11CE);
    address private immutable BOB = vm.addr(0xB0B);

    function setUp() external {
        vm.warp(1_800_000_000);
        setUpSuite();
        onboard(ALICE);
        onboard(BOB);
    }

    function test_gas_withoutRules() external {
        issueToBoth();
        token.mint(BOB, QUANTITY);
        measure(GROUP, "issue");
        vm.prank(ALICE);
        token.transfer(BOB, QUANTITY);
        measure(GROUP, "transfer, no rules");
        vm.assertEq(token.balanceOf(BOB), AMOUNT + 2 * QUANTITY, "what was sent arrived");
        token.forcedTransfer(ALICE, BOB, QUANTITY);
        measure(GROUP, "forced transfer, no rules");
    }

    function test_gas_freezes() external {
        issueToBoth();
        token.setAddressFrozen(ALICE, true);
        measure(GROUP, "freeze an account");
        token.freezePartialTokens(BOB, QUANTITY);
        measure(GROUP, "freeze a part of a balance");
    }

    function test_gas_withThreeRules() external {
        addRules(10 * AMOUNT);
        issueToBoth();
        vm.prank(ALICE);
        token.transfer(BOB, QUANTITY);
        measure(GROUP, "transfer, rules of country, balance and daily volume, first of the day");
        vm.prank(ALICE);
        token.transfer(BOB, QUANTITY);
        measure(GROUP, "transfer, rules of country, balance and daily volume");
        vm.assertEq(token.balanceOf(BOB), AMOUNT + 2 * QUANTITY, "what was sent arrived");
    }

    function issueToBoth() private {
        token.mint(ALICE, AMOUNT);
        token.mint(BOB, AMOUNT);
    }
}
