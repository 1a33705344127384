import { existsSync, lstatSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { TerminalError } from '../../api/errors.ts'
import { CompilerSettings, type Project } from '../../api/workbench.ts'
import { installedCompilers } from '../../compiler/versions/installedCompilers.ts'
import { listFiles } from './listFiles.ts'
import {
  deleteProjectFile,
  type FileText,
  readProjectFile,
  readSources,
  renameProjectFile,
  writeProjectFile,
} from './projectFiles.ts'
import { syncFolder, writeFileWhole } from './writeFileWhole.ts'

const MAX_PROJECTS = 200
/** Hidden from the project's files; other editors leave it alone. */
const settingsFile = '.quantera.json'
const ProjectFile = z.object({ name: z.string().min(1).max(64), settings: CompilerSettings, updatedAtMs: z.number() })
type ProjectFile = z.infer<typeof ProjectFile>

/** Projects of Solidity files, each a plain folder, so that any other editor can be used on them too. */
export type Workspace = {
  listProjects(): Project[]
  /** @throws TerminalError `workbench/project-exists`, `workbench/too-large` */
  createProject(name: string, files: Readonly<Record<string, string>>): Project
  /** @throws TerminalError `workbench/project-not-found` (all of the following) */
  getProject(projectId: string): Project
  updateSettings(projectId: string, settings: CompilerSettings): Project
  deleteProject(projectId: string): void
  readFile(projectId: string, path: string): FileText
  /** @throws TerminalError `workbench/file-changed`, `workbench/file-exists`, `workbench/too-large` */
  writeFile(projectId: string, path: string, text: string, version: string | undefined): string
  deleteFile(projectId: string, path: string): void
  renameFile(projectId: string, from: string, to: string): void
  /** All Solidity sources by their paths. */
  readSources(projectId: string): Record<string, string>
}

/** What a new project is compiled with. */
const defaultSettings: CompilerSettings = {
  version: installedCompilers[0]?.version ?? '',
  optimizerEnabled: true,
  optimizerRuns: 200,
  viaIr: false,
  evmVersion: 'prague',
}

/** Opens the workspace in `folder`, which is made where it isn't. */
export const createWorkspace = ({
  folder,
  nowMs,
}: {
  readonly folder: string
  readonly nowMs: () => number
}): Workspace => {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  for (const name of readdirSync(folder)) {
    // A project that was being made or deleted when the desk was killed.
    if (name.startsWith('.half-')) rmSync(join(folder, name), { recursive: true, force: true })
  }
  const requireFolder = (projectId: string): string => {
    const path = join(folder, projectId)
    if (lstatSync(path, { throwIfNoEntry: false })?.isDirectory() === true) return path
    throw new TerminalError('workbench/project-not-found', `There is no project ${projectId}.`, { projectId })
  }
  const getProject = (projectId: string): Project => {
    const path = requireFolder(projectId)
    const { name, settings, updatedAtMs } = readProjectJson(path, projectId)
    const files = listFiles(path)
    return {
      projectId,
      name,
      settings,
      files: files.map((file) => ({ path: file.path, sizeBytes: file.sizeBytes })),
      updatedAtMs: Math.max(updatedAtMs, ...files.map(({ changedAtMs }) => changedAtMs)),
    }
  }
  const listProjects = (): Project[] =>
    readdirSync(folder, { withFileTypes: true })
      .filter((entry) => entry.isDirectory() && isProjectId(entry.name))
      .slice(0, MAX_PROJECTS)
      .map((entry) => getProject(entry.name))
      .sort((a, b) => b.updatedAtMs - a.updatedAtMs)

  return {
    listProjects,
    getProject,
    createProject: (name, files) => {
      const projectId = toProjectId(name)
      const exists = existsSync(join(folder, projectId))
      if (exists || listProjects().some((project) => project.name === name)) {
        throw new TerminalError('workbench/project-exists', `There is a project ${name} already.`, { projectId, name })
      }
      if (listProjects().length >= MAX_PROJECTS) {
        throw new TerminalError('workbench/too-large', `A workspace holds at most ${MAX_PROJECTS} projects.`)
      }
      // Whole or not at all: made aside, then renamed.
      const half = join(folder, `.half-${projectId}`)
      rmSync(half, { recursive: true, force: true })
      mkdirSync(half, { mode: 0o700 })
      writeProjectJson(half, { name, settings: defaultSettings, updatedAtMs: nowMs() })
      for (const [path, text] of Object.entries(files)) writeProjectFile(half, path, text, undefined)
      renameSync(half, join(folder, projectId))
      syncFolder(folder)
      return getProject(projectId)
    },
    updateSettings: (projectId, settings) => {
      const path = requireFolder(projectId)
      writeProjectJson(path, { ...readProjectJson(path, projectId), settings, updatedAtMs: nowMs() })
      return getProject(projectId)
    },
    deleteProject: (projectId) => {
      const half = join(folder, `.half-${projectId}`)
      rmSync(half, { recursive: true, force: true })
      renameSync(requireFolder(projectId), half)
      syncFolder(folder)
      rmSync(half, { recursive: true, force: true })
    },
    readFile: (projectId, path) => readProjectFile(requireFolder(projectId), path),
    writeFile: (projectId, path, text, version) => writeProjectFile(requireFolder(projectId), path, text, version),
    deleteFile: (projectId, path) => deleteProjectFile(requireFolder(projectId), path),
    renameFile: (projectId, from, to) => renameProjectFile(requireFolder(projectId), from, to),
    readSources: (projectId) => readSources(requireFolder(projectId)),
  }
}

const isProjectId = (name: string): boolean => /^[a-z0-9][a-z0-9-]{0,63}$/.test(name)

/** `Bond token (2031)` becomes `bond-token-2031`; a name without any letter or digit of ASCII becomes `project`. */
const toProjectId = (name: string): string =>
  name
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 48)
    .replace(/-+$/, '') || 'project'

const writeProjectJson = (path: string, file: ProjectFile): void =>
  writeFileWhole(join(path, settingsFile), `${JSON.stringify(file, null, 2)}\n`)

/** A folder that another program made, or whose settings can't be read, is a project with the usual settings. */
const readProjectJson = (path: string, projectId: string): ProjectFile => {
  try {
    return ProjectFile.parse(JSON.parse(readFileSync(join(path, settingsFile), 'utf8')))
  } catch {
    return { name: projectId, settings: defaultSettings, updatedAtMs: 0 }
  }
}
