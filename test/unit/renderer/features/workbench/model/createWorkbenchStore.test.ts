import { expect, test } from 'vitest'
import { createDrafts, type DraftStorage } from '../../../../../../renderer/features/workbench/model/createDrafts.ts'
import {
  createWorkbenchStore,
  isUnsaved,
  type OpenFile,
} from '../../../../../../renderer/features/workbench/model/createWorkbenchStore.ts'

/** A storage as windows have one. */
const openStorage = (): DraftStorage & { readonly items: ReadonlyMap<string, string> } => {
  const items = new Map<string, string>()
  return {
    items,
    getItem: (key) => items.get(key) ?? null,
    setItem: (key, value) => void items.set(key, value),
    removeItem: (key) => void items.delete(key),
  }
}

const openStore = (...paths: readonly string[]) => {
  const store = createWorkbenchStore(createDrafts(openStorage()))
  for (const path of paths) store.open('p', { path, text: `// ${path}`, version: '1' })
  const fileOf = (path: string): OpenFile => {
    const file = store.getProject('p').files.get(path)
    if (file === undefined) throw new Error(`${path} is not open.`)
    return file
  }
  return { store, fileOf }
}

test('an edited file is unsaved until the desk has just this text', () => {
  const { store, fileOf } = openStore('A.sol')
  store.edit('p', 'A.sol', 'one')
  store.edit('p', 'A.sol', 'two')
  store.markSaved('p', 'A.sol', 'one', '2')
  expect(isUnsaved(fileOf('A.sol'))).toBe(true)
  store.markSaved('p', 'A.sol', 'two', '3')
  expect(isUnsaved(fileOf('A.sol'))).toBe(false)
  expect(fileOf('A.sol').version).toBe('3')
})

test('opening a file that is open keeps what was typed into it', () => {
  const { store, fileOf } = openStore('A.sol')
  store.edit('p', 'A.sol', 'typed')
  store.open('p', { path: 'A.sol', text: 'from the desk', version: '9' })
  expect(fileOf('A.sol')).toMatchObject({ text: 'typed', version: '1' })
})

test('typing never counts as a text from elsewhere; taking the desk’s does', () => {
  const { store, fileOf } = openStore('A.sol')
  const { revision } = fileOf('A.sol')
  store.edit('p', 'A.sol', 'typed')
  expect(fileOf('A.sol').revision).toBe(revision)
  store.markConflicting('p', 'A.sol')
  store.reload('p', { path: 'A.sol', text: 'theirs', version: '5' })
  expect(fileOf('A.sol').revision).not.toBe(revision)
  expect(fileOf('A.sol')).toMatchObject({ text: 'theirs', savedText: 'theirs', isConflicting: false })
})

test('closing the file in front shows the one beside it', () => {
  const { store } = openStore('A.sol', 'B.sol', 'C.sol')
  store.changeProject('p', { activePath: 'B.sol' })
  store.close('p', 'B.sol')
  expect(store.getProject('p').activePath).toBe('C.sol')
  store.close('p', 'C.sol')
  store.close('p', 'A.sol')
  expect(store.getProject('p').activePath).toBeUndefined()
})

test('a renamed file keeps its place among the tabs and its text', () => {
  const { store, fileOf } = openStore('A.sol', 'B.sol')
  store.edit('p', 'A.sol', 'typed')
  store.changeProject('p', { activePath: 'A.sol' })
  store.rename('p', 'A.sol', 'Z.sol')
  expect([...store.getProject('p').files.keys()]).toEqual(['Z.sol', 'B.sol'])
  expect(store.getProject('p').activePath).toBe('Z.sol')
  expect(fileOf('Z.sol')).toMatchObject({ path: 'Z.sol', text: 'typed' })
})

test('saving makes a compilation stale', () => {
  const { store } = openStore('A.sol')
  store.changeProject('p', { isCompilationStale: false })
  store.markSaved('p', 'A.sol', 'x', '2')
  expect(store.getProject('p').isCompilationStale).toBe(true)
})

test('projects don’t mix, and a deleted one is forgotten', () => {
  const { store } = openStore('A.sol')
  store.open('q', { path: 'A.sol', text: 'other', version: '1' })
  store.forget('p')
  expect(store.getProject('p').files.size).toBe(0)
  expect(store.getProject('q').files.get('A.sol')?.text).toBe('other')
})

test('the console keeps the latest lines and no more', () => {
  const store = createWorkbenchStore(createDrafts(openStorage()))
  for (let line = 0; line < 700; line += 1) store.log({ tone: 'info', title: String(line) })
  const { console } = store.getState()
  expect(console).toHaveLength(500)
  expect(console.at(-1)?.title).toBe('699')
})

test('what was typed and not saved is there again in the next window, over the version it was typed over', () => {
  const storage = openStorage()
  const before = createWorkbenchStore(createDrafts(storage))
  before.open('p', { path: 'A.sol', text: 'old', version: '1' })
  before.edit('p', 'A.sol', 'typed')
  const after = createWorkbenchStore(createDrafts(storage))
  after.open('p', { path: 'A.sol', text: 'written by somebody else', version: '2' })
  expect(after.getProject('p').files.get('A.sol')).toMatchObject({
    text: 'typed',
    savedText: 'written by somebody else',
    version: '1',
  })
  after.open('q', { path: 'A.sol', text: 'other', version: '1' })
  expect(after.getProject('q').files.get('A.sol')?.text).toBe('other')
})

test('nothing stays behind of a file that was saved, closed or renamed', () => {
  const storage = openStorage()
  const store = createWorkbenchStore(createDrafts(storage))
  for (const path of ['A.sol', 'B.sol', 'C.sol']) {
    store.open('p', { path, text: '', version: '1' })
    store.edit('p', path, 'typed')
  }
  expect(storage.items.size).toBe(3)
  store.markSaved('p', 'A.sol', 'typed', '2')
  store.close('p', 'B.sol')
  store.rename('p', 'C.sol', 'D.sol')
  expect([...storage.items.keys()]).toEqual(['quantera.draft/p/D.sol'])
})

test('a storage that is full or holds nonsense loses no more than the draft', () => {
  const full: DraftStorage = {
    getItem: () => '{"text":1}',
    setItem: () => {
      throw new Error('full')
    },
    removeItem: () => {},
  }
  const store = createWorkbenchStore(createDrafts(full))
  store.open('p', { path: 'A.sol', text: 'from the desk', version: '1' })
  store.edit('p', 'A.sol', 'typed')
  expect(store.getProject('p').files.get('A.sol')?.text).toBe('typed')
})
