// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @title ITreasuryFactory
/// @notice Deploys whole sets of the treasury contracts, and the tokens of new issues, at addresses that are known before.
/// @dev Every address follows from the factory, the caller and all the parameters (CREATE2): nobody can take an address
/// that another was to deploy at, and what stands at a predicted address was deployed with exactly those parameters. The
/// factory is never an admin, and has no power over anything once its transaction is over.
interface ITreasuryFactory {
    /// @notice The contracts of a set that have roles.
    enum Part {
        Registry,
        Compliance,
        YieldModule,
        TradingModule,
        PriceCommittee,
        ValidatorModule,
        OrderBoard
    }

    /// @notice The code behind the proxies; sets share it.
    struct Implementations {
        address registry;
        address compliance;
        address yieldModule;
        address tradingModule;
        address priceCommittee;
        address validatorModule;
        address orderBoard;
        address treasuryToken;
    }

    /// @notice The addresses of a set. `admin` is the timelock where one was asked for.
    struct Set {
        address admin;
        address registry;
        address compliance;
        address yieldModule;
        address tradingModule;
        address priceCommittee;
        address validatorModule;
        address orderBoard;
    }

    /// @notice An OpenZeppelin TimelockController that nobody administers but itself.
    /// @param minDelay Seconds between announcing and doing; from 1 to {maxDelay}.
    /// @param proposers Who may announce, and cancel; at least one.
    /// @param executors Who may do what was announced; the zero address stands for everybody; at least one.
    struct Timelock {
        uint256 minDelay;
        address[] proposers;
        address[] executors;
    }

    /// @notice A role that somebody has from the beginning.
    struct RoleGrant {
        bytes32 role;
        address account;
    }

    /// @notice A role of one part of a set that somebody has from the beginning.
    struct SetGrant {
        Part part;
        bytes32 role;
        address account;
    }

    /// @param salt Tells sets with otherwise equal parameters apart.
    /// @param admin The admin of every part; zero for a timelock.
    /// @param timelock The timelock that becomes the admin where `admin` is zero; empty lists otherwise.
    /// @param adminDelay Seconds that each change of the admin takes at least; at most {maxDelay}.
    /// @param settlementToken The money of the set.
    /// @param depositContract The chain's deposit contract for validators.
    /// @param grants Roles to begin with.
    struct SetParameters {
        bytes32 salt;
        address admin;
        Timelock timelock;
        uint48 adminDelay;
        address settlementToken;
        address depositContract;
        SetGrant[] grants;
    }

    /// @param salt Tells tokens with otherwise equal parameters apart.
    /// @param registry The registry of the set that the token belongs to.
    /// @param name The name of the issue.
    /// @param symbol Its ticker.
    /// @param admin The admin of the token.
    /// @param adminDelay Seconds that each change of the admin takes at least; at most {maxDelay}.
    /// @param grants Roles to begin with.
    struct TokenParameters {
        bytes32 salt;
        address registry;
        string name;
        string symbol;
        address admin;
        uint48 adminDelay;
        RoleGrant[] grants;
    }

    /// @notice A set was deployed and its wiring verified. `hasTimelock` tells whether its admin was deployed with it.
    event SetDeployed(
        address indexed deployer,
        address indexed registry,
        Set set,
        bool hasTimelock,
        address settlementToken,
        address depositContract
    );
    /// @notice The token of a new issue was deployed. It isn't registered yet.
    event TokenDeployed(address indexed deployer, address indexed registry, address indexed token, string symbol);

    /// @notice Thrown when an implementation is no contract that can be upgraded (ERC-1822).
    error NotImplementation(address account);
    /// @notice Thrown when a set or token with these parameters was deployed before.
    error AlreadyDeployed(address account);
    /// @notice Thrown when the registry isn't one of this factory's sets.
    error UnknownSet(address registry);
    /// @notice Thrown when neither an admin nor a timelock is given, or both, or a timelock that could never act.
    error InvalidAdmin();
    error InvalidDelay(uint256 delay, uint256 maxDelay);
    /// @notice Thrown when a part deployed doesn't answer a question as it should: the implementations are not what the
    /// factory was made for.
    error WrongWiring(address part, bytes4 question);

    /// @notice Deploys a set, wires it, gives out the first roles, and verifies all of it. Anyone.
    function deploySet(SetParameters calldata parameters) external returns (Set memory set);

    /// @notice Deploys the token of a new issue for a set of this factory. Anyone: what a registry lists is its issuers' matter.
    function deployToken(TokenParameters calldata parameters) external returns (address token);

    /// @notice The addresses that `deployer` gets for these parameters.
    function predictSet(SetParameters calldata parameters, address deployer) external view returns (Set memory);

    /// @notice The address of the token that `deployer` gets for these parameters.
    function predictToken(TokenParameters calldata parameters, address deployer) external view returns (address);

    /// @notice The set that a registry belongs to; zeros when it is none of this factory's.
    function setOf(address registry) external view returns (Set memory);

    /// @notice The code behind the proxies that it deploys.
    function implementations() external view returns (Implementations memory);

    /// @notice The longest delay accepted, in seconds: a longer one is a mistake that could never be undone.
    function maxDelay() external view returns (uint48);
}
