import type { Market } from '../../../../engine/api/marketData.ts'
import type { SignableOrder } from '../../../../engine/api/order.ts'
import { cleanText } from '../../../ui/cleanText.ts'
import { countPriceDigits, formatAmount, formatDateTime } from '../../../ui/format.ts'

const terms = {
  GTC: 'It stays in the book until it fills or is cancelled',
  GTD: 'It stays in the book until its date',
  IOC: 'What does not trade at once is cancelled',
  FOK: 'It trades at once and in full, or not at all',
} as const

/** The order in one plain sentence, from the exact fields that are signed. */
export function describeOrder(order: SignableOrder, market: Market): string {
  const { treasury, settlementToken, lotSize } = market
  const quantity = formatAmount(order.quantity, treasury.decimals)
  const price = formatAmount(order.price, settlementToken.decimals, { fractionMin: countPriceDigits(market) })
  const lots = formatAmount(order.quantity / lotSize, 0)
  const verb = order.side === 'buy' ? 'Buy' : 'Sell'
  const interest = treasury.couponsPerYear === 0 ? '' : ', and the accrued interest of the day it settles'
  const bound = order.side === 'buy' ? 'at most' : 'at least'
  return `${verb} ${quantity} ${cleanText(treasury.symbol, 16)} (${lots} lots) for ${bound} ${price} ${cleanText(settlementToken.symbol, 8)} each${interest}.`
}

/** What happens to the part that does not trade at once, and until when the signature counts. */
export function describeTerms({ timeInForce, postOnly, expiry, maxFeeBps }: SignableOrder): string {
  const resting = postOnly ? ' It only rests: it is refused if it would trade at once.' : ''
  const fee = formatAmount(BigInt(maxFeeBps), 2, { fractionMin: 2 })
  return `${terms[timeInForce]}.${resting} The signature is void after ${formatDateTime(expiry * 1_000)} UTC. Fee at most ${fee} %.`
}
