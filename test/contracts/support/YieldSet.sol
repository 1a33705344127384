// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ERC1967Proxy} from "@openzeppelin/contracts/proxy/ERC1967/ERC1967Proxy.sol";

import {ComplianceModule} from "../../../contracts/compliance/ComplianceModule.sol";
import {IComplianceModule} from "../../../contracts/interfaces/IComplianceModule.sol";
import {ITreasuryRegistry} from "../../../contracts/interfaces/ITreasuryRegistry.sol";
import {ITreasuryToken} from "../../../contracts/interfaces/ITreasuryToken.sol";
import {IYieldModule} from "../../../contracts/interfaces/IYieldModule.sol";
import {AccruedInterest} from "../../../contracts/libraries/AccruedInterest.sol";
import {DayCount} from "../../../contracts/libraries/DayCount.sol";
import {SettlementToken} from "../../../contracts/trading/SettlementToken.sol";
import {TreasuryRegistry} from "../../../contracts/treasury/TreasuryRegistry.sol";
import {TreasuryToken} from "../../../contracts/treasury/TreasuryToken.sol";
import {YieldModule} from "../../../contracts/treasury/YieldModule.sol";

import {Test} from "./Test.sol";

/// @notice What the yield module works with, behind proxies: registry, compliance, money. No treasury yet. The test itself is
/// admin, pauser, resumer, agent of compliance, and controller of every token.
abstract contract YieldSet is Test {
    address internal constant ISSUER = address(0x155);
    address internal constant ALICE = address(0xA11CE);
    address internal constant BOB = address(0xB0B);
    address internal constant CAROL = address(0xCA401);
    address internal constant MALLORY = address(0xBAD);

    uint256 internal constant ONE = 1e6;
    /// @notice 100 units of money for one whole token.
    uint128 internal constant FACE = 100e6;
    /// @notice 4.125 % a year.
    uint32 internal constant RATE = 41_250_000;
    /// @notice 4.125 % of 100, half a year.
    uint256 internal constant COUPON = 2_062_500;

    /// @notice 15 February 2026.
    uint32 internal constant ISSUE_DAY = 20_499;
    /// @notice 15 August 2026, 15 February 2027, 15 August 2027.
    uint32 internal constant FIRST_COUPON_DAY = 20_680;
    uint32 internal constant SECOND_COUPON_DAY = 20_864;
    uint32 internal constant THIRD_COUPON_DAY = 21_045;
    /// @notice 15 February 2028.
    uint32 internal constant MATURITY_DAY = 21_229;

    ComplianceModule internal compliance;
    TreasuryRegistry internal registry;
    YieldModule internal yield_;
    SettlementToken internal cash;

    uint256 private _lastIsin;

    function setUp() public virtual {
        warpTo(ISSUE_DAY);
        compliance = ComplianceModule(
            proxy(address(new ComplianceModule()), abi.encodeCall(ComplianceModule.initialize, (address(this), 0)))
        );
        IComplianceModule.Agent memory agent = IComplianceModule.Agent({
            rights: 15,
            maxClass: IComplianceModule.InvestorClass.Institutional,
            anyCountry: true,
            expiry: type(uint64).max
        });
        compliance.setAgent(address(this), agent, new bytes2[](0));
        registry = TreasuryRegistry(
            proxy(address(new TreasuryRegistry()), abi.encodeCall(TreasuryRegistry.initialize, (address(this), 0)))
        );
        registry.setIssuer(ISSUER, true);
        cash = new SettlementToken(address(this));
        cash.grantRole(cash.MINTER_ROLE(), address(this));
        yield_ = newYieldModule(address(cash));
    }

    function newYieldModule(address money) internal returns (YieldModule module) {
        bytes memory call = abi.encodeCall(YieldModule.initialize, (address(registry), money, address(this), 0));
        module = YieldModule(proxy(address(new YieldModule()), call));
        module.grantRole(module.PAUSER_ROLE(), address(this));
        module.grantRole(module.RESUMER_ROLE(), address(this));
    }

    function newToken() internal returns (ITreasuryToken) {
        bytes memory call = abi.encodeCall(
            TreasuryToken.initialize,
            ("Note", "NOTE", address(registry), address(compliance), address(yield_), address(this), 0)
        );
        TreasuryToken token = TreasuryToken(proxy(address(new TreasuryToken()), call));
        token.grantRole(token.CONTROLLER_ROLE(), address(this));
        token.grantRole(token.PAUSER_ROLE(), address(this));
        token.grantRole(token.RESUMER_ROLE(), address(this));
        return ITreasuryToken(address(token));
    }

    function onboard(address account, bytes2 country) internal {
        compliance.setInvestor(
            account,
            IComplianceModule.Investor({
                status: IComplianceModule.InvestorStatus.Approved,
                class: IComplianceModule.InvestorClass.Institutional,
                country: country,
                expiry: type(uint64).max,
                identityHash: 0
            })
        );
    }

    function proxy(address implementation, bytes memory call) internal returns (address) {
        return address(new ERC1967Proxy(implementation, call));
    }

    /// @notice Registers a treasury and makes it active.
    function register(ITreasuryRegistry.TreasuryInfo memory info) internal {
        registry.register(info);
        registry.setStatus(info.token, ITreasuryRegistry.TreasuryStatus.Active);
    }

    /// @notice A note of two years with half-yearly coupons.
    function noteInfo(address token) internal returns (ITreasuryRegistry.TreasuryInfo memory) {
        AccruedInterest.Terms memory terms = AccruedInterest.Terms({
            convention: DayCount.Convention.ActualActualIcma,
            couponsPerYear: 2,
            endOfMonth: false,
            rate: RATE,
            issueDay: ISSUE_DAY,
            firstCouponDay: FIRST_COUPON_DAY,
            lastRegularDay: MATURITY_DAY,
            maturityDay: MATURITY_DAY
        });
        return infoOf(token, ITreasuryRegistry.TreasuryType.Note, terms, FACE);
    }

    /// @notice A bill of two years, issued at 96.
    function billInfo(address token) internal returns (ITreasuryRegistry.TreasuryInfo memory) {
        AccruedInterest.Terms memory terms;
        terms.issueDay = ISSUE_DAY;
        terms.firstCouponDay = MATURITY_DAY;
        terms.lastRegularDay = MATURITY_DAY;
        terms.maturityDay = MATURITY_DAY;
        return infoOf(token, ITreasuryRegistry.TreasuryType.Bill, terms, 96e6);
    }

    function infoOf(
        address token,
        ITreasuryRegistry.TreasuryType kind,
        AccruedInterest.Terms memory terms,
        uint128 issuePrice
    ) internal returns (ITreasuryRegistry.TreasuryInfo memory) {
        return ITreasuryRegistry.TreasuryInfo({
            token: token,
            treasuryType: kind,
            currency: "USD",
            issuer: ISSUER,
            terms: terms,
            faceValue: FACE,
            issuePrice: issuePrice,
            documentHash: keccak256("offering"),
            isin: string.concat("US9128", vm.toString(100_000 + ++_lastIsin)),
            name: "Treasury"
        });
    }

    /// @notice Gives somebody money, and lets a yield module take it.
    function giveMoney(address account, uint256 amount) internal {
        cash.mint(account, amount);
        vm.prank(account);
        cash.approve(address(yield_), type(uint256).max);
    }

    /// @notice The issuer pays in for a coupon all that is missing.
    function fundCoupon(address token, uint256 index) internal returns (uint256 taken) {
        IYieldModule.Payout memory coupon = yield_.couponOf(token, index);
        giveMoney(ISSUER, coupon.due - coupon.funded);
        vm.prank(ISSUER);
        return yield_.fundCoupon(token, index, type(uint256).max);
    }

    /// @notice The issuer pays in for a redemption.
    function fundRedemption(address token, uint256 amount) internal returns (uint256 taken) {
        giveMoney(ISSUER, amount);
        vm.prank(ISSUER);
        return yield_.fundRedemption(token, amount);
    }

    function setStatus(address token, ITreasuryRegistry.TreasuryStatus status) internal {
        registry.setStatus(token, status);
    }

    function warpTo(uint256 day) internal {
        vm.warp(day * 1 days);
    }
}
