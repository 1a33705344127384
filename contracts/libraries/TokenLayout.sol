// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {SlotDerivation} from "@openzeppelin/contracts/utils/SlotDerivation.sol";

/// @title TokenLayout
/// @notice Where {TreasuryToken} keeps what a holder has, for those who read it from a proof.
/// @dev The holdings are the second member of the token's storage, and a holder's begin with a {HolderSlot} for each of up to
/// eight partitions, in the order in which they were defined.
library TokenLayout {
    using SlotDerivation for bytes32;

    /// @notice The most partitions that a token can have.
    uint256 internal constant MAX_PARTITIONS = 8;

    // keccak256(abi.encode(uint256(keccak256("quantera.storage.TreasuryToken")) - 1)) & ~bytes32(uint256(0xff))
    bytes32 private constant BASE = 0xd6d1967333300cc516b03cec5eb6130f954d2b927abde619ab59f3d49a819800;
    uint256 private constant HOLDINGS_OFFSET = 1;

    /// @notice The slot with what an account has in partition number `partition`, 0 for the default one.
    function holderSlot(address account, uint256 partition) internal pure returns (bytes32) {
        return BASE.offset(HOLDINGS_OFFSET).deriveMapping(account).offset(partition);
    }
}
