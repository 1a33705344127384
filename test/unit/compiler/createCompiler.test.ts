import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { z } from 'zod'
import type { Compiler } from '../../../engine/compiler/createCompiler.ts'
import { installedCompilers } from '../../../engine/compiler/versions/installedCompilers.ts'
import { openTestCompiler, testSettings } from './openTestCompiler.ts'

let opened: ReturnType<typeof openTestCompiler>
let compiler: Compiler
beforeAll(() => {
  opened = openTestCompiler()
  compiler = opened.compiler
})
afterAll(() => opened.close())

const header = '// SPDX-License-Identifier: MIT\npragma solidity ^0.8.20;\n'
const token = `${header}import {ERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";
contract Token is ERC20 {
    uint256 public immutable salt;
    constructor(uint256 salt_) ERC20(unicode"Töken", "T") { salt = salt_; _mint(msg.sender, 1); }
}
`

describe('compile', () => {
  test('compiles a project with imports of its own and of packages, and keeps the artifacts', async () => {
    const sources = {
      'src/Vault.sol': `${header}import "./Shared.sol"; import "src/Token.sol"; contract Vault is Shared { Token public token; }`,
      'src/Shared.sol': `${header}abstract contract Shared { event Said(string what); function say() external { emit Said("x"); } }`,
      'src/Token.sol': token,
    }
    const { contracts, diagnostics } = await compiler.run('compile', { sources, settings: testSettings })
    expect(diagnostics).toEqual([])
    expect(contracts.map(({ name, isDeployable }) => [name, isDeployable])).toEqual([
      ['Shared', false],
      ['Token', true],
      ['Vault', true],
    ])
    const compiled = contracts.find(({ name }) => name === 'Token')
    expect(compiled?.constructorInputs).toEqual([{ name: 'salt_', type: 'uint256', internalType: 'uint256' }])
    expect(compiled?.functions.map(({ signature }) => signature)).toContain('transfer(address,uint256)')

    const artifact = await compiler.run('findArtifact', {
      sources,
      settings: testSettings,
      path: 'src/Token.sol',
      name: 'Token',
    })
    const code = Buffer.from(artifact?.deployed.object.slice(2) ?? '', 'hex')
    expect(code.length).toBe(compiled?.deployedBytes)
    for (const { start, length } of artifact?.deployed.immutables ?? []) code.fill(7, start, start + length)
    expect(opened.artifacts.findByCode(code)).toEqual(artifact)
    expect(artifact?.storageLayout.storage.map(({ label }) => label)).toContain('_balances')
  })

  test('answers the same input from the cache, and any other one anew', async () => {
    const sources = { 'A.sol': `${header}contract A { uint256 public one; }` }
    const first = await compiler.run('compile', { sources, settings: testSettings })
    const again = await compiler.run('compile', { sources, settings: testSettings })
    expect([first.isFromCache, again.isFromCache]).toEqual([false, true])
    expect(again.contracts).toEqual(first.contracts)
    const changed = { 'A.sol': `${header}contract A { uint256 public two; }` }
    expect((await compiler.run('compile', { sources: changed, settings: testSettings })).isFromCache).toBe(false)
    const settings = { ...testSettings, optimizerEnabled: true }
    expect((await compiler.run('compile', { sources, settings })).isFromCache).toBe(false)
  })

  test('names storage of namespaces, from the cache as well, with the same code as without the names', async () => {
    const contract = `contract A { struct S { uint256 spaced; } function f() external pure returns (uint256) { return 42; } }`
    const annotated = contract.replace('struct', '/** @custom:storage-location erc7201:a.b */ struct')
    const settings = { ...testSettings, optimizerEnabled: true }
    const find = async (text: string) => {
      const sources = { 'A.sol': `${header}${text}` }
      await compiler.run('compile', { sources, settings })
      expect((await compiler.run('compile', { sources, settings })).isFromCache).toBe(true)
      return compiler.run('findArtifact', { sources, settings, path: 'A.sol', name: 'A' })
    }
    const [plain, named] = [await find(contract), await find(annotated)]
    expect(plain?.storageLayout.storage).toEqual([])
    expect(named?.storageLayout.storage.map(({ label }) => label)).toEqual(['spaced'])
    // The metadata's hash, of which the text is a part, is all that differs.
    const code = (object = '0x'): string => object.slice(0, -106)
    expect(code(named?.deployed.object).length).toBeGreaterThan(100)
    expect(code(named?.deployed.object)).toBe(code(plain?.deployed.object))
  })

  test('has no artifact of what was not compiled as it is now', async () => {
    const sources = { 'A.sol': `${header}contract A { uint256 public three; }` }
    const find = { sources, settings: testSettings, path: 'A.sol', name: 'A' }
    expect(await compiler.run('findArtifact', find)).toBeUndefined()
    await compiler.run('compile', { sources, settings: testSettings })
    expect((await compiler.run('findArtifact', find))?.name).toBe('A')
    const edited = { 'A.sol': `${sources['A.sol']}\n` }
    expect(await compiler.run('findArtifact', { ...find, sources: edited })).toBeUndefined()
  })

  test('reports errors where an editor shows them, behind characters of several bytes too', async () => {
    const sources = { 'A.sol': `${header}/* ü€😀 */ contract A { function f() public { nothing(); } }` }
    const { diagnostics, contracts } = await compiler.run('compile', { sources, settings: testSettings })
    const line = sources['A.sol'].split('\n')[2] ?? ''
    const startColumn = line.indexOf('nothing') + 1
    expect(contracts).toEqual([])
    expect(diagnostics).toMatchObject([
      {
        severity: 'error',
        code: '7576',
        range: { path: 'A.sol', startLine: 3, startColumn, endLine: 3, endColumn: startColumn + 'nothing'.length },
      },
    ])
  })

  test('says that libraries with addresses of their own are not linked', async () => {
    const sources = {
      'A.sol': `${header}library L { function f(uint256 x) external pure returns (uint256) { return x; } }
contract A { function g() external pure returns (uint256) { return L.f(1); } }`,
    }
    const { contracts, diagnostics } = await compiler.run('compile', { sources, settings: testSettings })
    expect(contracts.map(({ name, isDeployable }) => [name, isDeployable])).toEqual([
      ['A', false],
      ['L', true],
    ])
    expect(diagnostics).toMatchObject([{ severity: 'info', message: expect.stringContaining('(L)') }])
  })

  test('an empty project compiles to nothing', async () => {
    expect(await compiler.run('compile', { sources: {}, settings: testSettings })).toMatchObject({
      contracts: [],
      diagnostics: [],
    })
  })
})

describe('imports', () => {
  const compileImport = (path: string) =>
    compiler.run('compile', {
      sources: { 'src/A.sol': `${header}import ${JSON.stringify(path)}; contract A {}` },
      settings: testSettings,
    })

  test.each([
    '../../../../../etc/passwd',
    '/etc/passwd',
    '@openzeppelin/contracts/../../solc/package.json',
    '@openzeppelin/contracts/../../../package.json',
    '@openzeppelin/contracts/./token/ERC20/ERC20.sol',
    '@openzeppelin/contracts//token/ERC20/ERC20.sol',
    '@openzeppelin/contracts/package.json',
    'solc/soljson.js',
    '@quantera/contracts/__proto__',
    'https://example.org/A.sol',
  ])('finds nothing at %s', async (path) => {
    const { diagnostics } = await compileImport(path)
    expect(diagnostics.map(({ code }) => code)).toContain('6275') // "Source … not found"
    expect(JSON.stringify(diagnostics)).not.toMatch(/root:|"name":/)
  })

  test("finds the desk's own contracts", async () => {
    const { diagnostics } = await compiler.run('compile', {
      sources: {
        'A.sol': `// SPDX-License-Identifier: MIT\npragma solidity ^0.8.20;\nimport "@quantera/contracts/interfaces/ITradingModule.sol"; contract A { ITradingModule public module; }`,
      },
      settings: testSettings,
    })
    expect(diagnostics.filter(({ severity }) => severity === 'error')).toEqual([])
  })
})

describe('versions', () => {
  test.each(installedCompilers)(
    'compiles with $version, for each of its EVM versions',
    async ({ version, evmVersions }) => {
      const sources = {
        'A.sol': `// SPDX-License-Identifier: MIT\npragma solidity ${version}; contract A { uint256 public x; }`,
      }
      const { contracts, diagnostics } = await compiler.run('compile', {
        sources,
        settings: { ...testSettings, version, evmVersion: evmVersions[0] ?? '' },
      })
      expect(diagnostics).toEqual([])
      expect(contracts).toHaveLength(1)
      const newest = installedCompilers[0]?.evmVersions.find((name) => !evmVersions.includes(name))
      if (newest === undefined) return
      const settings = { ...testSettings, version, evmVersion: newest }
      const refused = await compiler.run('compile', { sources, settings })
      expect(refused.diagnostics).toMatchObject([{ severity: 'error' }])
    },
  )

  test('names a version that fits where the chosen one does not', async () => {
    const source = (range: string) => ({
      'A.sol': `// SPDX-License-Identifier: MIT\npragma solidity ${range};\ncontract A {}`,
    })
    const fits = await compiler.run('compile', { sources: source('>=0.8.21 <0.8.27'), settings: testSettings })
    expect(fits.diagnostics).toMatchObject([{ code: '5333', message: expect.stringContaining('Version 0.8.26 fits') }])
    const none = await compiler.run('compile', { sources: source('=0.4.11'), settings: testSettings })
    expect(none.diagnostics).toMatchObject([{ message: expect.stringContaining('No compiler here fits') }])
  })

  test('refuses a version that is not installed', async () => {
    const settings = { ...testSettings, version: '../../evil' }
    await expect(compiler.run('compile', { sources: {}, settings })).rejects.toMatchObject({
      code: 'workbench/compiler-not-found',
    })
  })
})

describe('check', () => {
  const check = (text: string, others: Record<string, string> = {}) =>
    compiler.run('check', { sources: { ...others, 'A.sol': text }, settings: testSettings, path: 'A.sol' })

  test('lists what the source and its imports declare', async () => {
    const { diagnostics, symbols } = await check(token)
    expect(diagnostics).toEqual([])
    const find = (name: string) => symbols.find((symbol) => symbol.name === name)
    expect(find('Token')).toMatchObject({
      kind: 'contract',
      detail: 'contract Token is ERC20',
      range: { startLine: 4 },
    })
    expect(find('salt')).toMatchObject({
      kind: 'variable',
      container: 'Token',
      detail: 'uint256 public immutable salt',
    })
    expect(find('IERC20')?.kind).toBe('interface')
    expect(find('ERC20InsufficientBalance')?.kind).toBe('error')
    expect(symbols.find(({ name, container }) => name === 'transfer' && container === 'ERC20')).toMatchObject({
      kind: 'function',
      detail: 'function transfer(address to, uint256 value) public virtual returns (bool)',
    })
  })

  test('keeps the names while the text is in error', async () => {
    const { diagnostics, symbols } = await check(
      `${header}contract A { struct S { uint256 x; } function f() public { g(); } }`,
    )
    expect(diagnostics).toMatchObject([{ code: '7576' }])
    expect(symbols.map(({ name, detail }) => [name, detail])).toEqual([
      ['A', 'contract A'],
      ['S', 'struct S { uint256 x; }'],
      ['f', 'function f() public'],
    ])
  })

  test('reports a syntax error', async () => {
    const { diagnostics, symbols } = await check(`${header}contract A { function`)
    expect(diagnostics).toMatchObject([{ severity: 'error' }])
    expect(symbols).toEqual([])
  })
})

/** As much of solc's output as the tests look at. */
const toOutput = z.object({
  sources: z.record(z.string(), z.looseObject({})),
  contracts: z.object({
    'A.sol': z.object({
      A: z.object({
        evm: z.object({ deployedBytecode: z.object({ object: z.string() }) }),
        storageLayout: z.object({ storage: z.array(z.unknown()) }),
      }),
    }),
  }),
})

describe('compileStandardJson', () => {
  test('gives what solc gives, with package imports completed', async () => {
    const input = {
      language: 'Solidity',
      sources: { 'Token.sol': { content: token } },
      settings: { outputSelection: { 'Token.sol': { Token: ['abi', 'evm.methodIdentifiers'] } } },
    }
    const output = await compiler.run('compileStandardJson', { version: '0.8.37', input })
    expect(output).toMatchObject({
      contracts: {
        'Token.sol': { Token: { evm: { methodIdentifiers: { 'transfer(address,uint256)': 'a9059cbb' } } } },
      },
    })
  })

  test('keeps names of namespaces without syntax trees in the answer, and with them where they were asked for', async () => {
    const content = `${header}contract A {
  /// @custom:storage-location erc7201:a.b
  struct S { uint256 spaced; }
  function f() external pure returns (uint256) { return 41; }
}`
    const run = async (ofFile: readonly string[]) => {
      const selection = { '*': { '*': ['abi', 'storageLayout', 'evm'], '': ofFile } }
      const input = {
        language: 'Solidity',
        sources: { 'A.sol': { content } },
        settings: { outputSelection: selection },
      }
      return toOutput.parse(await compiler.run('compileStandardJson', { version: '0.8.37', input }))
    }
    const output = await run([])
    expect(output.sources).toEqual({ 'A.sol': { id: 0 } })
    expect((await run(['ast'])).sources['A.sol']).toHaveProperty('ast')
    const { evm, storageLayout } = output.contracts['A.sol'].A
    expect(storageLayout.storage).toEqual([])
    const found = opened.artifacts.findByCode(Buffer.from(evm.deployedBytecode.object, 'hex'))
    expect(found?.storageLayout.storage.map(({ label }) => label)).toEqual(['spaced'])
  })

  test('refuses what is no standard JSON', async () => {
    const run = compiler.run('compileStandardJson', { version: '0.8.37', input: { language: 'Yul', sources: {} } })
    await expect(run).rejects.toMatchObject({ code: 'workbench/compiler-failed' })
  })
})
