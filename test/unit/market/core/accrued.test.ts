import fc from 'fast-check'
import { expect, test } from 'vitest'
import { exportCore, importCore } from '../../../../engine/market/core/coreSnapshot.ts'
import { accruedToReserve, nextDayMsOf, reservedOf } from '../../../../engine/market/core/reservations.ts'
import { accruedOnQuantity } from '../../../../engine/treasury/accruedInterest.ts'
import { dateToDay } from '../../../../engine/treasury/dayCount.ts'
import { alice, aMarket, bob, cash, createDriver } from '../builders.ts'

const { treasury: bill } = aMarket()
/** A note that pays 4.25 % twice a year, next on 15 May 2027. */
const note = {
  ...bill,
  couponRate: 42_500_000,
  couponsPerYear: 2 as const,
  dayCount: 'ACT/ACT' as const,
  issueDay: dateToDay(2026, 11, 15),
  firstCouponDay: dateToDay(2027, 5, 15),
  lastRegularDay: dateToDay(2036, 11, 15),
  maturityDay: dateToDay(2036, 11, 15),
}
const noteMarket = aMarket({ treasury: note, makerFeeBps: 0, takerFeeBps: 0 })
const msOf = (day: number): number => day * 86_400_000
const farExpiry = 3_000_000_000

const openNote = () => {
  const driver = createDriver()
  driver.list(noteMarket)
  return driver
}

test('a buyer holds back the clean amount and the accrued interest of tomorrow', () => {
  const driver = openNote()
  const day = dateToDay(2027, 1, 15)
  driver.place({ sizeLots: 10, expiry: farExpiry }, { atMs: msOf(day) })
  const accrued = accruedToReserve(note, day)
  expect(accrued).toBe(accruedOnQuantity(note, day + 1, 1_000_000n) + 1n)
  expect(reservedOf(driver.core, alice, cash)).toBe(1_000_000_000n + 10n * accrued)
})

test('holds back more with every day that an order rests, and less when a coupon was paid', () => {
  const driver = openNote()
  const [before, after] = [dateToDay(2027, 5, 13), dateToDay(2027, 5, 17)]
  driver.place({ sizeLots: 10, expiry: farExpiry }, { atMs: msOf(before - 30) })
  const early = reservedOf(driver.core, alice, cash)
  driver.run({ kind: 'expire', atMs: msOf(before) })
  const late = reservedOf(driver.core, alice, cash)
  expect(late - early).toBe(10n * (accruedToReserve(note, before) - accruedToReserve(note, before - 30)))
  expect(late).toBeGreaterThan(early)
  driver.run({ kind: 'expire', atMs: msOf(after) })
  expect(reservedOf(driver.core, alice, cash)).toBe(1_000_000_000n + 10n * accruedToReserve(note, after))
  expect(reservedOf(driver.core, alice, cash)).toBeLessThan(early)
})

test('gives back what a fill held however many days it waited for its settlement', () => {
  const driver = openNote()
  const day = dateToDay(2027, 1, 15)
  driver.place({ trader: bob, side: 'sell', expiry: farExpiry }, { atMs: msOf(day) })
  driver.place({ side: 'buy', expiry: farExpiry }, { atMs: msOf(day) })
  driver.run({ kind: 'expire', atMs: msOf(day + 3) })
  expect(reservedOf(driver.core, alice, cash)).toBe(1_000_000_000n + 10n * accruedToReserve(note, day + 3))
  const [fillId = '0x'] = driver.core.unsettled.keys()
  driver.settle(fillId, msOf(day + 4))
  expect(reservedOf(driver.core, alice, cash)).toBe(0n)
})

test('never holds back less than a settlement on that day or the next takes', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: note.issueDay, max: note.maturityDay - 2 }),
      fc.integer({ min: 1, max: 1_000_000 }),
      fc.integer({ min: 9_500, max: 10_500 }),
      (day, sizeLots, priceTicks) => {
        const driver = openNote()
        driver.place({ sizeLots, priceTicks, expiry: farExpiry }, { atMs: msOf(day) })
        const quantity = BigInt(sizeLots) * 1_000_000n
        for (const settlementDay of [day - 1, day, day + 1]) {
          const payment = BigInt(sizeLots * priceTicks) * 10_000n + accruedOnQuantity(note, settlementDay, quantity)
          expect(reservedOf(driver.core, alice, cash)).toBeGreaterThanOrEqual(payment)
        }
      },
    ),
  )
})

test('a core restored from its snapshot holds back the same', () => {
  const driver = openNote()
  const day = dateToDay(2027, 1, 15)
  driver.place({ trader: bob, side: 'sell', sizeLots: 4, expiry: farExpiry }, { atMs: msOf(day) })
  driver.place({ side: 'buy', expiry: farExpiry }, { atMs: msOf(day + 1) })
  const restored = importCore(exportCore(driver.core), { maxOpenOrders: 1_000 })
  expect(reservedOf(restored, alice, cash)).toBe(reservedOf(driver.core, alice, cash))
  expect(restored.markets.get('BILL13')?.reservedDay).toBe(day + 1)
})

test('asks to be told of midnight only where interest accrues', () => {
  const driver = openNote()
  const market = driver.core.markets.get('BILL13')
  const day = dateToDay(2027, 1, 15)
  expect(market && nextDayMsOf(market)).toBe(Number.POSITIVE_INFINITY)
  driver.place({ expiry: farExpiry }, { atMs: msOf(day) + 5 })
  expect(market && nextDayMsOf(market)).toBe(msOf(day + 1))
  const billDriver = createDriver()
  billDriver.list()
  billDriver.place({})
  const billMarket = billDriver.core.markets.get('BILL13')
  expect(billMarket && nextDayMsOf(billMarket)).toBe(Number.POSITIVE_INFINITY)
})

test('takes no order in a treasury that is not active, and those that rest stay', () => {
  const driver = openNote()
  const day = dateToDay(2027, 1, 15)
  driver.place({ sizeLots: 4, expiry: farExpiry }, { atMs: msOf(day) })
  driver.list({ ...noteMarket, treasuryStatus: 'suspended' })
  const { result } = driver.place({ expiry: farExpiry }, { atMs: msOf(day) })
  expect(result).toMatchObject({ kind: 'refused', error: { code: 'market/halted' } })
  driver.list(noteMarket)
  expect(driver.place({ expiry: farExpiry }, { atMs: msOf(day) }).result.kind).toBe('done')
  expect(reservedOf(driver.core, alice, cash)).toBe(1_400_000_000n + 14n * accruedToReserve(note, day))
})
