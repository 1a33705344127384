import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { z } from 'zod'
import { buildTerminal } from '../main/build.ts'
import { findChromium } from './builders/findChromium.ts'
import { findElectron } from './builders/findElectron.ts'
import { addResults, type Result } from './gate/Result.ts'
import { runCoverage } from './gate/runCoverage.ts'
import { runForge } from './gate/runForge.ts'
import { runCommand } from './runCommand.ts'
import { staticChecks } from './verify.ts'

const VitestReport = z.object({
  numPassedTests: z.number(),
  numFailedTests: z.number(),
  numPendingTests: z.number(),
  numFailedTestSuites: z.number(),
  success: z.boolean(),
})

const heading = (name: string) => console.log(`\n=== ${name}`)

const runStaticChecks = async (): Promise<Result> => {
  heading('static checks')
  let failed = 0
  for (const { name, command } of staticChecks) {
    const { exitCode, output } = await runCommand(command)
    console.log(exitCode === 0 ? `ok ${name}` : `FAILED ${name}\n${output}`)
    failed += exitCode === 0 ? 0 : 1
  }
  return { passed: staticChecks.length - failed, failed, skipped: 0 }
}

const runVitest = async (project: string, wrapper: readonly string[] = []): Promise<Result> => {
  heading(project)
  const directory = mkdtempSync(join(tmpdir(), 'quantera-test-'))
  const file = join(directory, 'report.json')
  const { exitCode } = await runCommand(
    [
      ...wrapper,
      ...['npx', 'vitest', 'run', '--project', project],
      ...['--reporter=dot', '--reporter=json', `--outputFile.json=${file}`],
    ],
    { echo: true },
  )
  const report = existsSync(file) ? VitestReport.parse(JSON.parse(readFileSync(file, 'utf8'))) : undefined
  rmSync(directory, { recursive: true })
  if (report === undefined) return { passed: 0, failed: 1, skipped: 0 }
  // A file that fails to load, or an error outside any test, fails the run without a failed test.
  const brokenOtherwise = exitCode !== 0 && report.numFailedTests === 0 ? 1 : 0
  return {
    passed: report.numPassedTests,
    failed: report.numFailedTests + brokenOtherwise,
    skipped: report.numPendingTests,
  }
}

/** Two compilations and two runs that know nothing of each other: at the same time they take half as long. */
const runContracts = async (): Promise<Result> => {
  heading('contracts (forge)')
  return addResults(await Promise.all([runForge(), runCoverage()]))
}

const runBrowserSuite = async (): Promise<Result> => {
  if (findChromium() !== undefined) return runVitest('e2e')
  heading('e2e')
  console.log('FAILED: there is no Chromium. Get one with `npx playwright install chromium`, or install the system’s')
  console.log('(Debian: apt-get install chromium), or name one in CHROMIUM_PATH.')
  return { passed: 0, failed: 1, skipped: 0 }
}

/** What to put before a command so that it can open windows: nothing with a display, else a virtual one if there is one. */
const findDisplay = (): readonly string[] | undefined => {
  if (process.platform !== 'linux' || process.env.DISPLAY) return []
  const hasVirtual = (process.env.PATH ?? '').split(':').some((folder) => existsSync(join(folder, 'xvfb-run')))
  return hasVirtual ? ['xvfb-run', '-a'] : undefined
}

const runElectronSuite = async (): Promise<Result> => {
  const electron = findElectron()
  const wrapper = findDisplay()
  if (electron.found && wrapper !== undefined) return runVitest('electron', wrapper)
  heading('electron')
  const reason = electron.found ? 'There is neither a display nor xvfb-run.' : electron.reason
  console.log(`SKIPPED: the Electron shell suite did not run. ${reason}`)
  return { passed: 0, failed: 0, skipped: 1 }
}

const parts: Record<string, () => Promise<Result>> = {
  static: runStaticChecks,
  unit: () => runVitest('unit'),
  contracts: runContracts,
  api: () => runVitest('api'),
  e2e: runBrowserSuite,
  electron: runElectronSuite,
}

const chosen = process.argv.slice(2)
const unknown = chosen.filter((name) => !(name in parts))
if (unknown.length > 0) {
  console.error(`There is no part ${unknown.join(', ')}; there are ${Object.keys(parts).join(', ')}.`)
  process.exit(2)
}
console.log(`The build is ${await buildTerminal()}.`)
const total = { passed: 0, failed: 0, skipped: 0 }
for (const [name, run] of Object.entries(parts)) {
  if (chosen.length > 0 && !chosen.includes(name)) continue
  const startedMs = performance.now()
  const result = await run()
  console.log(`${name}: ${((performance.now() - startedMs) / 1000).toFixed(1)} s`)
  total.passed += result.passed
  total.failed += result.failed
  total.skipped += result.skipped
}
console.log(`\n${total.passed} passed, ${total.failed} failed${total.skipped > 0 ? `, ${total.skipped} skipped` : ''}`)
process.exitCode = total.failed === 0 ? 0 : 1
