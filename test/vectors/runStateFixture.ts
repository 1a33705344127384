import { RLP } from '@ethereumjs/rlp'
import { keccak_256 } from '@noble/hashes/sha3.js'
import { fromHex, toHex } from '../../engine/chain/bytes.ts'
import { ChainError } from '../../engine/chain/ChainError.ts'
import { decodeSigned } from '../../engine/chain/pool/decodeTransaction.ts'
import { WorldState } from '../../engine/chain/state/WorldState.ts'
import { type BlockEnvironment, InvalidTransactionError, type LogEntry } from '../../engine/evm/Executor.ts'
import { isExpected } from './exceptions.ts'
import type { Outcome, StateFixture, StatePost } from './Fixture.ts'
import { allocate, openEngine, toWord } from './openEngine.ts'

/** A state in memory, behind the interface through which the chain's comes from disk. */
const createState = () => {
  const nodes = new Map<string, Uint8Array>()
  const codes = new Map<string, Uint8Array>()
  const sink = {
    saveNode: (hash: Uint8Array, encoded: Uint8Array) => void nodes.set(toHex(hash), encoded),
    saveCode: (hash: Uint8Array, code: Uint8Array) => void codes.set(toHex(hash), code),
  }
  const source = {
    loadNode: (hash: Uint8Array) => nodes.get(toHex(hash)),
    loadCode: (hash: Uint8Array) => codes.get(toHex(hash)),
  }
  return { state: new WorldState(source), sink }
}

/** The hash that state tests give to the block before theirs. */
const toBlockHash = (number: number): Uint8Array => keccak_256(Buffer.from(String(number)))

const toEnvironment = ({ env }: StateFixture): BlockEnvironment => ({
  number: BigInt(env.currentNumber),
  timestamp: BigInt(env.currentTimestamp),
  parentHash: new Uint8Array(32),
  coinbase: fromHex(env.currentCoinbase),
  gasLimit: BigInt(env.currentGasLimit),
  baseFeePerGas: BigInt(env.currentBaseFee),
  excessBlobGas: BigInt(env.currentExcessBlobGas ?? '0x0'),
  prevRandao: toWord(env.currentRandom),
  parentBeaconBlockRoot: new Uint8Array(32),
})

const hashLogs = (logs: readonly LogEntry[]): string =>
  toHex(keccak_256(RLP.encode(logs.map(({ address, topics, data }) => [address, [...topics], data]))))

const runPost = async (fixture: StateFixture, fork: string, post: StatePost): Promise<string | undefined> => {
  const engine = await openEngine(fork, Number(fixture.config?.chainid ?? '0x1'))
  engine.setBlockHashes(toBlockHash)
  const { state, sink } = createState()
  allocate(state, fixture.pre)
  state.commitBlock(sink)
  let logs: readonly LogEntry[] = []
  let refusal: string | undefined
  try {
    const { transaction } = decodeSigned(fromHex(post.txbytes), engine.common)
    logs = (await engine.executor.enterBlock(toEnvironment(fixture), state).runTransaction(transaction)).logs
  } catch (error) {
    if (!(error instanceof InvalidTransactionError || error instanceof ChainError)) throw error
    refusal = error.message
    state.discard()
  }
  return compare(post, refusal, toHex(state.commitBlock(sink)), hashLogs(logs))
}

const compare = (post: StatePost, refusal: string | undefined, root: string, logsHash: string): string | undefined => {
  const { expectException: expected } = post
  if (expected === undefined && refusal !== undefined) return `refused: ${refusal}`
  if (expected !== undefined && refusal === undefined) return `accepted, expected ${expected}`
  if (expected !== undefined && refusal !== undefined && !isExpected(expected, refusal)) {
    return `refused: ${refusal}, expected ${expected}`
  }
  if (root !== post.hash) return `state root ${root}, expected ${post.hash}`
  return logsHash === post.logs ? undefined : `logs hash ${logsHash}, expected ${post.logs}`
}

/** Runs a state test, each of its transactions on a state of its own. */
export const runStateFixture = async (name: string, fixture: StateFixture): Promise<Outcome[]> => {
  const outcomes: Outcome[] = []
  for (const [fork, posts] of Object.entries(fixture.post)) {
    for (const [index, post] of posts.entries()) {
      const failure = await runPost(fixture, fork, post).catch((error: unknown) => `crashed: ${String(error)}`)
      outcomes.push({ name: `${name} ${fork} ${index}`, failure })
    }
  }
  return outcomes
}
