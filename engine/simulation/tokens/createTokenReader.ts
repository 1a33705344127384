import type { ExecutionSession } from '../../chain/Chain.ts'
import { cleanText } from '../../compiler/layout/cleanText.ts'
import { toWordNumber } from '../../compiler/layout/words.ts'
import { toDigits } from '../../evm/trace/traceBytes.ts'
import { askContracts, type ContractAnswer, type ContractQuestion } from './askContracts.ts'

/** What a token says of itself: texts by anyone, cleaned and cut. */
export type TokenInfo = {
  readonly name: string | undefined
  readonly symbol: string | undefined
  readonly decimals: number | undefined
}

/** The answer to a question before an item and after it. */
export type BeforeAndAfter = { readonly before: ContractAnswer; readonly after: ContractAnswer }

const MAX_NAME = 64
const MAX_SYMBOL = 16
const WORD_BYTES = 32
const MAX_DECIMALS = 255n

const NAME = Uint8Array.of(0x06, 0xfd, 0xde, 0x03)
const SYMBOL = Uint8Array.of(0x95, 0xd8, 0x9b, 0x41)
const DECIMALS = Uint8Array.of(0x31, 0x3c, 0xe5, 0x67)
const INFO = [NAME, SYMBOL, DECIMALS] as const

/**
 * Reads tokens for one bundle: balances and allowances before and after an item, and the tokens' names. What was read after one item
 * is what is before the next, and isn't read again.
 */
export const createTokenReader = (session: ExecutionSession) => {
  const { state } = session
  const infos = new Map<string, TokenInfo>()
  let latest = new Map<string, ContractAnswer>()
  let latestMark = -1

  return {
    /** Answers before and after what was written since `mark`, in the order of the questions; each question once. */
    compare: async (mark: number, questions: readonly ContractQuestion[], tokens: readonly Uint8Array[]) => {
      const newTokens = tokens.filter((token) => !infos.has(toDigits(token)))
      const infoQuestions = newTokens.flatMap((to) => INFO.map((data) => ({ to, data })))
      const known = mark === latestMark ? latest : new Map<string, ContractAnswer>()
      const keys = questions.map(({ to, data }) => toDigits(to) + toDigits(data))
      const unknown = questions.filter((_, index) => !known.has(keys[index] ?? ''))
      const before = new Map(known)
      if (unknown.length > 0) {
        const answers = await state.lookBack(mark, () => askContracts(session, unknown))
        for (const [index, { to, data }] of unknown.entries()) before.set(toDigits(to) + toDigits(data), answers[index])
      }
      const after = await askContracts(session, [...questions, ...infoQuestions])
      latest = new Map(keys.map((key, index) => [key, after[index]]))
      latestMark = state.mark()
      for (const [index, token] of newTokens.entries()) {
        infos.set(toDigits(token), readInfo(after.slice(questions.length + INFO.length * index)))
      }
      return keys.map((key, index): BeforeAndAfter => ({ before: before.get(key), after: after[index] }))
    },
    infoOf: (token: Uint8Array): TokenInfo | undefined => infos.get(toDigits(token)),
  }
}

export type TokenReader = ReturnType<typeof createTokenReader>

const readInfo = ([name, symbol, decimals]: readonly ContractAnswer[]): TokenInfo => ({
  name: readText(name, MAX_NAME),
  symbol: readText(symbol, MAX_SYMBOL),
  decimals: readDecimals(decimals),
})

const readDecimals = (answer: ContractAnswer): number | undefined => {
  if (answer === undefined || answer.length < WORD_BYTES) return undefined
  const decimals = toWordNumber(answer.subarray(0, WORD_BYTES))
  return decimals > MAX_DECIMALS ? undefined : Number(decimals)
}

/** A `string`, or a `bytes32` as some old tokens answer. */
const readText = (answer: ContractAnswer, maxLength: number): string | undefined => {
  if (answer === undefined || answer.length < WORD_BYTES) return undefined
  const bytes = answer.length === WORD_BYTES ? answer : readString(answer)
  if (bytes === undefined) return undefined
  const text = cleanText(Buffer.from(bytes).toString('utf8'), maxLength)
  return text === '' ? undefined : text
}

/** Of a long one, as much as was answered. */
const readString = (answer: Uint8Array): Uint8Array | undefined => {
  const offset = toWordNumber(answer.subarray(0, WORD_BYTES))
  if (offset > BigInt(answer.length - WORD_BYTES)) return undefined
  const start = Number(offset) + WORD_BYTES
  const length = toWordNumber(answer.subarray(start - WORD_BYTES, start))
  return answer.subarray(start, length > BigInt(answer.length) ? answer.length : start + Number(length))
}
