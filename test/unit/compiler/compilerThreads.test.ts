import { afterEach, expect, test } from 'vitest'
import { openTestCompiler, testSettings } from './openTestCompiler.ts'

const header = '// SPDX-License-Identifier: MIT\npragma solidity ^0.8.20;\n'
const small = { 'A.sol': `${header}contract A {}` }

let opened: ReturnType<typeof openTestCompiler> | undefined
afterEach(() => opened?.close())

/** Takes the optimizer through the IR very much longer than any test waits. */
const endless = () => {
  const functions = Array.from(
    { length: 400 },
    (_, at) => `function f${at}(uint256 a, uint256 b) public pure returns (uint256) {
      for (uint256 i = 0; i < a; i++) { b = b * ${at + 3} + i; if (b % 7 == ${at % 7}) { b = f${(at + 1) % 400}(i, b) ^ f${(at + 7) % 400}(b, i); } }
      return b; }`,
  )
  return { 'A.sol': `${header}contract A { ${functions.join('\n')} }` }
}
const slow = { ...testSettings, viaIr: true, optimizerEnabled: true }

test('ends a compilation that takes too long, and compiles the next one', async () => {
  const limits: { readonly delayMs: number; readonly reach: () => void }[] = []
  opened = openTestCompiler({
    schedule: (reach, delayMs) => {
      limits.push({ delayMs, reach })
      return () => undefined
    },
  })
  const { compiler } = opened
  const run = compiler.run('compile', { sources: endless(), settings: slow })
  setTimeout(() => limits[0]?.reach(), 1_000)
  await expect(run).rejects.toMatchObject({ code: 'workbench/compiler-failed', facts: { reason: 'timeout' } })
  expect(limits.map(({ delayMs }) => delayMs)).toEqual([180_000])
  expect((await compiler.run('compile', { sources: small, settings: testSettings })).contracts).toHaveLength(1)
})

test('ends a compilation that is cancelled', async () => {
  opened = openTestCompiler()
  const controller = new AbortController()
  const run = opened.compiler.run('compile', { sources: endless(), settings: slow }, { signal: controller.signal })
  setTimeout(() => controller.abort(), 300)
  await expect(run).rejects.toMatchObject({ facts: { reason: 'cancelled' } })
})

test('ends a compiler that crashes on a hostile source, and goes on', async () => {
  opened = openTestCompiler()
  const { compiler } = opened
  const deep = { 'A.sol': `${header}contract A { uint256 x = ${'('.repeat(200_000)}1${')'.repeat(200_000)}; }` }
  const outcome = await compiler.run('compile', { sources: deep, settings: testSettings }).then(
    ({ diagnostics }) => diagnostics.some(({ severity }) => severity === 'error'),
    (error) => error.code === 'workbench/compiler-failed',
  )
  expect(outcome).toBe(true)
  expect((await compiler.run('compile', { sources: small, settings: testSettings })).contracts).toHaveLength(1)
})

test('drops a waiting check when a newer text of the same file comes', async () => {
  opened = openTestCompiler()
  const { compiler } = opened
  const check = (text: string) =>
    compiler.run('check', { sources: { 'A.sol': text }, settings: testSettings, path: 'A.sol' }, { key: 'A.sol' })
  const outcomes = await Promise.allSettled(['A', 'B', 'C', 'D'].map((name) => check(`${header}contract ${name} {}`)))
  // The first one is under way; of those that wait only the last counts.
  expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'rejected', 'fulfilled'])
  expect(outcomes[2]).toMatchObject({ reason: { code: 'workbench/superseded' } })
})

test('compiles many projects with many versions at once with two threads', async () => {
  opened = openTestCompiler()
  const { compiler } = opened
  const versions = ['0.8.37', '0.8.20', '0.8.37', '0.7.6', '0.8.20', '0.8.37']
  const results = await Promise.all(
    versions.map((version, at) =>
      compiler.run('compile', {
        sources: { 'A.sol': `// SPDX-License-Identifier: MIT\npragma solidity >=0.7.0;\ncontract A${at} {}` },
        settings: { ...testSettings, version, evmVersion: 'berlin' },
      }),
    ),
  )
  expect(results.map(({ compilerVersion }) => compilerVersion)).toEqual(versions)
})

test('answers nothing any more once it is closed', async () => {
  opened = openTestCompiler()
  const { compiler } = opened
  const running = compiler.run('compile', { sources: small, settings: testSettings })
  const outcome = expect(running).rejects.toMatchObject({ facts: { reason: 'cancelled' } })
  await compiler.close()
  await outcome
  await expect(compiler.run('compile', { sources: small, settings: testSettings })).rejects.toMatchObject({
    facts: { reason: 'cancelled' },
  })
})
