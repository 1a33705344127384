import type { SimulatedItem, SimulationWarning } from '../api/simulation.ts'
import type { WrittenState } from '../chain/state/WorldState.ts'
import { toDigits } from '../evm/trace/traceBytes.ts'
import type { Recording } from './createRecorder.ts'
import { toShownAddress } from './toShown.ts'

type Described = Pick<
  SimulatedItem,
  'status' | 'error' | 'revert' | 'tokenChanges' | 'approvals' | 'delegations' | 'authorizations'
>

/** Tells accounts before the item from others. */
export type AccountsBefore = {
  readonly written: WrittenState
  readonly hasCode: (address: Uint8Array) => boolean
  readonly isPrecompile: (address: Uint8Array) => boolean
}

const MAX_WARNINGS = 64

/** What someone should know before signing, the worst first; each thing once. */
export const listWarnings = (item: Described, recording: Recording, before: AccountsBefore): SimulationWarning[] => {
  const all = [
    ...warnOfFailure(item),
    ...warnOfDelegations(item),
    ...warnOfTokens(item),
    ...warnOfApprovals(item),
    ...warnOfRecipients(recording, before),
  ]
  const unique = new Map(all.map((warning) => [`${warning.kind} ${warning.message}`, warning]))
  return [...unique.values()].slice(0, MAX_WARNINGS)
}

const warnOfFailure = ({ status, error, revert }: Described): SimulationWarning[] => {
  if (status === 'success') return []
  return [{ kind: 'fails', message: `It would fail: ${revert?.message ?? error ?? status}` }]
}

const warnOfDelegations = ({ delegations, authorizations }: Described): SimulationWarning[] => [
  ...delegations.map(({ account, after }): SimulationWarning => {
    const message = after === undefined ? 'stops running other code' : `hands control of itself to the code of ${after}`
    return { kind: 'delegation', message: `${account} ${message}.`, address: account }
  }),
  ...authorizations.flatMap(({ authority, isApplied, fault }): SimulationWarning[] => {
    if (isApplied) return []
    const message = `The authorization of ${authority ?? 'nobody'} is skipped: ${FAULTS[fault ?? 'invalid-signature']}.`
    return [{ kind: 'authorization-skipped', message, ...(authority === undefined ? {} : { address: authority }) }]
  }),
]

const FAULTS = {
  'wrong-chain': 'it is for another chain',
  'invalid-nonce': 'its nonce is too great',
  'invalid-signature': 'its signature is not valid',
  'has-code': 'its account is a contract',
  'wrong-nonce': "its nonce is not the account's",
} as const

const warnOfTokens = ({ tokenChanges, approvals }: Described): SimulationWarning[] =>
  [...tokenChanges, ...approvals].flatMap(({ token, isVerified }): SimulationWarning[] =>
    isVerified
      ? []
      : [{ kind: 'dishonest-token', message: `The logs of ${token} and what it answers differ.`, address: token }],
  )

const warnOfApprovals = ({ approvals }: Described): SimulationWarning[] =>
  approvals.flatMap(({ kind, owner, spender, token, isUnlimited, before, after }): SimulationWarning[] => {
    if (isUnlimited && before !== after) {
      const message = `${spender} may move all that ${owner} has and will have of ${token}.`
      return [{ kind: 'unlimited-approval', message, address: spender }]
    }
    if (kind !== 'operator' || after !== 1n || before === 1n) return []
    return [{ kind: 'operator-approval', message: `${spender} may move all of ${owner}'s ${token}.`, address: spender }]
  })

const warnOfRecipients = ({ frames }: Recording, before: AccountsBefore): SimulationWarning[] =>
  frames.flatMap(({ start, end }): SimulationWarning[] => {
    const { to, type, value = 0n, input } = start
    if (to === undefined || end?.error !== undefined || before.hasCode(to) || before.isPrecompile(to)) return []
    const address = toShownAddress(to)
    if (input.length > 0) {
      return [{ kind: 'no-code', message: `${address} has no code: the call to it does nothing.`, address }]
    }
    const key = toDigits(to)
    const isFresh = before.written.accounts.has(key) && before.written.accounts.get(key) === undefined
    if (type !== 'CALL' || value === 0n || !isFresh) return []
    return [{ kind: 'fresh-recipient', message: `${address} receives ether and has never been used.`, address }]
  })
