import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import type { Outcome } from '../../vectors/Fixture.ts'
import { type FixtureKind, findFixtures, runFixtures } from '../../vectors/runFixtures.ts'

const runAll = async (kind: FixtureKind): Promise<Outcome[]> => {
  const folder = fileURLToPath(new URL(`../../vectors/fixtures/${kind}_tests`, import.meta.url))
  const outcomes: Outcome[] = []
  for (const file of findFixtures(folder)) await runFixtures(kind, file, 1, (outcome) => outcomes.push(outcome))
  return outcomes
}

test.each<[FixtureKind, number]>([
  ['state', 100],
  ['blockchain', 20],
])(
  'passes the official %s tests',
  async (kind, atLeast) => {
    const outcomes = await runAll(kind)
    expect(outcomes.filter(({ failure }) => failure !== undefined)).toEqual([])
    expect(outcomes.length).toBeGreaterThan(atLeast)
  },
  60_000,
)
