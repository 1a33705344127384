import { type Address, numberToHex } from 'viem'
import { z } from 'zod'
import { HexData } from '../api/decoded.ts'
import { TerminalError } from '../api/errors.ts'
import { QuantityAnswer } from '../networks/answerSchemas.ts'
import { type DeploymentReader, toTransaction } from './createDeploymentReader.ts'
import { GAS_LIMIT_CAP } from './createTransactionSender.ts'
import type { DeploymentStep, SetAddresses, StepCall } from './DeploymentStep.ts'
import { deterministicProxy, proxyFundingWei } from './deterministicProxy.ts'
import type { DeploymentPlan } from './planDeployment.ts'
import { type DeploymentFees, readFees } from './readFees.ts'
import { decodeSet, isStepDone, predictSet, toStepCall } from './readSteps.ts'

/** A step as it stands, or as it would go. */
export type PreviewedStep = {
  readonly step: DeploymentStep
  readonly isDone: boolean
  /** What it will use; `undefined` when it is done, or when the network can't tell before the steps before it are done. */
  readonly gas: bigint | undefined
  /** Why it would fail. */
  readonly failure: string | undefined
}

/** A deployment without sending anything. */
export type DeploymentPreview = {
  readonly steps: readonly PreviewedStep[]
  readonly fees: DeploymentFees
  readonly balanceWei: bigint
  /** Where the set is or will be; `undefined` when the network can't tell yet. */
  readonly set: SetAddresses | undefined
  /** What is left to do, as far as it is known: at the fees now, and at most (what an account has to have to send it). */
  readonly gas: bigint
  readonly costWei: bigint
  readonly maxCostWei: bigint
  /** Whether every step's gas is known. */
  readonly isComplete: boolean
}

type Estimate = { readonly gas: bigint | undefined; readonly failure?: string; readonly output?: string }

/**
 * Reads what of a plan is done, and has the network simulate the rest, each step on the state that those before it leave
 * (`eth_simulateV1`; where a network has none, each step by itself that needs no other).
 */
export const previewDeployment = async (
  reader: DeploymentReader,
  plan: DeploymentPlan,
  from: Address,
): Promise<DeploymentPreview> => {
  const [fees, balanceWei] = await Promise.all([readFees(reader), reader.balanceWei(from)])
  const first = await readDone(reader, plan.steps)
  let estimates = await estimate(reader, first, from)
  const output = estimates.get(plan.set.id)?.output
  const set = (await predictSet(reader, plan.set)) ?? (output === undefined ? undefined : decodeSet(output))
  const all = set === undefined ? first : [...first, ...(await readDone(reader, plan.stepsAfter(set)))]
  if (all.length > first.length) estimates = await estimate(reader, all, from)
  const steps = all.map(({ step, isDone }): PreviewedStep => {
    const { gas, failure } = estimates.get(step.id) ?? { gas: undefined }
    return { step, isDone, gas, failure }
  })
  return { steps, fees, balanceWei, set, ...sum(steps, fees), isComplete: set !== undefined && steps.every(isKnown) }
}

type ReadStep = { readonly step: DeploymentStep; readonly isDone: boolean }

const isKnown = ({ isDone, gas }: PreviewedStep): boolean => isDone || gas !== undefined

const readDone = (reader: DeploymentReader, steps: readonly DeploymentStep[]): Promise<readonly ReadStep[]> =>
  Promise.all(steps.map(async (step) => ({ step, isDone: await isStepDone(reader, step) })))

const sum = (steps: readonly PreviewedStep[], { baseFeeWei, tipWei, maxFeeWei }: DeploymentFees) => {
  // The proxy's own transaction is paid from its funding.
  const ours = steps.filter(({ step, isDone }) => !isDone && step.kind !== 'proxy')
  const gas = ours.reduce((total, step) => total + (step.gas ?? 0n), 0n)
  const valueWei = ours.some(({ step }) => step.kind === 'fund') ? proxyFundingWei : 0n
  return {
    gas,
    costWei: gas * (baseFeeWei + tipWei) + valueWei,
    maxCostWei: (gas + gas / 6n) * maxFeeWei + valueWei,
  }
}

const estimate = async (
  reader: DeploymentReader,
  steps: readonly ReadStep[],
  from: Address,
): Promise<ReadonlyMap<string, Estimate>> => {
  const open = steps.filter(({ isDone }) => !isDone).map(({ step }) => step)
  if (open.length === 0) return new Map()
  try {
    return await simulate(reader, open, from)
  } catch (error) {
    // A node without the method, or that allows it less gas than this takes.
    if (!(error instanceof TerminalError) || !error.code.startsWith('chain/')) throw error
    return estimateSingly(reader, steps, from)
  }
}

const SimulatedCalls = z.array(
  z.object({
    calls: z
      .array(
        z.object({
          status: z.enum(['0x0', '0x1']),
          gasUsed: QuantityAnswer,
          returnData: HexData,
          error: z.object({ message: z.string() }).optional(),
        }),
      )
      .length(1),
  }),
)

/** One block a step. The deterministic proxy, which no simulated call can deploy at its address, is put there. */
const simulate = async (
  reader: DeploymentReader,
  open: readonly DeploymentStep[],
  from: Address,
): Promise<ReadonlyMap<string, Estimate>> => {
  const calls = open.flatMap((step) => (step.kind === 'proxy' ? [] : [{ step, call: toStepCall(step) }]))
  const stateOverrides = {
    [deterministicProxy.address]: { code: deterministicProxy.code },
    [from]: { balance: numberToHex(2n ** 96n) },
  }
  const blockStateCalls = calls.map(({ call }, index) => ({
    ...(index === 0 ? { stateOverrides } : {}),
    calls: [{ ...toTransaction(from, call), gas: numberToHex(GAS_LIMIT_CAP) }],
  }))
  const blocks = await reader.ask(
    SimulatedCalls.length(calls.length),
    'eth_simulateV1',
    { blockStateCalls, validation: false },
    'latest',
  )
  const estimates = new Map<string, Estimate>(
    open.flatMap(({ id, kind }) => (kind === 'proxy' ? [[id, { gas: deterministicProxy.gasLimit }]] : [])),
  )
  for (const [index, { step }] of calls.entries()) {
    const [result] = blocks[index]?.calls ?? []
    if (result?.status === '0x1') estimates.set(step.id, { gas: result.gasUsed, output: result.returnData })
    else estimates.set(step.id, { gas: undefined, failure: result?.error?.message ?? 'it would be reverted' })
  }
  return estimates
}

/** What can be estimated without the steps before: creations where the proxy stands, the set where the factory does. */
const estimateSingly = async (
  reader: DeploymentReader,
  steps: readonly ReadStep[],
  from: Address,
): Promise<ReadonlyMap<string, Estimate>> => {
  const isDone = (find: (step: DeploymentStep) => boolean) => steps.some((read) => read.isDone && find(read.step))
  const hasProxy = isDone(({ kind }) => kind === 'proxy')
  const canEstimate = (step: DeploymentStep): boolean => {
    if (step.kind === 'set') return isDone((other) => other.kind === 'create' && other.address === step.factory)
    return step.kind === 'fund' || (step.kind === 'create' && hasProxy)
  }
  const estimates = new Map<string, Estimate>()
  for (const { step } of steps.filter((read) => !read.isDone)) {
    if (step.kind === 'proxy') estimates.set(step.id, { gas: deterministicProxy.gasLimit })
    else if (canEstimate(step))
      estimates.set(step.id, await estimateOne(reader, toStepCall(step), from, estimates.size === 0))
  }
  return estimates
}

/** One that is reverted while others are to be done before may only need those. */
const estimateOne = async (
  reader: DeploymentReader,
  call: StepCall,
  from: Address,
  isNext: boolean,
): Promise<Estimate> => {
  try {
    return { gas: await reader.estimateGas(from, call) }
  } catch (error) {
    if (!(error instanceof TerminalError && error.code === 'chain/reverted')) throw error
    return isNext ? { gas: undefined, failure: error.message } : { gas: undefined }
  }
}
