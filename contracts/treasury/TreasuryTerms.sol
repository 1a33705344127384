// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ITreasuryRegistry} from "../interfaces/ITreasuryRegistry.sol";
import {AccruedInterest} from "../libraries/AccruedInterest.sol";
import {DayCount} from "../libraries/DayCount.sol";
import {Isin} from "../libraries/Isin.sol";

/// @title TreasuryTerms
/// @notice Which terms make sense for a treasury, and what interest they accrue.
/// @dev Has no state and no owner. A contract of its own, which the registry's implementation deploys, because the
/// arithmetic of schedules doesn't fit beside the registry (EIP-170).
contract TreasuryTerms {
    using Isin for string;

    /// @notice Reverts unless the terms can be those of a treasury. What only the chain knows (the token's code, the
    /// issuer's approval, whether the ISIN is free) is for the registry to ask.
    function validate(ITreasuryRegistry.TreasuryInfo calldata info) external pure {
        if (!info.isin.isWellFormed()) revert ITreasuryRegistry.InvalidIsin(info.isin);
        if (!_isCurrency(info.currency)) revert ITreasuryRegistry.InvalidCurrency(info.currency);
        if (info.faceValue == 0) revert ITreasuryRegistry.ZeroFaceValue();
        if (info.issuePrice == 0) revert ITreasuryRegistry.InvalidIssuePrice(0, info.faceValue);
        AccruedInterest.Terms calldata terms = info.terms;
        if ((terms.rate == 0) != (terms.couponsPerYear == 0)) {
            revert ITreasuryRegistry.InvalidCoupon(terms.rate, terms.couponsPerYear);
        }
        if (_paysCoupons(terms)) {
            if (info.treasuryType == ITreasuryRegistry.TreasuryType.Bill) {
                revert ITreasuryRegistry.InvalidCoupon(terms.rate, terms.couponsPerYear);
            }
            AccruedInterest.validate(terms);
        } else {
            _validateDiscount(info);
        }
    }

    /// @notice Interest accrued on `face` on a day of any kind: 0 without coupons, before the issue and from maturity on.
    function accruedOn(
        AccruedInterest.Terms calldata terms,
        uint256 face,
        uint256 day
    ) external pure returns (uint256) {
        if (!_paysCoupons(terms) || day < terms.issueDay || day >= terms.maturityDay) return 0;
        return AccruedInterest.accrued(face, terms, day);
    }

    function _paysCoupons(AccruedInterest.Terms calldata terms) private pure returns (bool) {
        return terms.couponsPerYear != 0;
    }

    /// @dev Without coupons there is one payment, at maturity, and it is no less than what was paid at issue.
    function _validateDiscount(ITreasuryRegistry.TreasuryInfo calldata info) private pure {
        AccruedInterest.Terms calldata terms = info.terms;
        uint32 maturityDay = terms.maturityDay;
        if (
            terms.issueDay >= maturityDay || maturityDay > DayCount.MAX_DAY || terms.firstCouponDay != maturityDay
                || terms.lastRegularDay != maturityDay
        ) {
            revert ITreasuryRegistry.InvalidDates(terms.issueDay, maturityDay);
        }
        if (info.issuePrice > info.faceValue) {
            revert ITreasuryRegistry.InvalidIssuePrice(info.issuePrice, info.faceValue);
        }
    }

    /// @dev Three capital letters.
    function _isCurrency(bytes3 currency) private pure returns (bool) {
        for (uint256 i; i < 3; ++i) {
            if (currency[i] < "A" || currency[i] > "Z") return false;
        }
        return true;
    }
}
