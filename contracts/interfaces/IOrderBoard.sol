// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ITradingModule} from "./ITradingModule.sol";

/// @title IOrderBoard
/// @notice Orders posted on chain for everybody to see, by treasury and side.
/// @dev The board has no power over orders: whether one is good, and what is left of it, the trading module says. An entry
/// whose order can't be filled any more is never shown, and anyone may {prune} it.
interface IOrderBoard {
    /// @param remaining What can still be filled, in base units of the treasury token.
    struct PostedOrder {
        bytes32 orderHash;
        uint256 remaining;
        ITradingModule.Order order;
    }

    /// @notice An order was posted for everybody to see.
    event OrderPosted(
        address indexed trader, address indexed token, bytes32 indexed orderHash, ITradingModule.Order order
    );
    /// @notice An order that can't be filled any more was taken off the board.
    event OrderPruned(bytes32 indexed orderHash);

    error AlreadyPosted(bytes32 orderHash);
    error NotPosted(bytes32 orderHash);
    /// @notice Thrown when an order that can't be filled would be posted.
    error OrderNotOpen(bytes32 orderHash);
    /// @notice Thrown when an order that can still be filled would be pruned.
    error OrderStillOpen(bytes32 orderHash);

    /// @notice Posts an order for anyone, and has the trading module confirm it, so that it settles without its signature.
    /// @param signature The trader's key's; ignored when the order is confirmed already, which a contract without a key
    /// does by itself ({ITradingModule-confirm}).
    function post(ITradingModule.Order calldata order, bytes calldata signature) external returns (bytes32 orderHash);

    /// @notice Takes orders that can't be filled any more off their lists. Anyone.
    function prune(bytes32[] calldata orderHashes) external;

    /// @notice Of the entries from `offset` to `offset + limit`, those that can be filled, in no particular order: pruning
    /// moves a list's last entry to where one was taken off. Empty beyond the end, which {postedCount} tells.
    function postedOrders(
        address token,
        ITradingModule.Side side,
        uint256 offset,
        uint256 limit
    ) external view returns (PostedOrder[] memory);

    /// @notice How many entries a list has, those not pruned yet included.
    function postedCount(address token, ITradingModule.Side side) external view returns (uint256);

    /// @notice Whether an order is on the board.
    function isPosted(bytes32 orderHash) external view returns (bool);

    /// @notice The module that settles what is posted here.
    function tradingModule() external view returns (address);
}
