import type { StorageLayout } from '../../compiler/ContractArtifact.ts'

export type LayoutType = StorageLayout['types'][string]

/** A place in storage with a type: a variable, a member of one, an element, a mapping's value. */
export interface StorageVariable {
  readonly label: string
  readonly slot: bigint
  /** Bytes from the slot's low-order end. */
  readonly offset: number
  /** What solc calls the type. */
  readonly typeId: string
  readonly type: LayoutType
}

/** A type of a layout; `undefined` when the layout is incomplete. */
export const typeOf = (layout: StorageLayout, id: string | undefined): LayoutType | undefined =>
  id !== undefined && Object.hasOwn(layout.types, id) ? layout.types[id] : undefined

/** A variable or a member by its entry in the layout; `base` is the slot its parent begins in. */
export const toVariable = (
  layout: StorageLayout,
  entry: StorageLayout['storage'][number],
  base = 0n,
  prefix = '',
): StorageVariable | undefined => {
  const type = typeOf(layout, entry.type)
  if (type === undefined) return undefined
  const { label, slot, offset, type: typeId } = entry
  return { label: `${prefix}${label}`, slot: base + BigInt(slot), offset, typeId, type }
}

/** The element of an array. Elements share a slot while whole ones fit. */
export const toElement = (
  layout: StorageLayout,
  array: StorageVariable,
  first: bigint,
  index: bigint,
): StorageVariable | undefined => {
  const typeId = array.type.base
  const type = typeOf(layout, typeId)
  if (type === undefined || typeId === undefined) return undefined
  const size = BigInt(type.numberOfBytes)
  const perSlot = size <= 16n ? 32n / size : 1n
  const slotsEach = (size + 31n) / 32n
  const slot = first + (perSlot > 1n ? index / perSlot : index * slotsEach)
  const offset = perSlot > 1n ? Number((index % perSlot) * size) : 0
  return { label: `${array.label}[${index}]`, slot, offset, typeId, type }
}

/** The number of elements of an array of fixed size, from its type's name. */
export const fixedLengthOf = ({ label }: LayoutType): bigint | undefined => {
  const digits = /\[(\d+)\]$/.exec(label)?.[1]
  return digits === undefined ? undefined : BigInt(digits)
}
