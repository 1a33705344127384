// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @notice A sanctions oracle: answers what it is told, or misbehaves.
contract ScriptedOracle {
    enum Mood {
        Answering,
        Reverting,
        Endless,
        Terse,
        Verbose
    }

    mapping(address account => uint256) public answers;
    Mood public mood;

    function set(address account, uint256 answer) external {
        answers[account] = answer;
    }

    function become(Mood mood_) external {
        mood = mood_;
    }

    function isSanctioned(address account) external view returns (uint256) {
        if (mood == Mood.Reverting) revert("down");
        while (mood == Mood.Endless) {}
        uint256 answer = answers[account];
        uint256 size = mood == Mood.Terse ? 31 : mood == Mood.Verbose ? 64 : 32;
        assembly ("memory-safe") {
            mstore(0, answer)
            mstore(0x20, 0)
            return(0, size)
        }
    }
}
