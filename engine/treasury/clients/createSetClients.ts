import type { Address } from 'viem'
import { classRuleAbi } from '../../../contracts/generated/ClassRule.ts'
import { complianceModuleAbi } from '../../../contracts/generated/ComplianceModule.ts'
import { counterpartyRuleAbi } from '../../../contracts/generated/CounterpartyRule.ts'
import { countryRuleAbi } from '../../../contracts/generated/CountryRule.ts'
import { dailyVolumeRuleAbi } from '../../../contracts/generated/DailyVolumeRule.ts'
import { historyVerifierAbi } from '../../../contracts/generated/HistoryVerifier.ts'
import { lockUpRuleAbi } from '../../../contracts/generated/LockUpRule.ts'
import { maxBalanceRuleAbi } from '../../../contracts/generated/MaxBalanceRule.ts'
import { maxHoldersRuleAbi } from '../../../contracts/generated/MaxHoldersRule.ts'
import { orderBoardAbi } from '../../../contracts/generated/OrderBoard.ts'
import { priceCommitteeAbi } from '../../../contracts/generated/PriceCommittee.ts'
import { sanctionsRuleAbi } from '../../../contracts/generated/SanctionsRule.ts'
import { settlementTokenAbi } from '../../../contracts/generated/SettlementToken.ts'
import { tradingModuleAbi } from '../../../contracts/generated/TradingModule.ts'
import { treasuryFactoryAbi } from '../../../contracts/generated/TreasuryFactory.ts'
import { treasuryRegistryAbi } from '../../../contracts/generated/TreasuryRegistry.ts'
import { treasuryTokenAbi } from '../../../contracts/generated/TreasuryToken.ts'
import { validatorModuleAbi } from '../../../contracts/generated/ValidatorModule.ts'
import { validatorRuleAbi } from '../../../contracts/generated/ValidatorRule.ts'
import { yieldModuleAbi } from '../../../contracts/generated/YieldModule.ts'
import type { Network } from '../../networks/Network.ts'
import { createContractClient } from './createContractClient.ts'

/** The contracts of one set, by their role in a network's address book. */
export type SetContract =
  | 'factory'
  | 'registry'
  | 'compliance'
  | 'yieldModule'
  | 'tradingModule'
  | 'priceCommittee'
  | 'validatorModule'
  | 'orderBoard'
  | 'settlementToken'

/** A network that has a set of treasury contracts. */
export type TreasuryNetwork = Network<SetContract>

const ruleAbis = {
  class: classRuleAbi,
  counterparty: counterpartyRuleAbi,
  country: countryRuleAbi,
  dailyVolume: dailyVolumeRuleAbi,
  lockUp: lockUpRuleAbi,
  maxBalance: maxBalanceRuleAbi,
  maxHolders: maxHoldersRuleAbi,
  sanctions: sanctionsRuleAbi,
  validator: validatorRuleAbi,
} as const

/** Typed clients of every contract of a set, of its tokens, and of what serves it. */
export const createSetClients = ({ provider, addresses }: Pick<TreasuryNetwork, 'provider' | 'addresses'>) => ({
  factory: createContractClient(provider, addresses.factory, treasuryFactoryAbi),
  registry: createContractClient(provider, addresses.registry, treasuryRegistryAbi),
  compliance: createContractClient(provider, addresses.compliance, complianceModuleAbi),
  yieldModule: createContractClient(provider, addresses.yieldModule, yieldModuleAbi),
  tradingModule: createContractClient(provider, addresses.tradingModule, tradingModuleAbi),
  priceCommittee: createContractClient(provider, addresses.priceCommittee, priceCommitteeAbi),
  validatorModule: createContractClient(provider, addresses.validatorModule, validatorModuleAbi),
  orderBoard: createContractClient(provider, addresses.orderBoard, orderBoardAbi),
  settlementToken: createContractClient(provider, addresses.settlementToken, settlementTokenAbi),
  historyVerifierAt: (verifier: Address) => createContractClient(provider, verifier, historyVerifierAbi),
  ruleAt: <Kind extends keyof typeof ruleAbis>(kind: Kind, rule: Address) =>
    createContractClient(provider, rule, ruleAbis[kind]),
  tokenAt: (token: Address) => createContractClient(provider, token, treasuryTokenAbi),
})

export type SetClients = ReturnType<typeof createSetClients>
