import { expect, test } from 'vitest'
import { scanSource } from '../../../engine/compiler/sources/scanSource.ts'
import { satisfiesPragma } from '../../../engine/compiler/versions/satisfiesPragma.ts'

test.each([
  ['0.8.20', '^0.8.0', true],
  ['0.8.20', '^0.8.21', false],
  ['0.9.0', '^0.8.20', false],
  ['0.0.4', '^0.0.3', false],
  ['1.9.0', '^1.2.3', true],
  ['0.8.9', '~0.8.4', true],
  ['0.8.20', '>=0.7.0 <0.8.0', false],
  ['0.7.6', '>= 0.7.0 < 0.8.0', true],
  ['0.8.1', '>0.8', false],
  ['0.9.0', '>0.8', true],
  ['0.8.99', '<=0.8', true],
  ['0.7.6', '^0.8.0 || ^0.7.0', true],
  ['0.8.20', '0.8.20', true],
  ['0.8.20', '=0.8.19', false],
  ['0.8.20', '0.8', true],
  ['0.8.20', '0.8.x', true],
  ['0.8.20', '*', true],
  ['0.8.20', '0.8.4 - 0.8.20', true],
  ['0.8.21', '0.8.4 - 0.8.20', false],
  ['0.8.20', 'nonsense', true],
])('%s fits %s: %s', (version, range, fits) => {
  expect(satisfiesPragma(version, range)).toBe(fits)
})

test('finds imports of every form, and none in comments, strings or code', () => {
  const source = `
    // import "comment.sol";
    /* import "block.sol"; */
    pragma /* x */ solidity ^0.8.0;
    pragma abicoder v2;
    import "plain.sol";
    import 'single.sol' as Single;
    import * as Star from "star.sol";
    import { A as B, C } /* why */ from "named.sol";
    string constant text = "import 'inside.sol';";
    contract D { string s = 'it\\'s import "not.sol";'; function importIt() public {} }
    import "after.sol"; import "esc\\x61ped.sol";
  `
  expect(scanSource(source)).toEqual({
    imports: ['plain.sol', 'single.sol', 'star.sol', 'named.sol', 'after.sol', 'escaped.sol'],
    pragmas: [],
  })
  expect(scanSource('pragma solidity >=0.8.0 <0.9.0;').pragmas).toEqual(['>=0.8.0 <0.9.0'])
})

test('reads a hostile text to its end in no time', () => {
  expect(scanSource(`import ${'{'.repeat(100_000)}`).imports).toEqual([])
  expect(scanSource(`"${'\\'.repeat(100_001)}`).imports).toEqual([])
  expect(scanSource('/*'.repeat(100_000)).imports).toEqual([])
})
