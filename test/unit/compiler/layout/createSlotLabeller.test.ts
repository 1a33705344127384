import { Account } from '@ethereumjs/util'
import { encodeFunctionData, getAddress, type Hex, hexToBytes } from 'viem'
import { beforeAll, expect, test } from 'vitest'
import { WorldState } from '../../../../engine/chain/state/WorldState.ts'
import type { ContractArtifact } from '../../../../engine/compiler/ContractArtifact.ts'
import { cleanText } from '../../../../engine/compiler/layout/cleanText.ts'
import { createPreimages } from '../../../../engine/compiler/layout/createPreimages.ts'
import { createSlotLabeller } from '../../../../engine/compiler/layout/createSlotLabeller.ts'
import { formatSlotPart } from '../../../../engine/compiler/layout/formatStorage.ts'
import { createCommon } from '../../../../engine/evm/createCommon.ts'
import { createReferenceExecutor } from '../../../../engine/evm/createReferenceExecutor.ts'
import { compileSolidity } from '../../../builders/compileSolidity.ts'

const source = `// SPDX-License-Identifier: MIT
pragma solidity ^0.8.0;
type Price is uint128;
contract Base { address internal owner = address(0xBEEF); bool internal isOpen; }
contract Everything is Base {
  enum Side { Buy, Sell }
  struct Order { uint128 size; Price price; Side side; address trader; uint256[] fills; mapping(bytes4 => int64) marks; }
  int32 small;
  uint256 total;
  uint16[5] packed;
  uint256[2][2] grid;
  Order[2] pair;
  Order[] book;
  uint64[] series;
  string name;
  string story;
  bytes blob;
  mapping(address => uint256) balances;
  mapping(address => mapping(uint256 => Order)) orders;
  mapping(string => bytes32) byName;
  mapping(bool => uint8) byFlag;
  function fill(address who, bytes4 mark, string calldata country, bool flag) external {
    isOpen = true; small = -7; total = 12; packed[4] = 9; packed[0] = 1; grid[1][0] = 5;
    pair[1].size = 3; pair[1].price = Price.wrap(4); pair[1].side = Side.Sell; pair[1].trader = who; pair[1].fills.push(11);
    book.push(); book.push(); book[1].price = Price.wrap(8); book[1].marks[mark] = -2;
    for (uint64 i = 1; i < 7; i++) series.push(i);
    name = "Quantera"; story = "A text that is longer than a word has room for."; blob = hex"0102";
    balances[who] = 100; orders[who][77].size = 6; orders[who][77].fills.push(1); orders[who][77].fills.push(2);
    byName[country] = bytes32(uint256(1)); byFlag[flag] = 3;
  }
}`

const contract = hexToBytes('0xc000000000000000000000000000000000000001')
const who = getAddress('0x00000000000000000000000000000000000a11ce')
const KECCAK256 = 0x20

/** Runs `fill` and gives each part of each written slot with what it holds then. */
const describeStorage = async (artifact: ContractArtifact, data: Hex): Promise<Map<string, string>> => {
  const common = createCommon(1, 'prague')
  const executor = await createReferenceExecutor({ common, getBlockHash: () => new Uint8Array(32) })
  const state = new WorldState({ loadNode: () => undefined, loadCode: () => undefined })
  state.putAccount(contract, new Account(1n))
  state.putCode(contract, hexToBytes(artifact.deployed.object))
  const hashed: Uint8Array[] = []
  const word = new Uint8Array(32)
  const environment = {
    number: 1n,
    timestamp: 1n,
    parentHash: word,
    coinbase: new Uint8Array(20),
    gasLimit: 60_000_000n,
    baseFeePerGas: 0n,
    excessBlobGas: 0n,
    prevRandao: word,
    parentBeaconBlockRoot: word,
  }
  const mark = state.mark()
  const result = await executor.enterBlock(environment, state).runMessage(
    {
      from: hexToBytes(who),
      to: contract,
      data: hexToBytes(data),
      value: 0n,
      gasLimit: 30_000_000n,
      gasPrice: 0n,
      accessList: [],
      blobVersionedHashes: [],
      authorizationList: [],
    },
    {
      opcodes: new Set([KECCAK256]),
      onEnter: () => {},
      onExit: () => {},
      onStep: ({ stack, memory }) => {
        const offset = Number(stack.at(-1))
        hashed.push(memory.slice(offset, offset + Number(stack.at(-2))))
        return true
      },
    },
  )
  expect(result.error).toBeUndefined()
  const label = createSlotLabeller(artifact.storageLayout, createPreimages(hashed))
  const described = new Map<string, string>()
  for (const slot of state.writtenSince(mark).slots.get(Buffer.from(contract).toString('hex'))?.keys() ?? []) {
    const parts = label(BigInt(`0x${slot}`))
    expect(parts, `slot ${slot}`).not.toEqual([])
    const value = new Uint8Array(32)
    const trimmed = state.getStorage(contract, Buffer.from(slot, 'hex'))
    value.set(trimmed, 32 - trimmed.length)
    for (const part of parts) described.set(part.label, formatSlotPart(part, value))
  }
  return described
}

let artifact: ContractArtifact
beforeAll(() => {
  const compiled = compileSolidity(source).get('Everything')
  if (compiled === undefined) throw new Error('not compiled')
  artifact = compiled
}, 60_000)

test('names everything that a contract writes, with its value', async () => {
  const data = encodeFunctionData({ abi: artifact.abi, functionName: 'fill', args: [who, '0x11223344', 'GB', true] })
  const described = await describeStorage(artifact, data)
  expect(Object.fromEntries([...described].filter(([, value]) => value !== '0'))).toEqual({
    owner: getAddress('0x0000000000000000000000000000000000000000'),
    isOpen: 'true',
    small: '-7',
    total: '12',
    'packed[0]': '1',
    'packed[4]': '9',
    'grid[1][0]': '5',
    'pair[1].size': '3',
    'pair[1].price': '4',
    'pair[1].side': '1',
    'pair[1].trader': who,
    'pair[1].fills.length': '1',
    'pair[1].fills[0]': '11',
    'book.length': '2',
    'book[1].price': '8',
    'book[1].marks[0x11223344]': '-2',
    'series.length': '6',
    ...Object.fromEntries([1, 2, 3, 4, 5, 6].map((value, index) => [`series[${index}]`, String(value)])),
    name: '"Quantera"',
    story: '47 bytes',
    'story (bytes 0 to 31)': '"A text that is longer than a wor"',
    'story (bytes 32 to 63)': '"d has room for."',
    blob: '0x0102',
    [`balances[${who}]`]: '100',
    [`orders[${who}][77].size`]: '6',
    [`orders[${who}][77].fills.length`]: '2',
    [`orders[${who}][77].fills[0]`]: '1',
    [`orders[${who}][77].fills[1]`]: '2',
    'byName["GB"]': `0x${'1'.padStart(64, '0')}`,
    'byFlag[true]': '3',
  })
})

test('gives no name to a slot that the layout does not explain', () => {
  const label = createSlotLabeller(artifact.storageLayout, createPreimages([]))
  expect(label(1_000n)).toEqual([])
  expect(label(2n ** 256n - 1n)).toEqual([])
  expect(createSlotLabeller({ storage: [], types: {} }, [])(0n)).toEqual([])
})

test('gives up at once among any number of hashes that belong to something else', () => {
  const inputs = Array.from({ length: 500 }, (_, index) => new Uint8Array(64).fill(index % 251, index % 64))
  const label = createSlotLabeller(artifact.storageLayout, createPreimages(inputs))
  expect(label(2n ** 255n)).toEqual([])
})

test('takes control and direction characters out of texts that contracts hold', () => {
  expect(cleanText('USD\u202e\u0000C\n\u200b oin', 20)).toBe('USDC oin')
  expect(cleanText('x'.repeat(50), 10)).toBe(`${'x'.repeat(10)}…`)
  expect(cleanText('💵💵💵', 2)).toBe('💵💵…')
})
