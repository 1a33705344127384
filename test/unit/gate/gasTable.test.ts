import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { readGas, readUniversalToken } from '../../gate/gasFile.ts'
import { withGasTables } from '../../gate/gasTable.ts'

test('writes what is compared, then what only ours do', () => {
  const document = ['before', '<!-- gas: written by `npm run gas` -->', 'old', '<!-- end of gas -->', 'after'].join(
    '\n',
  )
  const figures = {
    quantera: { settle: 177_405, transfer: 59_346, issue: 900 },
    trex: { transfer: 211_980 },
  }
  expect(withGasTables(document, figures, { issue: 74_841 })).toBe(
    [
      'before',
      '<!-- gas: written by `npm run gas` -->',
      '',
      '| gas, whole transaction |   ours | UniversalToken | T-REX 4.1.6 |',
      '| ---------------------- | -----: | -------------: | ----------: |',
      '| issue                  |    900 |         74,841 |           – |',
      '| transfer               | 59,346 |              – |     211,980 |',
      '',
      '| gas, whole transaction |    ours |',
      '| ---------------------- | ------: |',
      '| settle                 | 177,405 |',
      '',
      '<!-- end of gas -->',
      'after',
    ].join('\n'),
  )
})

test('finds the place for gas, or says that there is none', () => {
  expect(() => withGasTables('nothing here', {}, {})).toThrow('no place for gas')
})

test('the contracts’ README states the committed figures', () => {
  const readme = readFileSync(join(import.meta.dirname, '../../../contracts/README.md'), 'utf8')
  expect(withGasTables(readme, readGas(), readUniversalToken())).toBe(readme)
})
