import { bigIntToBytes, hexToBytes, setLengthLeft } from '@ethereumjs/util'
import type { ExecutionState } from './ExecutionState.ts'
import type { BlockEnvironment } from './Executor.ts'
import { SYSTEM_CONTRACTS } from './systemContracts.ts'

/** HISTORY_BUFFER_LENGTH of EIP-4788, and HISTORY_SERVE_WINDOW of EIP-2935. */
const RING_LENGTH = 8_191n

const toWord = (value: bigint): Uint8Array => setLengthLeft(bigIntToBytes(value), 32)

/**
 * The first system calls of a block write ring buffers without looking at what is there (EIP-4788, EIP-2935). Where state has to be
 * fetched, writing the same beforehand spares fetching what is overwritten.
 */
export const overwriteRingBuffers = async (state: ExecutionState, environment: BlockEnvironment): Promise<void> => {
  const { beaconRoots, historyStorage } = SYSTEM_CONTRACTS
  const { timestamp, number, parentHash, parentBeaconBlockRoot } = environment
  const contracts = [beaconRoots, historyStorage].map(({ address, code }) => ({ address: hexToBytes(address), code }))
  await state.prepare?.(contracts.map(({ address }) => ({ address, slots: [] })))
  const [roots, history] = contracts.map(({ address, code }) => (holds(state, address, code) ? address : undefined))
  if (roots !== undefined) {
    const index = timestamp % RING_LENGTH
    state.overwriteStorage(roots, toWord(index), toWord(timestamp))
    state.overwriteStorage(roots, toWord(index + RING_LENGTH), parentBeaconBlockRoot)
  }
  if (history !== undefined) state.overwriteStorage(history, toWord((number - 1n) % RING_LENGTH), parentHash)
}

const holds = (state: ExecutionState, address: Uint8Array, code: `0x${string}`): boolean =>
  Buffer.compare(state.getCode(address), hexToBytes(code)) === 0
