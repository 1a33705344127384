// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @title IComplianceModule
/// @notice Knows the investors and the rules of each token, and says which rule a transfer would break.
/// @dev Codes are those of ERC-1400 after ERC-1066: 0x50 failure, 0x51 success, 0x55 funds locked, 0x56 invalid sender,
/// 0x57 invalid receiver. A rule is a short ASCII name, zero-padded: `sender/not-approved`, `sender/expired`,
/// `receiver/not-approved`, `receiver/expired`, and those of the rule modules, e.g. `receiver/country`, `receiver/class`,
/// `receiver/max-balance`, `token/max-holders`, `token/country-holders`, `sender/daily-volume`, `sender/lock-up`,
/// `sender/sanctioned`, `receiver/sanctioned`, `receiver/counterparty`, `receiver/validator`; zero when the transfer is
/// allowed.
///
/// A holder is an identity: all accounts whose records have the same identity hash, or one account where that is zero.
/// Limits of balances, holders, volume and lock-up are the holder's, over all of its accounts.
interface IComplianceModule {
    enum InvestorStatus {
        None,
        Approved,
        Suspended,
        Revoked
    }

    /// @notice Ordered: a minimum class admits itself and every later one.
    enum InvestorClass {
        Retail,
        Accredited,
        Institutional
    }

    /// @param status Only Approved may send or receive.
    /// @param class The investor's class.
    /// @param country ISO 3166-1 alpha-2, e.g. "US".
    /// @param expiry Unix seconds from which the approval is void.
    /// @param identityHash Hash of the identity file kept off chain; accounts of one identity are one holder.
    struct Investor {
        InvestorStatus status;
        InvestorClass class;
        bytes2 country;
        uint64 expiry;
        bytes32 identityHash;
    }

    /// @notice What an agent may do, beside having AGENT_ROLE.
    /// @param rights RIGHT_APPROVE 1, RIGHT_SUSPEND 2, RIGHT_REVOKE 4, RIGHT_SANCTION 8.
    /// @param maxClass The highest class of investors whose records it may write.
    /// @param anyCountry Whether it may write records of every country, not only of those listed for it.
    /// @param expiry Unix seconds from which it may do nothing.
    struct Agent {
        uint8 rights;
        InvestorClass maxClass;
        bool anyCountry;
        uint64 expiry;
    }

    /// @notice A record was written.
    event InvestorChanged(
        address indexed account,
        InvestorStatus status,
        InvestorClass class,
        bytes2 country,
        uint64 expiry,
        bytes32 identityHash
    );
    /// @notice What an agent may do was set. `countries` are those of a limited agent.
    event AgentChanged(address indexed account, Agent agent, bytes2[] countries);
    /// @notice The rule modules of a token were set, in the order they are asked.
    event RulesChanged(address indexed token, address[] rules);

    error UnknownInvestor(address account);
    error InvalidInvestor(address account);
    error InvalidCountry(bytes2 country);
    /// @notice Thrown when an identity would have more accounts than one holder may.
    error TooManyAccounts(bytes32 identityHash);
    error LengthMismatch(uint256 accounts, uint256 investors);
    error BatchTooLarge(uint256 count, uint256 limit);
    error AgentExpired(address agent, uint64 expiry);
    error AgentLacksRight(address agent, uint8 right);
    error AgentOutsideCountry(address agent, bytes2 country);
    error AgentOutsideClass(address agent, InvestorClass class);
    error TooManyRules(uint256 count);
    /// @notice Thrown when a rule is no contract, serves another compliance module, or stands twice.
    error InvalidRule(address rule);

    /// @notice Writes an investor's record. Only an agent, within its limits: they apply to the record as it was and as it
    /// becomes; it needs RIGHT_APPROVE, and the right of the new status.
    function setInvestor(address account, Investor calldata investor) external;

    /// @notice Writes up to 200 records: all or none. Only an agent, as {setInvestor}.
    function setInvestors(address[] calldata accounts, Investor[] calldata investors) external;

    /// @notice Changes the status of a recorded investor. Only an agent, within its limits, with the right of the new status.
    function setInvestorStatus(address account, InvestorStatus status) external;

    /// @notice Makes `account` an agent with these limits, or changes them. Only an admin.
    function setAgent(address account, Agent calldata agent, bytes2[] calldata countries) external;

    /// @notice Sets the rule modules of a token ({IComplianceRule}), at most eight. Only an admin.
    function setRules(address token, address[] calldata rules) external;

    /// @notice A token reports a movement that is about to happen: checks it, and has the rules record it. Returns the rule
    /// that forbids it, or zero; the token must revert then. Only for the caller's own movements; `from` zero means
    /// issuance, `to` zero redemption, and a forced movement is checked on the receiver's side only.
    /// @dev A redemption doesn't ask for the sender's approval: it returns money, and must be possible when that lapsed.
    function onTransfer(
        address from,
        address to,
        uint256 amount,
        bool forced
    ) external returns (bytes1 code, bytes32 rule);

    /// @notice Whether `amount` of `token` may move from `from` to `to`, and otherwise the rule that forbids it.
    function canTransfer(
        address token,
        address from,
        address to,
        uint256 amount
    ) external view returns (bool ok, bytes1 code, bytes32 rule);

    /// @notice Pre-trade check: whether `account` may acquire `token` at all: a first base unit, from nobody in particular.
    function check(address token, address account) external view returns (bool ok, bytes1 code, bytes32 rule);

    /// @notice An account's record; zeros when there is none.
    function investorOf(address account) external view returns (Investor memory);

    /// @notice Whether an account is approved now, and of at least this class.
    function isApproved(address account, InvestorClass minimum) external view returns (bool);

    /// @notice The holder that an account belongs to, as the rules know it; zero for an account without a record.
    function holderOf(address account) external view returns (bytes19);

    /// @notice All accounts of a holder, at most eight.
    function accountsOf(bytes19 holder) external view returns (address[] memory);

    /// @notice An agent's limits and, where it is limited to them, its countries. Without AGENT_ROLE they give no right.
    function agentOf(address account) external view returns (Agent memory agent, bytes2[] memory countries);

    /// @notice Whether `account` is an agent that isn't expired and has all of these rights.
    function hasAgentRight(address account, uint8 rights) external view returns (bool);

    /// @notice The rule modules of a token, in the order they are asked.
    function rulesOf(address token) external view returns (address[] memory);
}
