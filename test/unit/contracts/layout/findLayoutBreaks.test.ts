import { expect, test } from 'vitest'
import { findLayoutBreaks, findMisplaced } from '../../../../contracts/layout/findLayoutBreaks.ts'
import { StorageRelease } from '../../../../contracts/layout/StorageRelease.ts'
import { toHex, toStorageReleases } from '../../../../contracts/layout/toStorageReleases.ts'
import { rootSlotOf } from '../../../../engine/compiler/namespaces/rootSlotOf.ts'
import { compileToOutput } from '../../../builders/compileSolidity.ts'

/** The parts of {@link compileVault}'s contract that its storage depends on. */
const first = {
  state: '',
  accessor: '$.slot := STORAGE_SLOT',
  slot: toHex(rootSlotOf('quantera.storage.Vault')),
  kinds: 'Empty, Open, Closed',
  holder: 'uint96 balance; uint40 changedAt; bool frozen;',
  line: 'uint128 amount; uint64 dueAt;',
  vault: 'Kind kind; uint64 openedAt; mapping(address account => Holder) holders; Line[] lines; uint256 total;',
}

const compileVault = (changes: Partial<typeof first> = {}): StorageRelease => {
  const { state, accessor, slot, kinds, holder, line, vault } = { ...first, ...changes }
  const source = `// SPDX-License-Identifier: MIT
pragma solidity ^0.8.0;
abstract contract UUPSUpgradeable {}
contract Plain { uint256 public total; }
contract Vault is UUPSUpgradeable {
  enum Kind { ${kinds} }
  struct Holder { ${holder} }
  struct Line { ${line} }
  /// @custom:storage-location erc7201:quantera.storage.Vault
  struct VaultStorage { ${vault} }
  bytes32 private constant STORAGE_SLOT = ${slot};
  ${state}
  function opened() external view returns (uint64) { return _vault().openedAt; }
  function _vault() private pure returns (VaultStorage storage $) { bytes32 other = _slot(); assembly ("memory-safe") { ${accessor} } }
  function _slot() private pure returns (bytes32) { return STORAGE_SLOT; }
}
contract Apart {
  uint256 public count;
  /// @custom:storage-location erc7201:quantera.storage.Apart
  struct ApartStorage { uint256 total; }
  function total(ApartStorage storage $) internal view returns (uint256) { return $.total; }
}
contract VaultExtension {
  function opened(Vault.VaultStorage storage $) internal view returns (uint64) { return $.openedAt; }
}`
  const releases = toStorageReleases(compileToOutput(source).output, 'Test.sol')
  const vaultRelease = releases.find(({ contract }) => contract === 'Vault')
  if (vaultRelease === undefined) throw new Error('Vault was not compiled.')
  expect(releases.map(({ contract }) => contract)).toEqual(['Vault', 'VaultExtension'])
  return StorageRelease.parse(JSON.parse(JSON.stringify(vaultRelease))) // as the committed file would give it back
}

const released = compileVault()
const breaksOf = (changes: Partial<typeof first>) => findLayoutBreaks(released, compileVault(changes))
const namespace = 'quantera.storage.Vault'

test('knows where everything is', () => {
  expect(released.namespaces[namespace]).toEqual({
    slot: first.slot,
    members: [
      { name: 'kind', type: 'enum Vault.Kind', slot: 0, offset: 0, bytes: 1 },
      { name: 'openedAt', type: 'uint64', slot: 0, offset: 1, bytes: 8 },
      { name: 'holders', type: 'mapping(address => struct Vault.Holder)', slot: 1, offset: 0, bytes: 32 },
      { name: 'lines', type: 'struct Vault.Line[]', slot: 2, offset: 0, bytes: 32 },
      { name: 'total', type: 'uint256', slot: 3, offset: 0, bytes: 32 },
    ],
  })
  expect(released.enums).toEqual({ 'enum Vault.Kind': ['Empty', 'Open', 'Closed'] })
  expect(released.structs['struct Vault.Line']?.bytes).toBe(32)
  expect(findMisplaced(released)).toEqual([])
})

test('takes the same storage for safe', () => {
  expect(breaksOf({})).toEqual([])
})

test('takes additions for safe: at the end, in unused bytes, in values of mappings, among the values of an enum', () => {
  expect(breaksOf({ vault: `${first.vault} address keeper;` })).toEqual([])
  const filled = first.vault.replace('uint64 openedAt;', 'uint64 openedAt; uint32 count;')
  expect(breaksOf({ vault: filled })).toEqual([])
  expect(breaksOf({ holder: `${first.holder} bytes32 identity;` })).toEqual([])
  expect(breaksOf({ line: `${first.line} uint64 paidAt;` })).toEqual([])
  expect(breaksOf({ kinds: `${first.kinds}, Wound` })).toEqual([])
})

test('takes space that was kept for later', () => {
  const before = compileVault({ vault: `${first.vault} uint256[4] __gap; bool last;` })
  const next = compileVault({ vault: `${first.vault} address keeper; uint256[3] __gap; bool last;` })
  expect(findLayoutBreaks(before, next)).toEqual([])
  const tooFar = compileVault({ vault: `${first.vault} address keeper; uint256[4] __gap; bool last;` })
  expect(findLayoutBreaks(before, tooFar)).toEqual([`${namespace}.last moved from slot 8, byte 0 to slot 9, byte 0`])
})

test('finds members that changed places', () => {
  const vault = first.vault.replace('Kind kind; uint64 openedAt;', 'uint64 openedAt; Kind kind;')
  expect(breaksOf({ vault })).toEqual([
    `${namespace}.kind moved from slot 0, byte 0 to slot 0, byte 8`,
    `${namespace}.openedAt moved from slot 0, byte 1 to slot 0, byte 0`,
  ])
})

test('finds a member of another type, in the namespace or in a struct', () => {
  expect(breaksOf({ vault: first.vault.replace('uint256 total', 'int256 total') })).toEqual([
    `${namespace}.total was uint256 and is int256`,
  ])
  expect(breaksOf({ holder: first.holder.replace('bool frozen', 'uint8 frozen') })).toEqual([
    'struct Vault.Holder.frozen was bool and is uint8',
  ])
})

test('finds a member that is gone, and what took its place', () => {
  expect(breaksOf({ vault: first.vault.replace('uint256 total;', 'uint256 sum;') })).toEqual([
    `${namespace}.total is gone`,
    `${namespace}.sum lies where total was`,
  ])
})

test('finds a member that was put before others', () => {
  const vault = first.vault.replace('Line[] lines;', 'address keeper; Line[] lines;')
  expect(breaksOf({ vault })).toEqual([
    `${namespace}.lines moved from slot 2, byte 0 to slot 3, byte 0`,
    `${namespace}.total moved from slot 3, byte 0 to slot 4, byte 0`,
    `${namespace}.keeper lies where lines was`,
  ])
})

test('finds elements of an array that grew', () => {
  expect(breaksOf({ line: `${first.line} uint256 paid;` })).toEqual([
    'struct Vault.Line grew from 32 to 64 bytes, which moves the next in its arrays',
  ])
})

test('finds values of an enum that changed places', () => {
  expect(breaksOf({ kinds: 'Empty, Closed, Open' })).toEqual(['enum Vault.Kind no longer has Open as value 1'])
})

test('finds another slot, which no release may have', () => {
  const other = `0x${'12'.repeat(32)}`
  const moved = compileVault({ slot: other })
  expect(findLayoutBreaks(released, moved)).toEqual([`${namespace} moved from slot ${first.slot} to ${other}`])
  expect(findMisplaced(moved)).toEqual([
    `${namespace} is at slot ${other} in the code, where ERC-7201 has ${first.slot}`,
  ])
})

test('follows a slot through a function', () => {
  expect(compileVault({ accessor: '$.slot := other' })).toEqual(released)
})

test('accepts no slot that it can not read', () => {
  const hidden = compileVault({ accessor: '$.slot := add(other, 1)' })
  expect(findMisplaced(hidden)).toEqual([
    `${namespace} is at slot unknown in the code, where ERC-7201 has ${first.slot}`,
  ])
})

test('finds variables outside of namespaces', () => {
  expect(findMisplaced(compileVault({ state: 'uint256 private _stray;' }))).toEqual([
    '_stray is outside of namespaces, where another base contract would move it',
  ])
})

test('finds a namespace that is gone', () => {
  expect(findLayoutBreaks(released, { ...released, namespaces: {} })).toEqual([`${namespace} is gone`])
})
