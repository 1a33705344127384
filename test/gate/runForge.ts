import { compareGas } from './compareGas.ts'
import { runForgeTests } from './forgeReport.ts'
import { readGas } from './gasFile.ts'
import type { Result } from './Result.ts'

/**
 * Every test of the contracts, fuzz and invariant campaigns included, on the code that ships; and what transactions cost, beside the
 * committed figures.
 */
export const runForge = async (): Promise<Result> => {
  const { exitCode, output, tests, gas } = await runForgeTests()
  if (tests.length === 0) {
    console.log(output)
    return { passed: 0, failed: 1, skipped: 0 }
  }
  const failures = tests.filter(({ status }) => status === 'Failure')
  for (const { name, reason } of failures) console.log(`FAILED ${name}: ${reason}`)
  const passed = tests.filter(({ status }) => status === 'Success').length
  console.log(`${passed} of ${tests.length} tests passed`)
  const brokenOtherwise = exitCode !== 0 && failures.length === 0 ? 1 : 0
  const changes = compareGas(readGas(), gas)
  for (const change of changes) console.log(`FAILED gas of ${change}; if that is meant: npm run gas`)
  if (changes.length === 0) console.log('ok gas: as committed')
  return {
    passed: passed + (changes.length === 0 ? 1 : 0),
    failed: failures.length + brokenOtherwise + (changes.length === 0 ? 0 : 1),
    skipped: tests.length - passed - failures.length,
  }
}
