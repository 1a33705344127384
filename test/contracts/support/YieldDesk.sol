// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ITreasuryRegistry} from "../../../contracts/interfaces/ITreasuryRegistry.sol";
import {ITreasuryToken} from "../../../contracts/interfaces/ITreasuryToken.sol";

import {YieldSet} from "./YieldSet.sol";

/// @notice A note of two years, opened, active, and held: 1,000 by Alice and 500 by Bob. Carol is approved and holds
/// nothing.
abstract contract YieldDesk is YieldSet {
    uint256 internal constant ALICE_TOKENS = 1_000 * ONE;
    uint256 internal constant BOB_TOKENS = 500 * ONE;
    uint256 internal constant SUPPLY = ALICE_TOKENS + BOB_TOKENS;

    ITreasuryToken internal note;

    function setUp() public virtual override {
        super.setUp();
        onboard(ALICE);
        onboard(BOB);
        onboard(CAROL);
        note = newToken();
        register(noteInfo(address(note)));
        vm.prank(ISSUER);
        yield_.open(address(note));
        issue(ALICE, ALICE_TOKENS);
        issue(BOB, BOB_TOKENS);
    }

    function onboard(address account) internal {
        onboard(account, "US");
    }

    function issue(address to, uint256 amount) internal {
        vm.prank(ISSUER);
        note.issue(to, amount);
    }

    function transfer(address from, address to, uint256 amount) internal {
        vm.prank(from);
        note.transfer(to, amount);
    }

    function setStatus(ITreasuryRegistry.TreasuryStatus status) internal {
        setStatus(address(note), status);
    }

    /// @notice Lets the note mature on its day.
    function mature() internal {
        warpTo(MATURITY_DAY);
        setStatus(ITreasuryRegistry.TreasuryStatus.Matured);
    }

    function allOf(address first, address second) internal pure returns (address[] memory holders) {
        holders = new address[](2);
        (holders[0], holders[1]) = (first, second);
    }
}
