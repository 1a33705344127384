import { type Hex, hexToBigInt, keccak256, numberToHex, toRlp } from 'viem'
import { z } from 'zod'
import { TerminalError } from '../../api/errors.ts'

const Bytes = z.string().regex(/^0x([0-9a-f]{2})*$/i) as unknown as z.ZodType<Hex>
/** A number is its bytes without leading zeros; zero is no bytes. */
const Quantity = z
  .string()
  .regex(/^0x[0-9a-f]+$/i)
  .transform((value): Hex => (hexToBigInt(value as Hex) === 0n ? '0x' : numberToHex(BigInt(value))))
  .transform((value): Hex => (value.length % 2 === 0 ? value : `0x0${value.slice(2)}`))

const fields = {
  parentHash: Bytes,
  sha3Uncles: Bytes,
  miner: Bytes,
  stateRoot: Bytes,
  transactionsRoot: Bytes,
  receiptsRoot: Bytes,
  logsBloom: Bytes,
  difficulty: Quantity,
  number: Quantity,
  gasLimit: Quantity,
  gasUsed: Quantity,
  timestamp: Quantity,
  extraData: Bytes,
  mixHash: Bytes,
  nonce: Bytes,
}
/** What forks appended since, each only where the ones before are. */
const laterFields = {
  baseFeePerGas: Quantity.optional(),
  withdrawalsRoot: Bytes.optional(),
  blobGasUsed: Quantity.optional(),
  excessBlobGas: Quantity.optional(),
  parentBeaconBlockRoot: Bytes.optional(),
  requestsHash: Bytes.optional(),
}
const Block = z.object({ ...fields, ...laterFields, hash: Bytes })
const order = [...Object.keys(fields), ...Object.keys(laterFields)] as readonly Exclude<
  keyof z.infer<typeof Block>,
  'hash'
>[]

/**
 * The RLP of a block's header, from what `eth_getBlockByNumber` answers: not every node has `debug_getRawHeader`.
 *
 * @throws TerminalError `chain/unavailable` when the answer is no block, or doesn't hash to what it says, as with a field that is
 * unknown here
 */
export const encodeHeader = (answer: unknown): Hex => {
  const { data: block } = Block.safeParse(answer)
  if (block === undefined) throw new TerminalError('chain/unavailable', 'The node answered no block.')
  const header = toRlp(order.map((name) => block[name]).filter((value) => value !== undefined))
  if (keccak256(header) === block.hash.toLowerCase()) return header
  throw new TerminalError('chain/unavailable', `The header of block ${block.hash} has another hash.`, {
    hash: block.hash,
  })
}
