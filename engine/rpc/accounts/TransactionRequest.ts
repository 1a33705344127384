import { z } from 'zod'
import { CallRequest, hexBytes, Quantity } from '../schemas.ts'

const BLOB_DIGITS = 2 * 131_072
/** To commit to a blob and prove it takes two seconds, in the thread that every client waits for. */
const MAX_BLOBS = 2

/** What `eth_sendTransaction` takes (execution-apis `GenericTransaction`): a call object, and what a transaction has besides. */
export const TransactionRequest = CallRequest.extend({
  type: Quantity.refine((type) => type <= 4n, 'not a transaction type').optional(),
  nonce: Quantity.optional(),
  chainId: Quantity.optional(),
  maxFeePerBlobGas: Quantity.optional(),
  /** EIP-4844: commitments, proofs and versioned hashes are computed. */
  blobs: z
    .array(hexBytes(BLOB_DIGITS).refine(({ length }) => 2 * length === BLOB_DIGITS, 'not a blob of 131072 bytes'))
    .min(1)
    .max(MAX_BLOBS)
    .optional(),
})
export type TransactionRequest = z.output<typeof TransactionRequest>
