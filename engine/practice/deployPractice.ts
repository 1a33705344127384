import {
  type Abi,
  type Address,
  encodeDeployData,
  encodeFunctionData,
  getContractAddress,
  type Hex,
  keccak256,
  parseSignature,
  stringToHex,
  toHex,
} from 'viem'
import { complianceModuleAbi, complianceModuleBytecode } from '../../contracts/generated/ComplianceModule.ts'
import { settlementTokenAbi, settlementTokenBytecode } from '../../contracts/generated/SettlementToken.ts'
import { tradingModuleAbi, tradingModuleBytecode } from '../../contracts/generated/TradingModule.ts'
import { treasuryRegistryAbi, treasuryRegistryBytecode } from '../../contracts/generated/TreasuryRegistry.ts'
import { treasuryTokenAbi, treasuryTokenBytecode } from '../../contracts/generated/TreasuryToken.ts'
import type { Permit } from '../api/permit.ts'
import type { EthereumProvider } from '../networks/Network.ts'
import { type PracticeAccount, type PracticeRole, practiceRoles } from './practiceAccounts.ts'
import { type PracticeTreasury, settlementDecimals, treasuryDecimals } from './practiceTreasuries.ts'
import { sendInOneBlock, type UnsignedCall } from './sendInOneBlock.ts'

/** Where the practice desk's contracts stand: the address book of the embedded network. */
export interface PracticeAddresses {
  readonly registry: Address
  readonly compliance: Address
  readonly settlementToken: Address
  readonly tradingModule: Address
  /** One token for each practice treasury, in their order. */
  readonly treasuryTokens: readonly Address[]
}

export const makerFeeBps = 0
export const takerFeeBps = 2

const roleId = (name: string): Hex => keccak256(toHex(name))
const whole = (amount: number, decimals: number): bigint => BigInt(amount) * 10n ** BigInt(decimals)

/** What each party starts with: millions of pUSD, and whole tokens of every treasury. */
const endowments: Readonly<Record<PracticeRole, { readonly cash: number; readonly tokens: number }>> = {
  agent: { cash: 0, tokens: 0 },
  trader: { cash: 25_000_000, tokens: 20_000 },
  second: { cash: 10_000_000, tokens: 10_000 },
  northMaker: { cash: 2_000_000_000, tokens: 20_000_000 },
  southMaker: { cash: 2_000_000_000, tokens: 20_000_000 },
  flow: { cash: 2_000_000_000, tokens: 20_000_000 },
}

const kindToEnum = { bill: 0, note: 1, bond: 2 } as const
const dayCountToEnum = { '30/360': 0, 'ACT/360': 1, 'ACT/ACT': 2 } as const

/** An approved institutional investor of the practice desk, without an end. */
export const practiceInvestor = (account: Address) => ({
  status: 1,
  class: 2,
  country: stringToHex('XQ', { size: 2 }),
  expiry: 2n ** 64n - 1n,
  identityHash: keccak256(account),
})

const predictAddresses = (deployer: Address, treasuryCount: number): PracticeAddresses => {
  const at = (nonce: number) => getContractAddress({ from: deployer, nonce: BigInt(nonce) })
  return {
    registry: at(0),
    compliance: at(1),
    settlementToken: at(2),
    tradingModule: at(3),
    treasuryTokens: Array.from({ length: treasuryCount }, (_, index) => at(4 + index)),
  }
}

const deployments = (
  { registry, compliance, settlementToken }: PracticeAddresses,
  treasuries: readonly PracticeTreasury[],
  agent: Address,
): UnsignedCall[] =>
  [
    encodeDeployData({ abi: treasuryRegistryAbi, bytecode: treasuryRegistryBytecode, args: [agent] }),
    encodeDeployData({ abi: complianceModuleAbi, bytecode: complianceModuleBytecode, args: [agent] }),
    encodeDeployData({ abi: settlementTokenAbi, bytecode: settlementTokenBytecode, args: [agent] }),
    encodeDeployData({
      abi: tradingModuleAbi,
      bytecode: tradingModuleBytecode,
      args: [registry, settlementToken, agent],
    }),
    ...treasuries.map(({ terms }) =>
      encodeDeployData({
        abi: treasuryTokenAbi,
        bytecode: treasuryTokenBytecode,
        args: [terms.name, terms.symbol, registry, compliance, agent],
      }),
    ),
  ].map((data) => ({ data, gas: 6_000_000n }))

const call = (to: Address, abi: Abi, functionName: string, args: readonly unknown[]): UnsignedCall => ({
  to,
  data: encodeFunctionData({ abi, functionName, args }),
  gas: 700_000n,
})

const roleGrants = (addresses: PracticeAddresses, agent: Address): UnsignedCall[] => [
  call(addresses.registry, treasuryRegistryAbi, 'grantRole', [roleId('ISSUER_ROLE'), agent]),
  call(addresses.compliance, complianceModuleAbi, 'grantRole', [roleId('AGENT_ROLE'), agent]),
  call(addresses.settlementToken, settlementTokenAbi, 'grantRole', [roleId('MINTER_ROLE'), agent]),
  call(addresses.tradingModule, tradingModuleAbi, 'grantRole', [roleId('OPERATOR_ROLE'), agent]),
  call(addresses.tradingModule, tradingModuleAbi, 'setFees', [makerFeeBps, takerFeeBps, agent]),
  ...addresses.treasuryTokens.flatMap((token) => [
    call(token, treasuryTokenAbi, 'grantRole', [roleId('ISSUER_ROLE'), agent]),
    call(token, treasuryTokenAbi, 'grantRole', [roleId('CONTROLLER_ROLE'), agent]),
  ]),
]

const registrations = (
  { registry, treasuryTokens }: PracticeAddresses,
  treasuries: readonly PracticeTreasury[],
  agent: Address,
): UnsignedCall[] =>
  treasuries.flatMap(({ terms }, index) => {
    const token = treasuryTokens[index]
    const info = {
      token,
      treasuryType: kindToEnum[terms.kind],
      dayCount: dayCountToEnum[terms.dayCount],
      currency: stringToHex('USD', { size: 3 }),
      couponsPerYear: terms.couponsPerYear,
      couponRateBps: terms.couponRateBps,
      issuer: agent,
      issueDate: BigInt(terms.issuedAtS),
      maturityDate: BigInt(terms.maturesAtS),
      faceValue: terms.faceValue,
      isin: terms.isin,
      name: terms.name,
    }
    return [
      call(registry, treasuryRegistryAbi, 'register', [info]),
      call(registry, treasuryRegistryAbi, 'setStatus', [token, 1]),
    ]
  })

/** What makes an account an investor of the desk with the given cash and tokens; the agent sends it. */
export const onboardingCalls = (
  addresses: PracticeAddresses,
  account: Address,
  endowment: { readonly cash: number; readonly tokens: number },
): UnsignedCall[] => [
  call(addresses.compliance, complianceModuleAbi, 'setInvestor', [account, practiceInvestor(account)]),
  call(addresses.settlementToken, settlementTokenAbi, 'mint', [account, whole(endowment.cash, settlementDecimals)]),
  ...addresses.treasuryTokens.map((token) =>
    call(token, treasuryTokenAbi, 'issue', [account, whole(endowment.tokens, treasuryDecimals)]),
  ),
]

/** Lets the trading module move an account's cash and tokens; the account itself sends it. */
export const approvalCalls = ({ settlementToken, tradingModule, treasuryTokens }: PracticeAddresses): UnsignedCall[] =>
  [settlementToken, ...treasuryTokens].map((token) =>
    call(token, settlementTokenAbi, 'approve', [tradingModule, 2n ** 256n - 1n]),
  )

/** Hands signed permits (ERC-2612) to their tokens; anyone may send it. */
export const permitCalls = ({
  permits,
  signed,
}: {
  readonly permits: readonly Permit[]
  readonly signed: readonly { readonly signature: Hex }[]
}): UnsignedCall[] =>
  permits.map(({ token, owner, spender, value, deadline }, index) => {
    const { r, s, yParity } = parseSignature(signed[index]?.signature ?? '0x')
    const args = [owner, spender, value, BigInt(deadline), yParity + 27, r, s]
    return call(token, settlementTokenAbi, 'permit', args)
  })

/**
 * Deploys the desk's contracts on a fresh chain, lists the treasuries, and gives every party its standing and money, in three
 * blocks from `atS` on (Unix seconds).
 */
export const deployPractice = async (
  provider: EthereumProvider,
  accounts: Readonly<Record<PracticeRole, PracticeAccount>>,
  treasuries: readonly PracticeTreasury[],
  atS: number,
): Promise<PracticeAddresses> => {
  const agent = accounts.agent.account
  const addresses = predictAddresses(agent.address, treasuries.length)
  await sendInOneBlock(provider, [{ account: agent, calls: deployments(addresses, treasuries, agent.address) }], atS)
  const parties = (Object.keys(practiceRoles) as PracticeRole[]).filter((role) => role !== 'agent')
  await sendInOneBlock(
    provider,
    [
      {
        account: agent,
        calls: [...roleGrants(addresses, agent.address), ...registrations(addresses, treasuries, agent.address)],
      },
    ],
    atS + 12,
  )
  await sendInOneBlock(
    provider,
    [
      {
        account: agent,
        calls: parties.flatMap((role) => onboardingCalls(addresses, accounts[role].account.address, endowments[role])),
      },
      ...parties.map((role) => ({ account: accounts[role].account, calls: approvalCalls(addresses) })),
    ],
    atS + 24,
  )
  return addresses
}
