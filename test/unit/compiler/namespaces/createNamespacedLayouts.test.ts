import { expect, test } from 'vitest'
import type { ContractArtifact, StorageLayout } from '../../../../engine/compiler/ContractArtifact.ts'
import { rootSlotOf } from '../../../../engine/compiler/namespaces/rootSlotOf.ts'
import { compileSolidity } from '../../../builders/compileSolidity.ts'

const header = '// SPDX-License-Identifier: MIT\npragma solidity ^0.8.0;\n'

/** Each member follows another one that it may or may not share a slot with. */
const everything = `${header}
type Price is uint128;
interface IShop { function open() external; }
contract Named {
  enum Side { Buy, Sell }
  uint256 constant COUNT = 3;
  struct Order { uint128 size; Side side; address payable trader; uint256[] fills; mapping(bytes4 => int64) marks; Order[] parts; }
  struct Small { bool flag; }
  /**
   * @dev All that storage can hold.
   * @custom:storage-location erc7201:named.everything
   */
  struct Everything {
    Price price; uint120 rest; bool flag; Small small; bool afterSmall; Order order; Order[COUNT + 1] orders; uint8[5][] grid;
    uint8 one; uint8[33] many; uint128[3] halves; uint136[3] wholes; bytes31[2] texts; string text; bytes blob; bytes1 letter;
    IShop shop; Named self; function (uint256) external outside; function () internal inside; uint64 tail; int8 sign; bytes32 word;
    mapping(address who => mapping(string name => Order)) byName; mapping(Side => IShop) bySide; mapping(bytes => uint8[2]) byBytes;
    mapping(IShop => Everything) nested; mapping(Price => bool)[2] flags; uint256[2][3] matrix; Small[2] smalls; Side last;
  }
}
contract Stored is Named { Everything internal everything; }`

const compile = (source: string, name: string): ContractArtifact => {
  const artifact = compileSolidity(source).get(name)
  if (artifact === undefined) throw new Error(`${name} was not compiled.`)
  return artifact
}
type Variable = StorageLayout['storage'][number]
const labelsOf = ({ storageLayout }: ContractArtifact): string[] => storageLayout.storage.map(({ label }) => label)

test('begins a namespace where the standard does', () => {
  // ERC-7201's own example, and OpenZeppelin's constant for Initializable.
  expect(rootSlotOf('example.main')).toBe(0x183a6125c38840424c4a85fa12bab2ab606c4b6d0e7cc73c0c06ba5300eab500n)
  expect(rootSlotOf('openzeppelin.storage.Initializable')).toBe(
    0xf0c57e16840df040f15088dc2f81fe391c3923bec73e23a9662efc9c229c6a00n,
  )
})

test('lays out every type as solc does', () => {
  const root = rootSlotOf('named.everything')
  const own = compile(everything, 'Named').storageLayout
  // In the contract that has such a variable as well, the types are solc's own.
  const { types } = compile(everything, 'Stored').storageLayout
  const struct = Object.values(types).find(({ label }) => label === 'struct Named.Everything')
  // Types of functions have names of ours, as solc's syntax tree writes them.
  const place = ({ label, slot, offset, type }: Variable) => ({
    label,
    slot,
    offset,
    type: type.startsWith('t_function') ? 't_function' : type,
  })
  const relative = own.storage.map((entry) => place({ ...entry, slot: `${BigInt(entry.slot) - root}` }))
  expect(relative).toEqual(struct?.members?.map(place))
  expect(relative).toHaveLength(31)
  for (const [id, type] of Object.entries(own.types).filter(([name]) => !name.startsWith('t_function'))) {
    const members = types[id]?.members?.map(place)
    expect({ ...type, members: type.members?.map(place) }, id).toEqual({ ...types[id], members })
  }
})

const family = `${header}
/// @custom:storage-location erc7201:free.standing
struct Free { uint256 free; }
function freeStorage() pure returns (Free storage $) { assembly { $.slot := 0 } }
library Ledger {
  /// @custom:storage-location erc7201:library.ledger
  struct Layout { uint256 entries; }
  function layout() internal pure returns (Layout storage $) { assembly { $.slot := 0 } }
}
library Shelf { function count() internal view returns (uint256) { return Ledger.layout().entries; } }
library Unused { /// @custom:storage-location erc7201:library.unused
  struct Layout { uint256 unused; } }
abstract contract Root {
  /// @custom:storage-location erc7201:family.root
  struct RootStorage { uint256 total; address owner; }
}
abstract contract Middle is Root { uint256 internal owner; }
contract Other {
  /// @custom:storage-location erc7201:other.contract
  struct OtherStorage { uint256 others; }
  function ping() external {}
}
contract Leaf is Middle {
  /// @custom:storage-location erc7201:family.leaf
  struct LeafStorage { uint256 total; uint256 leaves; }
  /// @custom:storage-location erc1967:family.elsewhere
  struct Elsewhere { uint256 elsewhere; }
  struct Plain { uint256 plain; }
  function run(Other other) external returns (uint256) { other.ping(); return Shelf.count() + freeStorage().free; }
}
contract Alone { uint256 internal own; }`

test('gathers namespaces from bases, libraries and functions that run on the storage, and from nothing else', () => {
  expect(labelsOf(compile(family, 'Leaf')).sort()).toEqual([
    'entries',
    'erc7201:family.leaf.total',
    'erc7201:family.root.owner',
    'erc7201:family.root.total',
    'free',
    'leaves',
    'owner',
  ])
  expect(labelsOf(compile(family, 'Other'))).toEqual(['others'])
  expect(labelsOf(compile(family, 'Ledger'))).toEqual(['entries'])
  expect(labelsOf(compile(family, 'Alone'))).toEqual(['own'])
})

test('takes what is not seen out of the names of namespaces', () => {
  const source = `${header}contract Hostile {
  uint256 internal price;
  /// @custom:storage-location erc7201:a\u200bb${'x'.repeat(500)}
  struct Storage { uint256 price; }
}`
  expect(labelsOf(compile(source, 'Hostile'))).toEqual(['price', `erc7201:ab${'x'.repeat(126)}….price`])
})
