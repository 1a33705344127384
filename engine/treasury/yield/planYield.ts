import type { Address } from 'viem'
import type { TreasuryYield } from './TreasuryYield.ts'

/** One transaction that a treasury's yield needs now. */
export type YieldAction =
  | { readonly kind: 'fund-coupon'; readonly index: number; readonly amount: bigint }
  | { readonly kind: 'pay-coupon'; readonly index: number; readonly holders: readonly Address[] }
  | { readonly kind: 'sweep-coupon'; readonly index: number }
  | { readonly kind: 'mature' }
  | { readonly kind: 'fund-redemption'; readonly amount: bigint }
  | { readonly kind: 'redeem'; readonly holders: readonly Address[] }
  | { readonly kind: 'close' }

/** What the scheduler may spend on its own. */
export interface YieldPolicy {
  /** Whether it pays coupons and redemptions in, from its own money: the issuer's paying agent does. */
  readonly fundsPayments: boolean
  /** How many holders one transaction pays at most. */
  readonly holdersPerTransaction: number
}

const isFunded = ({ due, funded, shortfall }: TreasuryYield['coupons'][number]): boolean => shortfall || funded >= due

/** Everybody has been paid, and rounding left something over: it is the issuer's. */
const isDustLeft = ({ settled, supply, paid, funded, due, swept }: TreasuryYield['coupons'][number]): boolean =>
  settled === supply && funded === due && paid < funded && !swept

function* planCoupons({ coupons }: TreasuryYield, nowS: number, policy: YieldPolicy): Generator<YieldAction> {
  for (const coupon of coupons) {
    if (nowS < coupon.payTimeS) return
    const missing = coupon.due - coupon.funded
    if (policy.fundsPayments && missing > 0n && !coupon.swept) {
      yield { kind: 'fund-coupon', index: coupon.index, amount: missing }
      continue // it is read anew before anyone is paid
    }
    if (!isFunded(coupon)) continue
    for (const holders of inGroups(coupon.unpaid, policy.holdersPerTransaction)) {
      yield { kind: 'pay-coupon', index: coupon.index, holders }
    }
    if (isDustLeft(coupon)) yield { kind: 'sweep-coupon', index: coupon.index }
  }
}

function* planRedemption(state: TreasuryYield, nowS: number, policy: YieldPolicy): Generator<YieldAction> {
  const { status, redemption, supply } = state
  if ((status === 'active' || status === 'suspended') && nowS >= state.maturityS) yield { kind: 'mature' }
  if (status !== 'matured') return
  if (supply === 0n) {
    yield { kind: 'close' }
    return
  }
  const missing = redemption.outstanding - (redemption.funded - redemption.paid)
  if (missing > 0n) {
    if (policy.fundsPayments) yield { kind: 'fund-redemption', amount: missing }
    return
  }
  for (const holders of inGroups(redemption.redeemable, policy.holdersPerTransaction)) yield { kind: 'redeem', holders }
}

function* inGroups<Item>(items: readonly Item[], size: number): Generator<readonly Item[]> {
  for (let start = 0; start < items.length; start += size) yield items.slice(start, start + size)
}

/**
 * What a treasury's yield needs at `nowS` (Unix seconds of the chain): coupons whose time has come, then maturity and redemption.
 * It follows from the chain's state alone. So a run that was missed, or that stopped half-way, is made up by the next, and one too
 * many does nothing.
 */
export const planYield = (state: TreasuryYield, nowS: number, policy: YieldPolicy): readonly YieldAction[] => [
  ...planCoupons(state, nowS, policy),
  ...planRedemption(state, nowS, policy),
]
