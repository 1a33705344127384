import { keccak_256 } from '@noble/hashes/sha3.js'
import { bytesToHex, concatBytes, hexToBytes, utf8ToBytes } from '@noble/hashes/utils.js'
import { domainSeparator, type Hex } from 'viem'
import { type OrderDomain, orderToStruct, orderTypedData, orderTypes, type SignableOrder } from '../api/order.ts'

const typeHash = keccak_256(
  utf8ToBytes(`Order(${orderTypes.Order.map(({ type, name }) => `${type} ${name}`).join(',')})`),
)

/** EIP-712: the bytes before the domain separator. */
const PREFIX = new Uint8Array([0x19, 0x01])

/**
 * Makes the function that computes an order's id: its EIP-712 digest for one deployment. The same as viem's `hashTypedData` of
 * `orderTypedData`, several times faster, because what never changes is hashed once: every order that comes in passes here.
 */
export const createOrderHasher = (domain: OrderDomain): ((order: SignableOrder) => Hex) => {
  let separator: Uint8Array | undefined
  return (order) => {
    separator ??= hexToBytes(domainSeparator({ domain: orderTypedData(order, domain).domain }).slice(2))
    const struct = orderToStruct(order)
    // Every member is an address, a number or a bool: one word each (EIP-712, "Definition of encodeData").
    const words = orderTypes.Order.map(({ name }) => toWord(struct[name])).join('')
    const structHash = keccak_256(concatBytes(typeHash, hexToBytes(words)))
    return `0x${bytesToHex(keccak_256(concatBytes(PREFIX, separator, structHash)))}`
  }
}

const toWord = (value: Hex | number | bigint | boolean): string =>
  (typeof value === 'string' ? value.slice(2).toLowerCase() : BigInt(value).toString(16)).padStart(64, '0')
