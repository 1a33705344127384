import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { createWorkspace, type Workspace } from '../../../engine/workbench/workspace/createWorkspace.ts'

let root: string
let folder: string
let workspace: Workspace
const open = () => createWorkspace({ folder, nowMs: () => 1_000 })
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'workspace-'))
  folder = join(root, 'workspace')
  workspace = open()
})
afterEach(() => rmSync(root, { recursive: true }))

const codeOf = (task: () => unknown): string => {
  try {
    task()
  } catch (error) {
    return String(error instanceof Error && 'code' in error ? error.code : error)
  }
  return 'no error'
}

describe('projects', () => {
  test('are plain folders that another editor and a later start see', () => {
    const { projectId } = workspace.createProject('Bond token (2031)', { 'src/A.sol': 'contract A {}' })
    expect(projectId).toBe('bond-token-2031')
    expect(readFileSync(join(folder, projectId, 'src/A.sol'), 'utf8')).toBe('contract A {}')
    writeFileSync(join(folder, projectId, 'B.sol'), 'contract B {}')
    const [project] = open().listProjects()
    expect(project).toMatchObject({
      name: 'Bond token (2031)',
      files: [{ path: 'B.sol' }, { path: 'src/A.sol', sizeBytes: 13 }],
    })
    expect(project?.updatedAtMs).toBeGreaterThan(1_000)
    expect(workspace.readSources(projectId)).toEqual({ 'B.sol': 'contract B {}', 'src/A.sol': 'contract A {}' })
  })

  test('are not made twice under one name, nor under one folder', () => {
    workspace.createProject('One', {})
    expect(codeOf(() => workspace.createProject('One', {}))).toBe('workbench/project-exists')
    expect(codeOf(() => workspace.createProject('one!', {}))).toBe('workbench/project-exists')
  })

  test.each(['💥', '../..', '///', 'ÜBER', '-'])('take the name %s without leaving the workspace', (name) => {
    const { projectId } = workspace.createProject(name, {})
    expect(projectId).toMatch(/^[a-z0-9][a-z0-9-]*$/)
    expect(readdirSync(root)).toEqual(['workspace'])
    expect(workspace.getProject(projectId).name).toBe(name)
  })

  test('keep their settings; broken ones become the usual ones', () => {
    const { projectId, settings } = workspace.createProject('One', {})
    workspace.updateSettings(projectId, { ...settings, optimizerRuns: 7 })
    expect(open().getProject(projectId).settings.optimizerRuns).toBe(7)
    writeFileSync(join(folder, projectId, '.quantera.json'), '{ "name"')
    expect(open().getProject(projectId).settings).toEqual(settings)
  })

  test('are gone when deleted, and what a killed desk left half-made goes at the next start', () => {
    const { projectId } = workspace.createProject('One', { 'A.sol': '' })
    mkdirSync(join(folder, '.half-two'))
    workspace.deleteProject(projectId)
    open()
    expect(readdirSync(folder)).toEqual([])
    expect(codeOf(() => workspace.getProject(projectId))).toBe('workbench/project-not-found')
  })
})

describe('files', () => {
  let projectId: string
  beforeEach(() => {
    projectId = workspace.createProject('One', { 'src/A.sol': 'one' }).projectId
  })
  const write = (path: string, text = '', version?: string) => workspace.writeFile(projectId, path, text, version)

  test('are written only over what was read', () => {
    const { version } = workspace.readFile(projectId, 'src/A.sol')
    const next = write('src/A.sol', 'two', version)
    expect(codeOf(() => write('src/A.sol', 'three', version))).toBe('workbench/file-changed')
    writeFileSync(join(folder, projectId, 'src/A.sol'), 'by another editor')
    expect(codeOf(() => write('src/A.sol', 'three', next))).toBe('workbench/file-changed')
    expect(workspace.readFile(projectId, 'src/A.sol').text).toBe('by another editor')
    rmSync(join(folder, projectId, 'src/A.sol'))
    expect(codeOf(() => write('src/A.sol', 'three', next))).toBe('workbench/file-changed')
  })

  test('that are new take no name that differs in case alone from another', () => {
    expect(codeOf(() => write('src/A.sol'))).toBe('workbench/file-exists')
    expect(codeOf(() => write('src/a.sol'))).toBe('workbench/file-exists')
    expect(codeOf(() => write('SRC/B.sol'))).toBe('workbench/file-exists')
    expect(codeOf(() => write('src'))).toBe('workbench/file-exists')
    expect(codeOf(() => write('src/A.sol/B.sol'))).toBe('workbench/file-exists')
    write('src/B.sol')
    write('other/deep/A.sol')
    expect(workspace.getProject(projectId).files.map(({ path }) => path)).toEqual([
      'other/deep/A.sol',
      'src/A.sol',
      'src/B.sol',
    ])
  })

  test('are renamed, also in case alone, and never over another', () => {
    write('src/B.sol', 'b')
    expect(codeOf(() => workspace.renameFile(projectId, 'src/B.sol', 'src/A.sol'))).toBe('workbench/file-exists')
    expect(codeOf(() => workspace.renameFile(projectId, 'src/C.sol', 'src/D.sol'))).toBe('workbench/file-not-found')
    workspace.renameFile(projectId, 'src/B.sol', 'src/b.sol')
    workspace.renameFile(projectId, 'src/A.sol', 'lib/A.sol')
    workspace.renameFile(projectId, 'src/b.sol', 'lib/B.sol')
    expect(workspace.getProject(projectId).files.map(({ path }) => path)).toEqual(['lib/A.sol', 'lib/B.sol'])
    expect(existsSync(join(folder, projectId, 'src'))).toBe(false)
  })

  test('are deleted', () => {
    workspace.deleteFile(projectId, 'src/A.sol')
    expect(codeOf(() => workspace.readFile(projectId, 'src/A.sol'))).toBe('workbench/file-not-found')
    expect(codeOf(() => workspace.deleteFile(projectId, 'src/A.sol'))).toBe('workbench/file-not-found')
  })

  test('have limits', () => {
    expect(codeOf(() => write('Large.sol', 'x'.repeat(1_000_001)))).toBe('workbench/too-large')
    for (let at = 0; at < 8; at++) write(`Large${at}.sol`, 'x'.repeat(1_000_000))
    expect(codeOf(() => write('Last.sol', 'x'.repeat(1_000_000)))).toBe('workbench/too-large')
  })

  test('behind links are neither listed, read, written nor deleted', () => {
    const secret = join(root, 'secret.sol')
    writeFileSync(secret, 'secret')
    symlinkSync(secret, join(folder, projectId, 'Link.sol'))
    symlinkSync(root, join(folder, projectId, 'out'))
    expect(workspace.getProject(projectId).files.map(({ path }) => path)).toEqual(['src/A.sol'])
    for (const path of ['Link.sol', 'out/secret.sol']) {
      expect(codeOf(() => workspace.readFile(projectId, path))).toBe('workbench/file-not-found')
      expect(codeOf(() => workspace.deleteFile(projectId, path))).toBe('workbench/file-not-found')
      expect(codeOf(() => write(path, 'evil'))).toBe('workbench/file-exists')
    }
    expect(codeOf(() => write('out/New.sol', 'evil'))).toBe('workbench/file-exists')
    expect(readFileSync(secret, 'utf8')).toBe('secret')
    symlinkSync(root, join(folder, 'linked'))
    expect(codeOf(() => workspace.getProject('linked'))).toBe('workbench/project-not-found')
  })
})
