import { expect, test } from 'vitest'
import {
  type ExplorerLocation,
  formatLocation,
  parseLocation,
} from '../../../../../../renderer/features/explorer/model/location.ts'

const hash = `0x${'ab'.repeat(32)}`
const address = `0x${'cd'.repeat(20)}`

test.each<ExplorerLocation>([
  { page: 'latest' },
  { page: 'block', block: '0' },
  { page: 'block', block: hash },
  { page: 'transaction', hash },
  { page: 'account', address },
  { page: 'logs', query: {} },
  { page: 'logs', query: { address, event: 'Transfer(address,address,uint256)', fromBlock: 0, toBlock: 12 } },
])('reads back what it wrote: %o', (location) => {
  expect(parseLocation(formatLocation(location))).toEqual(location)
})

test.each(['nonsense', 'block/-1', 'block/1e9', 'tx/0x12', 'account/0xzz', 'tx/', '?', '/', 'block/0x12'])(
  'takes what is no location for the latest blocks: %s',
  (path) => {
    expect(parseLocation(path)).toEqual({ page: 'latest' })
  },
)

test('leaves out of a log search what is no part of one', () => {
  expect(parseLocation('logs?address=me&fromBlock=soon&event=A&x=1')).toEqual({ page: 'logs', query: { event: 'A' } })
})
