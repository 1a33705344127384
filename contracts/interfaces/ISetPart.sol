// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @title ISetPart
/// @notice What the parts of a set answer when they are asked what they are linked to.
interface ISetPart {
    function registry() external view returns (address);

    function compliance() external view returns (address);

    function yieldModule() external view returns (address);

    function settlementToken() external view returns (address);

    function depositContract() external view returns (address);

    function tradingModule() external view returns (address);
}

/// @notice Initialises the registry, and the compliance module.
interface IRootInitializer {
    function initialize(address admin, uint48 adminDelay) external;
}

/// @notice Initialises the yield module, and the trading module.
interface IMoneyInitializer {
    function initialize(address registry, address settlementToken, address admin, uint48 adminDelay) external;
}

/// @notice Initialises the price committee with its registry, and the order board with its trading module.
interface ILinkedInitializer {
    function initialize(address link, address admin, uint48 adminDelay) external;
}

/// @notice Initialises the validator module.
interface IValidatorInitializer {
    function initialize(address compliance, address depositContract, address admin, uint48 adminDelay) external;
}

/// @notice Initialises a treasury token.
interface ITokenInitializer {
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
