import { createBlockHeaderFromBytesArray } from '@ethereumjs/block'
import { RLP } from '@ethereumjs/rlp'
import { fromHex, toHex } from '../../engine/chain/bytes.ts'
import { InvalidBlockError } from '../../engine/chain/import/InvalidBlockError.ts'
import { importBlock } from '../../engine/chain/import/importBlock.ts'
import { WorldState } from '../../engine/chain/state/WorldState.ts'
import type { BlockRecord } from '../../engine/chain/store/ChainRecords.ts'
import { chainMigrations } from '../../engine/chain/store/chainMigrations.ts'
import { type ChainStore, createChainStore } from '../../engine/chain/store/createChainStore.ts'
import { openDatabase } from '../../engine/store/openDatabase.ts'
import { isExpected } from './exceptions.ts'
import type { Allocation, BlockchainFixture, Outcome } from './Fixture.ts'
import { allocate, type Engine, openEngine, toWord } from './openEngine.ts'

/** Puts the fixture's first block into a store. */
const storeGenesis = (fixture: BlockchainFixture, store: ChainStore, { common }: Engine): BlockRecord => {
  const encoded = fromHex(fixture.genesisRLP)
  const [fields] = RLP.decode(encoded) as [Uint8Array[]]
  const header = createBlockHeaderFromBytesArray(fields, { common, freeze: false })
  return store.commitBlock((sink) => {
    const state = new WorldState(store)
    allocate(state, fixture.pre)
    const root = state.commitBlock(sink)
    if (Buffer.compare(root, header.stateRoot) !== 0) throw new Error(`the genesis has the root ${toHex(root)}`)
    return { hash: header.hash(), header, sizeBytes: encoded.length, withdrawals: [], transactions: [] }
  })
}

/** Imports the blocks; says how the first one that should have gone otherwise went. */
const importAll = async (
  fixture: BlockchainFixture,
  store: ChainStore,
  engine: Engine,
): Promise<string | undefined> => {
  const { common, executor } = engine
  let head = storeGenesis(fixture, store, engine)
  let state = new WorldState(store, head.header.stateRoot)
  for (const [index, { rlp, expectException: expected }] of fixture.blocks.entries()) {
    try {
      head = (await importBlock({ store, executor, common, head, state }, fromHex(rlp))).record
      if (expected !== undefined) return `block ${index} accepted, expected ${expected}`
    } catch (error) {
      if (!(error instanceof InvalidBlockError)) throw error
      if (expected === undefined) return `block ${index} refused: ${error.message}`
      if (!isExpected(expected, error.message)) return `block ${index} refused: ${error.message}, expected ${expected}`
      state = new WorldState(store, head.header.stateRoot)
    }
  }
  const hash = toHex(head.hash)
  if (hash !== fixture.lastblockhash) return `head ${hash}, expected ${fixture.lastblockhash}`
  return compareState(state, fixture.postState ?? {})
}

const toNumber = (bytes: Uint8Array): bigint => (bytes.length === 0 ? 0n : BigInt(toHex(bytes)))

const compareState = (state: WorldState, post: Allocation): string | undefined => {
  for (const [addressHex, { nonce, balance, code, storage }] of Object.entries(post)) {
    const address = fromHex(addressHex)
    const account = state.getAccount(address)
    if (account?.nonce !== BigInt(nonce)) return `${addressHex} has the nonce ${account?.nonce}, expected ${nonce}`
    if (account.balance !== BigInt(balance)) return `${addressHex} has ${account.balance} wei, expected ${balance}`
    if (toHex(state.getCode(address)) !== code) return `${addressHex} has other code`
    for (const [slot, value] of Object.entries(storage)) {
      const found = toNumber(state.getStorage(address, toWord(slot)))
      if (found !== BigInt(value)) return `${addressHex} has ${found} in the slot ${slot}, expected ${value}`
    }
  }
  return undefined
}

/** Runs a blockchain test: its genesis in a store of its own, and every block through the chain's import. */
export const runBlockchainFixture = async (name: string, fixture: BlockchainFixture): Promise<Outcome[]> => {
  const engine = await openEngine(fixture.network, Number(fixture.config?.chainid ?? '0x1'))
  const store = createChainStore(openDatabase(':memory:', { migrations: chainMigrations }), engine.common)
  engine.setBlockHashes((number) => store.getBlockByNumber(number)?.hash ?? new Uint8Array(32))
  try {
    return [{ name, failure: await importAll(fixture, store, engine) }]
  } catch (error) {
    return [{ name, failure: `crashed: ${error instanceof Error ? error.stack : String(error)}` }]
  } finally {
    store.close()
  }
}
