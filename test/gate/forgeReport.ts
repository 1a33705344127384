import { z } from 'zod'
import { runCommand } from '../runCommand.ts'
import type { GasFigures } from './compareGas.ts'

const ForgeReport = z.record(
  z.string(),
  z.object({
    test_results: z.record(
      z.string(),
      z.object({
        status: z.enum(['Success', 'Failure', 'Skipped']),
        reason: z.string().nullish(),
        gas_snapshots: z.record(z.string(), z.record(z.string(), z.string())).default({}),
      }),
    ),
  }),
)

/** What one run of Forge's tests gave. */
export interface ForgeRun {
  readonly exitCode: number
  /** All that it printed, where it was no report. */
  readonly output: string
  readonly tests: readonly { readonly name: string; readonly status: string; readonly reason: string }[]
  /** What tests measured with `vm.snapshotValue`. */
  readonly gas: GasFigures
}

/** Runs Forge's tests, all of them or those that `selection` names. Without a report, nothing compiled. */
export const runForgeTests = async (selection: readonly string[] = []): Promise<ForgeRun> => {
  const { exitCode, output } = await runCommand(['npx', 'forge', 'test', '--offline', '--json', ...selection])
  const json = output.split('\n').find((line) => line.startsWith('{'))
  if (json === undefined) return { exitCode, output, tests: [], gas: {} }
  const suites = Object.entries(ForgeReport.parse(JSON.parse(json)))
  const results = suites.flatMap(([suite, { test_results }]) =>
    Object.entries(test_results).map(([name, result]) => ({ name: `${suite} ${name}`, ...result })),
  )
  return {
    exitCode,
    output: '',
    tests: results.map(({ name, status, reason }) => ({ name, status, reason: reason ?? 'no reason given' })),
    gas: mergeGas(results.map(({ gas_snapshots }) => gas_snapshots)),
  }
}

const mergeGas = (snapshots: readonly Readonly<Record<string, Readonly<Record<string, string>>>>[]): GasFigures => {
  const merged: Record<string, Record<string, number>> = {}
  for (const [group, figures] of snapshots.flatMap((snapshot) => Object.entries(snapshot))) {
    const known = merged[group] ?? {}
    for (const [operation, gas] of Object.entries(figures)) known[operation] = Number(gas)
    merged[group] = known
  }
  return merged
}
