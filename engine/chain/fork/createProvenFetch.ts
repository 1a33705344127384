import type { Account } from '@ethereumjs/util'
import { keccak_256 } from '@noble/hashes/sha3.js'
import { z } from 'zod'
import { TerminalError } from '../../api/errors.ts'
import { DataAnswer, HashAnswer, QuantityAnswer } from '../../networks/answerSchemas.ts'
import type { EndpointPool } from '../../networks/createEndpointPool.ts'
import type { RpcAnswer, RpcCall } from '../../networks/RpcEndpoint.ts'
import { readAnswer } from '../../networks/readAnswer.ts'
import { toHex } from '../bytes.ts'
import { EMPTY_CODE_HASH } from '../state/WorldState.ts'
import type { FetchedAccount, FetchState, WantedAccount } from './FetchedState.ts'
import { InvalidProofError, readProvenAccount, readProvenSlot } from './verifyProof.ts'

/** A trie of 32-byte keys is at most 64 nodes deep, and a branch has 532 bytes. */
const Nodes = z.array(DataAnswer(1_024)).max(65)

/** EIP-1186. */
const ProofAnswer = z.object({
  balance: QuantityAnswer,
  nonce: QuantityAnswer,
  codeHash: HashAnswer,
  accountProof: Nodes,
  storageProof: z.array(z.object({ value: QuantityAnswer, proof: Nodes })),
})

/** Of any chain: what EIP-170 allows is 24 KiB. */
export const CodeAnswer = DataAnswer(1_048_576)
/** How many slots one proof is asked for, and how many proofs one request. */
const SLOTS_AT_ONCE = 100
const ACCOUNTS_AT_ONCE = 25

/** State that proofs make sure of, against the state root of the block. */
export const createProvenFetch =
  (pool: EndpointPool, block: { readonly hash: string; readonly stateRoot: Uint8Array }): FetchState =>
  async (wanted) => {
    const pieces = wanted.flatMap(splitSlots)
    const fetched: FetchedAccount[] = []
    for (let index = 0; index < pieces.length; index += ACCOUNTS_AT_ONCE) {
      const group = pieces.slice(index, index + ACCOUNTS_AT_ONCE)
      const calls = group.flatMap((piece) => toCalls(piece, block.hash))
      fetched.push(
        ...(await pool.ask(calls, (answers, endpoint) => readAll(group, answers, endpoint, block.stateRoot))),
      )
    }
    return fetched
  }

/** In pieces that a node will prove at once; the first has the account. */
const splitSlots = ({ address, slots, needsAccount }: WantedAccount): WantedAccount[] => {
  const pieces: WantedAccount[] = [{ address, slots: slots.slice(0, SLOTS_AT_ONCE), needsAccount }]
  for (let index = SLOTS_AT_ONCE; index < slots.length; index += SLOTS_AT_ONCE) {
    pieces.push({ address, slots: slots.slice(index, index + SLOTS_AT_ONCE), needsAccount: false })
  }
  return pieces
}

const toCalls = ({ address, slots, needsAccount }: WantedAccount, blockHash: string): RpcCall[] => {
  // EIP-1898: by hash, so that no reorganisation can come between two requests.
  const block = { blockHash }
  const proof = { method: 'eth_getProof', params: [toHex(address), slots.map(toHex), block] }
  return needsAccount ? [proof, { method: 'eth_getCode', params: [toHex(address), block] }] : [proof]
}

const readAll = (
  group: readonly WantedAccount[],
  answers: readonly RpcAnswer[],
  endpoint: string,
  stateRoot: Uint8Array,
): FetchedAccount[] => {
  let next = 0
  return group.map((wanted) => {
    const proof = readAnswer(ProofAnswer, answers[next++], endpoint)
    const code = wanted.needsAccount ? readAnswer(CodeAnswer, answers[next++], endpoint) : undefined
    try {
      return verify(wanted, proof, code, stateRoot)
    } catch (error) {
      if (!(error instanceof InvalidProofError)) throw error
      const address = toHex(wanted.address)
      const message = `${endpoint} sent a wrong proof of ${address}: ${error.message}`
      throw new TerminalError('network/proof-invalid', message, { endpoint, address })
    }
  })
}

const verify = (
  { address, slots }: WantedAccount,
  answer: z.output<typeof ProofAnswer>,
  code: Uint8Array | undefined,
  stateRoot: Uint8Array,
): FetchedAccount => {
  const account = readProvenAccount(stateRoot, address, answer.accountProof)
  requireClaims(account, answer)
  if (code !== undefined && Buffer.compare(hashCode(code), account?.codeHash ?? EMPTY_CODE_HASH) !== 0) {
    throw new InvalidProofError('The code is not that of the proven hash.')
  }
  if (answer.storageProof.length !== slots.length) throw new InvalidProofError('A slot is left out.')
  const values = slots.map((slot, index): readonly [Uint8Array, Uint8Array] => {
    const { value, proof } = answer.storageProof[index] ?? { value: 0n, proof: [] }
    const proven = account === undefined ? new Uint8Array() : readProvenSlot(account.storageRoot, slot, proof)
    if (BigInt(`0x0${toHex(proven).slice(2)}`) !== value) throw new InvalidProofError('A slot has another value.')
    return [slot, proven]
  })
  return { address, account, code, slots: values }
}

/** What is proven is what counts; but who claims otherwise beside it is not to be trusted. */
const requireClaims = (account: Account | undefined, claimed: z.output<typeof ProofAnswer>): void => {
  if (claimed.balance !== (account?.balance ?? 0n)) throw new InvalidProofError('The balance is another.')
  if (claimed.nonce !== (account?.nonce ?? 0n)) throw new InvalidProofError('The nonce is another.')
  if (account !== undefined && Buffer.compare(claimed.codeHash, account.codeHash) !== 0) {
    throw new InvalidProofError('The code hash is another.')
  }
}

const hashCode = (code: Uint8Array): Uint8Array => (code.length === 0 ? EMPTY_CODE_HASH : keccak_256(code))
