import type { BlockHeader } from '@ethereumjs/block'
import type { Common } from '@ethereumjs/common'
import type { BlockRecord } from '../store/ChainRecords.ts'
import { InvalidBlockError } from './InvalidBlockError.ts'

/** A rule between a header and its parent's: what it is about, what the header says, and what it should say. */
type Rule = readonly [name: string, have: bigint | undefined, want: bigint | undefined]

/**
 * Checks what a header can be checked for before its transactions run: its place after `parent`, its gas limit and base fee
 * (EIP-1559), its excess of blob gas (EIP-4844, EIP-7691, EIP-7918). The form of its fields was checked when it was decoded.
 *
 * @param isOwn made here: development methods may have set its base fee and its gas limit
 * @param isOwn whether a chain of this program made the block: its development methods choose gas limits and base fees freely
 * @throws InvalidBlockError
 */
export const validateHeader = (header: BlockHeader, parent: BlockRecord, common: Common, isOwn = false): void => {
  if (Buffer.compare(header.parentHash, parent.hash) !== 0) throw new InvalidBlockError('parent hash: not the head')
  const rules: readonly Rule[] = [
    ['number', header.number, parent.header.number + 1n],
    ...(isOwn ? [] : [['base fee', header.baseFeePerGas, parent.header.calcNextBaseFee()] as const]),
    ['excess blob gas', header.excessBlobGas, parent.header.calcNextExcessBlobGas(common)],
  ]
  for (const [name, have, want] of rules) {
    if (have !== want && !(isOwn && name === 'base fee'))
      throw new InvalidBlockError(`${name}: have ${have}, want ${want}`)
  }
  if (header.timestamp <= parent.header.timestamp) {
    throw new InvalidBlockError(`timestamp: ${header.timestamp} is not after ${parent.header.timestamp}`)
  }
  if (!isOwn) validateGasLimit(header, parent.header)
  validateBlobGas(header, common)
}

const validateGasLimit = (header: BlockHeader, parent: BlockHeader): void => {
  try {
    header.validateGasLimit(parent)
  } catch (error) {
    throw new InvalidBlockError(`gas limit: ${header.gasLimit} after ${parent.gasLimit}`, { cause: error })
  }
}

const validateBlobGas = ({ blobGasUsed = 0n }: BlockHeader, common: Common): void => {
  const { maxBlobGasPerBlock } = common.getBlobGasSchedule()
  if (blobGasUsed > maxBlobGasPerBlock || blobGasUsed % common.param('blobGasPerBlob') !== 0n) {
    throw new InvalidBlockError(`blob gas used: ${blobGasUsed}`)
  }
}
