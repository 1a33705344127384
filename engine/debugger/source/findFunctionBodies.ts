/** Part of a text, in bytes; `end` is behind it. */
export type TextPart = { readonly start: number; readonly end: number }

/** Comments, strings, words and the signs that matter; everything else is passed over. */
const TOKENS = /\/\/[^\n\r]*|\/\*[\s\S]*?(?:\*\/|$)|"(?:\\.|[^"\\\n])*"?|'(?:\\.|[^'\\\n])*'?|[A-Za-z_$][\w$]*|[{};]/g
const BEGINS_FUNCTION: ReadonlySet<string> = new Set(['function', 'constructor', 'modifier', 'receive', 'fallback'])

/**
 * Finds where the statements of Solidity functions stand, in order: between the braces. A debugger stops there, and not at headers or
 * declarations, which compiled code comes from as well.
 *
 * @param source whose characters stand for bytes (latin1)
 */
export const findFunctionBodies = (source: string): TextPart[] => {
  const bodies: TextPart[] = []
  let isHeader = false
  let start = 0
  let depth = 0
  for (const { 0: token, index } of source.matchAll(TOKENS)) {
    if (depth > 0) {
      if (token === '{') depth++
      else if (token === '}') depth--
      if (depth === 0) bodies.push({ start, end: index })
    } else if (BEGINS_FUNCTION.has(token)) isHeader = true
    else if (token === ';' || token === '}') isHeader = false
    else if (token === '{' && isHeader) {
      isHeader = false
      start = index + 1
      depth = 1
    }
  }
  return bodies
}
