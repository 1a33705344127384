// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {ReentrancyGuardTransient} from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";
import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";

import {Governed} from "../base/Governed.sol";
import {IComplianceModule} from "../interfaces/IComplianceModule.sol";
import {ITreasuryRegistry} from "../interfaces/ITreasuryRegistry.sol";
import {ITreasuryToken} from "../interfaces/ITreasuryToken.sol";
import {IYieldModule} from "../interfaces/IYieldModule.sol";
import {AccruedInterest} from "../libraries/AccruedInterest.sol";
import {DayCount} from "../libraries/DayCount.sol";
import {Distribution} from "../libraries/Distribution.sol";
import {Rights} from "../libraries/Rights.sol";

import {CouponSchedule} from "./CouponSchedule.sol";

/// @title YieldModule
/// @notice Pays the coupons and the redemption of every treasury of a set, in the settlement token, by pull.
/// @dev A token is trusted with its own holders' balances only: whatever it says, it can't draw more than was paid in for
/// it. The settlement token may take no fee from what is paid in, and from this contract no more than it is told to move.
contract YieldModule is IYieldModule, Governed, ReentrancyGuardTransient {
    using SafeERC20 for IERC20;
    using SafeCast for uint256;
    using Distribution for Distribution.Pot;

    /// @param firstCoupon The first coupon whose balances the token keeps.
    /// @param couponCount From issue to maturity.
    struct Schedule {
        bool opened;
        uint16 firstCoupon;
        uint16 couponCount;
    }

    /// @custom:storage-location erc7201:quantera.storage.YieldModule
    struct YieldStorage {
        ITreasuryRegistry registry;
        uint8 pausedGroups;
        IERC20 settlementToken;
        mapping(address token => Schedule) schedules;
        mapping(address token => mapping(uint256 index => Distribution.Pot)) coupons;
        mapping(address token => mapping(uint256 index => mapping(address holder => Distribution.Claim))) couponClaims;
        mapping(address token => Distribution.Pot) redemptions;
        mapping(address token => mapping(address holder => Distribution.Claim)) redemptionClaims;
    }

    /// @notice Paying in.
    uint8 public constant FUNDING_GROUP = 1;
    /// @notice Paying coupons out.
    uint8 public constant PAYMENT_GROUP = 2;
    /// @notice Burning tokens and paying for them.
    uint8 public constant REDEMPTION_GROUP = 4;

    // keccak256(abi.encode(uint256(keccak256("quantera.storage.YieldModule")) - 1)) & ~bytes32(uint256(0xff))
    bytes32 private constant STORAGE_SLOT = 0x3e8a16f13d1baec0d505bfe7a5cf4a545cdcaf443409aaef59cc6c3067d08800;

    /// @dev What indentures usually give an issuer to cure a missed coupon.
    uint256 private constant GRACE_PERIOD = 30 days;
    uint256 private constant MAX_HOLDERS = 128;

    /// @dev Pure arithmetic, and so the same for every set.
    CouponSchedule private immutable SCHEDULE = new CouponSchedule();

    /// @notice Links the module to its set, once.
    /// @param registry_ Knows the treasuries, their terms and who may act for their issuers.
    /// @param settlementToken_ The money that everything is paid in.
    function initialize(
        address registry_,
        address settlementToken_,
        address admin,
        uint48 adminDelay
    ) external initializer {
        if (registry_ == address(0) || settlementToken_ == address(0)) revert ZeroAddress();
        _initializeGoverned(admin, adminDelay);
        YieldStorage storage $ = _storage();
        $.registry = ITreasuryRegistry(registry_);
        $.settlementToken = IERC20(settlementToken_);
    }

    /// @inheritdoc IYieldModule
    function open(address token) external {
        _requireRight(token);
        Schedule storage schedule = _storage().schedules[token];
        if (schedule.opened) revert AlreadyOpened(token);
        _requireOwn(token);
        (uint256 count, uint40[] memory times) =
            SCHEDULE.payTimesAfter(_storage().registry, token, block.timestamp);
        uint256 first = count - times.length;
        schedule.opened = true;
        schedule.firstCoupon = first.toUint16();
        schedule.couponCount = count.toUint16();
        emit Opened(token, first, count);
        if (times.length != 0) ITreasuryToken(token).scheduleSnapshots(times);
    }

    /// @inheritdoc IYieldModule
    function fundCoupon(
        address token,
        uint256 index,
        uint256 amount
    ) external nonReentrant whenRunning(FUNDING_GROUP) returns (uint256 taken) {
        taken = _fixedCoupon(token, index).fund(amount);
        emit CouponFunded(token, index, msg.sender, taken);
        _payIn(taken);
    }

    /// @inheritdoc IYieldModule
    function payCoupon(
        address token,
        uint256 index,
        address holder
    ) external nonReentrant whenRunning(PAYMENT_GROUP) returns (uint256 amount) {
        Distribution.Pot storage pot = _fixedCoupon(token, index);
        Distribution.Claim storage claim = _storage().couponClaims[token][index][holder];
        amount = pot.settle(claim, _freshBalance(token, pot, claim, holder));
        address payee = _requirePayable(token, holder);
        emit CouponPaid(token, index, holder, payee, amount);
        _payOut(payee, amount);
    }

    /// @inheritdoc IYieldModule
    function payCoupons(
        address token,
        uint256 index,
        address[] calldata holders
    ) external nonReentrant whenRunning(PAYMENT_GROUP) returns (uint256 total) {
        if (holders.length > MAX_HOLDERS) revert TooManyHolders(holders.length, MAX_HOLDERS);
        Distribution.Pot storage pot = _fixedCoupon(token, index);
        pot.requirePayable();
        uint256 before = _cash();
        for (uint256 i; i < holders.length; ++i) total += _tryPayCoupon(token, index, pot, holders[i]);
        _requireCash(before - total);
    }

    /// @inheritdoc IYieldModule
    function declareShortfall(address token, uint256 index) external {
        _requireRight(token);
        Distribution.Pot storage pot = _fixedCoupon(token, index);
        if (pot.stage != Distribution.Stage.Open) revert ShortfallAlreadyDeclared(index);
        uint256 due = pot.due();
        if (pot.funded == due) revert Distribution.FullyFunded(due);
        uint256 graceEnd = pot.payTime + GRACE_PERIOD;
        if (block.timestamp < graceEnd && !_isDefaulted(token)) revert GraceNotOver(index, graceEnd);
        pot.stage = Distribution.Stage.Shortfall;
        emit ShortfallDeclared(token, index, pot.funded, due);
    }

    /// @inheritdoc IYieldModule
    function sweepCoupon(
        address token,
        uint256 index
    ) external nonReentrant whenRunning(PAYMENT_GROUP) returns (uint256 amount) {
        _requireRight(token);
        Distribution.Pot storage pot = _fixedCoupon(token, index);
        amount = pot.close(pot.supply);
        address issuer = _issuerOf(token);
        emit CouponSwept(token, index, issuer, amount);
        _payOut(issuer, amount);
    }

    /// @inheritdoc IYieldModule
    function fundRedemption(
        address token,
        uint256 amount
    ) external nonReentrant whenRunning(FUNDING_GROUP) returns (uint256 taken) {
        taken = _fixedRedemption(token).fund(amount);
        emit RedemptionFunded(token, msg.sender, taken);
        _payIn(taken);
    }

    /// @inheritdoc IYieldModule
    function redeem(
        address token,
        address holder
    ) external nonReentrant whenRunning(REDEMPTION_GROUP) returns (uint256 amount) {
        Distribution.Pot storage pot = _fixedRedemption(token);
        if (_isShort(pot) && msg.sender != holder && !_hasRight(token)) revert NotHolder(msg.sender, holder);
        address payee = _requirePayable(token, holder);
        uint256 tokens = _burnMatured(token, holder);
        amount = pot.settle(_storage().redemptionClaims[token][holder], tokens);
        pot.claimed += tokens.toUint96();
        emit RedemptionPaid(token, holder, payee, tokens, amount);
        _payOut(payee, amount);
    }

    /// @inheritdoc IYieldModule
    function sweepRedemption(address token)
        external
        nonReentrant
        whenRunning(REDEMPTION_GROUP)
        returns (uint256 amount)
    {
        _requireRight(token);
        Distribution.Pot storage pot = _storage().redemptions[token];
        amount = pot.close(pot.claimed + ITreasuryToken(token).issuedSupply());
        address issuer = _issuerOf(token);
        emit RedemptionSwept(token, issuer, amount);
        _payOut(issuer, amount);
    }

    /// @inheritdoc IYieldModule
    function dueTo(address token, uint256 index, address holder) external view returns (uint256) {
        YieldStorage storage $ = _storage();
        Distribution.Pot storage pot = $.coupons[token][index];
        if (pot.stage == Distribution.Stage.Closed || !pot.isPayable()) return 0;
        Distribution.Claim storage claim = $.couponClaims[token][index][holder];
        uint256 tokens = claim.tokens + _freshBalance(token, pot, claim, holder);
        return pot.entitlement(tokens) - claim.paid;
    }

    /// @inheritdoc IYieldModule
    function couponOf(address token, uint256 index) external view returns (Payout memory payout) {
        Distribution.Pot storage pot = _storage().coupons[token][index];
        if (pot.stage != Distribution.Stage.Unknown) return _payoutOf(pot);
        (payout.payTime, payout.perToken) = _couponTerms(token, index);
        if (payout.payTime > block.timestamp) return payout;
        payout.supply = ITreasuryToken(token).issuedSupplyAt(payout.payTime);
        payout.due = _forAmount(token, payout.supply, payout.perToken);
    }

    /// @inheritdoc IYieldModule
    function couponCount(address token) external view returns (uint256) {
        return _storage().schedules[token].couponCount;
    }

    /// @inheritdoc IYieldModule
    function redemptionOf(address token) external view returns (Payout memory payout) {
        Distribution.Pot storage pot = _storage().redemptions[token];
        if (pot.stage != Distribution.Stage.Unknown) return _payoutOf(pot);
        (payout.payTime, payout.perToken) = _redemptionTerms(token);
    }

    /// @inheritdoc IYieldModule
    function paidTo(address token, uint256 index, address holder) external view returns (uint256) {
        return _storage().couponClaims[token][index][holder].paid;
    }

    /// @inheritdoc IYieldModule
    function redeemedBy(address token, address holder) external view returns (uint256 tokens, uint256 paid) {
        Distribution.Claim storage claim = _storage().redemptionClaims[token][holder];
        return (claim.tokens, claim.paid);
    }

    /// @inheritdoc IYieldModule
    function hasBeenPaid(address token, uint256 index, address holder) external view returns (bool) {
        uint32 round = _storage().couponClaims[token][index][holder].round;
        return round != 0 && round == _storage().coupons[token][index].round;
    }

    /// @inheritdoc IYieldModule
    function accruedInterest(address token, uint256 amount) external view returns (uint256) {
        uint256 perToken = _storage().registry.accruedOf(token, DayCount.dayOf(block.timestamp));
        return _forAmount(token, amount, perToken);
    }

    /// @inheritdoc IYieldModule
    function accruedDiscount(address token, uint256 amount) external view returns (uint256) {
        uint256 today = DayCount.dayOf(block.timestamp);
        return _forAmount(token, amount, SCHEDULE.accruedDiscount(_storage().registry, token, today));
    }

    /// @inheritdoc IYieldModule
    function settlementToken() external view returns (address) {
        return address(_storage().settlementToken);
    }

    /// @inheritdoc IYieldModule
    function registry() external view returns (address) {
        return address(_storage().registry);
    }

    /// @inheritdoc IYieldModule
    function gracePeriod() external pure returns (uint256) {
        return GRACE_PERIOD;
    }

    /// @inheritdoc IYieldModule
    function maxHolders() external pure returns (uint256) {
        return MAX_HOLDERS;
    }

    function _pausedGroups() internal view override returns (uint8) {
        return _storage().pausedGroups;
    }

    function _setPausedGroups(uint8 groups) internal override {
        _storage().pausedGroups = groups;
    }

    /// @dev Pays one holder of a batch; 0 where it can't be paid now, which leaves everything as it was.
    function _tryPayCoupon(
        address token,
        uint256 index,
        Distribution.Pot storage pot,
        address holder
    ) private returns (uint256 amount) {
        Distribution.Claim storage claim = _storage().couponClaims[token][index][holder];
        Distribution.Claim memory before = claim;
        if (before.round == pot.round) return 0;
        uint256 fresh = _freshBalance(token, pot, claim, holder);
        if (before.tokens + fresh == 0) return 0;
        (address payee, bytes32 rule) = _payeeOf(token, holder);
        if (rule != 0) return 0;
        amount = pot.settle(claim, fresh);
        if (amount != 0 && !_storage().settlementToken.trySafeTransfer(payee, amount)) {
            pot.unsettle(claim, before, amount);
            emit CouponPaymentFailed(token, index, holder);
            return 0;
        }
        emit CouponPaid(token, index, holder, payee, amount);
    }

    function _burnMatured(address token, address holder) private returns (uint256 tokens) {
        bytes32[] memory partitions = ITreasuryToken(token).partitionsOf(holder);
        for (uint256 i; i < partitions.length; ++i) {
            tokens += ITreasuryToken(token).burnMatured(holder, partitions[i]);
        }
    }

    /// @dev The coupon's pot, fixed by the terms and the balances of its day, once that has come.
    function _fixedCoupon(address token, uint256 index) private returns (Distribution.Pot storage pot) {
        pot = _storage().coupons[token][index];
        if (pot.stage != Distribution.Stage.Unknown) return pot;
        (uint40 payTime, uint256 perToken) = _couponTerms(token, index);
        if (payTime > block.timestamp) revert NotYetDue(index, payTime);
        uint256 supply = ITreasuryToken(token).issuedSupplyAt(payTime);
        pot.fix(perToken, supply, payTime, _decimalsOf(token));
    }

    /// @dev The redemption's pot, fixed by the tokens that are outstanding when it is first funded: none is issued any more.
    function _fixedRedemption(address token) private returns (Distribution.Pot storage pot) {
        ITreasuryRegistry.TreasuryStatus status = _statusOf(token);
        bool defaulted = status == ITreasuryRegistry.TreasuryStatus.Defaulted;
        if (!defaulted && status != ITreasuryRegistry.TreasuryStatus.Matured) revert NotRedeemable(token, status);
        pot = _storage().redemptions[token];
        if (pot.stage == Distribution.Stage.Unknown) {
            _requireOwn(token);
            (uint40 maturity, uint256 faceValue) = _redemptionTerms(token);
            pot.fix(faceValue, ITreasuryToken(token).issuedSupply(), maturity, _decimalsOf(token));
        }
        if (defaulted && pot.stage == Distribution.Stage.Open) pot.stage = Distribution.Stage.Shortfall;
    }

    function _payIn(uint256 amount) private {
        uint256 before = _cash();
        _storage().settlementToken.safeTransferFrom(msg.sender, address(this), amount);
        _requireCash(before + amount);
    }

    function _payOut(address payee, uint256 amount) private {
        if (amount == 0) return;
        uint256 before = _cash();
        _storage().settlementToken.safeTransfer(payee, amount);
        _requireCash(before - amount);
    }

    function _cash() private view returns (uint256) {
        return _storage().settlementToken.balanceOf(address(this));
    }

    function _couponTerms(address token, uint256 index) private view returns (uint40 payTime, uint256 perToken) {
        Schedule memory schedule = _storage().schedules[token];
        if (!schedule.opened) revert NotOpened(token);
        if (index >= schedule.couponCount) revert AccruedInterest.CouponOutOfRange(index, schedule.couponCount);
        if (index < schedule.firstCoupon) revert CouponNotKept(index, schedule.firstCoupon);
        return SCHEDULE.couponOf(_storage().registry, token, index);
    }

    function _redemptionTerms(address token) private view returns (uint40 payTime, uint256 perToken) {
        return SCHEDULE.redemptionOf(_storage().registry, token);
    }

    /// @dev The balance a holder's claim is for; 0 where the claim has it already.
    function _freshBalance(
        address token,
        Distribution.Pot storage pot,
        Distribution.Claim storage claim,
        address holder
    ) private view returns (uint256) {
        return claim.tokens == 0 ? ITreasuryToken(token).totalBalanceOfAt(holder, pot.payTime) : 0;
    }

    /// @dev Where a holder's money goes, and what forbids paying it now, or zero: what would forbid its redemption.
    function _payeeOf(address token, address holder) private view returns (address payee, bytes32 rule) {
        payee = ITreasuryToken(token).recoveredBy(holder);
        if (payee == address(0)) payee = holder;
        if (ITreasuryToken(token).isFrozen(payee)) return (payee, "sender/frozen");
        (,, rule) =
            IComplianceModule(ITreasuryToken(token).compliance()).canTransfer(token, payee, address(0), 0);
    }

    function _requirePayable(address token, address holder) private view returns (address payee) {
        bytes32 rule;
        (payee, rule) = _payeeOf(token, holder);
        if (rule != 0) revert PaymentWithheld(payee, rule);
    }

    function _forAmount(address token, uint256 amount, uint256 perToken) private view returns (uint256) {
        return amount * perToken / 10 ** _decimalsOf(token);
    }

    function _statusOf(address token) private view returns (ITreasuryRegistry.TreasuryStatus) {
        return _storage().registry.statusOf(token);
    }

    function _decimalsOf(address token) private view returns (uint8) {
        return ITreasuryToken(token).decimals();
    }

    function _requireOwn(address token) private view {
        if (ITreasuryToken(token).yieldModule() != address(this)) revert NotYieldModuleOf(token);
    }

    function _issuerOf(address token) private view returns (address) {
        return SCHEDULE.issuerOf(_storage().registry, token);
    }

    function _isDefaulted(address token) private view returns (bool) {
        return _statusOf(token) == ITreasuryRegistry.TreasuryStatus.Defaulted;
    }

    function _requireRight(address token) private view {
        if (!_hasRight(token)) revert MissingRight(msg.sender, token, Rights.COUPONS);
    }

    function _hasRight(address token) private view returns (bool) {
        return _storage().registry.hasRight(token, msg.sender, Rights.COUPONS);
    }

    function _requireCash(uint256 expected) private view {
        uint256 found = _cash();
        if (found != expected) revert UnexpectedBalance(expected, found);
    }

    function _payoutOf(Distribution.Pot storage pot) private view returns (Payout memory) {
        return Payout({
            payTime: pot.payTime,
            perToken: pot.perToken,
            supply: pot.supply,
            due: pot.due(),
            funded: pot.funded,
            paid: pot.paid,
            redeemed: pot.claimed,
            settled: pot.settled,
            shortfall: _isShort(pot),
            swept: pot.stage == Distribution.Stage.Closed
        });
    }

    function _isShort(Distribution.Pot storage pot) private view returns (bool) {
        return pot.stage >= Distribution.Stage.Shortfall && pot.funded < pot.due();
    }

    function _storage() private pure returns (YieldStorage storage $) {
        assembly ("memory-safe") {
            $.slot := STORAGE_SLOT
        }
    }
}
