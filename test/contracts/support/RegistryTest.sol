// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IAccessControl} from "@openzeppelin/contracts/access/IAccessControl.sol";

import {ITreasuryRegistry} from "../../../contracts/interfaces/ITreasuryRegistry.sol";
import {AccruedInterest} from "../../../contracts/libraries/AccruedInterest.sol";
import {DayCount} from "../../../contracts/libraries/DayCount.sol";
import {TreasuryRegistry} from "../../../contracts/treasury/TreasuryRegistry.sol";

import {Test} from "./Test.sol";
import {TokenDouble} from "./TokenDouble.sol";
import {proxied} from "./proxied.sol";

/// @notice A registry behind its proxy, with one approved issuer and one announced bill of it. The test is the admin, and may
/// pause and resume.
abstract contract RegistryTest is Test {
    /// 2027-01-15 08:00 UTC, and its day.
    uint64 internal constant NOW = 1_800_000_000;
    uint32 internal constant TODAY = 20_833;
    uint32 internal constant BILL_DAYS = 91;
    uint48 internal constant ADMIN_DELAY = 1 days;
    uint128 internal constant FACE = 1_000_000;
    uint128 internal constant PRICE = 985_000;
    string internal constant BILL_ISIN = "US912797AB12";

    address internal constant ISSUER = address(0x15);
    address internal constant OPERATOR = address(0x0b);
    address internal constant PRICER = address(0x1c);
    address internal constant MALLORY = address(0xbad);

    TreasuryRegistry internal registry;
    TokenDouble internal bill;

    function setUp() public virtual {
        vm.warp(NOW);
        registry = newRegistry();
        registry.setIssuer(ISSUER, true);
        registry.grantRole(registry.PRICER_ROLE(), PRICER);
        registry.grantRole(registry.PAUSER_ROLE(), address(this));
        registry.grantRole(registry.RESUMER_ROLE(), address(this));
        bill = newToken();
        registry.register(billInfo(address(bill), BILL_ISIN));
    }

    function newRegistry() internal returns (TreasuryRegistry) {
        bytes memory call = abi.encodeCall(TreasuryRegistry.initialize, (address(this), ADMIN_DELAY));
        return TreasuryRegistry(proxied(address(new TreasuryRegistry()), call));
    }

    function newToken() internal returns (TokenDouble) {
        return new TokenDouble(address(registry));
    }

    function billInfo(address token, string memory isin)
        internal
        pure
        returns (ITreasuryRegistry.TreasuryInfo memory info)
    {
        info.token = token;
        info.treasuryType = ITreasuryRegistry.TreasuryType.Bill;
        info.currency = "USD";
        info.issuer = ISSUER;
        info.terms.convention = DayCount.Convention.Actual360;
        info.terms.issueDay = TODAY;
        info.terms.firstCouponDay = TODAY + BILL_DAYS;
        info.terms.lastRegularDay = TODAY + BILL_DAYS;
        info.terms.maturityDay = TODAY + BILL_DAYS;
        info.faceValue = FACE;
        info.issuePrice = 990_000;
        info.documentHash = keccak256("offering");
        info.isin = isin;
        info.name = "13-week bill";
    }

    /// @notice Two years at 4.25 %, half-yearly from 15 January 2027.
    function noteInfo(address token) internal pure returns (ITreasuryRegistry.TreasuryInfo memory info) {
        info = billInfo(token, "US91282CAA09");
        info.treasuryType = ITreasuryRegistry.TreasuryType.Note;
        info.name = "2-year note";
        info.issuePrice = 1_000_000;
        info.terms = AccruedInterest.Terms({
            convention: DayCount.Convention.ActualActualIcma,
            couponsPerYear: 2,
            endOfMonth: false,
            rate: 42_500_000,
            issueDay: 20_833,
            firstCouponDay: 21_014,
            lastRegularDay: 21_564,
            maturityDay: 21_564
        });
    }

    function dayStart(uint256 day) internal pure returns (uint256) {
        return day * 1 days;
    }

    function setStatus(ITreasuryRegistry.TreasuryStatus status) internal {
        registry.setStatus(address(bill), status);
    }

    function expectMissingRight(address caller, uint8 right) internal {
        vm.expectRevert(
            abi.encodeWithSelector(ITreasuryRegistry.MissingRight.selector, caller, address(bill), right)
        );
    }

    function expectMissingRole(address caller, bytes32 role) internal {
        vm.expectRevert(
            abi.encodeWithSelector(IAccessControl.AccessControlUnauthorizedAccount.selector, caller, role)
        );
    }
}
