// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @title Rights
/// @notice What an issuer may delegate over one of its treasuries, a bit each; {ITreasuryRegistry-hasRight} knows who has it.
library Rights {
    /// @notice To move the treasury along its life.
    uint8 internal constant STATUS = 1;
    /// @notice To record its clean price.
    uint8 internal constant PRICE = 2;
    /// @notice To issue its tokens.
    uint8 internal constant ISSUE = 4;
    /// @notice To attach documents to its token.
    uint8 internal constant DOCUMENTS = 8;
    /// @notice To open its coupons.
    uint8 internal constant COUPONS = 16;
    /// @notice Every one of them.
    uint8 internal constant ALL = 31;
}
