import type { EthereumProvider } from '../networks/Network.ts'
import { deploySet } from './deploySet.ts'
import { issueTreasuries } from './issueTreasuries.ts'
import { approvalCalls, type Endowment, onboardingCalls } from './onboardingCalls.ts'
import type { PracticeAddresses } from './PracticeAddresses.ts'
import { type PracticeAccount, type PracticeRole, practiceRoles } from './practiceAccounts.ts'
import type { PracticeTreasury } from './practiceTreasuries.ts'
import { sendInOneBlock } from './sendInOneBlock.ts'

/** What each party starts with: pUSD, and tokens of every treasury. */
const endowments: Readonly<Record<PracticeRole, Endowment>> = {
  agent: { cash: 0, tokens: 0 },
  issuer: { cash: 0, tokens: 0 },
  trader: { cash: 25_000_000, tokens: 20_000 },
  second: { cash: 10_000_000, tokens: 10_000 },
  northMaker: { cash: 2_000_000_000, tokens: 20_000_000 },
  southMaker: { cash: 2_000_000_000, tokens: 20_000_000 },
  flow: { cash: 2_000_000_000, tokens: 20_000_000 },
}

/**
 * Deploys the desk's contracts on a fresh chain, issues the treasuries, and gives every party its standing and money, in five
 * blocks from `atS` on (Unix seconds).
 */
export const deployPractice = async (
  provider: EthereumProvider,
  accounts: Readonly<Record<PracticeRole, PracticeAccount>>,
  treasuries: readonly PracticeTreasury[],
  atS: number,
): Promise<PracticeAddresses> => {
  const agent = accounts.agent.account
  const set = await deploySet(provider, agent, atS)
  const issuer = accounts.issuer.account.address
  const treasuryTokens = await issueTreasuries(provider, { agent, issuer, set, treasuries, atS: atS + 36 })
  const addresses: PracticeAddresses = { ...set, treasuryTokens }
  const parties = (Object.keys(practiceRoles) as PracticeRole[]).filter((role) => endowments[role].tokens > 0)
  await sendInOneBlock(
    provider,
    [
      {
        account: agent,
        calls: parties.flatMap((role) => onboardingCalls(addresses, accounts[role].account.address, endowments[role])),
      },
      ...parties.map((role) => ({ account: accounts[role].account, calls: approvalCalls(addresses) })),
    ],
    atS + 48,
  )
  return addresses
}
