import { expect, test } from 'vitest'
import { NetworkId } from '../../../../engine/api/networks.ts'
import { chooseNetworkId } from '../../../../main/host/desk/networks/chooseNetworkId.ts'

test.each([
  ['Mainnet, before the vote', 'mainnet-before-the-vote'],
  ['../../etc/passwd', 'etc-passwd'],
  ['Практика 7', '7'],
  ['💥', 'fork'],
  ['a'.repeat(60), 'a'.repeat(40)],
  [`${'a'.repeat(39)} b`, 'a'.repeat(39)],
])('makes of the name %j the id %s', (name, id) => {
  expect(chooseNetworkId(name, new Set())).toBe(id)
  expect(NetworkId.parse(id)).toBe(id)
})

test('gives no id twice', () => {
  expect(chooseNetworkId('Practice', new Set(['practice', 'practice-2']))).toBe('practice-3')
})
