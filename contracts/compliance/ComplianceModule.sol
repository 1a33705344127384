// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {AccessControl} from "@openzeppelin/contracts/access/AccessControl.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";

import {IComplianceModule} from "../interfaces/IComplianceModule.sol";

/// @title ComplianceModule
/// @notice Knows the investors and the rules of each token, and says which rule a transfer would break.
contract ComplianceModule is IComplianceModule, AccessControl {
    /// @custom:storage-location erc7201:quantera.storage.ComplianceModule
    struct ComplianceStorage {
        mapping(address account => Investor) investors;
        mapping(address token => TokenRules) rules;
        mapping(address token => mapping(bytes2 country => bool)) listedCountries;
    }

    /// @notice Who may keep investor records.
    bytes32 public constant AGENT_ROLE = keccak256("AGENT_ROLE");

    // keccak256(abi.encode(uint256(keccak256("quantera.storage.ComplianceModule")) - 1)) & ~bytes32(uint256(0xff))
    bytes32 private constant STORAGE_SLOT = 0x7b0ea5c4736e4c04e9848a9bf1519622c142698889190e5f4124b75b40470000;

    bytes1 private constant SUCCESS = 0x51;
    bytes1 private constant INVALID_SENDER = 0x56;
    bytes1 private constant INVALID_RECEIVER = 0x57;

    /// @param admin Appoints agents and sets rules.
    constructor(address admin) {
        _grantRole(DEFAULT_ADMIN_ROLE, admin);
    }

    /// @inheritdoc IComplianceModule
    function setInvestor(address account, Investor calldata investor) external onlyRole(AGENT_ROLE) {
        if (account == address(0) || investor.status == InvestorStatus.None) revert InvalidInvestor(account);
        _requireCountry(investor.country);
        _storage().investors[account] = investor;
        _emitInvestorChanged(account, investor);
    }

    /// @inheritdoc IComplianceModule
    function setInvestorStatus(address account, InvestorStatus status) external onlyRole(AGENT_ROLE) {
        Investor storage investor = _storage().investors[account];
        if (investor.status == InvestorStatus.None) revert UnknownInvestor(account);
        if (status == InvestorStatus.None) revert InvalidInvestor(account);
        investor.status = status;
        _emitInvestorChanged(account, investor);
    }

    /// @inheritdoc IComplianceModule
    function setRules(address token, TokenRules calldata rules) external onlyRole(DEFAULT_ADMIN_ROLE) {
        _storage().rules[token] = rules;
        emit RulesChanged(token, rules.countryMode, rules.minimumClass, rules.maxBalance);
    }

    /// @inheritdoc IComplianceModule
    function setCountries(
        address token,
        bytes2[] calldata countries,
        bool listed
    ) external onlyRole(DEFAULT_ADMIN_ROLE) {
        for (uint256 i; i < countries.length; ++i) {
            _requireCountry(countries[i]);
            _storage().listedCountries[token][countries[i]] = listed;
            emit CountryListed(token, countries[i], listed);
        }
    }

    /// @inheritdoc IComplianceModule
    function canTransfer(
        address token,
        address from,
        address to,
        uint256 amount
    ) external view returns (bool, bytes1, bytes32) {
        if (from != address(0)) {
            bytes32 senderRule = _brokenBySender(from);
            if (senderRule != 0) return (false, INVALID_SENDER, senderRule);
        }
        if (to != address(0)) {
            bytes32 receiverRule = _brokenByReceiver(token, to);
            if (receiverRule == 0 && from != to && _exceedsMaxBalance(token, to, amount)) {
                receiverRule = "receiver/max-balance";
            }
            if (receiverRule != 0) return (false, INVALID_RECEIVER, receiverRule);
        }
        return (true, SUCCESS, 0);
    }

    /// @inheritdoc IComplianceModule
    function check(address token, address account) external view returns (bool, bytes1, bytes32) {
        bytes32 rule = _brokenByReceiver(token, account);
        return rule == 0 ? (true, SUCCESS, rule) : (false, INVALID_RECEIVER, rule);
    }

    /// @inheritdoc IComplianceModule
    function investorOf(address account) external view returns (Investor memory) {
        return _storage().investors[account];
    }

    /// @inheritdoc IComplianceModule
    function rulesOf(address token) external view returns (TokenRules memory) {
        return _storage().rules[token];
    }

    /// @inheritdoc IComplianceModule
    function isCountryListed(address token, bytes2 country) external view returns (bool) {
        return _storage().listedCountries[token][country];
    }

    /// @dev A sender only has to be in good standing: whoever a later rule no longer admits must still be able to sell.
    function _brokenBySender(address from) private view returns (bytes32) {
        Investor storage investor = _storage().investors[from];
        if (investor.status != InvestorStatus.Approved) return "sender/not-approved";
        if (block.timestamp >= investor.expiry) return "sender/expired";
        return 0;
    }

    function _brokenByReceiver(address token, address to) private view returns (bytes32) {
        Investor storage investor = _storage().investors[to];
        if (investor.status != InvestorStatus.Approved) return "receiver/not-approved";
        if (block.timestamp >= investor.expiry) return "receiver/expired";
        TokenRules storage rules = _storage().rules[token];
        CountryMode mode = rules.countryMode;
        if (mode != CountryMode.Unrestricted) {
            bool listed = _storage().listedCountries[token][investor.country];
            if (listed != (mode == CountryMode.AllowListed)) return "receiver/country";
        }
        if (investor.class < rules.minimumClass) return "receiver/class";
        return 0;
    }

    function _exceedsMaxBalance(address token, address to, uint256 amount) private view returns (bool) {
        uint256 maxBalance = _storage().rules[token].maxBalance;
        if (maxBalance == 0) return false;
        return amount > maxBalance || IERC20(token).balanceOf(to) > maxBalance - amount;
    }

    function _emitInvestorChanged(address account, Investor memory investor) private {
        emit InvestorChanged(
            account, investor.status, investor.class, investor.country, investor.expiry, investor.identityHash
        );
    }

    function _requireCountry(bytes2 country) private pure {
        if (country[0] < "A" || country[0] > "Z" || country[1] < "A" || country[1] > "Z") revert InvalidCountry(country);
    }

    function _storage() private pure returns (ComplianceStorage storage $) {
        assembly ("memory-safe") {
            $.slot := STORAGE_SLOT
        }
    }
}
