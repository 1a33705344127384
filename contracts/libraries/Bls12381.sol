// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @title Bls12381
/// @notice BLS signatures over the curve BLS12-381 with the precompiles of EIP-2537: public keys in G1, signatures in G2,
/// ciphersuite BLS_SIG_BLS12381G2_XMD:SHA-256_SSWU_RO_POP_ (draft-irtf-cfrg-bls-signature), as Ethereum's consensus layer.
/// @dev Points are the precompiles' own encoding: uncompressed, 64 big-endian bytes a coordinate, infinity all zero.
/// What a precompile checks: additions that both points are on the curve, NOT that they are in the subgroup of prime
/// order; multiplications and pairings both. Every function that relies on the subgroup says so.
/// Whatever is no point at all, or a precompile that fails, is absent or answers short, reverts; `false` only ever means
/// that a well-formed signature doesn't match.
library Bls12381 {
    /// @notice An element of the field that G2 is over (EIP-2537: 128 bytes): real and imaginary part.
    struct Fp2 {
        uint256 realHigh;
        uint256 realLow;
        uint256 imaginaryHigh;
        uint256 imaginaryLow;
    }

    /// @notice A point of G1 (EIP-2537: 128 bytes).
    struct G1Point {
        uint256 xHigh;
        uint256 xLow;
        uint256 yHigh;
        uint256 yLow;
    }

    /// @notice A point of G2 (EIP-2537: 256 bytes); `x0` and `x1` are the real and the imaginary part of x.
    struct G2Point {
        uint256 x0High;
        uint256 x0Low;
        uint256 x1High;
        uint256 x1Low;
        uint256 y0High;
        uint256 y0Low;
        uint256 y1High;
        uint256 y1Low;
    }

    /// @notice The domain of signatures.
    bytes internal constant SIGNATURE_DOMAIN = "BLS_SIG_BLS12381G2_XMD:SHA-256_SSWU_RO_POP_";
    /// @notice The domain of proofs of possession.
    bytes internal constant POSSESSION_DOMAIN = "BLS_POP_BLS12381G2_XMD:SHA-256_SSWU_RO_POP_";

    address private constant MODEXP = address(0x05);
    address private constant G1_ADD = address(0x0b);
    address private constant G1_MULTIPLY = address(0x0c);
    address private constant G2_ADD = address(0x0d);
    address private constant G2_MULTIPLY = address(0x0e);
    address private constant PAIRING = address(0x0f);
    address private constant MAP_TO_G2 = address(0x11);

    // Prices of EIP-2537, and of EIP-7883 for a product of 64 bytes.
    uint256 private constant MODEXP_PRICE = 500;
    uint256 private constant G1_ADD_PRICE = 375;
    uint256 private constant G1_MULTIPLY_PRICE = 12_000;
    uint256 private constant G2_ADD_PRICE = 600;
    uint256 private constant G2_MULTIPLY_PRICE = 22_500;
    uint256 private constant PAIRING_PRICE = 37_700;
    uint256 private constant PAIR_PRICE = 32_600;
    uint256 private constant MAP_TO_G2_PRICE = 23_800;
    /// @dev A failing precompile takes all the gas it got. It gets a multiple of its price: room for repricing by a later
    /// fork, while a malformed point can't eat the whole transaction.
    uint256 private constant PRICE_MARGIN = 4;

    uint256 private constant FP2_SIZE = 0x80;
    uint256 private constant G1_SIZE = 0x80;
    uint256 private constant G2_SIZE = 0x100;
    uint256 private constant PAIR_SIZE = G1_SIZE + G2_SIZE;

    /// @dev The field's modulus p, its upper 16 and its lower 32 bytes.
    uint256 private constant P_HIGH = 0x1a0111ea397fe69a4b1ba7b6434bacd7;
    uint256 private constant P_LOW = 0x64774b84f38512bf6730d2a0f6b0f6241eabfffeb153ffffb9feffffffffaaab;
    /// @dev (p - 1) / 2
    uint256 private constant HALF_HIGH = 0x0d0088f51cbff34d258dd3db21a5d66b;
    uint256 private constant HALF_LOW = 0xb23ba5c279c2895fb39869507b587b120f55ffff58a9ffffdcff7fffffffd555;

    /// @dev The generator of G1, negated.
    uint256 private constant MINUS_G1_X_HIGH = 0x17f1d3a73197d7942695638c4fa9ac0f;
    uint256 private constant MINUS_G1_X_LOW = 0xc3688c4f9774b905a14e3a3f171bac586c55e83ff97a1aeffb3af00adb22c6bb;
    uint256 private constant MINUS_G1_Y_HIGH = 0x114d1d6855d545a8aa7d76c8cf2e21f2;
    uint256 private constant MINUS_G1_Y_LOW = 0x67816aef1db507c96655b9d5caac42364e6f38ba0ecb751bad54dcd6b939c2ca;

    /// @notice Thrown when a precompile refuses its input, is missing on this chain, or answers with another size.
    error PrecompileFailed(address precompile);
    /// @notice Thrown when a coordinate is not below the field's modulus.
    error NotInField();
    /// @notice Thrown when there is nothing to aggregate.
    error NoPoints();
    /// @notice Thrown when the public key at `index` is the point at infinity, under which anything is signed.
    error InfinityKey(uint256 index);
    /// @notice Thrown when the public keys cancel out: their sum is the point at infinity.
    error InfinityAggregate();
    /// @notice Thrown when pairs are not a whole number of 384 bytes, or none.
    error InvalidPairs(uint256 size);
    /// @notice Thrown when more bytes are asked for than expand_message_xmd can give (255 hashes).
    error ExpansionTooLong(uint256 size);

    /// @notice Whether `signature` is the aggregate of signatures over `message` by all of `keys` (FastAggregateVerify).
    /// @dev Every key must have passed {verifyPossession} before: a key that was made up from others' keys forges an
    /// aggregate otherwise. That also proved each in the subgroup; here only the sum and the signature are shown to be.
    /// @param keys At least one. A key that stands twice must have signed twice.
    function fastAggregateVerify(
        G1Point[] memory keys,
        bytes memory message,
        G2Point memory signature
    ) internal view returns (bool) {
        for (uint256 i; i < keys.length; ++i) {
            if (isInfinity(keys[i])) revert InfinityKey(i);
        }
        G1Point memory sum = aggregate(keys);
        if (isInfinity(sum)) revert InfinityAggregate();
        return _matches(sum, hashToG2(message, SIGNATURE_DOMAIN), signature);
    }

    /// @notice Whether `signature` is that of `key` over `message` (Verify). Proves the key valid (KeyValidate).
    function verify(
        G1Point memory key,
        bytes memory message,
        G2Point memory signature
    ) internal view returns (bool) {
        if (isInfinity(key)) revert InfinityKey(0);
        return _matches(key, hashToG2(message, SIGNATURE_DOMAIN), signature);
    }

    /// @notice Whether `proof` shows that the owner of `key` holds its secret (PopVerify): the key's compressed form,
    /// signed in a domain of its own. Proves the key valid (KeyValidate): finite, on the curve, in the subgroup.
    function verifyPossession(G1Point memory key, G2Point memory proof) internal view returns (bool) {
        if (isInfinity(key)) revert InfinityKey(0);
        return _matches(key, hashToG2(compress(key), POSSESSION_DOMAIN), proof);
    }

    /// @notice The sum of two points. Proves both on the curve, not in the subgroup.
    function add(G1Point memory left, G1Point memory right) internal view returns (G1Point memory sum) {
        bytes memory input = abi.encode(left, right);
        uint256 output;
        assembly ("memory-safe") {
            output := sum
        }
        _call(G1_ADD, G1_ADD_PRICE, _data(input), input.length, output, G1_SIZE);
    }

    /// @notice The sum of two points. Proves both on the curve, not in the subgroup.
    function add(G2Point memory left, G2Point memory right) internal view returns (G2Point memory sum) {
        bytes memory input = abi.encode(left, right);
        uint256 output;
        assembly ("memory-safe") {
            output := sum
        }
        _call(G2_ADD, G2_ADD_PRICE, _data(input), input.length, output, G2_SIZE);
    }

    /// @notice The sum of at least one point. Proves each on the curve, not in the subgroup.
    function aggregate(G1Point[] memory points) internal view returns (G1Point memory sum) {
        uint256 array;
        assembly ("memory-safe") {
            array := points
        }
        uint256 pointer = _sum(array, G1_SIZE, G1_ADD, G1_ADD_PRICE);
        assembly ("memory-safe") {
            sum := pointer
        }
    }

    /// @notice The sum of at least one point. Proves each on the curve, not in the subgroup.
    function aggregate(G2Point[] memory points) internal view returns (G2Point memory sum) {
        uint256 array;
        assembly ("memory-safe") {
            array := points
        }
        uint256 pointer = _sum(array, G2_SIZE, G2_ADD, G2_ADD_PRICE);
        assembly ("memory-safe") {
            sum := pointer
        }
    }

    /// @notice The point of the same x on the other side; infinity is its own. Proves the y coordinate in the field only.
    function negate(G1Point memory point) internal pure returns (G1Point memory) {
        (uint256 yHigh, uint256 yLow) = _negate(point.yHigh, point.yLow);
        return G1Point(point.xHigh, point.xLow, yHigh, yLow);
    }

    /// @notice The point of the same x on the other side; infinity is its own. Proves the y coordinate in the field only.
    function negate(G2Point memory point) internal pure returns (G2Point memory negated) {
        (negated.x0High, negated.x0Low) = (point.x0High, point.x0Low);
        (negated.x1High, negated.x1Low) = (point.x1High, point.x1Low);
        (negated.y0High, negated.y0Low) = _negate(point.y0High, point.y0Low);
        (negated.y1High, negated.y1Low) = _negate(point.y1High, point.y1Low);
    }

    /// @notice Whether this is the point at infinity.
    function isInfinity(G1Point memory point) internal pure returns (bool) {
        return point.xHigh | point.xLow | point.yHigh | point.yLow == 0;
    }

    /// @notice Whether this is the point at infinity.
    function isInfinity(G2Point memory point) internal pure returns (bool) {
        return (point.x0High | point.x0Low | point.x1High | point.x1Low)
            | (point.y0High | point.y0Low | point.y1High | point.y1Low) == 0;
    }

    /// @notice Reverts unless `point` is on the curve and in the subgroup of prime order, which infinity is.
    function requireInSubgroup(G1Point memory point) internal view {
        bytes memory input = abi.encode(point, uint256(1));
        _call(G1_MULTIPLY, G1_MULTIPLY_PRICE, _data(input), input.length, _data(input), G1_SIZE);
    }

    /// @notice Reverts unless `point` is on the curve and in the subgroup of prime order, which infinity is.
    function requireInSubgroup(G2Point memory point) internal view {
        bytes memory input = abi.encode(point, uint256(1));
        _call(G2_MULTIPLY, G2_MULTIPLY_PRICE, _data(input), input.length, _data(input), G2_SIZE);
    }

    /// @notice The 48 bytes of a finite point as the consensus layer writes it: x, and in its upper bits that it is
    /// compressed and whether y is the larger of the two. Proves both coordinates in the field only.
    function compress(G1Point memory point) internal pure returns (bytes memory) {
        if (!_isBelow(point.xHigh, point.xLow, P_HIGH, P_LOW)) revert NotInField();
        if (!_isBelow(point.yHigh, point.yLow, P_HIGH, P_LOW)) revert NotInField();
        uint256 flags = _isBelow(HALF_HIGH, HALF_LOW, point.yHigh, point.yLow) ? 0xa0 : 0x80;
        // p has 381 bits, so that the upper three of the 384 are free, and the cast loses nothing.
        // forge-lint: disable-next-line(unsafe-typecast)
        return abi.encodePacked(uint128(point.xHigh | flags << 120), point.xLow);
    }

    /// @notice hash_to_curve of RFC 9380, suite BLS12381G2_XMD:SHA-256_SSWU_RO_. The result is in the subgroup.
    /// @dev The precompile clears the cofactor of each summand instead of the sum's: the same point, as clearing is linear.
    function hashToG2(bytes memory message, bytes memory domain) internal view returns (G2Point memory) {
        (Fp2 memory first, Fp2 memory second) = hashToField(message, domain);
        return add(mapToG2(first), mapToG2(second));
    }

    /// @notice map_to_curve and clear_cofactor of RFC 9380. The result is in the subgroup.
    function mapToG2(Fp2 memory element) internal view returns (G2Point memory point) {
        uint256 input;
        uint256 output;
        assembly ("memory-safe") {
            input := element
            output := point
        }
        _call(MAP_TO_G2, MAP_TO_G2_PRICE, input, FP2_SIZE, output, G2_SIZE);
    }

    /// @notice hash_to_field of RFC 9380 (5.2), two elements.
    function hashToField(
        bytes memory message,
        bytes memory domain
    ) internal view returns (Fp2 memory first, Fp2 memory second) {
        bytes memory uniform = expandMessage(message, domain, 2 * FP2_SIZE);
        // modexp (EIP-198): three sizes, then 64 bytes to the power of one, modulo p
        bytes memory input = abi.encodePacked(
            uint256(64), uint256(1), uint256(64), bytes32(0), bytes32(0), uint8(1), P_HIGH, P_LOW
        );
        uint256 end = _data(uniform) + 2 * FP2_SIZE;
        for (uint256 part = _data(uniform); part < end; part += 64) {
            assembly ("memory-safe") {
                mcopy(add(input, 0x80), part, 64)
            }
            _call(MODEXP, MODEXP_PRICE, _data(input), input.length, part, 64);
        }
        assembly ("memory-safe") {
            first := add(uniform, 0x20)
            second := add(first, FP2_SIZE)
        }
    }

    /// @notice expand_message_xmd of RFC 9380 (5.3.1) with SHA-256: `size` uniform bytes.
    function expandMessage(
        bytes memory message,
        bytes memory domain,
        uint256 size
    ) internal pure returns (bytes memory uniform) {
        if (size > 255 * 32) revert ExpansionTooLong(size);
        uint256 rounds = (size + 31) / 32;
        // a domain too long for its length byte stands for its hash (5.3.3)
        if (domain.length > 255) domain = abi.encodePacked(sha256(abi.encodePacked("H2C-OVERSIZE-DST-", domain)));
        // Both casts are of what was checked above.
        // forge-lint: disable-next-line(unsafe-typecast)
        bytes memory tail = abi.encodePacked(domain, uint8(domain.length));
        // forge-lint: disable-next-line(unsafe-typecast)
        bytes32 first = sha256(abi.encodePacked(bytes32(0), bytes32(0), message, uint16(size), uint8(0), tail));
        bytes memory input = abi.encodePacked(bytes32(0), uint8(0), tail);
        bytes32 last;
        uniform = new bytes(rounds * 32);
        for (uint256 i = 1; i <= rounds; ++i) {
            assembly ("memory-safe") {
                mstore(add(input, 0x20), xor(first, last))
                mstore8(add(input, 0x40), i)
            }
            last = sha256(input);
            assembly ("memory-safe") {
                mstore(add(uniform, shl(5, i)), last)
            }
        }
        assembly ("memory-safe") {
            mstore(uniform, size)
        }
    }

    /// @notice Whether the product of the pairings is one. `pairs` is a point of G1 and a point of G2, at least once.
    /// Proves every point on the curve and in the subgroup. A pair with a point at infinity counts as one.
    function isPairingOne(bytes memory pairs) internal view returns (bool) {
        if (pairs.length == 0 || pairs.length % PAIR_SIZE != 0) revert InvalidPairs(pairs.length);
        uint256 price = PAIRING_PRICE + PAIR_PRICE * (pairs.length / PAIR_SIZE);
        _call(PAIRING, price, _data(pairs), pairs.length, 0, 0x20);
        uint256 result;
        assembly ("memory-safe") {
            result := mload(0)
        }
        return result == 1;
    }

    /// @dev e(key, hash) = e(generator, signature), both on one side.
    function _matches(
        G1Point memory key,
        G2Point memory hash,
        G2Point memory signature
    ) private view returns (bool) {
        G1Point memory minusGenerator =
            G1Point(MINUS_G1_X_HIGH, MINUS_G1_X_LOW, MINUS_G1_Y_HIGH, MINUS_G1_Y_LOW);
        return isPairingOne(abi.encode(key, hash, minusGenerator, signature));
    }

    /// @dev Adds the points of a memory array of pointers to infinity, so that even a single one is checked.
    function _sum(uint256 array, uint256 size, address precompile, uint256 price) private view returns (uint256 sum) {
        uint256 count;
        assembly ("memory-safe") {
            count := mload(array)
            sum := mload(0x40) // the sum so far, and behind it the next point
            mstore(0x40, add(sum, shl(1, size)))
            calldatacopy(sum, calldatasize(), size) // zeros
        }
        if (count == 0) revert NoPoints();
        for (uint256 i = 1; i <= count; ++i) {
            assembly ("memory-safe") {
                mcopy(add(sum, size), mload(add(array, shl(5, i))), size)
            }
            _call(precompile, price, sum, 2 * size, sum, size);
        }
    }

    /// @dev p - y; zero stays.
    function _negate(uint256 yHigh, uint256 yLow) private pure returns (uint256, uint256) {
        if (!_isBelow(yHigh, yLow, P_HIGH, P_LOW)) revert NotInField();
        if (yHigh | yLow == 0) return (0, 0);
        unchecked {
            // only the lower halves' difference can wrap, and then it borrows
            return (P_HIGH - yHigh - (yLow > P_LOW ? 1 : 0), P_LOW - yLow);
        }
    }

    function _isBelow(uint256 high, uint256 low, uint256 limitHigh, uint256 limitLow) private pure returns (bool) {
        return high < limitHigh || (high == limitHigh && low < limitLow);
    }

    /// @dev Where the bytes themselves begin.
    function _data(bytes memory value) private pure returns (uint256 pointer) {
        assembly ("memory-safe") {
            pointer := add(value, 0x20)
        }
    }

    /// @dev A call to an address without code succeeds and answers nothing: the answer's size shows that it was answered.
    function _call(
        address precompile,
        uint256 price,
        uint256 input,
        uint256 inputSize,
        uint256 output,
        uint256 outputSize
    ) private view {
        bool ok;
        uint256 gasLimit = price * PRICE_MARGIN;
        assembly ("memory-safe") {
            ok := staticcall(gasLimit, precompile, input, inputSize, output, outputSize)
            ok := and(ok, eq(returndatasize(), outputSize))
        }
        if (!ok) revert PrecompileFailed(precompile);
    }
}
