import type { CompilerSettings } from '../../api/workbench.ts'
import { toDiagnostics } from '../output/toDiagnostics.ts'
import { toSymbols } from '../output/toSymbols.ts'
import { explainPragma } from '../versions/explainPragma.ts'
import type { CompilerTasks } from './CompilerMessages.ts'
import type { TaskContext } from './createTasks.ts'

/**
 * Checks one source with what it imports, without generating code. Where the text is in error the symbols come from parsing alone;
 * where it doesn't even parse there are none.
 */
export const createCheck = ({ runSolc, resolve }: TaskContext) => {
  const run = (texts: ReadonlyMap<string, string>, settings: CompilerSettings, stopAfter?: 'parsing'): unknown =>
    JSON.parse(
      runSolc(
        settings.version,
        JSON.stringify({
          language: 'Solidity',
          sources: Object.fromEntries([...texts].map(([path, content]) => [path, { content }])),
          settings: {
            evmVersion: settings.evmVersion,
            ...(stopAfter ? { stopAfter } : {}),
            outputSelection: { '*': { '': ['ast'] } },
          },
        }),
      ),
    )
  return ({ sources, settings, path }: CompilerTasks['check']['input']): CompilerTasks['check']['output'] => {
    const { texts, pragmas } = resolve([path], sources)
    const output = run(texts, settings)
    const diagnostics = explainPragma(toDiagnostics(output, texts, sources), pragmas)
    const checked = toSymbols(output, texts)
    const symbols = checked.length > 0 ? checked : toSymbols(run(texts, settings, 'parsing'), texts)
    return { diagnostics, symbols }
  }
}
