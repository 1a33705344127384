import type { Common } from '@ethereumjs/common'
import { RLP } from '@ethereumjs/rlp'
import { sha256 } from '@noble/hashes/sha2.js'
import { loadCellKzg, loadKzg } from '../../evm/kzg.ts'
import { toHex } from '../bytes.ts'
import { refuse } from '../ChainError.ts'
import { BLOB_TYPE, decodeTransaction } from './decodeTransaction.ts'
import type { PooledTransaction } from './TransactionPool.ts'

const BLOB_BYTES = 131_072
const COMMITMENT_BYTES = 48
const CELLS_PER_BLOB = 128
/** EIP-4844: the first byte of a versioned hash. */
const HASH_VERSION = 0x01
/** Where `blob_versioned_hashes` is among the transaction's fields. */
const HASHES_FIELD = 10
/** EIP-7594: the wrapper whose proofs are of cells. */
const CELL_WRAPPER_VERSION = 0x01
/** More than any block takes, with the greatest transaction beside them. */
const MAX_BYTES = 1_400_000

/** What travels with a blob transaction and stays out of blocks. */
type Sidecar = {
  readonly blobs: readonly Uint8Array[]
  readonly commitments: readonly Uint8Array[]
  /** One for each blob (EIP-4844), or for each cell of each blob (EIP-7594). */
  readonly proofs: readonly Uint8Array[]
}

/**
 * Decodes a blob transaction in its network form: `0x03 ‖ rlp([transaction, blobs, commitments, proofs])` (EIP-4844), since Osaka
 * `0x03 ‖ rlp([transaction, 1, blobs, commitments, cell proofs])` (EIP-7594). Verifies what the sender claims of the blobs and
 * answers with the transaction as blocks hold it, without them. Throws geth's sentences.
 */
export const decodeBlobTransaction = async (
  raw: Uint8Array,
  common: Common,
  blockGasLimit: bigint,
): Promise<PooledTransaction> => {
  if (raw.length > MAX_BYTES) throw refuse(`oversized data: transaction size ${raw.length}`)
  const hasCellProofs = common.isActivatedEIP(7594)
  const { canonical, blobCount, sidecar } = unwrap(raw, hasCellProofs)
  requireBlobCount(blobCount, common)
  const pooled = decodeTransaction(canonical, common, blockGasLimit)
  const { transaction } = pooled
  if (!('maxFeePerBlobGas' in transaction)) throw refuse('invalid transaction: not a blob transaction')
  if (transaction.maxFeePerBlobGas < common.param('minBlobGas')) {
    throw refuse('transaction underpriced: blob fee cap needed 1, blob fee cap permitted 0')
  }
  requireMatch(transaction.blobVersionedHashes, sidecar, hasCellProofs)
  if (!(await (hasCellProofs ? verifyCells(sidecar) : verifyBlobs(sidecar)))) throw refuse('invalid blob proof')
  return pooled
}

type Unwrapped = { readonly canonical: Uint8Array; readonly blobCount: number; readonly sidecar: Sidecar }

const unwrap = (raw: Uint8Array, hasCellProofs: boolean): Unwrapped => {
  const fields = decodeList(raw)
  const [transaction] = fields
  if (!Array.isArray(transaction)) throw refuse('missing sidecar in blob transaction')
  const version = hasCellProofs ? fields[1] : undefined
  const isKnown =
    !hasCellProofs || (version instanceof Uint8Array && version.length === 1 && version[0] === CELL_WRAPPER_VERSION)
  const lists = fields.slice(hasCellProofs ? 2 : 1)
  if (!isKnown || lists.length !== 3) throw refuse('invalid transaction: unknown form of blob sidecar')
  const [blobs, commitments, proofs] = lists
  const hashes: unknown = transaction[HASHES_FIELD]
  return {
    canonical: Uint8Array.from([BLOB_TYPE, ...RLP.encode(transaction)]),
    blobCount: Array.isArray(hashes) ? hashes.length : 0,
    sidecar: {
      blobs: requireItems(blobs, BLOB_BYTES),
      commitments: requireItems(commitments, COMMITMENT_BYTES),
      proofs: requireItems(proofs, COMMITMENT_BYTES),
    },
  }
}

const decodeList = (raw: Uint8Array): readonly unknown[] => {
  try {
    const decoded: unknown = RLP.decode(raw.subarray(1))
    if (Array.isArray(decoded)) return decoded
  } catch (error) {
    throw refuse(`invalid transaction: ${error instanceof Error ? error.message : String(error)}`)
  }
  throw refuse('invalid transaction: not a list')
}

const requireItems = (items: unknown, bytes: number): readonly Uint8Array[] => {
  const isValid = Array.isArray(items) && items.every((item) => item instanceof Uint8Array && item.length === bytes)
  if (!isValid) throw refuse(`invalid transaction: an item of the blob sidecar does not have ${bytes} bytes`)
  return items
}

const requireBlobCount = (count: number, common: Common): void => {
  if (count === 0) throw refuse('blobless blob transaction')
  const inBlock = Number(common.getBlobGasSchedule().maxBlobGasPerBlock / common.param('blobGasPerBlob'))
  // EIP-7594 sets a limit for one transaction; before, a block's was the only one.
  const permitted = common.isActivatedEIP(7594) ? Math.min(inBlock, Number(common.param('maxBlobsPerTx'))) : inBlock
  if (count > permitted) throw refuse(`too many blobs in transaction: have ${count}, permitted ${permitted}`)
}

/** EIP-4844: what a blob is called by, from the commitment to it. */
export const toVersionedHash = (commitment: Uint8Array): `0x${string}` => {
  const hash = sha256(commitment)
  hash[0] = HASH_VERSION
  return toHex(hash)
}

const requireMatch = (hashes: readonly string[], { blobs, commitments, proofs }: Sidecar, hasCellProofs: boolean) => {
  const count = hashes.length
  for (const [name, have] of [
    ['blobs', blobs.length],
    ['commitments', commitments.length],
  ] as const) {
    if (have !== count) throw refuse(`invalid number of ${have} ${name} compared to ${count} blob hashes`)
  }
  const proofCount = hasCellProofs ? count * CELLS_PER_BLOB : count
  if (proofs.length !== proofCount)
    throw refuse(`invalid number of ${proofs.length} blob proofs expected ${proofCount}`)
  for (const [index, commitment] of commitments.entries()) {
    const computed = toVersionedHash(commitment)
    if (computed === hashes[index]) continue
    throw refuse(`blob ${index}: computed hash ${computed} mismatches transaction one ${hashes[index]}`)
  }
}

/** Whether the check holds; what cannot be decoded as points and field elements does not hold. */
const holds = (check: () => boolean): boolean => {
  try {
    return check()
  } catch {
    return false
  }
}

const verifyBlobs = async ({ blobs, commitments, proofs }: Sidecar): Promise<boolean> => {
  const kzg = await loadKzg()
  return holds(() => kzg.verifyBlobProofBatch(blobs.map(toHex), commitments.map(toHex), proofs.map(toHex)))
}

const verifyCells = async ({ blobs, commitments, proofs }: Sidecar): Promise<boolean> => {
  const kzg = await loadCellKzg()
  const indices = Array.from({ length: CELLS_PER_BLOB }, (_, index) => index)
  return holds(() =>
    kzg.verifyCellKzgProofBatch(
      commitments.flatMap((commitment) => indices.map(() => toHex(commitment))),
      blobs.flatMap(() => indices),
      blobs.flatMap((blob) => kzg.computeCells(toHex(blob))),
      proofs.map(toHex),
    ),
  )
}
