import { Account } from '@ethereumjs/util'
import { keccak_256 } from '@noble/hashes/sha3.js'
import { z } from 'zod'
import { QuantityAnswer } from '../../networks/answerSchemas.ts'
import type { EndpointPool } from '../../networks/createEndpointPool.ts'
import type { RpcAnswer, RpcCall } from '../../networks/RpcEndpoint.ts'
import { readAnswer } from '../../networks/readAnswer.ts'
import { fromHex, toHex } from '../bytes.ts'
import { EMPTY_CODE_HASH } from '../state/WorldState.ts'
import { EMPTY_ROOT } from '../trie/MerkleTrie.ts'
import { CodeAnswer } from './createProvenFetch.ts'
import type { FetchedAccount, FetchState, WantedAccount } from './FetchedState.ts'

const CALLS_AT_ONCE = 60
/** 32 bytes; some nodes answer less for zero. */
const WordAnswer = z
  .string()
  .regex(/^0x[0-9a-fA-F]{0,64}$/, 'not a word')
  .transform((hex) => BigInt(`0x0${hex.slice(2)}`))

/** What the endpoints have to say alike: plain values, as text. */
type Plain = { readonly balance?: string; readonly nonce?: string; readonly code?: string; readonly slot?: string }

/**
 * State that nothing proves, where a quorum of endpoints says the same. An account's storage root stays unknown: it reads as empty.
 */
export const createAgreedFetch =
  (pool: EndpointPool, blockHash: string): FetchState =>
  async (wanted) => {
    const calls = wanted.flatMap((one) => toCalls(one, blockHash))
    const values: Plain[] = []
    for (let index = 0; index < calls.length; index += CALLS_AT_ONCE) {
      const group = calls.slice(index, index + CALLS_AT_ONCE)
      values.push(...(await pool.agree(group, (answers, endpoint) => readPlain(group, answers, endpoint))))
    }
    let next = 0
    return wanted.map((one) => {
      const own = values.slice(next, next + countCalls(one))
      next += own.length
      return toFetched(one, own)
    })
  }

const ACCOUNT_CALLS = 3
const countCalls = ({ slots, needsAccount }: WantedAccount): number => (needsAccount ? ACCOUNT_CALLS : 0) + slots.length

const toCalls = ({ address, slots, needsAccount }: WantedAccount, blockHash: string): RpcCall[] => {
  const block = { blockHash }
  const account = needsAccount ? ['eth_getBalance', 'eth_getTransactionCount', 'eth_getCode'] : []
  return [
    ...account.map((method) => ({ method, params: [toHex(address), block] })),
    ...slots.map((slot) => ({ method: 'eth_getStorageAt', params: [toHex(address), toHex(slot), block] })),
  ]
}

const readPlain = (calls: readonly RpcCall[], answers: readonly RpcAnswer[], endpoint: string): Plain[] =>
  calls.map(({ method }, index): Plain => {
    const answer = answers[index]
    if (method === 'eth_getBalance') return { balance: String(readAnswer(QuantityAnswer, answer, endpoint)) }
    if (method === 'eth_getTransactionCount') return { nonce: String(readAnswer(QuantityAnswer, answer, endpoint)) }
    if (method === 'eth_getCode') return { code: toHex(readAnswer(CodeAnswer, answer, endpoint)) }
    const value = readAnswer(WordAnswer, answer, endpoint)
    const digits = value === 0n ? '' : value.toString(16)
    return { slot: `0x${digits.padStart(digits.length + (digits.length % 2), '0')}` }
  })

const toFetched = ({ address, slots, needsAccount }: WantedAccount, values: readonly Plain[]): FetchedAccount => {
  const [balance, nonce, code] = values
  const slotValues = values.slice(needsAccount ? ACCOUNT_CALLS : 0)
  const fetchedSlots = slots.map((slot, index) => [slot, fromHex(slotValues[index]?.slot ?? '0x')] as const)
  if (!needsAccount) return { address, account: undefined, code: undefined, slots: fetchedSlots }
  const codeBytes = fromHex(code?.code ?? '0x')
  const account = toAccount(BigInt(nonce?.nonce ?? 0), BigInt(balance?.balance ?? 0), codeBytes)
  return { address, account, code: codeBytes, slots: fetchedSlots }
}

/** EIP-161: an empty account is none. */
const toAccount = (nonce: bigint, balance: bigint, code: Uint8Array): Account | undefined => {
  if (nonce === 0n && balance === 0n && code.length === 0) return undefined
  return new Account(nonce, balance, EMPTY_ROOT, code.length === 0 ? EMPTY_CODE_HASH : keccak_256(code))
}
