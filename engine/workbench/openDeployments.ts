import type { Abi } from 'viem'
import { TerminalError } from '../api/errors.ts'
import type { Deployment } from '../api/workbench.ts'
import { toCallableFunctions } from '../compiler/output/toCompiledContract.ts'
import { openDatabase } from '../store/openDatabase.ts'

/** Older ones of a project are forgotten; they stay on their chain. */
const MAX_OF_PROJECT = 500

/** A contract that was deployed from here, with the ABI it was compiled with. */
export type DeploymentRecord = Omit<Deployment, 'functions'> & { readonly abi: Abi }

/** What was deployed from here, durably. */
export type Deployments = {
  add(record: DeploymentRecord): Deployment
  /** @throws TerminalError `workbench/deployment-not-found` */
  get(deploymentId: string): DeploymentRecord
  /** Newest first. */
  list(projectId: string): Deployment[]
  forgetProject(projectId: string): void
  close(): void
}

const migrations = [
  `CREATE TABLE deployment (
     sequence INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, project_id TEXT NOT NULL, content TEXT NOT NULL
   );
   CREATE INDEX deployment_project ON deployment (project_id, sequence);`,
]

/** Opens the list of deployments in `file`. @throws TerminalError `store/corrupt`, `store/newer-schema`, `store/busy` */
export const openDeployments = (file: string): Deployments => {
  const database = openDatabase(file, { migrations })
  const insert = database.prepare('INSERT INTO deployment (id, project_id, content) VALUES (?, ?, ?)')
  const prune = database.prepare(
    `DELETE FROM deployment WHERE project_id = @projectId AND sequence <= (
       SELECT sequence FROM deployment WHERE project_id = @projectId ORDER BY sequence DESC LIMIT 1 OFFSET @kept
     )`,
  )
  const find = database.prepare('SELECT content FROM deployment WHERE id = ?').pluck()
  const list = database.prepare('SELECT content FROM deployment WHERE project_id = ? ORDER BY sequence DESC').pluck()
  const remove = database.prepare('DELETE FROM deployment WHERE project_id = ?')
  const add = database.transaction((record: DeploymentRecord) => {
    insert.run(record.deploymentId, record.projectId, JSON.stringify(record))
    prune.run({ projectId: record.projectId, kept: MAX_OF_PROJECT })
  })
  return {
    add: (record) => {
      add.immediate(record)
      return toDeployment(record)
    },
    get: (deploymentId) => {
      const content = find.get(deploymentId)
      if (typeof content === 'string') return JSON.parse(content)
      throw new TerminalError('workbench/deployment-not-found', 'There is no such deployment.', { deploymentId })
    },
    list: (projectId) => (list.all(projectId) as string[]).map((content) => toDeployment(JSON.parse(content))),
    forgetProject: (projectId) => void remove.run(projectId),
    close: () => database.close(),
  }
}

const toDeployment = ({ abi, ...deployment }: DeploymentRecord): Deployment => ({
  ...deployment,
  functions: toCallableFunctions(abi),
})
