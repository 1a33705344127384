import { fromHex, toWord } from '../../chain/bytes.ts'
import type { LogEntry } from '../../evm/Executor.ts'
import type { CallFrame } from '../../evm/trace/createCallRecorder.ts'

/** ERC-7528: stands for ether where a token is expected. */
const ETHER = fromHex(`0x${'ee'.repeat(20)}`)
/** keccak256('Transfer(address,address,uint256)') */
const TRANSFER = fromHex('0xddf252ad1be2c89b69c2b068fc378daa952ba7f163c4a11628f55a4df523b3ef')
const ADDRESS_DIGITS = 40

const toTopic = (address: Uint8Array): Uint8Array =>
  toWord(BigInt(`0x${Buffer.from(address).toString('hex').padStart(ADDRESS_DIGITS, '0')}`))

const toTransfer = ({ start, end }: CallFrame): LogEntry[] => {
  const { type, from, value } = start
  const to = start.to ?? end?.createdAddress
  if (to === undefined || value === undefined || value === 0n || type === 'DELEGATECALL') return []
  return [{ address: ETHER, topics: [TRANSFER, toTopic(from), toTopic(to)], data: toWord(value) }]
}

/** The logs of a transaction in their order, and among them one for each transfer of ether, as an ERC-20 would log it. */
export const listTransferLogs = (frame: CallFrame): LogEntry[] => {
  if (frame.end?.error !== undefined) return []
  const listed = toTransfer(frame)
  let next = 0
  for (const log of frame.logs) {
    while (next < Number(log.position)) listed.push(...listCalled(frame, next++))
    listed.push({ address: fromHex(log.address), topics: log.topics.map(fromHex), data: fromHex(log.data) })
  }
  while (next < frame.calls.length) listed.push(...listCalled(frame, next++))
  return listed
}

const listCalled = ({ calls }: CallFrame, index: number): LogEntry[] => {
  const called = calls[index]
  return called === undefined ? [] : listTransferLogs(called)
}
