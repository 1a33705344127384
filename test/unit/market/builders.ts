import { type Address, getAddress, type Hex, keccak256, pad, toHex } from 'viem'
import type { SignedOrder } from '../../../engine/api/market.ts'
import type { Market } from '../../../engine/api/marketData.ts'
import type { SignableOrder } from '../../../engine/api/order.ts'
import { applyCommand, type CommandResult } from '../../../engine/market/core/applyCommand.ts'
import { settledOutOf } from '../../../engine/market/core/checkPlacement.ts'
import type { Command } from '../../../engine/market/core/command.ts'
import { type Core, createCore } from '../../../engine/market/core/core.ts'

/** The `n`th of a row of addresses. */
export const anAddress = (n: number): Address => getAddress(pad(toHex(n), { size: 20 }))

export const traders = [anAddress(0xa1), anAddress(0xa2), anAddress(0xa3), anAddress(0xa4)] as const
export const [alice, bob, carol] = traders
export const treasuryToken = anAddress(0xb1)
export const cash = anAddress(0xc1)

/** A bill of 100.000000 face with 6 decimals on both sides; tick 0.01, lot one whole token. */
export const aMarket = (changes: Partial<Market> = {}): Market => ({
  marketId: 'BILL13',
  treasury: {
    token: treasuryToken,
    symbol: 'TB13',
    name: '13-week bill',
    kind: 'bill',
    issuer: 'Treasury',
    isin: 'XS0000000013',
    decimals: 6,
    faceValue: 100_000_000n,
    couponRate: 0,
    endOfMonth: false,
    issueDay: 19_675,
    firstCouponDay: 21_990,
    lastRegularDay: 21_990,
    maturityDay: 21_990,
    couponsPerYear: 0,
    dayCount: 'ACT/360',
  },
  settlementToken: { address: cash, symbol: 'USDQ', decimals: 6 },
  tickSize: 10_000n,
  lotSize: 1_000_000n,
  makerFeeBps: 1,
  takerFeeBps: 3,
  priceBandBps: 1_000,
  status: 'open',
  treasuryStatus: 'active',
  ...changes,
})

export interface OrderShape extends Partial<Omit<SignableOrder, 'price' | 'quantity'>> {
  readonly priceTicks?: number
  readonly sizeLots?: number
  readonly selfTradePrevention?: SignedOrder['selfTradePrevention']
}

let salt = 0n

/** A signed order; every one has another salt. */
export const anOrder = ({
  priceTicks = 10_000,
  sizeLots = 10,
  selfTradePrevention,
  ...shape
}: OrderShape): SignedOrder => {
  salt += 1n
  return {
    order: {
      trader: alice,
      token: treasuryToken,
      side: 'buy',
      timeInForce: 'GTC',
      postOnly: false,
      maxFeeBps: 10,
      expiry: 2_000_000_000,
      nonce: 0,
      salt,
      ...shape,
      quantity: BigInt(sizeLots) * 1_000_000n,
      price: BigInt(priceTicks) * 10_000n,
    },
    signature: '0x',
    selfTradePrevention: selfTradePrevention ?? 'cancel-newest',
  }
}

/** An id as unique as the order's salt: for tests of the core, which believes the ids it is given. */
export const anOrderId = (signed: SignedOrder): Hex => keccak256(toHex(signed.order.salt))

export const startMs = 1_760_000_000_000

/** Drives a core command by command and keeps the commands, as the journal would. */
export const createDriver = (core: Core = createCore({ maxOpenOrders: 1_000 })) => {
  const commands: Command[] = []
  const actor = { principal: 'desk', isAdmin: false }
  const run = (command: Command): CommandResult => {
    commands.push(command)
    return applyCommand(core, command, core.sequence + 1)
  }
  const placement = (signed: SignedOrder, available: bigint) => ({
    orderId: anOrderId(signed),
    marketId: 'BILL13',
    signed,
    available,
    settledOut: settledOutOf(core, signed.order.trader, signed.order.side === 'buy' ? cash : treasuryToken),
  })
  return {
    core,
    commands,
    run,
    list: (market = aMarket(), referencePriceTicks?: number) =>
      run({ kind: 'list', atMs: 0, market, ...(referencePriceTicks === undefined ? {} : { referencePriceTicks }) }),
    place: (shape: OrderShape, { atMs = startMs, available = 10n ** 30n, principal = 'desk' } = {}) => {
      const signed = anOrder(shape)
      const command = {
        kind: 'place',
        atMs,
        actor: { ...actor, principal },
        placement: placement(signed, available),
      } as const
      return { orderId: command.placement.orderId, signed, result: run(command) }
    },
    replace: (orderId: Hex, shape: OrderShape, { atMs = startMs, available = 10n ** 30n } = {}) => {
      const signed = anOrder(shape)
      const command = { kind: 'replace', atMs, actor, orderId, placement: placement(signed, available) } as const
      return { orderId: command.placement.orderId, result: run(command) }
    },
    cancel: (orderId: Hex, by: Partial<typeof actor> = {}, atMs = startMs) =>
      run({ kind: 'cancel', atMs, actor: { ...actor, ...by }, orderId }),
    settle: (fillId: Hex, atMs = startMs) =>
      run({
        kind: 'settlement',
        atMs,
        outcomes: [{ fillId, kind: 'settled', transactionHash: keccak256(fillId), blockNumber: 7 }],
      }),
    fail: (fillId: Hex, culprit: 'maker' | 'taker' | 'both' | 'unknown', atMs = startMs) =>
      run({
        kind: 'settlement',
        atMs,
        outcomes: [{ fillId, kind: 'failed', code: 'order/allowance', message: 'The allowance was revoked.', culprit }],
      }),
  }
}
