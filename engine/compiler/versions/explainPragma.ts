import type { Diagnostic } from '../../api/workbench.ts'
import { installedCompilers } from './installedCompilers.ts'
import { satisfiesPragma } from './satisfiesPragma.ts'

/** solc's number of "Source file requires different compiler version". */
const wrongVersion = '5333'

/**
 * Says which compilers would do where solc only says that this one doesn't: the newest that fits all sources of the compilation, or
 * that none here does.
 */
export const explainPragma = (
  diagnostics: readonly Diagnostic[],
  pragmas: ReadonlyMap<string, readonly string[]>,
): Diagnostic[] => {
  const ranges = [...new Set([...pragmas.values()].flat())]
  const fitting = installedCompilers.filter(({ version }) => ranges.every((range) => satisfiesPragma(version, range)))
  const advice =
    fitting.length > 0
      ? `Version ${fitting[0]?.version} fits all sources: choose it in the project's settings.`
      : `No compiler here fits all sources (${ranges.join('; ')}): there are ${installedCompilers.map(({ version }) => version).join(', ')}.`
  return diagnostics.map((diagnostic) =>
    diagnostic.code === wrongVersion
      ? { ...diagnostic, message: `${diagnostic.message.trim()}\n${advice}` }
      : diagnostic,
  )
}
