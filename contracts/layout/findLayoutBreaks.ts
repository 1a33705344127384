import { rootSlotOf } from '../../engine/compiler/namespaces/rootSlotOf.ts'
import type { Member, StorageRelease } from './StorageRelease.ts'
import { toHex } from './toStorageReleases.ts'

const WORD_BYTES = 32

/**
 * Says what an upgrade from one release to the next would break: what was stored has to be where it was, as what it was, under its
 * name. New members stand after the old ones or in bytes that nothing used; a struct grows only where nothing stands behind it.
 *
 * @returns a sentence for each break; none when the upgrade is safe
 */
export const findLayoutBreaks = (released: StorageRelease, next: StorageRelease): readonly string[] => [
  ...Object.entries(released.namespaces).flatMap(([id, { slot, members }]) => {
    const after = next.namespaces[id]
    if (after === undefined) return [`${id} is gone`]
    if (after.slot !== slot) return [`${id} moved from slot ${slot} to ${after.slot}`]
    return findMoved(id, members, after.members)
  }),
  ...Object.entries(released.structs).flatMap(([type, { bytes, members }]) => {
    const after = next.structs[type]
    if (after === undefined) return [] // whatever was of this type is retyped or gone, and reported as that
    const isElement = listMembers(released).some((member) => member.type.includes(`${type}[`))
    const isWider = isElement && after.bytes !== bytes
    const wider = isWider
      ? [`${type} grew from ${bytes} to ${after.bytes} bytes, which moves the next in its arrays`]
      : []
    return [...findMoved(type, members, after.members), ...wider]
  }),
  ...Object.entries(released.enums).flatMap(([type, names]) => {
    const after = next.enums[type]
    const changed = after === undefined ? undefined : names.find((name, position) => after[position] !== name)
    return changed === undefined ? [] : [`${type} no longer has ${changed} as value ${names.indexOf(changed)}`]
  }),
]

/** Says what no release may have, the first one included: storage that isn't at its ERC-7201 slot. */
export const findMisplaced = ({ variables, namespaces }: StorageRelease): readonly string[] => [
  ...variables.map(({ name }) => `${name} is outside of namespaces, where another base contract would move it`),
  ...Object.entries(namespaces).flatMap(([id, { slot }]) => {
    const expected = toHex(rootSlotOf(id))
    return slot === expected ? [] : [`${id} is at slot ${slot} in the code, where ERC-7201 has ${expected}`]
  }),
]

const findMoved = (owner: string, released: readonly Member[], next: readonly Member[]): readonly string[] => {
  const kept = released.filter(({ name }) => !isGap(name))
  const moved = kept.flatMap((member) => {
    const after = next.find(({ name }) => name === member.name)
    if (after === undefined) return [`${owner}.${member.name} is gone`]
    if (after.type !== member.type) return [`${owner}.${member.name} was ${member.type} and is ${after.type}`]
    if (placeOf(after) !== placeOf(member)) {
      return [`${owner}.${member.name} moved from ${placeOf(member)} to ${placeOf(after)}`]
    }
    return []
  })
  const names = new Set(kept.map(({ name }) => name))
  const added = next.filter(({ name }) => !names.has(name) && !isGap(name))
  const overlaps = added.flatMap((member) => {
    const other = kept.find((old) => startOf(member) < endOf(old) && startOf(old) < endOf(member))
    return other === undefined ? [] : [`${owner}.${member.name} lies where ${other.name} was`]
  })
  return [...moved, ...overlaps]
}

const listMembers = ({ namespaces, structs }: StorageRelease): readonly Member[] =>
  [...Object.values(namespaces), ...Object.values(structs)].flatMap(({ members }) => members)

/** Space that was kept for later. */
const isGap = (name: string): boolean => name.startsWith('__gap')

const placeOf = ({ slot, offset }: Member): string => `slot ${slot}, byte ${offset}`

const startOf = ({ slot, offset }: Member): number => slot * WORD_BYTES + offset

/** A member that doesn't fit into what is left of a slot takes whole ones. */
const endOf = (member: Member): number => startOf(member) + member.bytes
