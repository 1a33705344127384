import type { Services } from '../api/services.ts'
import type { SourceSymbol } from '../api/workbench.ts'
import type { ArtifactFinder } from '../compiler/ContractArtifact.ts'
import { findCompiler } from '../compiler/versions/findCompiler.ts'
import { installedCompilers } from '../compiler/versions/installedCompilers.ts'
import type { EthereumProvider } from '../networks/Network.ts'
import type { Simulator } from '../simulation/createSimulator.ts'
import { createContractServices } from './createContractServices.ts'
import type { Workbench } from './openWorkbench.ts'
import { writeToken } from './templates/writeToken.ts'
import { createRunTests } from './tests/createRunTests.ts'

export type WorkbenchServicesOptions = {
  readonly workbench: () => Workbench
  /** @throws TerminalError `network/not-found` */
  readonly findProvider: (network: string) => EthereumProvider
  readonly findArtifact: ArtifactFinder['findByCode']
  /** What tests run in. */
  readonly simulate: Simulator['simulate']
  readonly nowMs: () => number
  /** A name for a deployment that no other one has. */
  readonly createId: () => string
}

type WorkbenchServices = Services['workbench']

/** The workbench behind the contract. */
export const createWorkbenchServices = (options: WorkbenchServicesOptions): WorkbenchServices => ({
  ...createProjectServices(options),
  ...createCompilerServices(options),
  ...createContractServices(options),
  runTests: createRunTests(options),
})

type ProjectServices = Pick<
  WorkbenchServices,
  | 'listProjects'
  | 'createProject'
  | 'updateSettings'
  | 'deleteProject'
  | 'readFile'
  | 'writeFile'
  | 'deleteFile'
  | 'renameFile'
>

const createProjectServices = ({ workbench }: WorkbenchServicesOptions): ProjectServices => ({
  listProjects: async () => workbench().workspace.listProjects(),
  createProject: async ({ name, template }) => {
    const token = template && writeToken(template)
    return workbench().workspace.createProject(name, token ? { [token.path]: token.text } : {})
  },
  updateSettings: async ({ projectId, settings }) => {
    findCompiler(settings.version, settings.evmVersion)
    return workbench().workspace.updateSettings(projectId, settings)
  },
  deleteProject: async ({ projectId }) => {
    workbench().workspace.deleteProject(projectId)
    workbench().deployments.forgetProject(projectId)
    return { projectId }
  },
  readFile: async ({ projectId, path }) => ({ path, ...workbench().workspace.readFile(projectId, path) }),
  writeFile: async ({ projectId, path, text, version }) => ({
    version: workbench().workspace.writeFile(projectId, path, text, version),
  }),
  deleteFile: async ({ projectId, path }) => {
    workbench().workspace.deleteFile(projectId, path)
    return { path }
  },
  renameFile: async ({ projectId, from, to }) => {
    workbench().workspace.renameFile(projectId, from, to)
    return { path: to }
  },
})

/** Files whose names are kept while they don't parse. */
const MAX_REMEMBERED = 100

type CompilerServices = Pick<WorkbenchServices, 'listCompilers' | 'checkSource' | 'compile' | 'compileStandardJson'>

const createCompilerServices = ({ workbench, nowMs }: WorkbenchServicesOptions): CompilerServices => {
  const lastSymbols = new Map<string, readonly SourceSymbol[]>()
  return {
    listCompilers: async () =>
      installedCompilers.map(({ version, evmVersions }) => ({ version, evmVersions: [...evmVersions] })),
    checkSource: async ({ projectId, path, text }, { caller, signal }) => {
      const { workspace, compiler } = workbench()
      const { settings } = workspace.getProject(projectId)
      const sources = { ...workspace.readSources(projectId), [path]: text }
      const key = `${caller.principal} ${projectId} ${path}`
      const { diagnostics, symbols } = await compiler.run('check', { sources, settings, path }, { signal, key })
      // Names must not vanish while a line is being typed that doesn't parse yet.
      const known = symbols.length > 0 ? symbols : (lastSymbols.get(key) ?? [])
      if (lastSymbols.size >= MAX_REMEMBERED) lastSymbols.clear()
      lastSymbols.set(key, known)
      return { diagnostics: [...diagnostics], symbols: [...known] }
    },
    compile: async ({ projectId }, { signal }) => {
      const startedAtMs = nowMs()
      const { workspace, compiler } = workbench()
      const { settings } = workspace.getProject(projectId)
      const compilation = await compiler.run(
        'compile',
        { sources: workspace.readSources(projectId), settings },
        { signal },
      )
      return { ...compilation, durationMs: nowMs() - startedAtMs }
    },
    compileStandardJson: async ({ version, input }, { signal }) => ({
      output: { ...(await workbench().compiler.run('compileStandardJson', { version, input }, { signal })) },
    }),
  }
}
