import type { Common } from '@ethereumjs/common'
import { fromHex, toHex } from '../../chain/bytes.ts'
import { refuse } from '../../chain/ChainError.ts'
import { toVersionedHash } from '../../chain/pool/decodeBlobTransaction.ts'
import { loadKzg } from '../../evm/kzg.ts'

/** What travels with a blob transaction (EIP-4844), and the hashes that it holds itself. */
type Sidecar = {
  readonly versionedHashes: readonly `0x${string}`[]
  /** Blobs, commitments, proofs. */
  readonly lists: readonly (readonly Uint8Array[])[]
}

/**
 * Computes the commitments and proofs of blobs.
 *
 * @throws ChainError on Osaka: proofs of cells (EIP-7594) take seconds for each blob, in the thread that every client waits for.
 */
export const createSidecar = async (blobs: readonly Uint8Array[], common: Common): Promise<Sidecar> => {
  if (common.isActivatedEIP(7594)) {
    throw refuse('cell proofs are not computed here: sign the blob transaction and use eth_sendRawTransaction')
  }
  const kzg = await loadKzg()
  const texts = blobs.map(toHex)
  const commitments = texts.map((blob) => kzg.blobToKzgCommitment(blob))
  const proofs = texts.map((blob, index) => kzg.computeBlobProof(blob, commitments[index] ?? ''))
  return {
    versionedHashes: commitments.map((commitment) => toVersionedHash(fromHex(commitment))),
    lists: [blobs, commitments.map(fromHex), proofs.map(fromHex)],
  }
}
