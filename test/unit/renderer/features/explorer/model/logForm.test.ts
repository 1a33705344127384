import { expect, test } from 'vitest'
import { readLogForm, toLogForm } from '../../../../../../renderer/features/explorer/model/logForm.ts'

const empty = { address: '', event: '', fromBlock: '', toBlock: '' }

test('reads what was typed and shows it again', () => {
  const query = { address: `0x${'ab'.repeat(20)}`, event: 'Trade', fromBlock: 0, toBlock: 1_200 }
  expect(readLogForm(toLogForm(query))).toEqual({ query, problems: {} })
  expect(readLogForm({ ...empty, toBlock: ' 1,200 ' }).query).toEqual({ toBlock: 1_200 })
})

test.each([
  [{ address: '0x12' }, 'address'],
  [{ fromBlock: '-1' }, 'fromBlock'],
  [{ toBlock: 'latest' }, 'toBlock'],
  [{ fromBlock: '5', toBlock: '4' }, 'toBlock'],
] as const)('says which field is wrong: %o', (changes, field) => {
  const { query, problems } = readLogForm({ ...empty, ...changes })
  expect(query).toBeUndefined()
  expect(Object.keys(problems)).toEqual([field])
})
