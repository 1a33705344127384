import { join } from 'node:path'
import { type Compiler, createCompiler } from '../compiler/createCompiler.ts'
import type { Schedule } from './network/sendTransaction.ts'
import { type Deployments, openDeployments } from './openDeployments.ts'
import { createWorkspace, type Workspace } from './workspace/createWorkspace.ts'

/** What the workbench keeps and runs. */
export type Workbench = {
  readonly workspace: Workspace
  readonly compiler: Compiler
  readonly deployments: Deployments
  readonly schedule: Schedule
  close(): Promise<void>
}

type OpenOptions = {
  /** The desk's folder: projects go to `workspace/` in it. */
  readonly dataDirectory: string
  /** `compilerWorker.ts`, or its bundle. */
  readonly compilerUrl: URL
  /** The store of artifacts, which the compiler writes. */
  readonly artifactsFile: string
  readonly nowMs: () => number
  readonly schedule: Schedule
}

/** Opens the workbench of a desk. No compiler is started before something is compiled. */
export const openWorkbench = (options: OpenOptions): Workbench => {
  const { dataDirectory, compilerUrl, artifactsFile, nowMs, schedule } = options
  const deployments = openDeployments(join(dataDirectory, 'workbench.sqlite'))
  const compiler = createCompiler({
    workerUrl: compilerUrl,
    files: { artifacts: artifactsFile, compilations: join(dataDirectory, 'compilations.sqlite') },
    schedule,
  })
  return {
    workspace: createWorkspace({ folder: join(dataDirectory, 'workspace'), nowMs }),
    compiler,
    deployments,
    schedule,
    close: async () => {
      await compiler.close()
      deployments.close()
    },
  }
}
