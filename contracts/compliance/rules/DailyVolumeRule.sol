// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IComplianceModule} from "../../interfaces/IComplianceModule.sol";
import {Rule} from "./Rule.sol";

/// @title DailyVolumeRule
/// @notice A holder may not send more of a token than a limit on one day (UTC), over all of its accounts.
/// @dev Issuance, redemption, forced movements and those between a holder's own accounts don't count.
contract DailyVolumeRule is Rule {
    struct Volume {
        uint32 day;
        uint224 sent;
    }

    struct Limit {
        uint256 maxVolume;
        mapping(bytes19 holder => Volume) volumes;
    }

    mapping(address token => Limit) private _limits;

    /// @notice The limit of a token was set; 0 for none.
    event MaxVolumeSet(address indexed token, uint256 maxVolume);

    /// @notice Thrown when a limit is beyond what the rule can count.
    error VolumeTooLarge(uint256 maxVolume);

    /// @notice A rule of one compliance module.
    /// @param compliance_ The module that it serves.
    constructor(IComplianceModule compliance_) Rule(compliance_) {}

    /// @notice Sets the limit of a token, in its base units a day; 0 for none. Only an admin of compliance.
    function setMaxVolume(address token, uint256 maxVolume) external onlyAdmin {
        if (maxVolume > type(uint224).max) revert VolumeTooLarge(maxVolume);
        _limits[token].maxVolume = maxVolume;
        emit MaxVolumeSet(token, maxVolume);
    }

    /// @notice The limit of a token, in its base units a day; 0 for none.
    function maxVolumeOf(address token) external view returns (uint256) {
        return _limits[token].maxVolume;
    }

    /// @notice What an account's holder sent of a token today, while the token has a limit.
    function sentToday(address token, address account) external view returns (uint256) {
        return _sentToday(_limits[token].volumes[COMPLIANCE.holderOf(account)]);
    }

    function _record(Movement calldata movement) internal override returns (bytes1, bytes32) {
        Limit storage limit = _limits[movement.token];
        uint256 maxVolume = limit.maxVolume;
        if (maxVolume == 0 || !_isTransfer(movement)) return (0, 0);
        Volume storage volume = limit.volumes[movement.sender.holder()];
        (uint256 sent, uint256 amount) = (_sentToday(volume), movement.amount);
        if (_exceeds(sent, amount, maxVolume)) return (INVALID_SENDER, "sender/daily-volume");
        _write(volume, sent + amount);
        return (0, 0);
    }

    function _check(Movement calldata movement) internal view override returns (bytes1, bytes32) {
        Limit storage limit = _limits[movement.token];
        uint256 maxVolume = limit.maxVolume;
        if (maxVolume == 0 || !_isTransfer(movement)) return (0, 0);
        uint256 sent = _sentToday(limit.volumes[movement.sender.holder()]);
        if (_exceeds(sent, movement.amount, maxVolume)) return (INVALID_SENDER, "sender/daily-volume");
        return (0, 0);
    }

    /// @dev What was sent fits, as it is within the limit; a day's number does for ten million years.
    function _write(Volume storage volume, uint256 sent) private {
        // forge-lint: disable-next-line(unsafe-typecast)
        (volume.sent, volume.day) = (uint224(sent), uint32(_today()));
    }

    function _sentToday(Volume storage volume) private view returns (uint256) {
        (uint256 day, uint256 sent) = (volume.day, volume.sent);
        return day == _today() ? sent : 0;
    }

    function _today() private view returns (uint256) {
        return block.timestamp / 1 days;
    }

    function _exceeds(uint256 sent, uint256 amount, uint256 maxVolume) private pure returns (bool) {
        return sent > maxVolume || amount > maxVolume - sent;
    }
}
