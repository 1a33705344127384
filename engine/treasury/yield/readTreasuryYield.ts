import type { Address } from 'viem'
import type { SetClients } from '../clients/createSetClients.ts'
import { secondsPerDay } from '../dayCount.ts'
import { statusOf } from '../treasuryStatuses.ts'
import type { CouponState, TreasuryYield } from './TreasuryYield.ts'

/** How many questions a network is asked at once. */
const QUESTIONS_AT_ONCE = 32

/** The coupons of a treasury, in their order. */
export const readCoupons = async (
  { yieldModule }: SetClients,
  token: Address,
): Promise<readonly Omit<CouponState, 'unpaid'>[]> => {
  const count = Number(await yieldModule.read.couponCount([token]))
  const indices = Array.from({ length: count }, (_, index) => index)
  return mapInGroups(indices, async (index) => {
    const coupon = await yieldModule.read.couponOf([token, BigInt(index)])
    const { payTime: payTimeS, perToken, due, funded, paid, supply, settled, shortfall, swept } = coupon
    return { index, payTimeS, perToken, due, funded, paid, supply, settled, shortfall, swept }
  })
}

/** Reads all that a treasury's payments follow from; `holders` are whom to ask about. */
export const readTreasuryYield = async (
  clients: SetClients,
  token: Address,
  holders: readonly Address[],
): Promise<TreasuryYield> => {
  const { registry, yieldModule, tokenAt } = clients
  const [treasury, supply, decimals, redemption, coupons] = await Promise.all([
    registry.read.treasuryOf([token]),
    tokenAt(token).read.issuedSupply(),
    tokenAt(token).read.decimals(),
    yieldModule.read.redemptionOf([token]),
    readCoupons(clients, token),
  ])
  const balances = await mapInGroups(holders, (holder) => tokenAt(token).read.totalBalanceOf([holder]))
  const withUnpaid: CouponState[] = []
  for (const coupon of coupons) withUnpaid.push({ ...coupon, unpaid: await findUnpaid(coupon) })
  return {
    token,
    status: statusOf(treasury.status),
    maturityS: treasury.info.terms.maturityDay * secondsPerDay,
    supply,
    coupons: withUnpaid,
    redemption: {
      outstanding: (supply * redemption.perToken) / 10n ** BigInt(decimals),
      funded: redemption.funded,
      paid: redemption.paid,
      redeemable: holders.filter((_, index) => (balances[index] ?? 0n) > 0n),
    },
  }

  /** Nobody is asked about before there is money, nor once every token was paid. */
  async function findUnpaid({ index, funded, settled, supply: all }: Omit<CouponState, 'unpaid'>) {
    if (funded === 0n || settled === all) return []
    const due = await mapInGroups(holders, (holder) => yieldModule.read.dueTo([token, BigInt(index), holder]))
    return holders.filter((_, position) => (due[position] ?? 0n) > 0n)
  }
}

const mapInGroups = async <Item, Answer>(
  items: readonly Item[],
  ask: (item: Item) => Promise<Answer>,
): Promise<readonly Answer[]> => {
  const answers: Answer[] = []
  for (let start = 0; start < items.length; start += QUESTIONS_AT_ONCE) {
    answers.push(...(await Promise.all(items.slice(start, start + QUESTIONS_AT_ONCE).map(ask))))
  }
  return answers
}
