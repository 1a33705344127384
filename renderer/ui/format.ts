import type { Market } from '../../engine/api/marketData.ts'

/** What formatting a price or a quantity needs of its market. */
export type PriceScale = Pick<Market, 'tickSize' | 'settlementToken'>
export type LotScale = Pick<Market, 'lotSize' | 'treasury'>

/** Shown where there is no value. */
export const noValue = '–'
const minus = '−'

const groupThousands = (digits: string) => digits.replace(/\B(?=(\d{3})+$)/g, ',')

const divideRounded = (value: bigint, divisor: bigint) => (value + divisor / 2n) / divisor

export interface AmountOptions {
  /** Fraction digits shown at least; default 0. */
  readonly fractionMin?: number
  /** Fraction digits shown at most, rounded half up; default all of them. */
  readonly fractionMax?: number
  /** Puts a plus before positive amounts. */
  readonly signed?: boolean
}

/**
 * An integer amount of base units as a decimal number, exactly (never through a float).
 *
 * @example
 * formatAmount(1_234_500_000n, 6, { fractionMin: 2 }) // '1,234.50'
 */
export function formatAmount(amount: bigint, decimals: number, options: AmountOptions = {}): string {
  const fractionMax = Math.min(options.fractionMax ?? decimals, decimals)
  const scaled = divideRounded(amount < 0n ? -amount : amount, 10n ** BigInt(decimals - fractionMax))
  const digits = scaled.toString().padStart(fractionMax + 1, '0')
  const whole = digits.slice(0, digits.length - fractionMax)
  const fraction = trimFraction(digits.slice(digits.length - fractionMax), options.fractionMin ?? 0)
  const sign = scaled === 0n ? '' : amount < 0n ? minus : options.signed ? '+' : ''
  return `${sign}${groupThousands(whole)}${fraction === '' ? '' : `.${fraction}`}`
}

const trimFraction = (fraction: string, digitsMin: number) => {
  const trimmed = fraction.replace(/0+$/, '')
  return trimmed.length < digitsMin ? trimmed.padEnd(digitsMin, '0') : trimmed
}

/** Fraction digits that every price of a market can be written with; at least two where the token has them. */
export function countPriceDigits({ tickSize, settlementToken }: PriceScale): number {
  let digits = settlementToken.decimals
  for (let rest = tickSize; digits > 2 && rest > 0n && rest % 10n === 0n; rest /= 10n) digits -= 1
  return digits
}

/** A price in ticks as settlement-token units for one whole token, always with the same number of digits. */
export function formatPrice(ticks: number, market: PriceScale): string {
  const digits = countPriceDigits(market)
  return formatAmount(BigInt(ticks) * market.tickSize, market.settlementToken.decimals, {
    fractionMin: digits,
    fractionMax: digits,
  })
}

/** Like `formatPrice`, for averages that fall between ticks: rounded to a tenth of the last digit. For display only. */
export function formatAveragePrice(ticks: number, market: PriceScale): string {
  const digits = countPriceDigits(market) + 1
  const thousandths = BigInt(Math.round(ticks * 1_000)) * market.tickSize
  return formatAmount(thousandths, market.settlementToken.decimals + 3, { fractionMin: digits, fractionMax: digits })
}

/** A price as a number, for pixels of a chart only. */
export const priceToNumber = (ticks: number, { tickSize, settlementToken }: PriceScale) =>
  Number(BigInt(ticks) * tickSize) / 10 ** settlementToken.decimals

/** Why a text is not a price of a market. */
export type PriceProblem = 'empty' | 'malformed' | 'off-grid' | 'out-of-range'

/** Reads a price that a person typed. Exact: a price between two ticks is refused, not rounded. */
export function parsePrice(text: string, market: PriceScale): { ticks: number } | { problem: PriceProblem } {
  const plain = text.trim().replaceAll(',', '')
  if (plain === '') return { problem: 'empty' }
  const match = /^(\d{1,30})(?:\.(\d{0,30}))?$/.exec(plain)
  if (match === null) return { problem: 'malformed' }
  const { decimals } = market.settlementToken
  const fraction = (match[2] ?? '').replace(/0+$/, '')
  if (fraction.length > decimals) return { problem: 'off-grid' }
  const units = BigInt(`${match[1]}${fraction.padEnd(decimals, '0')}`)
  if (units % market.tickSize !== 0n) return { problem: 'off-grid' }
  const ticks = units / market.tickSize
  return ticks < 1n || ticks > BigInt(Number.MAX_SAFE_INTEGER) ? { problem: 'out-of-range' } : { ticks: Number(ticks) }
}

/** A whole number with thousands separated. */
export const formatCount = (count: number) => groupThousands(String(Math.trunc(count)))

/** Lots as whole treasury tokens. */
export const formatLotsAsTokens = (lots: number, { lotSize, treasury }: LotScale) =>
  formatAmount(BigInt(lots) * lotSize, treasury.decimals)

/** A yield ratio (0.0431) as percent with three digits. For display only. */
export function formatYield(ratio: number | undefined): string {
  if (ratio === undefined || !Number.isFinite(ratio)) return noValue
  const text = Math.abs(ratio * 100).toFixed(3)
  return `${ratio < 0 && Number(text) !== 0 ? minus : ''}${text} %`
}

/** Basis points as percent: 425 is 4.25 %. */
export const formatBps = (bps: number) => `${formatAmount(BigInt(bps), 2, { fractionMin: 2 })} %`

/** An annual rate in billionths as percent: 42,500,000 is 4.25 %. */
export const formatRate = (billionths: number) => `${formatAmount(BigInt(billionths), 7, { fractionMin: 2 })} %`

/** The change between two prices in ticks, in percent with its sign; exact integers until the last digit. */
export function formatChange(fromTicks: number | undefined, toTicks: number | undefined): string {
  if (fromTicks === undefined || toTicks === undefined || fromTicks === 0) return noValue
  const difference = BigInt(toTicks - fromTicks) * 100_000n
  const from = BigInt(fromTicks)
  const rounded = difference < 0n ? -divideRounded(-difference, from) : divideRounded(difference, from)
  return `${formatAmount(rounded, 3, { fractionMin: 3, signed: true })} %`
}

/** `12:34:56` in UTC. */
export const formatTime = (timeMs: number) => new Date(timeMs).toISOString().slice(11, 19)

/** `2026-11-22` in UTC. */
export const formatDate = (timeMs: number) => new Date(timeMs).toISOString().slice(0, 10)

/** `2026-11-22` of a date that is a number of days since 1970-01-01. */
export const formatDay = (day: number) => formatDate(day * 86_400_000)

/** `2026-11-22 12:34:56` in UTC. */
export const formatDateTime = (timeMs: number) => `${formatDate(timeMs)} ${formatTime(timeMs)}`

/** `11-22 12:34:56` in UTC, for columns whose year is plain. */
export const formatMonthTime = (timeMs: number) => formatDateTime(timeMs).slice(5)

/** A duration in its largest unit: `3 s`, `12 min`, `4 h`, `9 d`. */
export function formatAge(durationMs: number): string {
  const seconds = Math.max(0, Math.floor(durationMs / 1_000))
  if (seconds < 60) return `${seconds} s`
  if (seconds < 3_600) return `${Math.floor(seconds / 60)} min`
  if (seconds < 86_400) return `${Math.floor(seconds / 3_600)} h`
  return `${Math.floor(seconds / 86_400)} d`
}

/** `0x1234…abcd`. */
export const shortenHex = (hex: string, digits = 4) =>
  hex.length <= 2 * digits + 3 ? hex : `${hex.slice(0, 2 + digits)}…${hex.slice(-digits)}`
