// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {LowLevelCall} from "@openzeppelin/contracts/utils/LowLevelCall.sol";

import {Governed} from "../base/Governed.sol";
import {IComplianceModule} from "../interfaces/IComplianceModule.sol";
import {IComplianceRule} from "../interfaces/IComplianceRule.sol";
import {CountrySet} from "../libraries/CountrySet.sol";
import {InvestorRecord, InvestorRecords} from "../libraries/InvestorRecord.sol";

/// @title ComplianceModule
/// @notice Knows the investors and the rules of each token, and says which rule a transfer would break.
/// @dev A transfer of a token without rules reads three slots: a record of each side, and the token's rules.
contract ComplianceModule is IComplianceModule, Governed {
    using CountrySet for CountrySet.Set;
    using InvestorRecords for InvestorRecord;

    /// @dev The first rule lies with the count, so that a slot is read only for each rule.
    struct RuleSet {
        address first;
        uint8 count;
        address[7] others;
    }

    /// @custom:storage-location erc7201:quantera.storage.ComplianceModule
    struct ComplianceStorage {
        mapping(address account => InvestorRecord) records;
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

    /// @dev A rule answers with a code and a name.
    uint256 private constant ANSWER_SIZE = 64;
    bytes1 private constant SUCCESS = 0x51;
    bytes1 private constant INVALID_SENDER = 0x56;
    bytes1 private constant INVALID_RECEIVER = 0x57;

    /// @notice Makes `admin` the first admin.
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
        InvestorRecord record = _storage().records[account];
        if (record.status() == InvestorStatus.None) revert UnknownInvestor(account);
        if (status == InvestorStatus.None) revert InvalidInvestor(account);
        _requireRight(agent, status);
        _requireWithin(agent, record.class(), record.country());
        record = record.withStatus(status);
        _storage().records[account] = record;
        emit InvestorChanged(
            account, status, record.class(), record.country(), record.expiry(), _storage().identityHashes[account]
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
            else set.others[i - 1] = rules[i];
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
        (InvestorRecord sender, InvestorRecord receiver) = _recordsOf(from, to);
        (code, rule) = _checkStanding(from != address(0) && !forced, sender, to != address(0), receiver);
        if (rule != 0) return (code, rule);
        RuleSet storage set = _storage().rules[msg.sender];
        uint256 count = set.count;
        if (count == 0) return (SUCCESS, 0);
        return _record(set, count, IComplianceRule.Movement(msg.sender, from, to, amount, forced, sender, receiver));
    }

    /// @inheritdoc IComplianceModule
    function canTransfer(
        address token,
        address from,
        address to,
        uint256 amount
    ) external view returns (bool ok, bytes1 code, bytes32 rule) {
        return _check(token, from, to, amount);
    }

    /// @inheritdoc IComplianceModule
    function check(address token, address account) external view returns (bool ok, bytes1 code, bytes32 rule) {
        return _check(token, address(0), account, 1);
    }

    /// @inheritdoc IComplianceModule
    function investorOf(address account) external view returns (Investor memory) {
        InvestorRecord record = _storage().records[account];
        return Investor(
            record.status(), record.class(), record.country(), record.expiry(), _storage().identityHashes[account]
        );
    }

    /// @inheritdoc IComplianceModule
    function isApproved(address account, InvestorClass minimum) external view returns (bool) {
        InvestorRecord record = _storage().records[account];
        return record.status() == InvestorStatus.Approved && block.timestamp < record.expiry()
            && record.class() >= minimum;
    }

    /// @inheritdoc IComplianceModule
    function holderOf(address account) external view returns (bytes19) {
        return _storage().records[account].holder();
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
            rules[i] = i == 0 ? set.first : set.others[i - 1];
        }
    }

    function _setInvestor(Agent memory agent, address account, Investor calldata investor) private {
        ComplianceStorage storage $ = _storage();
        if (account == address(0) || investor.status == InvestorStatus.None) revert InvalidInvestor(account);
        _requireCountry(investor.country);
        _requireRight(agent, InvestorStatus.Approved);
        _requireRight(agent, investor.status);
        _requireWithin(agent, investor.class, investor.country);
        InvestorRecord record = $.records[account];
        if (record.status() != InvestorStatus.None) _requireWithin(agent, record.class(), record.country());
        bytes19 holder = _holder(account, investor.identityHash);
        bool shared = record.isShared();
        if (holder != record.holder()) {
            _leave(account, record.holder());
            shared = _join(account, holder, investor.identityHash);
            $.identityHashes[account] = investor.identityHash;
        }
        $.records[account] = InvestorRecords.create(investor, shared, holder);
        emit InvestorChanged(
            account, investor.status, investor.class, investor.country, investor.expiry, investor.identityHash
        );
    }

    /// @dev Adds an account to a holder; whether the holder has others.
    function _join(address account, bytes19 holder, bytes32 identityHash) private returns (bool shared) {
        address[] storage accounts = _storage().accounts[holder];
        uint256 count = accounts.length;
        if (count == MAX_ACCOUNTS) revert TooManyAccounts(identityHash);
        if (count == 1) _storage().records[accounts[0]] = _storage().records[accounts[0]].asShared();
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

    /// @dev What the rule that was called last answered in its two words.
    function _answer(address rule_, bool ok, bytes32 code, bytes32 rule) private pure returns (bytes1, bytes32) {
        if (!ok) LowLevelCall.bubbleRevert();
        if (LowLevelCall.returnDataSize() < ANSWER_SIZE) revert InvalidRule(rule_);
        return (bytes1(code), rule);
    }

    function _check(address token, address from, address to, uint256 amount) private view returns (bool, bytes1, bytes32) {
        (InvestorRecord sender, InvestorRecord receiver) = _recordsOf(from, to);
        (bytes1 code, bytes32 rule) = _checkStanding(from != address(0), sender, to != address(0), receiver);
        if (rule == 0) {
            (code, rule) = _ask(IComplianceRule.Movement(token, from, to, amount, false, sender, receiver));
        }
        return (rule == 0, code, rule);
    }

    /// @dev Has each rule check and record a movement, until one forbids it. It is encoded once for all of them.
    function _record(
        RuleSet storage set,
        uint256 count,
        IComplianceRule.Movement memory movement
    ) private returns (bytes1 code, bytes32 rule) {
        bytes memory call = abi.encodeCall(IComplianceRule.record, (movement));
        address next = set.first;
        for (uint256 i;; ++i) {
            (bool ok, bytes32 first, bytes32 second) = LowLevelCall.callReturn64Bytes(next, call);
            (code, rule) = _answer(next, ok, first, second);
            if (rule != 0) return (code, rule);
            if (i + 1 == count) return (SUCCESS, 0);
            next = set.others[i];
        }
    }

    /// @dev As {_record}, without recording.
    function _ask(IComplianceRule.Movement memory movement) private view returns (bytes1 code, bytes32 rule) {
        RuleSet storage set = _storage().rules[movement.token];
        uint256 count = set.count;
        if (count == 0) return (SUCCESS, 0);
        bytes memory call = abi.encodeCall(IComplianceRule.check, (movement));
        address next = set.first;
        for (uint256 i;; ++i) {
            (bool ok, bytes32 first, bytes32 second) = LowLevelCall.staticcallReturn64Bytes(next, call);
            (code, rule) = _answer(next, ok, first, second);
            if (rule != 0) return (code, rule);
            if (i + 1 == count) return (SUCCESS, 0);
            next = set.others[i];
        }
    }

    function _recordsOf(
        address from,
        address to
    ) private view returns (InvestorRecord sender, InvestorRecord receiver) {
        ComplianceStorage storage $ = _storage();
        if (from != address(0)) sender = $.records[from];
        if (to != address(0)) receiver = $.records[to];
    }

    /// @dev A sender only has to be in good standing: whoever a later rule no longer admits must still be able to sell.
    function _checkStanding(
        bool asksSender,
        InvestorRecord sender,
        bool hasReceiver,
        InvestorRecord receiver
    ) private view returns (bytes1, bytes32) {
        if (!hasReceiver) return (SUCCESS, 0);
        if (asksSender) {
            if (sender.status() != InvestorStatus.Approved) return (INVALID_SENDER, "sender/not-approved");
            if (block.timestamp >= sender.expiry()) return (INVALID_SENDER, "sender/expired");
        }
        if (receiver.status() != InvestorStatus.Approved) return (INVALID_RECEIVER, "receiver/not-approved");
        if (block.timestamp >= receiver.expiry()) return (INVALID_RECEIVER, "receiver/expired");
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
