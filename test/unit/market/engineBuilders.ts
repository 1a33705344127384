import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Address, type Hex, keccak256, toHex } from 'viem'
import { privateKeyToAccount } from 'viem/accounts'
import { onTestFinished } from 'vitest'
import { TerminalError } from '../../../engine/api/errors.ts'
import type { SignedOrder } from '../../../engine/api/market.ts'
import { orderTypedData } from '../../../engine/api/order.ts'
import type { Caller } from '../../../engine/api/services.ts'
import { createMarketEngine, type MarketEngineOptions } from '../../../engine/market/createMarketEngine.ts'
import type {
  Clock,
  SettlementOutcome,
  SettlementRequest,
  Settler,
  TradingChecks,
} from '../../../engine/market/types.ts'
import { aMarket, anAddress, anOrder, cash, type OrderShape, startMs, treasuryToken } from './builders.ts'

export const domain = { chainId: 1337, verifyingContract: anAddress(0xd1) }
export const desk: Caller = { principal: 'desk', role: 'trader' }

/** Three accounts with keys of their own. */
export const accounts = [1, 2, 3].map((n) => privateKeyToAccount(keccak256(toHex(`account ${n}`))))
export const [alice, bob] = accounts.map(({ address }) => address) as [Address, Address]

/** A clock that stands still until it is moved; its timers fire when it is moved past them. */
export const createTestClock = (nowMs = startMs) => {
  let timers: { atMs: number; callback: () => void }[] = []
  const clock: Clock & { move(toMs: number): void } = {
    nowMs: () => nowMs,
    after: (delayMs, callback) => {
      const timer = { atMs: nowMs + delayMs, callback }
      timers.push(timer)
      return () => {
        timers = timers.filter((other) => other !== timer)
      }
    },
    move: (toMs) => {
      nowMs = toMs
      const due = timers.filter(({ atMs }) => atMs <= nowMs)
      timers = timers.filter(({ atMs }) => atMs > nowMs)
      for (const { callback } of due) callback()
    },
  }
  return clock
}

/** A little chain: balances by asset and account, moved by settlements, which fail as the real one's would. */
export const createLedger = () => {
  const balances = new Map<string, bigint>()
  const settled = new Map<Hex, SettlementOutcome>()
  const ineligible = new Set<Address>()
  const key = (account: Address, asset: Address) => `${account}/${asset}`
  const balanceOf = (account: Address, asset: Address) => balances.get(key(account, asset)) ?? 0n
  const move = (asset: Address, from: Address, to: Address, amount: bigint) => {
    balances.set(key(from, asset), balanceOf(from, asset) - amount)
    balances.set(key(to, asset), balanceOf(to, asset) + amount)
  }
  let blockNumber = 0
  let isDown = false
  const settle = ({ fillId, maker, taker, quantity, price }: SettlementRequest): SettlementOutcome => {
    const earlier = settled.get(fillId)
    if (earlier) return earlier
    const [buyer, seller] = maker.order.side === 'buy' ? [maker, taker] : [taker, maker]
    const payment = (quantity * price) / 1_000_000n
    const fail = (side: typeof maker): SettlementOutcome => {
      const culprit = side === maker ? 'maker' : 'taker'
      return { fillId, kind: 'failed', code: 'order/balance', message: 'It can’t pay.', culprit }
    }
    if (balanceOf(buyer.order.trader, cash) < payment) return fail(buyer)
    if (balanceOf(seller.order.trader, treasuryToken) < quantity) return fail(seller)
    move(cash, buyer.order.trader, seller.order.trader, payment)
    move(treasuryToken, seller.order.trader, buyer.order.trader, quantity)
    const outcome = { fillId, kind: 'settled', transactionHash: keccak256(fillId), blockNumber } as const
    settled.set(fillId, outcome)
    return outcome
  }
  const settler: Settler = {
    settle: async (fills) => {
      if (isDown) throw new TerminalError('chain/unavailable', 'The chain is away.')
      blockNumber += 1
      return fills.map(settle)
    },
  }
  const checks: TradingChecks = {
    available: async (trader, asset) => balanceOf(trader, asset),
    checkEligible: async (trader, token) => {
      if (ineligible.has(trader))
        throw new TerminalError('compliance/not-eligible', 'Not an investor.', { trader, token })
    },
  }
  return {
    settler,
    checks,
    ineligible,
    settledCount: () => settled.size,
    fund: (account: Address, asset: Address, amount: bigint) => balances.set(key(account, asset), amount),
    balanceOf,
    setDown: (down: boolean) => {
      isDown = down
    },
  }
}

/** Signs an order with its trader's key. */
export const sign = async (shape: OrderShape, orderDomain = domain): Promise<SignedOrder> => {
  const signed = anOrder({ trader: alice, ...shape })
  const account = accounts.find(({ address }) => address === signed.order.trader)
  if (account === undefined) throw new Error('No key for this trader.')
  return { ...signed, signature: await account.signTypedData(orderTypedData(signed.order, orderDomain)) }
}

/** A folder for one test. */
export const aFolder = (): string => {
  const folder = mkdtempSync(join(tmpdir(), 'market-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

/** A market on a file of its own with two funded traders; `reopen` closes it and opens the same file again. */
export const openEngine = async (changes: Partial<MarketEngineOptions> = {}) => {
  const path = join(aFolder(), 'market.sqlite')
  const clock = createTestClock()
  const ledger = createLedger()
  for (const { address } of accounts) {
    ledger.fund(address, cash, 10n ** 15n)
    ledger.fund(address, treasuryToken, 10n ** 12n)
  }
  const problems: unknown[] = []
  const options: MarketEngineOptions = {
    path,
    domain,
    clock,
    listings: [{ market: aMarket(), referencePriceTicks: 10_000 }],
    checks: ledger.checks,
    settler: ledger.settler,
    verifySignature: async () => false,
    onProblem: (error) => problems.push(error),
    ...changes,
  }
  let engine = await createMarketEngine(options)
  onTestFinished(() => engine.close().catch(() => {}))
  return {
    get engine() {
      return engine
    },
    clock,
    ledger,
    problems,
    path,
    options,
    submit: async (shape: OrderShape, caller = desk) => engine.submitOrder(await sign(shape), caller),
    reopen: async () => {
      await engine.close()
      engine = await createMarketEngine(options)
      return engine
    },
  }
}

/** The next value of a stream. */
export const next = async <T>(stream: AsyncIterator<T, unknown, void>): Promise<T> => {
  const result = await stream.next()
  if (result.done) throw new Error('The stream ended.')
  return result.value
}
