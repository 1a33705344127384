import solc from 'solc'
import { type Hex, pad, toHex } from 'viem'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { ContractArtifact } from '../../../../engine/compiler/ContractArtifact.ts'
import { selectArtifacts, toArtifacts } from '../../../../engine/compiler/toArtifacts.ts'
import { createExplorer } from '../../../../engine/explorer/createExplorer.ts'
import { alice, openTestChain, type TestChain } from '../../chain/openTestChain.ts'

const source = `
pragma solidity 0.8.37;

contract Drawer {
    struct Item { uint64 id; bool isOpen; int128 change; string note; uint256[2] pair; }
    enum Kind { None, Some, Many }

    uint8 small = 7;
    int16 negative = -3;
    address owner = address(0x1111111111111111111111111111111111111111);
    Kind kind = Kind.Many;
    bytes4 tag = 0xdeadbeef;
    string long = "a text that is certainly longer than the thirty-one bytes a slot of its own could hold";
    uint16[] packed;
    mapping(address who => mapping(uint256 round => Item)) items;
    mapping(string => uint256) named;
    mapping(bytes4 => bool) flags;
    Item single;

    constructor() {
        for (uint16 i = 0; i < 40; i++) packed.push(i + 1);
        Item storage item = items[owner][9];
        item.id = 5; item.isOpen = true; item.change = -12; item.note = "short"; item.pair = [uint256(1), 2];
        named["a key"] = 42;
        flags[0xdeadbeef] = true;
        single.change = 1;
    }
}`

const compile = (): ContractArtifact => {
  const input = {
    language: 'Solidity',
    sources: { 'Drawer.sol': { content: source } },
    settings: { evmVersion: 'prague', outputSelection: selectArtifacts([source]) },
  }
  const output: unknown = JSON.parse(solc.compile(JSON.stringify(input)))
  const [artifact] = toArtifacts(output, new Map([['Drawer.sol', source]]), '0.8.37')
  if (artifact === undefined) throw new Error('The contract does not compile.')
  return artifact
}

const context = { caller: { principal: 'test', role: 'viewer' as const }, signal: new AbortController().signal }
const owner = `0x${'11'.repeat(20)}` as const
let chain: TestChain
let address: Hex
let artifact: ContractArtifact
beforeAll(async () => {
  artifact = compile()
  chain = await openTestChain()
  const hash = await chain.wallet.sendTransaction({ data: artifact.creation.object, account: alice })
  address = (await chain.client.getTransactionReceipt({ hash })).contractAddress ?? '0x'
})
afterAll(() => chain.close())

const read = async (request: { variable?: string; first?: Hex; count?: number } = {}) => {
  const explorer = createExplorer({
    findProvider: () => chain.provider,
    listNames: () => [],
    findArtifact: () => artifact,
  })
  const { entries } = await explorer.readStorage({ network: 'test', address, count: 32, ...request }, context)
  return Object.fromEntries(entries.map(({ label, decoded }) => [label ?? '', decoded]))
}

test('takes packed variables, enums, negative numbers and long texts apart', async () => {
  expect(await read()).toMatchObject({
    small: '7',
    negative: '-3',
    owner,
    kind: '2',
    tag: '0xdeadbeef',
    long: '"a text that is certainly longer than the thirty-one bytes a slot of its own could hold"',
    packed: '40 elements',
    'packed[0]': '1',
    'packed[15]': '16',
    'single.change': '1',
    'single.pair[1]': '0',
    items: 'by key',
  })
})

test.each([
  ['packed[39]', { 'packed[39]': '40' }],
  [`items[${owner}][9].change`, { [`items[${owner}][9].change`]: '-12' }],
  [`items[${owner}][0x9].pair[1]`, { [`items[${owner}][0x9].pair[1]`]: '2' }],
  ['named["a key"]', { 'named["a key"]': '42' }],
  ['flags[0xdeadbeef]', { 'flags[0xdeadbeef]': 'true' }],
  ['flags[0xcafecafe]', { 'flags[0xcafecafe]': 'false' }],
])('finds %s', async (variable, expected) => {
  expect(await read({ variable })).toEqual(expected)
})

test('opens a struct in a mapping', async () => {
  const label = `items[${owner}][9]`
  expect(await read({ variable: label })).toEqual({
    [`${label}.id`]: '5',
    [`${label}.isOpen`]: 'true',
    [`${label}.change`]: '-12',
    [`${label}.note`]: '"short"',
    [`${label}.pair[0]`]: '1',
    [`${label}.pair[1]`]: '2',
  })
})

test('labels a run of slots, each variable in a shared one', async () => {
  expect(await read({ first: pad('0x', { size: 32 }), count: 1 })).toEqual({
    small: '7',
    negative: '-3',
    owner,
    kind: '2',
    tag: '0xdeadbeef',
  })
})

test.each([
  'packed[1000000000000000000000]',
  'single.pair[2]',
  `items[${owner}][9][1]`,
  'named[',
  `flags[${toHex(1)}]`,
])('refuses %s', async (variable) => {
  await expect(read({ variable })).rejects.toMatchObject({ code: 'explorer/unknown-variable' })
})
