import { expect, test } from 'vitest'
import { compileCounter } from './counter.ts'
import { runTool } from './runTool.ts'
import { richAddress, richKey, serveNode } from './serveNode.ts'

const { bytecode } = compileCounter()
const other = '0x2B5AD5c4795c026514f8317c7a215E218DcCD6cF'

const openCast =
  (url: string) =>
  async (command: string, ...options: readonly string[]) =>
    runTool('cast', [command, '--rpc-url', url, ...options])

test('cast deploys, writes, reads, finds logs and shows blocks, proofs and fees', async () => {
  const { url } = await serveNode()
  const cast = openCast(url)
  const signed = ['--private-key', richKey, '--json']
  const argument = '5'.padStart(64, '0')
  const created = JSON.parse(await cast('send', ...signed, '--create', `${bytecode}${argument}`))
  expect(created).toMatchObject({ status: '0x1' })
  const counter: string = created.contractAddress
  const added = JSON.parse(await cast('send', counter, 'add(uint256)', '7', ...signed))
  expect(await cast('call', counter, 'total()(uint256)')).toBe('12')
  expect(await cast('storage', counter, '0')).toBe(`0x${'c'.padStart(64, '0')}`)
  const logs = JSON.parse(await cast('logs', 'Counted(address indexed,uint256)', '--from-block', '0', '--json'))
  expect(logs).toMatchObject([{ transactionHash: added.transactionHash }])
  expect(JSON.parse(await cast('receipt', added.transactionHash, '--json'))).toMatchObject({ gasUsed: added.gasUsed })
  expect(JSON.parse(await cast('tx', added.transactionHash, '--json'))).toMatchObject({ type: '0x2' })
  expect(await cast('estimate', counter, 'add(uint256)', '1', '--from', richAddress)).toMatch(/^\d+$/)
  expect(await cast('balance', other)).toBe('1000000000000000000000')
  expect(await cast('nonce', richAddress)).toBe('2')
  expect(await cast('chain-id')).toBe('731337')
  expect(JSON.parse(await cast('proof', counter, '0', '--json'))).toMatchObject({ storageProof: [{ value: '0xc' }] })
  expect(JSON.parse(await cast('block', 'latest', '--json'))).toMatchObject({ number: '0x2' })
  expect(Number(await cast('gas-price'))).toBeGreaterThan(0)
  await expect(cast('call', counter, 'add(uint256)', '101')).rejects.toThrow(/TooMuch|0x[0-9a-f]*65|custom error/)
})

test('cast sends a set-code transaction (EIP-7702) and one with an access list', async () => {
  const { url } = await serveNode()
  const cast = openCast(url)
  const delegate = '0x00000000000000000000000000000000000000aa'
  const signed = ['--private-key', richKey, '--json']
  const sent = JSON.parse(await cast('send', richAddress, ...signed, '--auth', delegate, '--gas-limit', '100000'))
  expect(sent).toMatchObject({ status: '0x1', type: '0x4' })
  expect(await cast('code', richAddress)).toBe(`0xef0100${delegate.slice(2)}`)
})

test('cast traces a transaction and bends the chain as the desk’s administrator', async () => {
  const { administrator } = await serveNode()
  const cast = openCast(administrator.urlWithToken)
  const { transactionHash } = JSON.parse(await cast('send', other, '--value', '1', '--private-key', richKey, '--json'))
  const trace = JSON.parse(await cast('rpc', 'debug_traceTransaction', transactionHash, '{"tracer":"callTracer"}'))
  expect(trace).toMatchObject({ type: 'CALL', value: '0x1', gasUsed: '0x5208' })
  await cast('rpc', 'anvil_setBalance', other, '0x7b')
  expect(await cast('balance', other)).toBe('123')
})
