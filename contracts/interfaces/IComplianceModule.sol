// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @title IComplianceModule
/// @notice Knows the investors and the rules of each token, and says which rule a transfer would break.
/// @dev Codes are those of ERC-1400 after ERC-1066: 0x51 success, 0x56 invalid sender, 0x57 invalid receiver. A rule is
/// a short ASCII name, zero-padded: `sender/not-approved`, `sender/expired`, `receiver/not-approved`, `receiver/expired`,
/// and those of the rule modules, e.g. `receiver/country`, `receiver/class`, `receiver/max-balance`, `token/max-holders`,
/// `sender/daily-volume`, `sender/lock-up`, `sender/sanctioned`; zero when the transfer is allowed.
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
    /// @param identityHash Hash of the identity file kept off chain.
    struct Investor {
        InvestorStatus status;
        InvestorClass class;
        bytes2 country;
        uint64 expiry;
        bytes32 identityHash;
    }

    event InvestorChanged(
        address indexed account,
        InvestorStatus status,
        InvestorClass class,
        bytes2 country,
        uint64 expiry,
        bytes32 identityHash
    );
    /// @notice The rule modules of a token were set, in the order they are asked.
    event RulesChanged(address indexed token, address[] rules);

    error UnknownInvestor(address account);
    error InvalidInvestor(address account);
    error InvalidCountry(bytes2 country);

    /// @notice Writes an investor's record. Only an agent, within its limits.
    function setInvestor(address account, Investor calldata investor) external;

    /// @notice Changes the status of a recorded investor. Only an agent.
    function setInvestorStatus(address account, InvestorStatus status) external;

    /// @notice Sets the rule modules of a token ({IComplianceRule}), at most eight. Only an admin.
    function setRules(address token, address[] calldata rules) external;

    /// @notice A token reports a movement that is about to happen: checks it, and has the rules record it. Returns the rule
    /// that forbids it, or zero. Only for the token's own movements; `from` zero means issuance, `to` zero redemption, and a
    /// forced movement is checked on the receiver's side only.
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

    /// @notice Pre-trade check: whether `account` may acquire `token` at all, whatever the amount.
    function check(address token, address account) external view returns (bool ok, bytes1 code, bytes32 rule);

    function investorOf(address account) external view returns (Investor memory);

    function rulesOf(address token) external view returns (address[] memory);
}
