import { keccak_256 } from '@noble/hashes/sha3.js'
import { z } from 'zod'
import { fromHex, toHex, toWord } from './bytes.ts'
import type { Genesis } from './Genesis.ts'
import type { BlockRecord } from './store/ChainRecords.ts'

const NEXT_KEY = 'consensus'
const EMPTY_ROOT = new Uint8Array(32)

/** What a consensus layer would give a block: RANDAO's mix (EIP-4399) and the parent's beacon block root (EIP-4788); 32 bytes each. */
export type ConsensusData = { readonly prevRandao: Uint8Array; readonly parentBeaconBlockRoot: Uint8Array }

const Hash = z
  .string()
  .regex(/^0x[0-9a-f]{64}$/)
  .transform(fromHex)

/** What was asked of the block after one particular block; of no other. */
const SavedNext = z.object({ parent: z.string(), prevRandao: Hash.optional(), parentBeaconBlockRoot: Hash.optional() })

type ConsensusStore = { readMeta(key: string): string | undefined; writeMeta(key: string, value: string): void }

const draw = (seed: string, label: string, number: number): Uint8Array =>
  keccak_256(Buffer.concat([fromHex(seed), Buffer.from(label), toWord(BigInt(number))]))

/** From the seed and the block's number where the genesis has a seed; else a mix of the parent's hash, and no beacon root. */
const derive = ({ consensus }: Pick<Genesis, 'consensus'>, parent: BlockRecord): ConsensusData => {
  const number = parent.number + 1
  const seed = consensus?.seed
  if (seed === undefined) return { prevRandao: keccak_256(parent.hash), parentBeaconBlockRoot: EMPTY_ROOT }
  return { prevRandao: draw(seed, 'randao', number), parentBeaconBlockRoot: draw(seed, 'beacon', number) }
}

const readNext = (store: Pick<ConsensusStore, 'readMeta'>, parent: BlockRecord): Partial<ConsensusData> => {
  const text = store.readMeta(NEXT_KEY)
  if (text === undefined || text === '') return {}
  const { parent: savedParent, ...saved } = SavedNext.parse(JSON.parse(text))
  return savedParent === toHex(parent.hash) ? saved : {}
}

/** The consensus data of the block after `parent`: deterministic, so that a chain replays, unless it was asked for otherwise. */
export const readConsensusAfter = (
  store: Pick<ConsensusStore, 'readMeta'>,
  genesis: Pick<Genesis, 'consensus'>,
  parent: BlockRecord,
): ConsensusData => {
  const derived = derive(genesis, parent)
  const next = readNext(store, parent)
  return {
    prevRandao: next.prevRandao ?? derived.prevRandao,
    parentBeaconBlockRoot: next.parentBeaconBlockRoot ?? derived.parentBeaconBlockRoot,
  }
}

/** Asks for consensus data of the block after `parent`, durably; what was asked for it before and is not named again stays. */
export const setNextConsensus = (store: ConsensusStore, parent: BlockRecord, change: Partial<ConsensusData>): void => {
  const next = { ...readNext(store, parent), ...change }
  const { prevRandao, parentBeaconBlockRoot } = next
  store.writeMeta(
    NEXT_KEY,
    JSON.stringify({
      parent: toHex(parent.hash),
      ...(prevRandao === undefined ? {} : { prevRandao: toHex(prevRandao) }),
      ...(parentBeaconBlockRoot === undefined ? {} : { parentBeaconBlockRoot: toHex(parentBeaconBlockRoot) }),
    }),
  )
}
