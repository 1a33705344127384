import type { BlockHeader } from '@ethereumjs/block'
import type { Common } from '@ethereumjs/common'
import { BlockRuleError, type Executor, InvalidTransactionError } from '../../evm/Executor.ts'
import { applyAccountChange } from '../applyAccountChange.ts'
import { toHex } from '../bytes.ts'
import type { OwnBlock } from '../Chain.ts'
import { decodeOwn, decodeSigned } from '../pool/decodeTransaction.ts'
import { type ExecutedTransaction, sealBlock } from '../sealBlock.ts'
import type { WorldState } from '../state/WorldState.ts'
import type { BlockRecord } from '../store/ChainRecords.ts'
import type { ChainStore } from '../store/createChainStore.ts'
import { toEnvironment } from '../toEnvironment.ts'
import { type DecodedBlock, decodeBlock } from './decodeBlock.ts'
import { InvalidBlockError } from './InvalidBlockError.ts'
import { validateHeader } from './validateHeader.ts'

export type ImportContext = {
  readonly store: ChainStore
  readonly executor: Executor
  readonly common: Common
  /** The block that the new one must follow. */
  readonly head: BlockRecord
  /** The state after `head`. When the import fails it must not be used any further. */
  readonly state: WorldState
  /** Only for a block that a chain of this program made. */
  readonly own?: OwnBlock | undefined
}

/**
 * Takes in a block that was made elsewhere: checks its header, executes it as the chain executes its own blocks, and keeps it only
 * when everything its header promises has come out. Returns the block and its transactions.
 *
 * @param encoded RLP of header, transactions, uncles, withdrawals
 * @throws InvalidBlockError
 */
export const importBlock = async (context: ImportContext, encoded: Uint8Array): Promise<ImportedBlock> => {
  const { store, common, head, state, own } = context
  const block = decodeBlock(encoded, common, own === undefined ? decodeSigned : decodeOwn)
  validateHeader(block.header, head, common, own !== undefined)
  const { executed, requests } = await execute(context, block)
  const { extraData } = block.header
  const parts = {
    environment: toEnvironment(block.header),
    executed,
    requests,
    common,
    withdrawals: block.withdrawals,
    extraData,
  }
  const record = store.commitBlock((sink) => {
    const sealed = sealBlock(parts, state, sink)
    requireEqual(block.header, sealed.header)
    return { ...sealed, accountChanges: own?.accountChanges ?? [] }
  })
  return { record, executed }
}

export type ImportedBlock = { readonly record: BlockRecord; readonly executed: readonly ExecutedTransaction[] }

const execute = async (
  { executor, state, own }: ImportContext,
  { header, transactions, withdrawals }: DecodedBlock,
) => {
  const execution = executor.enterBlock(toEnvironment(header), state)
  const executed: ExecutedTransaction[] = []
  try {
    await execution.open()
    for (const change of own?.accountChanges ?? []) applyAccountChange(state, change)
    for (const pooled of transactions) {
      executed.push({ pooled, result: await execution.runTransaction(pooled.transaction) })
    }
    return { executed, requests: await execution.close(withdrawals) }
  } catch (error) {
    if (error instanceof InvalidTransactionError) {
      throw new InvalidBlockError(`transaction ${executed.length}: ${error.message}`, { cause: error })
    }
    if (error instanceof BlockRuleError) throw new InvalidBlockError(error.message, { cause: error })
    throw error
  }
}

/** What execution decides, and how it is called when it differs. */
const OUTCOMES = {
  gasUsed: 'gas used',
  blobGasUsed: 'blob gas used',
  transactionsTrie: 'transactions root',
  withdrawalsRoot: 'withdrawals root',
  requestsHash: 'requests hash',
  logsBloom: 'logs bloom',
  receiptTrie: 'receipts root',
  stateRoot: 'state root',
} as const satisfies Partial<Record<keyof BlockHeader, string>>

const toText = (value: bigint | Uint8Array | undefined): string =>
  value instanceof Uint8Array ? toHex(value) : String(value)

const requireEqual = (promised: BlockHeader, computed: BlockHeader): void => {
  for (const [field, name] of Object.entries(OUTCOMES)) {
    const have = toText(promised[field as keyof typeof OUTCOMES])
    const want = toText(computed[field as keyof typeof OUTCOMES])
    if (have !== want) throw new InvalidBlockError(`${name}: have ${have}, want ${want}`)
  }
  if (Buffer.compare(promised.hash(), computed.hash()) !== 0) throw new InvalidBlockError('header: another hash')
}
