import type { Common } from '@ethereumjs/common'
import { Account } from '@ethereumjs/util'
import { keccak_256 } from '@noble/hashes/sha3.js'
import { TerminalError } from '../api/errors.ts'
import { SYSTEM_CONTRACTS } from '../evm/systemContracts.ts'
import { fromHex, toHex } from './bytes.ts'
import type { ForkPoint } from './fork/ForkPoint.ts'
import { toLocalHeader } from './fork/forkHeader.ts'
import type { CompleteGenesis, GenesisAccount } from './Genesis.ts'
import { writeGenesisText } from './genesisText.ts'
import { sealBlock } from './sealBlock.ts'
import { WorldState } from './state/WorldState.ts'
import type { BlockRecord } from './store/ChainRecords.ts'
import type { ChainStore, SealedBlock } from './store/createChainStore.ts'
import { BODIES_FROM_KEY } from './store/createRetention.ts'

const GENESIS_KEY = 'genesis'
/** Under it a chain's file has the whole genesis, so that the chain can be made again elsewhere. */
export const GENESIS_TEXT_KEY = 'genesis_text'
const ZERO_HASH = new Uint8Array(32)

/** A genesis as text with sorted keys: two of equal content are equal. */
const describeGenesis = (genesis: CompleteGenesis & { readonly forkPoint?: ForkPoint }): string => {
  const sort = (value: unknown): unknown => {
    if (typeof value === 'bigint') return value.toString()
    if (typeof value !== 'object' || value === null) return value
    return Object.fromEntries(
      Object.entries(value)
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([key, item]) => [key.toLowerCase(), sort(item)]),
    )
  }
  return toHex(keccak_256(Buffer.from(JSON.stringify(sort(genesis)))))
}

/**
 * The head of the chain in `store`; a store without blocks gets the block `genesis` describes.
 *
 * @throws TerminalError `chain/genesis-mismatch` when the file holds a chain that began otherwise.
 */
export const openGenesis = (
  store: ChainStore,
  genesis: CompleteGenesis,
  common: Common,
  forkPoint?: ForkPoint,
): BlockRecord => {
  const description = describeGenesis(forkPoint === undefined ? genesis : { ...genesis, forkPoint })
  const head = store.getHead()
  if (head === undefined) {
    return store.commitBlock((sink) => {
      store.writeMeta(GENESIS_KEY, description)
      if (forkPoint !== undefined) {
        // What was before is the other chain's to tell.
        store.writeMeta(BODIES_FROM_KEY, String(forkPoint.number))
        return toForkedBlock(forkPoint, common)
      }
      store.writeMeta(GENESIS_TEXT_KEY, writeGenesisText(genesis))
      return sealBlock(toGenesisParts(genesis, common), toGenesisState(store, genesis), sink)
    })
  }
  if (store.readMeta(GENESIS_KEY) !== description) {
    throw new TerminalError('chain/genesis-mismatch', 'The file holds a chain with another genesis.', {
      chainId: genesis.chainId,
    })
  }
  if (forkPoint === undefined && store.readMeta(GENESIS_TEXT_KEY) === undefined) {
    store.writeMeta(GENESIS_TEXT_KEY, writeGenesisText(genesis))
  }
  return head
}

/** The other chain's block: without its transactions, which stay there. */
const toForkedBlock = ({ hash, header }: ForkPoint, common: Common): SealedBlock => ({
  hash: fromHex(hash),
  header: toLocalHeader(fromHex(header), common),
  sizeBytes: fromHex(header).length,
  withdrawals: [],
  transactions: [],
})

const toGenesisParts = (genesis: CompleteGenesis, common: Common) => ({
  environment: {
    number: 0n,
    timestamp: genesis.timestamp,
    parentHash: ZERO_HASH,
    coinbase: fromHex(genesis.coinbase),
    gasLimit: genesis.gasLimit,
    baseFeePerGas: genesis.baseFeePerGas,
    excessBlobGas: 0n,
    prevRandao: ZERO_HASH,
    parentBeaconBlockRoot: ZERO_HASH,
  },
  executed: [],
  requests: [],
  common,
})

const toGenesisState = (store: ChainStore, genesis: CompleteGenesis): WorldState => {
  const state = new WorldState(store)
  for (const { address, code } of Object.values(SYSTEM_CONTRACTS))
    putGenesisAccount(state, address, { nonce: 1n, code })
  for (const [address, account] of Object.entries(genesis.alloc)) putGenesisAccount(state, address, account)
  return state
}

/** Puts an account of a genesis into a state. */
export const putGenesisAccount = (state: WorldState, address: string, account: GenesisAccount): void => {
  const bytes = fromHex(address)
  state.putAccount(bytes, new Account(account.nonce ?? 0n, account.balance ?? 0n))
  if (account.code !== undefined) state.putCode(bytes, fromHex(account.code))
  for (const [slot, value] of Object.entries(account.storage ?? {})) {
    state.putStorage(bytes, toSlot(slot), fromHex(value.length % 2 === 0 ? value : `0x0${value.slice(2)}`))
  }
}

const toSlot = (slot: string): Uint8Array => fromHex(`0x${slot.slice(2).padStart(64, '0')}`)
