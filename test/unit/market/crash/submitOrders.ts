/**
 * Run as a process by the crash test: opens the market in the file named first and submits orders, many at once, for ever.
 * Prints the id of every order that was acknowledged, a line each, once its acknowledgement is there.
 */
import { writeSync } from 'node:fs'
import { createMarketEngine } from '../../../../engine/market/createMarketEngine.ts'
import type { SettlementRequest } from '../../../../engine/market/types.ts'
import { aMarket, anOrder, startMs, traders } from '../builders.ts'

const [path = '', seedText = '0'] = process.argv.slice(2)
let seed = Number(seedText)
const random = (limit: number): number => {
  seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0
  return Math.floor((seed / 2 ** 32) * limit)
}

const settle = ({ fillId, quantity }: SettlementRequest) =>
  quantity % 3n === 0n
    ? ({ fillId, kind: 'failed', code: 'order/allowance', message: 'Revoked.', culprit: 'taker' } as const)
    : ({ fillId, kind: 'settled', transactionHash: fillId, blockNumber: 1 } as const)

const engine = await createMarketEngine({
  path,
  domain: { chainId: 1, verifyingContract: '0x0000000000000000000000000000000000000001' },
  clock: { nowMs: () => startMs, after: () => () => {} },
  listings: [{ market: aMarket() }],
  checks: { available: async () => 10n ** 30n, checkEligible: async () => {} },
  settler: { settle: async (fills) => fills.map(settle) },
  verifySignature: async () => true,
  maxOpenOrders: 100_000,
  snapshotEvery: 50,
})
writeSync(1, 'ready\n')

const salt = BigInt(process.pid) << 64n
let count = 0n
const submitForEver = async (): Promise<void> => {
  for (;;) {
    count += 1n
    const signed = anOrder({
      trader: traders[random(4)] ?? traders[0],
      side: random(2) === 0 ? 'buy' : 'sell',
      priceTicks: 9_990 + random(20),
      sizeLots: 1 + random(9),
      selfTradePrevention: 'cancel-oldest',
    })
    const order = { ...signed.order, salt: salt + count }
    const { order: record } = await engine.submitOrder({ ...signed, order }, { principal: 'desk', role: 'trader' })
    writeSync(1, `${record.orderId}\n`)
  }
}
await Promise.all(Array.from({ length: 8 }, submitForEver))
