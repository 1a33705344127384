import { type Hex, toFunctionSelector } from 'viem'
import { TerminalError } from '../../api/errors.ts'
import type { SimulatedItem, SimulationRequest } from '../../api/simulation.ts'
import type { TestResult } from '../../api/workbench.ts'
import type { Simulator } from '../../simulation/createSimulator.ts'
import { toSimulatedCall, toSimulationSubject } from '../toSimulationSubject.ts'
import type { FoundTest } from './findTests.ts'

/** Who tests, and where Foundry has the contract that is tested: the first that this sender creates at nonce 1. */
const SENDER = '0x1804c8AB1F12E6bbf3894d4083f33e07309d1f38'
const TEST_ADDRESS = '0x7FA9385bE102ac3EAc297483Dd6233D62b3e1496'
const CHEAT_CODES = '0x7109709ECfa91a80626fF3989D68f67F5b1DD12D'
/** Both have as much ether as Foundry gives them. */
const BALANCE_WEI = 2n ** 96n - 1n

const OVERRIDES: SimulationRequest['stateOverrides'] = [
  { address: SENDER, nonce: 1n, balanceWei: BALANCE_WEI },
  { address: TEST_ADDRESS, balanceWei: BALANCE_WEI },
]

type Phase = NonNullable<TestResult['phase']>
type Step = { readonly phase: Phase | 'failed'; readonly data: Hex }

export type TestRunOptions = {
  readonly simulate: Simulator['simulate']
  readonly network: string
  readonly block: 'latest' | number
  readonly signal: AbortSignal
}

/** What came of a test, and the block that it ran on. */
export type TestRun = { readonly result: TestResult; readonly block: 'latest' | number }

/**
 * Deploys a test's contract, sets it up and calls the test, all in one bundle: nothing is kept, and no test sees another.
 *
 * @throws TerminalError of the simulation, but for one that takes too long: then the test has failed.
 */
export const runTest = async (options: TestRunOptions, test: FoundTest, creation: Hex): Promise<TestRun> => {
  const { simulate, network, block, signal } = options
  const steps = listSteps(test, creation)
  const items = steps.map(({ phase, data }) =>
    toSimulatedCall({ from: SENDER, ...(phase === 'constructor' ? {} : { to: TEST_ADDRESS }), data, valueWei: 0n }),
  )
  const request = { network, block, items, stateOverrides: OVERRIDES, blockOverrides: {}, abis: [] }
  try {
    const { items: done, stateBlock } = await simulate(request, signal)
    const failedAt = done.findIndex(({ status }) => status !== 'success')
    const last = failedAt === -1 ? steps.findIndex(({ phase }) => phase === 'test') : failedAt
    const debug = toSimulationSubject(items.slice(0, last + 1), stateBlock.number, OVERRIDES)
    return { result: { ...describe(test, steps, done, last), debug }, block: stateBlock.number }
  } catch (error) {
    if (!(error instanceof TerminalError) || error.code !== 'simulation/timeout') throw error
    return { result: { ...nameTest(test), status: 'failed', message: error.message }, block }
  }
}

/** A test that is not run. */
export const skipTest = (test: FoundTest, message: string): TestResult => ({
  ...nameTest(test),
  status: 'skipped',
  message,
})

const nameTest = ({ path, contract, signature }: FoundTest) => ({
  path,
  contract,
  signature,
  logCount: 0,
  hasCheatCodes: false,
})

const listSteps = ({ signature, hasSetUp, hasFailed }: FoundTest, creation: Hex): Step[] => [
  { phase: 'constructor', data: creation },
  ...(hasSetUp ? [{ phase: 'setUp' as const, data: toFunctionSelector('setUp()') }] : []),
  { phase: 'test', data: toFunctionSelector(signature) },
  ...(hasFailed ? [{ phase: 'failed' as const, data: toFunctionSelector('failed()') }] : []),
]

const describe = (
  test: FoundTest,
  steps: readonly Step[],
  items: readonly SimulatedItem[],
  last: number,
): TestResult => {
  const item = items[last]
  const step = steps[last]
  if (item === undefined || step === undefined) throw new Error(`${test.signature} has no outcome.`)
  const hasCheatCodes = items
    .slice(0, last + 1)
    .some(({ accessList }) => accessList.some(({ address }) => address === CHEAT_CODES))
  const failure = readFailure(step, item, items.at(-1))
  const message = [failure, hasCheatCodes ? NO_CHEAT_CODES : undefined].filter((each) => each !== undefined).join(' ')
  return {
    ...nameTest(test),
    status: failure === undefined ? 'passed' : 'failed',
    ...(message === '' ? {} : { message }),
    ...(failure === undefined || step.phase === 'failed' ? {} : { phase: step.phase }),
    ...(item.revert === undefined ? {} : { revert: item.revert }),
    gasUsed: item.gas.used,
    logCount: item.logCount,
    hasCheatCodes,
  }
}

const NO_CHEAT_CODES = "(It calls Foundry's cheat codes, which are not there on this desk.)"

/** Why a test failed; `undefined` when it passed. */
const readFailure = (step: Step, item: SimulatedItem, last: SimulatedItem | undefined): string | undefined => {
  if (item.status === 'success') {
    const isFailed = last !== item && last?.outputs?.[0]?.value === true
    return isFailed ? 'An assertion did not hold: failed() is true.' : undefined
  }
  const reason = item.revert?.message ?? item.error ?? 'It failed without a reason.'
  if (step.phase === 'constructor') return `The constructor failed: ${reason}`
  return step.phase === 'test' ? reason : `${step.phase}() failed: ${reason}`
}
