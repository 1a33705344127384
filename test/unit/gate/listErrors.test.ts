import { expect, test } from 'vitest'
import { listErrors, listUnasserted } from '../../gate/listErrors.ts'
import { codeOf, readSolidity } from '../../gate/readSolidity.ts'

const source = codeOf(`
/// @dev error Documented();
error Free(uint256 amount);
interface IVault is IERC165 { // error Mentioned();
  error Empty();
  error TooMuch(
    address account,
    uint256 amount
  );
}
abstract contract Base { error Empty(); error Full(); }
library Heap { error Full(uint256 size); string constant TEXT = "// error Text();"; }
`)
const errors = listErrors(source)

test('lists errors by who declares them, and none of comments and texts', () => {
  expect(errors.map(({ owner, name, parameters }) => `${owner}.${name}(${parameters})`)).toEqual([
    '.Free(uint256 amount)',
    'IVault.Empty()',
    'IVault.TooMuch(address account, uint256 amount)',
    'Base.Empty()',
    'Base.Full()',
    'Heap.Full(uint256 size)',
  ])
})

test('finds errors that no test asserts', () => {
  const tests = ['vm.expectRevert(IVault.Empty.selector); vm.expectRevert(abi.encodeWithSelector(Free.selector, 1));']
  expect(listUnasserted(errors, tests)).toEqual(['Base.Full', 'Heap.Full', 'IVault.TooMuch'])
})

test('tells apart different errors of one name', () => {
  const tests = ['Free.selector IVault.TooMuch.selector Base.Empty.selector Heap.Full.selector']
  expect(listUnasserted(errors, tests)).toEqual(['Base.Full'])
})

test('every custom error of the contracts is asserted by a test', () => {
  const declared = [...readSolidity('contracts').values()].flatMap(listErrors)
  expect(declared.length).toBeGreaterThan(100)
  expect(listUnasserted(declared, readSolidity('test/contracts').values())).toEqual([])
})
