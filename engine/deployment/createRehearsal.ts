import { type Address, numberToHex } from 'viem'
import { Bytes32 } from '../api/schemas.ts'
import type { Clock } from '../chain/Clock.ts'
import { createChain } from '../chain/createChain.ts'
import { createLocalProvider } from '../rpc/createLocalProvider.ts'
import { createRpcServer } from '../rpc/createRpcServer.ts'
import { createDeploymentReader, toTransaction } from './createDeploymentReader.ts'
import { GAS_LIMIT_CAP } from './createTransactionSender.ts'
import type { DeploymentStep, SetAddresses } from './DeploymentStep.ts'
import { deterministicProxy } from './deterministicProxy.ts'
import type { DeploymentPlan } from './planDeployment.ts'
import { predictSet, toStepCall } from './readSteps.ts'

/** What each step uses, by its id, and where the set comes to stand. */
export type RehearsalResult = {
  readonly gasByStep: ReadonlyMap<string, bigint>
  readonly set: SetAddresses | undefined
}

/** Carries out a plan on an empty chain in memory, as `from`. A step that fails has no gas. */
export type Rehearse = (plan: DeploymentPlan, from: Address) => Promise<RehearsalResult>

export type RehearsalOptions = { readonly chainId: number; readonly clock: Clock; readonly createId: () => string }

/** Makes a {@link Rehearse} for a chain's id. */
export const createRehearsal =
  (options: RehearsalOptions): Rehearse =>
  async (plan, from) => {
    const { provider, close } = await openChain(options, from)
    const reader = createDeploymentReader(provider)
    const gasByStep = new Map<string, bigint>([
      [plan.steps.find(({ kind }) => kind === 'proxy')?.id ?? '', deterministicProxy.gasLimit],
    ])
    const perform = async (step: DeploymentStep): Promise<void> => {
      if (step.kind === 'proxy') return
      const transaction = { ...toTransaction(from, toStepCall(step)), gas: numberToHex(GAS_LIMIT_CAP) }
      const receipt = await reader.receipt(await reader.ask(Bytes32, 'eth_sendTransaction', transaction))
      if (receipt?.isSuccess) gasByStep.set(step.id, receipt.gasUsed)
    }
    try {
      for (const step of plan.steps) await perform(step)
      const set = gasByStep.has(plan.set.id) ? await predictSet(reader, plan.set) : undefined
      for (const step of set === undefined ? [] : plan.stepsAfter(set)) await perform(step)
      return { gasByStep, set }
    } finally {
      await close()
    }
  }

const openChain = async ({ chainId, clock, createId }: RehearsalOptions, from: Address) => {
  const onError = (error: unknown): never => {
    throw error
  }
  const chain = await createChain({
    file: ':memory:',
    genesis: {
      chainId,
      timestamp: BigInt(Math.floor(clock.nowMs() / 1000)),
      alloc: {
        [from]: { balance: 2n ** 96n },
        [deterministicProxy.address]: { balance: 0n, code: deterministicProxy.code },
      },
    },
    mining: { mode: 'instant' },
    clock,
    onError,
  })
  const provider = createLocalProvider(createRpcServer({ chain, createId, onError }))
  await provider.request({ method: 'anvil_impersonateAccount', params: [from] })
  return {
    provider,
    close: async () => {
      provider.close()
      await chain.close()
    },
  }
}
