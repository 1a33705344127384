import type { SourceSymbol } from '../../../../engine/api/workbench.ts'

/** The symbols to offer behind `.`: what the contract or library before it declares; everything where that is no known name. */
export function listCompletions(symbols: readonly SourceSymbol[], textBefore: string): SourceSymbol[] {
  const owner = /([A-Za-z_$][\w$]*)\s*\.\s*[\w$]*$/.exec(textBefore)?.[1]
  const known = uniqueSymbols(symbols)
  if (owner === undefined) return known
  const members = known.filter(({ container }) => container === owner)
  if (members.length > 0) return members
  // A variable whose type can't be told here: anything that is a member of something.
  return known.filter(({ container }) => container !== undefined)
}

/** Overloads stay apart, the same declaration seen through two imports doesn't. */
const uniqueSymbols = (symbols: readonly SourceSymbol[]): SourceSymbol[] => [
  ...new Map(symbols.map((symbol) => [`${symbol.container}.${symbol.name} ${symbol.detail}`, symbol])).values(),
]

/** The declarations that a name may mean, those of the contract before its dot first. */
export function findDeclarations(symbols: readonly SourceSymbol[], name: string, textBefore: string): SourceSymbol[] {
  const owner = /([A-Za-z_$][\w$]*)\s*\.\s*$/.exec(textBefore)?.[1]
  const named = uniqueSymbols(symbols).filter((symbol) => symbol.name === name)
  const owned = named.filter(({ container }) => container === owner)
  return owned.length > 0 ? owned : named
}

/** Words of the language, offered besides the project's own names. */
export const keywords = (
  'abstract address anonymous bool break bytes bytes32 calldata case catch constant constructor continue contract delete do else emit ' +
  'enum error event external fallback false for function if immutable import indexed int256 interface internal is library mapping ' +
  'memory modifier new override payable pragma private public pure receive require return returns revert storage string struct ' +
  'transient true try type uint256 uint8 unchecked using view virtual while assembly block msg tx keccak256 abi type'
).split(' ')
