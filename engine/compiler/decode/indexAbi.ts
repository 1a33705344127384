import {
  type Abi,
  type AbiParameter,
  type Hex,
  toEventHash,
  toEventSignature,
  toFunctionSelector,
  toFunctionSignature,
} from 'viem'
import { isDecodable } from './decodeParameters.ts'

/** A function, event or error with what it takes to decode it. */
export type AbiEntry = {
  readonly name: string
  /** Canonical: `transfer(address,uint256)` */
  readonly signature: string
  readonly inputs: readonly (AbiParameter & { readonly indexed?: boolean })[]
  /** Of a function. */
  readonly outputs?: readonly AbiParameter[]
}

/** An ABI by what stands in data: selectors of four bytes, and the first topics of events. */
export type AbiIndex = {
  readonly functions: ReadonlyMap<Hex, AbiEntry>
  readonly errors: ReadonlyMap<Hex, AbiEntry>
  /** Several, because ERC-20's and ERC-721's `Transfer` differ only in what is indexed. */
  readonly events: ReadonlyMap<Hex, readonly AbiEntry[]>
}

const indexes = new WeakMap<Abi, AbiIndex>()

/** The index of an ABI, made once for each ABI object: hashing signatures again for each frame of a trace would be most of the work. */
export const indexAbi = (abi: Abi): AbiIndex => {
  const known = indexes.get(abi)
  if (known !== undefined) return known
  const index = makeIndex(abi)
  indexes.set(abi, index)
  return index
}

const makeIndex = (abi: Abi): AbiIndex => {
  const functions = new Map<Hex, AbiEntry>()
  const errors = new Map<Hex, AbiEntry>()
  const events = new Map<Hex, AbiEntry[]>()
  for (const item of abi) {
    if (item.type !== 'function' && item.type !== 'error' && item.type !== 'event') continue
    const inputs = item.inputs ?? []
    if (!isDecodable(inputs)) continue
    const { name } = item
    if (item.type === 'function') {
      functions.set(toFunctionSelector(item), {
        name,
        signature: toFunctionSignature(item),
        inputs,
        outputs: item.outputs ?? [],
      })
    } else if (item.type === 'error') {
      // An error is called by the selector of a function of its name and inputs (Solidity ABI, "Errors").
      const likeFunction = { ...item, type: 'function', outputs: [], stateMutability: 'pure' } as const
      errors.set(toFunctionSelector(likeFunction), { name, signature: toFunctionSignature(likeFunction), inputs })
    } else if (item.anonymous !== true) {
      const topic = toEventHash(item)
      events.set(topic, [...(events.get(topic) ?? []), { name, signature: toEventSignature(item), inputs }])
    }
  }
  return { functions, errors, events }
}
