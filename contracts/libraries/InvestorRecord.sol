// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IComplianceModule} from "../interfaces/IComplianceModule.sol";

/// @notice What rules know of an investor, in one word; zero for nobody. From the lowest bit: status 8, class 8, country 16,
/// expiry 64, whether its holder may have other accounts 8, holder 152.
type InvestorRecord is bytes32;

using {
    InvestorRecords.status,
    InvestorRecords.class,
    InvestorRecords.country,
    InvestorRecords.expiry,
    InvestorRecords.isShared,
    InvestorRecords.holder
} for InvestorRecord global;

/// @title InvestorRecords
/// @notice Makes and reads {InvestorRecord}.
library InvestorRecords {
    uint256 private constant CLASS = 8;
    uint256 private constant COUNTRY = 16;
    uint256 private constant EXPIRY = 32;
    uint256 private constant SHARED = 96;
    uint256 private constant HOLDER = 104;

    /// @notice A record of its parts.
    function create(
        IComplianceModule.Investor memory investor,
        bool shared,
        bytes19 holder_
    ) internal pure returns (InvestorRecord) {
        return InvestorRecord.wrap(
            bytes32(
                uint256(investor.status) | uint256(investor.class) << CLASS
                    | uint256(uint16(investor.country)) << COUNTRY | uint256(investor.expiry) << EXPIRY
                    | (shared ? 1 << SHARED : 0) | uint256(uint152(holder_)) << HOLDER
            )
        );
    }

    /// @notice The record with another status.
    function withStatus(
        InvestorRecord self,
        IComplianceModule.InvestorStatus status_
    ) internal pure returns (InvestorRecord) {
        return InvestorRecord.wrap(bytes32(uint256(InvestorRecord.unwrap(self)) & ~uint256(0xff) | uint256(status_)));
    }

    /// @notice The record of an account whose holder may have others.
    function asShared(InvestorRecord self) internal pure returns (InvestorRecord) {
        return InvestorRecord.wrap(bytes32(uint256(InvestorRecord.unwrap(self)) | 1 << SHARED));
    }

    /// @notice None where there is no record.
    function status(InvestorRecord self) internal pure returns (IComplianceModule.InvestorStatus) {
        return IComplianceModule.InvestorStatus(uint8(_from(self, 0)));
    }

    /// @notice The investor's class.
    function class(InvestorRecord self) internal pure returns (IComplianceModule.InvestorClass) {
        return IComplianceModule.InvestorClass(uint8(_from(self, CLASS)));
    }

    /// @notice ISO 3166-1 alpha-2.
    function country(InvestorRecord self) internal pure returns (bytes2) {
        return bytes2(uint16(_from(self, COUNTRY)));
    }

    /// @notice Unix seconds from which the approval is void.
    function expiry(InvestorRecord self) internal pure returns (uint64) {
        return uint64(_from(self, EXPIRY));
    }

    /// @notice Whether the holder may have other accounts; false only where it certainly has none.
    function isShared(InvestorRecord self) internal pure returns (bool) {
        return uint8(_from(self, SHARED)) != 0;
    }

    /// @notice The identity, the same for all of its accounts; zero without a record.
    function holder(InvestorRecord self) internal pure returns (bytes19) {
        return bytes19(uint152(_from(self, HOLDER)));
    }

    /// @dev The bits from `position` on. Accessors cut off what is above their part.
    function _from(InvestorRecord self, uint256 position) private pure returns (uint256) {
        return uint256(InvestorRecord.unwrap(self)) >> position;
    }
}
