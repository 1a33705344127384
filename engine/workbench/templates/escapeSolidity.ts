/**
 * A Solidity string literal of any text (Solidity grammar, `StringLiteral`, `UnicodeStringLiteral`). Letters and signs stay readable;
 * what could end the literal, break the line or turn the reading direction of the source is escaped.
 */
export const toStringLiteral = (text: string): string => {
  const wellFormed = text.toWellFormed() // a lone surrogate is no character; it becomes U+FFFD
  const literal = [...wellFormed].map(escapeCharacter).join('')
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the range is ASCII
  return /^[\x00-\x7f]*$/.test(literal) ? `"${literal}"` : `unicode"${literal}"`
}

const escapeCharacter = (character: string): string => {
  if (character === '"' || character === '\\') return `\\${character}`
  const code = character.codePointAt(0) ?? 0
  if (code < 0x20 || code === 0x7f) return `\\x${code.toString(16).padStart(2, '0')}`
  // Controls, formatting (bidirectional marks among it), line and paragraph separators, private use.
  const isPlain = !/[\p{C}\p{Zl}\p{Zp}]/u.test(character)
  if (isPlain) return character
  return [...Buffer.from(character)].map((byte) => `\\x${byte.toString(16).padStart(2, '0')}`).join('')
}

/** A contract's name made of a token's: `Bond token (2031)` becomes `BondToken2031`. */
export const toContractName = (name: string, taken: ReadonlySet<string>): string => {
  const words = name
    .normalize('NFKD')
    .replace(/[\u0300-\u036f]/g, '') // the accents that were taken off their letters
    .split(/[^A-Za-z0-9]+/)
  const joined = words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join('')
  const identifier = /^[A-Z]/.test(joined) ? joined : `Token${joined}`
  return taken.has(identifier) ? `${identifier}Contract` : identifier
}
