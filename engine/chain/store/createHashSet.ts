/** Of 32 bytes of hash, 16 are kept: two that agree in so many are not found by anyone. */
const KEY_WORDS = 4
const BYTES_PER_WORD = 4
/** A table is at most two thirds full. */
const MAX_LOAD = 2 / 3
const MIN_SLOTS = 1_024

export type HashSet = {
  readonly size: number
  /** Answers whether it is new. */
  add(hash: Uint8Array): boolean
  has(hash: Uint8Array): boolean
}

const toSlots = (expected: number): number => {
  let slots = MIN_SLOTS
  while (slots * MAX_LOAD < expected) slots *= 2
  return slots
}

const readWord = (hash: Uint8Array, word: number): number => {
  const at = word * BYTES_PER_WORD
  return (
    (((hash[at] as number) << 24) |
      ((hash[at + 1] as number) << 16) |
      ((hash[at + 2] as number) << 8) |
      (hash[at + 3] as number)) >>>
    0
  )
}

/**
 * A set of hashes in one typed array: 24 to 48 bytes for each, where a `Set` of strings takes 200. It grows, but should be told at
 * first how many to expect. Hashes are uniform: the first word is the place.
 */
export const createHashSet = (expected: number): HashSet => {
  let slots = toSlots(expected)
  let table = new Uint32Array(slots * KEY_WORDS)
  let size = 0
  /** An empty slot is all zeros; the one hash that begins so is kept apart. */
  let hasZero = false
  const key = new Uint32Array(KEY_WORDS)

  const load = (hash: Uint8Array): boolean => {
    let bits = 0
    for (let word = 0; word < KEY_WORDS; word++) bits |= key[word] = readWord(hash, word)
    return bits !== 0
  }

  /** Where the key is, or the empty slot where it would be. */
  const find = (): { readonly at: number; readonly isThere: boolean } => {
    let slot = (key[0] as number) & (slots - 1)
    for (;;) {
      const at = slot * KEY_WORDS
      let isEqual = true
      let bits = 0
      for (let word = 0; word < KEY_WORDS; word++) {
        const value = table[at + word] as number
        bits |= value
        if (value !== key[word]) isEqual = false
      }
      if (isEqual || bits === 0) return { at, isThere: isEqual }
      slot = (slot + 1) & (slots - 1)
    }
  }

  const grow = (): void => {
    const before = table
    slots *= 2
    table = new Uint32Array(slots * KEY_WORDS)
    for (let from = 0; from < before.length; from += KEY_WORDS) {
      let bits = 0
      for (let word = 0; word < KEY_WORDS; word++) bits |= key[word] = before[from + word] as number
      if (bits !== 0) table.set(key, find().at)
    }
  }

  return {
    get size() {
      return size
    },
    add: (hash) => {
      if (!load(hash)) {
        const isNew = !hasZero
        hasZero = true
        if (isNew) size++
        return isNew
      }
      const { at, isThere } = find()
      if (isThere) return false
      table.set(key, at)
      size++
      if (size > slots * MAX_LOAD) grow()
      return true
    },
    has: (hash) => (load(hash) ? find().isThere : hasZero),
  }
}
