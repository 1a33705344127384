import { getAddress, type Hex, isAddress, isHex, numberToHex, padHex, stringToHex } from 'viem'
import { TerminalError } from '../../api/errors.ts'
import type { StorageLayout } from '../../compiler/ContractArtifact.ts'
import {
  fixedLengthOf,
  type LayoutType,
  type StorageVariable,
  toElement,
  toVariable,
  typeOf,
} from './StorageVariable.ts'
import { firstElementOf, valueOfKey } from './slotOf.ts'

const MAX_STEPS = 16

const refuse = (path: string, why: string): TerminalError =>
  new TerminalError('explorer/unknown-variable', `${why} Example: balances[0x…], orders[7].price.`, { variable: path })

type Step = { readonly key?: string; readonly member?: string }

/** The longest of the names that a path may begin with, as those with a namespace have dots of their own; else a word. */
const parseName = (path: string, names: readonly string[]): string | undefined => {
  const isFirst = (name: string): boolean => path.startsWith(name) && /^(?:[\s.[]|$)/.test(path.slice(name.length))
  const [known] = names.filter(isFirst).sort((a, b) => b.length - a.length)
  return known ?? /^[A-Za-z_$][\w$]*/.exec(path)?.[0]
}

/** `balances[0xabc][1].price`: the name, then keys in brackets and members after dots. */
const parsePath = (
  path: string,
  names: readonly string[],
): { readonly name: string; readonly steps: readonly Step[] } | undefined => {
  const name = parseName(path, names)
  if (name === undefined) return undefined
  const steps: Step[] = []
  const step = /\s*(?:\[\s*("[^"]*"|[^[\]]*?)\s*\]|\.([A-Za-z_$][\w$]*))\s*/y
  step.lastIndex = name.length
  while (step.lastIndex < path.length && steps.length < MAX_STEPS) {
    const found = step.exec(path)
    if (found === null) return undefined
    steps.push(found[1] === undefined ? { member: found[2] ?? '' } : { key: found[1] })
  }
  return { name, steps }
}

/** A mapping's key in the bytes that are hashed: left-padded numbers and addresses, right-padded `bytesN`, texts as they are. */
const encodeKey = (key: string, { label, numberOfBytes }: LayoutType): Hex | undefined => {
  const text = key.replace(/^"(.*)"$/, '$1')
  if (label === 'string') return stringToHex(text)
  if (label === 'bytes') return isHex(text) && text.length % 2 === 0 ? text : undefined
  if (label.startsWith('address') || label.startsWith('contract '))
    return isAddress(text, { strict: false }) ? padHex(getAddress(text.toLowerCase()), { size: 32 }) : undefined
  if (label === 'bool')
    return /^(true|false)$/.test(text) ? numberToHex(text === 'true' ? 1 : 0, { size: 32 }) : undefined
  if (/^bytes\d/.test(label))
    return isHex(text) && text.length === 2 + 2 * Number(numberOfBytes)
      ? padHex(text, { size: 32, dir: 'right' })
      : undefined
  if (!/^(-?\d{1,78}|0x[0-9a-fA-F]{1,64})$/.test(text)) return undefined
  const value = BigInt(text)
  const isSigned = label.startsWith('int')
  if (value < 0n && !isSigned) return undefined
  return value >= 2n ** 256n ? undefined : numberToHex(BigInt.asUintN(256, value), { size: 32 })
}

/**
 * Finds the place in storage of a variable, a member, an array's element or a mapping's value.
 *
 * @throws TerminalError `explorer/unknown-variable`
 */
export const resolveVariable = (layout: StorageLayout, path: string): StorageVariable => {
  const names = layout.storage.map(({ label }) => label)
  const parsed = parsePath(path.trim(), names)
  if (parsed === undefined) throw refuse(path, 'That is no variable.')
  const entry = layout.storage.find(({ label }) => label === parsed.name)
  let found = entry && toVariable(layout, entry)
  if (found === undefined) throw refuse(path, `The contract has no variable ${parsed.name}.`)
  for (const { key, member } of parsed.steps) {
    const next: StorageVariable | undefined =
      member === undefined ? stepInto(layout, found, key ?? '') : stepToMember(layout, found, member)
    if (next === undefined) {
      const what =
        member === undefined
          ? `${found.label} (${found.type.label}) has no [${key}].`
          : `${found.label} has no .${member}.`
      throw refuse(path, what)
    }
    found = next
  }
  return found
}

const stepToMember = (layout: StorageLayout, { label, slot, type }: StorageVariable, member: string) => {
  const entry = type.members?.find((candidate) => candidate.label === member)
  return entry && toVariable(layout, entry, slot, `${label}.`)
}

const stepInto = (layout: StorageLayout, variable: StorageVariable, key: string): StorageVariable | undefined => {
  const { label, slot, type } = variable
  if (type.encoding === 'mapping') {
    const [keyType, valueType] = [typeOf(layout, type.key), typeOf(layout, type.value)]
    const encoded = keyType && encodeKey(key, keyType)
    if (encoded === undefined || valueType === undefined || type.value === undefined) return undefined
    return {
      label: `${label}[${key}]`,
      slot: valueOfKey(slot, encoded),
      offset: 0,
      typeId: type.value,
      type: valueType,
    }
  }
  if (!/^\d{1,20}$/.test(key)) return undefined
  const index = BigInt(key)
  if (type.encoding === 'dynamic_array') return toElement(layout, variable, firstElementOf(slot), index)
  const length = fixedLengthOf(type)
  return type.base === undefined || length === undefined || index >= length
    ? undefined
    : toElement(layout, variable, slot, index)
}
