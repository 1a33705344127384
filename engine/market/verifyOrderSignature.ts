import { bytesToHex, concatBytes, type Hex, hexToBytes, isAddressEqual } from 'viem'
import { publicKeyToAddress } from 'viem/accounts'
import { TerminalError } from '../api/errors.ts'
import type { SignableOrder } from '../api/order.ts'
import { recoverPublicKey } from '../evm/recoverPublicKey.ts'
import type { VerifySignature } from './types.ts'

/** SEC 1, 2.3.3: what an uncompressed public key begins with. */
const uncompressedPrefix = Uint8Array.of(4)
const HALF_CURVE_ORDER = 0x7fffffffffffffffffffffffffffffff5d576e7357a4501ddfe92f46681b20a0n

/**
 * Checks that an order is its trader's. An EOA's signature is recovered here; any other is the account's own business
 * (ERC-1271), asked through `verifySignature`.
 *
 * An EOA's signature counts only in the one form that the trading module accepts (EIP-2: lower half of the curve's order, `v` 27
 * or 28): another form would match now and fail to settle.
 *
 * @throws TerminalError `order/signature`
 */
export const verifyOrderSignature = async (
  order: SignableOrder,
  digest: Hex,
  signature: Hex,
  verifySignature: VerifySignature,
): Promise<void> => {
  if (isSignedByKey(order, digest, signature)) return
  if (await verifySignature(order, digest, signature)) return
  throw new TerminalError('order/signature', 'The signature is not the trader’s over this order.', {
    trader: order.trader,
    orderId: digest,
  })
}

const isSignedByKey = ({ trader }: SignableOrder, digest: Hex, signature: Hex): boolean => {
  if (signature.length !== 2 + 2 * 65) return false
  const isCanonical = BigInt(`0x${signature.slice(66, 130)}`) <= HALF_CURVE_ORDER && /1[bc]$/i.test(signature)
  if (!isCanonical) return false
  const bytes = hexToBytes(signature)
  try {
    const key = recoverPublicKey(
      hexToBytes(digest),
      bytes[64] === 28 ? 1 : 0,
      bytes.subarray(0, 32),
      bytes.subarray(32, 64),
    )
    return isAddressEqual(publicKeyToAddress(bytesToHex(concatBytes([uncompressedPrefix, key]))), trader)
  } catch {
    // No point of the curve has these coordinates: not a key's signature.
    return false
  }
}
