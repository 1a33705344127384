// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {EnumerableSet} from "@openzeppelin/contracts/utils/structs/EnumerableSet.sol";

import {Governed} from "../base/Governed.sol";
import {IOrderBoard} from "../interfaces/IOrderBoard.sol";
import {ITradingModule} from "../interfaces/ITradingModule.sol";

/// @title OrderBoard
/// @notice Orders posted on chain for everybody to see, by treasury and side.
contract OrderBoard is IOrderBoard, Governed {
    using EnumerableSet for EnumerableSet.Bytes32Set;

    /// @custom:storage-location erc7201:quantera.storage.OrderBoard
    struct BoardStorage {
        ITradingModule tradingModule;
        uint8 pausedGroups;
        mapping(bytes32 orderHash => ITradingModule.Order) orders;
        mapping(address token => mapping(ITradingModule.Side side => EnumerableSet.Bytes32Set)) lists;
    }

    // keccak256(abi.encode(uint256(keccak256("quantera.storage.OrderBoard")) - 1)) & ~bytes32(uint256(0xff))
    bytes32 private constant STORAGE_SLOT = 0x96d146ec1085c66609dc7a8edc69b66335c3380cee1d1e6686f2ecc1a8cb8000;

    /// @dev The group of {post}.
    uint8 private constant POSTING = 1;

    /// @notice Makes a proxy a board.
    /// @param tradingModule_ Says which orders are good.
    /// @param admin The first admin: roles and upgrades.
    /// @param adminDelay Seconds between the two steps in which the admin changes.
    function initialize(address tradingModule_, address admin, uint48 adminDelay) external initializer {
        if (tradingModule_ == address(0)) revert ZeroAddress();
        _initializeGoverned(admin, adminDelay);
        _storage().tradingModule = ITradingModule(tradingModule_);
    }

    /// @inheritdoc IOrderBoard
    function post(
        ITradingModule.Order calldata order,
        bytes calldata signature
    ) external whenRunning(POSTING) returns (bytes32 orderHash) {
        BoardStorage storage $ = _storage();
        orderHash = $.tradingModule.hashOrder(order);
        if (!$.lists[order.token][order.side].add(orderHash)) revert AlreadyPosted(orderHash);
        $.orders[orderHash] = order;
        emit OrderPosted(order.trader, order.token, orderHash, order);
        if ($.tradingModule.remainingOf(order) == 0) revert OrderNotOpen(orderHash);
        if (!$.tradingModule.isConfirmed(orderHash)) $.tradingModule.confirm(order, signature);
    }

    /// @inheritdoc IOrderBoard
    function prune(bytes32[] calldata orderHashes) external {
        BoardStorage storage $ = _storage();
        for (uint256 i; i < orderHashes.length; ++i) {
            bytes32 orderHash = orderHashes[i];
            ITradingModule.Order memory order = $.orders[orderHash];
            if (!$.lists[order.token][order.side].remove(orderHash)) revert NotPosted(orderHash);
            if ($.tradingModule.remainingOf(order) != 0) revert OrderStillOpen(orderHash);
            delete $.orders[orderHash];
            emit OrderPruned(orderHash);
        }
    }

    /// @inheritdoc IOrderBoard
    function postedOrders(
        address token,
        ITradingModule.Side side,
        uint256 offset,
        uint256 limit
    ) external view returns (PostedOrder[] memory page) {
        BoardStorage storage $ = _storage();
        EnumerableSet.Bytes32Set storage list = $.lists[token][side];
        uint256 count = list.length();
        if (offset >= count) return page;
        bytes32[] memory hashes = list.values(offset, limit < count - offset ? offset + limit : count);
        page = new PostedOrder[](hashes.length);
        uint256 open;
        for (uint256 i; i < hashes.length; ++i) {
            ITradingModule.Order memory order = $.orders[hashes[i]];
            uint256 remaining = $.tradingModule.remainingOf(order);
            if (remaining == 0) continue;
            page[open] = PostedOrder(hashes[i], remaining, order);
            ++open;
        }
        // Only ever shortens the array, to what was written.
        assembly ("memory-safe") {
            mstore(page, open)
        }
    }

    /// @inheritdoc IOrderBoard
    function postedCount(address token, ITradingModule.Side side) external view returns (uint256) {
        return _storage().lists[token][side].length();
    }

    /// @inheritdoc IOrderBoard
    function isPosted(bytes32 orderHash) external view returns (bool) {
        return _storage().orders[orderHash].trader != address(0);
    }

    /// @inheritdoc IOrderBoard
    function tradingModule() external view returns (address) {
        return address(_storage().tradingModule);
    }

    function _pausedGroups() internal view override returns (uint8) {
        return _storage().pausedGroups;
    }

    function _setPausedGroups(uint8 groups) internal override {
        _storage().pausedGroups = groups;
    }

    function _storage() private pure returns (BoardStorage storage $) {
        assembly ("memory-safe") {
            $.slot := STORAGE_SLOT
        }
    }
}
