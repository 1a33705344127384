import { type Address, keccak256, stringToHex, zeroHash } from 'viem'
import type { PrivateKeyAccount } from 'viem/accounts'
import { classRuleAbi } from '../../contracts/generated/ClassRule.ts'
import { complianceModuleAbi } from '../../contracts/generated/ComplianceModule.ts'
import { countryRuleAbi } from '../../contracts/generated/CountryRule.ts'
import { settlementTokenAbi } from '../../contracts/generated/SettlementToken.ts'
import { treasuryFactoryAbi } from '../../contracts/generated/TreasuryFactory.ts'
import { treasuryListingsAbi } from '../../contracts/generated/TreasuryListings.ts'
import { treasuryRegistryAbi } from '../../contracts/generated/TreasuryRegistry.ts'
import { yieldModuleAbi } from '../../contracts/generated/YieldModule.ts'
import { DayCountConvention, TreasuryKind, TreasuryStatus } from '../api/marketData.ts'
import { Address as AddressSchema } from '../api/schemas.ts'
import type { EthereumProvider } from '../networks/Network.ts'
import { readContract } from '../networks/readContract.ts'
import { roleId } from './deploySet.ts'
import { call } from './onboardingCalls.ts'
import type { PracticeAddresses } from './PracticeAddresses.ts'
import { offeringDocument, type PracticeTreasury } from './practiceTreasuries.ts'
import { sendInOneBlock, type UnsignedCall } from './sendInOneBlock.ts'

type SetAddresses = Omit<PracticeAddresses, 'treasuryTokens'>

/** Nobody there may hold a practice treasury. */
const excludedCountries = ['IR', 'KP']
/** `IComplianceModule.InvestorClass`: bonds are for the accredited and for institutions. */
const accredited = 1
const openGas = 3_000_000n

const tokenParameters = ({ registry }: SetAddresses, { terms }: PracticeTreasury, agent: Address) => ({
  salt: zeroHash,
  registry,
  name: terms.name,
  symbol: terms.symbol,
  admin: agent,
  adminDelay: 0,
  grants: ['CONTROLLER_ROLE', 'PAUSER_ROLE', 'RESUMER_ROLE'].map((role) => ({ role: roleId(role), account: agent })),
})

/** `ITreasuryRegistry.TreasuryInfo`. */
const toInfo = (token: Address, issuer: Address, treasury: PracticeTreasury) => {
  const { terms, issuePrice } = treasury
  const { couponsPerYear, endOfMonth, issueDay, firstCouponDay, lastRegularDay, maturityDay } = terms
  return {
    token,
    treasuryType: TreasuryKind.options.indexOf(terms.kind),
    currency: stringToHex('USD', { size: 3 }),
    issuer,
    terms: {
      convention: DayCountConvention.options.indexOf(terms.dayCount),
      couponsPerYear,
      endOfMonth,
      rate: terms.couponRate,
      issueDay,
      firstCouponDay,
      lastRegularDay,
      maturityDay,
    },
    faceValue: terms.faceValue,
    issuePrice,
    documentHash: keccak256(stringToHex(offeringDocument(treasury))),
    isin: terms.isin,
    name: terms.name,
  }
}

/** What makes a token a treasury that trades: terms, rules, coupons, listing, status. */
const issueCalls = (set: SetAddresses, token: Address, issuer: Address, treasury: PracticeTreasury): UnsignedCall[] => {
  const { registry, compliance, yieldModule, tradingModule, countryRule, classRule } = set
  const countries = excludedCountries.map((country) => stringToHex(country, { size: 2 }))
  const isBond = treasury.terms.kind === 'bond'
  return [
    call(registry, treasuryRegistryAbi, 'register', [toInfo(token, issuer, treasury)]),
    call(countryRule, countryRuleAbi, 'setCountries', [token, countries, false]),
    ...(isBond ? [call(classRule, classRuleAbi, 'setMinimumClass', [token, accredited])] : []),
    call(compliance, complianceModuleAbi, 'setRules', [token, isBond ? [countryRule, classRule] : [countryRule]]),
    call(yieldModule, yieldModuleAbi, 'open', [token], openGas),
    call(tradingModule, treasuryListingsAbi, 'admit', [token]),
    call(registry, treasuryRegistryAbi, 'setStatus', [token, TreasuryStatus.options.indexOf('active')]),
  ]
}

interface IssueOptions {
  /** The admin of the set, and of the tokens. */
  readonly agent: PrivateKeyAccount
  /** Answers for the treasuries, and pays their coupons and redemptions in money that it may create. */
  readonly issuer: Address
  readonly set: SetAddresses
  readonly treasuries: readonly PracticeTreasury[]
  readonly atS: number
}

/** Deploys a token for each treasury through the factory, and registers, lists and activates them: one block at `atS`. */
export const issueTreasuries = async (
  provider: EthereumProvider,
  { agent, issuer, set, treasuries, atS }: IssueOptions,
): Promise<PracticeAddresses['treasuryTokens']> => {
  const parameters = treasuries.map((treasury) => tokenParameters(set, treasury, agent.address))
  const tokens = await Promise.all(
    parameters.map(async (each) =>
      AddressSchema.parse(
        await readContract(provider, set.factory, treasuryFactoryAbi, 'predictToken', [each, agent.address]),
      ),
    ),
  )
  const calls = [
    call(set.registry, treasuryRegistryAbi, 'setIssuer', [issuer, true]),
    call(set.settlementToken, settlementTokenAbi, 'grantRole', [roleId('MINTER_ROLE'), issuer]),
    ...parameters.map((each) => call(set.factory, treasuryFactoryAbi, 'deployToken', [each])),
    ...treasuries.flatMap((treasury, index) => issueCalls(set, tokens[index] ?? issuer, issuer, treasury)),
  ]
  await sendInOneBlock(provider, [{ account: agent, calls }], atS)
  return tokens
}
