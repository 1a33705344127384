import { classRuleAbi } from '../../contracts/generated/ClassRule.ts'
import { complianceModuleAbi } from '../../contracts/generated/ComplianceModule.ts'
import { counterpartyRuleAbi } from '../../contracts/generated/CounterpartyRule.ts'
import { countryRuleAbi } from '../../contracts/generated/CountryRule.ts'
import { dailyVolumeRuleAbi } from '../../contracts/generated/DailyVolumeRule.ts'
import { historyVerifierAbi } from '../../contracts/generated/HistoryVerifier.ts'
import { lockUpRuleAbi } from '../../contracts/generated/LockUpRule.ts'
import { maxBalanceRuleAbi } from '../../contracts/generated/MaxBalanceRule.ts'
import { maxHoldersRuleAbi } from '../../contracts/generated/MaxHoldersRule.ts'
import { orderBoardAbi } from '../../contracts/generated/OrderBoard.ts'
import { priceCommitteeAbi } from '../../contracts/generated/PriceCommittee.ts'
import { sanctionsRuleAbi } from '../../contracts/generated/SanctionsRule.ts'
import { settlementTokenAbi } from '../../contracts/generated/SettlementToken.ts'
import { tradingModuleAbi } from '../../contracts/generated/TradingModule.ts'
import { treasuryFactoryAbi } from '../../contracts/generated/TreasuryFactory.ts'
import { treasuryListingsAbi } from '../../contracts/generated/TreasuryListings.ts'
import { treasuryRegistryAbi } from '../../contracts/generated/TreasuryRegistry.ts'
import { treasuryTokenAbi } from '../../contracts/generated/TreasuryToken.ts'
import { treasuryTokenExtensionAbi } from '../../contracts/generated/TreasuryTokenExtension.ts'
import { validatorModuleAbi } from '../../contracts/generated/ValidatorModule.ts'
import { validatorRuleAbi } from '../../contracts/generated/ValidatorRule.ts'
import { yieldModuleAbi } from '../../contracts/generated/YieldModule.ts'
import type { KnownAbi } from '../compiler/decode/KnownAbi.ts'

/** The desk's own contracts. Without names: whoever has the same functions need not be the same contract. */
export const deskAbis: readonly KnownAbi[] = [
  tradingModuleAbi,
  treasuryListingsAbi,
  orderBoardAbi,
  settlementTokenAbi,
  treasuryTokenAbi,
  treasuryTokenExtensionAbi,
  treasuryRegistryAbi,
  yieldModuleAbi,
  priceCommitteeAbi,
  historyVerifierAbi,
  complianceModuleAbi,
  validatorModuleAbi,
  countryRuleAbi,
  classRuleAbi,
  counterpartyRuleAbi,
  dailyVolumeRuleAbi,
  lockUpRuleAbi,
  maxBalanceRuleAbi,
  maxHoldersRuleAbi,
  sanctionsRuleAbi,
  validatorRuleAbi,
  treasuryFactoryAbi,
].map((abi) => ({ abi }))
