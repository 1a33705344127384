import type { ApprovalChange } from '../../api/simulation.ts'
import { fromHex, toWord } from '../../chain/bytes.ts'
import { toShownAddress } from '../toShown.ts'
import type { ContractAnswer, ContractQuestion } from './askContracts.ts'
import type { BeforeAndAfter, TokenInfo } from './createTokenReader.ts'
import { readAnswer, readIsAddress, toArgument } from './describeTransfers.ts'
import { type ApprovalClaim, toClaimKey } from './findClaims.ts'

/** What someone may move of someone, with what the last log says; `isSpent`: a call has used it. */
export type Approval = ApprovalClaim & { readonly isSpent: boolean }

const ALLOWANCE = fromHex('0xdd62ed3e')
const GET_APPROVED = fromHex('0x081812fc')
const IS_APPROVED_FOR_ALL = fromHex('0xe985e9c5')
const PERMIT2_ALLOWANCE = fromHex('0x927da105')
/** More than any token has: who approves so much means all of it. Some tokens keep 96 bits, Permit2 160. */
const UNLIMITED = 2n ** 128n
const UNLIMITED_96_BITS = 2n ** 96n - 1n

/** Who may move what of whom, each once. */
export const listApprovals = (claims: readonly ApprovalClaim[]): Approval[] => {
  const approvals = new Map<string, Approval>()
  const notFungible = new Set(claims.filter(({ kind }) => kind === 'erc721').map(({ token }) => toClaimKey(token)))
  for (const claim of claims) {
    if (claim.spender.every((byte) => byte === 0)) continue
    if (claim.kind === 'erc20' && notFungible.has(toClaimKey(claim.token))) continue
    const key = toClaimKey(claim.kind, claim.token, claim.owner, claim.spender, claim.tokenId, claim.via)
    const known = approvals.get(key)
    const isSpent = claim.amount === undefined || known?.isSpent === true
    approvals.set(key, { ...claim, amount: claim.amount ?? known?.amount, isSpent })
  }
  return [...approvals.values()]
}

export const askApproval = ({ kind, token, owner, spender, tokenId = 0n, via }: Approval): ContractQuestion => {
  const parties = [toArgument(owner), toArgument(spender)]
  if (kind === 'erc721') return { to: token, data: Buffer.concat([GET_APPROVED, toWord(tokenId)]) }
  if (kind === 'operator') return { to: token, data: Buffer.concat([IS_APPROVED_FOR_ALL, ...parties]) }
  if (kind === 'erc20') return { to: token, data: Buffer.concat([ALLOWANCE, ...parties]) }
  const data = Buffer.concat([PERMIT2_ALLOWANCE, toArgument(owner), toArgument(token), toArgument(spender)])
  return { to: via ?? token, data }
}

/** What has changed by the contract's own answers, and whether its logs say so; `undefined` where nothing did. */
export const describeApproval = (
  { kind, token, owner, spender, tokenId, via, amount, isSpent }: Approval,
  answers: BeforeAndAfter,
  info: TokenInfo | undefined,
): ApprovalChange | undefined => {
  const read = (answer: ContractAnswer): bigint | undefined =>
    kind === 'erc721' ? readIsAddress(answer, spender) : readAnswer(answer)
  const before = read(answers.before)
  const after = read(answers.after)
  if (amount === undefined && before === after) return undefined
  const isAsLogged = amount === undefined || after === amount || (isSpent && after !== undefined && after < amount)
  const expiresAtS = kind === 'permit2' ? readAnswer(answers.after, 1) : undefined
  return {
    kind,
    token: toShownAddress(token),
    ...info,
    owner: toShownAddress(owner),
    spender: toShownAddress(spender),
    via: via === undefined ? undefined : toShownAddress(via),
    tokenId,
    before,
    after,
    isUnlimited: kind !== 'erc721' && kind !== 'operator' && isUnlimited(after ?? amount ?? 0n),
    expiresAtS: expiresAtS === undefined ? undefined : Number(BigInt.asUintN(48, expiresAtS)),
    isVerified: before !== undefined && after !== undefined && isAsLogged,
  }
}

const isUnlimited = (allowance: bigint): boolean => allowance >= UNLIMITED || allowance === UNLIMITED_96_BITS
