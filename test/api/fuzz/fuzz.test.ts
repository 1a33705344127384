import { fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { createRandom } from '../anvil/createRandom.ts'
import { malformedRequest } from './malformed.ts'

const seed = Number(process.env.FUZZ_SEED ?? 20_261_122)
const total = Number(process.env.FUZZ_REQUESTS ?? 100_000)
const batch = 1_000
/** What may stay: caches that fill up, filters until they expire. */
const maxGrowthBytes = 32 * 1_048_576

const Id = z.union([z.string(), z.number(), z.null()])
const Response = z.union([
  z.strictObject({ jsonrpc: z.literal('2.0'), id: Id, result: z.unknown() }),
  z.strictObject({
    jsonrpc: z.literal('2.0'),
    id: Id,
    // -32603 would be a bug of ours.
    error: z.strictObject({
      code: z
        .number()
        .int()
        .refine((code) => code !== -32_603),
      message: z.string().min(1).max(1_000),
      data: z.unknown().optional(),
    }),
  }),
])
const Answer = z.union([Response, z.array(Response).min(1)])
const Report = z.object({ answers: z.array(z.string().nullable()), errors: z.array(z.string()), heapBytes: z.number() })

test(`answers ${total} malformed requests with a proper error each and keeps its memory, seed ${seed}`, {
  timeout: 300_000,
}, async () => {
  const node = fork(fileURLToPath(new URL('nodeProcess.ts', import.meta.url)), { execArgv: ['--expose-gc'] })
  await once(node, 'message')
  const random = createRandom(seed)
  let errors = 0
  let settledHeapBytes = 0
  let lastHeapBytes = 0
  for (let sent = 0; sent < total; sent += batch) {
    const texts = Array.from({ length: batch }, (_, index) => malformedRequest(random, sent + index))
    node.send(texts)
    const report = Report.parse((await once(node, 'message'))[0])
    expect(report.errors).toEqual([])
    for (const [index, answer] of report.answers.entries()) {
      if (answer === null) continue
      const parsed = Answer.safeParse(JSON.parse(answer))
      expect({ request: texts[index]?.slice(0, 2_000), answer: parsed.success ? '' : answer }).toMatchObject({
        answer: '',
      })
      if (answer.includes('"error"')) errors++
    }
    if (sent <= total / 4) settledHeapBytes = report.heapBytes
    lastHeapBytes = report.heapBytes
  }
  expect(errors).toBeGreaterThan(total / 2)
  expect(lastHeapBytes - settledHeapBytes).toBeLessThan(maxGrowthBytes)
  expect(node.connected).toBe(true)
  node.kill()
})
