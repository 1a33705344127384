import { type Address, getAddress, type Hex } from 'viem'
import type { DecodedLog, DecodedValue } from '../../api/decoded.ts'
import { toBytes } from './bytes.ts'
import { decodeParameters } from './decodeParameters.ts'
import { type AbiEntry, indexAbi } from './indexAbi.ts'
import type { KnownAbi } from './KnownAbi.ts'

type RawLog = { readonly address: Address; readonly topics: readonly Hex[]; readonly data: Hex }

/**
 * Reads a log with the first of `abis` that has its event with as many indexed arguments. Where none fits, the log as it is.
 * An indexed string, array or tuple is on the chain as its hash only: its value is that hash, its type `bytes32`.
 * Never throws, whatever the log.
 */
export const decodeLog = (abis: readonly KnownAbi[], { address, topics, data }: RawLog): DecodedLog => {
  const log = { address: getAddress(address), topics: [...topics], data }
  const [topic] = topics
  if (topic === undefined) return log
  for (const { name, abi } of abis) {
    for (const entry of indexAbi(abi).events.get(topic) ?? []) {
      const args = decodeArguments(entry, topics.slice(1), toBytes(data))
      if (args !== undefined) return { ...log, contract: name, signature: entry.signature, args }
    }
  }
  return log
}

/** Solidity ABI, "Events": indexed arguments are topics, the others follow one another in the data. */
const decodeArguments = (
  { inputs }: AbiEntry,
  topics: readonly Hex[],
  data: Uint8Array,
): DecodedValue[] | undefined => {
  const indexed = inputs.filter((input) => input.indexed === true)
  if (indexed.length !== topics.length) return undefined
  const words = indexed.map(({ name, type }) => ({ name, type: isOneWord(type) ? type : 'bytes32' }))
  const fromTopics = decodeParameters(words, Buffer.concat(topics.map(toBytes)))
  const rest = inputs.filter((input) => input.indexed !== true)
  const fromData = decodeParameters(rest, data)
  if (fromTopics === undefined || fromData === undefined) return undefined
  const values = { topics: fromTopics.values(), data: fromData.values() }
  return inputs.flatMap((input) => values[input.indexed === true ? 'topics' : 'data'].next().value ?? [])
}

const isOneWord = (type: string): boolean => /^(u?int\d*|address|bool|bytes\d+|function)$/.test(type)
