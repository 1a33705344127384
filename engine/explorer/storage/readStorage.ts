import { type Address, concatHex, type Hex, hexToBytes, padHex } from 'viem'
import { z } from 'zod'
import { TerminalError } from '../../api/errors.ts'
import type { StorageEntry } from '../../api/explorerRecords.ts'
import type { StorageLayout } from '../../compiler/ContractArtifact.ts'
import { createSlotLabeller, type SlotLabeller } from '../../compiler/layout/createSlotLabeller.ts'
import { formatSlotPart } from '../../compiler/layout/formatStorage.ts'
import { ask } from '../ask.ts'
import { type ExplorerNetwork, toBlockTag } from '../ExplorerNetwork.ts'
import { readHeadNumber } from '../readBlocks.ts'
import { readRunningCode } from '../readRunningCode.ts'
import { decodeText, readLength } from './decodeText.ts'
import { resolveVariable } from './resolveVariable.ts'
import { fixedLengthOf, type StorageVariable, toElement, toVariable } from './StorageVariable.ts'
import { firstElementOf, toSlot } from './slotOf.ts'

const MAX_ENTRIES = 256
const MAX_ELEMENTS = 16n
/** So much of a long text is read: 256 bytes. */
const MAX_TEXT_SLOTS = 8

export interface StorageRequest {
  readonly address: Address
  readonly slots?: readonly Hex[] | undefined
  readonly first?: Hex | undefined
  readonly count: number
  readonly variable?: string | undefined
}

type ReadSlot = (slot: bigint) => Promise<Hex>

/** Some nodes leave out leading zeros. */
const Word = z
  .string()
  .regex(/^0x[0-9a-fA-F]{1,64}$/)
  .transform((text) => padHex(text.toLowerCase() as Hex, { size: 32 }))

/** Slots of one account at one block, each asked for once. */
const createSlotReader = ({ provider }: ExplorerNetwork, address: Address, block: Hex): ReadSlot => {
  const known = new Map<bigint, Promise<Hex>>()
  return (slot) => {
    const asked =
      known.get(slot) ??
      ask(provider, { method: 'eth_getStorageAt', params: [address, toSlot(slot), block], schema: Word })
    known.set(slot, asked)
    return asked
  }
}

const findLayout = async ({ provider, directory }: ExplorerNetwork, address: Address, block: Hex) => {
  const { running } = await readRunningCode(provider, address, block)
  return directory.findArtifact(running)?.storageLayout
}

/**
 * Reads slots: of a variable, of those named, of a run; or, with nothing of that, of the layout's variables.
 *
 * @throws TerminalError `explorer/unknown-variable`
 */
export const readStorage = async (network: ExplorerNetwork, request: StorageRequest) => {
  const blockNumber = await readHeadNumber(network)
  const block = toBlockTag(blockNumber)
  const layout = await findLayout(network, request.address, block)
  const read = createSlotReader(network, request.address, block)
  return {
    blockNumber,
    hasLayout: layout !== undefined,
    entries: await readEntries(read, layout, request),
    variables: (layout?.storage ?? []).map(({ label, type }) => ({
      name: label,
      type: layout?.types[type]?.label ?? type,
    })),
  }
}

const readEntries = async (
  read: ReadSlot,
  layout: StorageLayout | undefined,
  { variable, slots, first, count }: StorageRequest,
): Promise<StorageEntry[]> => {
  if (variable !== undefined) {
    if (layout === undefined)
      throw new TerminalError('explorer/unknown-variable', 'The layout of this account’s storage is not known.', {
        variable,
      })
    return (await expand(read, layout, resolveVariable(layout, variable), MAX_ENTRIES)).slice(0, MAX_ENTRIES)
  }
  const asked = slots ?? (first === undefined ? undefined : countFrom(first, count))
  if (asked === undefined) {
    const known = layout === undefined ? [] : await expandAll(read, layout)
    if (known.length > 0) return known
  }
  const label = layout === undefined ? undefined : createSlotLabeller(layout, [])
  const wanted = asked ?? countFrom(toSlot(0n), count)
  return (await Promise.all(wanted.map((slot) => readSlot(read, label, slot)))).flat()
}

const countFrom = (first: Hex, count: number): Hex[] =>
  Array.from({ length: count }, (_, index) => toSlot(BigInt(first) + BigInt(index)))

/** A slot, once for each variable that has a part of it. */
const readSlot = async (read: ReadSlot, label: SlotLabeller | undefined, slot: Hex): Promise<StorageEntry[]> => {
  const value = await read(BigInt(slot))
  const parts = label?.(BigInt(slot)) ?? []
  if (parts.length === 0) return [{ slot, value }]
  return parts.map((part) => ({
    slot,
    value,
    label: part.label,
    type: part.type,
    decoded: formatSlotPart(part, hexToBytes(value)),
  }))
}

const expandAll = async (read: ReadSlot, layout: StorageLayout): Promise<StorageEntry[]> => {
  const entries: StorageEntry[] = []
  for (const entry of layout.storage) {
    const variable = toVariable(layout, entry)
    if (variable !== undefined) entries.push(...(await expand(read, layout, variable, MAX_ENTRIES - entries.length)))
  }
  return entries.slice(0, MAX_ENTRIES)
}

/** A variable with what is in it: members, the first elements; of a mapping only that it is one, for its keys are not stored. */
const expand = async (
  read: ReadSlot,
  layout: StorageLayout,
  variable: StorageVariable,
  budget: number,
): Promise<StorageEntry[]> => {
  if (budget <= 0) return []
  const { type, slot } = variable
  if (type.encoding === 'mapping') return [await toEntry(read, variable, 'by key')]
  if (type.encoding === 'bytes') return [await toEntry(read, variable, await readText(read, variable))]
  const parts = listParts(layout, variable, type.encoding === 'dynamic_array' ? BigInt(await read(slot)) : undefined)
  if (parts === undefined) return [await toEntry(read, variable, decodeValue(variable, await read(slot)))]
  const entries: StorageEntry[] = []
  if (type.encoding === 'dynamic_array')
    entries.push(await toEntry(read, variable, `${BigInt(await read(slot))} elements`))
  for (const part of parts) entries.push(...(await expand(read, layout, part, budget - entries.length)))
  return entries
}

/** A value that stands in its slot. */
const decodeValue = ({ label, type, typeId, offset }: StorageVariable, word: Hex): string => {
  const bytes = Math.min(32, Number(type.numberOfBytes))
  return formatSlotPart({ label, type: type.label, typeId, offset, bytes, kind: 'value' }, hexToBytes(word))
}

const listParts = (
  layout: StorageLayout,
  variable: StorageVariable,
  dynamicLength: bigint | undefined,
): StorageVariable[] | undefined => {
  const { type, slot, label } = variable
  const isPart = (part: StorageVariable | undefined): part is StorageVariable => part !== undefined
  if (type.members !== undefined)
    return type.members.map((member) => toVariable(layout, member, slot, `${label}.`)).filter(isPart)
  const length = dynamicLength ?? (type.base === undefined ? undefined : fixedLengthOf(type))
  if (length === undefined) return undefined
  const first = dynamicLength === undefined ? slot : firstElementOf(slot)
  const shown = Number(length < MAX_ELEMENTS ? length : MAX_ELEMENTS)
  return Array.from({ length: shown }, (_, index) => toElement(layout, variable, first, BigInt(index))).filter(isPart)
}

const readText = async (read: ReadSlot, { type, slot }: StorageVariable): Promise<string> => {
  const word = await read(slot)
  const { bytes, isShort } = readLength(word)
  if (isShort) return decodeText(type, word, bytes < 31n ? bytes : 31n)
  const start = firstElementOf(slot)
  const wanted = Math.min(MAX_TEXT_SLOTS, Number((bytes + 31n) / 32n))
  const words = await Promise.all(Array.from({ length: wanted }, (_, index) => read(start + BigInt(index))))
  return decodeText(type, concatHex(words), bytes)
}

const toEntry = async (
  read: ReadSlot,
  { slot, label, type }: StorageVariable,
  decoded: string,
): Promise<StorageEntry> => ({
  slot: toSlot(slot),
  value: (await read(slot)) as `0x${string}`,
  label,
  type: type.label,
  decoded,
})
