import { Account } from '@ethereumjs/util'
import { type Address, encodeFunctionData, type Hex, hexToBytes, pad } from 'viem'
import { privateKeyToAccount } from 'viem/accounts'
import type { z } from 'zod'
import { type SimulatedItem, SimulationRequest } from '../../../engine/api/simulation.ts'
import { createSession } from '../../../engine/chain/createSession.ts'
import { WorldState } from '../../../engine/chain/state/WorldState.ts'
import type { ArtifactFinder, ContractArtifact } from '../../../engine/compiler/ContractArtifact.ts'
import { openArtifactStore } from '../../../engine/compiler/openArtifactStore.ts'
import { createCommon } from '../../../engine/evm/createCommon.ts'
import { createReferenceExecutor } from '../../../engine/evm/createReferenceExecutor.ts'
import { overrideEnvironment } from '../../../engine/simulation/applyOverrides.ts'
import { simulateBundle } from '../../../engine/simulation/simulateBundle.ts'
import { compileSolidity } from '../../builders/compileSolidity.ts'

export const ONE_ETHER = 10n ** 18n
export const GWEI = 10n ** 9n
export const alice = privateKeyToAccount(pad('0x0a'))
export const bob = privateKeyToAccount(pad('0x0b'))
export const carol = privateKeyToAccount(pad('0x0c'))
export const CHAIN_ID = 1
export const coinbase: Address = '0x00000000000000000000000000000000C01Ba5E0'

const word = new Uint8Array(32)
const environment = {
  number: 10n,
  timestamp: 1_700_000_000n,
  parentHash: word,
  coinbase: hexToBytes(coinbase),
  gasLimit: 30_000_000n,
  baseFeePerGas: GWEI,
  excessBlobGas: 0n,
  prevRandao: word,
  parentBeaconBlockRoot: word,
}

/** Simulates on contracts compiled from a source; Alice, Bob and Carol have 100 ether each. */
export const openSimulator = async (source: string) => {
  const contracts = compileSolidity(source)
  const artifacts = openArtifactStore(':memory:')
  artifacts.add([...contracts.values()])
  const common = createCommon(CHAIN_ID, 'prague')
  const executor = await createReferenceExecutor({ common, getBlockHash: () => word })
  const state = new WorldState({ loadNode: () => undefined, loadCode: () => undefined })
  for (const { address } of [alice, bob, carol])
    state.putAccount(hexToBytes(address), new Account(0n, 100n * ONE_ETHER))

  const contract = (name: string): ContractArtifact => {
    const found = contracts.get(name)
    if (found === undefined) throw new Error(`There is no contract ${name}.`)
    return found
  }

  const simulate = async (
    items: z.input<typeof SimulationRequest>['items'],
    options: Omit<z.input<typeof SimulationRequest>, 'items'> = {},
    finder: ArtifactFinder = artifacts,
  ): Promise<SimulatedItem[]> => {
    const request = SimulationRequest.parse({ items, ...options })
    const done: SimulatedItem[] = []
    const imagined = overrideEnvironment(environment, request.blockOverrides)
    const mark = state.mark()
    await state.lookBack(mark, () =>
      simulateBundle({
        session: createSession(executor, imagined, state),
        common,
        artifacts: finder,
        request,
        onItem: (item) => done.push(item),
      }),
    )
    return done
  }

  return {
    contract,
    state,
    simulate,
    /** Simulates one item. */
    simulateOne: async (
      ...parameters: Parameters<typeof simulate> extends [infer _, ...infer Rest]
        ? [z.input<typeof SimulationRequest>['items'][number], ...Rest]
        : never
    ): Promise<SimulatedItem> => {
      const [first, ...rest] = parameters
      const [item] = await simulate([first], ...rest)
      if (item === undefined) throw new Error('Nothing was simulated.')
      return item
    },
    /** Deploys a contract and keeps it. */
    deploy: async (name: string, args: Hex = '0x', from: Address = alice.address): Promise<Address> => {
      const result = await executor.enterBlock(environment, state).runMessage({
        from: hexToBytes(from),
        to: undefined,
        data: hexToBytes(`${contract(name).creation.object}${args.slice(2)}`),
        value: 0n,
        gasLimit: 30_000_000n,
        gasPrice: 0n,
        accessList: [],
        blobVersionedHashes: [],
        authorizationList: [],
      })
      if (result.createdAddress === undefined || !result.isSuccess) throw new Error(`Not deployed: ${result.error}`)
      return `0x${Buffer.from(result.createdAddress).toString('hex')}`
    },
    /** A call to a contract. */
    call: (
      name: string,
      to: Address,
      functionName: string,
      args: readonly unknown[],
      from: Address = alice.address,
    ) => ({
      kind: 'call' as const,
      from,
      to,
      data: encodeFunctionData({ abi: contract(name).abi, functionName, args }),
    }),
  }
}

export type Simulator = Awaited<ReturnType<typeof openSimulator>>
