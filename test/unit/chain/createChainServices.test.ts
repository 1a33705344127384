import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { CallContext, Services } from '../../../engine/api/services.ts'
import { createChainServices } from '../../../engine/chain/createChainServices.ts'
import { checkChainFile } from '../../../engine/chain/file/checkChainFile.ts'
import { bob, openTestChain, type TestChain } from './openTestChain.ts'

let chain: TestChain
let services: Services['chain']
let exportsDirectory: string
beforeEach(async () => {
  chain = await openTestChain()
  exportsDirectory = join(mkdtempSync(join(tmpdir(), 'exports-')), 'exports')
  services = createChainServices({
    findProvider: () => chain.provider,
    findFile: async () => chain.file,
    marketNetwork: 'practice',
    exportsDirectory,
  })
})
afterEach(async () => {
  await chain.close()
  rmSync(exportsDirectory, { recursive: true, force: true })
})

const context = (signal = new AbortController().signal): CallContext => ({ signal }) as CallContext
const pay = (): Promise<string> => chain.wallet.sendTransaction({ to: bob.address, value: 1n })

test('saves, lists, goes back to and deletes snapshots of a fork', async () => {
  const mine = { network: 'my-fork', name: 'before' }
  await pay()
  const saved = await services.saveSnapshot(mine, context())
  expect(saved).toMatchObject({ name: 'before', blockNumber: 1 })
  await pay()
  const { hash } = await chain.client.getBlock({ blockNumber: 1n })
  expect(await services.revertToSnapshot(mine, context())).toEqual({ blockNumber: 1, blockHash: hash })
  expect(await services.listSnapshots({ network: 'my-fork' }, context())).toEqual([saved])
  expect(await services.deleteSnapshot(mine, context())).toEqual({ deleted: true })
  expect(await services.listSnapshots({ network: 'my-fork' }, context())).toEqual([])
})

test('rolls a fork back to a block, and refuses one that is not there', async () => {
  await pay()
  await pay()
  expect(await services.rollback({ network: 'my-fork', blockNumber: 1 }, context())).toMatchObject({ blockNumber: 1 })
  await expect(services.rollback({ network: 'my-fork', blockNumber: 2 }, context())).rejects.toMatchObject({
    code: 'chain/rejected',
  })
})

test('takes no block from under a market', async () => {
  await services.saveSnapshot({ network: 'practice', name: 'start' }, context())
  await pay()
  const inUse = { code: 'chain/in-use', message: expect.stringContaining('market stands on') }
  await expect(services.rollback({ network: 'practice', blockNumber: 0 }, context())).rejects.toMatchObject(inUse)
  await expect(services.revertToSnapshot({ network: 'practice', name: 'start' }, context())).rejects.toMatchObject(
    inUse,
  )
  expect(chain.chain.head().number).toBe(1)
})

test('names a snapshot that is there already, and one that is not', async () => {
  const mine = { network: 'my-fork', name: 'one' }
  await services.saveSnapshot(mine, context())
  await expect(services.saveSnapshot(mine, context())).rejects.toMatchObject({ code: 'chain/snapshot-exists' })
  const other = { network: 'my-fork', name: 'other' }
  const notFound = { code: 'chain/snapshot-not-found' }
  await expect(services.revertToSnapshot(other, context())).rejects.toMatchObject(notFound)
  await expect(services.deleteSnapshot(other, context())).rejects.toMatchObject(notFound)
})

test('exports a chain into a file of the folder, with its progress', async () => {
  await pay()
  const events: unknown[] = []
  for await (const event of await services.exportChain({ network: 'practice', name: 'whole' }, context())) {
    events.push(event)
  }
  const path = join(exportsDirectory, 'whole.qchain')
  const { hash } = await chain.client.getBlock()
  expect(events.at(-1)).toEqual({ blocks: 2, totalBlocks: 2, file: { path, chainId: 731337, headHash: hash } })
  expect(await checkChainFile(path)).toMatchObject({ blocks: 2 })
})

test('stops an export when its reader goes, and leaves nothing of it', async () => {
  for (let mined = 0; mined < 200; mined++) await chain.chain.mine()
  for await (const _event of await services.exportChain({ network: 'practice', name: 'left' }, context())) break
  expect(existsSync(join(exportsDirectory, 'left.qchain'))).toBe(false)
  expect(existsSync(join(exportsDirectory, 'left.qchain.partial'))).toBe(false)
})
