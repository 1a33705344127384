import { RLP } from '@ethereumjs/rlp'
import { Account } from '@ethereumjs/util'
import { keccak_256 } from '@noble/hashes/sha3.js'
import { toHex } from '../bytes.ts'
import { MerkleTrie } from '../trie/MerkleTrie.ts'

/** Thrown when nodes do not prove what they should. */
export class InvalidProofError extends Error {
  override readonly name = 'InvalidProofError'
}

/**
 * What a trie has at a key, by nodes that lead there from its root: each is found under its own hash, so that nothing can be
 * slipped in. `undefined` where they prove that there is nothing.
 *
 * @throws InvalidProofError
 */
const readProven = (root: Uint8Array, key: Uint8Array, nodes: readonly Uint8Array[]): Uint8Array | undefined => {
  const byHash = new Map(nodes.map((node) => [toHex(keccak_256(node)), node]))
  try {
    return new MerkleTrie((hash) => byHash.get(toHex(hash)), root).get(keccak_256(key))
  } catch (error) {
    throw new InvalidProofError('The nodes do not lead from the root to the key.', { cause: error })
  }
}

const toBigInt = (bytes: Uint8Array): bigint => (bytes.length === 0 ? 0n : BigInt(toHex(bytes)))

/** An account by its proof (EIP-1186); `undefined` where the proof shows that there is none. @throws InvalidProofError */
export const readProvenAccount = (
  stateRoot: Uint8Array,
  address: Uint8Array,
  proof: readonly Uint8Array[],
): Account | undefined => {
  const encoded = readProven(stateRoot, address, proof)
  if (encoded === undefined) return undefined
  const [nonce, balance, storageRoot, codeHash] = RLP.decode(encoded) as Uint8Array[]
  if (nonce === undefined || balance === undefined || storageRoot?.length !== 32 || codeHash?.length !== 32) {
    throw new InvalidProofError('What is proven is no account.')
  }
  return new Account(toBigInt(nonce), toBigInt(balance), storageRoot, codeHash)
}

/** A slot's value, without leading zeros, by its proof. @throws InvalidProofError */
export const readProvenSlot = (storageRoot: Uint8Array, slot: Uint8Array, proof: readonly Uint8Array[]): Uint8Array => {
  const encoded = readProven(storageRoot, slot, proof)
  return encoded === undefined ? new Uint8Array() : (RLP.decode(encoded) as Uint8Array)
}
