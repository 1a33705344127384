import type { TokenChange } from '../../api/simulation.ts'
import { fromHex, toWord } from '../../chain/bytes.ts'
import { toWordNumber } from '../../compiler/layout/words.ts'
import { toShownAddress } from '../toShown.ts'
import type { ContractAnswer, ContractQuestion } from './askContracts.ts'
import type { BeforeAndAfter, TokenInfo } from './createTokenReader.ts'
import { type TransferClaim, toClaimKey } from './findClaims.ts'

/** What an account has of a token, and what the logs say has changed of it. */
export type Holding = Pick<TransferClaim, 'standard' | 'token' | 'tokenId'> & {
  readonly account: Uint8Array
  logged: bigint
}

const BALANCE_OF = fromHex('0x70a08231')
const BALANCE_OF_ID = fromHex('0x00fdd58e')
const OWNER_OF = fromHex('0x6352211e')
const WORD_BYTES = 32
const ADDRESS_BYTES = 20

const isNobody = (address: Uint8Array): boolean => address.every((byte) => byte === 0)

/** An address as an argument of a call. */
export const toArgument = (address: Uint8Array): Uint8Array => {
  const word = new Uint8Array(WORD_BYTES)
  word.set(address, WORD_BYTES - address.length)
  return word
}

/** Whose holdings are touched, each once. */
export const listHoldings = (transfers: readonly TransferClaim[]): Holding[] => {
  const holdings = new Map<string, Holding>()
  const notFungible = new Set(
    transfers.filter(({ standard }) => standard === 'erc721').map(({ token }) => toClaimKey(token)),
  )
  const add = ({ standard, token, tokenId }: TransferClaim, account: Uint8Array, amount: bigint): void => {
    if (isNobody(account)) return
    const key = toClaimKey(standard, token, tokenId, account)
    const holding = holdings.get(key) ?? { standard, token, tokenId, account, logged: 0n }
    holding.logged += amount
    holdings.set(key, holding)
  }
  for (const claim of transfers) {
    // ERC-721 has a `transferFrom` too.
    if (claim.standard === 'erc20' && notFungible.has(toClaimKey(claim.token))) continue
    add(claim, claim.from, -(claim.amount ?? 0n))
    add(claim, claim.to, claim.amount ?? 0n)
  }
  return [...holdings.values()]
}

export const askHolding = ({ standard, token, tokenId = 0n, account }: Holding): ContractQuestion => {
  if (standard === 'erc721') return { to: token, data: Buffer.concat([OWNER_OF, toWord(tokenId)]) }
  if (standard === 'erc20') return { to: token, data: Buffer.concat([BALANCE_OF, toArgument(account)]) }
  return { to: token, data: Buffer.concat([BALANCE_OF_ID, toArgument(account), toWord(tokenId)]) }
}

/** A number in an answer; `undefined` where there is none. */
export const readAnswer = (answer: ContractAnswer, index = 0): bigint | undefined =>
  answer === undefined || answer.length < (index + 1) * WORD_BYTES
    ? undefined
    : toWordNumber(answer.subarray(index * WORD_BYTES, (index + 1) * WORD_BYTES))

/** 1 where the answer is this address; contracts refuse to answer for what isn't there, and nobody has that. */
export const readIsAddress = (answer: ContractAnswer, address: Uint8Array): bigint =>
  answer !== undefined &&
  answer.length >= WORD_BYTES &&
  Buffer.compare(answer.subarray(WORD_BYTES - ADDRESS_BYTES, WORD_BYTES), address) === 0
    ? 1n
    : 0n

/** What has changed by the contract's own answers, and whether its logs say so; `undefined` where nothing did. */
export const describeHolding = (
  { standard, token, tokenId, account, logged }: Holding,
  { before, after }: BeforeAndAfter,
  info: TokenInfo | undefined,
): TokenChange | undefined => {
  const read = (answer: ContractAnswer): bigint | undefined =>
    standard === 'erc721' ? readIsAddress(answer, account) : readAnswer(answer)
  const had = read(before)
  const has = read(after)
  const actual = had === undefined || has === undefined ? undefined : has - had
  if ((actual ?? 0n) === 0n && logged === 0n) return undefined
  return {
    standard,
    token: toShownAddress(token),
    ...info,
    tokenId,
    account: toShownAddress(account),
    before: had,
    after: has,
    change: actual ?? logged,
    loggedChange: logged,
    isVerified: actual === logged,
  }
}
