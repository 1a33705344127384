import { Column } from './Column.ts'

/** Numbers below it are kept as they are: a double holds them exactly. */
const EXACT_LIMIT = BigInt(Number.MAX_SAFE_INTEGER) + 1n
const PART_BITS = 64n
const PARTS = 4
const CHUNK_WORDS = 4_096

/**
 * 256-bit words, eight bytes for those below 2^53 and forty for others. Most words of a program are small, and to split a large one
 * costs more than to run an opcode.
 */
export class WordList {
  readonly #values = new Column((length) => new Float64Array(length))
  readonly #parts: BigUint64Array[] = []
  #largeCount = 0

  get length(): number {
    return this.#values.length
  }

  get byteLength(): number {
    return this.#values.length * 8 + this.#largeCount * PARTS * 8
  }

  push(word: bigint): void {
    this.#values.push(word < EXACT_LIMIT ? Number(word) : this.#keep(word))
  }

  set(index: number, word: bigint): void {
    this.#values.set(index, word < EXACT_LIMIT ? Number(word) : this.#keep(word))
  }

  get(index: number): bigint {
    const value = this.#values.get(index)
    return value >= 0 ? BigInt(value) : this.#read(-value - 1)
  }

  /** Keeps a large word apart. Returns what stands in its place: its number, negative. */
  #keep(word: bigint): number {
    const index = this.#largeCount++
    const start = (index % CHUNK_WORDS) * PARTS
    if (start === 0) this.#parts.push(new BigUint64Array(CHUNK_WORDS * PARTS))
    const chunk = this.#parts[this.#parts.length - 1]
    // The array takes the low 64 bits of what it is given.
    if (chunk !== undefined) {
      chunk[start] = word
      chunk[start + 1] = word >> PART_BITS
      chunk[start + 2] = word >> (2n * PART_BITS)
      chunk[start + 3] = word >> (3n * PART_BITS)
    }
    return -index - 1
  }

  #read(index: number): bigint {
    const chunk = this.#parts[Math.floor(index / CHUNK_WORDS)]
    const start = (index % CHUNK_WORDS) * PARTS
    let word = 0n
    for (let part = PARTS - 1; part >= 0; part--) word = (word << PART_BITS) | (chunk?.[start + part] ?? 0n)
    return word
  }
}
