import {
  type Abi,
  type Address,
  createPublicClient,
  createWalletClient,
  custom,
  encodeFunctionData,
  type Hex,
  keccak256,
  type LocalAccount,
  toHex,
  zeroAddress,
} from 'viem'
import { complianceModuleAbi, complianceModuleBytecode } from '../../contracts/generated/ComplianceModule.ts'
import { orderBoardAbi, orderBoardBytecode } from '../../contracts/generated/OrderBoard.ts'
import { priceCommitteeAbi, priceCommitteeBytecode } from '../../contracts/generated/PriceCommittee.ts'
import { settlementTokenAbi, settlementTokenBytecode } from '../../contracts/generated/SettlementToken.ts'
import { tradingModuleAbi, tradingModuleBytecode } from '../../contracts/generated/TradingModule.ts'
import { treasuryFactoryAbi, treasuryFactoryBytecode } from '../../contracts/generated/TreasuryFactory.ts'
import { treasuryRegistryAbi, treasuryRegistryBytecode } from '../../contracts/generated/TreasuryRegistry.ts'
import { treasuryTokenAbi, treasuryTokenBytecode } from '../../contracts/generated/TreasuryToken.ts'
import { validatorModuleAbi, validatorModuleBytecode } from '../../contracts/generated/ValidatorModule.ts'
import { yieldModuleAbi, yieldModuleBytecode } from '../../contracts/generated/YieldModule.ts'
import type { EthereumProvider } from '../../engine/networks/Network.ts'
import type { SetContract } from '../../engine/treasury/clients/createSetClients.ts'

/** The id of a role by its name. */
export const roleId = (name: string): Hex => keccak256(toHex(name))

/** In the order of ITreasuryFactory.Part. */
const parts = [
  'registry',
  'compliance',
  'yieldModule',
  'tradingModule',
  'priceCommittee',
  'validatorModule',
  'orderBoard',
] as const

/** What whoever deploys may do from the beginning. */
const firstRoles: readonly (readonly [(typeof parts)[number], string])[] = [
  ['registry', 'PRICER_ROLE'],
  ['tradingModule', 'OPERATOR_ROLE'],
]

/** Deploys a whole set by its factory on a chain that seals each transaction at once; `admin` is the admin of everything. */
export const deployTreasurySet = async (
  provider: EthereumProvider,
  admin: LocalAccount,
): Promise<Readonly<Record<SetContract, Address>>> => {
  const transport = custom(provider, { retryCount: 0 })
  const reader = createPublicClient({ transport, cacheTime: 0 })
  const wallet = createWalletClient({ account: admin, transport })
  const mine = async (hash: Hex) => {
    const receipt = await reader.waitForTransactionReceipt({ hash, pollingInterval: 20 })
    if (receipt.status !== 'success') throw new Error(`The transaction ${hash} failed.`)
    return receipt
  }
  const deploy = async (abi: Abi, bytecode: Hex, args: readonly unknown[] = []): Promise<Address> => {
    const { contractAddress } = await mine(await wallet.deployContract({ abi, bytecode, args, chain: null }))
    return contractAddress ?? zeroAddress
  }

  const settlementToken = await deploy(settlementTokenAbi, settlementTokenBytecode, [admin.address])
  const implementations = {
    registry: await deploy(treasuryRegistryAbi, treasuryRegistryBytecode),
    compliance: await deploy(complianceModuleAbi, complianceModuleBytecode),
    yieldModule: await deploy(yieldModuleAbi, yieldModuleBytecode),
    tradingModule: await deploy(tradingModuleAbi, tradingModuleBytecode),
    priceCommittee: await deploy(priceCommitteeAbi, priceCommitteeBytecode),
    validatorModule: await deploy(validatorModuleAbi, validatorModuleBytecode),
    orderBoard: await deploy(orderBoardAbi, orderBoardBytecode),
    treasuryToken: await deploy(treasuryTokenAbi, treasuryTokenBytecode),
  }
  const factory = await deploy(treasuryFactoryAbi, treasuryFactoryBytecode, [implementations])
  const parameters = {
    salt: keccak256(toHex('test set')),
    admin: admin.address,
    timelock: { minDelay: 0n, proposers: [], executors: [] },
    adminDelay: 0,
    settlementToken,
    depositContract: '0x00000000219ab540356cBB839Cbe05303d7705Fa' as const,
    grants: firstRoles.map(([part, role]) => ({
      part: parts.indexOf(part),
      role: roleId(role),
      account: admin.address,
    })),
  }
  const call = { address: factory, abi: treasuryFactoryAbi, args: [parameters] } as const
  const { result: set } = await reader.simulateContract({ ...call, functionName: 'deploySet', account: admin.address })
  const data = encodeFunctionData({ abi: treasuryFactoryAbi, functionName: 'deploySet', args: [parameters] })
  await mine(await wallet.sendTransaction({ to: factory, data, chain: null }))
  return { ...set, factory, settlementToken }
}
