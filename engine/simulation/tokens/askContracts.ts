import type { ExecutionSession } from '../../chain/Chain.ts'
import { toWordBytes, toWordNumber } from '../../compiler/layout/words.ts'

/** A view to call, with at most 128 bytes of data. */
export type ContractQuestion = { readonly to: Uint8Array; readonly data: Uint8Array }

/** What a view answered, at most 192 bytes of it; `undefined` where it failed. */
export type ContractAnswer = Uint8Array | undefined

const WORD_BYTES = 32
const MAX_DATA_BYTES = 128
const QUESTION_BYTES = 2 * WORD_BYTES + MAX_DATA_BYTES
const MAX_ANSWER_BYTES = 192
const ANSWER_BYTES = 2 * WORD_BYTES + MAX_ANSWER_BYTES
/** One view may take 200,000 gas, because hostile ones would take all there is; so many of them fit into one message. */
const MAX_QUESTIONS = 128
const GAS_OF_ALL = 30_000_000n

const NOBODY = new Uint8Array(20)
/** Where the code below stands while it runs. */
const ASKER = new Uint8Array(Buffer.from('71a9e2a0c0f1d5b3d7c4e8f6a1b2c3d4e5f60718', 'hex'))

/**
 * Calls one view after the other, so that many cost one message. Its input is a row of questions: address, length of the data, the
 * data in 128 bytes. Its output is a row of answers: 1 or 0, how many bytes came back, the first 192 of them. Its stack holds where
 * the next answer goes and, above it, where the next question is.
 */
const ASKER_CODE = new Uint8Array(
  Buffer.from(
    [
      '610100 5f',
      '5b 36 81 10 15 6048 57', // while there is a question
      '6080 81 6040 01 5f 37', // CALLDATACOPY its data to memory 0
      '5f 5f 82 6020 01 35 5f 84 35 62030d40 fa', // STATICCALL, with 200,000 gas
      '82 52', // whether it succeeded
      '3d 82 6020 01 52', // RETURNDATASIZE
      '3d 60c0 81 81 10 90 82 18 02 18', // that or 192, what is less
      '5f 83 6040 01 3e', // RETURNDATACOPY
      '60c0 01 90 610100 01 90 6004 56', // the next one
      '5b 50 610100 90 03 610100 f3', // RETURN all answers
    ]
      .join('')
      .replaceAll(' ', ''),
    'hex',
  ),
)

/** Asks contracts on the session's state as it is now, and changes nothing. What doesn't answer within its gas has no answer. */
export const askContracts = async (
  session: ExecutionSession,
  questions: readonly ContractQuestion[],
): Promise<readonly ContractAnswer[]> => {
  if (questions.length === 0) return []
  const { state } = session
  state.checkpoint()
  try {
    state.putCode(ASKER, ASKER_CODE)
    const answers: ContractAnswer[] = []
    for (let first = 0; first < questions.length; first += MAX_QUESTIONS) {
      answers.push(...(await askTogether(session, questions.slice(first, first + MAX_QUESTIONS))))
    }
    return answers
  } finally {
    state.revert()
  }
}

const askTogether = async (
  { execution }: ExecutionSession,
  questions: readonly ContractQuestion[],
): Promise<ContractAnswer[]> => {
  const { isSuccess, returnData } = await execution.runMessage({
    from: NOBODY,
    to: ASKER,
    data: encodeQuestions(questions),
    value: 0n,
    gasLimit: GAS_OF_ALL,
    gasPrice: 0n,
    accessList: [],
    blobVersionedHashes: [],
    authorizationList: [],
  })
  return questions.map((_, index) => (isSuccess ? decodeAnswer(returnData, index) : undefined))
}

const encodeQuestions = (questions: readonly ContractQuestion[]): Uint8Array => {
  const encoded = new Uint8Array(questions.length * QUESTION_BYTES)
  for (const [index, { to, data }] of questions.entries()) {
    if (data.length > MAX_DATA_BYTES) throw new Error(`A question has ${data.length} bytes.`)
    const start = index * QUESTION_BYTES
    encoded.set(to, start + WORD_BYTES - to.length)
    encoded.set(toWordBytes(BigInt(data.length)), start + WORD_BYTES)
    encoded.set(data, start + 2 * WORD_BYTES)
  }
  return encoded
}

const decodeAnswer = (encoded: Uint8Array, index: number): ContractAnswer => {
  const start = index * ANSWER_BYTES
  const isSuccess = encoded[start + WORD_BYTES - 1] === 1
  const size = toWordNumber(encoded.subarray(start + WORD_BYTES, start + 2 * WORD_BYTES))
  const length = size > BigInt(MAX_ANSWER_BYTES) ? MAX_ANSWER_BYTES : Number(size)
  const first = start + 2 * WORD_BYTES
  return isSuccess ? encoded.slice(first, first + length) : undefined
}
