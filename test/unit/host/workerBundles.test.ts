import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { z } from 'zod'
import config from '../../../electron.vite.config.ts'

const root = fileURLToPath(new URL('../../../', import.meta.url))
const Config = z.object({
  main: z.object({ build: z.object({ rolldownOptions: z.object({ input: z.record(z.string(), z.string()) }) }) }),
})

test('bundles every worker that a host starts, from the source that it starts unbundled', () => {
  const source = readFileSync(`${root}main/host/createHostOfProcess.ts`, 'utf8')
  const workers = [...source.matchAll(/locate\('(\w+Worker)\.cjs', '([^']+)'\)/g)]
  // Each is a file of the sources: none is spelled in another way and missed here.
  expect(workers).toHaveLength(source.match(/Worker\.ts'/g)?.length ?? 0)
  expect(workers.length).toBeGreaterThanOrEqual(6)
  const { input } = Config.parse(config).main.build.rolldownOptions
  for (const [, name = '', path = ''] of workers) {
    expect(existsSync(`${root}${path}`)).toBe(true)
    expect(input[name]).toBe(`${root}${path}`)
  }
})
