import { toQuantity } from './traceBytes.ts'

/** geth's sentences, where they differ from those of @ethereumjs/evm. */
const SENTENCES: Readonly<Record<string, string>> = {
  revert: 'execution reverted',
  'invalid JUMP': 'invalid jump destination',
  'static state change': 'write protection',
  'value out of range': 'return data out of bounds',
  'create collision': 'contract address collision',
  'code store out of gas': 'contract creation code storage out of gas',
  'code size to deposit exceeds maximum code size': 'max code size exceeded',
  'initcode exceeds max initcode size': 'max initcode size exceeded',
  'invalid bytecode deployed': 'invalid code: must not begin with 0xef',
}

/** Why a frame failed, as geth says it. */
export const describeFrameError = (error: string): string => SENTENCES[error] ?? error

/** Error(string) and Panic(uint256) of Solidity. */
const ERROR_SELECTOR = '08c379a0'
const PANIC_SELECTOR = '4e487b71'
const WORD_BYTES = 32
const ERROR_HEAD_BYTES = 68
const PANIC_BYTES = 36

const PANICS: Readonly<Record<string, string>> = {
  '0x0': 'generic panic',
  '0x1': 'assert(false)',
  '0x11': 'arithmetic underflow or overflow',
  '0x12': 'division or modulo by zero',
  '0x21': 'enum overflow',
  '0x22': 'invalid encoded storage byte array accessed',
  '0x31': 'out-of-bounds array access; popping on an empty array',
  '0x32': 'out-of-bounds access of an array or bytesN',
  '0x41': 'out of memory',
  '0x51': 'uninitialized function',
}

/** The reason in revert data of Solidity; `undefined` where there is none. */
export const readRevertReason = (data: Uint8Array): string | undefined => {
  const buffer = Buffer.from(data.buffer, data.byteOffset, data.length)
  const selector = buffer.toString('hex', 0, 4)
  const readNumber = (offset: number): bigint => BigInt(`0x${buffer.toString('hex', offset, offset + WORD_BYTES)}`)
  if (selector === PANIC_SELECTOR && data.length >= PANIC_BYTES) {
    const code = toQuantity(readNumber(4))
    return PANICS[code] ?? `unknown panic code: ${code}`
  }
  if (selector !== ERROR_SELECTOR || data.length < ERROR_HEAD_BYTES) return undefined
  const length = readNumber(4 + WORD_BYTES)
  if (length > BigInt(data.length - ERROR_HEAD_BYTES)) return undefined
  return buffer.toString('utf8', ERROR_HEAD_BYTES, ERROR_HEAD_BYTES + Number(length))
}
