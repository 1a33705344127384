import { formatCount } from '../../../ui/format.ts'

/** A word as people may mean it: a small number in decimals, an address, a short text; nothing where none of them fits. */
export function describeWord(word: string): string | undefined {
  const digits = word.slice(2).replace(/^0+/, '')
  if (digits === '') return '0'
  if (digits.length <= 12) return formatCount(Number.parseInt(digits, 16))
  const text = readText(word)
  if (text !== undefined) return `“${text}”`
  if (digits.length > 32 && digits.length <= 40 && word.length === 66) return 'address'
  if (/^f{56}/.test(word.slice(2))) return `−${formatCount(Number((1n << 256n) - BigInt(word)))}`
  return digits.length <= 32 ? BigInt(word).toLocaleString('en-US') : undefined
}

/** Left-aligned printable text of at least four letters: as literals have it, or as Solidity keeps short strings, with twice the length last. */
function readText(word: string): string | undefined {
  const twice = Number.parseInt(word.slice(-2), 16)
  const isStored = word.length === 66 && twice > 0 && twice % 2 === 0 && twice <= 62
  const text = isStored ? word.slice(2, 2 + twice) : word.slice(2).replace(/(00)+$/, '')
  const rest = word.slice(2 + text.length, isStored ? -2 : undefined)
  const bytes = text.match(/../g) ?? []
  if (bytes.length < 4 || bytes.length > 31 || /[^0]/.test(rest)) return undefined
  const codes = bytes.map((byte) => Number.parseInt(byte, 16))
  return codes.every((code) => code >= 0x20 && code < 0x7f) ? String.fromCharCode(...codes) : undefined
}

/** A word without its leading zeros: `0x1f`; what was cut is only zeros. */
export const trimWord = (word: string) => `0x${word.slice(2).replace(/^0+(?=.)/, '')}`
