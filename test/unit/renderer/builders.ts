import type { Market, Portfolio } from '../../../engine/api/marketData.ts'
import type { OrderRecord, SignableOrder } from '../../../engine/api/order.ts'

const hex = (digit: string, length: number) => `0x${digit.repeat(length)}` as const

/** A market of a bill at a tick of 0.001 and a lot of one token. */
export const buildMarket = (part: Partial<Market> = {}): Market => ({
  marketId: 'BILL',
  treasury: {
    token: hex('1', 40),
    symbol: 'BILL',
    name: '13-week bill',
    kind: 'bill',
    issuer: 'Treasury',
    isin: 'QZ0000000001',
    decimals: 18,
    faceValue: 100_000_000n,
    couponRate: 0,
    endOfMonth: false,
    issueDay: 19_675,
    firstCouponDay: 19_768,
    lastRegularDay: 19_768,
    maturityDay: 19_768,
    couponsPerYear: 0,
    dayCount: 'ACT/360',
  },
  settlementToken: { address: hex('2', 40), symbol: 'QUSD', decimals: 6 },
  tickSize: 1_000n,
  lotSize: 10n ** 18n,
  makerFeeBps: 0,
  takerFeeBps: 1,
  priceBandBps: 500,
  status: 'open',
  treasuryStatus: 'active',
  ...part,
})

export const buildSignableOrder = (part: Partial<SignableOrder> = {}): SignableOrder => ({
  trader: hex('3', 40),
  token: hex('1', 40),
  side: 'buy',
  timeInForce: 'GTC',
  postOnly: false,
  quantity: 5n * 10n ** 18n,
  price: 98_950_000n,
  maxFeeBps: 1,
  expiry: 1_800_000_000,
  nonce: 0,
  salt: 7n,
  ...part,
})

export const buildOrderRecord = (part: Partial<OrderRecord> = {}): OrderRecord => ({
  orderId: hex('a', 64),
  marketId: 'BILL',
  order: buildSignableOrder(),
  state: 'open',
  priceTicks: 98_950,
  sizeLots: 5,
  filledLots: 0,
  openLots: 5,
  acceptedAtMs: 1_700_000_000_000,
  updatedAtMs: 1_700_000_000_000,
  sequence: 1,
  ...part,
})

export const buildPortfolio = (part: Partial<Portfolio> = {}): Portfolio => ({
  account: hex('3', 40),
  blockNumber: 9,
  cash: 1_000_000_000n,
  cashInOrders: 0n,
  etherWei: 0n,
  positions: [],
  ...part,
})
