import {
  type Abi,
  type Address,
  encodeDeployData,
  getAddress,
  getContractAddress,
  type Hex,
  keccak256,
  toHex,
  zeroHash,
} from 'viem'
import type { PrivateKeyAccount } from 'viem/accounts'
import { z } from 'zod'
import { classRuleAbi, classRuleBytecode } from '../../contracts/generated/ClassRule.ts'
import { complianceModuleAbi, complianceModuleBytecode } from '../../contracts/generated/ComplianceModule.ts'
import { countryRuleAbi, countryRuleBytecode } from '../../contracts/generated/CountryRule.ts'
import { orderBoardAbi, orderBoardBytecode } from '../../contracts/generated/OrderBoard.ts'
import { priceCommitteeAbi, priceCommitteeBytecode } from '../../contracts/generated/PriceCommittee.ts'
import { settlementTokenAbi, settlementTokenBytecode } from '../../contracts/generated/SettlementToken.ts'
import { tradingModuleAbi, tradingModuleBytecode } from '../../contracts/generated/TradingModule.ts'
import { treasuryFactoryAbi, treasuryFactoryBytecode } from '../../contracts/generated/TreasuryFactory.ts'
import { treasuryRegistryAbi, treasuryRegistryBytecode } from '../../contracts/generated/TreasuryRegistry.ts'
import { treasuryTokenAbi, treasuryTokenBytecode } from '../../contracts/generated/TreasuryToken.ts'
import { validatorModuleAbi, validatorModuleBytecode } from '../../contracts/generated/ValidatorModule.ts'
import { yieldModuleAbi, yieldModuleBytecode } from '../../contracts/generated/YieldModule.ts'
import { Address as AddressSchema } from '../api/schemas.ts'
import type { EthereumProvider } from '../networks/Network.ts'
import { readContract } from '../networks/readContract.ts'
import { call } from './onboardingCalls.ts'
import type { PracticeAddresses } from './PracticeAddresses.ts'
import { sendInOneBlock, type UnsignedCall } from './sendInOneBlock.ts'

/** Where every chain's deposit contract is that follows EIP-6110 as the mainnet does. */
const depositContract = '0x00000000219ab540356cBB839Cbe05303d7705Fa'
export const makerFeeBps = 0
export const takerFeeBps = 2
const blockS = 12

export const roleId = (name: string): Hex => keccak256(toHex(name))

/** `ITreasuryFactory.Part`, and what the agent may do there from the beginning, beside what it may as the admin. */
const agentRoles: readonly (readonly [part: number, roles: readonly string[]])[] = [
  [0, ['PAUSER_ROLE', 'RESUMER_ROLE']],
  [1, ['PAUSER_ROLE', 'RESUMER_ROLE']],
  [2, ['PAUSER_ROLE', 'RESUMER_ROLE']],
  [3, ['OPERATOR_ROLE', 'HALTER_ROLE', 'PAUSER_ROLE', 'RESUMER_ROLE']],
]

/** An agent of compliance without limits: every right, every class, every country, no end. */
const unlimitedAgent = { rights: 15, maxClass: 2, anyCountry: true, expiry: 2n ** 64n - 1n }

/** 200 gas for each byte of code, its call data (EIP-7623) and the constructor need less; EIP-7825 caps at more. */
const deployment = (abi: Abi, bytecode: Hex, args: readonly unknown[] = []): UnsignedCall => {
  const data = encodeDeployData({ abi, bytecode, args })
  return { data, gas: 500_000n + 125n * BigInt(data.length) }
}

/** The code behind the proxies, deployed with the agent's first transactions. */
const implementations = (): readonly (readonly [name: string, UnsignedCall])[] => [
  ['registry', deployment(treasuryRegistryAbi, treasuryRegistryBytecode)],
  ['compliance', deployment(complianceModuleAbi, complianceModuleBytecode)],
  ['yieldModule', deployment(yieldModuleAbi, yieldModuleBytecode)],
  ['tradingModule', deployment(tradingModuleAbi, tradingModuleBytecode)],
  ['priceCommittee', deployment(priceCommitteeAbi, priceCommitteeBytecode)],
  ['validatorModule', deployment(validatorModuleAbi, validatorModuleBytecode)],
  ['orderBoard', deployment(orderBoardAbi, orderBoardBytecode)],
  ['treasuryToken', deployment(treasuryTokenAbi, treasuryTokenBytecode)],
]

const SetAddresses = z.object({
  registry: AddressSchema,
  compliance: AddressSchema,
  yieldModule: AddressSchema,
  tradingModule: AddressSchema,
  priceCommittee: AddressSchema,
  validatorModule: AddressSchema,
  orderBoard: AddressSchema,
})

/** What the factory makes a practice set of: the agent is the admin, and may act at once. */
const setParameters = (agent: Address, settlementToken: Address) => ({
  salt: zeroHash,
  admin: agent,
  timelock: { minDelay: 0n, proposers: [], executors: [] },
  adminDelay: 0,
  settlementToken,
  depositContract,
  grants: agentRoles.flatMap(([part, roles]) => roles.map((role) => ({ part, role: roleId(role), account: agent }))),
})

/** Deploys the code and the factory: two blocks, because one hasn't the gas for all of it. */
const deployCode = async (provider: EthereumProvider, agent: PrivateKeyAccount, atS: number) => {
  const at = (nonce: number) => getContractAddress({ from: agent.address, nonce: BigInt(nonce) })
  const code = implementations()
  const addresses = Object.fromEntries(code.map(([name], nonce) => [name, at(nonce)]))
  const calls = [
    ...code.map(([, each]) => each),
    deployment(treasuryFactoryAbi, treasuryFactoryBytecode, [addresses]),
    deployment(settlementTokenAbi, settlementTokenBytecode, [agent.address]),
  ]
  const half = 4
  await sendInOneBlock(provider, [{ account: agent, calls: calls.slice(0, half) }], atS)
  await sendInOneBlock(provider, [{ account: agent, calls: calls.slice(half) }], atS + blockS)
  return { factory: at(code.length), settlementToken: at(code.length + 1), nextNonce: calls.length }
}

/**
 * Deploys a whole set through its factory, its money, and two rules of compliance: three blocks from `atS` on (Unix seconds).
 * `agent` must not have sent anything yet; it becomes the admin of all.
 */
export const deploySet = async (
  provider: EthereumProvider,
  agent: PrivateKeyAccount,
  atS: number,
): Promise<Omit<PracticeAddresses, 'treasuryTokens'>> => {
  const { factory, settlementToken, nextNonce } = await deployCode(provider, agent, atS)
  const parameters = setParameters(agent.address, settlementToken)
  const predicted = await readContract(provider, factory, treasuryFactoryAbi, 'predictSet', [parameters, agent.address])
  const set = SetAddresses.parse(predicted)
  const at = (nonce: number) => getAddress(getContractAddress({ from: agent.address, nonce: BigInt(nonce) }))
  const calls: UnsignedCall[] = [
    call(factory, treasuryFactoryAbi, 'deploySet', [parameters], 8_000_000n),
    deployment(countryRuleAbi, countryRuleBytecode, [set.compliance]),
    deployment(classRuleAbi, classRuleBytecode, [set.compliance]),
    call(set.compliance, complianceModuleAbi, 'setAgent', [agent.address, unlimitedAgent, []]),
    call(settlementToken, settlementTokenAbi, 'grantRole', [roleId('MINTER_ROLE'), agent.address]),
    call(set.tradingModule, tradingModuleAbi, 'setFees', [makerFeeBps, takerFeeBps, agent.address]),
  ]
  await sendInOneBlock(provider, [{ account: agent, calls }], atS + 2 * blockS)
  return { ...set, factory, settlementToken, countryRule: at(nextNonce + 1), classRule: at(nextNonce + 2) }
}
