import type { Address } from 'viem'
import { z } from 'zod'
import { treasuryRegistryAbi } from '../../contracts/generated/TreasuryRegistry.ts'
import { treasuryTokenAbi } from '../../contracts/generated/TreasuryToken.ts'
import type { TreasuryTerms } from '../api/marketData.ts'
import { Address as AddressSchema } from '../api/schemas.ts'
import type { EthereumProvider } from '../networks/Network.ts'
import { readContract } from '../networks/readContract.ts'

const pageSize = 100n
const kinds = ['bill', 'note', 'bond'] as const
const dayCounts = ['30/360', 'ACT/360', 'ACT/ACT'] as const
const statuses = ['announced', 'active', 'suspended', 'matured', 'redeemed', 'defaulted'] as const

/** `ITreasuryRegistry.Treasury`, as the chain answers it: nothing of it is trusted to be well formed. */
const RegistryEntry = z.object({
  info: z.object({
    token: AddressSchema,
    treasuryType: z.number().int().min(0).max(2),
    dayCount: z.number().int().min(0).max(2),
    couponsPerYear: z.number().int().min(0).max(12),
    couponRateBps: z.number().int().min(0).max(65_535),
    issuer: AddressSchema,
    issueDate: z.bigint(),
    maturityDate: z.bigint(),
    faceValue: z.bigint(),
    isin: z.string().max(12),
    name: z.string().max(256),
  }),
  status: z.number().int().min(0).max(5),
})

/** A treasury as the registry lists it. */
export interface ListedTreasury {
  readonly terms: TreasuryTerms
  readonly status: (typeof statuses)[number]
}

const toListedTreasury = async (provider: EthereumProvider, entry: unknown): Promise<ListedTreasury> => {
  const { info, status } = RegistryEntry.parse(entry)
  const token = info.token as Address
  const [symbol, decimals] = await Promise.all([
    readContract(provider, token, treasuryTokenAbi, 'symbol', []),
    readContract(provider, token, treasuryTokenAbi, 'decimals', []),
  ])
  return {
    status: statuses[status] ?? 'suspended',
    terms: {
      token,
      symbol: z.string().max(32).parse(symbol),
      decimals: z.number().int().min(0).max(36).parse(decimals),
      name: info.name,
      kind: kinds[info.treasuryType] ?? 'bond',
      issuer: info.issuer,
      isin: info.isin,
      faceValue: info.faceValue,
      issuedAtS: Number(info.issueDate),
      maturesAtS: Number(info.maturityDate),
      couponRateBps: info.couponRateBps,
      couponsPerYear: info.couponsPerYear,
      dayCount: dayCounts[info.dayCount] ?? 'ACT/ACT',
    },
  }
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
