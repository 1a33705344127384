import { expect, test } from 'vitest'
import type { TestResult } from '../../../../../../engine/api/workbench.ts'
import {
  beginTestRun,
  describeTestRun,
  followTestRun,
} from '../../../../../../renderer/features/workbench/model/testRun.ts'

const result = (signature: string, status: TestResult['status']): TestResult => ({
  path: 'A.t.sol',
  contract: 'ATest',
  signature,
  status,
  logCount: 0,
  hasCheatCodes: false,
})

test('a run grows with each test, and ends with how long it took', () => {
  const events = [
    { kind: 'start', total: 2 },
    { kind: 'test', test: result('testA()', 'passed'), done: 1, total: 2 },
    { kind: 'test', test: result('testB()', 'failed'), done: 2, total: 2 },
    { kind: 'end', durationMs: 7 },
  ] as const
  const run = events.reduce<ReturnType<typeof beginTestRun>>(
    followTestRun,
    beginTestRun('practice', () => undefined),
  )
  expect(run).toMatchObject({ total: 2, durationMs: 7, tests: [{ status: 'passed' }, { status: 'failed' }] })
})

test('tells of failures even when there are none, of skipped tests only when there are', () => {
  expect(describeTestRun([result('testA()', 'passed')])).toBe('1 passed, 0 failed')
  expect(describeTestRun([result('testA()', 'failed'), result('testB()', 'skipped')])).toBe(
    '0 passed, 1 failed, 1 skipped',
  )
})
