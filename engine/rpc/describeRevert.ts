import { toHex } from '../chain/bytes.ts'
import { CHAIN_ERROR_CODES, ChainError } from '../chain/ChainError.ts'

/** Error(string) and Panic(uint256) of Solidity. */
const ERROR_SELECTOR = '08c379a0'
const PANIC_SELECTOR = '4e487b71'
const MAX_REASON_BYTES = 1_024

const readReason = (data: Uint8Array): string | undefined => {
  const hex = Buffer.from(data).toString('hex')
  if (hex.startsWith(PANIC_SELECTOR) && data.length >= 36)
    return `panic 0x${BigInt(`0x${hex.slice(8, 72)}`).toString(16)}`
  if (!hex.startsWith(ERROR_SELECTOR) || data.length < 68) return undefined
  const length = Number(BigInt(`0x${hex.slice(72, 136)}`))
  if (length > MAX_REASON_BYTES || data.length < 68 + length) return undefined
  return Buffer.from(data.subarray(68, 68 + length)).toString('utf8')
}

/** The error of a reverted call (code 3, EIP-1474): its data lets a client decode custom errors. */
export const describeRevert = (data: Uint8Array): ChainError => {
  const reason = readReason(data)
  return new ChainError(
    CHAIN_ERROR_CODES.reverted,
    reason === undefined ? 'execution reverted' : `execution reverted: ${reason}`,
    toHex(data),
  )
}
