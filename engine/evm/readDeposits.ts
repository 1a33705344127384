import { BlockRuleError, type LogEntry } from './Executor.ts'

const DEPOSIT_CONTRACT = '00000000219ab540356cbb839cbe05303d7705fa'
/** `DepositEvent(bytes,bytes,bytes,bytes,bytes)`. */
const DEPOSIT_TOPIC = '649bbc62d0e31342afea4e5cd82d4049e7e1ee912fc0889aa790803be39038c5'
const LOG_BYTES = 576

/** EIP-6110, `is_valid_deposit_event_data`: where each field is in the log's data, and its length. */
const FIELDS = [
  { name: 'pubkey', offset: 160, bytes: 48 },
  { name: 'withdrawal credentials', offset: 256, bytes: 32 },
  { name: 'amount', offset: 320, bytes: 8 },
  { name: 'signature', offset: 384, bytes: 96 },
  { name: 'index', offset: 512, bytes: 8 },
] as const
const WORD = 32

const toHex = (bytes: Uint8Array): string => Buffer.prototype.hexSlice.call(bytes, 0, bytes.length)

const readWord = (data: Uint8Array, offset: number): bigint =>
  BigInt(`0x${toHex(data.subarray(offset, offset + WORD))}`)

/**
 * The deposits that the deposit contract logged, as one request without its type byte (EIP-6110); empty when there are none.
 *
 * @throws BlockRuleError when such a log does not have the layout of a deposit
 */
export const readDeposits = (logs: readonly LogEntry[]): Uint8Array => {
  const deposits: Uint8Array[] = []
  for (const { address, topics, data } of logs) {
    const [topic] = topics
    if (topic === undefined || toHex(address) !== DEPOSIT_CONTRACT || toHex(topic) !== DEPOSIT_TOPIC) continue
    deposits.push(...readDeposit(data))
  }
  return Buffer.concat(deposits)
}

const readDeposit = (data: Uint8Array): Uint8Array[] => {
  if (data.length !== LOG_BYTES) throw new BlockRuleError(`invalid deposit log: ${data.length} bytes`)
  return FIELDS.map(({ name, offset, bytes }, index) => {
    const isWhereItBelongs = readWord(data, index * WORD) === BigInt(offset)
    if (!isWhereItBelongs || readWord(data, offset) !== BigInt(bytes)) {
      throw new BlockRuleError(`invalid deposit log: the layout of its ${name}`)
    }
    return data.subarray(offset + WORD, offset + WORD + bytes)
  })
}
