import { TerminalError } from '../api/errors.ts'
import { Market } from '../api/marketData.ts'
import type { OrderDomain } from '../api/order.ts'
import type { CommandResult } from './core/applyCommand.ts'
import type { Command } from './core/command.ts'
import { type Core, takeChanges } from './core/core.ts'
import { exportCore } from './core/coreSnapshot.ts'
import { nextDayMsOf } from './core/reservations.ts'
import { createMarketReads } from './createMarketReads.ts'
import { createOrderDesk } from './createOrderDesk.ts'
import { writeJson } from './journal/marketJson.ts'
import { openMarketStores } from './openMarketStores.ts'
import { createTickers } from './projection/createTickers.ts'
import { changesToRecords, forget, recoverCore } from './recoverCore.ts'
import { createSequencer } from './sequencer.ts'
import { scheduleSettlement } from './settlement/scheduleSettlement.ts'
import { createMarketFeeds } from './stream/createMarketFeeds.ts'
import type { Clock, Listing, Settler, TradingChecks, VerifySignature } from './types.ts'

export interface MarketEngineOptions {
  /** The market's SQLite file. */
  readonly path: string
  /** Binds order ids to one deployment of the trading module. */
  readonly domain: OrderDomain
  readonly clock: Clock
  readonly listings: readonly Listing[]
  readonly checks: TradingChecks
  readonly settler: Settler
  /** Asked for signatures that aren't an EOA's (ERC-1271). */
  readonly verifySignature: VerifySignature
  /** Open orders a trader may have; 1,000 unless told. It is part of the rules the journal was written under: keep it. */
  readonly maxOpenOrders?: number
  /** Commands between two snapshots of the state; 10,000 unless told. */
  readonly snapshotEvery?: number
  /** How long a first fill waits for others to settle with, milliseconds; none unless told. */
  readonly gatherMs?: number
  /** Something went wrong that isn't a caller's fault: a settlement is being retried, or the journal failed for good. */
  readonly onProblem?: (error: unknown) => void
}

/** Waits until no fill up to a sequence is unsettled. */
interface DrainWaiter {
  readonly untilSequence: number
  readonly resolve: () => void
  readonly reject: (error: unknown) => void
}

/** Timers are armed anew at least this often, because the clock may be moved. */
const LONGEST_NAP_MS = 60_000

/**
 * Opens the market: orders are journalled durably, matched, answered, published and settled; a restart rebuilds it exactly.
 * Its methods are those of `engine/api/market.ts` that need no chain, and what the desk needs to run it.
 *
 * @throws TerminalError `store/corrupt`, `store/busy`, `store/newer-schema`
 */
export const createMarketEngine = async (options: MarketEngineOptions) => {
  const { path, clock, maxOpenOrders = 1_000, snapshotEvery = 10_000, gatherMs = 0, onProblem = () => {} } = options
  const stores = openMarketStores(path)
  const { journal, candles, projection, queries } = stores
  const core = recoverCore({ ...stores, maxOpenOrders })
  const tickerOf = createTickers(core, candles, clock)
  const feeds = createMarketFeeds({ core, queries, candles, tickerOf })
  const drained = new Set<DrainWaiter>()
  let savedAt = core.sequence
  let disarm: () => void = () => {}

  const onApplied = (): void => {
    const changes = takeChanges(core)
    const records = changesToRecords(changes)
    const isDue = core.sequence - savedAt >= snapshotEvery
    const save = isDue ? { state: exportCore(core), journalChecksum: journal.lastChecksum } : undefined
    const changed = projection.project(records, core.sequence, save)
    if (isDue) savedAt = core.sequence
    forget(core, changes)
    feeds.publish(changes, records, changed)
    settlement.wake()
    releaseDrained()
    arm()
  }

  const sequencer = createSequencer({ core, journal, onApplied, onFailure: onProblem })

  const perform = async (command: Command): Promise<Extract<CommandResult, { kind: 'done' }>> => {
    const result = await sequencer.submit(command)
    if (result.kind === 'refused') throw result.error
    return result
  }

  const settlement = scheduleSettlement({
    core,
    gatherMs,
    settler: options.settler,
    clock,
    recordOutcomes: async (outcomes) => {
      await perform({ kind: 'settlement', atMs: clock.nowMs(), outcomes: [...outcomes] })
    },
    onRetry: onProblem,
  })

  const releaseDrained = (): void => {
    const [oldest] = core.unsettled.values()
    for (const waiter of [...drained]) {
      if (oldest !== undefined && oldest.sequence <= waiter.untilSequence) continue
      drained.delete(waiter)
      waiter.resolve()
    }
  }

  const arm = (): void => {
    disarm()
    const waitMs = Math.max(0, Math.min(nextDueMs(core) - clock.nowMs(), LONGEST_NAP_MS))
    disarm = clock.after(waitMs, onTimer)
  }

  const onTimer = (): void => {
    feeds.refreshTickers()
    if (nextDueMs(core) > clock.nowMs()) arm()
    else perform({ kind: 'expire', atMs: clock.nowMs() }).catch(onProblem)
  }

  const addMarket = async ({ market, referencePriceTicks }: Listing): Promise<void> => {
    const reference = referencePriceTicks === undefined ? {} : { referencePriceTicks }
    await perform({ kind: 'list', atMs: clock.nowMs(), market: Market.parse(market), ...reference })
  }

  const desk = createOrderDesk({
    ...options,
    core,
    queries,
    submit: sequencer.submit,
    afterSettlements: settlement.afterCurrentBatch,
  })

  const engine = {
    ...desk,
    ...createMarketReads({ core, queries, candles, feeds, tickerOf }),
    /** Lists a market, or changes its terms other than token, tick and lot. A halted market stays halted. */
    addMarket,
    setHalted: async (marketId: string, halted: boolean): Promise<void> => {
      await perform({ kind: 'halt', atMs: clock.nowMs(), marketId, halted })
    },
    /** Resolves when every fill matched so far is settled or failed. */
    drain: (): Promise<void> =>
      new Promise((resolve, reject) => {
        drained.add({ untilSequence: core.fillSequence, resolve, reject })
        releaseDrained()
      }),
    /** The clock was moved: timers are set anew. */
    clockMoved: async (): Promise<void> => arm(),
    /** Answers what was submitted, waits for the settlement on its way, ends the streams and closes the file. */
    close: async (): Promise<void> => {
      disarm()
      await settlement.close()
      await sequencer.close()
      disarm()
      feeds.end()
      for (const { reject } of drained) reject(new TerminalError('store/busy', 'The market is closing.'))
      stores.close()
    },
  }

  for (const listing of options.listings) await addChangedMarket(core, listing, addMarket)
  settlement.wake()
  arm()
  return engine
}

/** The market with its order book, seen by the desk. */
export type MarketEngine = Awaited<ReturnType<typeof createMarketEngine>>

/** When an order expires next, or reservations are of yesterday. */
const nextDueMs = (core: Core): number =>
  Math.min(
    Number.POSITIVE_INFINITY,
    ...[...core.markets.values()].map((market) => Math.min(market.nextExpiryMs, nextDayMsOf(market))),
  )

/** Only what changed is journalled: starting the same desk again leaves no trace. */
const addChangedMarket = async (
  core: Core,
  listing: Listing,
  add: (listing: Listing) => Promise<void>,
): Promise<void> => {
  const known = core.markets.get(listing.market.marketId)
  const market = Market.parse({ ...listing.market, status: known?.market.status ?? listing.market.status })
  const reference = listing.referencePriceTicks ?? known?.referencePriceTicks
  const isSame =
    known?.referencePriceTicks === reference && known !== undefined && writeJson(known.market) === writeJson(market)
  if (!isSame) await add(listing)
}
