const CHUNK_BITS = 16
const CHUNK_LENGTH = 1 << CHUNK_BITS
const CHUNK_MASK = CHUNK_LENGTH - 1

type NumberArray = Float64Array | Uint32Array | Uint16Array | Uint8Array

/** A list of numbers that grows by chunks: nothing is copied while it grows, and it takes what its numbers take. */
export class Column {
  readonly #make: () => NumberArray
  readonly #chunks: NumberArray[] = []
  #last: NumberArray
  #used = 0

  /** @param make an array of so many elements */
  constructor(make: (length: number) => NumberArray) {
    this.#make = () => make(CHUNK_LENGTH)
    this.#last = this.#make()
    this.#chunks.push(this.#last)
  }

  get length(): number {
    return (this.#chunks.length - 1) * CHUNK_LENGTH + this.#used
  }

  push(value: number): void {
    if (this.#used === CHUNK_LENGTH) {
      this.#last = this.#make()
      this.#chunks.push(this.#last)
      this.#used = 0
    }
    this.#last[this.#used++] = value
  }

  /** 0 where nothing is. */
  get(index: number): number {
    return this.#chunks[index >>> CHUNK_BITS]?.[index & CHUNK_MASK] ?? 0
  }

  set(index: number, value: number): void {
    const chunk = this.#chunks[index >>> CHUNK_BITS]
    if (chunk !== undefined) chunk[index & CHUNK_MASK] = value
  }
}

/** The first index in a sorted column whose number is at least `least`; its length when there is none. */
export const findAtLeast = (column: Pick<Column, 'get' | 'length'>, least: number): number => {
  let low = 0
  let high = column.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if (column.get(middle) < least) low = middle + 1
    else high = middle
  }
  return low
}
