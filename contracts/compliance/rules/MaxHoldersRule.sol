// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IComplianceModule} from "../../interfaces/IComplianceModule.sol";
import {ITreasuryToken} from "../../interfaces/ITreasuryToken.sol";
import {CountrySet} from "../../libraries/CountrySet.sol";
import {Rule} from "./Rule.sol";

/// @title MaxHoldersRule
/// @notice A token may not have more holders than a limit, and of one country not more than a limit of its own.
/// @dev A holder is counted once, however many accounts it has, and in the country of the account that received first.
/// Who held before the token had this rule, or whose identity or country changed, is brought up to date by {recount}:
/// anyone may call it, as it only writes down what is.
contract MaxHoldersRule is Rule {
    /// @param limit The most holders; 0 for no limit.
    /// @param count The holders counted now.
    struct Tally {
        uint32 limit;
        uint32 count;
    }

    mapping(address token => Tally) private _tallies;
    mapping(address token => mapping(bytes2 country => Tally)) private _countryTallies;
    mapping(address token => mapping(bytes19 holder => bytes2)) private _countedIn;

    /// @notice The most holders of a token were set; 0 for no limit.
    event HolderLimitSet(address indexed token, uint32 limit);
    /// @notice The most holders of a token in a country were set; 0 for no limit.
    event CountryLimitSet(address indexed token, bytes2 indexed country, uint32 limit);
    /// @notice A holder was counted in `country`, or is none any more where that is zero.
    event HolderCounted(address indexed token, bytes19 indexed holder, bytes2 country);

    /// @notice A rule of one compliance module.
    /// @param compliance_ The module that it serves.
    constructor(IComplianceModule compliance_) Rule(compliance_) {}

    /// @notice Sets the most holders of a token; 0 for no limit. Only an admin of compliance.
    function setHolderLimit(address token, uint32 limit) external onlyAdmin {
        _tallies[token].limit = limit;
        emit HolderLimitSet(token, limit);
    }

    /// @notice Sets the most holders of a token in one country; 0 for no limit. Only an admin of compliance.
    function setCountryLimit(address token, bytes2 country, uint32 limit) external onlyAdmin {
        if (!CountrySet.isCountry(country)) revert IComplianceModule.InvalidCountry(country);
        _countryTallies[token][country].limit = limit;
        emit CountryLimitSet(token, country, limit);
    }

    /// @notice Brings the count up to date for a holder, as {IComplianceModule.holderOf} says or said: it is counted in the
    /// country of the first of its accounts that has something, and not at all if none has. Anyone.
    function recount(address token, bytes19 holder) external {
        address[] memory accounts = COMPLIANCE.accountsOf(holder);
        bytes2 country;
        for (uint256 i; i < accounts.length && country == 0; ++i) {
            if (ITreasuryToken(token).totalBalanceOf(accounts[i]) == 0) continue;
            country = COMPLIANCE.investorOf(accounts[i]).country;
        }
        _count(token, holder, country);
    }

    /// @notice The most holders of a token, and those counted now.
    function tallyOf(address token) external view returns (Tally memory) {
        return _tallies[token];
    }

    /// @notice The most holders of a token in a country, and those counted there now.
    function countryTallyOf(address token, bytes2 country) external view returns (Tally memory) {
        return _countryTallies[token][country];
    }

    /// @notice The country in which a holder is counted; zero where it isn't.
    function countedIn(address token, bytes19 holder) external view returns (bytes2) {
        return _countedIn[token][holder];
    }

    function _record(Movement calldata movement) internal override returns (bytes1 code, bytes32 rule) {
        (code, rule) = _check(movement);
        if (rule != 0 || movement.amount == 0 || _isWithinHolder(movement)) return (code, rule);
        if (_leaves(movement)) _count(movement.token, movement.sender.holder(), 0);
        if (_joins(movement)) _count(movement.token, movement.receiver.holder(), movement.receiver.country());
    }

    function _check(Movement calldata movement) internal view override returns (bytes1, bytes32) {
        if (movement.amount == 0 || _isWithinHolder(movement) || !_joins(movement)) return (0, 0);
        Tally memory tally = _tallies[movement.token];
        Tally memory countryTally = _countryTallies[movement.token][movement.receiver.country()];
        bool full = tally.limit != 0 && tally.count >= tally.limit;
        bool countryFull = countryTally.limit != 0 && countryTally.count >= countryTally.limit;
        if (!full && !countryFull) return (0, 0);
        // A sender who parts with all makes room.
        bytes2 freed = _leaves(movement) ? _countedIn[movement.token][movement.sender.holder()] : bytes2(0);
        if (full && freed == 0) return (FAILURE, "token/max-holders");
        if (countryFull && freed != movement.receiver.country()) return (FAILURE, "token/country-holders");
        return (0, 0);
    }

    /// @dev Whether the receiver becomes a holder, as far as was counted.
    function _joins(Movement calldata movement) private view returns (bool) {
        return movement.to != address(0) && _countedIn[movement.token][movement.receiver.holder()] == 0;
    }

    /// @dev Whether the sender parts with all it has.
    function _leaves(Movement calldata movement) private view returns (bool) {
        return movement.from != address(0)
            && _balanceOf(movement.token, movement.from, movement.sender) == movement.amount;
    }

    /// @dev Counts a holder in a country, or not at all where that is zero; twice is once.
    function _count(address token, bytes19 holder, bytes2 country) private {
        bytes2 previous = _countedIn[token][holder];
        if (previous == country) return;
        if (previous == 0) ++_tallies[token].count;
        else --_countryTallies[token][previous].count;
        if (country == 0) --_tallies[token].count;
        else ++_countryTallies[token][country].count;
        _countedIn[token][holder] = country;
        emit HolderCounted(token, holder, country);
    }
}
