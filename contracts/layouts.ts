import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { z } from 'zod'
import { compileContracts } from './compile.ts'
import { findLayoutBreaks, findMisplaced } from './layout/findLayoutBreaks.ts'
import { StorageRelease } from './layout/StorageRelease.ts'

const contractsFolder = dirname(fileURLToPath(import.meta.url))
const releasedFolder = join(contractsFolder, 'layouts')

await compileContracts()
const next = z
  .array(StorageRelease)
  .parse(JSON.parse(readFileSync(join(contractsFolder, 'generated/layouts.json'), 'utf8')))
const released = readReleased()
const misplaced = next.flatMap((release) => toSentences(release, findMisplaced(release)))
const changes = [...next.flatMap(findChanges), ...findGone()]
for (const problem of [...misplaced, ...changes]) console.log(problem)

if (misplaced.length > 0) {
  process.exitCode = 1
} else if (process.argv.includes('--accept')) {
  writeReleased()
  console.log(`Accepted the storage of ${next.length} contracts as released.`)
} else if (changes.length > 0) {
  console.log('Where a contract may be upgraded or is new, accept it as the next release: npm run layouts -- --accept')
  process.exitCode = 1
} else {
  console.log(`The storage of ${next.length} contracts is as released.`)
}

function readReleased(): ReadonlyMap<string, StorageRelease> {
  const files = existsSync(releasedFolder) ? readdirSync(releasedFolder).filter((name) => name.endsWith('.json')) : []
  const releases = files.map((name) =>
    StorageRelease.parse(JSON.parse(readFileSync(join(releasedFolder, name), 'utf8'))),
  )
  return new Map(releases.map((release) => [release.contract, release]))
}

/** An addition breaks nothing, but has to be accepted to be kept from then on. */
function findChanges(release: StorageRelease): readonly string[] {
  const last = released.get(release.contract)
  if (last === undefined) return toSentences(release, ['has never been released'])
  const breaks = findLayoutBreaks(last, release)
  if (breaks.length > 0) return toSentences(release, breaks)
  const isSame = JSON.stringify(last) === JSON.stringify(release)
  return isSame ? [] : toSentences(release, ['has additions that are safe, and not released yet'])
}

function toSentences({ contract }: StorageRelease, texts: readonly string[]): readonly string[] {
  return texts.map((text) => `${contract}: ${text}.`)
}

function findGone(): readonly string[] {
  const names = new Set(next.map(({ contract }) => contract))
  return [...released.keys()].filter((name) => !names.has(name)).map((name) => `${name}: is released, and gone.`)
}

function writeReleased(): void {
  rmSync(releasedFolder, { recursive: true, force: true })
  mkdirSync(releasedFolder, { recursive: true })
  for (const release of next) {
    writeFileSync(join(releasedFolder, `${release.contract}.json`), `${JSON.stringify(release, null, 2)}\n`)
  }
}
