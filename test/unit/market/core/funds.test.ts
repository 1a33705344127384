import { expect, test } from 'vitest'
import { applyCommand } from '../../../../engine/market/core/applyCommand.ts'
import { StaleFundsError } from '../../../../engine/market/core/checkPlacement.ts'
import { anOrder, anOrderId, bob, createDriver, startMs } from '../builders.ts'

/** A buyer's fill of 10 lots at 100.00 has settled; then an order comes whose funds were read before that. */
const orderWithOldReading = (sizeLots: number) => {
  const driver = createDriver()
  driver.list()
  driver.place({ trader: bob, side: 'sell' })
  driver.place({ side: 'buy' })
  const [fillId = '0x'] = driver.core.unsettled.keys()
  driver.settle(fillId)
  const signed = anOrder({ side: 'buy', sizeLots })
  const placement = {
    orderId: anOrderId(signed),
    marketId: 'BILL13',
    signed,
    available: 2_000_600_000n,
    settledOut: 0n,
  }
  const actor = { principal: 'desk', isAdmin: false }
  return applyCommand(driver.core, { kind: 'place', atMs: startMs, actor, placement }, driver.core.sequence + 1)
}

test('counts what settled after the funds were read against them', () => {
  expect(orderWithOldReading(10)).toMatchObject({ kind: 'done', orders: [{ state: 'open' }] })
})

test('asks for a new reading when it depends on what settled meanwhile', () => {
  const result = orderWithOldReading(11)
  expect(result).toMatchObject({ kind: 'refused' })
  expect(result.kind === 'refused' && result.error).toBeInstanceOf(StaleFundsError)
})
