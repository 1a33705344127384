import { toEventHash } from 'viem'
import { toHex } from '../../chain/bytes.ts'
import { toWordNumber } from '../../compiler/layout/words.ts'
import type { LogEntry } from '../../evm/Executor.ts'
import { toDigits } from '../../evm/trace/traceBytes.ts'
import type { RecordedFrame } from '../createRecorder.ts'

/** What a token's log says has moved. No `from`: made; no `to`: destroyed. */
export type TransferClaim = {
  readonly standard: 'erc20' | 'erc721' | 'erc1155'
  readonly token: Uint8Array
  readonly tokenId: bigint | undefined
  readonly from: Uint8Array
  readonly to: Uint8Array
  /** `undefined`: a call that would move something, of which no log tells. */
  readonly amount: bigint | undefined
}

/** What a token's log says may be moved by whom; `amount` is `undefined` for what only a call hints at. */
export type ApprovalClaim = {
  readonly kind: 'erc20' | 'erc721' | 'operator' | 'permit2'
  readonly token: Uint8Array
  readonly owner: Uint8Array
  readonly spender: Uint8Array
  readonly tokenId: bigint | undefined
  readonly amount: bigint | undefined
  /** The contract that keeps the allowance, where it isn't the token. */
  readonly via: Uint8Array | undefined
}

export type TokenClaims = { readonly transfers: TransferClaim[]; readonly approvals: ApprovalClaim[] }

const topicOf = (event: string): string => toEventHash(event).slice(2)
const TRANSFER = topicOf('Transfer(address,address,uint256)')
const TRANSFER_SINGLE = topicOf('TransferSingle(address,address,address,uint256,uint256)')
const TRANSFER_BATCH = topicOf('TransferBatch(address,address,address,uint256[],uint256[])')
const APPROVAL = topicOf('Approval(address,address,uint256)')
const APPROVAL_FOR_ALL = topicOf('ApprovalForAll(address,address,bool)')
const PERMIT2_APPROVAL = topicOf('Approval(address,address,address,uint160,uint48)')
const PERMIT2_PERMIT = topicOf('Permit(address,address,address,uint160,uint48,uint48)')
const PERMIT2_LOCKDOWN = topicOf('Lockdown(address,address,address)')

const WORD_BYTES = 32
const ADDRESS_START = 12
/** Tokens of one ERC-1155 batch that are looked at. */
const MAX_BATCH = 256

const addressOf = (word: Uint8Array): Uint8Array => word.slice(ADDRESS_START)
const wordOf = (data: Uint8Array, index: number): Uint8Array =>
  data.subarray(index * WORD_BYTES, (index + 1) * WORD_BYTES)

/** What the logs of an execution claim of tokens and of who may move them (ERC-20, ERC-721, ERC-1155, Permit2). */
export const findClaims = (logs: readonly LogEntry[], frames: readonly RecordedFrame[]): TokenClaims => {
  const claims: TokenClaims = { transfers: [], approvals: [] }
  for (const log of logs) addLogClaims(claims, log)
  for (const frame of frames) addCallHints(claims, frame)
  return claims
}

const addLogClaims = (claims: TokenClaims, { address: token, topics, data }: LogEntry): void => {
  const [kind, first, second, third] = topics
  if (kind === undefined || first === undefined || second === undefined) return
  const topic = toDigits(kind)
  const from = addressOf(first)
  const to = addressOf(second)
  if (topic === TRANSFER && third !== undefined) {
    claims.transfers.push({ standard: 'erc721', token, tokenId: toWordNumber(third), from, to, amount: 1n })
  } else if (topic === TRANSFER && data.length >= WORD_BYTES) {
    const amount = toWordNumber(wordOf(data, 0))
    claims.transfers.push({ standard: 'erc20', token, tokenId: undefined, from, to, amount })
  } else if ((topic === TRANSFER_SINGLE || topic === TRANSFER_BATCH) && third !== undefined) {
    const pairs = topic === TRANSFER_SINGLE ? [[wordOf(data, 0), wordOf(data, 1)] as const] : readBatch(data)
    for (const [id, amount] of pairs) {
      const amounts = { tokenId: toWordNumber(id), amount: toWordNumber(amount) }
      claims.transfers.push({ standard: 'erc1155', token, from: to, to: addressOf(third), ...amounts })
    }
  } else addApprovalClaim(claims, topic, { address: token, topics, data })
}

const addApprovalClaim = (claims: TokenClaims, topic: string, { address: token, topics, data }: LogEntry): void => {
  const [, first, second, third] = topics
  if (first === undefined || second === undefined) return
  const owner = addressOf(first)
  const base = { token, owner, spender: addressOf(second), tokenId: undefined, via: undefined }
  if (topic === APPROVAL && third !== undefined) {
    claims.approvals.push({ ...base, kind: 'erc721', tokenId: toWordNumber(third), amount: 1n })
  } else if (topic === APPROVAL && data.length >= WORD_BYTES) {
    claims.approvals.push({ ...base, kind: 'erc20', amount: toWordNumber(wordOf(data, 0)) })
  } else if (topic === APPROVAL_FOR_ALL && data.length >= WORD_BYTES) {
    claims.approvals.push({ ...base, kind: 'operator', amount: toWordNumber(wordOf(data, 0)) })
  } else if ((topic === PERMIT2_APPROVAL || topic === PERMIT2_PERMIT) && third !== undefined) {
    const amount = toWordNumber(wordOf(data, 0))
    const parties = { token: addressOf(second), owner, spender: addressOf(third) }
    claims.approvals.push({ kind: 'permit2', ...parties, tokenId: undefined, amount, via: token })
  } else if (topic === PERMIT2_LOCKDOWN && data.length >= 2 * WORD_BYTES) {
    const parties = { token: addressOf(wordOf(data, 0)), owner, spender: addressOf(wordOf(data, 1)) }
    claims.approvals.push({ kind: 'permit2', ...parties, tokenId: undefined, amount: 0n, via: token })
  }
}

/** ABI: two arrays by their offsets. What doesn't fit is left out. */
const readBatch = (data: Uint8Array): (readonly [Uint8Array, Uint8Array])[] => {
  const readArray = (index: number): Uint8Array[] => {
    const offset = toWordNumber(wordOf(data, index))
    if (offset > BigInt(data.length)) return []
    const tail = data.subarray(Number(offset))
    const length = toWordNumber(wordOf(tail, 0))
    const count = Math.min(
      Number(length > BigInt(MAX_BATCH) ? MAX_BATCH : length),
      Math.floor(tail.length / WORD_BYTES) - 1,
    )
    return Array.from({ length: Math.max(0, count) }, (_, position) => wordOf(tail, position + 1))
  }
  const amounts = readArray(1)
  return readArray(0).flatMap((id, index) => {
    const amount = amounts[index]
    return amount === undefined ? [] : [[id, amount] as const]
  })
}

const TRANSFER_CALL = 'a9059cbb'
const TRANSFER_FROM_CALL = '23b872dd'
const SELECTOR_BYTES = 4

/** A call to move tokens may move them without a log, or spend an allowance: both are looked at. */
const addCallHints = (claims: TokenClaims, { start, end }: RecordedFrame): void => {
  const { to: token, input, from, type } = start
  if (token === undefined || type !== 'CALL' || end?.error !== undefined) return
  const selector = toDigits(input.subarray(0, SELECTOR_BYTES))
  const words = input.subarray(SELECTOR_BYTES)
  const hint = { standard: 'erc20', token, tokenId: undefined, amount: undefined } as const
  if (selector === TRANSFER_CALL && words.length >= 2 * WORD_BYTES) {
    claims.transfers.push({ ...hint, from, to: addressOf(wordOf(words, 0)) })
  }
  if (selector !== TRANSFER_FROM_CALL || words.length < 3 * WORD_BYTES) return
  const owner = addressOf(wordOf(words, 0))
  claims.transfers.push({ ...hint, from: owner, to: addressOf(wordOf(words, 1)) })
  const parties = { token, owner, spender: from }
  claims.approvals.push({ kind: 'erc20', ...parties, tokenId: undefined, amount: undefined, via: undefined })
}

/** A key for what has the same address, id and so on. */
export const toClaimKey = (...parts: readonly (Uint8Array | bigint | string | undefined)[]): string =>
  parts.map((part) => (part instanceof Uint8Array ? toHex(part) : String(part))).join(' ')
