/** A placement whose answer never came: the order may be in the book, or not. */
export class PlacementUnknownError extends Error {
  constructor(cause: unknown) {
    super(
      'The answer of the desk did not arrive. The order may have been placed: find out before you place it again.',
      { cause },
    )
    this.name = 'PlacementUnknownError'
  }
}

const hasCode = (error: unknown, code?: string) =>
  error instanceof Error &&
  'code' in error &&
  typeof error.code === 'string' &&
  (code === undefined || error.code === code)

/** A bug of the desk answers with these: it may have happened after the order was made durable. */
const inconclusive = ['host/internal', 'INTERNAL_SERVER_ERROR']

/** Places an order. An answer of the desk is an answer, refusals too; anything else leaves it open what happened. */
export async function placeOrder<Ack>(place: () => Promise<Ack>): Promise<Ack> {
  try {
    return await place()
  } catch (error) {
    const isAnswer = hasCode(error) && !inconclusive.some((code) => hasCode(error, code))
    throw isAnswer ? error : new PlacementUnknownError(error)
  }
}

/** Finds out what became of a placement: the order, or `undefined` where the desk never took it. */
export async function findPlacedOrder<Order>(getOrder: () => Promise<Order>): Promise<Order | undefined> {
  try {
    return await getOrder()
  } catch (error) {
    if (hasCode(error, 'order/not-found')) return undefined
    throw error
  }
}
