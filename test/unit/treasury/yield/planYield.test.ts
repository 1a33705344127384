import type { Address } from 'viem'
import { describe, expect, it } from 'vitest'
import { planYield, type YieldPolicy } from '../../../../engine/treasury/yield/planYield.ts'
import type { CouponState, TreasuryYield } from '../../../../engine/treasury/yield/TreasuryYield.ts'

const payTimeS = 1_000_000
const maturityS = 5_000_000
const holder = (index: number): Address => `0x${index.toString(16).padStart(40, '0')}`
const policy: YieldPolicy = { fundsPayments: true, holdersPerTransaction: 2 }

const coupon = (changes: Partial<CouponState> = {}): CouponState => ({
  index: 0,
  payTimeS,
  perToken: 2_000_000n,
  due: 600n,
  funded: 600n,
  paid: 0n,
  supply: 300n,
  settled: 0n,
  shortfall: false,
  swept: false,
  unpaid: [holder(1), holder(2), holder(3)],
  ...changes,
})

const treasury = (changes: Partial<TreasuryYield> = {}): TreasuryYield => ({
  token: holder(99),
  status: 'active',
  maturityS,
  supply: 300n,
  coupons: [coupon()],
  redemption: { outstanding: 30_000n, funded: 0n, paid: 0n, redeemable: [holder(1), holder(2), holder(3)] },
  ...changes,
})

describe('planYield', () => {
  it('does nothing before a coupon is due', () => {
    expect(planYield(treasury(), payTimeS - 1, policy)).toEqual([])
  })

  it('pays a funded coupon, so many holders a transaction', () => {
    expect(planYield(treasury(), payTimeS, policy)).toEqual([
      { kind: 'pay-coupon', index: 0, holders: [holder(1), holder(2)] },
      { kind: 'pay-coupon', index: 0, holders: [holder(3)] },
    ])
  })

  it('funds exactly what is missing before it pays anyone', () => {
    const state = treasury({ coupons: [coupon({ funded: 250n })] })
    expect(planYield(state, payTimeS, policy)).toEqual([{ kind: 'fund-coupon', index: 0, amount: 350n }])
  })

  it('waits for the issuer where it may not fund', () => {
    const state = treasury({ coupons: [coupon({ funded: 250n })] })
    expect(planYield(state, payTimeS, { ...policy, fundsPayments: false })).toEqual([])
  })

  it('pays what is there of a coupon that was declared short', () => {
    const state = treasury({ coupons: [coupon({ funded: 250n, shortfall: true, unpaid: [holder(1)] })] })
    expect(planYield(state, payTimeS, { ...policy, fundsPayments: false })).toEqual([
      { kind: 'pay-coupon', index: 0, holders: [holder(1)] },
    ])
  })

  it('hands what rounding left over back once every token was paid, and once only', () => {
    const paid = coupon({ unpaid: [], settled: 300n, paid: 598n })
    expect(planYield(treasury({ coupons: [paid] }), payTimeS, policy)).toEqual([{ kind: 'sweep-coupon', index: 0 }])
    for (const changes of [{ swept: true }, { paid: 600n }, { settled: 299n }]) {
      expect(planYield(treasury({ coupons: [{ ...paid, ...changes }] }), payTimeS, policy)).toEqual([])
    }
  })

  it('makes up for every coupon that was missed', () => {
    const coupons = [coupon(), coupon({ index: 1, payTimeS: payTimeS + 10, funded: 0n, unpaid: [] })]
    expect(planYield(treasury({ coupons }), payTimeS + 20, policy).map(({ kind }) => kind)).toEqual([
      'pay-coupon',
      'pay-coupon',
      'fund-coupon',
    ])
  })

  it('declares a treasury matured from its maturity on, also a suspended one', () => {
    for (const status of ['active', 'suspended'] as const) {
      expect(planYield(treasury({ coupons: [], status }), maturityS, policy)).toEqual([{ kind: 'mature' }])
      expect(planYield(treasury({ coupons: [], status }), maturityS - 1, policy)).toEqual([])
    }
  })

  it('funds the whole redemption, then pays every holder, then closes', () => {
    const matured = treasury({ coupons: [], status: 'matured' })
    expect(planYield(matured, maturityS, policy)).toEqual([{ kind: 'fund-redemption', amount: 30_000n }])
    const funded = { ...matured, redemption: { ...matured.redemption, funded: 40_000n, paid: 10_000n } }
    expect(planYield(funded, maturityS, policy)).toEqual([
      { kind: 'redeem', holders: [holder(1), holder(2)] },
      { kind: 'redeem', holders: [holder(3)] },
    ])
    expect(planYield({ ...funded, supply: 0n }, maturityS, policy)).toEqual([{ kind: 'close' }])
  })

  it('leaves a treasury alone that was redeemed, or is in default', () => {
    for (const status of ['redeemed', 'defaulted', 'announced'] as const) {
      expect(planYield(treasury({ coupons: [], status }), maturityS, policy)).toEqual([])
    }
  })
})
