// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ComplianceModule} from "../../../contracts/compliance/ComplianceModule.sol";
import {ValidatorModule} from "../../../contracts/compliance/ValidatorModule.sol";
import {TreasuryFactory} from "../../../contracts/factory/TreasuryFactory.sol";
import {ITreasuryFactory} from "../../../contracts/interfaces/ITreasuryFactory.sol";
import {ITreasuryRegistry} from "../../../contracts/interfaces/ITreasuryRegistry.sol";
import {DayCount} from "../../../contracts/libraries/DayCount.sol";
import {OrderBoard} from "../../../contracts/trading/OrderBoard.sol";
import {SettlementToken} from "../../../contracts/trading/SettlementToken.sol";
import {TradingModule} from "../../../contracts/trading/TradingModule.sol";
import {PriceCommittee} from "../../../contracts/treasury/PriceCommittee.sol";
import {TreasuryRegistry} from "../../../contracts/treasury/TreasuryRegistry.sol";
import {TreasuryToken} from "../../../contracts/treasury/TreasuryToken.sol";
import {YieldModule} from "../../../contracts/treasury/YieldModule.sol";

import {Test} from "./Test.sol";

/// @notice The real parts, and the factory over them. No set yet.
abstract contract FactoryDesk is Test {
    address internal constant DEPOSITS = 0x00000000219ab540356cBB839Cbe05303d7705Fa;
    /// @notice 15 January 2027.
    uint256 internal constant NOW = 1_800_000_000;
    uint48 internal constant DELAY = 2 days;

    TreasuryFactory internal factory;
    SettlementToken internal cash;

    function setUp() public virtual {
        vm.warp(NOW);
        factory = new TreasuryFactory(_newImplementations());
        cash = new SettlementToken(address(this));
    }

    function _newImplementations() internal returns (ITreasuryFactory.Implementations memory) {
        return ITreasuryFactory.Implementations({
            registry: address(new TreasuryRegistry()),
            compliance: address(new ComplianceModule()),
            yieldModule: address(new YieldModule()),
            tradingModule: address(new TradingModule()),
            priceCommittee: address(new PriceCommittee()),
            validatorModule: address(new ValidatorModule()),
            orderBoard: address(new OrderBoard()),
            treasuryToken: address(new TreasuryToken())
        });
    }

    function _parameters(address admin) internal view returns (ITreasuryFactory.SetParameters memory parameters) {
        parameters.admin = admin;
        parameters.adminDelay = DELAY;
        parameters.settlementToken = address(cash);
        parameters.depositContract = DEPOSITS;
    }

    /// @notice Parameters of a set that a timelock governs, to which `governor` alone proposes.
    function _timelocked(address governor) internal view returns (ITreasuryFactory.SetParameters memory parameters) {
        parameters = _parameters(address(0));
        address[] memory governors = new address[](1);
        governors[0] = governor;
        parameters.timelock = ITreasuryFactory.Timelock(DELAY, governors, governors);
    }

    function _tokenParameters(
        address registry,
        address admin
    ) internal pure returns (ITreasuryFactory.TokenParameters memory parameters) {
        parameters.registry = registry;
        parameters.name = "Treasury Bill 2028";
        parameters.symbol = "B28";
        parameters.admin = admin;
        parameters.adminDelay = DELAY;
    }

    function _partsOf(ITreasuryFactory.Set memory set) internal pure returns (address[7] memory) {
        return [
            set.registry,
            set.compliance,
            set.yieldModule,
            set.tradingModule,
            set.priceCommittee,
            set.validatorModule,
            set.orderBoard
        ];
    }

    /// @notice A bill of a year, issued today by `issuer`.
    function _billInfo(
        address token,
        address issuer
    ) internal pure returns (ITreasuryRegistry.TreasuryInfo memory info) {
        info.token = token;
        info.treasuryType = ITreasuryRegistry.TreasuryType.Bill;
        info.currency = "USD";
        info.issuer = issuer;
        info.terms.convention = DayCount.Convention.Actual360;
        info.terms.issueDay = uint32(NOW / 1 days);
        info.terms.maturityDay = info.terms.issueDay + 365;
        info.terms.firstCouponDay = info.terms.maturityDay;
        info.terms.lastRegularDay = info.terms.maturityDay;
        info.faceValue = 100e6;
        info.issuePrice = 96e6;
        info.isin = "US912797AB12";
        info.name = "Treasury Bill 2028";
    }
}
