import { execFile } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { bob, openTestChain } from '../openTestChain.ts'

const program = join(import.meta.dirname, '../../../../main/chain.ts')

const run = (...words: string[]): Promise<{ code: number; stdout: string; stderr: string }> =>
  new Promise((resolve) => {
    const child = execFile(process.execPath, [program, ...words], (_error, stdout, stderr) => {
      resolve({ code: child.exitCode ?? -1, stdout, stderr })
    })
  })

let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'chain-command-'))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

test('exports a running chain, verifies the file and makes a chain of it', async () => {
  const running = await openTestChain()
  await running.wallet.sendTransaction({ to: bob.address, value: 7n })
  const path = join(folder, 'whole.qchain')
  const file = join(folder, 'copy.sqlite')
  const { hash } = await running.client.getBlock()
  const said = { code: 0, stdout: `${JSON.stringify({ chainId: 731337, blocks: 2, headHash: hash })}\n` }
  expect(await run('export', running.file, path)).toMatchObject(said)
  expect(await run('verify', path)).toMatchObject(said)
  expect(await run('import', path, file)).toMatchObject(said)
  const copy = await openTestChain({ file })
  expect(await copy.client.getBlock()).toEqual(await running.client.getBlock())
  await Promise.all([running.close(), copy.close()])
})

test('says what is wrong in one line, and fails', async () => {
  const path = join(folder, 'text.qchain')
  writeFileSync(path, 'not a chain')
  const target = join(folder, 'none.sqlite')
  expect(await run('import', path, target)).toEqual({
    code: 1,
    stdout: '',
    stderr: 'The chain file is damaged: it does not begin as a chain file does.\n',
  })
  expect(existsSync(target)).toBe(false)
  expect(await run('verify', join(folder, 'nowhere'))).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('ENOENT'),
  })
  expect(await run('swallow', path)).toMatchObject({ code: 2, stderr: expect.stringContaining('usage:') })
})
