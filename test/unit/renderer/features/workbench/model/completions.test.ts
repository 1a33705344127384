import { expect, test } from 'vitest'
import type { SourceSymbol } from '../../../../../../engine/api/workbench.ts'
import { findDeclarations, listCompletions } from '../../../../../../renderer/features/workbench/model/completions.ts'

const range = { path: 'src/A.sol', startLine: 1, startColumn: 1, endLine: 1, endColumn: 2 }
const symbol = (name: string, container?: string, detail = `function ${name}()`): SourceSymbol => ({
  name,
  kind: 'function',
  detail,
  container,
  range,
})
const symbols = [
  symbol('Math', undefined, 'library Math'),
  symbol('max', 'Math'),
  symbol('mint', 'Token'),
  symbol('mint', 'Vault'),
]
const names = (found: readonly SourceSymbol[]) => found.map(({ name, container }) => `${container ?? ''}.${name}`)

test('behind the dot of a library only its own members are offered', () => {
  expect(names(listCompletions(symbols, '    return Math.ma'))).toEqual(['Math.max'])
})

test('behind the dot of a variable every member is offered, elsewhere everything', () => {
  expect(names(listCompletions(symbols, 'token.m'))).toEqual(['Math.max', 'Token.mint', 'Vault.mint'])
  expect(listCompletions(symbols, '    Ma')).toHaveLength(4)
})

test('a declaration seen through two imports is offered once, overloads each', () => {
  const overload = symbol('max', 'Math', 'function max(int256)')
  expect(listCompletions([...symbols, symbol('max', 'Math'), overload], 'Math.')).toHaveLength(2)
})

test('the declaration of the contract before the dot is meant, else any of the name', () => {
  expect(names(findDeclarations(symbols, 'mint', 'Vault.'))).toEqual(['Vault.mint'])
  expect(names(findDeclarations(symbols, 'mint', 'token.'))).toEqual(['Token.mint', 'Vault.mint'])
  expect(findDeclarations(symbols, 'burn', '')).toEqual([])
})
