/** A custom error as it is declared. */
export interface DeclaredError {
  /** The contract, interface or library that declares it; empty for one outside of them. */
  readonly owner: string
  readonly name: string
  /** Its parameters as they are written, with single spaces. */
  readonly parameters: string
}

/** The custom errors that code without comments declares. */
export const listErrors = (source: string): readonly DeclaredError[] => {
  let owner = ''
  const found: DeclaredError[] = []
  const pattern = /\b(?:contract|interface|library)\s+(\w+)[^;{]*\{|\berror\s+(\w+)\s*\(([^)]*)\)\s*;/g
  for (const [, declared, name, parameters = ''] of source.matchAll(pattern)) {
    if (declared !== undefined) owner = declared
    if (name !== undefined) found.push({ owner, name, parameters: parameters.replace(/\s+/g, ' ').trim() })
  }
  return found
}

/**
 * The errors that no test asserts, that is, whose `.selector` none mentions. Where different errors share a name, a test has to say
 * whose it means: `IPriceCommittee.StalePrice.selector`.
 */
export const listUnasserted = (errors: readonly DeclaredError[], tests: Iterable<string>): readonly string[] => {
  const text = [...tests].join('\n')
  const mentions = new Set([...text.matchAll(/\b(?:(\w+)\s*\.\s*)?(\w+)\s*\.\s*selector\b/g)].map(toMention))
  const variants = Map.groupBy(errors, ({ name }) => name)
  const isAsserted = ({ owner, name }: DeclaredError) => {
    const isAlone = new Set(variants.get(name)?.map(({ parameters }) => parameters)).size === 1
    return isAlone ? mentions.has(name) : mentions.has(`${owner}.${name}`)
  }
  const unasserted = errors.filter((error) => !isAsserted(error))
  return [...new Set(unasserted.map(({ owner, name }) => `${owner}.${name}`))].sort()

  function toMention([, owner, name = '']: RegExpExecArray): string {
    const isAmbiguous =
      new Set(errors.filter((error) => error.name === name).map(({ parameters }) => parameters)).size > 1
    return isAmbiguous ? `${owner ?? ''}.${name}` : name
  }
}
