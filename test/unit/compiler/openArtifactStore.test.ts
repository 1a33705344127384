import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { tradingModuleBytecode, tradingModuleDeployedBytecode } from '../../../contracts/generated/TradingModule.ts'
import { treasuryTokenBytecode } from '../../../contracts/generated/TreasuryToken.ts'
import { addBuiltInArtifacts } from '../../../engine/compiler/artifacts/addBuiltInArtifacts.ts'
import type { ContractArtifact } from '../../../engine/compiler/ContractArtifact.ts'
import { type ArtifactStore, openArtifactStore } from '../../../engine/compiler/openArtifactStore.ts'

const builtIn = new URL('../../../contracts/generated/artifacts.jsonl', import.meta.url)
const bytes = (hex: string) => Buffer.from(hex.slice(2), 'hex')

let folder: string
let store: ArtifactStore
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'artifacts-'))
  store = openArtifactStore(join(folder, 'artifacts.sqlite'))
})
afterEach(() => {
  store.close()
  rmSync(folder, { recursive: true })
})

const artifact = (change: Partial<ContractArtifact> = {}): ContractArtifact => ({
  name: 'One',
  path: 'One.sol',
  compilerVersion: '0.8.37',
  abi: [],
  creation: { object: '0x6001600155', sourceMap: '' },
  deployed: { object: '0x600000aa00', sourceMap: '', immutables: [{ start: 1, length: 2 }] },
  storageLayout: { storage: [], types: {} },
  metadata: '{}',
  sources: [{ id: 0, path: 'One.sol', text: 'contract One {}' }],
  ...change,
})

test('finds our own contracts by deployed code, with sources, layout and source map', () => {
  addBuiltInArtifacts(store, builtIn)
  const found = store.findByCode(bytes(tradingModuleDeployedBytecode))
  expect(found?.name).toBe('TradingModule')
  expect(found?.deployed.object).toBe(tradingModuleDeployedBytecode)
  expect(found?.deployed.sourceMap.split(';').length).toBeGreaterThan(1_000)
  expect(found?.storageLayout.storage.length).toBeGreaterThan(0)
  expect(JSON.parse(found?.metadata ?? '').compiler.version).toContain(found?.compilerVersion)
  expect(found?.sources.find((source) => source.path === found.path)?.text).toContain('contract TradingModule')
  expect(found?.sources.every((source) => source.text.length > 0)).toBe(true)
})

test('gives the names of namespaces to a desk that has kept our contracts without them', () => {
  addBuiltInArtifacts(store, builtIn)
  const { storageLayout, ...rest } = store.findByCode(bytes(tradingModuleDeployedBytecode)) ?? artifact()
  const labels = storageLayout.storage.map(({ label }) => label)
  expect(labels).toEqual(expect.arrayContaining(['orders', 'settledFills', 'traders', 'feeRecipient']))
  const file = join(folder, 'older.sqlite')
  const older = openArtifactStore(file)
  const storage = storageLayout.storage.filter(({ slot }) => BigInt(slot) < 100n)
  older.add([{ ...rest, storageLayout: { ...storageLayout, storage } }])
  expect(older.findByCode(bytes(tradingModuleDeployedBytecode))?.storageLayout.storage).toEqual(storage)
  older.close()
  const reopened = openArtifactStore(file)
  addBuiltInArtifacts(reopened, builtIn)
  expect(reopened.findByCode(bytes(tradingModuleDeployedBytecode))?.storageLayout).toEqual(storageLayout)
  reopened.close()
})

test('finds deployed code whatever the values of its immutables', () => {
  addBuiltInArtifacts(store, builtIn)
  const { deployed } = store.findByCode(bytes(tradingModuleDeployedBytecode)) ?? artifact()
  expect(deployed.immutables.length).toBeGreaterThan(0)
  const code = bytes(deployed.object)
  for (const { start, length } of deployed.immutables) code.fill(0xab, start, start + length)
  expect(store.findByCode(code)?.name).toBe('TradingModule')
  code[0] = 0xfe
  expect(store.findByCode(code)).toBeUndefined()
})

test('finds creation code whatever arguments follow it', () => {
  addBuiltInArtifacts(store, builtIn)
  expect(store.findByCreationCode(bytes(`${tradingModuleBytecode}${'00'.repeat(64)}`))?.name).toBe('TradingModule')
  expect(store.findByCreationCode(bytes(treasuryTokenBytecode))?.name).toBe('TreasuryToken')
  expect(store.findByCreationCode(bytes(treasuryTokenBytecode).subarray(0, -1))).toBeUndefined()
  expect(store.findByCreationCode(new Uint8Array())).toBeUndefined()
})

test('sees what another connection adds later', () => {
  const reader = openArtifactStore(join(folder, 'artifacts.sqlite'))
  const code = Uint8Array.of(0x60, 7, 7, 0xaa, 0)
  expect(reader.findByCode(code)).toBeUndefined()
  store.add([artifact()])
  expect(reader.findByCode(code)).toEqual(artifact())
  reader.close()
})

test('gives the newest of two contracts with equal code, and keeps each once', () => {
  const newer = artifact({ name: 'Two', path: 'Two.sol' })
  store.add([artifact(), newer])
  store.add([artifact(), newer])
  expect(store.findByCode(Uint8Array.of(0x60, 1, 2, 0xaa, 0))?.name).toBe('Two')
})

test('leaves out interfaces, which have no code', () => {
  store.add([
    artifact({ creation: { object: '0x', sourceMap: '' }, deployed: { object: '0x', sourceMap: '', immutables: [] } }),
  ])
  expect(store.findByCode(new Uint8Array())).toBeUndefined()
})
