import { keccak_256 } from '@noble/hashes/sha3.js'
import { toWordBytes, toWordNumber } from '../layout/words.ts'

/**
 * The slot that a namespace begins at (ERC-7201, `erc7201` formula):
 * `keccak256(abi.encode(uint256(keccak256(id)) - 1)) & ~bytes32(uint256(0xff))`.
 */
export const rootSlotOf = (id: string): bigint => {
  const hash = toWordNumber(keccak_256(Buffer.from(id)))
  return toWordNumber(keccak_256(toWordBytes(hash - 1n))) & ~0xffn
}
