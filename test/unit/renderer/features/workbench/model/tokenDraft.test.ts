import { expect, test } from 'vitest'
import { emptyToken, readToken } from '../../../../../../renderer/features/workbench/model/tokenDraft.ts'

const draft = { ...emptyToken, name: 'Desk Dollar', symbol: 'DSK' }

test('an ERC-20 takes its options and none of other standards', () => {
  const flags = new Set(['isMintable', 'hasPermit', 'isEnumerable'] as const)
  const { template } = readToken('erc20', { ...draft, premint: '1e6', cap: '2,000,000', royalty: '5', flags })
  expect(template).toEqual({
    standard: 'erc20',
    name: 'Desk Dollar',
    symbol: 'DSK',
    premint: 1_000_000n,
    cap: 2_000_000n,
    isMintable: true,
    isBurnable: false,
    isPausable: false,
    access: 'ownable',
    votesClock: 'blocknumber',
    hasPermit: true,
    hasVotes: false,
  })
})

test('a royalty is read in percent', () => {
  expect(readToken('erc721', { ...draft, royalty: '2.5 %' }).template).toMatchObject({ royaltyBps: 250 })
  for (const royalty of ['100.01', '-1', 'x', '1.234'])
    expect(readToken('erc721', { ...draft, royalty }).problems.royalty).toBeDefined()
})

test('what is missing or too long is told at its field', () => {
  expect(readToken('erc20', emptyToken).problems).toEqual({ name: 'Required.', symbol: 'Required.' })
  expect(readToken('erc20', { ...draft, symbol: 'X'.repeat(17) }).problems).toEqual({ symbol: 'Too long.' })
  expect(readToken('erc20', { ...draft, cap: 'lots' })).toMatchObject({ template: undefined })
  expect(readToken('erc1155', { ...emptyToken, name: 'Items' }).problems).toEqual({})
})

test('an empty project has no template', () => {
  expect(readToken('none', emptyToken)).toEqual({ template: undefined, problems: {} })
})
