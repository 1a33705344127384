// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @title IYieldModule
/// @notice Pays the coupons and the redemption of every treasury of a set, in the settlement token, by pull.
/// @dev A coupon's record time is `recordDays` before the day it is paid, 00:00 UTC; the token keeps those balances by
/// itself. Each holder is due floor(balance × coupon of one whole token / 10^decimals). Money of one treasury never pays
/// another's.
interface IYieldModule {
    /// @param recordTime Unix seconds at whose start balances count.
    /// @param payTime Unix seconds from which it is paid.
    /// @param perToken Base units of the settlement token for one whole token.
    /// @param due For the whole supply at the record time; 0 while that time hasn't come.
    /// @param funded What was paid in.
    /// @param paid What was paid out.
    /// @param paidBalance The record balances that were paid already.
    /// @param shortfall Whether it was declared that no more will be funded: each is paid pro rata of what is there.
    struct Coupon {
        uint40 recordTime;
        uint40 payTime;
        uint256 perToken;
        uint256 due;
        uint256 funded;
        uint256 paid;
        uint256 paidBalance;
        bool shortfall;
    }

    /// @param perToken Face value of one whole token.
    /// @param funded What was paid in.
    /// @param paid What was paid out.
    /// @param shortfall Whether it was declared that no more will be funded: pro rata of what is there.
    struct Redemption {
        uint256 perToken;
        uint256 funded;
        uint256 paid;
        bool shortfall;
    }

    event Opened(address indexed token, uint8 recordDays, uint256 couponCount);
    event CouponFunded(address indexed token, uint256 indexed index, address indexed payer, uint256 amount);
    event CouponPaid(address indexed token, uint256 indexed index, address indexed holder, uint256 amount);
    event ShortfallDeclared(address indexed token, uint256 indexed index, uint256 funded, uint256 due);
    event RedemptionFunded(address indexed token, address indexed payer, uint256 amount);
    event RedemptionShortfallDeclared(address indexed token, uint256 funded, uint256 due);
    event RedemptionPaid(address indexed token, address indexed holder, uint256 tokens, uint256 amount);
    event DustSwept(address indexed token, uint256 indexed index, address indexed to, uint256 amount);

    /// @notice Schedules the record dates of a registered treasury. Once, with RIGHT_COUPONS, before anything is issued.
    function open(address token, uint8 recordDays) external;

    /// @notice Pays money in for a coupon; never more than is due once the record time has come. Anyone.
    function fundCoupon(address token, uint256 index, uint256 amount) external;

    /// @notice Pays a holder what it is due of a coupon, from its pay time on and once it is fully funded (or declared
    /// short). Anyone may call it; the money goes to the holder. Paying twice is refused.
    function payCoupon(address token, uint256 index, address holder) external returns (uint256 amount);

    /// @notice Pays in for redemption at face value. Anyone.
    function fundRedemption(address token, uint256 amount) external;

    /// @notice Burns what a holder has unlocked and pays its face value (or its share after a default). Anyone may call it.
    function redeem(address token, address holder) external returns (uint256 amount);

    /// @notice What a holder could be paid of a coupon now; 0 when nothing, or paid already.
    function dueTo(address token, uint256 index, address holder) external view returns (uint256);

    function couponOf(address token, uint256 index) external view returns (Coupon memory);

    function couponCount(address token) external view returns (uint256);

    function redemptionOf(address token) external view returns (Redemption memory);

    function hasBeenPaid(address token, uint256 index, address holder) external view returns (bool);

    function settlementToken() external view returns (address);

    function registry() external view returns (address);
}
