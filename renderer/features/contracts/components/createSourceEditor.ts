import { editor, Uri } from 'monaco-editor/editor.js'
import 'monaco-editor/languages/definitions/solidity/register.js'
import 'monaco-editor/features/find/register.js'
import 'monaco-editor/features/folding/register.js'
import EditorWorker from 'monaco-editor/editor/editor.worker.js?worker'

// The worker is a file of this origin: a content security policy without `blob:` and `unsafe-eval` holds.
self.MonacoEnvironment = { getWorker: () => new EditorWorker() }

/** A read-only editor for Solidity. */
export interface SourceEditorHandle {
  readonly show: (path: string, text: string) => void
  readonly applyTheme: () => void
  readonly destroy: () => void
}

/** Puts the editor into a container that gives it its size. */
export function createSourceEditor(container: HTMLElement): SourceEditorHandle {
  defineThemes()
  const view = editor.create(container, {
    readOnly: true,
    domReadOnly: true,
    automaticLayout: true,
    minimap: { enabled: false },
    fontFamily: readToken('--font-mono'),
    fontSize: 12.5,
    lineHeight: 19,
    scrollBeyondLastLine: false,
    renderLineHighlight: 'none',
    theme: themeName(),
    ariaLabel: 'Solidity source, read-only',
    links: false,
    contextmenu: false,
  })
  const closeModel = () => view.getModel()?.dispose()
  return {
    show: (path, text) => {
      closeModel()
      view.setModel(editor.createModel(text, 'sol', Uri.file(path)))
    },
    applyTheme: () => {
      defineThemes()
      editor.setTheme(themeName())
    },
    destroy: () => {
      closeModel()
      view.dispose()
    },
  }
}

const readToken = (name: string) => getComputedStyle(document.documentElement).getPropertyValue(name).trim()
const isLight = () => document.documentElement.dataset.theme === 'light'
const themeName = () => (isLight() ? 'quantera-light' : 'quantera-dark')

const defineThemes = () =>
  editor.defineTheme(themeName(), {
    base: isLight() ? 'vs' : 'vs-dark',
    inherit: true,
    rules: [],
    colors: {
      'editor.background': readToken('--surface'),
      'editorGutter.background': readToken('--surface'),
      'editorLineNumber.foreground': readToken('--text-faint'),
    },
  })
