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

    event HoldCreated(
        bytes32 indexed holdId, address indexed holder, address indexed notary, address recipient, uint256 amount, uint64 expiry
    );
    event HoldExecuted(bytes32 indexed holdId, address indexed recipient, uint256 amount, uint256 remaining);
    event HoldReleased(bytes32 indexed holdId, uint256 amount);

    error HoldExists(bytes32 holdId);
    error UnknownHold(bytes32 holdId);
    error InvalidHold();
    error HoldExpired(bytes32 holdId, uint64 expiry);
    error NotHoldNotary(bytes32 holdId, address caller);
    error NotHoldRecipient(bytes32 holdId, address recipient);
    error ExceedsHold(bytes32 holdId, uint256 amount, uint256 remaining);
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

    function holdOf(bytes32 holdId) external view returns (Hold memory);
}
