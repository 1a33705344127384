import { expect, test } from 'vitest'
import { findPathProblem, listTreeRows } from '../../../../../../renderer/features/workbench/model/fileTree.ts'

const paths = ['src/token/B.sol', 'README.md', 'src/A.sol', 'src/token/A.sol', 'test/A.t.sol']

test('folders come before files, both by name, indented by depth', () => {
  expect(listTreeRows(paths).map(({ name, depth }) => `${' '.repeat(depth)}${name}`)).toEqual([
    'src',
    ' token',
    '  A.sol',
    '  B.sol',
    ' A.sol',
    'test',
    ' A.t.sol',
    'README.md',
  ])
})

test('a collapsed folder hides what is in it', () => {
  expect(listTreeRows(paths, new Set(['src/'])).map(({ name }) => name)).toEqual([
    'src',
    'test',
    'A.t.sol',
    'README.md',
  ])
})

test('paths that leave the project, hide, or are taken are refused', () => {
  for (const path of [
    '',
    ' ',
    '/etc/passwd',
    '../A.sol',
    'src/../A.sol',
    '.env',
    'src/.hidden',
    'a//b',
    'a\\b',
    'a'.repeat(201),
  ])
    expect(findPathProblem(path, [])).toBeDefined()
  expect(findPathProblem('SRC/a.sol', paths)).toBe('There is a file with this name.')
  expect(findPathProblem('src/New.sol', paths)).toBeUndefined()
})
