import { getAddress, isAddress } from 'viem'
import { TerminalError } from '../api/errors.ts'
import type { AbiParameter } from '../api/workbench.ts'

const MAX_VALUES = 10_000

/**
 * Reads arguments from JSON by the ABI, strictly: integers as decimal or 0x text (or a JSON number that a double holds exactly),
 * bytes as 0x text, addresses with a right checksum, arrays and tuples as arrays. The result is what viem encodes.
 *
 * @throws TerminalError `workbench/invalid-argument`, whose fact `parameter` names the place: `orders[2].maker`
 */
export const parseArguments = (parameters: readonly AbiParameter[], values: readonly unknown[]): readonly unknown[] => {
  if (values.length !== parameters.length) {
    const message = `${parameters.length} arguments are needed; there are ${values.length}.`
    throw new TerminalError('workbench/invalid-argument', message, { parameter: '' })
  }
  const budget = { values: MAX_VALUES }
  return parameters.map((parameter, at) =>
    parseValue(parameter, values[at], parameter.name || `argument ${at + 1}`, budget),
  )
}

type Budget = { values: number }

const parseValue = (parameter: AbiParameter, value: unknown, place: string, budget: Budget): unknown => {
  budget.values -= 1
  if (budget.values < 0) throw invalid(place, `has more than ${MAX_VALUES} values in it`)
  const array = /^(.*)\[(\d*)\]$/.exec(parameter.type)
  if (array?.[1] !== undefined) {
    const element = { ...parameter, type: array[1] }
    const size = array[2] === '' ? undefined : Number(array[2])
    const items = requireArray(value, size, place)
    return items.map((item, at) => parseValue(element, item, `${place}[${at}]`, budget))
  }
  if (parameter.type === 'tuple') {
    const components = parameter.components ?? []
    const items = requireArray(value, components.length, place)
    return components.map((part, at) => parseValue(part, items[at], `${place}.${part.name || at}`, budget))
  }
  return parseScalar(parameter.type, value, place)
}

const parseScalar = (type: string, value: unknown, place: string): unknown => {
  const integer = /^(u?)int(\d+)$/.exec(type)
  if (integer !== null) return parseInteger(value, integer[1] === 'u', Number(integer[2]), place)
  const bytes = /^bytes(\d*)$/.exec(type)
  if (bytes !== null) return parseBytes(value, bytes[1] === '' ? undefined : Number(bytes[1]), place)
  if (type === 'bool' && typeof value === 'boolean') return value
  if (type === 'string' && typeof value === 'string') return value
  if (type === 'address' && typeof value === 'string' && isAddress(value)) return getAddress(value)
  throw invalid(place, `must be ${describe(type)}`)
}

const describe = (type: string): string => {
  if (type === 'bool') return 'true or false'
  if (type === 'string') return 'a text'
  return type === 'address' ? 'an address: 0x and 40 hexadecimal digits with a right checksum' : `a value of ${type}`
}

const parseInteger = (value: unknown, isUnsigned: boolean, bits: number, place: string): bigint => {
  const isText = typeof value === 'string' && value.length <= 80 && /^(-?\d+|0x[0-9a-fA-F]+)$/.test(value)
  if (!isText && !Number.isSafeInteger(value)) throw invalid(place, 'must be a whole number, as decimal or 0x text')
  const integer = BigInt(value as string | number)
  const lowest = isUnsigned ? 0n : -(2n ** BigInt(bits - 1))
  const highest = isUnsigned ? 2n ** BigInt(bits) - 1n : 2n ** BigInt(bits - 1) - 1n
  if (integer < lowest || integer > highest) throw invalid(place, `must be between ${lowest} and ${highest}`)
  return integer
}

const parseBytes = (value: unknown, size: number | undefined, place: string): string => {
  const isHex = typeof value === 'string' && /^0x([0-9a-fA-F]{2})*$/.test(value)
  if (!isHex || (size !== undefined && value.length !== 2 + 2 * size)) {
    throw invalid(
      place,
      size === undefined
        ? 'must be bytes: 0x and pairs of hexadecimal digits'
        : `must be ${size} bytes: 0x and ${2 * size} hexadecimal digits`,
    )
  }
  return value
}

const requireArray = (value: unknown, size: number | undefined, place: string): readonly unknown[] => {
  if (!Array.isArray(value)) throw invalid(place, 'must be an array')
  if (size !== undefined && value.length !== size) throw invalid(place, `must have ${size} values, not ${value.length}`)
  return value
}

const invalid = (place: string, what: string): TerminalError =>
  new TerminalError('workbench/invalid-argument', `${place} ${what}.`, { parameter: place })
