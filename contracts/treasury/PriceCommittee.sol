// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Governed} from "../base/Governed.sol";
import {IPriceCommittee} from "../interfaces/IPriceCommittee.sol";
import {ITreasuryRegistry} from "../interfaces/ITreasuryRegistry.sol";
import {Bls12381} from "../libraries/Bls12381.sol";

/// @title PriceCommittee
/// @notice Records the clean prices that enough members of a committee signed together. The registry knows it as a pricer.
contract PriceCommittee is IPriceCommittee, Governed {
    /// @dev A finite point of G1 in three words: the coordinates' upper 16 bytes together.
    struct Key {
        uint128 xHigh;
        uint128 yHigh;
        uint256 xLow;
        uint256 yLow;
    }

    /// @param places A member's index in `keys` and one; 0 for others.
    /// @custom:storage-location erc7201:quantera.storage.PriceCommittee
    struct CommitteeStorage {
        address registry;
        uint64 epoch;
        uint16 threshold;
        uint8 pausedGroups;
        Key[] keys;
        mapping(bytes32 keyId => uint256 place) places;
    }

    /// @notice Pauses {submitPrice}.
    uint8 public constant PRICES = 1;
    /// @notice The most members there can be: a bit each.
    uint256 public constant MAX_MEMBERS = 256;
    /// @notice Seconds after which a signed price can't be recorded any more.
    uint256 public constant MAX_PRICE_AGE = 1 hours;

    bytes32 private constant PRICE_TYPEHASH = keccak256(
        "Price(uint256 chainId,address committee,uint64 epoch,address token,uint128 cleanPrice,uint64 observedAt)"
    );

    // keccak256(abi.encode(uint256(keccak256("quantera.storage.PriceCommittee")) - 1)) & ~bytes32(uint256(0xff))
    bytes32 private constant STORAGE_SLOT = 0x3d0b779605584d44aa6a361e290a0b022d26f9a5a2b035eb458d4e82b9cf2d00;

    /// @notice Starts a committee without members.
    /// @param registry_ Where prices are recorded; it must make the committee a pricer.
    /// @param admin Adds and removes members.
    /// @param adminDelay Seconds that a change of the admin takes at least.
    function initialize(address registry_, address admin, uint48 adminDelay) external initializer {
        _initializeGoverned(admin, adminDelay);
        if (registry_ == address(0)) revert ZeroAddress();
        _storage().registry = registry_;
    }

    /// @inheritdoc IPriceCommittee
    function addMember(
        Bls12381.G1Point calldata key,
        Bls12381.G2Point calldata possession,
        uint16 newThreshold
    ) external onlyRole(DEFAULT_ADMIN_ROLE) {
        CommitteeStorage storage $ = _storage();
        bytes32 keyId = keccak256(abi.encode(key));
        if ($.places[keyId] != 0) revert MemberExists(keyId);
        if ($.keys.length == MAX_MEMBERS) revert CommitteeFull();
        if (!Bls12381.verifyPossession(key, possession)) revert InvalidPossession(keyId);
        // Coordinates of a point that passed are below the field's modulus, of 381 bits.
        // forge-lint: disable-next-line(unsafe-typecast)
        $.keys.push(Key(uint128(key.xHigh), uint128(key.yHigh), key.xLow, key.yLow));
        $.places[keyId] = $.keys.length;
        _beginEpoch(keyId, true, newThreshold);
    }

    /// @inheritdoc IPriceCommittee
    function removeMember(bytes32 keyId, uint16 newThreshold) external onlyRole(DEFAULT_ADMIN_ROLE) {
        CommitteeStorage storage $ = _storage();
        uint256 place = _placeOf(keyId);
        Key storage last = $.keys[$.keys.length - 1];
        $.places[keccak256(abi.encode(_point(last)))] = place;
        $.keys[place - 1] = last;
        $.keys.pop();
        delete $.places[keyId];
        _beginEpoch(keyId, false, newThreshold);
    }

    /// @inheritdoc IPriceCommittee
    function setThreshold(uint16 newThreshold) external onlyRole(DEFAULT_ADMIN_ROLE) {
        _beginEpoch(0, false, newThreshold);
    }

    /// @inheritdoc IPriceCommittee
    function submitPrice(
        address token,
        uint128 cleanPrice,
        uint64 observedAt,
        uint256 signerBitmap,
        Bls12381.G2Point calldata signature
    ) external whenRunning(PRICES) {
        if (block.timestamp > observedAt + MAX_PRICE_AGE) {
            revert PriceTooOld(observedAt, block.timestamp - MAX_PRICE_AGE);
        }
        Bls12381.G1Point[] memory signers = _signers(signerBitmap);
        bytes32 message = messageOf(token, cleanPrice, observedAt);
        if (!Bls12381.fastAggregateVerify(signers, abi.encodePacked(message), signature)) {
            revert InvalidSignature(message);
        }
        CommitteeStorage storage $ = _storage();
        emit PriceAttested(token, $.epoch, cleanPrice, observedAt, signerBitmap);
        ITreasuryRegistry($.registry).updatePrice(token, cleanPrice, observedAt);
    }

    /// @inheritdoc IPriceCommittee
    function members() external view returns (Bls12381.G1Point[] memory points) {
        Key[] storage keys = _storage().keys;
        points = new Bls12381.G1Point[](keys.length);
        for (uint256 i; i < points.length; ++i) points[i] = _point(keys[i]);
    }

    /// @inheritdoc IPriceCommittee
    function memberCount() external view returns (uint256) {
        return _storage().keys.length;
    }

    /// @inheritdoc IPriceCommittee
    function isMember(bytes32 keyId) external view returns (bool) {
        return _storage().places[keyId] != 0;
    }

    /// @inheritdoc IPriceCommittee
    function indexOf(bytes32 keyId) external view returns (uint256) {
        return _placeOf(keyId) - 1;
    }

    /// @inheritdoc IPriceCommittee
    function threshold() external view returns (uint16) {
        return _storage().threshold;
    }

    /// @inheritdoc IPriceCommittee
    function epoch() external view returns (uint64) {
        return _storage().epoch;
    }

    /// @inheritdoc IPriceCommittee
    function registry() external view returns (address) {
        return _storage().registry;
    }

    /// @inheritdoc IPriceCommittee
    function messageOf(address token, uint128 cleanPrice, uint64 observedAt) public view returns (bytes32) {
        return keccak256(
            abi.encode(PRICE_TYPEHASH, block.chainid, address(this), _storage().epoch, token, cleanPrice, observedAt)
        );
    }

    function _pausedGroups() internal view override returns (uint8) {
        return _storage().pausedGroups;
    }

    function _setPausedGroups(uint8 groups) internal override {
        _storage().pausedGroups = groups;
    }

    function _beginEpoch(bytes32 keyId, bool member, uint16 newThreshold) private {
        CommitteeStorage storage $ = _storage();
        uint256 count = $.keys.length;
        if (newThreshold == 0 || newThreshold > count) revert InvalidThreshold(newThreshold, count);
        $.threshold = newThreshold;
        // At most MAX_MEMBERS.
        // forge-lint: disable-next-line(unsafe-typecast)
        emit CommitteeChanged(++$.epoch, keyId, member, uint16(count), newThreshold);
    }

    /// @dev The keys of the bitmap's members, at least as many as must sign.
    function _signers(uint256 bitmap) private view returns (Bls12381.G1Point[] memory signers) {
        CommitteeStorage storage $ = _storage();
        uint256 count = $.keys.length;
        if (count < MAX_MEMBERS && bitmap >> count != 0) revert UnknownSigner(bitmap, count);
        signers = new Bls12381.G1Point[](count);
        uint256 found;
        for (uint256 i; i < count; ++i) {
            if ((bitmap >> i) & 1 == 0) continue;
            signers[found] = _point($.keys[i]);
            ++found;
        }
        uint16 needed = $.threshold;
        if (found < needed) revert BelowThreshold(found, needed);
        assembly ("memory-safe") {
            mstore(signers, found)
        }
    }

    function _placeOf(bytes32 keyId) private view returns (uint256 place) {
        place = _storage().places[keyId];
        if (place == 0) revert UnknownMember(keyId);
    }

    function _point(Key storage key) private view returns (Bls12381.G1Point memory) {
        return Bls12381.G1Point(key.xHigh, key.xLow, key.yHigh, key.yLow);
    }

    function _storage() private pure returns (CommitteeStorage storage $) {
        assembly ("memory-safe") {
            $.slot := STORAGE_SLOT
        }
    }
}
