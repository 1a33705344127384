// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @title ITreasuryControl
/// @notice What controllers may do without the holder: freezes, and, until renounced, movements with a reason (ERC-1644).
interface ITreasuryControl {
    /// @notice An account was frozen or thawed.
    event AddressFrozen(address indexed account, bool frozen);
    /// @notice How much of a balance is frozen now.
    event PartiallyFrozen(address indexed account, bytes32 indexed partition, uint256 frozenAmount);
    /// @notice A controller moved tokens without the holder's consent, for the reason given.
    event ControllerTransfer(
        address indexed controller,
        address indexed from,
        address indexed to,
        bytes32 partition,
        uint256 amount,
        string reason
    );
    /// @notice A controller retired tokens without the holder's consent, for the reason given.
    event ControllerRedemption(
        address indexed controller, address indexed from, bytes32 partition, uint256 amount, string reason
    );
    /// @notice A controller moved a holder's tokens from one partition to another.
    event ControllerPartitionChange(
        address indexed controller, address indexed holder, bytes32 from, bytes32 to, uint256 amount, string reason
    );
    /// @notice Everything of a lost wallet moved to its owner's new one: balances, frozen parts, and holds.
    event WalletRecovered(address indexed lost, address indexed replacement, uint256 amount, string reason);
    /// @notice Nobody can move tokens without their holder any more.
    event ControlRenounced();

    /// @notice Thrown when a controller gives no reason.
    error ReasonRequired();
    /// @notice Thrown when control has been renounced.
    error NotControllable();
    /// @notice Thrown when the two wallets are the same, either is zero, or either has been recovered before.
    error InvalidRecovery(address lost, address replacement);

    /// @notice Freezes an account, so that it neither sends, receives nor redeems, or thaws it. Only a controller.
    /// @dev A recovered wallet stays frozen.
    function setFrozen(address account, bool frozen) external;

    /// @notice Freezes a part of a balance: `amount` in all, of what isn't held. Only a controller.
    function setFrozenAmount(bytes32 partition, address account, uint256 amount) external;

    /// @notice Moves tokens, frozen ones too but none that are held, to an eligible account. Only a controller.
    function controllerTransfer(
        bytes32 partition,
        address from,
        address to,
        uint256 amount,
        string calldata reason
    ) external;

    /// @notice Retires tokens, frozen ones too but none that are held, without payment. Only a controller.
    function controllerRedeem(bytes32 partition, address from, uint256 amount, string calldata reason) external;

    /// @notice Moves a holder's tokens from one partition to another, whatever they permit. Only a controller.
    function controllerChangePartition(
        address holder,
        bytes32 from,
        bytes32 to,
        uint256 amount,
        string calldata reason
    ) external;

    /// @notice Moves everything of a lost wallet to its owner's new, eligible one: balances, frozen parts, flags, and holds.
    /// The lost wallet is frozen for ever, and what it is still due (coupons of past record times) is the replacement's:
    /// see {recoveredBy}. Only a controller.
    function recover(address lost, address replacement, string calldata reason) external;

    /// @notice Gives up, for ever, every movement without the holder: transfer, redemption, change of partition and recovery.
    /// Freezes remain. Only an admin.
    function renounceControl() external;

    /// @notice Whether controllers may move tokens without their holder.
    function isControllable() external view returns (bool);

    /// @notice Whether an account is frozen.
    function isFrozen(address account) external view returns (bool);

    /// @notice The part of a balance that a controller froze.
    function frozenAmountOf(bytes32 partition, address account) external view returns (uint256);

    /// @notice The wallet that stands for a recovered one today, where recoveries follow each other the last; zero when
    /// `account` was never recovered. Whatever is paid on `account`'s past balances is paid to that wallet.
    function recoveredBy(address account) external view returns (address);
}
