import { expect, test } from 'vitest'
import { createChain } from '../../../engine/chain/createChain.ts'
import { createRpcServer } from '../../../engine/rpc/createRpcServer.ts'
import { systemClock } from '../../../engine/threads/systemClock.ts'
import { testGenesis } from './openTestChain.ts'

const LOOP_FOREVER = `0x${'00'.repeat(19)}aa` as const
const CALL_FOREVER = `0x${'00'.repeat(19)}bb` as const
const GAS_LEFT = `0x${'00'.repeat(19)}dd` as const
const ANSWER = `0x${'00'.repeat(19)}cc` as const

/** More than any test needs. */
const HUGE_GAS = 2n ** 48n

const openHostileChain = async (callTimeoutMs: number, callGasCap = HUGE_GAS) => {
  const onError = (error: unknown): void => {
    throw error
  }
  const chain = await createChain({
    file: ':memory:',
    genesis: {
      ...testGenesis,
      // Enough for hours.
      gasLimit: 2n ** 50n,
      alloc: {
        // JUMPDEST PUSH0 JUMP
        [LOOP_FOREVER]: { code: '0x5b5f56' },
        // Calls itself with all gas, twice: a tree without a jump.
        [CALL_FOREVER]: { code: '0x5f5f5f5f5f305af1505f5f5f5f5f305af100' },
        // Stores a word in transient storage, unless one is there, and returns what was there.
        // Returns how much gas is left.
        [GAS_LEFT]: { code: '0x5a5f5260205ff3' },
        [ANSWER]: { code: '0x5f5c60015f5d5f5260205ff3' },
      },
    },
    mining: { mode: 'manual' },
    clock: systemClock,
    onError,
  })
  const server = createRpcServer({ chain, createId: () => '0x0', onError, callTimeoutMs, callGasCap })
  const stranger = server.openSession({})
  const desk = server.openSession({ rights: 'desk' })
  const ask = (session: typeof desk, to: string): Promise<unknown> =>
    server.request(session, 'eth_call', [{ to, gas: '0xffffffffffff' }, 'latest', {}, { gasLimit: '0xffffffffffff' }])
  const call = (to: string): Promise<unknown> => ask(stranger, to)
  return { chain, call, callAsDesk: (to: string) => ask(desk, to) }
}

test.each([
  ['loops', LOOP_FOREVER],
  ['calls itself', CALL_FOREVER],
])("ends a stranger's call that %s for too long, with geth's sentence", async (_how, address) => {
  const { chain, call } = await openHostileChain(100)
  await expect(call(address)).rejects.toMatchObject({
    code: -32000,
    message: 'execution aborted (timeout = 0.1s)',
  })
  await chain.close()
})

test('starts afresh after a call was ended', async () => {
  const { chain, call } = await openHostileChain(100)
  const before = await call(ANSWER)
  await expect(call(LOOP_FOREVER)).rejects.toThrow('aborted')
  expect(await call(ANSWER)).toBe(before)
  await chain.close()
})

test("seals blocks and answers the desk's own calls while strangers' calls run", async () => {
  const { chain, call } = await openHostileChain(500)
  const order: string[] = []
  const hostile = [LOOP_FOREVER, CALL_FOREVER].map((address) => call(address).catch(() => order.push('stranger')))
  await chain.mine()
  order.push('block')
  await chain.execute(
    'pending',
    (environment) => environment,
    async () => order.push('own call'),
  )
  await Promise.all(hostile)
  expect(order).toEqual(['block', 'own call', 'stranger', 'stranger'])
  await chain.close()
})

test("gives a stranger's call no more gas than the cap, whatever block it imagines, and the desk's what it asks for", async () => {
  const { chain, call, callAsDesk } = await openHostileChain(5_000, 100_000n)
  expect(BigInt(String(await call(GAS_LEFT)))).toBe(100_000n - 21_000n - 2n)
  expect(BigInt(String(await callAsDesk(GAS_LEFT)))).toBe(HUGE_GAS - 1n - 21_000n - 2n)
  await chain.close()
})
