import { isAddress } from 'viem'
import type { AbiParameter } from '../../../../engine/api/workbench.ts'
import { parseInteger } from './parseInteger.ts'

/** What a form holds of an argument: the text of a value, or those of the members of an array or tuple. */
export type Draft = string | readonly Draft[]

/** An argument for the desk: text, a truth value, or the members of an array or tuple. */
export type Argument = string | boolean | readonly Argument[]

export interface FieldProblem {
  readonly message: string
  /** Nothing was typed yet: not worth telling before the form is sent. */
  readonly isMissing: boolean
}

export interface ArgumentReading {
  /** Only where there are no problems. */
  readonly args: readonly Argument[] | undefined
  /** By the field's path: `0`, `1.2`. */
  readonly problems: ReadonlyMap<string, FieldProblem>
}

export type FieldKind = 'array' | 'tuple' | 'bool' | 'integer' | 'address' | 'bytes' | 'string'

/** Arrays grow to this many members in a form. */
export const arrayMax = 256

/** What a parameter is filled in with. */
export function kindOf({ type }: AbiParameter): FieldKind {
  if (type.endsWith(']')) return 'array'
  if (type === 'tuple' || type === 'bool' || type === 'address' || type === 'string') return type
  return /^u?int/.test(type) ? 'integer' : 'bytes'
}

/** The length of a fixed array, none of one that grows. */
export const fixedLengthOf = ({ type }: AbiParameter): number | undefined => {
  const length = /\[(\d+)\]$/.exec(type)?.[1]
  return length === undefined ? undefined : Number(length)
}

/** What each member of an array is. */
export const elementOf = (parameter: AbiParameter): AbiParameter => ({
  ...parameter,
  name: '',
  type: parameter.type.replace(/\[\d*\]$/, ''),
  internalType: parameter.internalType?.replace(/\[\d*\]$/, ''),
})

/** An unfilled form of a parameter. */
export function emptyDraft(parameter: AbiParameter): Draft {
  const kind = kindOf(parameter)
  if (kind === 'tuple') return (parameter.components ?? []).map(emptyDraft)
  if (kind === 'bool') return 'false'
  if (kind !== 'array') return ''
  const length = Math.min(fixedLengthOf(parameter) ?? 0, arrayMax)
  return Array.from({ length }, () => emptyDraft(elementOf(parameter)))
}

/** Puts a text, or a longer or shorter list, where a path leads. */
export function changeDraft(draft: Draft, path: readonly number[], value: Draft): Draft {
  const [at, ...rest] = path
  if (at === undefined || typeof draft === 'string') return value
  return draft.map((member, index) => (index === at ? changeDraft(member, rest, value) : member))
}

/** Reads a filled form: the arguments, or what is wrong with which fields. */
export function readArguments(parameters: readonly AbiParameter[], drafts: readonly Draft[]): ArgumentReading {
  const problems = new Map<string, FieldProblem>()
  const args = parameters.map((parameter, at) => readDraft(parameter, drafts[at] ?? '', String(at), problems))
  return { args: problems.size === 0 ? args : undefined, problems }
}

function readDraft(parameter: AbiParameter, draft: Draft, path: string, problems: Map<string, FieldProblem>): Argument {
  const kind = kindOf(parameter)
  if (typeof draft === 'string') {
    const reading = readText(parameter, kind, draft)
    if ('value' in reading) return reading.value
    problems.set(path, reading)
    return ''
  }
  if (kind === 'tuple')
    return (parameter.components ?? []).map((part, at) => readDraft(part, draft[at] ?? '', `${path}.${at}`, problems))
  return draft.map((member, at) => readDraft(elementOf(parameter), member, `${path}.${at}`, problems))
}

type TextReading = { readonly value: Argument } | FieldProblem

const wrong = (message: string): FieldProblem => ({ message, isMissing: false })
const missing: FieldProblem = { message: 'Required.', isMissing: true }

function readText({ type }: AbiParameter, kind: FieldKind, text: string): TextReading {
  if (kind === 'string') return { value: text }
  if (kind === 'bool') return { value: text === 'true' }
  const plain = text.trim()
  if (plain === '') return type === 'bytes' ? { value: '0x' } : missing
  if (kind === 'integer') return readInteger(type, plain)
  return kind === 'address' ? readAddress(plain) : readBytes(type, plain)
}

function readInteger(type: string, text: string): TextReading {
  const value = parseInteger(text)
  if (value === undefined) return wrong('A whole number: 1000, 0xff, 1e18 or 1.5 ether.')
  const { min, max } = rangeOf(type)
  if (value < min) return wrong(min === 0n ? 'Must not be negative.' : `At least ${describeBound(type, 'min')}.`)
  return value > max ? wrong(`At most ${describeBound(type, 'max')}.`) : { value: value.toString() }
}

/** The least and the greatest value of an integer type. */
export function rangeOf(type: string): { readonly min: bigint; readonly max: bigint } {
  const bits = BigInt(/\d+$/.exec(type)?.[0] ?? '256')
  return type.startsWith('u')
    ? { min: 0n, max: (1n << bits) - 1n }
    : { min: -(1n << (bits - 1n)), max: (1n << (bits - 1n)) - 1n }
}

const describeBound = (type: string, bound: 'min' | 'max') => {
  const value = rangeOf(type)[bound].toString()
  const bits = Number(/\d+$/.exec(type)?.[0] ?? 256) - (type.startsWith('u') ? 0 : 1)
  return value.length <= 20 ? value : bound === 'max' ? `2^${bits}−1` : `−2^${bits}`
}

function readAddress(text: string): TextReading {
  if (!/^0x[0-9a-fA-F]{40}$/.test(text)) return wrong('0x and 40 hexadecimal digits.')
  return isAddress(text) ? { value: text } : wrong('The checksum in its capitals is wrong.')
}

function readBytes(type: string, text: string): TextReading {
  if (!/^0x([0-9a-fA-F]{2})*$/.test(text)) return wrong('0x and pairs of hexadecimal digits.')
  const size = type === 'function' ? 24 : Number(/^bytes(\d+)$/.exec(type)?.[1] ?? 0)
  const length = (text.length - 2) / 2
  return size > 0 && length !== size ? wrong(`${size} bytes; these are ${length}.`) : { value: text.toLowerCase() }
}
