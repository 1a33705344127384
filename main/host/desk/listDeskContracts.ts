import type { Market } from '../../../engine/api/marketData.ts'
import type { ContractEntry } from '../../../engine/api/system.ts'
import type { PracticeAddresses } from '../../../engine/practice/PracticeAddresses.ts'

/** The desk's contracts by name, each with the source of the code behind its proxy. */
export const listDeskContracts = (addresses: PracticeAddresses, markets: readonly Market[]): ContractEntry[] => [
  { name: 'TreasuryRegistry', address: addresses.registry, sourcePath: 'contracts/treasury/TreasuryRegistry.sol' },
  { name: 'ComplianceModule', address: addresses.compliance, sourcePath: 'contracts/compliance/ComplianceModule.sol' },
  { name: 'TradingModule', address: addresses.tradingModule, sourcePath: 'contracts/trading/TradingModule.sol' },
  { name: 'YieldModule', address: addresses.yieldModule, sourcePath: 'contracts/treasury/YieldModule.sol' },
  { name: 'PriceCommittee', address: addresses.priceCommittee, sourcePath: 'contracts/treasury/PriceCommittee.sol' },
  {
    name: 'ValidatorModule',
    address: addresses.validatorModule,
    sourcePath: 'contracts/compliance/ValidatorModule.sol',
  },
  { name: 'OrderBoard', address: addresses.orderBoard, sourcePath: 'contracts/trading/OrderBoard.sol' },
  {
    name: 'SettlementToken pUSD',
    address: addresses.settlementToken,
    sourcePath: 'contracts/trading/SettlementToken.sol',
  },
  ...markets.map(({ marketId, treasury }) => ({
    name: `TreasuryToken ${marketId}`,
    address: treasury.token,
    sourcePath: 'contracts/treasury/TreasuryToken.sol',
  })),
  { name: 'CountryRule', address: addresses.countryRule, sourcePath: 'contracts/compliance/rules/CountryRule.sol' },
  { name: 'ClassRule', address: addresses.classRule, sourcePath: 'contracts/compliance/rules/ClassRule.sol' },
  { name: 'TreasuryFactory', address: addresses.factory, sourcePath: 'contracts/factory/TreasuryFactory.sol' },
]
