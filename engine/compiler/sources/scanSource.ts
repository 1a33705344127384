/** What a source says of others before it is compiled. */
export type ScannedSource = {
  /** The paths as they are written. */
  readonly imports: readonly string[]
  /** The ranges of its `pragma solidity`s. */
  readonly pragmas: readonly string[]
}

/** Comments, strings and words, in that order of precedence; anything else a character at a time. */
const token =
  /\/\/[^\n\r]*|\/\*[\s\S]*?(?:\*\/|$)|"(?:[^"\\\n\r]|\\[\s\S])*"|'(?:[^'\\\n\r]|\\[\s\S])*'|[A-Za-z_$][\w$]*|[{};]/g
const pragma = /\s+solidity\s+([^;]{1,200});/y

/**
 * Finds the imports and version pragmas of a Solidity source without compiling it (Solidity grammar, `importDirective`,
 * `pragmaDirective`). Reads as far as it can whatever the text: what is wrong with it, the compiler says.
 */
export const scanSource = (text: string): ScannedSource => {
  const imports: string[] = []
  const pragmas: string[] = []
  let depth = 0
  /** Within an import: its first string is the path. Braces inside it list names. */
  let isImport = false
  for (const { 0: word, index } of text.matchAll(token)) {
    if (word.startsWith('//') || word.startsWith('/*')) continue
    if (word === ';') isImport = false
    else if (word === '{' || word === '}') {
      if (!isImport) depth += word === '{' ? 1 : -1
    } else if (depth !== 0) continue
    else if (word === 'import') isImport = true
    else if (word === 'pragma') {
      pragma.lastIndex = index + word.length
      const range = pragma.exec(text)?.[1]
      if (range !== undefined) pragmas.push(range.replace(/\/\*[\s\S]*?\*\//g, ' ').trim())
    } else if (isImport && (word.startsWith('"') || word.startsWith("'"))) {
      imports.push(readEscapes(word.slice(1, -1)))
      isImport = false
    }
  }
  return { imports, pragmas }
}

/** Solidity grammar, `EscapeSequence`, as far as paths have any use for it. */
const readEscapes = (text: string): string =>
  text
    .replace(/\\x([0-9a-fA-F]{2})|\\u([0-9a-fA-F]{4})/g, (_match, byte, unit) =>
      String.fromCharCode(Number.parseInt(byte ?? unit, 16)),
    )
    .replace(/\\(["'\\])/g, '$1')
