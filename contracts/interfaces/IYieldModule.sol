// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ITreasuryRegistry} from "./ITreasuryRegistry.sol";

/// @title IYieldModule
/// @notice Pays the coupons and the redemption of every treasury of a set, in the settlement token, by pull.
/// @dev A coupon belongs to whoever holds at the start (00:00 UTC) of the day it is paid: no day is without its coupon, so
/// that the accrued interest that buyers pay is right on every day. The token keeps those balances by itself. Amounts are
/// in base units. Each holder is due floor(balance × coupon of one whole token / 10^decimals), as bonds pay by
/// denomination. Money of one treasury never pays another's.
///
/// Money goes to the holder, or to the wallet that replaced it. Whoever couldn't be redeemed isn't paid a coupon: what is
/// due to the frozen and the sanctioned waits until they no longer are. An approval that lapsed doesn't matter: what was
/// earned is owed. A coupon or redemption is paid once it is fully funded.
/// Where that will not happen (a coupon declared short, a treasury in default), everyone is paid pro rata of what is there,
/// and again whenever more is paid in.
interface IYieldModule {
    /// @notice A coupon or a redemption, for all holders together.
    /// @param payTime Unix seconds: the start of the day it is paid. For a coupon, balances at that instant count.
    /// @param perToken For one whole token: the coupon, or the face value.
    /// @param supply The tokens it is for: those there at the coupon's pay time, or outstanding when a redemption was first
    /// funded; 0 before.
    /// @param due For all of them; 0 while they aren't known.
    /// @param funded What was paid in; never more than is due.
    /// @param paid What was paid out; never more than was paid in.
    /// @param redeemed The tokens that were burned for it; 0 for a coupon.
    /// @param settled The tokens, or balances, that were paid all they can be at the present funding.
    /// @param shortfall Whether each is paid pro rata of what is there, because it isn't fully funded.
    /// @param swept Whether what was left over went to the issuer; nothing more is paid in or out.
    struct Payout {
        uint40 payTime;
        uint256 perToken;
        uint256 supply;
        uint256 due;
        uint256 funded;
        uint256 paid;
        uint256 redeemed;
        uint256 settled;
        bool shortfall;
        bool swept;
    }

    /// @notice A treasury's coupons from `firstCoupon` on, of `couponCount` in all, are kept and paid here.
    event Opened(address indexed token, uint256 firstCoupon, uint256 couponCount);
    /// @notice Money was paid in for a coupon.
    event CouponFunded(address indexed token, uint256 indexed index, address indexed payer, uint256 amount);
    /// @notice A holder was paid what it is due of a coupon now. `payee` is the holder, or the wallet that replaced it.
    event CouponPaid(
        address indexed token, uint256 indexed index, address indexed holder, address payee, uint256 amount
    );
    /// @notice The settlement token refused to pay a holder of a batch; nothing is lost, it can be paid later.
    event CouponPaymentFailed(address indexed token, uint256 indexed index, address indexed holder);
    /// @notice A coupon is paid pro rata of what is there, and of what may still come.
    event ShortfallDeclared(address indexed token, uint256 indexed index, uint256 funded, uint256 due);
    /// @notice What rounding left of a coupon went to the issuer.
    event CouponSwept(address indexed token, uint256 indexed index, address indexed issuer, uint256 amount);
    /// @notice Money was paid in for the redemption, or recovered after a default.
    event RedemptionFunded(address indexed token, address indexed payer, uint256 amount);
    /// @notice A holder's tokens were burned, none where it had none left, and it was paid what it is due now.
    event RedemptionPaid(
        address indexed token, address indexed holder, address payee, uint256 tokens, uint256 amount
    );
    /// @notice What was left of a redemption went to the issuer.
    event RedemptionSwept(address indexed token, address indexed issuer, uint256 amount);

    /// @notice Thrown when the token names another yield module.
    error NotYieldModuleOf(address token);
    error MissingRight(address caller, address token, uint8 right);
    error AlreadyOpened(address token);
    error NotOpened(address token);
    /// @notice Thrown when the treasury was opened after the coupon's day, so that no balances were kept for it.
    error CouponNotKept(uint256 index, uint256 firstCoupon);
    error NotYetDue(uint256 index, uint40 payTime);
    error GraceNotOver(uint256 index, uint256 graceEnd);
    error ShortfallAlreadyDeclared(uint256 index);
    /// @notice Thrown when a treasury is neither matured nor in default.
    error NotRedeemable(address token, ITreasuryRegistry.TreasuryStatus status);
    /// @notice Thrown when somebody else would burn a holder's tokens for less than their face value.
    error NotHolder(address caller, address holder);
    /// @notice Thrown when a holder, or the wallet that replaced it, is frozen or sanctioned. Nothing is lost.
    error PaymentWithheld(address payee, bytes32 rule);
    error TooManyHolders(uint256 count, uint256 limit);
    /// @notice Thrown when the settlement token moved another amount than it was told to: this module's balance in it isn't
    /// what it must be.
    error UnexpectedBalance(uint256 expected, uint256 found);

    /// @notice Has the token keep its balances at every coupon day still to come. Once; with RIGHT_COUPONS. Do it before
    /// the first coupon: a coupon whose day has passed can't be paid here any more.
    function open(address token) external;

    /// @notice Pays in up to `amount` for a coupon, from its pay time on: what is missing is taken, never more. Anyone.
    /// @return taken What was paid in.
    function fundCoupon(address token, uint256 index, uint256 amount) external returns (uint256 taken);

    /// @notice Pays a holder what it is due of a coupon. Anyone may call it; the money goes to the holder. Paying twice is
    /// refused.
    function payCoupon(address token, uint256 index, address holder) external returns (uint256 amount);

    /// @notice Pays each of up to {maxHolders} holders what it is due of a coupon; passes over those who are due nothing,
    /// are paid already, are frozen or sanctioned, or whom the settlement token refuses. Anyone.
    /// @return total What was paid out.
    function payCoupons(
        address token,
        uint256 index,
        address[] calldata holders
    ) external returns (uint256 total);

    /// @notice Declares that a coupon won't be fully funded for now: each is paid pro rata of what is there. With
    /// RIGHT_COUPONS, {gracePeriod} after the pay time, or at once when the treasury is in default.
    function declareShortfall(address token, uint256 index) external;

    /// @notice Sends what rounding left of a coupon to the issuer, once every record balance has been paid. Final. With
    /// RIGHT_COUPONS.
    function sweepCoupon(address token, uint256 index) external returns (uint256 amount);

    /// @notice Pays in up to `amount` for redemption at face value, or for the recovery after a default: what is missing
    /// is taken, never more. Anyone, while the treasury is matured or in default.
    /// @return taken What was paid in.
    function fundRedemption(address token, uint256 amount) external returns (uint256 taken);

    /// @notice Burns what a holder has unlocked and pays its face value. Anyone may call it; the money goes to the holder.
    /// After a default, only the holder or RIGHT_COUPONS: it then pays the share of what is there, and again later when
    /// more was paid in.
    function redeem(address token, address holder) external returns (uint256 amount);

    /// @notice Sends what is left of a redemption to the issuer, once nothing is outstanding and all was paid. Final. With
    /// RIGHT_COUPONS.
    function sweepRedemption(address token) external returns (uint256 amount);

    /// @notice What a holder is due of a coupon at its present funding and hasn't been paid; also while it is frozen.
    function dueTo(address token, uint256 index, address holder) external view returns (uint256);

    /// @notice A coupon, also one still to come. Of an opened treasury.
    function couponOf(address token, uint256 index) external view returns (Payout memory);

    /// @notice How many coupons a treasury pays from issue to maturity; 0 before it is opened.
    function couponCount(address token) external view returns (uint256);

    /// @notice The redemption, also one still to come.
    function redemptionOf(address token) external view returns (Payout memory);

    /// @notice What a holder was paid of a coupon.
    function paidTo(address token, uint256 index, address holder) external view returns (uint256);

    /// @notice The tokens of a holder that were burned at redemption, and what was paid for them.
    function redeemedBy(address token, address holder) external view returns (uint256 tokens, uint256 paid);

    /// @notice Whether a holder was paid all it can be of a coupon at its present funding.
    function hasBeenPaid(address token, uint256 index, address holder) external view returns (bool);

    /// @notice The interest that `amount` of a note or bond has earned today (UTC) since its latest coupon; 0 before issue,
    /// from maturity on, and without coupons. See {AccruedInterest}.
    function accruedInterest(address token, uint256 amount) external view returns (uint256);

    /// @notice The part of its discount that `amount` has earned from issue to today (UTC): all of it from maturity on.
    function accruedDiscount(address token, uint256 amount) external view returns (uint256);

    /// @notice The money that everything is paid in.
    function settlementToken() external view returns (address);

    /// @notice Knows the treasuries, their terms and who may act for their issuers.
    function registry() external view returns (address);

    /// @notice Seconds after a coupon's pay time before a shortfall may be declared.
    function gracePeriod() external view returns (uint256);

    /// @notice The most holders that {payCoupons} takes.
    function maxHolders() external view returns (uint256);
}
