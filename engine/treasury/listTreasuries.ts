import type { Address } from 'viem'
import { z } from 'zod'
import { treasuryRegistryAbi } from '../../contracts/generated/TreasuryRegistry.ts'
import { treasuryTokenAbi } from '../../contracts/generated/TreasuryToken.ts'
import { DayCountConvention, TreasuryKind, TreasuryStatus, TreasuryTerms } from '../api/marketData.ts'
import { Address as AddressSchema } from '../api/schemas.ts'
import type { EthereumProvider } from '../networks/Network.ts'
import { readContract } from '../networks/readContract.ts'

const pageSize = 100n
const Enum = (options: readonly unknown[]) =>
  z
    .number()
    .int()
    .min(0)
    .max(options.length - 1)
const Day = z.number().int().min(0)

/** `ITreasuryRegistry.Treasury`, as the chain answers it: nothing of it is trusted to be well formed. */
const RegistryEntry = z.object({
  info: z.object({
    token: AddressSchema,
    treasuryType: Enum(TreasuryKind.options),
    issuer: AddressSchema,
    terms: z.object({
      convention: Enum(DayCountConvention.options),
      couponsPerYear: z.number(),
      endOfMonth: z.boolean(),
      rate: z.number(),
      issueDay: Day,
      firstCouponDay: Day,
      lastRegularDay: Day,
      maturityDay: Day,
    }),
    faceValue: z.bigint(),
    isin: z.string().max(12),
    name: z.string().max(256),
  }),
  status: Enum(TreasuryStatus.options),
})

/** A treasury as the registry lists it. */
export interface ListedTreasury {
  readonly terms: TreasuryTerms
  readonly status: TreasuryStatus
}

const toListedTreasury = async (provider: EthereumProvider, entry: unknown): Promise<ListedTreasury> => {
  const { info, status } = RegistryEntry.parse(entry)
  const { convention, rate, ...schedule } = info.terms
  const token = info.token as Address
  const [symbol, decimals] = await Promise.all([
    readContract(provider, token, treasuryTokenAbi, 'symbol', []),
    readContract(provider, token, treasuryTokenAbi, 'decimals', []),
  ])
  const terms = TreasuryTerms.parse({
    ...schedule,
    token,
    symbol: z.string().max(32).parse(symbol),
    decimals: z.number().int().min(0).max(36).parse(decimals),
    name: info.name,
    kind: TreasuryKind.options[info.treasuryType],
    issuer: info.issuer,
    isin: info.isin,
    faceValue: info.faceValue,
    couponRate: rate,
    dayCount: DayCountConvention.options[convention],
  })
  return { terms, status: TreasuryStatus.parse(TreasuryStatus.options[status]) }
}

/** Reads every treasury of a registry, in the order of their registration. */
export const listTreasuries = async (provider: EthereumProvider, registry: Address): Promise<ListedTreasury[]> => {
  const count = z.bigint().parse(await readContract(provider, registry, treasuryRegistryAbi, 'treasuryCount', []))
  const entries: unknown[] = []
  for (let offset = 0n; offset < count; offset += pageSize) {
    const page = await readContract(provider, registry, treasuryRegistryAbi, 'list', [offset, pageSize])
    entries.push(...z.array(z.unknown()).parse(page))
  }
  return Promise.all(entries.map((entry) => toListedTreasury(provider, entry)))
}
