const CHUNK_BYTES = 1_048_576

/** Bytes one after another, in chunks. */
export class ByteList {
  readonly #chunks: Uint8Array[] = []
  #length = 0

  get length(): number {
    return this.#length
  }

  /** Keeps a copy. Returns where it begins. */
  append(bytes: Uint8Array): number {
    const position = this.#length
    for (let done = 0; done < bytes.length; ) {
      const start = this.#length % CHUNK_BYTES
      if (start === 0) this.#chunks.push(new Uint8Array(CHUNK_BYTES))
      const part = bytes.subarray(done, done + CHUNK_BYTES - start)
      this.#chunks[this.#chunks.length - 1]?.set(part, start)
      done += part.length
      this.#length += part.length
    }
    return position
  }

  /** Copies `length` bytes from `position` into `target` at `offset`. */
  copy(position: number, length: number, target: Uint8Array, offset: number): void {
    for (let done = 0; done < length; ) {
      const start = (position + done) % CHUNK_BYTES
      const chunk = this.#chunks[Math.floor((position + done) / CHUNK_BYTES)]
      const part = chunk?.subarray(start, Math.min(CHUNK_BYTES, start + length - done))
      if (part === undefined || part.length === 0) return
      target.set(part, offset + done)
      done += part.length
    }
  }
}
