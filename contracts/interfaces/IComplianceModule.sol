// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @title IComplianceModule
/// @notice Knows the investors and the rules of each token, and says which rule a transfer would break.
/// @dev Codes are those of ERC-1400 after ERC-1066: 0x51 success, 0x56 invalid sender, 0x57 invalid receiver. A rule is
/// a short ASCII name, zero-padded: `sender/not-approved`, `sender/expired`, `receiver/not-approved`, `receiver/expired`,
/// `receiver/country`, `receiver/class`, `receiver/max-balance`; zero when the transfer is allowed.
/// Agents, who keep the investor records, are appointed with `grantRole(AGENT_ROLE, …)`.
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

    /// @notice How a token's list of countries is meant.
    enum CountryMode {
        Unrestricted,
        AllowListed,
        BlockListed
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

    /// @param countryMode How the token's listed countries are meant.
    /// @param minimumClass The lowest class that may receive.
    /// @param maxBalance The most one account may hold after receiving, in token base units; 0 for no limit.
    struct TokenRules {
        CountryMode countryMode;
        InvestorClass minimumClass;
        uint128 maxBalance;
    }

    /// @notice An investor's record was written.
    event InvestorChanged(
        address indexed account,
        InvestorStatus status,
        InvestorClass class,
        bytes2 country,
        uint64 expiry,
        bytes32 identityHash
    );
    /// @notice A token's rules were written.
    event RulesChanged(address indexed token, CountryMode countryMode, InvestorClass minimumClass, uint128 maxBalance);
    /// @notice A country entered or left a token's list.
    event CountryListed(address indexed token, bytes2 indexed country, bool listed);

    /// @notice Thrown when the account has no record yet.
    error UnknownInvestor(address account);
    /// @notice Thrown when a record would be written with status None, or for the zero address.
    error InvalidInvestor(address account);
    /// @notice Thrown when a country is not two capital letters.
    error InvalidCountry(bytes2 country);

    /// @notice Writes an investor's record. Only an agent.
    function setInvestor(address account, Investor calldata investor) external;

    /// @notice Changes the status of a recorded investor. Only an agent.
    function setInvestorStatus(address account, InvestorStatus status) external;

    /// @notice Writes a token's rules; a token without rules admits every approved investor. Only an admin.
    function setRules(address token, TokenRules calldata rules) external;

    /// @notice Puts countries on a token's list or takes them off it. Only an admin.
    function setCountries(address token, bytes2[] calldata countries, bool listed) external;

    /// @notice Whether `amount` of `token` may move from `from` to `to`, and otherwise the rule that forbids it.
    /// @dev `from` zero means issuance and `to` zero redemption; that side is then not checked.
    function canTransfer(
        address token,
        address from,
        address to,
        uint256 amount
    ) external view returns (bool ok, bytes1 code, bytes32 rule);

    /// @notice Pre-trade check: whether `account` may acquire `token` at all, whatever the amount.
    function check(address token, address account) external view returns (bool ok, bytes1 code, bytes32 rule);

    /// @notice The record of an account; all zero when there is none.
    function investorOf(address account) external view returns (Investor memory);

    /// @notice The rules of a token.
    function rulesOf(address token) external view returns (TokenRules memory);

    /// @notice Whether a country is on a token's list.
    function isCountryListed(address token, bytes2 country) external view returns (bool);
}
