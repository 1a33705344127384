import { SYSTEM_CONTRACTS } from '../../evm/systemContracts.ts'
import { fromHex, toWord } from '../bytes.ts'
import type { BaseState } from '../state/BaseState.ts'
import { createAgreedFetch } from './createAgreedFetch.ts'
import { createBlockHashFetch } from './createBlockHashFetch.ts'
import { createForesight } from './createForesight.ts'
import { createForkBase, type ForkFetches } from './createForkBase.ts'
import { createProvenFetch } from './createProvenFetch.ts'
import { createEndpoints, createPool, type ForkNetwork } from './ForkNetwork.ts'
import type { ForkPoint, ForkSource } from './ForkPoint.ts'
import { readHeaderFields } from './forkHeader.ts'
import { openForkCache } from './openForkCache.ts'

/** The block that a chain begins with, and the state there. */
export type Fork = { readonly point: ForkPoint; readonly base: BaseState; close(): void }

/** Opens the state of another chain's block. Nothing is asked of the network before it is needed. */
export const openFork = (source: ForkSource, network: ForkNetwork): Fork => {
  const { point, cacheFile, isOffline } = source
  const cache = openForkCache(cacheFile, point)
  const base = createForkBase({ point, cache, online: isOffline ? undefined : goOnline(source, network) })
  return { point, base, close: cache.close }
}

const goOnline = ({ point, urls, quorum }: ForkSource, network: ForkNetwork): ForkFetches => {
  const pool = createPool(createEndpoints(urls, network), point.chainId, quorum, network)
  const { stateRoot } = readHeaderFields(fromHex(point.header))
  const fetchState =
    point.verification === 'proofs'
      ? createProvenFetch(pool, { hash: point.hash, stateRoot })
      : createAgreedFetch(pool, point.hash)
  return { fetchState, fetchBlockHashes: createBlockHashFetch(pool, point), foresee: createForesight(pool, point.hash) }
}

/** Slots of EIP-7002 and EIP-7251 that every block reads: excess, count, head and tail of the queue. */
const QUEUE_SLOTS = [0n, 1n, 2n, 3n].map(toWord)
const SYSTEM_ADDRESS = fromHex('0xfffffffffffffffffffffffffffffffffffffffe')
const LAST_PRECOMPILE = 0x11

/** Fetches, in one go, what every block needs, so that a fork can make blocks with the network unplugged. */
export const fetchEssentials = ({ point, base }: Fork): Promise<void> => {
  const { beaconRoots, historyStorage, withdrawalRequests, consolidationRequests } = SYSTEM_CONTRACTS
  const precompiles = Array.from({ length: LAST_PRECOMPILE }, (_, index) => toWord(BigInt(index + 1)).slice(12))
  const { coinbase } = readHeaderFields(fromHex(point.header))
  return base.fetch([
    ...[withdrawalRequests, consolidationRequests].map(({ address }) => ({
      address: fromHex(address),
      slots: QUEUE_SLOTS,
    })),
    ...[beaconRoots, historyStorage].map(({ address }) => ({ address: fromHex(address), slots: [] })),
    ...[SYSTEM_ADDRESS, coinbase, new Uint8Array(20), ...precompiles].map((address) => ({ address, slots: [] })),
  ])
}
