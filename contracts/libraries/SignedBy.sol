// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ECDSA} from "@openzeppelin/contracts/utils/cryptography/ECDSA.sol";
import {SignatureChecker} from "@openzeppelin/contracts/utils/cryptography/SignatureChecker.sol";

/// @title SignedBy
/// @notice Whether an account signed a digest: with its key, or by its code (ERC-1271).
library SignedBy {
    /// @notice Whether the account's key signed.
    function isSignedByKey(address account, bytes32 digest, bytes calldata signature) internal pure returns (bool) {
        (address signer, ECDSA.RecoverError failure,) = ECDSA.tryRecoverCalldata(digest, signature);
        return failure == ECDSA.RecoverError.NoError && signer == account;
    }

    /// @notice Whether the account's key signed, or else its code accepts the signature.
    /// @dev The key first, then the code: an account with an EIP-7702 delegation has both, and its key stays in charge
    /// whether or not the delegate implements ERC-1271.
    function isSigned(address account, bytes32 digest, bytes calldata signature) internal view returns (bool) {
        if (isSignedByKey(account, digest, signature)) return true;
        return account.code.length != 0
            && SignatureChecker.isValidERC1271SignatureNowCalldata(account, digest, signature);
    }
}
