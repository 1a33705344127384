// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ComplianceModule} from "../../../contracts/compliance/ComplianceModule.sol";
import {IComplianceModule} from "../../../contracts/interfaces/IComplianceModule.sol";
import {ITradingModule} from "../../../contracts/interfaces/ITradingModule.sol";
import {ITreasuryControl} from "../../../contracts/interfaces/ITreasuryControl.sol";
import {ITreasuryRegistry} from "../../../contracts/interfaces/ITreasuryRegistry.sol";
import {AccruedInterest} from "../../../contracts/libraries/AccruedInterest.sol";
import {DayCount} from "../../../contracts/libraries/DayCount.sol";
import {SettlementToken} from "../../../contracts/trading/SettlementToken.sol";
import {TradingModule} from "../../../contracts/trading/TradingModule.sol";
import {TreasuryListings} from "../../../contracts/trading/TreasuryListings.sol";
import {TreasuryRegistry} from "../../../contracts/treasury/TreasuryRegistry.sol";
import {TreasuryToken} from "../../../contracts/treasury/TreasuryToken.sol";

import {Test} from "./Test.sol";
import {proxied} from "./proxied.sol";

/// @notice A trading module with what it works with, behind proxies: registry, compliance, money, an active bill and an active
/// note, both admitted, and two traders with money and tokens of both. The test itself has every role.
abstract contract TradingDesk is Test {
    /// @notice 15 January 2027, 08:00 UTC, a Friday.
    uint64 internal constant NOW = 1_800_000_000;
    uint64 internal constant MATURITY = (NOW / 1 days + 91) * 1 days;
    uint256 internal constant ONE = 1e6;
    uint256 internal constant PRICE = 985_000;
    uint256 internal constant MONEY = 10_000_000 * ONE;
    uint256 internal constant TOKENS = 1_000_000 * ONE;

    /// @notice 4.125 % a year on a face of 100, from 15 November 2026, on 15 May and 15 November, until 15 November 2028.
    uint32 internal constant NOTE_RATE = 41_250_000;
    uint128 internal constant NOTE_FACE = 100e6;
    uint256 internal constant NOTE_PRICE = 99_500_000;

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
    TreasuryToken internal note;
    SettlementToken internal cash;
    TradingModule internal module;
    /// @notice The same address as {module}.
    TreasuryListings internal listings;
    /// @notice What the module's orders are for: the bill, until a test says otherwise.
    address internal traded;

    uint256 private _lastId;

    function setUp() public virtual {
        vm.warp(NOW);
        compliance = ComplianceModule(
            proxied(address(new ComplianceModule()), abi.encodeCall(ComplianceModule.initialize, (address(this), 0)))
        );
        compliance.grantRole(compliance.AGENT_ROLE(), address(this));
        compliance.setAgent(
            address(this),
            IComplianceModule.Agent(15, IComplianceModule.InvestorClass.Institutional, true, type(uint64).max),
            new bytes2[](0)
        );
        registry = TreasuryRegistry(
            proxied(address(new TreasuryRegistry()), abi.encodeCall(TreasuryRegistry.initialize, (address(this), 0)))
        );
        registry.setIssuer(address(this), true);
        cash = new SettlementToken(address(this));
        cash.grantRole(cash.MINTER_ROLE(), address(this));
        newModule();
        bill = newToken("13-week bill", billInfo());
        note = newToken("2-year note", noteInfo());
        listings.admit(address(bill));
        listings.admit(address(note));
        traded = address(bill);
        onboard(alice);
        onboard(bob);
    }

    function newModule() internal {
        bytes memory call =
            abi.encodeCall(TradingModule.initialize, (address(registry), address(cash), address(this), 0));
        module = TradingModule(proxied(address(new TradingModule()), call));
        listings = TreasuryListings(address(module));
        module.grantRole(module.OPERATOR_ROLE(), address(this));
        module.grantRole(module.TIER_ROLE(), address(this));
        module.grantRole(module.PAUSER_ROLE(), address(this));
        module.grantRole(module.RESUMER_ROLE(), address(this));
        module.grantRole(listings.HALTER_ROLE(), address(this));
    }

    /// @notice Approves an investor, hands it money and tokens, and lets the module move all of it.
    function onboard(address account) internal {
        compliance.setInvestor(account, approvedInvestor());
        cash.mint(account, MONEY);
        bill.issue(account, TOKENS);
        note.issue(account, TOKENS);
        allow(account);
    }

    function allow(address account) internal {
        vm.startPrank(account);
        cash.approve(address(module), type(uint256).max);
        bill.approve(address(module), type(uint256).max);
        note.approve(address(module), type(uint256).max);
        vm.stopPrank();
    }

    /// @notice A registered and active treasury token that this test controls.
    function newToken(
        string memory name,
        ITreasuryRegistry.TreasuryInfo memory info
    ) internal returns (TreasuryToken token) {
        address yieldModule = address(0x71e1d);
        bytes memory call = abi.encodeCall(
            TreasuryToken.initialize,
            (name, "T", address(registry), address(compliance), yieldModule, address(this), 0)
        );
        token = TreasuryToken(proxied(address(new TreasuryToken()), call));
        token.grantRole(token.CONTROLLER_ROLE(), address(this));
        token.grantRole(token.PAUSER_ROLE(), address(this));
        token.grantRole(token.RESUMER_ROLE(), address(this));
        info.token = address(token);
        registry.register(info);
        registry.setStatus(address(token), ITreasuryRegistry.TreasuryStatus.Active);
    }

    function billInfo() internal view returns (ITreasuryRegistry.TreasuryInfo memory info) {
        AccruedInterest.Terms memory terms;
        terms.issueDay = uint32(NOW / 1 days - 1);
        terms.maturityDay = uint32(MATURITY / 1 days);
        (terms.firstCouponDay, terms.lastRegularDay) = (terms.maturityDay, terms.maturityDay);
        info = newInfo("US912797AB12", ITreasuryRegistry.TreasuryType.Bill, terms, uint128(ONE));
        info.issuePrice = uint128(PRICE);
    }

    function noteInfo() internal view returns (ITreasuryRegistry.TreasuryInfo memory) {
        AccruedInterest.Terms memory terms = AccruedInterest.Terms({
            convention: DayCount.Convention.ActualActualIcma,
            couponsPerYear: 2,
            endOfMonth: false,
            rate: NOTE_RATE,
            issueDay: uint32(DayCount.daysFromCivil(2026, 11, 15)),
            firstCouponDay: uint32(DayCount.daysFromCivil(2027, 5, 15)),
            lastRegularDay: uint32(DayCount.daysFromCivil(2028, 11, 15)),
            maturityDay: uint32(DayCount.daysFromCivil(2028, 11, 15))
        });
        return newInfo("US91282CAB12", ITreasuryRegistry.TreasuryType.Note, terms, NOTE_FACE);
    }

    function newInfo(
        string memory isin,
        ITreasuryRegistry.TreasuryType kind,
        AccruedInterest.Terms memory terms,
        uint128 face
    ) internal view returns (ITreasuryRegistry.TreasuryInfo memory) {
        return ITreasuryRegistry.TreasuryInfo({
            token: address(0),
            treasuryType: kind,
            currency: "USD",
            issuer: address(this),
            terms: terms,
            faceValue: face,
            issuePrice: face,
            documentHash: keccak256("offering"),
            isin: isin,
            name: "Treasury"
        });
    }

    function approvedInvestor() internal pure returns (IComplianceModule.Investor memory) {
        return IComplianceModule.Investor({
            status: IComplianceModule.InvestorStatus.Approved,
            class: IComplianceModule.InvestorClass.Institutional,
            country: "US",
            expiry: NOW + 3650 days,
            identityHash: 0
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
            token: traded,
            side: side,
            timeInForce: ITradingModule.TimeInForce.GoodTillDate,
            postOnly: false,
            quantity: quantity,
            price: price,
            maxFeeBps: 25,
            expiry: uint64(block.timestamp) + 1 days,
            nonce: 7,
            salt: ++_lastId
        });
    }

    /// @notice A fill signed by both traders.
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

    /// @notice Bob buys `quantity` of alice at `price`, each with an order for just that.
    function fillOf(uint256 quantity, uint256 price) internal returns (ITradingModule.Fill memory) {
        return newFill(sellOrder(alice, quantity, price), buyOrder(bob, quantity, price), quantity, price);
    }

    /// @notice Bob buys 100 whole tokens of alice at {PRICE}.
    function plainFill() internal returns (ITradingModule.Fill memory) {
        return fillOf(100 * ONE, PRICE);
    }

    /// @notice Bob buys of alice 1,000 whole tokens at {PRICE}, within the day.
    function newBlock() internal returns (ITradingModule.BlockTrade memory) {
        return ITradingModule.BlockTrade({
            buyer: bob,
            seller: alice,
            token: traded,
            quantity: 1000 * ONE,
            price: PRICE,
            maxFeeBps: 25,
            validFrom: uint64(block.timestamp),
            validUntil: uint64(block.timestamp) + 1 days,
            nonce: 7,
            salt: ++_lastId
        });
    }

    function signOrder(uint256 key, ITradingModule.Order memory order) internal view returns (bytes memory) {
        return signDigest(key, module.hashOrder(order));
    }

    function signBlock(uint256 key, ITradingModule.BlockTrade memory trade) internal view returns (bytes memory) {
        return signDigest(key, module.hashBlockTrade(trade));
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

    function control(TreasuryToken token) internal pure returns (ITreasuryControl) {
        return ITreasuryControl(address(token));
    }
}
