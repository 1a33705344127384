import { type Address, bytesToHex, erc20Abi, parseUnits } from 'viem'
import type { PrivateKeyAccount } from 'viem/accounts'
import { z } from 'zod'
import { treasuryTokenAbi } from '../../../contracts/generated/TreasuryToken.ts'
import { TerminalError } from '../../../engine/api/errors.ts'
import type { BalanceEffect } from '../../../engine/api/order.ts'
import type { PreparedOnboarding } from '../../../engine/api/practice.ts'
import type { Services } from '../../../engine/api/services.ts'
import type { TradingChecks } from '../../../engine/market/types.ts'
import type { EthereumProvider } from '../../../engine/networks/Network.ts'
import { readContract } from '../../../engine/networks/readContract.ts'
import { onboardingCalls, permitCalls } from '../../../engine/practice/onboardingCalls.ts'
import type { PracticeAddresses } from '../../../engine/practice/PracticeAddresses.ts'
import { settlementDecimals, treasuryDecimals } from '../../../engine/practice/practiceTreasuries.ts'
import { preparePermits } from '../../../engine/practice/preparePermits.ts'
import { sendInOneBlock } from '../../../engine/practice/sendInOneBlock.ts'
import type { PermitRequest, Signing } from '../../signing/createSigning.ts'

const endowment = { cash: 10_000_000, tokens: 10_000 }
/** For an account that gives its allowances itself. */
const etherWei = 10n ** 18n
/** Longer than a request waits for its signature, and than the chain's clock may run ahead. */
const permitLifeS = 3_600

interface OnboardingOptions {
  readonly provider: EthereumProvider
  readonly chainId: number
  readonly addresses: PracticeAddresses
  /** Approves, mints, and pays for the permits. */
  readonly agent: PrivateKeyAccount
  readonly checks: Pick<TradingChecks, 'checkEligible'>
  readonly signing: () => Pick<Signing, 'registerPermits' | 'signPermits'>
  /** Unix seconds of the newest block. */
  readonly headTimestampS: () => number
  readonly nowMs: () => number
  readonly randomBytes: (length: number) => Uint8Array
}

/** Opens accounts on the practice desk: as investors, with money, and with the allowances that they sign. */
export const createOnboarding = (options: OnboardingOptions) => {
  const { provider, chainId, addresses, agent } = options
  const { settlementToken, treasuryTokens, tradingModule } = addresses
  const tokens = [settlementToken, ...treasuryTokens]
  const permitsOf = (owner: Address, deadline: number) =>
    preparePermits(provider, { tokens, owner, spender: tradingModule, chainId, deadline })

  /** The treasuries of which anything may still be issued: those that are suspended or have matured are left out. */
  const listIssuable = async (): Promise<readonly Address[]> => {
    const answers = await Promise.all(
      treasuryTokens.map((token) => readContract(provider, token, treasuryTokenAbi, 'isIssuable', [])),
    )
    return treasuryTokens.filter((_, index) => answers[index] === true)
  }

  const mayTrade = async (account: Address): Promise<boolean> => {
    const allowances = await Promise.all(
      tokens.map((token) => readContract(provider, token, erc20Abi, 'allowance', [account, tradingModule])),
    )
    const eligible = await Promise.all(treasuryTokens.map((token) => isEligible(options.checks, account, token)))
    return allowances.every((allowance) => z.bigint().parse(allowance) > 0n) && eligible.some(Boolean)
  }

  const prepare = async (account: Address, principal: string): Promise<PreparedOnboarding> => {
    const nowS = Math.max(Math.floor(options.nowMs() / 1000), options.headTimestampS())
    const permits = await permitsOf(account, nowS + permitLifeS)
    const requestId = bytesToHex(options.randomBytes(16)).slice(2)
    options.signing().registerPermits({ requestId, account, permits }, principal)
    const given = [settlementToken, ...(await listIssuable())]
    const effects = permits
      .filter(({ token }) => given.includes(token))
      .map(({ token, symbol }) => endow(account, token, symbol, token === settlementToken))
    return { requestId, account, effects, permits }
  }

  const onboard: Services['practice']['onboard'] = async ({ account, permits }, { caller }) => {
    const standing = onboardingCalls({ ...addresses, treasuryTokens: await listIssuable() }, account, endowment)
    const allowing =
      permits === undefined
        ? [{ to: account, data: '0x' as const, value: etherWei, gas: 21_000n }]
        : permitCalls(await options.signing().signPermits({ account, ...permits }, caller.principal))
    const calls = [...standing, ...allowing]
    return { account, transactionHashes: await sendInOneBlock(provider, [{ account: agent, calls }]) }
  }

  /** Whether the tokens still want signed what was shown. */
  const recheckPermits = async ({ account, permits }: PermitRequest): Promise<{ readonly effectsChanged?: string }> => {
    const now = await permitsOf(account, permits[0]?.deadline ?? 0)
    const isSame = now.length === permits.length && now.every(({ digest }, index) => digest === permits[index]?.digest)
    return isSame ? {} : { effectsChanged: 'A token would now want another permit than the one shown.' }
  }

  const services: Services['practice'] = {
    getStanding: async ({ account }) => ({ account, mayTrade: await mayTrade(account) }),
    prepareOnboarding: ({ account }, { caller }) => prepare(account, caller.principal),
    onboard,
  }
  return { services, recheckPermits }
}

const endow = (account: Address, asset: Address, symbol: string, isCash: boolean): BalanceEffect => {
  const decimals = isCash ? settlementDecimals : treasuryDecimals
  const change = parseUnits(String(isCash ? endowment.cash : endowment.tokens), decimals)
  return { account, asset, symbol, decimals, change }
}

const isEligible = async (checks: OnboardingOptions['checks'], account: Address, token: Address): Promise<boolean> => {
  try {
    await checks.checkEligible(account, token)
    return true
  } catch (error) {
    if (error instanceof TerminalError && error.code === 'compliance/not-eligible') return false
    throw error
  }
}
