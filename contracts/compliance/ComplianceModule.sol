// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Governed} from "../base/Governed.sol";
import {IComplianceModule} from "../interfaces/IComplianceModule.sol";
import {IComplianceRule} from "../interfaces/IComplianceRule.sol";
import {CountrySet} from "../libraries/CountrySet.sol";

/// @title ComplianceModule
/// @notice Knows the investors and the rules of each token, and says which rule a transfer would break.
/// @dev A transfer of a token without rules reads three slots: a record of each side, and the token's rules.
contract ComplianceModule is IComplianceModule, Governed {
    using CountrySet for CountrySet.Set;

    /// @dev The first rule lies with the count, so that a slot is read only for each rule.
    struct RuleSet {
        address first;
        uint8 count;
        mapping(uint256 index => address) others;
    }

    /// @custom:storage-location erc7201:quantera.storage.ComplianceModule
    struct ComplianceStorage {
        mapping(address account => IComplianceRule.Party) parties;
        mapping(address account => bytes32) identityHashes;
        mapping(bytes19 holder => address[]) accounts;
        mapping(address token => RuleSet) rules;
        mapping(address account => Agent) agents;
        mapping(address account => CountrySet.Set) agentCountries;
        uint8 pausedGroups;
    }

    /// @notice Who may keep investor records, within the limits of {setAgent}.
    bytes32 public constant AGENT_ROLE = keccak256("AGENT_ROLE");
    /// @notice The group of functions that write investor records.
    uint8 public constant GROUP_RECORDS = 1;

    /// @notice The right to approve investors.
    uint8 public constant RIGHT_APPROVE = 1;
    /// @notice The right to suspend investors.
    uint8 public constant RIGHT_SUSPEND = 2;
    /// @notice The right to revoke investors.
    uint8 public constant RIGHT_REVOKE = 4;
    /// @notice The right to keep the list of sanctioned accounts.
    uint8 public constant RIGHT_SANCTION = 8;

    /// @notice The most records one call may write.
    uint256 public constant MAX_BATCH = 200;
    /// @notice The most rules a token may have.
    uint256 public constant MAX_RULES = 8;
    /// @notice The most accounts one holder may have.
    uint256 public constant MAX_ACCOUNTS = 8;

    // keccak256(abi.encode(uint256(keccak256("quantera.storage.ComplianceModule")) - 1)) & ~bytes32(uint256(0xff))
    bytes32 private constant STORAGE_SLOT = 0x7b0ea5c4736e4c04e9848a9bf1519622c142698889190e5f4124b75b40470000;

    bytes1 private constant SUCCESS = 0x51;
    bytes1 private constant INVALID_SENDER = 0x56;
    bytes1 private constant INVALID_RECEIVER = 0x57;

    /// @param admin Appoints agents and sets rules.
    /// @param adminDelay Seconds between the two steps of a change of admin.
    function initialize(address admin, uint48 adminDelay) external initializer {
        _initializeGoverned(admin, adminDelay);
    }

    /// @inheritdoc IComplianceModule
    function setInvestor(address account, Investor calldata investor) external whenRunning(GROUP_RECORDS) {
        _setInvestor(_agent(), account, investor);
    }

    /// @inheritdoc IComplianceModule
    function setInvestors(
        address[] calldata accounts,
        Investor[] calldata investors
    ) external whenRunning(GROUP_RECORDS) {
        if (accounts.length != investors.length) revert LengthMismatch(accounts.length, investors.length);
        if (accounts.length > MAX_BATCH) revert BatchTooLarge(accounts.length, MAX_BATCH);
        Agent memory agent = _agent();
        for (uint256 i; i < accounts.length; ++i) {
            _setInvestor(agent, accounts[i], investors[i]);
        }
    }

    /// @inheritdoc IComplianceModule
    function setInvestorStatus(address account, InvestorStatus status) external whenRunning(GROUP_RECORDS) {
        Agent memory agent = _agent();
        IComplianceRule.Party storage party = _storage().parties[account];
        if (party.status == InvestorStatus.None) revert UnknownInvestor(account);
        if (status == InvestorStatus.None) revert InvalidInvestor(account);
        _requireRight(agent, status);
        _requireWithin(agent, party.class, party.country);
        party.status = status;
        emit InvestorChanged(
            account, status, party.class, party.country, party.expiry, _storage().identityHashes[account]
        );
    }

    /// @inheritdoc IComplianceModule
    function setAgent(
        address account,
        Agent calldata agent,
        bytes2[] calldata countries
    ) external onlyRole(DEFAULT_ADMIN_ROLE) {
        ComplianceStorage storage $ = _storage();
        _grantRole(AGENT_ROLE, account);
        $.agents[account] = agent;
        CountrySet.Set storage set = $.agentCountries[account];
        set.reset(false);
        for (uint256 i; i < countries.length; ++i) {
            _requireCountry(countries[i]);
            set.put(countries[i], true);
        }
        emit AgentChanged(account, agent, countries);
    }

    /// @inheritdoc IComplianceModule
    function setRules(address token, address[] calldata rules) external onlyRole(DEFAULT_ADMIN_ROLE) {
        if (token == address(0)) revert ZeroAddress();
        if (rules.length > MAX_RULES) revert TooManyRules(rules.length);
        RuleSet storage set = _storage().rules[token];
        for (uint256 i; i < rules.length; ++i) {
            _requireRule(rules, i);
            if (i == 0) set.first = rules[0];
            else set.others[i] = rules[i];
        }
        // The cast is of what was checked above.
        // forge-lint: disable-next-line(unsafe-typecast)
        set.count = uint8(rules.length);
        emit RulesChanged(token, rules);
    }

    /// @inheritdoc IComplianceModule
    function onTransfer(
        address from,
        address to,
        uint256 amount,
        bool forced
    ) external returns (bytes1 code, bytes32 rule) {
        IComplianceRule.Movement memory movement = _movement(msg.sender, from, to, amount, forced);
        (code, rule) = _checkStanding(movement);
        if (rule != 0) return (code, rule);
        RuleSet storage set = _storage().rules[msg.sender];
        (address next, uint256 count) = (set.first, set.count);
        for (uint256 i; i < count;) {
            (code, rule) = IComplianceRule(next).record(movement);
            if (rule != 0) return (code, rule);
            if (++i < count) next = set.others[i];
        }
        return (SUCCESS, 0);
    }

    /// @inheritdoc IComplianceModule
    function canTransfer(
        address token,
        address from,
        address to,
        uint256 amount
    ) external view returns (bool ok, bytes1 code, bytes32 rule) {
        return _check(_movement(token, from, to, amount, false));
    }

    /// @inheritdoc IComplianceModule
    function check(address token, address account) external view returns (bool ok, bytes1 code, bytes32 rule) {
        return _check(_movement(token, address(0), account, 1, false));
    }

    /// @inheritdoc IComplianceModule
    function investorOf(address account) external view returns (Investor memory) {
        IComplianceRule.Party storage party = _storage().parties[account];
        return Investor(
            party.status, party.class, party.country, party.expiry, _storage().identityHashes[account]
        );
    }

    /// @inheritdoc IComplianceModule
    function isApproved(address account, InvestorClass minimum) external view returns (bool) {
        IComplianceRule.Party storage party = _storage().parties[account];
        return party.status == InvestorStatus.Approved && block.timestamp < party.expiry && party.class >= minimum;
    }

    /// @inheritdoc IComplianceModule
    function holderOf(address account) external view returns (bytes19) {
        return _storage().parties[account].holder;
    }

    /// @inheritdoc IComplianceModule
    function accountsOf(bytes19 holder) external view returns (address[] memory) {
        return _storage().accounts[holder];
    }

    /// @inheritdoc IComplianceModule
    function agentOf(address account) external view returns (Agent memory agent, bytes2[] memory countries) {
        return (_storage().agents[account], _storage().agentCountries[account].list());
    }

    /// @inheritdoc IComplianceModule
    function hasAgentRight(address account, uint8 rights) external view returns (bool) {
        Agent storage agent = _storage().agents[account];
        return hasRole(AGENT_ROLE, account) && block.timestamp < agent.expiry && agent.rights & rights == rights;
    }

    /// @inheritdoc IComplianceModule
    function rulesOf(address token) external view returns (address[] memory rules) {
        RuleSet storage set = _storage().rules[token];
        rules = new address[](set.count);
        for (uint256 i; i < rules.length; ++i) {
            rules[i] = i == 0 ? set.first : set.others[i];
        }
    }

    function _setInvestor(Agent memory agent, address account, Investor calldata investor) private {
        ComplianceStorage storage $ = _storage();
        if (account == address(0) || investor.status == InvestorStatus.None) revert InvalidInvestor(account);
        _requireCountry(investor.country);
        _requireRight(agent, InvestorStatus.Approved);
        _requireRight(agent, investor.status);
        _requireWithin(agent, investor.class, investor.country);
        IComplianceRule.Party memory party = $.parties[account];
        if (party.status != InvestorStatus.None) _requireWithin(agent, party.class, party.country);
        bytes19 holder = _holder(account, investor.identityHash);
        if (holder != party.holder) {
            _leave(account, party.holder);
            party.shared = _join(account, holder, investor.identityHash);
            party.holder = holder;
            $.identityHashes[account] = investor.identityHash;
        }
        party.status = investor.status;
        party.class = investor.class;
        party.country = investor.country;
        party.expiry = investor.expiry;
        $.parties[account] = party;
        emit InvestorChanged(
            account, investor.status, investor.class, investor.country, investor.expiry, investor.identityHash
        );
    }

    /// @dev Adds an account to a holder; whether the holder has others.
    function _join(address account, bytes19 holder, bytes32 identityHash) private returns (bool shared) {
        address[] storage accounts = _storage().accounts[holder];
        uint256 count = accounts.length;
        if (count == MAX_ACCOUNTS) revert TooManyAccounts(identityHash);
        if (count == 1) _storage().parties[accounts[0]].shared = true;
        accounts.push(account);
        return count > 0;
    }

    /// @dev Removes an account from a holder. Those that stay keep `shared`, which only ever errs to the safe side.
    function _leave(address account, bytes19 holder) private {
        address[] storage accounts = _storage().accounts[holder];
        uint256 count = accounts.length;
        for (uint256 i; i < count; ++i) {
            if (accounts[i] != account) continue;
            accounts[i] = accounts[count - 1];
            accounts.pop();
            return;
        }
    }

    /// @dev The caller's limits as an agent, which must not have expired.
    function _agent() private view returns (Agent memory agent) {
        _checkRole(AGENT_ROLE);
        agent = _storage().agents[msg.sender];
        if (block.timestamp >= agent.expiry) revert AgentExpired(msg.sender, agent.expiry);
    }

    function _requireWithin(Agent memory agent, InvestorClass class, bytes2 country) private view {
        if (class > agent.maxClass) revert AgentOutsideClass(msg.sender, class);
        if (!agent.anyCountry && !_storage().agentCountries[msg.sender].has(country)) {
            revert AgentOutsideCountry(msg.sender, country);
        }
    }

    function _requireRight(Agent memory agent, InvestorStatus status) private view {
        uint8 right = status == InvestorStatus.Approved
            ? RIGHT_APPROVE
            : status == InvestorStatus.Suspended ? RIGHT_SUSPEND : RIGHT_REVOKE;
        if (agent.rights & right == 0) revert AgentLacksRight(msg.sender, right);
    }

    function _requireRule(address[] calldata rules, uint256 index) private view {
        address rule = rules[index];
        for (uint256 i; i < index; ++i) {
            if (rules[i] == rule) revert InvalidRule(rule);
        }
        if (rule.code.length == 0 || IComplianceRule(rule).compliance() != address(this)) revert InvalidRule(rule);
    }

    function _movement(
        address token,
        address from,
        address to,
        uint256 amount,
        bool forced
    ) private view returns (IComplianceRule.Movement memory movement) {
        movement.token = token;
        movement.from = from;
        movement.to = to;
        movement.amount = amount;
        movement.forced = forced;
        if (from != address(0)) movement.sender = _storage().parties[from];
        if (to != address(0)) movement.receiver = _storage().parties[to];
    }

    function _check(IComplianceRule.Movement memory movement) private view returns (bool, bytes1, bytes32) {
        (bytes1 code, bytes32 rule) = _checkStanding(movement);
        if (rule != 0) return (false, code, rule);
        RuleSet storage set = _storage().rules[movement.token];
        (address next, uint256 count) = (set.first, set.count);
        for (uint256 i; i < count;) {
            (code, rule) = IComplianceRule(next).check(movement);
            if (rule != 0) return (false, code, rule);
            if (++i < count) next = set.others[i];
        }
        return (true, SUCCESS, 0);
    }

    /// @dev A sender only has to be in good standing: whoever a later rule no longer admits must still be able to sell.
    function _checkStanding(IComplianceRule.Movement memory movement) private view returns (bytes1, bytes32) {
        if (movement.to == address(0)) return (SUCCESS, 0);
        if (movement.from != address(0) && !movement.forced) {
            if (movement.sender.status != InvestorStatus.Approved) return (INVALID_SENDER, "sender/not-approved");
            if (block.timestamp >= movement.sender.expiry) return (INVALID_SENDER, "sender/expired");
        }
        if (movement.receiver.status != InvestorStatus.Approved) return (INVALID_RECEIVER, "receiver/not-approved");
        if (block.timestamp >= movement.receiver.expiry) return (INVALID_RECEIVER, "receiver/expired");
        return (SUCCESS, 0);
    }

    function _pausedGroups() internal view override returns (uint8) {
        return _storage().pausedGroups;
    }

    function _setPausedGroups(uint8 groups) internal override {
        _storage().pausedGroups = groups;
    }

    /// @dev 19 bytes, so that a record fits a slot; as collision-proof as an address of 20.
    function _holder(address account, bytes32 identityHash) private pure returns (bytes19) {
        return bytes19(keccak256(identityHash == 0 ? abi.encodePacked(account) : abi.encodePacked(identityHash)));
    }

    function _requireCountry(bytes2 country) private pure {
        if (!CountrySet.isCountry(country)) revert InvalidCountry(country);
    }

    function _storage() private pure returns (ComplianceStorage storage $) {
        assembly ("memory-safe") {
            $.slot := STORAGE_SLOT
        }
    }
}
