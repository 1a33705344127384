import { type Address, numberToHex } from 'viem'
import { HexData } from '../api/decoded.ts'
import { TerminalError } from '../api/errors.ts'
import { Bytes32 } from '../api/schemas.ts'
import type { Clock } from '../chain/Clock.ts'
import { createChain } from '../chain/createChain.ts'
import { createLocalProvider } from '../rpc/createLocalProvider.ts'
import { createRpcServer } from '../rpc/createRpcServer.ts'
import { createDeploymentReader, type DeploymentReader, toTransaction } from './createDeploymentReader.ts'
import { GAS_LIMIT_CAP } from './createTransactionSender.ts'
import type { DeploymentStep, SetAddresses } from './DeploymentStep.ts'
import { deterministicProxy } from './deterministicProxy.ts'
import { explainRevert } from './explainRevert.ts'
import type { DeploymentPlan } from './planDeployment.ts'
import { predictSet, toStepCall } from './readSteps.ts'

/** What a step uses, or why it fails; and what a simulated call answers. */
export type Estimate = { readonly gas: bigint | undefined; readonly failure?: string; readonly output?: string }

/** What becomes of each step, by its id, and where the set comes to stand. */
export type RehearsalResult = { readonly byStep: ReadonlyMap<string, Estimate>; readonly set: SetAddresses | undefined }

/** Carries out a plan on an empty chain in memory, as `from`. */
export type Rehearse = (plan: DeploymentPlan, from: Address) => Promise<RehearsalResult>

export type RehearsalOptions = { readonly chainId: number; readonly clock: Clock; readonly createId: () => string }

/** Makes a {@link Rehearse} for a chain's id. */
export const createRehearsal =
  (options: RehearsalOptions): Rehearse =>
  async (plan, from) => {
    const { provider, close } = await openChain(options, from)
    const reader = createDeploymentReader(provider)
    const byStep = new Map<string, Estimate>()
    const perform = async (step: DeploymentStep): Promise<void> => {
      byStep.set(step.id, await rehearseStep(reader, plan, step, from))
    }
    try {
      for (const step of plan.steps) await perform(step)
      const set = byStep.get(plan.set.id)?.gas === undefined ? undefined : await predictSet(reader, plan.set)
      for (const step of set === undefined ? [] : plan.stepsAfter(set)) await perform(step)
      return { byStep, set }
    } finally {
      await close()
    }
  }

const rehearseStep = async (
  reader: DeploymentReader,
  { errors }: DeploymentPlan,
  step: DeploymentStep,
  from: Address,
): Promise<Estimate> => {
  if (step.kind === 'proxy') return { gas: deterministicProxy.gasLimit }
  const transaction = { ...toTransaction(from, toStepCall(step)), gas: numberToHex(GAS_LIMIT_CAP) }
  try {
    // Its failure as a call says why.
    await reader.ask(HexData, 'eth_call', transaction, 'latest')
    const receipt = await reader.receipt(await reader.ask(Bytes32, 'eth_sendTransaction', transaction))
    return receipt?.isSuccess ? { gas: receipt.gasUsed } : { gas: undefined, failure: 'reverted' }
  } catch (error) {
    if (!(error instanceof TerminalError && error.code === 'chain/reverted')) throw error
    return { gas: undefined, failure: explainRevert(errors, String(error.facts.data)) }
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
