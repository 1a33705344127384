import fc from 'fast-check'
import { expect, test } from 'vitest'
import { computeNotional } from '../../../../../../renderer/features/trading/model/notional.ts'
import {
  computeAvailableLots,
  draftFromOrder,
  emptyTicket,
  readTicket,
  stepPrice,
} from '../../../../../../renderer/features/trading/model/ticket.ts'
import { buildMarket, buildOrderRecord, buildPortfolio, buildSignableOrder } from '../../../builders.ts'

const market = buildMarket()
const trader = `0x${'3'.repeat(40)}`
const nowMs = Date.UTC(2026, 0, 1)
const read = (part: Partial<typeof emptyTicket>) => readTicket({ ...emptyTicket, ...part }, market, trader, nowMs)

test('has no ticket and no problem while fields are empty', () => {
  expect(read({})).toEqual({ ticket: undefined, problems: {} })
})

test('reads a limit order', () => {
  expect(read({ price: '98.950', size: '1,200' }).ticket).toEqual({
    trader,
    marketId: 'BILL',
    side: 'buy',
    type: 'limit',
    sizeLots: 1_200,
    priceTicks: 98_950,
    timeInForce: 'GTC',
    postOnly: false,
  })
})

test('reads a market order as immediate or cancel, without a price', () => {
  const { ticket } = read({ type: 'market', price: 'left over', size: '5', timeInForce: 'GTD', postOnly: true })
  expect(ticket).toMatchObject({ type: 'market', timeInForce: 'IOC', postOnly: false })
  expect(ticket).not.toHaveProperty('priceTicks')
})

test('names the tick where a price lies between two', () => {
  expect(read({ price: '98.9505', size: '5' })).toEqual({
    ticket: undefined,
    problems: { price: 'Between two ticks: the tick is 0.001.' },
  })
})

test('refuses a size that is no whole number of lots', () => {
  for (const size of ['0', '1.5', '-3', 'ten', '1e3'])
    expect(read({ price: '98.95', size }).problems.size).toBeDefined()
})

test('wants a future expiry for good till date', () => {
  expect(read({ price: '98.95', size: '5', timeInForce: 'GTD' }).ticket).toBeUndefined()
  expect(read({ price: '98.95', size: '5', timeInForce: 'GTD', expiry: '2025-12-31T23:59' }).problems.expiry).toBe(
    'The expiry is in the past.',
  )
  expect(read({ price: '98.95', size: '5', timeInForce: 'GTD', expiry: '2026-01-02T00:00' }).ticket?.expiresAtS).toBe(
    Date.UTC(2026, 0, 2) / 1_000,
  )
})

test('sends post-only with orders that may rest only', () => {
  expect(read({ price: '98.95', size: '5', postOnly: true }).ticket?.postOnly).toBe(true)
  expect(read({ price: '98.95', size: '5', postOnly: true, timeInForce: 'FOK' }).ticket?.postOnly).toBe(false)
})

test('has no ticket without an account', () => {
  expect(readTicket({ ...emptyTicket, price: '98.95', size: '5' }, market, undefined, nowMs).ticket).toBeUndefined()
})

test('steps a price by ticks, not below the first, and from the book when there is none', () => {
  expect(stepPrice('98.950', 10, market, undefined)).toBe('98.960')
  expect(stepPrice('0.002', -10, market, undefined)).toBe('0.001')
  expect(stepPrice('', 1, market, 98_950)).toBe('98.950')
})

test('lets a seller sell what its open orders leave', () => {
  const portfolio = buildPortfolio({
    positions: [{ marketId: 'BILL', quantity: 10n * market.lotSize + 1n, inOrders: 4n * market.lotSize, accrued: 0n }],
  })
  expect(computeAvailableLots('sell', undefined, market, portfolio, 0n)).toBe(6n)
  expect(computeAvailableLots('sell', undefined, buildMarket({ marketId: 'OTHER' }), portfolio, 0n)).toBe(0n)
})

test('lets a buyer buy as much as cash covers with accrued interest and fees, and no lot more', () => {
  fc.assert(
    fc.property(
      fc.bigInt({ min: 0n, max: 10n ** 15n }),
      fc.integer({ min: 1, max: 200_000 }),
      fc.integer({ min: 0, max: 100 }),
      fc.bigInt({ min: 0n, max: 5_000_000n }),
      (cash, priceTicks, takerFeeBps, accrued) => {
        const withFee = buildMarket({ takerFeeBps })
        const lots = Number(computeAvailableLots('buy', priceTicks, withFee, buildPortfolio({ cash }), accrued))
        const cost = (count: number) => {
          const notional = computeNotional(priceTicks, count, withFee)
          return notional + BigInt(count) * accrued + (notional * BigInt(takerFeeBps)) / 10_000n
        }
        expect(cost(lots) <= cash).toBe(true)
        expect(cost(lots + 1) + 1n > cash).toBe(true)
      },
    ),
  )
})

test('edits an open order as it stands: what is left of it, with its terms', () => {
  const order = buildOrderRecord({
    openLots: 3,
    order: buildSignableOrder({ side: 'sell', timeInForce: 'GTD', expiry: 1_800_000_000 }),
  })
  expect(draftFromOrder(order, market)).toMatchObject({
    side: 'sell',
    price: '98.950',
    size: '3',
    timeInForce: 'GTD',
    expiry: '2027-01-15T08:00',
    replaces: order,
  })
})
