import type { Address } from 'viem'
import { complianceModuleAbi } from '../../../contracts/generated/ComplianceModule.ts'
import { orderBoardAbi } from '../../../contracts/generated/OrderBoard.ts'
import { priceCommitteeAbi } from '../../../contracts/generated/PriceCommittee.ts'
import { tradingModuleAbi } from '../../../contracts/generated/TradingModule.ts'
import { treasuryFactoryAbi } from '../../../contracts/generated/TreasuryFactory.ts'
import { treasuryRegistryAbi } from '../../../contracts/generated/TreasuryRegistry.ts'
import { treasuryTokenAbi } from '../../../contracts/generated/TreasuryToken.ts'
import { validatorModuleAbi } from '../../../contracts/generated/ValidatorModule.ts'
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

/** Typed clients of every contract of a set. */
export const createSetClients = ({ provider, addresses }: Pick<TreasuryNetwork, 'provider' | 'addresses'>) => ({
  factory: createContractClient(provider, addresses.factory, treasuryFactoryAbi),
  registry: createContractClient(provider, addresses.registry, treasuryRegistryAbi),
  compliance: createContractClient(provider, addresses.compliance, complianceModuleAbi),
  yieldModule: createContractClient(provider, addresses.yieldModule, yieldModuleAbi),
  tradingModule: createContractClient(provider, addresses.tradingModule, tradingModuleAbi),
  priceCommittee: createContractClient(provider, addresses.priceCommittee, priceCommitteeAbi),
  validatorModule: createContractClient(provider, addresses.validatorModule, validatorModuleAbi),
  orderBoard: createContractClient(provider, addresses.orderBoard, orderBoardAbi),
  tokenAt: (token: Address) => createContractClient(provider, token, treasuryTokenAbi),
})

export type SetClients = ReturnType<typeof createSetClients>
