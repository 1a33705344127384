import { existsSync } from 'node:fs'
import { rename, rm } from 'node:fs/promises'
import { RLP } from '@ethereumjs/rlp'
import { keccak_256 } from '@noble/hashes/sha3.js'
import { TerminalError } from '../../api/errors.ts'
import { toHex } from '../bytes.ts'
import type { Chain } from '../Chain.ts'
import type { Clock } from '../Clock.ts'
import { createChain } from '../createChain.ts'
import { InvalidBlockError } from '../import/InvalidBlockError.ts'
import { ChainFileError, damaged } from './ChainFileError.ts'
import type { ChainFileOptions, ChainFileRecord, ChainFileSummary } from './chainFileFormat.ts'
import { type CheckedChainFile, checkChainFile } from './checkChainFile.ts'
import { readChainFile } from './readChainFile.ts'

export type ImportOptions = ChainFileOptions & {
  /** The chain file. */
  readonly path: string
  /** The SQLite file that is to become the chain; there is none yet. */
  readonly file: string
  readonly clock: Clock
}

/**
 * Makes the chain of a chain file, in a new SQLite file. Every block is executed again: what comes out is what the file promises, down
 * to the last root, or nothing is left.
 *
 * @throws ChainFileError `chain/file-damaged`, `chain/file-version`, `chain/file-invalid-block`; TerminalError `chain/file-exists`,
 * `chain/genesis-mismatch`, `chain/cancelled`.
 */
export const importChainFile = async (options: ImportOptions): Promise<ChainFileSummary> => {
  if (existsSync(options.file)) {
    throw new TerminalError('chain/file-exists', 'There is a chain already.', { file: options.file })
  }
  const summary = await buildChain(options, `${options.file}.importing`, (building) => rename(building, options.file))
  return summary
}

/**
 * Executes a chain file from its first block to its head, and leaves nothing.
 *
 * @param options `file` names a file that does not exist, where there is room for the chain
 * @throws as `importChainFile`
 */
export const verifyChainFile = (options: ImportOptions): Promise<ChainFileSummary> =>
  buildChain(options, `${options.file}.verifying`, async () => undefined)

const removeDatabase = async (file: string): Promise<void> => {
  for (const suffix of ['', '-wal', '-shm']) await rm(`${file}${suffix}`, { force: true })
}

/** Builds the chain in the file `building`, which is gone afterwards unless `onBuilt` takes it away. */
const buildChain = async (
  options: ImportOptions,
  building: string,
  onBuilt: (building: string) => Promise<void>,
): Promise<ChainFileSummary> => {
  const { genesis, ...summary } = await checkChainFile(options.path, options.signal)
  await removeDatabase(building)
  try {
    const errors: unknown[] = []
    const chain = await createChain({
      file: building,
      genesis,
      mining: { mode: 'manual' },
      clock: options.clock,
      onError: (error) => errors.push(error),
      // What a power cut would damage is not used: the file gets its name when it is complete.
      synchronous: 'NORMAL',
    })
    try {
      await replay(chain, options, { genesis, ...summary })
    } finally {
      await chain.close()
    }
    await onBuilt(building)
    return summary
  } finally {
    await removeDatabase(building)
  }
}

const replay = async (
  chain: Chain,
  { path, signal, onProgress }: ImportOptions,
  checked: CheckedChainFile,
): Promise<void> => {
  let blocks = 0
  for await (const record of readChainFile(path, signal)) {
    if (record.kind === 'block') {
      await takeBlock(chain, path, record, blocks++)
      onProgress?.({ blocks, totalBlocks: checked.blocks })
    } else if (record.kind === 'snapshot') {
      const { kind: _kind, ...snapshot } = record
      chain.store.namedSnapshots.save(snapshot)
    } else if (record.kind === 'end') {
      if (record.headHash !== toHex(chain.head().hash)) throw damaged(path, 'its last block is not its head')
      chain.increaseTime(record.clockOffsetMs)
    }
  }
}

type BlockRecord = Extract<ChainFileRecord, { kind: 'block' }>

const takeBlock = async (chain: Chain, path: string, record: BlockRecord, number: number): Promise<void> => {
  if (number === 0) return requireGenesis(chain, path, record)
  try {
    await chain.importBlock(record.encoded, { accountChanges: record.accountChanges })
  } catch (error) {
    if (!(error instanceof InvalidBlockError)) throw error
    const message = `Block ${number} of the chain file does not come out as it says: ${error.message}.`
    throw new ChainFileError('chain/file-invalid-block', message, { path, number }, { cause: error })
  }
}

/** The first block follows from the genesis; one that says otherwise is of another program, or of another version of its rules. */
const requireGenesis = (chain: Chain, path: string, { encoded, accountChanges }: BlockRecord): void => {
  const [header] = RLP.decode(encoded) as unknown[]
  const hash = Array.isArray(header) ? keccak_256(RLP.encode(header)) : undefined
  if (hash !== undefined && Buffer.compare(hash, chain.head().hash) === 0 && accountChanges.length === 0) return
  throw new TerminalError('chain/genesis-mismatch', 'The first block of the chain file is not the one it describes.', {
    path,
  })
}
