// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @title Rlp
/// @notice Reads RLP in place, and only its canonical form: one value has one encoding.
/// @dev OpenZeppelin's RLP accepts numbers with leading zeros and lists that bytes follow; a proof must have one form only.
library Rlp {
    /// @notice Thrown when the input isn't the one canonical encoding of what is expected there.
    error NonCanonicalRlp();

    /// @notice Splits the first item off `input`.
    /// @return isList Whether the item is a list, else it is a string.
    /// @return payload What the item holds: a string's bytes, or a list's items one after another.
    /// @return item The item whole, with its prefix.
    /// @return rest What follows it in `input`.
    function next(bytes calldata input)
        internal
        pure
        returns (bool isList, bytes calldata payload, bytes calldata item, bytes calldata rest)
    {
        uint256 start;
        uint256 end;
        (isList, start, end) = _bounds(input);
        payload = input[start:end];
        item = input[:end];
        rest = input[end:];
    }

    /// @notice The items of a list that is all of `input`.
    function readList(bytes calldata input) internal pure returns (bytes calldata items) {
        (bool isList, bytes calldata payload,, bytes calldata rest) = next(input);
        require(isList && rest.length == 0, NonCanonicalRlp());
        return payload;
    }

    /// @notice The bytes of the string that comes first in `input`, and what follows it.
    function readString(bytes calldata input) internal pure returns (bytes calldata payload, bytes calldata rest) {
        bool isList;
        (isList, payload,, rest) = next(input);
        require(!isList, NonCanonicalRlp());
    }

    /// @notice The number that comes first in `input`: at most 32 bytes, without leading zeros.
    function readUint(bytes calldata input) internal pure returns (uint256 value, bytes calldata rest) {
        bytes calldata payload;
        (payload, rest) = readString(input);
        uint256 length = payload.length;
        require(length <= 32 && (length == 0 || payload[0] != 0), NonCanonicalRlp());
        value = uint256(bytes32(payload)) >> (256 - 8 * length);
    }

    /// @notice The word of exactly 32 bytes that comes first in `input`.
    function readBytes32(bytes calldata input) internal pure returns (bytes32 value, bytes calldata rest) {
        bytes calldata payload;
        (payload, rest) = readString(input);
        require(payload.length == 32, NonCanonicalRlp());
        value = bytes32(payload);
    }

    /// @dev Where the first item's payload begins and ends, the latter within `input`.
    function _bounds(bytes calldata input) private pure returns (bool isList, uint256 start, uint256 end) {
        require(input.length != 0, NonCanonicalRlp());
        uint256 prefix = uint8(input[0]);
        if (prefix < 0x80) return (false, 0, 1);
        isList = prefix >= 0xc0;
        start = 1;
        uint256 length = prefix - (isList ? 0xc0 : 0x80);
        if (length > 55) {
            start += length - 55;
            length = _longLength(input, start);
        }
        // `start` is at most 9 and `length` less than 2^64.
        end = start + length;
        require(end <= input.length, NonCanonicalRlp());
        // A byte below 0x80 is its own encoding.
        require(isList || length != 1 || uint8(input[start]) >= 0x80, NonCanonicalRlp());
    }

    /// @dev The length of a long item, in the bytes from 1 to `start`: as few of them as can be, and never for what is short.
    function _longLength(bytes calldata input, uint256 start) private pure returns (uint256 length) {
        require(start <= input.length && input[1] != 0, NonCanonicalRlp());
        length = uint256(bytes32(input[1:start])) >> (256 - 8 * (start - 1));
        require(length > 55, NonCanonicalRlp());
    }
}
