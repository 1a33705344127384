import type { ContractArtifact, StorageLayout } from '../ContractArtifact.ts'
import { createPreimages, findBelow, type Preimage, type Preimages } from './createPreimages.ts'
import { formatKey } from './formatStorage.ts'
import { listConstants } from './listConstants.ts'
import { toWordBytes, toWordNumber } from './words.ts'

/** A variable, or a part of one, in one slot. */
export type SlotPart = {
  /** As Solidity would write it: `balances[0xAb…]`, `orders[3].price`, `names.length`. */
  readonly label: string
  /** Solidity's name of its type. */
  readonly type: string
  /** What solc calls the type. */
  readonly typeId: string
  /** Bytes from the slot's low-order end. */
  readonly offset: number
  readonly bytes: number
  /** `text`: the head of a `string` or `bytes`; `data`: 32 bytes of a long one; `length`: of an array. */
  readonly kind: 'value' | 'length' | 'text' | 'data'
}

/** Says what a contract keeps in a slot; nothing where its layout doesn't tell. */
export type SlotLabeller = (slot: bigint) => readonly SlotPart[]

const WORD_BYTES = 32
const WORD_BYTES_BIG = 32n
const MAX_DEPTH = 16
/** How many hashes below a slot are tried: others may lie between an array's beginning and its element. */
const MAX_CANDIDATES = 16
const MAX_ARRAY_LENGTH = 2n ** 64n
/** How far above its hash data may stand: elements have few slots. All other hashes are farther, and none needs to be followed. */
const MAX_DISTANCE = 2n ** 72n
/** Heads of arrays and texts at fixed slots whose data has a name without anything being hashed at run time. */
const MAX_FIXED_HEADS = 1_024

type Types = StorageLayout['types']
type Variable = { readonly path: string; readonly start: bigint; readonly end: bigint } & Omit<Place, 'path'>
type Prepared = { readonly types: Types; readonly variables: readonly Variable[]; readonly fixed: Preimages }
type Context = Prepared & { readonly preimages: Preimages }
/** Something in a slot, before it is said how it reads. */
type Place = {
  readonly path: string
  readonly typeId: string
  readonly offset: number
  /** Which 32 bytes of a long text. */
  readonly chunk?: bigint
}

/**
 * Names storage by a contract's layout (Solidity documentation, "Layout of State Variables in Storage"): variables, packed members,
 * structs, arrays, mappings. Keys of mappings are read from what an execution hashed.
 *
 * @param preimages what the executions that touched the storage have hashed; without it the slots of mappings have no name
 * @param deployed the contract's code, for keys of mappings that were hashed when it was compiled
 *
 * @example
 * const label = createSlotLabeller(artifact.storageLayout, createPreimages(hashed))
 * label(0n) // [{ label: 'owner', type: 'address', offset: 0, bytes: 20, kind: 'value', typeId: 't_address' }]
 */
export const createSlotLabeller = (
  layout: StorageLayout,
  preimages: Preimages,
  deployed?: ContractArtifact['deployed'],
): SlotLabeller => {
  const context: Context = { ...prepare(layout, deployed), preimages }
  return (slot) => locate(context, slot, 0).map((place) => toPart(context, place))
}

const prepared = new WeakMap<object, Prepared>()

const prepare = (layout: StorageLayout, deployed?: ContractArtifact['deployed']): Prepared => {
  const owner = deployed ?? layout
  const known = prepared.get(owner)
  if (known !== undefined) return known
  const types = layout.types ?? {}
  const variables = layout.storage.map(({ label, slot, offset, type }): Variable => {
    const start = BigInt(slot)
    return { path: label, start, end: start + slotsOf(types, type), offset, typeId: type }
  })
  const heads: bigint[] = []
  for (const { typeId, start } of variables) listFixedHeads(types, typeId, start, heads)
  const inputs = heads.map(toWordBytes)
  const constants = deployed === undefined ? [] : listConstants(Buffer.from(deployed.object.slice(2), 'hex'))
  for (const { typeId, start } of variables) {
    if (types[typeId]?.encoding !== 'mapping') continue
    for (const key of constants) inputs.push(Buffer.concat([key, toWordBytes(start)]))
  }
  const made = { types, variables, fixed: createPreimages(inputs) }
  prepared.set(owner, made)
  return made
}

const bytesOf = (types: Types, typeId: string): number => Number(types[typeId]?.numberOfBytes ?? WORD_BYTES)

const slotsOf = (types: Types, typeId: string): bigint => {
  const bytes = BigInt(types[typeId]?.numberOfBytes ?? WORD_BYTES)
  return bytes <= WORD_BYTES_BIG ? 1n : (bytes + WORD_BYTES_BIG - 1n) / WORD_BYTES_BIG
}

/** `uint8[3]` and `uint8[2][3]` have three elements. */
const lengthOf = (label: string): bigint => BigInt(/\[(\d+)\]$/.exec(label)?.[1] ?? 0)

const listFixedHeads = (types: Types, typeId: string, slot: bigint, heads: bigint[]): void => {
  const type = types[typeId]
  if (type === undefined || heads.length >= MAX_FIXED_HEADS) return
  if (type.encoding === 'dynamic_array' || type.encoding === 'bytes') heads.push(slot)
  if (type.encoding !== 'inplace') return
  for (const member of type.members ?? []) listFixedHeads(types, member.type, slot + BigInt(member.slot), heads)
  const { base } = type
  if (base === undefined || bytesOf(types, base) < WORD_BYTES) return
  const step = slotsOf(types, base)
  const length = lengthOf(type.label)
  for (let index = 0n; index < length && heads.length < MAX_FIXED_HEADS; index++) {
    const before = heads.length
    listFixedHeads(types, base, slot + index * step, heads)
    if (heads.length === before) return
  }
}

const locate = (context: Context, slot: bigint, depth: number): Place[] => {
  const places = context.variables
    .filter(({ start, end }) => slot >= start && slot < end)
    .flatMap(({ path, typeId, start, offset }) => descend(context, { path, typeId, offset }, slot - start))
  return places.length > 0 || depth >= MAX_DEPTH ? places : locateHashed(context, slot, depth)
}

/** Data of arrays, texts and mappings stands at a hash, or not far above one. */
const locateHashed = (context: Context, slot: bigint, depth: number): Place[] => {
  const candidates = [context.preimages, context.fixed]
    .flatMap((known) => findBelow(known, slot, MAX_CANDIDATES))
    .filter(({ hash }) => slot - hash < MAX_DISTANCE)
  candidates.sort((a, b) => (a.hash > b.hash ? -1 : 1))
  for (const candidate of candidates) {
    const places = follow(context, candidate, slot - candidate.hash, depth)
    if (places.length > 0) return places
  }
  return []
}

/** From a hash back to what was hashed: the head's slot, and before it the key of a mapping. */
const follow = (context: Context, { input }: Preimage, distance: bigint, depth: number): Place[] => {
  const { types } = context
  const key = input.subarray(0, -WORD_BYTES)
  for (const { path, typeId } of locate(context, toWordNumber(input.subarray(-WORD_BYTES)), depth + 1)) {
    const { encoding, key: keyId, value, base } = types[typeId] ?? {}
    if (encoding === 'mapping' && key.length > 0 && value !== undefined && distance < slotsOf(types, value)) {
      const keyed = `${path}[${formatKey(key, keyId ?? '', types)}]`
      return descend(context, { path: keyed, typeId: value, offset: 0 }, distance)
    }
    if (key.length > 0 || distance >= MAX_ARRAY_LENGTH) continue
    if (encoding === 'bytes') return [{ path, typeId, offset: 0, chunk: distance }]
    if (encoding === 'dynamic_array' && base !== undefined) {
      return descendArray(context, path, base, distance, MAX_ARRAY_LENGTH)
    }
  }
  return []
}

/** What stands `distance` slots into a value. */
const descend = (context: Context, place: Place, distance: bigint): Place[] => {
  const { types } = context
  const { encoding, members, base, label = '' } = types[place.typeId] ?? {}
  if (encoding === 'inplace' && members !== undefined) {
    return members.flatMap((member) => {
      const start = BigInt(member.slot)
      if (distance < start || distance >= start + slotsOf(types, member.type)) return []
      const path = `${place.path}.${member.label}`
      return descend(context, { path, typeId: member.type, offset: member.offset }, distance - start)
    })
  }
  if (encoding === 'inplace' && base !== undefined) {
    return descendArray(context, place.path, base, distance, lengthOf(label))
  }
  return distance === 0n ? [place] : []
}

const descendArray = (context: Context, path: string, base: string, distance: bigint, length: bigint): Place[] => {
  const { types } = context
  const bytes = bytesOf(types, base)
  const perSlot = bytes > 0 && 2 * bytes <= WORD_BYTES ? Math.floor(WORD_BYTES / bytes) : 1
  if (perSlot > 1) {
    const first = distance * BigInt(perSlot)
    return Array.from({ length: perSlot }, (_, index) => ({
      path: `${path}[${first + BigInt(index)}]`,
      typeId: base,
      offset: index * bytes,
      index: first + BigInt(index),
    })).filter(({ index }) => index < length)
  }
  const step = slotsOf(types, base)
  const index = distance / step
  return index < length ? descend(context, { path: `${path}[${index}]`, typeId: base, offset: 0 }, distance % step) : []
}

const toPart = ({ types }: Context, { path, typeId, offset, chunk }: Place): SlotPart => {
  const type = types[typeId]
  const named = { type: type?.label ?? typeId, typeId, offset }
  if (chunk !== undefined) {
    const first = chunk * WORD_BYTES_BIG
    return { ...named, label: `${path} (bytes ${first} to ${first + 31n})`, bytes: WORD_BYTES, kind: 'data' }
  }
  if (type?.encoding === 'bytes') return { ...named, label: path, bytes: WORD_BYTES, kind: 'text' }
  if (type?.encoding === 'dynamic_array') {
    return { ...named, label: `${path}.length`, bytes: WORD_BYTES, kind: 'length' }
  }
  return { ...named, label: path, bytes: bytesOf(types, typeId), kind: 'value' }
}
