import { complianceModuleAbi } from '../../contracts/generated/ComplianceModule.ts'
import { settlementTokenAbi } from '../../contracts/generated/SettlementToken.ts'
import { tradingModuleAbi } from '../../contracts/generated/TradingModule.ts'
import { treasuryRegistryAbi } from '../../contracts/generated/TreasuryRegistry.ts'
import { treasuryTokenAbi } from '../../contracts/generated/TreasuryToken.ts'
import type { KnownAbi } from '../compiler/decode/KnownAbi.ts'

/** The desk's own contracts. Without names: whoever has the same functions need not be the same contract. */
export const deskAbis: readonly KnownAbi[] = [
  { abi: tradingModuleAbi },
  { abi: settlementTokenAbi },
  { abi: treasuryTokenAbi },
  { abi: treasuryRegistryAbi },
  { abi: complianceModuleAbi },
]
