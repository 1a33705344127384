import type { Address } from 'viem'
import type { TreasuryStatus } from '../../api/marketData.ts'

/** A coupon as the chain has it. Times are Unix seconds, money base units of the settlement token. */
export interface CouponState {
  readonly index: number
  /** The start of the day it is paid; balances at that instant count. */
  readonly payTimeS: number
  /** For one whole token. */
  readonly perToken: bigint
  /** For the whole supply; 0 before the pay time. */
  readonly due: bigint
  readonly funded: bigint
  readonly paid: bigint
  /** The tokens it is shared among, and those of them that were paid all they can be. */
  readonly supply: bigint
  readonly settled: bigint
  /** Each holder gets its share of what is there, though it isn't fully funded. */
  readonly shortfall: boolean
  /** What rounding left over went to the issuer: it is over. */
  readonly swept: boolean
  /** Holders that could be paid now. */
  readonly unpaid: readonly Address[]
}

/** All that a treasury's payments follow from. */
export interface TreasuryYield {
  readonly token: Address
  readonly status: TreasuryStatus
  readonly maturityS: number
  /** Over all partitions, base units of the treasury token. */
  readonly supply: bigint
  readonly coupons: readonly CouponState[]
  readonly redemption: {
    /** What the supply is owed at face value. */
    readonly outstanding: bigint
    readonly funded: bigint
    readonly paid: bigint
    /** Holders with something to redeem. */
    readonly redeemable: readonly Address[]
  }
}
