import type { Hex } from 'viem'
import { accruedInterest } from '../treasury/accruedInterest.ts'
import { dayOfTime } from '../treasury/dayCount.ts'
import { priceAtYield } from '../treasury/yieldToMaturity.ts'
import { createRandom } from './createRandom.ts'
import { faceValue, type PracticeTreasury, tickSize } from './practiceTreasuries.ts'

/** Half of a yield's way back to its start takes this long. */
const halfLifeDays = 20
/** How much of every yield's move is the same for all treasuries. */
const commonShare = 0.8

/** Fair prices that move: equal seeds, start yields and steps give equal prices. */
export interface PriceProcess {
  /** Moves every yield on by `elapsedS` seconds (an Ornstein-Uhlenbeck step with one common factor). */
  advance(elapsedS: number): void
  /** Fair price of a treasury at a time, in whole ticks. */
  fairPriceTicks(index: number, atS: number): number
}

/** Clean price in ticks of a yield, per whole token. */
export const yieldToTicks = ({ terms }: PracticeTreasury, atS: number, annualYield: number): number => {
  const day = dayOfTime(atS)
  const fullPrice = (priceAtYield(terms, day, annualYield) / 100) * Number(faceValue)
  return Math.max(1, Math.round((fullPrice - Number(accruedInterest(terms, day))) / Number(tickSize)))
}

/** Makes the price process of a practice desk; `startYields` continues from where trading stopped. */
export const createPriceProcess = (
  seed: Hex,
  label: string,
  treasuries: readonly PracticeTreasury[],
  startYields: readonly number[] = treasuries.map(({ startYield }) => startYield),
): PriceProcess => {
  const random = createRandom(seed, label)
  const yields = [...startYields]
  return {
    advance: (elapsedS) => {
      const days = elapsedS / 86_400
      const pull = 1 - 0.5 ** (days / halfLifeDays)
      const common = random.normal()
      treasuries.forEach((treasury, index) => {
        const current = yields[index] ?? treasury.startYield
        const shock = Math.sqrt(commonShare) * common + Math.sqrt(1 - commonShare) * random.normal()
        const move = (shock * treasury.dailyYieldMoveBps * Math.sqrt(days)) / 10_000
        yields[index] = current + (treasury.startYield - current) * pull + move
      })
    },
    fairPriceTicks: (index, atS) => {
      const treasury = treasuries[index]
      if (treasury === undefined) throw new RangeError(`There is no treasury ${index}.`)
      return yieldToTicks(treasury, atS, yields[index] ?? treasury.startYield)
    },
  }
}
