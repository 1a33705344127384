import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { startHost } from '../../builders/startHost.ts'

const dataDirectory = mkdtempSync(join(tmpdir(), 'quantera-osaka-'))
afterAll(() => rmSync(dataDirectory, { recursive: true, force: true }))

const ask = async (url: string, method: string, ...params: unknown[]) => {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ jsonrpc: '2.0', id: 1, method, params }),
  })
  return response.json()
}

/** A valid signature of EIP-7951's (RIP-7212's) own test: hash, r, s, x, y. */
const p256 = `0x${[
  '4cee90eb86eaa050036147a12d49004b6b9c72bd725d39d4785011fe190f0b4d',
  'a73bd4903f0ce3b639bbbf6e8e80d16931ff4bcf5993d58468e8fb19086e8cac',
  '36dbcd03009df8c59286b162af3bd7fcc0450c9aa81be5d10d312af6c66b1d60',
  '4aebd3099c618202fcfe16ae7770b0c49ab5eadf74b754204a3bb6060e44eff3',
  '7618b065f9832de4ca6ca971a7a1adc826d0f7c00181a5fb2ddf79ae00b4e10e',
].join('')}`

test('makes a desk with the rules and the memory that are asked for, and holds to its rules', async () => {
  const host = await startHost({
    dataDirectory,
    arguments: ['--no-makers', '--hardfork', 'osaka', '--keep-blocks', '64'],
  })
  const verify = { to: '0x0000000000000000000000000000000000000100', data: p256 }
  expect(await ask(host.rpc, 'eth_call', verify, 'latest')).toMatchObject({ result: `0x${'1'.padStart(64, '0')}` })
  const zero = '0x0000000000000000000000000000000000000000'
  const pruned = {
    code: -32_000,
    message: expect.stringMatching(/state of block 1 was pruned: the chain keeps the last 64/),
  }
  await expect
    .poll(() => ask(host.rpc, 'eth_getBalance', zero, '0x1'), { timeout: 20_000 })
    .toMatchObject({ error: pruned })
  expect(await host.stop()).toBe(0)
  await expect(startHost({ dataDirectory, arguments: ['--hardfork', 'prague'] })).rejects.toThrow('rules of osaka')
  const again = await startHost({ dataDirectory, arguments: ['--no-makers'] })
  expect(await ask(again.rpc, 'eth_call', verify, 'latest')).toMatchObject({ result: `0x${'1'.padStart(64, '0')}` })
  await again.stop()
})
