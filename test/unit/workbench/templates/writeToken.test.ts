import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { TokenTemplate } from '../../../../engine/api/workbench.ts'
import { writeToken } from '../../../../engine/workbench/templates/writeToken.ts'
import { openTestCompiler, testSettings } from '../../compiler/openTestCompiler.ts'
import { pairwise } from './pairwise.ts'

let opened: ReturnType<typeof openTestCompiler>
beforeAll(() => {
  opened = openTestCompiler()
})
afterAll(() => opened.close())

const bools = [false, true]
const names = { name: ['Bond'], symbol: ['BND'] }
const templates = [
  ...pairwise({
    standard: ['erc20'],
    ...names,
    premint: [0n, 5n],
    cap: [undefined, 100n],
    isMintable: bools,
    isBurnable: bools,
    isPausable: bools,
    hasPermit: bools,
    hasVotes: bools,
    access: ['ownable', 'roles'],
    votesClock: ['blocknumber', 'timestamp'],
  }),
  ...pairwise({
    standard: ['erc721'],
    ...names,
    baseUri: ['', 'ipfs://x/'],
    cap: [undefined, 100n],
    isMintable: bools,
    isBurnable: bools,
    isPausable: bools,
    isEnumerable: bools,
    hasVotes: bools,
    royaltyBps: [0, 250],
    access: ['ownable', 'roles'],
    votesClock: ['blocknumber', 'timestamp'],
  }),
  ...pairwise({
    standard: ['erc1155'],
    name: ['Bond'],
    uri: ['', 'ipfs://x/{id}.json'],
    isMintable: bools,
    isBurnable: bools,
    isPausable: bools,
    hasSupply: bools,
    royaltyBps: [0, 250],
    access: ['ownable', 'roles'],
  }),
].map((template) => TokenTemplate.parse(template))

test('every pair of options compiles without a warning', async () => {
  expect(templates.length).toBeGreaterThan(20)
  const { errors, sources } = await opened.compiler.run('compileStandardJson', {
    version: '0.8.37',
    input: {
      language: 'Solidity',
      sources: Object.fromEntries(
        templates.map((template, at) => [`${at}.sol`, { content: writeToken(template).text }]),
      ),
      // The ABI is made without generating code: all checks, a tenth of the time.
      settings: { outputSelection: { '*': { '*': ['abi'] } } },
    },
  })
  const ofPackages = (error: { sourceLocation?: { file: string } }) =>
    error.sourceLocation?.file.startsWith('@') === true
  expect(((errors ?? []) as { sourceLocation?: { file: string } }[]).filter((error) => !ofPackages(error))).toEqual([])
  expect(Object.keys(sources ?? {})).toEqual(expect.arrayContaining(templates.map((_template, at) => `${at}.sol`)))
})

test('with all options at once, each standard is small enough to be deployed (EIP-170)', async () => {
  const all = {
    isMintable: true,
    isBurnable: true,
    isPausable: true,
    hasVotes: true,
    cap: 5n,
    access: 'roles',
    symbol: 'A',
  }
  const more = {
    premint: 1n,
    hasPermit: true,
    isEnumerable: true,
    hasSupply: true,
    royaltyBps: 5,
    votesClock: 'timestamp',
  }
  const sources = Object.fromEntries(
    ['erc20', 'erc721', 'erc1155'].map((standard) => {
      const { path, text } = writeToken(TokenTemplate.parse({ ...all, ...more, standard, name: `All ${standard}` }))
      return [path, text]
    }),
  )
  const { diagnostics, contracts } = await opened.compiler.run('compile', {
    sources,
    settings: { ...testSettings, optimizerEnabled: true },
  })
  expect(diagnostics).toEqual([])
  expect(contracts.map(({ name, isDeployable }) => [name, isDeployable])).toEqual([
    ['AllErc1155', true],
    ['AllErc20', true],
    ['AllErc721', true],
  ])
  for (const { deployedBytes } of contracts) expect(deployedBytes).toBeLessThan(24_576)
})

test('reads like a contract that a person wrote', () => {
  const { path, text } = writeToken(
    TokenTemplate.parse({
      standard: 'erc20',
      name: 'Bond 2031',
      symbol: 'B31',
      premint: 1_000n,
      isPausable: true,
      hasPermit: true,
      cap: 5_000n,
    }),
  )
  expect(path).toBe('src/Bond2031.sol')
  expect(text).toBe(`// SPDX-License-Identifier: MIT
pragma solidity ^0.8.26;

import {ERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";
import {ERC20Capped} from "@openzeppelin/contracts/token/ERC20/extensions/ERC20Capped.sol";
import {ERC20Pausable} from "@openzeppelin/contracts/token/ERC20/extensions/ERC20Pausable.sol";
import {ERC20Permit} from "@openzeppelin/contracts/token/ERC20/extensions/ERC20Permit.sol";
import {Ownable} from "@openzeppelin/contracts/access/Ownable.sol";

contract Bond2031 is ERC20, ERC20Capped, ERC20Pausable, ERC20Permit, Ownable {
    constructor(address initialOwner)
        ERC20("Bond 2031", "B31")
        ERC20Capped(5000 * 10 ** decimals())
        ERC20Permit("Bond 2031")
        Ownable(initialOwner)
    {
        _mint(initialOwner, 1000 * 10 ** decimals());
    }

    function pause() public onlyOwner {
        _pause();
    }

    function unpause() public onlyOwner {
        _unpause();
    }

    function _update(address from, address to, uint256 value) internal override(ERC20, ERC20Capped, ERC20Pausable) {
        super._update(from, to, value);
    }
}
`)
})

describe('hostile texts', () => {
  const hostile = [
    '"); selfdestruct(payable(msg.sender)); //',
    '\\',
    '\\"',
    'line\nbreak\r\u2028\u2029',
    '\u202e reversed \u2066 text',
    '*/ /*',
    '\0\x7f\u0080',
    'Zoë 😀 国债',
    '\ud800',
    "'",
    'ERC20',
    'Ownable',
    '1st',
    'contract',
    '   ',
    '\u00ad\ufeff',
  ]

  test('are the name of the token and nothing else', async () => {
    const write = (name: string, at: number) =>
      writeToken(
        TokenTemplate.parse({
          standard: 'erc20',
          name,
          symbol: name.slice(0, 16),
          premint: 1n,
          hasPermit: at % 2 === 0,
        }),
      ).text
    const tree = await opened.compiler.run('compileStandardJson', {
      version: '0.8.37',
      input: {
        language: 'Solidity',
        sources: Object.fromEntries(hostile.map((name, at) => [`${at}.sol`, { content: write(name, at) }])),
        settings: { outputSelection: { '*': { '': ['ast'] } } },
      },
    })
    expect(tree.errors ?? []).toEqual([])
    const sources = tree.sources as Record<string, { ast: unknown }>
    for (const [at, name] of hostile.entries()) {
      // solc gives the bytes of each literal: the token's name is the first one.
      const [, hex] =
        /"hexValue":"([0-9a-f]*)"[^{}]*?"kind":"(?:unicodeS|s)tring"/.exec(JSON.stringify(sources[`${at}.sol`]?.ast)) ??
        []
      expect(Buffer.from(hex ?? '', 'hex').toString()).toBe(name.toWellFormed())
    }
  })

  test('of any kind make a source with one contract, whose names are plain', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', minLength: 1, maxLength: 64 }), (name) => {
        const { path, text } = writeToken({
          ...TokenTemplate.parse({ standard: 'erc1155', name: 'x' }),
          name,
          uri: name,
        } as TokenTemplate)
        expect(path).toMatch(/^src\/[A-Z][A-Za-z0-9]*\.sol$/)
        expect(text).not.toMatch(/[^\P{C}\n]|\p{Zl}|\p{Zp}/u)
        expect(text.split('\n').filter((line) => line.startsWith('contract '))).toHaveLength(1)
      }),
    )
  })
})

test.each([
  [{ cap: 0n }, 'cap'],
  [{ cap: 5n, premint: 6n }, 'premint'],
  [{ premint: 2n ** 255n }, 'premint'],
  [{ hasVotes: true, cap: 2n ** 200n }, 'cap'],
])('refuses numbers that could never be deployed: %o', (options, parameter) => {
  const template = TokenTemplate.parse({ standard: 'erc20', name: 'T', symbol: 'T', ...options })
  expect(() => writeToken(template)).toThrow(
    expect.objectContaining({ code: 'workbench/invalid-argument', facts: { parameter } }),
  )
})
