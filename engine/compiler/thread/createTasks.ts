import type { CompilerSettings } from '../../api/workbench.ts'
import type { ContractArtifact } from '../ContractArtifact.ts'
import { type ArtifactStore, openArtifactStore } from '../openArtifactStore.ts'
import { type CompilationCache, openCompilationCache, toCompilationKey } from '../openCompilationCache.ts'
import { toCompiledContract } from '../output/toCompiledContract.ts'
import { toDiagnostics } from '../output/toDiagnostics.ts'
import { createPackageSources } from '../sources/createPackageSources.ts'
import { type ResolvedSources, resolveSources } from '../sources/resolveSources.ts'
import { listUnlinked, selectArtifacts, toArtifacts } from '../toArtifacts.ts'
import { explainPragma } from '../versions/explainPragma.ts'
import { findCompiler } from '../versions/findCompiler.ts'
import type { CompilerFiles, CompilerTask, CompilerTasks, ProjectSources } from './CompilerMessages.ts'
import { createCheck } from './createCheck.ts'
import { createSolc, type RunSolc } from './createSolc.ts'
import { createStandardJson } from './createStandardJson.ts'

type TaskHandlers = {
  readonly [Task in CompilerTask]: (input: CompilerTasks[Task]['input']) => CompilerTasks[Task]['output']
}

/** What tasks share within a thread. */
export type TaskContext = {
  readonly runSolc: RunSolc
  readonly artifacts: ArtifactStore
  readonly cache: CompilationCache
  resolve(roots: readonly string[], sources: ProjectSources): ResolvedSources
}

/** Opens the files and makes the tasks of a compiler's thread. */
export const createTasks = (files: CompilerFiles): TaskHandlers => {
  const findPackageSource = createPackageSources()
  const context: TaskContext = {
    runSolc: createSolc(),
    artifacts: openArtifactStore(files.artifacts),
    cache: openCompilationCache(files.compilations),
    resolve: (roots, sources) => resolveSources(roots, new Map(Object.entries(sources)), findPackageSource),
  }
  return {
    compile: createCompile(context),
    findArtifact: createFindArtifact(context),
    check: createCheck(context),
    compileStandardJson: createStandardJson(context),
  }
}

const createCompile =
  ({ runSolc, artifacts, cache, resolve }: TaskContext): TaskHandlers['compile'] =>
  ({ sources, settings }) => {
    findCompiler(settings.version)
    const roots = Object.keys(sources)
    const { texts, pragmas } = resolve(roots, sources)
    const input = JSON.stringify(toStandardJson(texts, settings))
    const key = toCompilationKey(settings.version, input)
    const cached = cache.get(key)
    const text = cached ?? (roots.length === 0 ? '{}' : runSolc(settings.version, input))
    const output: unknown = JSON.parse(text)
    const made = toArtifacts(output, texts, settings.version)
    artifacts.add(made) // also of a cached output: the artifacts' file may be a new one
    if (cached === undefined) cache.put(key, text)
    return {
      diagnostics: [...explainPragma(toDiagnostics(output, texts, sources), pragmas), ...describeUnlinked(output)],
      contracts: made.filter(({ path }) => Object.hasOwn(sources, path)).map(toCompiledContract),
      compilerVersion: settings.version,
      isFromCache: cached !== undefined,
    }
  }

const createFindArtifact =
  ({ cache, resolve }: TaskContext): TaskHandlers['findArtifact'] =>
  ({ sources, settings, path, name }): ContractArtifact | undefined => {
    const { texts } = resolve(Object.keys(sources), sources)
    const text = cache.get(toCompilationKey(settings.version, JSON.stringify(toStandardJson(texts, settings))))
    if (text === undefined) return undefined
    const made = toArtifacts(JSON.parse(text), texts, settings.version)
    return made.find((artifact) => artifact.path === path && artifact.name === name)
  }

const toStandardJson = (texts: ReadonlyMap<string, string>, settings: CompilerSettings) => ({
  language: 'Solidity',
  sources: Object.fromEntries([...texts].map(([path, content]) => [path, { content }])),
  settings: {
    optimizer: { enabled: settings.optimizerEnabled, runs: settings.optimizerRuns },
    evmVersion: settings.evmVersion,
    ...(settings.viaIr ? { viaIR: true } : {}),
    outputSelection: selectArtifacts(texts.values()),
  },
})

const describeUnlinked = (output: unknown) =>
  listUnlinked(output).map(({ path, name, libraries }) => ({
    severity: 'info' as const,
    message: `${name} (${path}) calls libraries at addresses of their own (${libraries.join(', ')}) and can't be deployed from here; internal functions of libraries can.`,
  }))
