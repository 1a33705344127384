import type { z } from 'zod'
import { TokenTemplate } from '../../../../engine/api/workbench.ts'
import { parseInteger } from './parseInteger.ts'

export type Standard = 'none' | TokenTemplate['standard']

/** The options of a token as its form has them; each standard uses those that it knows. */
export interface TokenDraft {
  readonly name: string
  readonly symbol: string
  readonly uri: string
  readonly premint: string
  readonly cap: string
  readonly royalty: string
  readonly access: 'ownable' | 'roles'
  readonly votesClock: 'blocknumber' | 'timestamp'
  readonly flags: ReadonlySet<TokenFlag>
}

export const tokenFlags = {
  isMintable: 'Mintable',
  isBurnable: 'Burnable',
  isPausable: 'Pausable',
  hasPermit: 'Permit (EIP-2612)',
  hasVotes: 'Votes (ERC-5805)',
  isEnumerable: 'Enumerable',
  hasSupply: 'Supply by id',
} as const
export type TokenFlag = keyof typeof tokenFlags

/** The options that a standard has. */
export const flagsOf = {
  none: [],
  erc20: ['isMintable', 'isBurnable', 'isPausable', 'hasPermit', 'hasVotes'],
  erc721: ['isMintable', 'isBurnable', 'isPausable', 'isEnumerable', 'hasVotes'],
  erc1155: ['isMintable', 'isBurnable', 'isPausable', 'hasSupply'],
} as const satisfies Record<Standard, readonly TokenFlag[]>

export const emptyToken: TokenDraft = {
  name: '',
  symbol: '',
  uri: '',
  premint: '',
  cap: '',
  royalty: '',
  access: 'ownable',
  votesClock: 'blocknumber',
  flags: new Set(['isMintable']),
}

export interface TokenReading {
  /** Absent with standard `none`, and where something is wrong. */
  readonly template: TokenTemplate | undefined
  /** By the field of the draft. */
  readonly problems: Partial<Record<keyof TokenDraft, string>>
}

/** Reads the form of a token: a template for the desk, or what is wrong with which fields. */
export function readToken(standard: Standard, draft: TokenDraft): TokenReading {
  if (standard === 'none') return { template: undefined, problems: {} }
  const problems: Partial<Record<keyof TokenDraft, string>> = {}
  const amount = (field: 'premint' | 'cap') => {
    if (draft[field].trim() === '') return undefined
    const value = parseInteger(draft[field])
    if (value === undefined || value < 0n) problems[field] = 'Whole tokens: 1000000 or 1e6.'
    return value
  }
  const royaltyBps = readRoyalty(draft.royalty)
  if (royaltyBps === undefined) problems.royalty = 'Percent from 0 to 100, at most two decimals.'
  const flags = Object.fromEntries(flagsOf[standard].map((flag) => [flag, draft.flags.has(flag)]))
  const parsed = TokenTemplate.safeParse({
    standard,
    name: draft.name.trim(),
    symbol: draft.symbol.trim(),
    uri: draft.uri.trim(),
    baseUri: draft.uri.trim(),
    premint: amount('premint') ?? 0n,
    cap: amount('cap'),
    royaltyBps: royaltyBps ?? 0,
    access: draft.access,
    votesClock: draft.votesClock,
    ...flags,
  } satisfies Record<string, unknown>)
  if (!parsed.success) Object.assign(problems, describeIssues(parsed.error.issues))
  const hasProblems = Object.keys(problems).length > 0
  return { template: hasProblems ? undefined : parsed.data, problems }
}

function describeIssues(issues: readonly z.core.$ZodIssue[]): Record<string, string> {
  return Object.fromEntries(
    issues.map(({ path, code, message }) => {
      const field = path[0] === 'baseUri' ? 'uri' : String(path[0])
      return [field, code === 'too_small' ? 'Required.' : code === 'too_big' ? 'Too long.' : message]
    }),
  )
}

/** Percent to hundredths of a percent; nothing typed is none. */
function readRoyalty(text: string): number | undefined {
  const plain = text.trim().replace(/\s*%$/, '')
  if (plain === '') return 0
  const match = /^(\d{1,3})(?:\.(\d{1,2}))?$/.exec(plain)
  const bps = match === null ? undefined : Number(match[1]) * 100 + Number((match[2] ?? '').padEnd(2, '0'))
  return bps !== undefined && bps <= 10_000 ? bps : undefined
}
