// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ComplianceModule} from "../../../contracts/compliance/ComplianceModule.sol";
import {IComplianceModule} from "../../../contracts/interfaces/IComplianceModule.sol";
import {ITradingModule} from "../../../contracts/interfaces/ITradingModule.sol";
import {ITreasuryRegistry} from "../../../contracts/interfaces/ITreasuryRegistry.sol";
import {SettlementToken} from "../../../contracts/trading/SettlementToken.sol";
import {TradingModule} from "../../../contracts/trading/TradingModule.sol";
import {TreasuryRegistry} from "../../../contracts/treasury/TreasuryRegistry.sol";
import {TreasuryToken} from "../../../contracts/treasury/TreasuryToken.sol";

import {Test} from "./Test.sol";

/// @notice A desk ready to trade: the whole set of contracts, one active bill, and traders with money and tokens. The test
/// itself is admin, issuer, pricer, agent, controller, minter and operator.
abstract contract Desk is Test {
    uint64 internal constant NOW = 1_800_000_000;
    uint64 internal constant MATURITY = NOW + 91 days;
    uint256 internal constant ONE = 1e6;
    uint256 internal constant PRICE = 985_000;
    uint256 internal constant MONEY = 10_000_000 * ONE;
    uint256 internal constant TOKENS = 1_000_000 * ONE;

    uint256 internal constant ALICE_KEY = 0xA11CE;
    uint256 internal constant BOB_KEY = 0xB0B;
    uint256 internal constant MALLORY_KEY = 0xBAD;

    address internal immutable alice = vm.addr(ALICE_KEY);
    address internal immutable bob = vm.addr(BOB_KEY);
    address internal immutable mallory = vm.addr(MALLORY_KEY);
    address internal immutable treasurer = address(0xFEE);

    ComplianceModule internal compliance;
    TreasuryRegistry internal registry;
    TreasuryToken internal bill;
    SettlementToken internal cash;
    TradingModule internal module;

    uint256 private _lastId;

    function setUp() public virtual {
        vm.warp(NOW);
        compliance = new ComplianceModule(address(this));
        compliance.grantRole(compliance.AGENT_ROLE(), address(this));
        registry = new TreasuryRegistry(address(this));
        registry.grantRole(registry.ISSUER_ROLE(), address(this));
        registry.grantRole(registry.PRICER_ROLE(), address(this));
        cash = new SettlementToken(address(this));
        cash.grantRole(cash.MINTER_ROLE(), address(this));
        module = new TradingModule(registry, cash, address(this));
        module.grantRole(module.OPERATOR_ROLE(), address(this));
        bill = newToken();
        registry.register(billInfo(bill, "US912797AB12"));
        registry.setStatus(address(bill), ITreasuryRegistry.TreasuryStatus.Active);
        onboard(alice);
        onboard(bob);
    }

    /// @notice Approves an investor, hands it money and tokens, and lets the module move both.
    function onboard(address account) internal {
        compliance.setInvestor(account, approvedInvestor());
        cash.mint(account, MONEY);
        bill.issue(account, TOKENS);
        allow(account);
    }

    function allow(address account) internal {
        vm.startPrank(account);
        cash.approve(address(module), type(uint256).max);
        bill.approve(address(module), type(uint256).max);
        vm.stopPrank();
    }

    function newToken() internal returns (TreasuryToken token) {
        token = new TreasuryToken("13-week bill", "TB13W", registry, compliance, address(this));
        token.grantRole(token.ISSUER_ROLE(), address(this));
        token.grantRole(token.CONTROLLER_ROLE(), address(this));
    }

    function billInfo(
        TreasuryToken token,
        string memory isin
    ) internal view returns (ITreasuryRegistry.TreasuryInfo memory) {
        return ITreasuryRegistry.TreasuryInfo({
            token: address(token),
            treasuryType: ITreasuryRegistry.TreasuryType.Bill,
            dayCount: ITreasuryRegistry.DayCount.Actual360,
            currency: "USD",
            couponsPerYear: 0,
            couponRateBps: 0,
            issuer: address(this),
            issueDate: NOW - 1 days,
            maturityDate: MATURITY,
            faceValue: ONE,
            isin: isin,
            name: "13-week bill"
        });
    }

    function approvedInvestor() internal pure returns (IComplianceModule.Investor memory) {
        return IComplianceModule.Investor({
            status: IComplianceModule.InvestorStatus.Approved,
            class: IComplianceModule.InvestorClass.Institutional,
            country: "US",
            expiry: NOW + 3650 days,
            identityHash: keccak256("identity")
        });
    }

    function buyOrder(address trader, uint256 quantity, uint256 price) internal returns (ITradingModule.Order memory) {
        return newOrder(trader, ITradingModule.Side.Buy, quantity, price);
    }

    function sellOrder(address trader, uint256 quantity, uint256 price) internal returns (ITradingModule.Order memory) {
        return newOrder(trader, ITradingModule.Side.Sell, quantity, price);
    }

    function newOrder(
        address trader,
        ITradingModule.Side side,
        uint256 quantity,
        uint256 price
    ) internal returns (ITradingModule.Order memory) {
        return ITradingModule.Order({
            trader: trader,
            token: address(bill),
            side: side,
            timeInForce: ITradingModule.TimeInForce.GoodTillDate,
            postOnly: false,
            quantity: quantity,
            price: price,
            maxFeeBps: 25,
            expiry: NOW + 1 days,
            nonce: 7,
            salt: ++_lastId
        });
    }

    /// @notice A fill of alice's resting order against bob's incoming one, signed by both.
    function newFill(
        ITradingModule.Order memory maker,
        ITradingModule.Order memory taker,
        uint256 quantity,
        uint256 price
    ) internal returns (ITradingModule.Fill memory) {
        return ITradingModule.Fill({
            fillId: bytes32(++_lastId),
            maker: maker,
            makerSignature: signOrder(keyOf(maker.trader), maker),
            taker: taker,
            takerSignature: signOrder(keyOf(taker.trader), taker),
            quantity: quantity,
            price: price
        });
    }

    /// @notice Bob buys 100 whole tokens of alice at {PRICE}.
    function plainFill() internal returns (ITradingModule.Fill memory) {
        return newFill(
            sellOrder(alice, 100 * ONE, PRICE), buyOrder(bob, 100 * ONE, PRICE), 100 * ONE, PRICE
        );
    }

    function signOrder(uint256 key, ITradingModule.Order memory order) internal view returns (bytes memory) {
        return signDigest(key, module.hashOrder(order));
    }

    function signDigest(uint256 key, bytes32 digest) internal pure returns (bytes memory) {
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(key, digest);
        return abi.encodePacked(r, s, v);
    }

    function keyOf(address trader) internal view virtual returns (uint256) {
        if (trader == alice) return ALICE_KEY;
        if (trader == bob) return BOB_KEY;
        return MALLORY_KEY;
    }

    /// @notice Asserts that settling reverts with exactly this data.
    function expectSettleRevert(ITradingModule.Fill memory fill, bytes memory reason) internal {
        vm.expectRevert(reason);
        module.settle(fill);
    }
}
