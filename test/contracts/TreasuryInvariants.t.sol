// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Test} from "./support/Test.sol";
import {TreasuryHandler} from "./support/TreasuryHandler.sol";
import {TreasuryTokenActions} from "./support/TreasuryTokenActions.sol";

/// @notice Registry, tokens, compliance and yield module against {TreasuryModel}. Beside what is named here, each step of the
/// handler fails the campaign when it succeeds though it is illegal (in a pause or suspension, to somebody ineligible, beyond a
/// lock, along no edge of the life), is refused though it is legal, or pays another amount than the exact share.
contract TreasuryInvariantsTest is Test {
    TreasuryHandler private _handler;

    function setUp() external {
        _handler = new TreasuryHandler();
        target(address(_handler), selectors());
    }

    /// @dev Names what is broken: see {TreasuryWorld-check}.
    /// Seeds are hashed, so that a dictionary of values seen would only cost time; and what went wrong in a balance stays wrong.
    /// forge-config: default.invariant.include_storage = false
    /// forge-config: default.invariant.include_push_bytes = false
    /// forge-config: default.invariant.dictionary_weight = 0
    /// forge-config: default.invariant.check_interval = 4
    function invariant_theSetIsAsItsModel() external view {
        _handler.check();
    }

    function afterInvariant() external view {
        _handler.checkAll();
    }

    /// @dev Without this the invariants could hold for want of anything happening.
    function test_theHandlerReachesEverything() external {
        string[20] memory steps = [
            "transfer",
            "change of partition",
            "issue",
            "hold",
            "execution of a hold",
            "recovery",
            "freeze",
            "partial freeze",
            "forced transfer",
            "forced redemption",
            "status",
            "funding of a coupon",
            "coupon",
            "coupons",
            "shortfall",
            "sweep of a coupon",
            "funding of a redemption",
            "redemption",
            "sweep of a redemption",
            "release of a hold"
        ];
        uint256[20] memory done;
        uint256[20] memory refused;
        for (uint256 life; life < 8; ++life) {
            TreasuryHandler handler = live(life);
            for (uint256 i; i < steps.length; ++i) {
                done[i] += handler.done(steps[i]);
                refused[i] += handler.refused(steps[i]);
            }
        }
        for (uint256 i; i < steps.length; ++i) {
            vm.assertTrue(done[i] != 0, string.concat("done: ", steps[i]));
            // Nothing speaks against the last.
            if (i + 1 < steps.length) vm.assertTrue(refused[i] != 0, string.concat("refused: ", steps[i]));
        }
    }

    /// @dev One run of a campaign, the same at every time.
    function live(uint256 seed) private returns (TreasuryHandler handler) {
        handler = new TreasuryHandler();
        bytes4[] memory list = selectors();
        for (uint256 i; i < 500; ++i) {
            bytes32 die = keccak256(abi.encode(seed, i));
            bytes memory call = abi.encodePacked(list[uint256(die) % list.length], die, keccak256(abi.encode(die)));
            (bool ok, bytes memory reason) = address(handler).call(call);
            vm.assertTrue(ok, string(reason));
            if (i % 100 == 0) handler.check();
        }
        handler.checkAll();
    }

    function selectors() private pure returns (bytes4[] memory list) {
        list = new bytes4[](14);
        list[0] = TreasuryTokenActions.transfer.selector;
        list[1] = TreasuryTokenActions.changePartition.selector;
        list[2] = TreasuryTokenActions.issue.selector;
        list[3] = TreasuryTokenActions.hold.selector;
        list[4] = TreasuryTokenActions.control.selector;
        list[5] = TreasuryTokenActions.oversee.selector;
        list[6] = TreasuryTokenActions.changeStatus.selector;
        list[7] = TreasuryHandler.passTime.selector;
        list[8] = TreasuryHandler.fundCoupon.selector;
        list[9] = TreasuryHandler.payCoupon.selector;
        list[10] = TreasuryHandler.payCoupons.selector;
        list[11] = TreasuryHandler.endCoupon.selector;
        list[12] = TreasuryHandler.fundRedemption.selector;
        list[13] = TreasuryHandler.redeem.selector;
    }
}
