import type { Common } from '@ethereumjs/common'
import { fromHex } from '../../engine/chain/bytes.ts'
import type { GenesisAccount } from '../../engine/chain/Genesis.ts'
import { putGenesisAccount } from '../../engine/chain/openGenesis.ts'
import type { WorldState } from '../../engine/chain/state/WorldState.ts'
import { createCachedRecovery } from '../../engine/evm/createCachedRecovery.ts'
import { createCommon, type HardforkName } from '../../engine/evm/createCommon.ts'
import { createReferenceExecutor } from '../../engine/evm/createReferenceExecutor.ts'
import type { Executor } from '../../engine/evm/Executor.ts'
import type { Allocation, FixtureAccount } from './Fixture.ts'

export type Engine = {
  readonly common: Common
  readonly executor: Executor
  /** Where BLOCKHASH looks until it is told otherwise. */
  setBlockHashes(find: (number: number) => Uint8Array): void
}

const FORKS: Readonly<Record<string, HardforkName>> = { Prague: 'prague', Osaka: 'osaka' }
const engines = new Map<string, Promise<Engine>>()

const createEngine = async (fork: string, chainId: number): Promise<Engine> => {
  const hardfork = FORKS[fork]
  if (hardfork === undefined) throw new Error(`The engine does not know the fork ${fork}.`)
  let find = (_number: number): Uint8Array => new Uint8Array(32)
  const common = createCommon(chainId, hardfork, { ecrecover: createCachedRecovery() })
  const executor = await createReferenceExecutor({ common, getBlockHash: (number) => find(number) })
  return {
    common,
    executor,
    setBlockHashes: (next) => {
      find = next
    },
  }
}

/** The chain's rules and executor for a fork, made once: every fixture runs in the same. */
export const openEngine = (fork: string, chainId: number): Promise<Engine> => {
  const key = `${fork} ${chainId}`
  const engine = engines.get(key) ?? createEngine(fork, chainId)
  engines.set(key, engine)
  return engine
}

const toGenesisAccount = ({ nonce, balance, code, storage }: FixtureAccount): GenesisAccount => ({
  nonce: BigInt(nonce),
  balance: BigInt(balance),
  storage,
  ...(code === '0x' ? {} : { code }),
})

/** Puts every account of a fixture into an empty state. */
export const allocate = (state: WorldState, pre: Allocation): void => {
  for (const [address, account] of Object.entries(pre)) putGenesisAccount(state, address, toGenesisAccount(account))
}

export const toWord = (hex: string): Uint8Array => fromHex(`0x${hex.slice(2).padStart(64, '0')}`)
