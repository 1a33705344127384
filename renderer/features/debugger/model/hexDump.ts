/** A row of a dump: its offset in bytes, its bytes in hexadecimal by twos, and as ASCII with dots for what isn't printable. */
export interface DumpRow {
  readonly offset: number
  readonly bytes: readonly string[]
  readonly ascii: string
}

export const bytesPerRow = 16

/** Bytes of `0x…` text. */
export const countBytes = (hex: string) => Math.max(0, (hex.length - 2) >> 1)

export const countDumpRows = (hex: string) => Math.ceil(countBytes(hex) / bytesPerRow)

/** One row of a dump, so that only the rows in view are made. */
export function readDumpRow(hex: string, row: number): DumpRow {
  const offset = row * bytesPerRow
  const text = hex.slice(2 + 2 * offset, 2 + 2 * (offset + bytesPerRow))
  const bytes = text.match(/../g) ?? []
  return { offset, bytes, ascii: bytes.map(toPrintable).join('') }
}

const toPrintable = (byte: string) => {
  const code = Number.parseInt(byte, 16)
  return code >= 0x20 && code < 0x7f ? String.fromCharCode(code) : '·'
}

/** Which bytes of a row are others than before; none where there was no row. */
export const listChangedBytes = (row: DumpRow, before: DumpRow | undefined): ReadonlySet<number> =>
  new Set(before === undefined ? [] : row.bytes.flatMap((byte, at) => (byte === before.bytes[at] ? [] : [at])))

/** `00c0`: at least four digits. */
export const formatOffset = (offset: number) => offset.toString(16).padStart(4, '0')
