import { RLP } from '@ethereumjs/rlp'
import type { Chain } from '../../chain/Chain.ts'
import { BLOB_TYPE } from '../../chain/pool/decodeTransaction.ts'
import { buildTransaction } from './buildTransaction.ts'
import { createSidecar } from './createSidecar.ts'
import type { FilledTransaction } from './fillTransaction.ts'

/** Signs a transaction. Returns the bytes that `eth_sendRawTransaction` takes: with blobs and proofs where it has any. */
export const signFilled = async (
  filled: FilledTransaction,
  { common }: Pick<Chain, 'common'>,
  privateKey: Uint8Array,
): Promise<Uint8Array> => {
  if (filled.type !== BLOB_TYPE) return buildTransaction(filled, common).sign(privateKey).serialize()
  const { versionedHashes, lists } = await createSidecar(filled.blobs, common)
  const signed = buildTransaction(filled, common, versionedHashes).sign(privateKey).serialize()
  const content = RLP.decode(signed.subarray(1))
  return Uint8Array.from([BLOB_TYPE, ...RLP.encode([content, ...lists.map((list) => [...list])])])
}
