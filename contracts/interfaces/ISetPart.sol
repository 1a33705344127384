// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @title ISetPart
/// @notice What the parts of a set answer when they are asked what they are linked to; each answers a few of these.
interface ISetPart {
    /// @notice The registry of the set.
    function registry() external view returns (address);

    /// @notice The compliance module of the set.
    function compliance() external view returns (address);

    /// @notice The yield module of the set.
    function yieldModule() external view returns (address);

    /// @notice The money of the set.
    function settlementToken() external view returns (address);

    /// @notice The chain's deposit contract for validators.
    function depositContract() external view returns (address);

    /// @notice The trading module of the set.
    function tradingModule() external view returns (address);
}

/// @title IRootInitializer
/// @notice How the registry and the compliance module begin.
interface IRootInitializer {
    /// @notice Initialises what is linked to nothing.
    function initialize(address admin, uint48 adminDelay) external;
}

/// @title IMoneyInitializer
/// @notice How the yield module and the trading module begin.
interface IMoneyInitializer {
    /// @notice Initialises what moves the money of a registry's treasuries.
    function initialize(address registry, address settlementToken, address admin, uint48 adminDelay) external;
}

/// @title ILinkedInitializer
/// @notice How the price committee begins, with its registry, and the order board, with its trading module.
interface ILinkedInitializer {
    /// @notice Initialises what is linked to one other part.
    function initialize(address link, address admin, uint48 adminDelay) external;
}

/// @title IValidatorInitializer
/// @notice How the validator module begins.
interface IValidatorInitializer {
    /// @notice Initialises what proves and deposits validators of the investors that compliance knows.
    function initialize(address compliance, address depositContract, address admin, uint48 adminDelay) external;
}

/// @title ITokenInitializer
/// @notice How a treasury token begins.
interface ITokenInitializer {
    /// @notice Initialises the token of one issue.
    function initialize(
        string calldata name,
        string calldata symbol,
        address registry,
        address compliance,
        address yieldModule,
        address admin,
        uint48 adminDelay
    ) external;
}
