import { RLP } from '@ethereumjs/rlp'
import { bigIntToUnpaddedBytes, bytesToBigInt } from '@ethereumjs/util'
import type { AccountChange } from '../Chain.ts'

type Item = Uint8Array | Item[]

const ADDRESS_BYTES = 20
const SLOT_BYTES = 32

/** What may be absent is a list of one item or none. */
const toOptional = (value: Uint8Array | undefined): Item[] => (value === undefined ? [] : [value])

const toItem = ({ address, balance, nonce, code, storage = [] }: AccountChange): Item[] => [
  address,
  toOptional(balance === undefined ? undefined : bigIntToUnpaddedBytes(balance)),
  toOptional(nonce === undefined ? undefined : bigIntToUnpaddedBytes(nonce)),
  toOptional(code),
  storage.map(([slot, value]) => [slot, value]),
]

/** RLP of the changes: `[[address, [balance?], [nonce?], [code?], [[slot, value], …]], …]`. */
export const encodeAccountChanges = (changes: readonly AccountChange[]): Uint8Array => RLP.encode(changes.map(toItem))

const malformed = (): Error => new Error('Account changes are malformed.')

const requireBytes = (item: Item | undefined, length?: number): Uint8Array => {
  if (!(item instanceof Uint8Array) || (length !== undefined && item.length !== length)) throw malformed()
  return item
}

const requireList = (item: Item | undefined): Item[] => {
  if (!Array.isArray(item)) throw malformed()
  return item
}

const fromOptional = (item: Item | undefined): Uint8Array | undefined => {
  const [value, ...more] = requireList(item)
  if (more.length > 0) throw malformed()
  return value === undefined ? undefined : requireBytes(value)
}

const fromItem = (item: Item): AccountChange => {
  const [address, balanceItem, nonceItem, codeItem, storage, ...more] = requireList(item)
  if (more.length > 0) throw malformed()
  const balance = fromOptional(balanceItem)
  const nonce = fromOptional(nonceItem)
  const code = fromOptional(codeItem)
  return {
    address: requireBytes(address, ADDRESS_BYTES),
    ...(balance === undefined ? {} : { balance: bytesToBigInt(balance) }),
    ...(nonce === undefined ? {} : { nonce: bytesToBigInt(nonce) }),
    ...(code === undefined ? {} : { code }),
    storage: requireList(storage).map((pair) => {
      const [slot, value, ...rest] = requireList(pair)
      if (rest.length > 0) throw malformed()
      return [requireBytes(slot, SLOT_BYTES), requireBytes(value)] as const
    }),
  }
}

/** @throws Error when they are malformed. */
export const decodeAccountChanges = (encoded: Uint8Array): AccountChange[] =>
  requireList(RLP.decode(encoded) as Item).map(fromItem)
