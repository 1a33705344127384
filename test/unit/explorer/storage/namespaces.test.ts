import { encodeFunctionData, type Hex, numberToHex } from 'viem'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { ContractArtifact } from '../../../../engine/compiler/ContractArtifact.ts'
import { createExplorer } from '../../../../engine/explorer/createExplorer.ts'
import { compileSolidity } from '../../../builders/compileSolidity.ts'
import { alice, openTestChain, type TestChain } from '../../chain/openTestChain.ts'

const source = `// SPDX-License-Identifier: MIT
pragma solidity ^0.8.0;
abstract contract Base {
  /// @custom:storage-location erc7201:desk.storage.Base
  struct BaseStorage { address owner; bool isOpen; uint64 total; }
  // The slots are those of the standard, as each contract writes them down for itself.
  bytes32 private constant BASE = keccak256(abi.encode(uint256(keccak256("desk.storage.Base")) - 1)) & ~bytes32(uint256(0xff));
  function base() internal pure returns (BaseStorage storage $) { bytes32 slot = BASE; assembly { $.slot := slot } }
}
contract Desk is Base {
  struct Quote { uint128 bid; uint128 ask; string note; }
  /// @custom:storage-location erc7201:desk.storage.Desk
  struct DeskStorage {
    uint8 version; int32 skew; bytes4 tag; uint256 total; Quote last; mapping(address => mapping(uint256 => Quote)) quotes; uint16[] ticks;
  }
  bytes32 private constant DESK = keccak256(abi.encode(uint256(keccak256("desk.storage.Desk")) - 1)) & ~bytes32(uint256(0xff));
  function desk() internal pure returns (DeskStorage storage $) { bytes32 slot = DESK; assembly { $.slot := slot } }
  function fill(address who) external {
    base().owner = who; base().isOpen = true; base().total = 77;
    desk().version = 3; desk().skew = -5; desk().tag = 0xdeadbeef; desk().total = 1000;
    desk().last = Quote(98, 99, "A note that is longer than the word it would stand in.");
    desk().quotes[who][7] = Quote(1, 2, "short");
    for (uint16 tick = 1; tick < 20; tick++) desk().ticks.push(tick);
  }
}`

const context = { caller: { principal: 'test', role: 'viewer' as const }, signal: new AbortController().signal }
const who = `0x${'11'.repeat(20)}` as const
let chain: TestChain
let address: Hex
let artifact: ContractArtifact
beforeAll(async () => {
  const compiled = compileSolidity(source).get('Desk')
  if (compiled === undefined) throw new Error('The contract does not compile.')
  artifact = compiled
  chain = await openTestChain()
  const deployed = await chain.wallet.sendTransaction({ data: artifact.creation.object, account: alice })
  address = (await chain.client.getTransactionReceipt({ hash: deployed })).contractAddress ?? '0x'
  const data = encodeFunctionData({ abi: artifact.abi, functionName: 'fill', args: [who] })
  const filled = await chain.wallet.sendTransaction({ to: address, data, account: alice })
  expect((await chain.client.getTransactionReceipt({ hash: filled })).status).toBe('success')
})
afterAll(() => chain.close())

const read = async (request: { variable?: string; slots?: Hex[] } = {}) => {
  const explorer = createExplorer({
    findProvider: () => chain.provider,
    listNames: () => [],
    findArtifact: () => artifact,
  })
  const { entries } = await explorer.readStorage({ network: 'test', address, count: 32, ...request }, context)
  return entries
}
const readValues = async (request: Parameters<typeof read>[0] = {}) =>
  Object.fromEntries((await read(request)).map(({ label, decoded }) => [label ?? '', decoded]))

test('reads all that a contract keeps in namespaces, its own and inherited ones', async () => {
  expect(await readValues()).toEqual({
    owner: who,
    isOpen: 'true',
    'erc7201:desk.storage.Base.total': '77',
    version: '3',
    skew: '-5',
    tag: '0xdeadbeef',
    'erc7201:desk.storage.Desk.total': '1000',
    'last.bid': '98',
    'last.ask': '99',
    'last.note': '"A note that is longer than the word it would stand in."',
    quotes: 'by key',
    ticks: '19 elements',
    ...Object.fromEntries(Array.from({ length: 16 }, (_, index) => [`ticks[${index}]`, String(index + 1)])),
  })
})

test.each([
  [`quotes[${who}][7].ask`, '2'],
  [`quotes[${who}][7].note`, '"short"'],
  ['ticks[18]', '19'],
  ['last.note', '"A note that is longer than the word it would stand in."'],
  ['erc7201:desk.storage.Desk.total', '1000'],
  [' erc7201:desk.storage.Base.total ', '77'],
])('finds %s', async (variable, expected) => {
  expect(await readValues({ variable })).toEqual({ [variable.trim()]: expected })
})

test('names a slot of a namespace by its number', async () => {
  const [owner] = await read({ variable: 'owner' })
  const entries = await read({ slots: [numberToHex(BigInt(owner?.slot ?? 0), { size: 32 })] })
  expect(entries.map(({ label, decoded }) => [label, decoded])).toEqual([
    ['owner', who],
    ['isOpen', 'true'],
    ['erc7201:desk.storage.Base.total', '77'],
  ])
})

test.each(['total', 'erc7201:desk.storage.Desk', 'erc7201:desk.storage.Desk.totals', 'erc7201:'])(
  'refuses %s',
  async (variable) => {
    await expect(read({ variable })).rejects.toMatchObject({ code: 'explorer/unknown-variable' })
  },
)
