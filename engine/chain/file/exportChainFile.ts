import { open, rename, rm } from 'node:fs/promises'
import { RLP } from '@ethereumjs/rlp'
import { TerminalError } from '../../api/errors.ts'
import { createCommon } from '../../evm/createCommon.ts'
import { openDatabaseReader } from '../../store/openDatabaseReader.ts'
import { toHex } from '../bytes.ts'
import { readClockOffset } from '../createChainTime.ts'
import { encodeBlock } from '../encodeBlock.ts'
import { parseGenesisText } from '../genesisText.ts'
import { GENESIS_TEXT_KEY } from '../openGenesis.ts'
import { PrunedError } from '../PrunedError.ts'
import { chainMigrations } from '../store/chainMigrations.ts'
import { type ChainStore, createChainStore } from '../store/createChainStore.ts'
import { encodeAccountChanges } from '../store/encodeAccountChange.ts'
import { throwIfCancelled } from './ChainFileError.ts'
import type { ChainFileOptions, ChainFileSummary } from './chainFileFormat.ts'
import { createFrameWriter } from './createFrameWriter.ts'

export type ExportOptions = ChainFileOptions & {
  /** The chain's SQLite file; another thread or process may be running it. */
  readonly file: string
  /** Where the chain file is to be. It is there when it is whole; what was there before is replaced. */
  readonly path: string
}

/**
 * Writes a chain as it is now, from its first block to its head, into one file that `importChainFile` makes the chain of again.
 *
 * @throws TerminalError `chain/pruned` when blocks are missing, `chain/not-exportable` for a chain whose first block is not described
 * in its file, `chain/cancelled`.
 */
export const exportChainFile = async (options: ExportOptions): Promise<ChainFileSummary> => {
  const partial = `${options.path}.partial`
  const database = openDatabaseReader(options.file, chainMigrations.length)
  try {
    // One view of the file for as long as it takes, whatever is sealed, rolled back or pruned meanwhile.
    database.exec('BEGIN')
    const text = database
      .prepare<[string], string>('SELECT value FROM meta WHERE key = ?')
      .pluck()
      .get(GENESIS_TEXT_KEY)
    if (text === undefined) {
      throw new TerminalError('chain/not-exportable', 'The chain does not know how it began.', { file: options.file })
    }
    const { chainId, hardfork } = parseGenesisText(text)
    const store = createChainStore(database, createCommon(chainId, hardfork), { isReader: true })
    const summary = await writeChain(store, text, partial, options)
    await rename(partial, options.path)
    return { chainId, ...summary }
  } catch (error) {
    await rm(partial, { force: true })
    if (!(error instanceof PrunedError)) throw error
    throw new TerminalError('chain/pruned', `The chain cannot be exported: ${error.message}.`, {}, { cause: error })
  } finally {
    database.close()
  }
}

const toText = (value: unknown): Uint8Array => Buffer.from(JSON.stringify(value))

const writeChain = async (
  store: ChainStore,
  genesisText: string,
  path: string,
  { onProgress, signal }: ChainFileOptions,
): Promise<{ readonly blocks: number; readonly headHash: `0x${string}` }> => {
  const head = store.getHead()
  if (head === undefined) throw new TerminalError('chain/not-exportable', 'The chain has no block.')
  const totalBlocks = head.number + 1
  const headHash = toHex(head.hash)
  const handle = await open(path, 'w', 0o600)
  try {
    const writer = createFrameWriter(handle)
    await writer.write('genesis', Buffer.from(genesisText))
    for (let number = 0; number < totalBlocks; number++) {
      throwIfCancelled(signal)
      await writer.write('block', encodeRecord(store, number))
      onProgress?.({ blocks: number + 1, totalBlocks })
    }
    for (const snapshot of store.namedSnapshots.list()) await writer.write('snapshot', toText(snapshot))
    await writer.write('end', toText({ blocks: totalBlocks, headHash, clockOffsetMs: readClockOffset(store) }))
    await writer.finish()
    return { blocks: totalBlocks, headHash }
  } finally {
    await handle.close()
  }
}

const encodeRecord = (store: ChainStore, number: number): Uint8Array => {
  const block = store.getBlockByNumber(number)
  if (block === undefined) throw new Error(`The store has no block ${number}.`)
  return RLP.encode([
    encodeBlock(block, store.getTransactions(number)),
    encodeAccountChanges(store.getAccountChanges(number)),
  ])
}
