import { z } from 'zod'
import { TerminalError } from '../../api/errors.ts'
import { hasNamespaces } from '../namespaces/listNamespaces.ts'
import { toCompilationKey } from '../openCompilationCache.ts'
import { toArtifacts } from '../toArtifacts.ts'
import { findCompiler } from '../versions/findCompiler.ts'
import type { CompilerTasks } from './CompilerMessages.ts'
import type { TaskContext } from './createTasks.ts'

/** solc's standard JSON input, as far as its imports are completed here; the rest is solc's to judge. */
const StandardInput = z.looseObject({
  language: z.literal('Solidity'),
  sources: z.record(z.string(), z.looseObject({ content: z.string() })),
})
type StandardInput = z.infer<typeof StandardInput>
const Settings = z.looseObject({ outputSelection: z.record(z.string(), z.record(z.string(), z.array(z.string()))) })
const OutputSources = z.record(z.string(), z.looseObject({}))

/**
 * Compiles solc's standard JSON as it is, but for imports of packages, which are completed. Where the output holds whole contracts,
 * they are kept as artifacts.
 */
export const createStandardJson =
  ({ runSolc, artifacts, cache, resolve }: TaskContext) =>
  ({
    version,
    input,
  }: CompilerTasks['compileStandardJson']['input']): CompilerTasks['compileStandardJson']['output'] => {
    const parsed = StandardInput.safeParse(input)
    if (!parsed.success) {
      const message = 'Standard JSON needs "language": "Solidity" and the "content" of each source.'
      throw new TerminalError('workbench/compiler-failed', message, { reason: 'input' })
    }
    findCompiler(version)
    const given = Object.fromEntries(Object.entries(parsed.data.sources).map(([path, { content }]) => [path, content]))
    const { texts } = resolve(Object.keys(given), given)
    const sources = Object.fromEntries(
      [...texts].map(([path, content]) => [path, parsed.data.sources[path] ?? { content }]),
    )
    const complete = JSON.stringify({ ...selectTrees(parsed.data, texts), sources })
    const key = toCompilationKey(version, complete)
    const cached = cache.get(key)
    const text = cached ?? runSolc(version, complete)
    if (cached === undefined) cache.put(key, text)
    const output: Record<string, unknown> = JSON.parse(text)
    keepArtifacts(() => artifacts.add(toArtifacts(output, texts, version)))
    return leaveOutTrees(output, parsed.data)
  }

/** Names of storage in namespaces need syntax trees, which the caller may not have asked for. Code is the same with them. */
const selectTrees = (input: StandardInput, texts: ReadonlyMap<string, string>): StandardInput => {
  const { data: settings } = Settings.safeParse(input.settings)
  if (settings === undefined || ![...texts.values()].some(hasNamespaces)) return input
  const ofAll = settings.outputSelection['*'] ?? {}
  const outputSelection = { ...settings.outputSelection, '*': { ...ofAll, '': [...(ofAll[''] ?? []), 'ast'] } }
  return { ...input, settings: { ...settings, outputSelection } }
}

const leaveOutTrees = (output: Record<string, unknown>, input: StandardInput): Record<string, unknown> => {
  const { data: sources } = OutputSources.safeParse(output.sources)
  if (sources === undefined) return output
  const { data: settings } = Settings.safeParse(input.settings)
  const isSelected = (path: string): boolean =>
    [path, '*'].some((file) => settings?.outputSelection[file]?.['']?.some((name) => name === 'ast' || name === '*'))
  const answered = Object.entries(sources).map(([path, { ast, ...others }]) => {
    return [path, ast !== undefined && isSelected(path) ? { ...others, ast } : others]
  })
  return { ...output, sources: Object.fromEntries(answered) }
}

/** A selection of outputs that makes no whole artifacts is as good as any. */
const keepArtifacts = (keep: () => void): void => {
  try {
    keep()
  } catch (error) {
    if (!(error instanceof z.ZodError)) throw error
  }
}
