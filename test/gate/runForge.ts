import { z } from 'zod'
import { runCommand } from '../runCommand.ts'
import type { Result } from './Result.ts'

const ForgeReport = z.record(
  z.string(),
  z.object({
    test_results: z.record(z.string(), z.object({ status: z.string(), reason: z.string().nullish() })),
  }),
)

/** Every test of the contracts, fuzz and invariant campaigns included, on the code that ships. */
export const runForge = async (): Promise<Result> => {
  const { exitCode, output } = await runCommand(['npx', 'forge', 'test', '--offline', '--json'])
  const json = output.split('\n').find((line) => line.startsWith('{'))
  if (json === undefined) {
    console.log(output)
    return { passed: 0, failed: 1, skipped: 0 }
  }
  const tests = Object.entries(ForgeReport.parse(JSON.parse(json))).flatMap(([suite, { test_results }]) =>
    Object.entries(test_results).map(([name, { status, reason }]) => ({ name: `${suite} ${name}`, status, reason })),
  )
  const failures = tests.filter(({ status }) => status === 'Failure')
  for (const { name, reason } of failures) console.log(`FAILED ${name}: ${reason ?? 'no reason given'}`)
  const passed = tests.filter(({ status }) => status === 'Success').length
  console.log(`${passed} of ${tests.length} tests passed`)
  const brokenOtherwise = exitCode !== 0 && failures.length === 0 ? 1 : 0
  return { passed, failed: failures.length + brokenOtherwise, skipped: tests.length - passed - failures.length }
}
