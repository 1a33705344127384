// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IComplianceModule} from "../../../contracts/interfaces/IComplianceModule.sol";
import {ITreasuryRegistry} from "../../../contracts/interfaces/ITreasuryRegistry.sol";
import {ITreasuryToken} from "../../../contracts/interfaces/ITreasuryToken.sol";
import {TreasuryToken} from "../../../contracts/treasury/TreasuryToken.sol";

import {YieldSet} from "./YieldSet.sol";

/// @notice A note of two years, opened, active, and held: 1,000 by Alice and 500 by Bob. Carol is approved and holds nothing. The
/// test itself is controller of its token and agent of compliance too.
abstract contract YieldDesk is YieldSet {
    uint256 internal constant ALICE_TOKENS = 1_000 * ONE;
    uint256 internal constant BOB_TOKENS = 500 * ONE;
    uint256 internal constant SUPPLY = ALICE_TOKENS + BOB_TOKENS;

    ITreasuryToken internal note;

    function setUp() public virtual override {
        super.setUp();
        IComplianceModule.Agent memory agent = IComplianceModule.Agent({
            rights: 15,
            maxClass: IComplianceModule.InvestorClass.Institutional,
            anyCountry: true,
            expiry: type(uint64).max
        });
        compliance.setAgent(address(this), agent, new bytes2[](0));
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

    function newToken() internal returns (ITreasuryToken token) {
        bytes memory call = abi.encodeCall(
            TreasuryToken.initialize,
            ("Note", "NOTE", address(registry), address(compliance), address(yield_), address(this), 0)
        );
        TreasuryToken created = TreasuryToken(proxy(address(new TreasuryToken()), call));
        created.grantRole(created.CONTROLLER_ROLE(), address(this));
        return ITreasuryToken(address(created));
    }

    function onboard(address account) internal {
        compliance.setInvestor(
            account,
            IComplianceModule.Investor({
                status: IComplianceModule.InvestorStatus.Approved,
                class: IComplianceModule.InvestorClass.Institutional,
                country: "US",
                expiry: type(uint64).max,
                identityHash: 0
            })
        );
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
