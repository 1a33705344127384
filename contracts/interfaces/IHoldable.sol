// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @title IHoldable
/// @notice Holds: a holder sets tokens aside for one recipient (or any), for a notary to deliver until they expire.
/// @dev After ERC-1996. Held tokens stay the holder's and earn its coupons, but move only as the hold says.
interface IHoldable {
    /// @param holder Whose tokens are held.
    /// @param recipient Who may receive them; zero for whomever the notary names.
    /// @param notary Who may execute or release the hold.
    /// @param partition The partition the tokens lie in; zero where there are none.
    /// @param amount What is still held, in base units.
    /// @param expiry Unix seconds from which the holder may release the hold, and nobody execute it.
    struct Hold {
        address holder;
        address recipient;
        address notary;
        bytes32 partition;
        uint256 amount;
        uint64 expiry;
    }

    /// @notice Tokens were set aside.
    event HoldCreated(
        bytes32 indexed holdId, address indexed holder, address indexed notary, address recipient, uint256 amount, uint64 expiry
    );
    /// @notice Held tokens were delivered; `remaining` are still held.
    event HoldExecuted(bytes32 indexed holdId, address indexed recipient, uint256 amount, uint256 remaining);
    /// @notice What was still held is free again.
    event HoldReleased(bytes32 indexed holdId, uint256 amount);

    /// @notice Thrown when the holder used the salt before.
    error HoldExists(bytes32 holdId);
    /// @notice Thrown when no hold has that id.
    error UnknownHold(bytes32 holdId);
    /// @notice Thrown when a hold has no amount, or one of more than 96 bits, no notary, or an expiry that has passed.
    error InvalidHold();
    /// @notice Thrown when a hold would be executed from its expiry on.
    error HoldExpired(bytes32 holdId, uint64 expiry);
    /// @notice Thrown when another than the notary would execute a hold.
    error NotHoldNotary(bytes32 holdId, address caller);
    /// @notice Thrown when a hold would be delivered to another than its recipient.
    error NotHoldRecipient(bytes32 holdId, address recipient);
    /// @notice Thrown when more would be delivered than is still held.
    error ExceedsHold(bytes32 holdId, uint256 amount, uint256 remaining);
    /// @notice Thrown when another than the notary would release a hold before its expiry.
    error HoldNotReleasable(bytes32 holdId, address caller);

    /// @notice Sets the caller's unlocked tokens aside. The id is keccak256(abi.encode(holder, salt)).
    function createHold(
        address recipient,
        address notary,
        bytes32 partition,
        uint256 amount,
        uint64 expiry,
        bytes32 salt
    ) external returns (bytes32 holdId);

    /// @notice Delivers a part or all of what is held. Only the notary, before the expiry; transfer rules apply.
    function executeHold(bytes32 holdId, address recipient, uint256 amount) external;

    /// @notice Frees what is still held: the notary at any time, anyone from the expiry on.
    function releaseHold(bytes32 holdId) external;

    /// @notice A hold; its holder is the wallet that has the tokens now.
    function holdOf(bytes32 holdId) external view returns (Hold memory);
}
