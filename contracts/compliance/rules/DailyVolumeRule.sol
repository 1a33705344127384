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

    mapping(address token => uint256) private _maxVolume;
    mapping(address token => mapping(bytes19 holder => Volume)) private _volumes;

    event MaxVolumeSet(address indexed token, uint256 maxVolume);

    /// @notice Thrown when a limit is beyond what the rule can count.
    error VolumeTooLarge(uint256 maxVolume);

    constructor(IComplianceModule compliance_) Rule(compliance_) {}

    /// @notice Sets the limit of a token, in its base units a day; 0 for none. Only an admin of compliance.
    function setMaxVolume(address token, uint256 maxVolume) external onlyAdmin {
        if (maxVolume > type(uint224).max) revert VolumeTooLarge(maxVolume);
        _maxVolume[token] = maxVolume;
        emit MaxVolumeSet(token, maxVolume);
    }

    /// @notice The limit of a token, in its base units a day; 0 for none.
    function maxVolumeOf(address token) external view returns (uint256) {
        return _maxVolume[token];
    }

    /// @notice What an account's holder sent of a token today, while the token has a limit.
    function sentToday(address token, address account) external view returns (uint256) {
        return _sentToday(token, COMPLIANCE.holderOf(account));
    }

    function _record(Movement calldata movement) internal override {
        if (_maxVolume[movement.token] == 0 || !_counts(movement)) return;
        bytes19 holder = movement.sender.holder;
        uint256 sent = _sentToday(movement.token, holder) + movement.amount;
        // The check kept the sum within the limit, which is within the type; a day's number is, for ten million years.
        // forge-lint: disable-next-line(unsafe-typecast)
        _volumes[movement.token][holder] = Volume(uint32(_today()), uint224(sent));
    }

    function _check(Movement calldata movement) internal view override returns (bytes1, bytes32) {
        uint256 maxVolume = _maxVolume[movement.token];
        if (maxVolume == 0 || !_counts(movement)) return (0, 0);
        if (movement.amount <= maxVolume) {
            uint256 sent = _sentToday(movement.token, movement.sender.holder);
            if (sent <= maxVolume - movement.amount) return (0, 0);
        }
        return (INVALID_SENDER, "sender/daily-volume");
    }

    function _sentToday(address token, bytes19 holder) private view returns (uint256) {
        Volume memory volume = _volumes[token][holder];
        return volume.day == _today() ? volume.sent : 0;
    }

    function _today() private view returns (uint256) {
        return block.timestamp / 1 days;
    }

    function _counts(Movement calldata movement) private pure returns (bool) {
        return movement.from != address(0) && movement.to != address(0) && !movement.forced
            && !_isWithinHolder(movement);
    }
}
