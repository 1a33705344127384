import { findFunctionBodies, type TextPart } from './findFunctionBodies.ts'

/** A place in a text: line and column from 1, columns in UTF-16 code units. */
export type TextPlace = { readonly line: number; readonly column: number }

const NEWLINE = 10

/** A source file in which solc's byte offsets are found as lines and columns. */
export class SourceText {
  readonly path: string
  readonly text: string
  readonly #bytes: Buffer
  readonly #lineStarts: readonly number[]
  #bodies: readonly TextPart[] | undefined

  constructor(path: string, text: string) {
    this.path = path
    this.text = text
    this.#bytes = Buffer.from(text, 'utf8')
    const starts = [0]
    for (let index = this.#bytes.indexOf(NEWLINE); index !== -1; index = this.#bytes.indexOf(NEWLINE, index + 1)) {
      starts.push(index + 1)
    }
    this.#lineStarts = starts
  }

  /** The line of a byte offset, from 1. */
  lineAt(offset: number): number {
    let low = 0
    let high = this.#lineStarts.length
    while (low < high) {
      const middle = (low + high) >>> 1
      if ((this.#lineStarts[middle] ?? 0) <= offset) low = middle + 1
      else high = middle
    }
    return low
  }

  /** A line without its end. */
  textOfLine(line: number): string {
    const start = this.#lineStarts[line - 1] ?? this.#bytes.length
    return this.#bytes.toString('utf8', start, this.#lineStarts[line] ?? this.#bytes.length).trimEnd()
  }

  placeAt(offset: number): TextPlace {
    const line = this.lineAt(offset)
    const start = this.#lineStarts[line - 1] ?? 0
    return { line, column: this.#bytes.toString('utf8', start, Math.max(start, offset)).length + 1 }
  }

  /** Whether a byte offset is among the statements of a function. */
  isStatement(offset: number): boolean {
    this.#bodies ??= findFunctionBodies(this.#bytes.toString('latin1'))
    let low = 0
    let high = this.#bodies.length
    while (low < high) {
      const middle = (low + high) >>> 1
      if ((this.#bodies[middle]?.start ?? 0) <= offset) low = middle + 1
      else high = middle
    }
    return offset < (this.#bodies[low - 1]?.end ?? 0)
  }
}
