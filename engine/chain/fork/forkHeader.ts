import { type BlockHeader, createBlockHeader } from '@ethereumjs/block'
import type { Common } from '@ethereumjs/common'
import { RLP } from '@ethereumjs/rlp'
import { Address } from '@ethereumjs/util'
import { keccak_256 } from '@noble/hashes/sha3.js'
import { z } from 'zod'
import { DataAnswer, FixedDataAnswer, HashAnswer, QuantityAnswer } from '../../networks/answerSchemas.ts'
import { invalidAnswer } from '../../networks/postJson.ts'

const quantity = QuantityAnswer.transform((value) => {
  const hex = value === 0n ? '' : value.toString(16)
  return new Uint8Array(Buffer.from(hex.padStart(hex.length + (hex.length % 2), '0'), 'hex'))
})

/** A block as `eth_getBlockByNumber` answers it, as far as its header goes, in the order of its RLP (Yellow Paper 4.4.3, later EIPs). */
export const HeaderAnswer = z.object({
  hash: HashAnswer,
  parentHash: HashAnswer,
  sha3Uncles: HashAnswer,
  miner: FixedDataAnswer(20),
  stateRoot: HashAnswer,
  transactionsRoot: HashAnswer,
  receiptsRoot: HashAnswer,
  logsBloom: FixedDataAnswer(256),
  difficulty: quantity,
  number: quantity,
  gasLimit: quantity,
  gasUsed: quantity,
  timestamp: quantity,
  extraData: DataAnswer(1_024),
  mixHash: HashAnswer,
  nonce: FixedDataAnswer(8),
  baseFeePerGas: quantity.nullish(),
  withdrawalsRoot: HashAnswer.nullish(),
  blobGasUsed: quantity.nullish(),
  excessBlobGas: quantity.nullish(),
  parentBeaconBlockRoot: HashAnswer.nullish(),
  requestsHash: HashAnswer.nullish(),
})

/**
 * RLP of an answered header.
 *
 * @throws TerminalError `network/invalid-answer` when the hash is not that of the fields.
 */
export const encodeHeader = (answer: z.output<typeof HeaderAnswer>, endpoint: string): Uint8Array => {
  const fields: Uint8Array[] = []
  for (const name of Object.keys(HeaderAnswer.shape) as (keyof typeof HeaderAnswer.shape)[]) {
    const field = answer[name]
    if (field === undefined || field === null) break
    if (name !== 'hash') fields.push(field)
  }
  const encoded = RLP.encode(fields)
  if (Buffer.compare(keccak_256(encoded), answer.hash) !== 0) {
    throw invalidAnswer(endpoint, 'a block whose hash is not that of its header')
  }
  return encoded
}

/** What of a header is read before the chain's rules are known. */
export type HeaderFields = {
  readonly parentHash: Uint8Array
  readonly coinbase: Uint8Array
  readonly stateRoot: Uint8Array
  readonly timestamp: bigint
  readonly gasLimit: bigint
}

const toBigInt = (bytes: Uint8Array | undefined): bigint =>
  bytes === undefined || bytes.length === 0 ? 0n : BigInt(`0x${Buffer.from(bytes).toString('hex')}`)

const EMPTY = new Uint8Array()

export const readHeaderFields = (encoded: Uint8Array): HeaderFields => {
  const fields = RLP.decode(encoded) as Uint8Array[]
  const [parentHash = EMPTY, , coinbase = EMPTY, stateRoot = EMPTY] = fields
  return { parentHash, coinbase, stateRoot, gasLimit: toBigInt(fields[9]), timestamp: toBigInt(fields[11]) }
}

/**
 * The header in the form of this chain's rules. What a block from before them lacks is zero; a block of proof of work loses its seal.
 * Its hash stays the other chain's, and is kept beside it.
 */
export const toLocalHeader = (encoded: Uint8Array, common: Common): BlockHeader => {
  const fields = RLP.decode(encoded) as Uint8Array[]
  const at = (index: number): Uint8Array => fields[index] ?? EMPTY
  const whenThere = <Name extends string>(name: Name, index: number) =>
    fields[index] === undefined ? {} : ({ [name]: fields[index] } as { [Key in Name]: Uint8Array })
  return createBlockHeader(
    {
      parentHash: at(0),
      coinbase: new Address(at(2)),
      stateRoot: at(3),
      transactionsTrie: at(4),
      receiptTrie: at(5),
      logsBloom: at(6),
      number: toBigInt(at(8)),
      gasLimit: toBigInt(at(9)),
      gasUsed: toBigInt(at(10)),
      timestamp: toBigInt(at(11)),
      extraData: at(12),
      mixHash: at(13),
      ...whenThere('baseFeePerGas', 15),
      ...whenThere('withdrawalsRoot', 16),
      ...whenThere('blobGasUsed', 17),
      ...whenThere('excessBlobGas', 18),
      ...whenThere('parentBeaconBlockRoot', 19),
      ...whenThere('requestsHash', 20),
    },
    { common, freeze: false, skipConsensusFormatValidation: true },
  )
}
