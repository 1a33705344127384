import { Account } from '@ethereumjs/util'
import { keccak_256 } from '@noble/hashes/sha3.js'
import { TerminalError } from '../../api/errors.ts'
import type { StateKey, UpcomingMessage } from '../../evm/ExecutionState.ts'
import { MissingStateError } from '../../evm/MissingStateError.ts'
import { SYSTEM_CONTRACTS } from '../../evm/systemContracts.ts'
import { fromHex, toHex } from '../bytes.ts'
import type { BaseState } from '../state/BaseState.ts'
import { EMPTY_ROOT } from '../trie/MerkleTrie.ts'
import type { FetchState, WantedAccount } from './FetchedState.ts'
import type { ForkPoint } from './ForkPoint.ts'
import { readHeaderFields } from './forkHeader.ts'
import type { ForkCache } from './openForkCache.ts'

/** Fetches the hashes of blocks before the base, from `number` on. */
export type FetchBlockHashes = (number: number) => Promise<readonly (readonly [number: number, hash: Uint8Array])[]>

export type ForkBaseOptions = {
  readonly point: ForkPoint
  readonly cache: ForkCache
  /** `undefined`: nobody is asked. */
  readonly online: ForkFetches | undefined
}

export type ForkFetches = {
  readonly fetchState: FetchState
  readonly fetchBlockHashes: FetchBlockHashes
  /** What a message may touch: a guess, which costs nothing but time when it is wrong. */
  readonly foresee: (message: UpcomingMessage) => Promise<readonly StateKey[]>
}

/** Without these no block of Prague is valid (EIP-7002, EIP-7251): a chain that lacks them gets them. */
const REQUIRED_CONTRACTS: ReadonlyMap<string, Uint8Array> = new Map(
  [SYSTEM_CONTRACTS.withdrawalRequests, SYSTEM_CONTRACTS.consolidationRequests].map(({ address, code }) => [
    address,
    fromHex(code),
  ]),
)

const REQUIRED_CODES = new Map([...REQUIRED_CONTRACTS.values()].map((code) => [toHex(keccak_256(code)), code]))

/** A block's state: what the cache has, and what can be fetched. */
export const createForkBase = ({ point, cache, online }: ForkBaseOptions): BaseState => {
  const { parentHash, stateRoot } = readHeaderFields(fromHex(point.header))

  const findAccount = (address: Uint8Array): Account | undefined => {
    const account = cache.getAccount(address)
    if (account === undefined) throw new MissingStateError({ address, slots: [] })
    const required = REQUIRED_CONTRACTS.get(toHex(address))
    if (required === undefined || account?.isContract()) return account ?? undefined
    return new Account(1n, account?.balance ?? 0n, EMPTY_ROOT, keccak_256(required))
  }

  const findSlot = (address: Uint8Array, slot: Uint8Array): Uint8Array => {
    const value = cache.getSlot(address, slot)
    if (value !== undefined) return value
    if (point.verification === 'proofs' && hasNoStorage(cache.getAccount(address))) return new Uint8Array()
    throw new MissingStateError({ address, slots: [slot] })
  }

  return {
    stateRoot,
    getAccount: findAccount,
    getCode: (codeHash) => cache.getCode(codeHash) ?? REQUIRED_CODES.get(toHex(codeHash)),
    getStorage: findSlot,
    fetch: async (keys, upcoming) => {
      if (online === undefined) throw missOffline(point, keys)
      const foreseen = upcoming === undefined ? [] : await online.foresee(upcoming)
      cache.saveState(await online.fetchState(findWanted([...keys, ...foreseen], cache)))
    },
    getBlockHash: async (number) => {
      if (number === point.number - 1) return parentHash
      const known = cache.getBlockHash(number)
      if (known !== undefined) return known
      if (online === undefined) throw missBlockOffline(point, number)
      const fetched = await online.fetchBlockHashes(number)
      cache.saveBlockHashes(fetched)
      return fetched.find(([own]) => own === number)?.[1] ?? new Uint8Array(32)
    },
  }
}

/** Only a proof tells: without one the storage root is not known. */
const hasNoStorage = (account: Account | null | undefined): boolean =>
  account === null || (account !== undefined && Buffer.compare(account.storageRoot, EMPTY_ROOT) === 0)

/** One entry for each account, with what was never fetched of it. */
const findWanted = (keys: readonly StateKey[], cache: ForkCache): WantedAccount[] => {
  const byAddress = new Map<string, { address: Uint8Array; slots: Map<string, Uint8Array> }>()
  for (const { address, slots } of keys) {
    const entry = byAddress.get(toHex(address)) ?? { address, slots: new Map<string, Uint8Array>() }
    for (const slot of slots) if (cache.getSlot(address, slot) === undefined) entry.slots.set(toHex(slot), slot)
    byAddress.set(toHex(address), entry)
  }
  const wanted = [...byAddress.values()].map(({ address, slots }) => ({
    address,
    slots: [...slots.values()],
    needsAccount: cache.getAccount(address) === undefined,
  }))
  return wanted.filter(({ needsAccount, slots }) => needsAccount || slots.length > 0)
}

const missOffline = ({ number, chainId }: ForkPoint, keys: readonly StateKey[]): TerminalError => {
  const { address = new Uint8Array(), slots = [] } = keys[0] ?? {}
  const account = toHex(address)
  const slot = slots[0] === undefined ? null : toHex(slots[0])
  const what = slot === null ? `account ${account}` : `slot ${slot} of ${account}`
  const message = `The fork is offline and never fetched ${what} at block ${number} of chain ${chainId}.`
  return new TerminalError('network/offline-miss', message, { account, slot, blockNumber: number, chainId })
}

const missBlockOffline = ({ number, chainId }: ForkPoint, wanted: number): TerminalError => {
  const message = `The fork is offline and never fetched the hash of block ${wanted} of chain ${chainId}, before block ${number}.`
  return new TerminalError('network/offline-miss', message, { hashOfBlock: wanted, blockNumber: number, chainId })
}
