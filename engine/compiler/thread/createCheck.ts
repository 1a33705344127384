import type { CompilerSettings, SourceSymbol } from '../../api/workbench.ts'
import { toDiagnostics } from '../output/toDiagnostics.ts'
import { toSymbols } from '../output/toSymbols.ts'
import { explainPragma } from '../versions/explainPragma.ts'
import type { CompilerTasks } from './CompilerMessages.ts'
import type { TaskContext } from './createTasks.ts'

/**
 * Checks one source with what it imports, without generating code. Where the text is in error the symbols come from parsing alone;
 * where it doesn't even parse there are none of the project's.
 */
export const createCheck = ({ runSolc, resolve }: TaskContext) => {
  /** Of sources of packages, which don't change: their syntax trees are most of what solc would write, and all the same each time. */
  const packageSymbols = new Map<string, readonly SourceSymbol[]>()

  const run = (
    texts: ReadonlyMap<string, string>,
    settings: CompilerSettings,
    wanted: readonly string[],
    stopAfter?: 'parsing',
  ): unknown => {
    const input = {
      language: 'Solidity',
      sources: Object.fromEntries([...texts].map(([path, content]) => [path, { content }])),
      settings: {
        evmVersion: settings.evmVersion,
        ...(stopAfter ? { stopAfter } : {}),
        outputSelection: Object.fromEntries(wanted.map((path) => [path, { '': ['ast'] }])),
      },
    }
    return JSON.parse(runSolc(settings.version, JSON.stringify(input)))
  }

  return ({ sources, settings, path }: CompilerTasks['check']['input']): CompilerTasks['check']['output'] => {
    const { texts, pragmas } = resolve([path], sources)
    const isPackage = (name: string): boolean => !Object.hasOwn(sources, name)
    const wanted = [...texts.keys()].filter((name) => !isPackage(name) || !packageSymbols.has(name))
    const output = run(texts, settings, wanted)
    const diagnostics = explainPragma(toDiagnostics(output, texts, sources), pragmas)
    const checked = toSymbols(output, texts)
    const found = checked.length > 0 ? checked : toSymbols(run(texts, settings, wanted, 'parsing'), texts)
    if (found.length > 0) {
      for (const name of wanted.filter(isPackage)) {
        packageSymbols.set(
          name,
          found.filter(({ range }) => range.path === name),
        )
      }
    }
    const own = found.filter(({ range }) => !isPackage(range.path))
    if (own.length === 0) return { diagnostics, symbols: [] }
    const ofPackages = [...texts.keys()].filter(isPackage).flatMap((name) => packageSymbols.get(name) ?? [])
    return { diagnostics, symbols: [...own, ...ofPackages] }
  }
}
