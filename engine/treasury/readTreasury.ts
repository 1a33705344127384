import { type Address, hexToString } from 'viem'
import { TerminalError } from '../api/errors.ts'
import { DayCountConvention, TreasuryKind } from '../api/marketData.ts'
import type { TreasuryRecord } from '../api/treasury.ts'
import type { SetClients } from './clients/createSetClients.ts'
import { dayOfTime } from './dayCount.ts'
import { toDate } from './toTreasuryInfo.ts'
import { statusOf } from './treasuryStatuses.ts'

type RegistryEntry = Awaited<ReturnType<SetClients['registry']['read']['treasuryOf']>>

const pick = <Item>(items: readonly Item[], index: number, what: string): Item => {
  const item = items[index]
  if (item !== undefined) return item
  throw new TerminalError('chain/unavailable', `The registry answered ${what} ${index}, which there is not.`)
}

/** A treasury as its registry has it, with its price on the day of `nowS` (Unix seconds of the chain). */
export const readTreasury = async (
  clients: SetClients,
  entry: RegistryEntry,
  nowS: number,
): Promise<TreasuryRecord> => {
  const { info, cleanPrice, priceObservedAt } = entry
  const token = clients.tokenAt(info.token)
  const [symbol, supply, accrued] = await Promise.all([
    token.read.symbol(),
    token.read.issuedSupply(),
    clients.registry.read.accruedOf([info.token, BigInt(dayOfTime(nowS))]),
  ])
  return {
    token: info.token,
    name: info.name,
    symbol,
    isin: info.isin,
    kind: pick(TreasuryKind.options, info.treasuryType, 'the type'),
    currency: hexToString(info.currency),
    issuer: info.issuer,
    issueDate: toDate(info.terms.issueDay),
    maturityDate: toDate(info.terms.maturityDay),
    firstCouponDate: toDate(info.terms.firstCouponDay),
    lastRegularDate: toDate(info.terms.lastRegularDay),
    dayCount: pick(DayCountConvention.options, info.terms.convention, 'the day count'),
    couponsPerYear: info.terms.couponsPerYear as TreasuryRecord['couponsPerYear'],
    couponRate: info.terms.rate,
    faceValue: info.faceValue,
    issuePrice: info.issuePrice,
    documentHash: info.documentHash,
    status: statusOf(entry.status),
    supply,
    ...(priceObservedAt === 0n
      ? {}
      : { price: { clean: cleanPrice, accrued, dirty: cleanPrice + accrued, observedAtS: Number(priceObservedAt) } }),
  }
}

/** @throws TerminalError `treasury/not-found` */
export const readTreasuryOf = async (clients: SetClients, token: Address, nowS: number): Promise<TreasuryRecord> =>
  readTreasury(clients, await clients.registry.read.treasuryOf([token]), nowS)
