import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { BlockchainFixture, Outcome, StateFixture } from './Fixture.ts'
import { runBlockchainFixture } from './runBlockchainFixture.ts'
import { runStateFixture } from './runStateFixture.ts'

export type FixtureKind = 'state' | 'blockchain'

const RUNNERS = {
  state: (name: string, fixture: unknown) => runStateFixture(name, fixture as StateFixture),
  blockchain: (name: string, fixture: unknown) => runBlockchainFixture(name, fixture as BlockchainFixture),
} as const satisfies Record<FixtureKind, (name: string, fixture: unknown) => Promise<Outcome[]>>

/** The fixture files under a folder, in a stable order. */
export const findFixtures = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.json'))
    .sort()
    .map((file) => join(folder, file))

/** Runs every `every`th fixture of a file and tells each outcome. */
export const runFixtures = async (
  kind: FixtureKind,
  file: string,
  every: number,
  tell: (outcome: Outcome) => void,
): Promise<void> => {
  const fixtures = Object.entries(JSON.parse(readFileSync(file, 'utf8')) as Record<string, unknown>)
  for (const [index, [name, fixture]] of fixtures.entries()) {
    if (index % every === 0) for (const outcome of await RUNNERS[kind](name, fixture)) tell(outcome)
  }
}
