import type { SimulatedItem, SimulationItem } from '../api/simulation.ts'
import { toHex } from '../chain/bytes.ts'
import type { ExecutionSession } from '../chain/Chain.ts'
import { decodeCall } from '../compiler/decode/decodeCall.ts'
import { decodeLog } from '../compiler/decode/decodeLog.ts'
import type { ExecutionResult, InvalidTransactionError, LogEntry, TransactionResult } from '../evm/Executor.ts'
import type { AuthorizationVerdict } from '../evm/judgeAuthorizations.ts'
import { describeFrameError } from '../evm/trace/describeFrameError.ts'
import { toDigits } from '../evm/trace/traceBytes.ts'
import type { ContractBook } from './ContractBook.ts'
import type { Recording } from './createRecorder.ts'
import { describeAccess } from './describeAccess.ts'
import { describeDelegations, describeEther } from './describeAccounts.ts'
import { describeFrames, listArtifacts } from './describeFrames.ts'
import { describeStorage } from './describeStorage.ts'
import { listWarnings } from './listWarnings.ts'
import type { PreparedItem } from './prepareItem.ts'
import type { TokenReader } from './tokens/createTokenReader.ts'
import { describeTokens } from './tokens/describeTokens.ts'
import { toShownAddress, toShownBytes } from './toShown.ts'

/** What one bundle's items share. */
export type ItemContext = {
  readonly session: ExecutionSession
  readonly book: ContractBook
  readonly tokens: TokenReader
  readonly isPrecompile: (address: Uint8Array) => boolean
  readonly blobBaseFee: bigint
  /** How much more may be told. */
  readonly left: { frames: number; logs: number; slots: number }
}

/** An item that has run; its effects are in the session's state, from `mark` on. */
export type RanItem = {
  readonly index: number
  readonly mark: number
  readonly prepared: PreparedItem
  readonly verdicts: readonly AuthorizationVerdict[]
  readonly result: ExecutionResult | TransactionResult
  readonly recording: Recording
}

const MAX_RETURN_BYTES = 65_536
const MAX_LOG_BYTES = 4_096

const EMPTY_EFFECTS = {
  returnData: '0x',
  frames: [],
  frameCount: 0,
  logs: [],
  logCount: 0,
  etherChanges: [],
  tokenChanges: [],
  approvals: [],
  delegations: [],
  authorizations: [],
  storage: [],
  slotCount: 0,
  accessList: [],
  isCut: false,
} as const satisfies Partial<SimulatedItem>

/** An item that could not be in the block, and so does nothing. */
export const describeInvalid = (
  index: number,
  item: SimulationItem,
  error: InvalidTransactionError,
): SimulatedItem => ({
  ...structuredClone(EMPTY_EFFECTS),
  index,
  status: 'invalid',
  error: error.message,
  ...(item.kind === 'call' ? { from: item.from, to: item.to } : {}),
  gas: { limit: 0n, used: 0n, intrinsic: 0n, execution: 0n, refund: 0n, floor: 0n },
  fee: { gasPriceWei: 0n, totalWei: 0n, tipWei: 0n, blobWei: 0n },
  warnings: [{ kind: 'fails', message: `It can't be in a block: ${error.message}` }],
})

/** Tells all that an item did. */
export const describeItem = async (context: ItemContext, ran: RanItem): Promise<SimulatedItem> => {
  const { session, book, tokens, left } = context
  const { state } = session
  const { prepared, result, recording, mark } = ran
  const written = state.writtenSince(mark)
  const fee = describeFee(context, ran)
  const frames = describeFrames(recording.frames, book, listArtifacts(recording.frames, book))
  const logs = result.logs.slice(0, left.logs)
  const effects = await describeTokens(tokens, mark, result.logs, recording.frames)
  const { storage, slotCount } = describeStorage(state, written, recording, book, left.slots)
  const shownSlots = storage.reduce((sum, { slots }) => sum + slots.length, 0)
  left.frames -= frames.length
  left.logs -= logs.length
  left.slots -= shownSlots
  const described = {
    ...describeResult(prepared, result, frames[0], book),
    tokenChanges: effects.tokenChanges,
    approvals: effects.approvals,
    delegations: describeDelegations(state, written),
    authorizations: ran.verdicts.map(describeVerdict),
  }
  const hasCode = (address: Uint8Array): boolean => state.getCode(address).length > 0
  return {
    index: ran.index,
    ...described,
    gas: { limit: prepared.gasLimit, used: result.gasUsed, ...result.gas },
    fee,
    frames,
    frameCount: recording.frameCount,
    logs: logs.map((log) => describeLog(log, book)),
    logCount: result.logs.length,
    etherChanges: describeEther(state, written, toFees(ran, session, fee)),
    storage,
    slotCount,
    accessList: describeAccess(
      recording,
      prepared,
      ran.verdicts.map(({ authority }) => authority),
      context.isPrecompile,
    ),
    warnings: listWarnings(described, recording, { written, hasCode, isPrecompile: context.isPrecompile }),
    isCut:
      effects.isCut ||
      frames.length < recording.frameCount ||
      logs.length < result.logs.length ||
      shownSlots < slotCount,
  }
}

const describeResult = (
  { run, from, to, data }: PreparedItem,
  { isSuccess, error, returnData, createdAddress }: ExecutionResult,
  top: SimulatedItem['frames'][number] | undefined,
  book: ContractBook,
) => ({
  status: isSuccess ? ('success' as const) : error === 'revert' ? ('reverted' as const) : ('failed' as const),
  error: error === undefined ? undefined : describeFrameError(error),
  revert: top?.revert,
  transactionHash: run.kind === 'transaction' ? run.hash : undefined,
  from: toShownAddress(from),
  to: to === undefined ? undefined : toShownAddress(to),
  createdAddress: createdAddress === undefined || !isSuccess ? undefined : toShownAddress(createdAddress),
  call: top?.call ?? (to === undefined ? undefined : decodeCall(book.abisOf(to), data)),
  outputs: top?.outputs,
  returnData: toShownBytes(returnData, MAX_RETURN_BYTES),
})

const describeVerdict = ({
  authority,
  delegate,
  fault,
}: AuthorizationVerdict): SimulatedItem['authorizations'][number] => ({
  authority: authority === undefined ? undefined : toShownAddress(authority),
  delegate: toShownAddress(delegate),
  isApplied: fault === undefined,
  fault,
})

const describeLog = ({ address, topics, data }: LogEntry, book: ContractBook): SimulatedItem['logs'][number] =>
  decodeLog(book.abisOf(address), {
    address: toShownAddress(address),
    topics: topics.map(toHex),
    data: toShownBytes(data, MAX_LOG_BYTES),
  })

const describeFee = ({ session, blobBaseFee }: ItemContext, { prepared, result }: RanItem): SimulatedItem['fee'] => {
  const gasPriceWei = 'effectiveGasPrice' in result ? result.effectiveGasPrice : messagePrice(prepared)
  const blobWei = 'blobGasUsed' in result ? result.blobGasUsed * blobBaseFee : 0n
  const { baseFeePerGas } = session.environment
  const tipWei = gasPriceWei > baseFeePerGas ? result.gasUsed * (gasPriceWei - baseFeePerGas) : 0n
  return { gasPriceWei, totalWei: result.gasUsed * gasPriceWei + blobWei, tipWei, blobWei }
}

const messagePrice = ({ run }: PreparedItem): bigint => (run.kind === 'message' ? run.message.gasPrice : 0n)

const toFees = ({ prepared }: RanItem, { environment }: ExecutionSession, fee: SimulatedItem['fee']) => {
  const payer = toDigits(prepared.from)
  const coinbase = toDigits(environment.coinbase)
  const fees = new Map([[payer, -fee.totalWei]])
  fees.set(coinbase, (fees.get(coinbase) ?? 0n) + fee.tipWei)
  return fees
}
