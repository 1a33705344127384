import type { BookEvent } from '../../api/marketData.ts'
import type { CoreChanges, CoreMarket } from '../core/core.ts'
import { bookToRecord, levelToRecord } from '../core/records.ts'
import { createMailbox, type Mailbox } from './createMailbox.ts'
import type { Stream } from './Stream.ts'

/** Changes a reader may lag behind; further back it gets a new snapshot instead. */
const MAX_PENDING_CHANGES = 256

interface Subscriber {
  readonly market: CoreMarket
  readonly mailbox: Mailbox<BookEvent>
  pending: BookEvent[]
  needsSnapshot: boolean
}

/**
 * Publishes books: a snapshot, then one change for each batch that touched the book, their sequences without a gap. A reader
 * that lags too far is sent a snapshot again, so nobody's slowness costs memory.
 *
 * @param firstSequence where the sequences start; not below any that an earlier run of the program published
 */
export const createBookFeed = (firstSequence: number) => {
  const sequences = new Map<CoreMarket, number>()
  const subscribers = new Set<Subscriber>()

  const sequenceOf = (market: CoreMarket): number => sequences.get(market) ?? firstSequence

  const snapshotOf = (market: CoreMarket): BookEvent => ({
    kind: 'snapshot',
    book: bookToRecord(market, sequenceOf(market)),
  })

  const take = (subscriber: Subscriber): BookEvent | undefined => {
    if (!subscriber.needsSnapshot) return subscriber.pending.shift()
    subscriber.needsSnapshot = false
    subscriber.pending = []
    return snapshotOf(subscriber.market)
  }

  const push = (subscriber: Subscriber, event: BookEvent): void => {
    if (subscriber.needsSnapshot) return
    if (subscriber.pending.length < MAX_PENDING_CHANGES) subscriber.pending.push(event)
    else subscriber.needsSnapshot = true
    subscriber.mailbox.notify()
  }

  return {
    sequenceOf,
    watch: (market: CoreMarket): Stream<BookEvent> => {
      const subscriber: Subscriber = {
        market,
        pending: [],
        needsSnapshot: true,
        mailbox: createMailbox({ take: () => take(subscriber), onEnd: () => subscribers.delete(subscriber) }),
      }
      subscribers.add(subscriber)
      return subscriber.mailbox.stream
    },
    publish: ({ levels }: CoreChanges): void => {
      for (const [market, { buy, sell }] of levels) {
        const sequence = sequenceOf(market) + 1
        sequences.set(market, sequence)
        const { bids, asks } = market.book
        const event: BookEvent = {
          kind: 'change',
          sequence,
          levels: [
            ...[...buy].map((price) => ({ side: 'buy' as const, ...levelToRecord(price, bids.byPrice.get(price)) })),
            ...[...sell].map((price) => ({ side: 'sell' as const, ...levelToRecord(price, asks.byPrice.get(price)) })),
          ],
        }
        for (const subscriber of [...subscribers]) if (subscriber.market === market) push(subscriber, event)
      }
    },
    /** Ends every reader's stream. */
    end: (): void => {
      for (const { mailbox } of [...subscribers]) mailbox.end()
    },
  }
}
