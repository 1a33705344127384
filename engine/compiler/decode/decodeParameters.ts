import { type AbiParameter, decodeAbiParameters, getAddress } from 'viem'
import type { DecodedValue } from '../../api/decoded.ts'

/** More data than this is not decoded: nobody reads it, and it may come from anyone. */
const MAX_DATA_BYTES = 1_048_576
/** Values of one call, event or error that are shown; an array with more ends with a note of how many are left out. */
const MAX_VALUES = 4_096
/** Characters of one text or hexadecimal value; a longer one ends with `…`. */
const MAX_TEXT = 131_072
const MAX_DEPTH = 32

/**
 * Decodes ABI-encoded values. `undefined` when `data` does not hold what `parameters` say; never throws, whatever the data.
 * Integers come as decimal text, what is too long is cut and says so.
 */
export const decodeParameters = (
  parameters: readonly AbiParameter[],
  data: Uint8Array,
): readonly DecodedValue[] | undefined => {
  if (parameters.length === 0) return []
  if (data.length > MAX_DATA_BYTES || !isDecodable(parameters)) return undefined
  try {
    const values: readonly unknown[] = decodeAbiParameters(parameters.map(withoutNames), data)
    const budget = { values: MAX_VALUES }
    return parameters.map((parameter, index) => toDecodedValue(parameter, values[index], budget))
  } catch {
    return undefined // viem's errors say which byte; for whoever reads a trace the data is simply not of this type
  }
}

/** The canonical type: tuples written out. */
export const toCanonicalType = (parameter: AbiParameter): string => {
  if (!parameter.type.startsWith('tuple')) return parameter.type
  const components = componentsOf(parameter).map(toCanonicalType).join(',')
  return `(${components})${parameter.type.slice('tuple'.length)}`
}

/**
 * Whether values of these types can be decoded in time that the data's size bounds. solc makes no types of size zero and no deep
 * nesting, but not every ABI is solc's: an array of a billion empty tuples takes no bytes.
 */
export const isDecodable = (parameters: readonly AbiParameter[], depth = 0): boolean =>
  depth < MAX_DEPTH &&
  parameters.every((parameter) => {
    if (parameter.type.length > 256 || /\[0+\]/.test(parameter.type)) return false
    if ((parameter.type.match(/\[/g)?.length ?? 0) > MAX_DEPTH) return false
    if (!parameter.type.startsWith('tuple')) return true
    const components = componentsOf(parameter)
    return components.length > 0 && isDecodable(components, depth + 1)
  })

const componentsOf = (parameter: AbiParameter): readonly AbiParameter[] =>
  'components' in parameter ? parameter.components : []

/** Without names viem gives tuples as arrays: a member called `__proto__`, or two of one name, would be lost in an object. */
const withoutNames = (parameter: AbiParameter): AbiParameter =>
  'components' in parameter
    ? { type: parameter.type, components: parameter.components.map(withoutNames) }
    : { type: parameter.type }

type Budget = { values: number }

const toDecodedValue = (parameter: AbiParameter, value: unknown, budget: Budget): DecodedValue => {
  budget.values -= 1
  const name = parameter.name ?? ''
  const type = toCanonicalType(parameter)
  if (!Array.isArray(value)) return { name, type, value: toText(value, type) }
  const element = elementOf(parameter)
  if (element === undefined) {
    return { name, type, value: componentsOf(parameter).map((part, at) => toDecodedValue(part, value[at], budget)) }
  }
  const elements: DecodedValue[] = []
  for (const item of value) {
    if (budget.values <= 0) {
      const left = value.length - elements.length
      return { name, type, value: [...elements, { name: '', type: 'string', value: `… ${left} more` }] }
    }
    elements.push(toDecodedValue(element, item, budget))
  }
  return { name, type, value: elements }
}

/** The parameter of an array's elements; `undefined` for what is no array. */
const elementOf = (parameter: AbiParameter): AbiParameter | undefined => {
  const array = /^(.*)\[\d*\]$/.exec(parameter.type)
  return array?.[1] === undefined ? undefined : { ...parameter, name: '', type: array[1] }
}

const toText = (value: unknown, type: string): string | boolean => {
  if (typeof value === 'boolean') return value
  const text = type === 'address' ? getAddress(String(value)) : String(value)
  return text.length > MAX_TEXT ? `${text.slice(0, MAX_TEXT)}…` : text
}
