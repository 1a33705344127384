import type { TestEvent, TestResult } from '../../../../engine/api/workbench.ts'

/** A run of a project's Solidity tests, as far as it has come. */
export interface TestRun {
  readonly network: string
  readonly isRunning: boolean
  readonly tests: readonly TestResult[]
  /** Known once the project is compiled. */
  readonly total: number | undefined
  readonly durationMs: number | undefined
  /** Why there is no result, or no more of them. */
  readonly error: Error | undefined
  readonly cancel: () => void
}

export const beginTestRun = (network: string, cancel: () => void): TestRun => ({
  network,
  isRunning: true,
  tests: [],
  total: undefined,
  durationMs: undefined,
  error: undefined,
  cancel,
})

/** The run after an event of it. */
export function followTestRun(run: TestRun, event: TestEvent): TestRun {
  if (event.kind === 'start') return { ...run, total: event.total }
  if (event.kind === 'test') return { ...run, tests: [...run.tests, event.test] }
  return { ...run, durationMs: event.durationMs }
}

export const testKey = ({ path, contract, signature }: TestResult): string => `${path}:${contract}.${signature}`

const countTests = (tests: readonly TestResult[], status: TestResult['status']): number =>
  tests.filter((test) => test.status === status).length

/** `7 passed, 1 failed, 2 skipped` */
export const describeTestRun = (tests: readonly TestResult[]): string =>
  (['passed', 'failed', 'skipped'] as const)
    .map((status) => [countTests(tests, status), status] as const)
    .filter(([count, status]) => count > 0 || status !== 'skipped')
    .map(([count, status]) => `${count} ${status}`)
    .join(', ')
