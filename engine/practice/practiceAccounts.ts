import { concatHex, type Hex, keccak256, toHex } from 'viem'
import { type PrivateKeyAccount, privateKeyToAccount } from 'viem/accounts'

/** The practice desk's parties: who they are and whether a person may sign with them. */
export const practiceRoles = {
  agent: 'Settlement agent',
  issuer: 'Practice Treasury',
  trader: 'Trading desk',
  second: 'Second desk',
  northMaker: 'Maker North',
  southMaker: 'Maker South',
  flow: 'Client flow',
} as const

export type PracticeRole = keyof typeof practiceRoles

export interface PracticeAccount {
  readonly role: PracticeRole
  readonly label: string
  readonly privateKey: Hex
  readonly account: PrivateKeyAccount
}

/**
 * Derives a desk's practice keys from its seed. The seed is random for each desk and stays in its folder, so that nobody else
 * knows these keys; all the same they are for the embedded chain only.
 */
export const derivePracticeAccounts = (seed: Hex): Readonly<Record<PracticeRole, PracticeAccount>> => {
  const derive = (role: PracticeRole): PracticeAccount => {
    const privateKey = keccak256(concatHex([seed, toHex(`quantera practice ${role}`)]))
    return { role, label: practiceRoles[role], privateKey, account: privateKeyToAccount(privateKey) }
  }
  return {
    agent: derive('agent'),
    issuer: derive('issuer'),
    trader: derive('trader'),
    second: derive('second'),
    northMaker: derive('northMaker'),
    southMaker: derive('southMaker'),
    flow: derive('flow'),
  }
}

const unlockedCount = 10

/**
 * Derives the keys of a desk's unlocked accounts: those that its node signs with for whoever may (`eth_accounts`). They are apart from
 * the parties, so that nothing that is tried with them touches the market.
 */
export const deriveUnlockedKeys = (seed: Hex): readonly Hex[] =>
  Array.from({ length: unlockedCount }, (_, index) =>
    keccak256(concatHex([seed, toHex(`quantera practice unlocked ${index}`)])),
  )
