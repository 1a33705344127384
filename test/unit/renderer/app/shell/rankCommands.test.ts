import { expect, test } from 'vitest'
import { rankCommands } from '../../../../../renderer/app/shell/rankCommands.ts'

const command = (id: string, title: string, group: string, hidden = false) => ({
  id,
  title,
  group,
  hidden,
  run: () => {},
})
const commands = [
  command('a', 'Show open orders', 'Trading'),
  command('b', 'Order history', 'Trading'),
  command('c', 'Dark theme', 'Window'),
  command('d', 'Secret order', 'Trading', true),
]
const find = (query: string) => rankCommands(commands, query).map(({ id }) => id)

test('offers everything without a query, but what is hidden', () => {
  expect(find('  ')).toEqual(['a', 'b', 'c'])
})

test('puts titles that start with the query first', () => {
  expect(find('order')).toEqual(['b', 'a'])
})

test('wants every word, in the title or in the group', () => {
  expect(find('trading open')).toEqual(['a'])
  expect(find('theme trading')).toEqual([])
})
