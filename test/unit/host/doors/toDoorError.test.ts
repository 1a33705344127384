import { ORPCError } from '@orpc/server'
import { expect, test } from 'vitest'
import { errorCodes } from '../../../../engine/api/errorCodes.ts'
import { TerminalError } from '../../../../engine/api/errors.ts'
import type { LogFacts } from '../../../../main/host/doors/log.ts'
import { toDoorError } from '../../../../main/host/doors/toDoorError.ts'

const tell = (error: unknown) => {
  const logged: (LogFacts | undefined)[] = []
  return { told: toDoorError(error, 'here', (_, facts) => logged.push(facts)), logged }
}

test.each(Object.keys(errorCodes) as (keyof typeof errorCodes)[])('tells %s with its status and facts', (code) => {
  const { told, logged } = tell(new TerminalError(code, 'A sentence.', { amount: 1n }))
  expect(told).toMatchObject({ code, status: errorCodes[code], message: 'A sentence.', data: { amount: 1n } })
  expect(logged).toEqual([])
})

test.each([
  new Error('secret'),
  'secret',
  null,
  new ORPCError('BAD_REQUEST', { message: 'secret' }),
  { code: 'order/nonce' },
])('keeps a bug to the log: %s', (error) => {
  const { told, logged } = tell(error)
  expect(told).toMatchObject({ code: 'host/internal', status: 500 })
  expect(JSON.stringify(told.toJSON())).not.toContain('secret')
  expect(logged).toEqual([{ id: (told.data as { id: string }).id, where: 'here', error: expect.any(String) }])
})
