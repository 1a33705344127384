import { expect, test } from 'vitest'
import { SimulationSubject } from '../../../../../../engine/api/simulation.ts'
import {
  describeRequest,
  parseTransactionHash,
  toRequestKey,
} from '../../../../../../renderer/features/debugger/model/debugRequest.ts'

const hash = `0x${'ab'.repeat(32)}`

test('reads a hash as it was pasted', () => {
  expect(parseTransactionHash(`  ${hash.toUpperCase().replace('0X', '0x')}\n`)).toBe(hash)
  for (const wrong of ['', '0x', hash.slice(0, -1), `${hash}0`, hash.replace('ab', 'zz')])
    expect(parseTransactionHash(wrong)).toBeUndefined()
})

test('equal requests have equal keys, others don’t', () => {
  const call = { data: '0x', valueWei: 5n } as const
  const key = toRequestKey({ network: 'practice', subject: { kind: 'call', call } })
  expect(toRequestKey({ network: 'practice', subject: { kind: 'call', call: { ...call } } })).toBe(key)
  expect(toRequestKey({ network: 'practice', subject: { kind: 'call', call: { ...call, valueWei: 6n } } })).not.toBe(
    key,
  )
})

test('names what is opened, an item of a simulation by itself', () => {
  const from = `0x${'01'.repeat(20)}`
  const to = `0x${'cd'.repeat(20)}`
  const subject = (item: number) =>
    SimulationSubject.parse({
      kind: 'simulation',
      items: [
        { kind: 'call', from },
        { kind: 'call', from, to },
        { kind: 'transaction', raw: '0x02' },
      ],
      item,
    })
  const names = [0, 1, 2].map((item) => describeRequest({ network: 'practice', subject: subject(item) }))
  expect(names).toEqual(['Creation of a contract', expect.stringMatching(/^Call to 0xcd/i), 'Simulated transaction'])
})
