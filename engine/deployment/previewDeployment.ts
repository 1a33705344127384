import { type Address, formatEther, numberToHex } from 'viem'
import { z } from 'zod'
import { HexData } from '../api/decoded.ts'
import { TerminalError } from '../api/errors.ts'
import { QuantityAnswer } from '../networks/answerSchemas.ts'
import { type DeploymentReader, toTransaction } from './createDeploymentReader.ts'
import type { Estimate, Rehearse } from './createRehearsal.ts'
import { GAS_LIMIT_CAP } from './createTransactionSender.ts'
import type { DeploymentStep, SetAddresses } from './DeploymentStep.ts'
import { deterministicProxy, proxyFundingWei } from './deterministicProxy.ts'
import { explainRevert } from './explainRevert.ts'
import type { DeploymentPlan } from './planDeployment.ts'
import { type DeploymentFees, readFees } from './readFees.ts'
import { decodeSet, isStepDone, predictSet, toStepCall } from './readSteps.ts'

/** A step as it stands, or as it would go. */
export type PreviewedStep = {
  readonly step: DeploymentStep
  readonly isDone: boolean
  /** What it will use; `undefined` when it is done, or would fail. */
  readonly gas: bigint | undefined
  /** Why it would fail. */
  readonly failure: string | undefined
}

/** A deployment without sending anything. */
export type DeploymentPreview = {
  readonly steps: readonly PreviewedStep[]
  readonly fees: DeploymentFees
  readonly balanceWei: bigint
  /** Where the set is or will be; `undefined` when it would fail. */
  readonly set: SetAddresses | undefined
  /** What is left to do: at the fees now, and at most (what an account has to have to send it). */
  readonly gas: bigint
  readonly costWei: bigint
  readonly maxCostWei: bigint
  /** Whether the gas was measured on a chain of our own: a network that asks for more (data fees of an L2) isn't known to it. */
  readonly isRehearsed: boolean
}

export type PreviewOptions = {
  readonly reader: DeploymentReader
  readonly plan: DeploymentPlan
  readonly from: Address
  /** Lends a chain of our own, for networks that can't simulate. */
  readonly rehearse: Rehearse
}

/**
 * Reads what of a plan is done, and has the network simulate the rest, each step on the state that those before it leave
 * (`eth_simulateV1`). Where a network has none, or too little gas for it, all steps are simulated on an empty chain of our own.
 */
export const previewDeployment = async (options: PreviewOptions): Promise<DeploymentPreview> => {
  const { reader, plan, from } = options
  const [fees, balanceWei] = await Promise.all([readFees(reader), reader.balanceWei(from)])
  const first = await readDone(reader, plan.steps)
  let estimates = await estimate(options, first)
  const set = (await predictSet(reader, plan.set)) ?? estimates.set
  const all = set === undefined ? first : [...first, ...(await readDone(reader, plan.stepsAfter(set)))]
  if (all.length > first.length) estimates = await estimate(options, all)
  const steps = all.map(({ step, isDone }): PreviewedStep => {
    const { gas, failure } = (isDone ? undefined : estimates.byStep.get(step.id)) ?? { gas: undefined }
    return { step, isDone, gas, failure }
  })
  return { steps, fees, balanceWei, set, ...sum(steps, fees), isRehearsed: estimates.isRehearsed }
}

/**
 * Refuses to begin what the account can't pay, or what would fail half-way.
 *
 * @throws TerminalError `deployment/underfunded`, `deployment/invalid`
 */
export const requireFeasible = ({ balanceWei, costWei, steps }: DeploymentPreview, from: Address): void => {
  const failing = steps.find(({ failure }) => failure !== undefined)
  if (failing !== undefined) {
    const { title, id } = failing.step
    throw new TerminalError('deployment/invalid', `“${title}” would fail: ${failing.failure}`, { step: id })
  }
  if (balanceWei >= costWei) return
  const message = `${from} has ${formatEther(balanceWei)} ETH, and what is left to do costs ${formatEther(costWei)} ETH.`
  throw new TerminalError('deployment/underfunded', message, { account: from, balanceWei, costWei })
}

type ReadStep = { readonly step: DeploymentStep; readonly isDone: boolean }

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

type Estimates = {
  readonly byStep: ReadonlyMap<string, Estimate>
  readonly set: SetAddresses | undefined
  readonly isRehearsed: boolean
}

const estimate = async (
  { reader, plan, from, rehearse }: PreviewOptions,
  steps: readonly ReadStep[],
): Promise<Estimates> => {
  const open = steps.filter(({ isDone }) => !isDone).map(({ step }) => step)
  if (open.length === 0) return { byStep: new Map(), set: undefined, isRehearsed: false }
  try {
    const byStep = await simulate(reader, plan, open, from)
    const output = byStep.get(plan.set.id)?.output
    return { byStep, set: output === undefined ? undefined : decodeSet(output), isRehearsed: false }
  } catch (error) {
    // A node without the method, or that allows it less gas than this takes: 50 million is usual.
    if (!(error instanceof TerminalError) || !error.code.startsWith('chain/')) throw error
    return { ...(await rehearse(plan, from)), isRehearsed: true }
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
        }),
      )
      .length(1),
  }),
)

/** One block a step. The deterministic proxy, which no simulated call can deploy at its address, is put there. */
const simulate = async (
  reader: DeploymentReader,
  { errors }: DeploymentPlan,
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
    else estimates.set(step.id, { gas: undefined, failure: explainRevert(errors, result?.returnData ?? '0x') })
  }
  return estimates
}
