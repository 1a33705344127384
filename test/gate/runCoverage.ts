import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { runCommand } from '../runCommand.ts'
import type { Result } from './Result.ts'
import { type FileCoverage, percentOf, readLcov, type Share, sumOf } from './readLcov.ts'

/** Of all lines and all branches of `contracts/`, each. */
const MIN_PERCENT = 98

/**
 * Measures how much of `contracts/` the tests run, and fails below {@link MIN_PERCENT}. Forge compiles for this without the
 * optimizer, so tests of gas (`test_gas…`) would measure nothing that ships; invariant campaigns reach what handlers call, and
 * not what it is asserted for: both are left out.
 */
export const runCoverage = async (): Promise<Result> => {
  const directory = mkdtempSync(join(tmpdir(), 'quantera-coverage-'))
  const report = join(directory, 'lcov.info')
  const { exitCode, output } = await runCommand(
    [
      ...['npx', 'forge', 'coverage', '--offline', '--exclude-tests', '--report', 'lcov', '--report-file', report],
      ...['--no-match-test', '^test_[gG]as', '--no-match-contract', 'Invariant'],
    ],
    // Its own folders, because it runs beside the tests.
    { env: { FOUNDRY_OUT: '.forge/coverage/out', FOUNDRY_CACHE_PATH: '.forge/coverage/cache' } },
  )
  const files = existsSync(report) ? readLcov(readFileSync(report, 'utf8')) : []
  rmSync(directory, { recursive: true })
  const ours = files.filter(({ path }) => path.startsWith('contracts/'))
  if (exitCode !== 0 || ours.length === 0) {
    console.log(`FAILED coverage: forge coverage exited with ${exitCode}.\n${output.slice(-20_000)}`)
    return { passed: 0, failed: 1, skipped: 0 }
  }
  return assertCoverage(ours)
}

const assertCoverage = (files: readonly FileCoverage[]): Result => {
  for (const file of files.filter(isIncomplete)) console.log(describe(file))
  const totals = [
    { name: 'lines', share: sumOf(files.map(({ lines }) => lines)) },
    { name: 'branches', share: sumOf(files.map(({ branches }) => branches)) },
  ]
  const failed = totals.filter(({ share }) => percentOf(share) < MIN_PERCENT)
  for (const total of totals) {
    console.log(`${failed.includes(total) ? 'FAILED' : 'ok'} coverage: ${format(total.share)} of ${total.name} ran`)
  }
  return { passed: totals.length - failed.length, failed: failed.length, skipped: 0 }
}

const isIncomplete = ({ missedLines }: FileCoverage): boolean => missedLines.length > 0

const describe = ({ path, lines, branches, missedLines }: FileCoverage): string => {
  const isBelow = Math.min(percentOf(lines), percentOf(branches)) < MIN_PERCENT
  const shares = `${format(lines)} of lines, ${format(branches)} of branches`
  return `${isBelow ? 'below' : 'above'} ${MIN_PERCENT} %: ${path}: ${shares}; see lines ${missedLines.join(', ')}`
}

const format = (share: Share): string => `${percentOf(share).toFixed(2)} % (${share.hit}/${share.found})`
