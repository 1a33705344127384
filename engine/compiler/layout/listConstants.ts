const PUSH1 = 0x60
const PUSH32 = 0x7f
const WORD_BYTES = 32
const MAX_CONSTANTS = 128

/**
 * Words that a compiler may have hashed as keys of mappings before anything ran, so that no execution shows how: zero, and the words
 * of 32 bytes that the code pushes (names of roles, for example), at most 128 of them.
 */
export const listConstants = (code: Uint8Array): Uint8Array[] => {
  const found = new Map<string, Uint8Array>([['', new Uint8Array(WORD_BYTES)]])
  for (let at = 0; at < code.length && found.size < MAX_CONSTANTS; at++) {
    const opcode = code[at] ?? 0
    if (opcode < PUSH1 || opcode > PUSH32) continue
    const word = code.subarray(at + 1, at + 1 + WORD_BYTES)
    if (opcode === PUSH32 && word.length === WORD_BYTES) found.set(Buffer.from(word).toString('hex'), word)
    at += opcode - PUSH1 + 1
  }
  return [...found.values()]
}
