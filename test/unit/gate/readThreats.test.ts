import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { readSolidity } from '../../gate/readSolidity.ts'
import { readThreats } from '../../gate/readThreats.ts'

const root = join(import.meta.dirname, '../../..')
const folder = join(root, 'docs/threats')

const readModels = () =>
  (existsSync(folder) ? readdirSync(folder) : [])
    .filter((name) => name.endsWith('.md') && name !== 'README.md')
    .map((name) => ({ name, ...readThreats(readFileSync(join(folder, name), 'utf8')) }))

/** Names of Forge's tests, and titles of ours. */
const listTests = (): ReadonlySet<string> => {
  const forge = [...readSolidity('test/contracts').values()].flatMap((source) =>
    [...source.matchAll(/\bfunction\s+((?:test|invariant)\w*)\s*\(/g)].map(([, name = '']) => name),
  )
  const files = ['test/unit', 'test/api'].flatMap((path) =>
    readdirSync(join(root, path), { recursive: true, encoding: 'utf8' })
      .filter((name) => /\.test\.tsx?$/.test(name))
      .map((name) => readFileSync(join(root, path, name), 'utf8')),
  )
  const titles = files.flatMap((text) =>
    [...text.matchAll(/\b(?:test|it)\('([^'\n]+)'/g)].map(([, title = '']) => title),
  )
  return new Set([...forge, ...titles])
}

const listDeployable = (): readonly string[] =>
  [...readSolidity('contracts').values()].flatMap((source) =>
    [...source.matchAll(/^contract\s+(\w+)/gm)].map(([, name = '']) => name),
  )

test('reads the tables whose last column names tests', () => {
  const markdown = [
    '# Threats to `Vault`',
    'Also of `Nothing`.',
    '',
    '| asset | holder |',
    '| - | - |',
    '| money | `nobody` |',
    '',
    '| threat | measure | Tests |',
    '| --- | --- | --- |',
    '| drained \\| emptied | a `guard` | `test_guards`, `testFuzz_guards` |',
    '| stuck | none | prose alone |',
    '',
    '## `Rule`',
  ].join('\n')
  expect(readThreats(markdown)).toEqual({
    contracts: ['Vault', 'Rule'],
    threats: [
      { threat: 'drained \\| emptied', tests: ['test_guards', 'testFuzz_guards'] },
      { threat: 'stuck', tests: [] },
    ],
  })
})

test('every deployable contract has a threat table', () => {
  const covered = new Set(
    readModels().flatMap(({ name, contracts, threats }) =>
      threats.length === 0 ? [] : [name.replace(/\.md$/, ''), ...contracts],
    ),
  )
  expect(listDeployable().filter((name) => !covered.has(name))).toEqual([])
})

test('every threat names a test that covers it, and every named test exists', () => {
  const tests = listTests()
  const problems = readModels().flatMap(({ name, threats }) =>
    threats.flatMap((threat) => {
      if (threat.tests.length === 0) return [`${name}: no test for: ${threat.threat}`]
      return threat.tests.filter((title) => !tests.has(title)).map((title) => `${name}: there is no test ${title}`)
    }),
  )
  expect(problems).toEqual([])
})
