import { type Abi, type Address, encodeFunctionData, type Hex, keccak256, parseSignature, stringToHex } from 'viem'
import { complianceModuleAbi } from '../../contracts/generated/ComplianceModule.ts'
import { settlementTokenAbi } from '../../contracts/generated/SettlementToken.ts'
import { treasuryTokenAbi } from '../../contracts/generated/TreasuryToken.ts'
import type { Permit } from '../api/permit.ts'
import type { PracticeAddresses } from './PracticeAddresses.ts'
import { settlementDecimals, treasuryDecimals } from './practiceTreasuries.ts'
import type { UnsignedCall } from './sendInOneBlock.ts'

/** What a party starts with: whole pUSD, and whole tokens of every treasury. */
export interface Endowment {
  readonly cash: number
  readonly tokens: number
}

const whole = (amount: number, decimals: number): bigint => BigInt(amount) * 10n ** BigInt(decimals)

/** ISO 3166 leaves XQ to private use; the practice desk's parties come from there. */
const practiceCountry = 'XQ'

/** An approved institutional investor of the practice desk, without an end; each account is a holder of its own. */
const practiceInvestor = (account: Address) => ({
  status: 1,
  class: 2,
  country: stringToHex(practiceCountry, { size: 2 }),
  expiry: 2n ** 64n - 1n,
  identityHash: keccak256(account),
})

/** A call of a contract's function; much less gas than a block has, so that many fit in one. */
export const call = (
  to: Address,
  abi: Abi,
  functionName: string,
  args: readonly unknown[],
  gas = 1_200_000n,
): UnsignedCall => ({ to, data: encodeFunctionData({ abi, functionName, args }), gas })

/** What makes an account an investor of the desk with the given cash and tokens; the agent sends it. */
export const onboardingCalls = (
  addresses: PracticeAddresses,
  account: Address,
  endowment: Endowment,
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
