import type { Hex } from 'viem'
import type { DecodedRevert, DecodedValue } from '../../api/decoded.ts'
import { toHex } from '../../chain/bytes.ts'
import { toBytes, toSelector } from './bytes.ts'
import { decodeParameters } from './decodeParameters.ts'
import { indexAbi } from './indexAbi.ts'
import type { KnownAbi } from './KnownAbi.ts'

const MAX_MESSAGE = 1_024

/** What Solidity's panics mean (Solidity documentation, "Panic via assert and Error via require"). */
const panics: Readonly<Record<string, string>> = {
  '0': 'The compiler stopped the execution (panic 0x00).',
  '1': 'An assertion failed (panic 0x01).',
  '17': 'Arithmetic overflow or underflow (panic 0x11).',
  '18': 'Division or modulo by zero (panic 0x12).',
  '33': 'A value is outside of its enum (panic 0x21).',
  '34': 'A byte array in storage is wrongly encoded (panic 0x22).',
  '49': 'pop() of an empty array (panic 0x31).',
  '50': 'Index out of bounds (panic 0x32).',
  '65': 'Too much memory was asked for (panic 0x41).',
  '81': 'An internal function that was never set was called (panic 0x51).',
}

/**
 * Says why an execution reverted: `Error(string)` and `Panic(uint256)` of Solidity, or an error of one of `abis`.
 * Never throws, whatever the data; a reason from a contract is a text by anyone, cut at 1,024 characters.
 */
export const decodeRevert = (abis: readonly KnownAbi[], data: Uint8Array | Hex): DecodedRevert => {
  const bytes = toBytes(data)
  const hex = toHex(bytes)
  const selector = toSelector(bytes)
  if (bytes.length === 0) return { kind: 'empty', message: 'Reverted without a reason.', data: hex }
  const body = bytes.subarray(4)
  return {
    ...(decodeError(selector, body) ??
      decodePanic(selector, body) ??
      decodeCustom(abis, selector, body) ??
      describeUnknown(selector)),
    data: hex,
  }
}

type Reason = Omit<DecodedRevert, 'data'>

const decodeError = (selector: Hex | undefined, body: Uint8Array): Reason | undefined => {
  if (selector !== '0x08c379a0') return undefined
  const args = decodeParameters([{ name: 'message', type: 'string' }], body)
  const text = args?.[0]?.value
  if (args === undefined || typeof text !== 'string') return undefined
  const message = text === '' ? 'Reverted with an empty reason.' : cut(text)
  return { kind: 'error', message, signature: 'Error(string)', args: [...args] }
}

const decodePanic = (selector: Hex | undefined, body: Uint8Array): Reason | undefined => {
  if (selector !== '0x4e487b71') return undefined
  const args = decodeParameters([{ name: 'code', type: 'uint256' }], body)
  const code = args?.[0]?.value
  if (args === undefined || typeof code !== 'string') return undefined
  const message = panics[code] ?? `Panic 0x${BigInt(code).toString(16)}, which Solidity does not define.`
  return { kind: 'panic', message, signature: 'Panic(uint256)', args: [...args] }
}

const decodeCustom = (abis: readonly KnownAbi[], selector: Hex | undefined, body: Uint8Array): Reason | undefined => {
  if (selector === undefined) return undefined
  for (const { abi } of abis) {
    const entry = indexAbi(abi).errors.get(selector)
    const args = entry && decodeParameters(entry.inputs, body)
    if (entry === undefined || args === undefined) continue
    const message = cut(`${entry.name}(${args.map(describeArgument).join(', ')})`)
    return { kind: 'custom', message, signature: entry.signature, args: [...args] }
  }
  return undefined
}

const describeUnknown = (selector: Hex | undefined): Reason => ({
  kind: 'unknown',
  message: selector
    ? `Reverted with an error that no known ABI has (${selector}).`
    : 'Reverted with fewer bytes than a selector has.',
})

const describeArgument = (argument: DecodedValue): string =>
  argument.name === '' ? describeValue(argument.value) : `${argument.name}: ${describeValue(argument.value)}`

const describeValue = (value: DecodedValue['value']): string => {
  if (typeof value === 'boolean') return String(value)
  if (typeof value === 'string') return cut(value)
  return cut(`[${value.slice(0, MAX_MESSAGE).map(describeArgument).join(', ')}]`)
}

const cut = (text: string): string => (text.length > MAX_MESSAGE ? `${text.slice(0, MAX_MESSAGE)}…` : text)
