import { createHash } from 'node:crypto'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { checkChainFile } from '../../../../engine/chain/file/checkChainFile.ts'
import { exportChainFile } from '../../../../engine/chain/file/exportChainFile.ts'
import { importChainFile, verifyChainFile } from '../../../../engine/chain/file/importChainFile.ts'
import { alice, bob, carol, createFakeClock, dave, ONE_ETHER, openTestChain, testGenesis } from '../openTestChain.ts'
import { compileProbe, probeAbi } from '../probeContract.ts'

const HEAD_BYTES = 9
const DIGEST_BYTES = 32
const genesis = { ...testGenesis, hardfork: 'osaka', consensus: { seed: `0x${'ab'.repeat(32)}` } } as const

let folder: string
let path: string
let intact: Buffer
let original: Awaited<ReturnType<typeof openTestChain>>

/** Deploys, writes, changes accounts from outside, impersonates, names snapshots. */
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'chain-file-'))
  path = join(folder, 'whole.qchain')
  original = await openTestChain({ genesis })
  const { wallet, client, rpc, file } = original
  const deployment = await wallet.deployContract({ abi: probeAbi, bytecode: compileProbe() })
  const address = (await client.getTransactionReceipt({ hash: deployment })).contractAddress ?? dave.address
  await wallet.writeContract({ address, abi: probeAbi, functionName: 'store', args: [1n, 10n], value: 1n })
  await rpc('quantera_saveSnapshot', 'a contract is there')
  await rpc('evm_increaseTime', 100)
  await rpc('hardhat_setBalance', dave.address, `0x${(3n * ONE_ETHER).toString(16)}`)
  await rpc('anvil_setStorageAt', address, '0x5', `0x${'07'.padStart(64, '0')}`)
  await rpc('hardhat_impersonateAccount', dave.address)
  await rpc('eth_sendTransaction', { from: dave.address, to: bob.address, value: '0x5' })
  await rpc('quantera_saveSnapshot', 'dave has paid')
  await rpc('anvil_setNextBlockBaseFeePerGas', '0x3b9aca07')
  await rpc('evm_setBlockGasLimit', '0x2000000')
  await rpc('anvil_setCoinbase', carol.address)
  await wallet.writeContract({ address, abi: probeAbi, functionName: 'store', args: [2n, 20n] })
  await exportChainFile({ file, path })
  intact = readFileSync(path)
})
afterAll(async () => {
  await original.close()
  rmSync(folder, { recursive: true, force: true })
})

const { clock } = createFakeClock()
const importTo = (from: string, file: string, signal?: AbortSignal) =>
  importChainFile({ path: from, file, clock, ...(signal === undefined ? {} : { signal }) })

const write = (name: string, bytes: Uint8Array): string => {
  const file = join(folder, name)
  writeFileSync(file, bytes)
  return file
}

test('makes the same chain again: its head, its past states, logs, snapshots and clock', async () => {
  const file = join(folder, 'again.sqlite')
  const progress: number[] = []
  const summary = await importChainFile({ path, file, clock, onProgress: ({ blocks }) => progress.push(blocks) })
  const again = await openTestChain({ file, genesis })
  const { client } = original
  const head = await client.getBlock()
  expect(summary).toEqual({ chainId: 731337, blocks: Number(head.number) + 1, headHash: head.hash })
  expect(progress).toEqual(Array.from({ length: summary.blocks }, (_, index) => index + 1))
  expect(await again.client.getBlock()).toEqual(head)
  const all = { fromBlock: 0n, toBlock: head.number }
  expect(await again.client.getLogs(all)).toEqual(await client.getLogs(all))
  for (const { address } of [alice, bob, carol, dave]) {
    for (let blockNumber = 0n; blockNumber <= head.number; blockNumber++) {
      const at = { address, blockNumber, storageKeys: [] }
      expect(await again.client.getProof(at)).toEqual(await client.getProof(at))
    }
  }
  expect(again.chain.snapshots.list()).toEqual(original.chain.snapshots.list())
  expect(again.chain.nextEnvironment().timestamp).toBe(original.chain.nextEnvironment().timestamp)
  await again.close()
})

test('exports an imported chain to the same bytes', async () => {
  const file = join(folder, 'twice.sqlite')
  await importTo(path, file)
  const second = join(folder, 'twice.qchain')
  await exportChainFile({ file, path: second })
  expect(readFileSync(second).equals(intact)).toBe(true)
})

test('finds any byte that was changed, any that is missing and any that was added', async () => {
  const anyDamage = fc.oneof(
    fc.record({ at: fc.nat(intact.length - 1), flip: fc.integer({ min: 1, max: 255 }) }).map(({ at, flip }) => {
      const bytes = Buffer.from(intact)
      bytes.writeUInt8(bytes.readUInt8(at) ^ flip, at)
      return bytes
    }),
    fc.nat(intact.length - 1).map((length) => intact.subarray(0, length)),
    fc.uint8Array({ minLength: 1, maxLength: 40 }).map((more) => Buffer.concat([intact, more])),
  )
  await fc.assert(
    fc.asyncProperty(anyDamage, async (bytes) => {
      const damagedFile = write('damaged.qchain', bytes)
      await expect(checkChainFile(damagedFile)).rejects.toMatchObject({
        code: expect.stringMatching(/^chain\/file-(damaged|version)$/),
      })
    }),
    { numRuns: 200 },
  )
})

test('leaves nothing of a damaged file', async () => {
  const file = join(folder, 'never.sqlite')
  const cut = write('cut.qchain', intact.subarray(0, intact.length - 1))
  await expect(importTo(cut, file)).rejects.toMatchObject({ code: 'chain/file-damaged' })
  expect(readdirSync(folder).filter((name) => name.startsWith('never'))).toEqual([])
})

/** Changes the content of the frame at `index` and makes the check sum right again. */
const forge = (index: number, change: (payload: Buffer) => void): Buffer => {
  const bytes = Buffer.from(intact)
  let offset = HEAD_BYTES
  for (let frame = 0; frame < index; frame++) offset += 5 + bytes.readUInt32BE(offset + 1)
  change(bytes.subarray(offset + 5, offset + 5 + bytes.readUInt32BE(offset + 1)))
  const body = bytes.subarray(0, bytes.length - DIGEST_BYTES)
  return Buffer.concat([body, createHash('sha256').update(body).digest()])
}

/** Adds one to the last byte of the first occurrence of some bytes. */
const bump = (payload: Buffer, bytes: Uint8Array): void => {
  const at = payload.indexOf(bytes) + bytes.length - 1
  payload.writeUInt8((payload.readUInt8(at) + 1) & 0xff, at)
}

test('believes no block that does not come out as it says, however right the check sum', async () => {
  const root = original.chain.store.getBlockByNumber(2)?.header.stateRoot ?? new Uint8Array()
  const forged = write(
    'forged.qchain',
    forge(3, (payload) => bump(payload, root)),
  )
  const file = join(folder, 'forged.sqlite')
  await expect(importTo(forged, file)).rejects.toMatchObject({
    code: 'chain/file-invalid-block',
    facts: { number: 2 },
    message: expect.stringContaining('state root'),
  })
  expect(readdirSync(folder).filter((name) => name.startsWith('forged.sqlite'))).toEqual([])
})

test('believes no change of an account that the block did not have', async () => {
  const balance = Buffer.from((3n * ONE_ETHER).toString(16), 'hex')
  const forged = write(
    'richer.qchain',
    forge(4, (payload) => bump(payload, balance)),
  )
  await expect(importTo(forged, join(folder, 'richer.sqlite'))).rejects.toMatchObject({ facts: { number: 3 } })
})

test('refuses a file whose first block is not of the genesis it describes', async () => {
  const forged = write(
    'other.qchain',
    forge(0, (payload) => bump(payload, Buffer.from('"timestamp":"170000000'))),
  )
  await expect(importTo(forged, join(folder, 'other.sqlite'))).rejects.toMatchObject({ code: 'chain/genesis-mismatch' })
})

test('does not touch a chain that is there', async () => {
  const file = write('there.sqlite', Buffer.from('somebody’s chain'))
  await expect(importTo(path, file)).rejects.toMatchObject({ code: 'chain/file-exists' })
  expect(readFileSync(file, 'utf8')).toBe('somebody’s chain')
})

test('verifies a file by executing it, and leaves nothing', async () => {
  const before = readdirSync(folder)
  expect(await verifyChainFile({ path, file: join(folder, 'check.sqlite'), clock })).toEqual(
    expect.objectContaining({ chainId: 731337 }),
  )
  expect(readdirSync(folder)).toEqual(before)
})

test('can be cancelled at any block, and leaves nothing', async () => {
  const cancelled = { code: 'chain/cancelled' }
  const importing = new AbortController()
  const importOptions = { path, file: join(folder, 'half.sqlite'), clock, signal: importing.signal }
  await expect(importChainFile({ ...importOptions, onProgress: () => importing.abort() })).rejects.toMatchObject(
    cancelled,
  )
  const exporting = new AbortController()
  const exportOptions = { file: original.file, path: join(folder, 'half.qchain'), signal: exporting.signal }
  await expect(exportChainFile({ ...exportOptions, onProgress: () => exporting.abort() })).rejects.toMatchObject(
    cancelled,
  )
  expect(readdirSync(folder).filter((name) => name.startsWith('half'))).toEqual([])
})

test('exports a chain whose states are pruned, and refuses one that has lost its transactions', async () => {
  const target = join(folder, 'pruned.qchain')
  for (const [history, isWhole] of [
    [{ keepBlocks: 1 }, true],
    [{ keepBlocks: 1, keepBodies: 2 }, false],
  ] as const) {
    const pruned = await openTestChain({ history })
    for (let nonce = 0; nonce < 4; nonce++) await pruned.wallet.sendTransaction({ to: bob.address, value: 1n })
    await pruned.chain.prune()
    const exported = exportChainFile({ file: pruned.file, path: target })
    if (isWhole) expect(await exported).toMatchObject({ blocks: 5 })
    else await expect(exported).rejects.toMatchObject({ code: 'chain/pruned' })
    await pruned.close()
  }
})
