import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { rpcMethods } from '../../../engine/rpc/createRpcServer.ts'

type Row = { readonly names: readonly string[]; readonly who: string }

const TOOLS = ['anvil', 'hardhat', 'ganache']

/** The table of methods in the documentation; `*_` stands for each tool's prefix. */
const readRows = (): Row[] => {
  const text = readFileSync(new URL('../../../docs/rpc.md', import.meta.url), 'utf8')
  const rows = text.matchAll(/^\| (`[^|]+`) +\| (all|admin|desk) +\|/gm)
  return [...rows].map(([, cells = '', who = '']) => ({
    names: [...cells.matchAll(/`([^`]+)`/g)].flatMap(([, name = '']) =>
      name.startsWith('*_') ? TOOLS.map((tool) => tool + name.slice(1)) : [name],
    ),
    who,
  }))
}

const namesFor = (...wanted: string[]) => readRows().flatMap(({ names, who }) => (wanted.includes(who) ? names : []))

test('every method is documented, and who may call it', () => {
  expect(namesFor('all').toSorted()).toEqual(rpcMethods.public.toSorted())
  expect(namesFor('admin', 'desk').toSorted()).toEqual(rpcMethods.privileged.toSorted())
})
