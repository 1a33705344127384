// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @title CountrySet
/// @notice A set of countries by their ISO 3166-1 alpha-2 codes: one bit for each of the 26 * 26 pairs of letters.
library CountrySet {
    struct Set {
        uint256[3] words;
    }

    uint256 private constant LETTERS = 26;
    uint256 private constant CODES = LETTERS * LETTERS;

    /// @notice Whether `country` is two capital letters.
    function isCountry(bytes2 country) internal pure returns (bool) {
        return country[0] >= "A" && country[0] <= "Z" && country[1] >= "A" && country[1] <= "Z";
    }

    /// @notice Whether `country`, two capital letters, is in the set.
    function has(Set storage self, bytes2 country) internal view returns (bool) {
        uint256 index = _indexOf(country);
        return self.words[index >> 8] >> (index & 0xff) & 1 == 1;
    }

    /// @notice Adds or removes `country`, two capital letters.
    function put(Set storage self, bytes2 country, bool member) internal {
        uint256 index = _indexOf(country);
        uint256 bit = 1 << (index & 0xff);
        if (member) self.words[index >> 8] |= bit;
        else self.words[index >> 8] &= ~bit;
    }

    /// @notice Empties the set, or fills it with every pair of letters.
    function reset(Set storage self, bool full) internal {
        uint256 word = full ? type(uint256).max : 0;
        for (uint256 i; i < 3; ++i) {
            self.words[i] = word;
        }
    }

    /// @notice The members in alphabetical order.
    function list(Set storage self) internal view returns (bytes2[] memory countries) {
        countries = new bytes2[](CODES);
        uint256 count;
        for (uint256 index; index < CODES; ++index) {
            if (self.words[index >> 8] >> (index & 0xff) & 1 == 0) continue;
            // Both letters are below "Z", so the cast loses nothing.
            // forge-lint: disable-next-line(unsafe-typecast)
            countries[count] = bytes2(uint16((0x41 + index / LETTERS) << 8 | (0x41 + index % LETTERS)));
            ++count;
        }
        assembly ("memory-safe") {
            mstore(countries, count)
        }
    }

    function _indexOf(bytes2 country) private pure returns (uint256) {
        return (uint8(country[0]) - uint256(0x41)) * LETTERS + uint8(country[1]) - uint256(0x41);
    }
}
