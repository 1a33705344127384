// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IComplianceModule} from "../../interfaces/IComplianceModule.sol";
import {CountrySet} from "../../libraries/CountrySet.sol";
import {Rule} from "./Rule.sol";

/// @title CountryRule
/// @notice Who receives a token must be of an admitted country. Nobody is, until the token's countries are set.
contract CountryRule is Rule {
    using CountrySet for CountrySet.Set;

    mapping(address token => CountrySet.Set) private _admitted;

    /// @notice Only these countries are admitted to a token, or all but these.
    event CountriesSet(address indexed token, bytes2[] countries, bool admitted);
    /// @notice Some countries were admitted to a token in addition, or not any more.
    event CountriesChanged(address indexed token, bytes2[] countries, bool admitted);

    /// @notice A rule of one compliance module.
    /// @param compliance_ The module that it serves.
    constructor(IComplianceModule compliance_) Rule(compliance_) {}

    /// @notice Admits only these countries, or where `admitted` is false all but these. Only an admin of compliance.
    function setCountries(address token, bytes2[] calldata countries, bool admitted) external onlyAdmin {
        _admitted[token].reset(!admitted);
        _put(token, countries, admitted);
        emit CountriesSet(token, countries, admitted);
    }

    /// @notice Admits some countries in addition, or no more; the others stay. Only an admin of compliance.
    function changeCountries(address token, bytes2[] calldata countries, bool admitted) external onlyAdmin {
        _put(token, countries, admitted);
        emit CountriesChanged(token, countries, admitted);
    }

    /// @notice Whether investors of a country, two capital letters, are admitted to a token.
    function isAdmitted(address token, bytes2 country) external view returns (bool) {
        return CountrySet.isCountry(country) && _admitted[token].has(country);
    }

    /// @notice The admitted countries in alphabetical order, among all pairs of letters.
    function countriesOf(address token) external view returns (bytes2[] memory) {
        return _admitted[token].list();
    }

    function _check(Movement calldata movement) internal view override returns (bytes1, bytes32) {
        if (movement.to == address(0) || _admitted[movement.token].has(movement.receiver.country())) return (0, 0);
        return (INVALID_RECEIVER, "receiver/country");
    }

    function _put(address token, bytes2[] calldata countries, bool admitted) private {
        for (uint256 i; i < countries.length; ++i) {
            if (!CountrySet.isCountry(countries[i])) revert IComplianceModule.InvalidCountry(countries[i]);
            _admitted[token].put(countries[i], admitted);
        }
    }
}
