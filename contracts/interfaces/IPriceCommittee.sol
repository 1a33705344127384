// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Bls12381} from "../libraries/Bls12381.sol";

/// @title IPriceCommittee
/// @notice Records the clean prices that enough members of a committee signed together: one aggregated BLS signature.
/// @dev Keys and signatures are those of {Bls12381}. A key is known by its id, keccak256(abi.encode(key)). Every change of
/// members or threshold begins a new epoch, and what was signed in an earlier one is void.
interface IPriceCommittee {
    /// @notice A member joined or left, or the threshold changed; `keyId` is zero for the latter alone.
    event CommitteeChanged(uint64 indexed epoch, bytes32 indexed keyId, bool member, uint16 memberCount, uint16 threshold);
    /// @notice A price was recorded on the members' signatures; bit i of `signers` is member i of the epoch.
    event PriceAttested(
        address indexed token, uint64 indexed epoch, uint128 cleanPrice, uint64 observedAt, uint256 signers
    );

    error MemberExists(bytes32 keyId);
    error UnknownMember(bytes32 keyId);
    /// @notice Thrown when the proof doesn't show that the key's owner holds its secret.
    error InvalidPossession(bytes32 keyId);
    error CommitteeFull();
    /// @notice Thrown when the threshold would be zero, or above the number of members.
    error InvalidThreshold(uint16 threshold, uint256 memberCount);
    /// @notice Thrown when a bit of the bitmap is no member's.
    error UnknownSigner(uint256 signerBitmap, uint256 memberCount);
    error BelowThreshold(uint256 signers, uint16 threshold);
    error InvalidSignature(bytes32 message);
    /// @notice Thrown when a price was observed too long ago; `oldest` would still do.
    error PriceTooOld(uint64 observedAt, uint256 oldest);

    /// @notice Adds a member and sets the threshold from now on. Only an admin.
    /// @param possession The key's proof of possession: the compressed key, signed in the domain of possession.
    function addMember(
        Bls12381.G1Point calldata key,
        Bls12381.G2Point calldata possession,
        uint16 newThreshold
    ) external;

    /// @notice Removes a member and sets the threshold from now on. The last member takes the removed one's place. Only an
    /// admin.
    function removeMember(bytes32 keyId, uint16 newThreshold) external;

    /// @notice Sets how many members must sign. Only an admin.
    function setThreshold(uint16 newThreshold) external;

    /// @notice Records a clean price at the registry. Anyone, with the members' signatures over {messageOf}.
    /// @param signerBitmap Bit i: member i signed.
    /// @param signature The sum of their signatures.
    function submitPrice(
        address token,
        uint128 cleanPrice,
        uint64 observedAt,
        uint256 signerBitmap,
        Bls12381.G2Point calldata signature
    ) external;

    /// @notice What members sign now: 32 bytes, that name the chain, this contract, the epoch, and the price.
    function messageOf(address token, uint128 cleanPrice, uint64 observedAt) external view returns (bytes32);

    /// @notice The members' keys in the order of the bitmap.
    function members() external view returns (Bls12381.G1Point[] memory);

    /// @notice How many members there are.
    function memberCount() external view returns (uint256);

    /// @notice Whether a key is a member's.
    function isMember(bytes32 keyId) external view returns (bool);

    /// @notice A member's place in the bitmap.
    function indexOf(bytes32 keyId) external view returns (uint256);

    /// @notice How many members must sign; zero until there is one.
    function threshold() external view returns (uint16);

    /// @notice How often members or threshold changed.
    function epoch() external view returns (uint64);

    /// @notice Where prices are recorded.
    function registry() external view returns (address);
}
