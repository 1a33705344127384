/** Numbers that look random and are the same for the same seed (mulberry32). */
export const createRandom = (seed: number) => {
  let state = seed >>> 0
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
  const below = (bound: number): number => Math.floor(next() * bound)
  const pick = <Item>(items: readonly [Item, ...Item[]]): Item => items[below(items.length)] ?? items[0]
  const bytes = (length: number): `0x${string}` =>
    `0x${Array.from({ length }, () => below(256).toString(16).padStart(2, '0')).join('')}`
  /** A word of any size, edges often. */
  const word = (): bigint =>
    pick<() => bigint>([
      () => BigInt(below(10)),
      () => BigInt(below(2 ** 31)),
      () => 2n ** BigInt(below(256)) - BigInt(below(2)),
      () => BigInt(bytes(32)),
    ])()
  return { next, below, pick, bytes, word, chance: (probability: number) => next() < probability }
}

export type Random = ReturnType<typeof createRandom>
