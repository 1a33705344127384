import { privateKeyToAccount } from 'viem/accounts'
import { expect, test } from 'vitest'
import { orderTypedData, type PreparedOrder, type TicketInput } from '../../../../../../engine/api/order.ts'
import {
  checkSignature,
  hashShownOrder,
  listMismatches,
} from '../../../../../../renderer/features/signing/model/checkPreparedOrder.ts'
import { buildMarket, buildSignableOrder } from '../../../builders.ts'

const trader = privateKeyToAccount(`0x${'11'.repeat(32)}`)
const stranger = privateKeyToAccount(`0x${'22'.repeat(32)}`)
const market = buildMarket()
const chainId = 31_337
const ticket: TicketInput = {
  trader: trader.address,
  marketId: 'BILL',
  side: 'buy',
  type: 'limit',
  sizeLots: 5,
  priceTicks: 98_950,
}

const prepare = (part: Partial<PreparedOrder['order']> = {}): PreparedOrder => {
  const order = buildSignableOrder({ trader: trader.address, token: market.treasury.token, ...part })
  const bare = {
    requestId: 'r',
    marketId: 'BILL',
    order,
    domain: { chainId, verifyingContract: market.settlementToken.address },
    preview: { fillsNowLots: 0, restsLots: 5, notional: 0n, accrued: 0n, fee: 0n, total: 0n, problems: [] },
    legs: [],
    effects: [],
    settlementGas: 0n,
    simulatedAtBlock: 1,
    warnings: [],
    domainHash: `0x${'0'.repeat(64)}`,
    messageHash: `0x${'0'.repeat(64)}`,
    digest: `0x${'0'.repeat(64)}`,
  } satisfies PreparedOrder
  return { ...bare, ...hashShownOrder(bare) }
}

test('finds nothing to object to in the order that was asked for', () => {
  expect(listMismatches(prepare(), ticket, market, chainId)).toEqual([])
})

test.each([
  [{ side: 'sell' as const }, 'the side'],
  [{ quantity: 6n * 10n ** 18n }, 'the size'],
  [{ price: 98_951_000n }, 'the price'],
  [{ trader: stranger.address }, 'the account'],
  [{ token: stranger.address }, 'the treasury'],
  [{ timeInForce: 'IOC' as const }, 'the time in force'],
  [{ postOnly: true }, 'post-only'],
])('objects to an order that differs from the ticket: %o', (part, what) => {
  expect(listMismatches(prepare(part), ticket, market, chainId)).toEqual([what])
})

test('objects to an order for another network than the one shown', () => {
  expect(listMismatches(prepare(), ticket, market, 1)).toEqual(['the network'])
})

test('objects to hashes that are not those of the order shown', () => {
  const forged = { ...prepare(), digest: prepare({ salt: 8n }).digest }
  expect(listMismatches(forged, ticket, market, chainId)).toEqual(['the digest'])
})

test('holds a market order to its protective limit and to immediate or cancel', () => {
  const { priceTicks: _, ...rest } = ticket
  const marketTicket: TicketInput = { ...rest, type: 'market' }
  const prepared = prepare({ timeInForce: 'IOC' })
  const withLimit = (limitPriceTicks: number) => ({ ...prepared, preview: { ...prepared.preview, limitPriceTicks } })
  expect(listMismatches(withLimit(98_950), marketTicket, market, chainId)).toEqual([])
  expect(listMismatches(withLimit(98_900), marketTicket, market, chainId)).toEqual(['the price'])
})

test('takes the signature of the trader over the digest shown', async () => {
  const prepared = prepare()
  const signature = await trader.signTypedData(orderTypedData(prepared.order, prepared.domain))
  await expect(checkSignature(prepared, { digest: prepared.digest, signature })).resolves.toBeUndefined()
})

test('refuses another digest than the one shown', async () => {
  const prepared = prepare()
  const other = prepare({ price: 1_000n })
  const signature = await trader.sign({ hash: other.digest })
  await expect(checkSignature(prepared, { digest: other.digest, signature })).rejects.toMatchObject({
    code: 'signing/digest-mismatch',
  })
})

test('refuses a signature by someone else, or over something else', async () => {
  const prepared = prepare()
  const byStranger = await stranger.sign({ hash: prepared.digest })
  await expect(checkSignature(prepared, { digest: prepared.digest, signature: byStranger })).rejects.toThrow(
    'not by the trader',
  )
  const overOther = await trader.sign({ hash: prepare({ price: 1_000n }).digest })
  await expect(checkSignature(prepared, { digest: prepared.digest, signature: overOther })).rejects.toThrow(
    'not by the trader',
  )
})
