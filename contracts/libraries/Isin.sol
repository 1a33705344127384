// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @title Isin
/// @notice The form of an International Securities Identification Number (ISO 6166).
library Isin {
    /// @notice Two capital letters, nine capital letters or digits, one digit. The check digit's value is not verified.
    function isWellFormed(string calldata isin) internal pure returns (bool) {
        bytes calldata characters = bytes(isin);
        if (characters.length != 12) return false;
        for (uint256 i; i < 12; ++i) {
            bool letter = characters[i] >= "A" && characters[i] <= "Z";
            bool digit = characters[i] >= "0" && characters[i] <= "9";
            if (i < 2 ? !letter : i < 11 ? !(letter || digit) : !digit) return false;
        }
        return true;
    }
}
