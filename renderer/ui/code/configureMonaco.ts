import { editor } from 'monaco-editor/editor.js'
import './editorFeatures.ts'
import EditorWorker from 'monaco-editor/editor/editor.worker.js?worker'
import { registerSolidity } from './registerSolidity.ts'

// The worker is a file of this origin: a content security policy without `blob:` and `unsafe-eval` holds.
self.MonacoEnvironment = { getWorker: () => new EditorWorker() }
registerSolidity()

const readToken = (name: string) => getComputedStyle(document.documentElement).getPropertyValue(name).trim()
const isLight = () => document.documentElement.dataset.theme === 'light'
const themeName = () => (isLight() ? 'quantera-light' : 'quantera-dark')
const plain = (colour: string) => colour.replace('#', '')

const defineTheme = () =>
  editor.defineTheme(themeName(), {
    base: isLight() ? 'vs' : 'vs-dark',
    inherit: true,
    rules: [
      { token: 'comment', foreground: plain(readToken('--text-faint')) },
      { token: 'keyword', foreground: plain(readToken('--accent-text')) },
      { token: 'comment.tag', foreground: plain(readToken('--text-muted')) },
      { token: 'type', foreground: plain(readToken('--bid')) },
      { token: 'predefined', foreground: plain(readToken('--warning')) },
      { token: 'string', foreground: plain(readToken('--ask')) },
      { token: 'number', foreground: plain(readToken('--ask')) },
    ],
    colors: {
      'editor.background': readToken('--surface'),
      'editorGutter.background': readToken('--surface'),
      'editorLineNumber.foreground': readToken('--text-faint'),
      'editorLineNumber.activeForeground': readToken('--text'),
      'editorWidget.background': readToken('--surface-raised'),
      'editorSuggestWidget.background': readToken('--surface-raised'),
      'editorHoverWidget.background': readToken('--surface-raised'),
      'editor.lineHighlightBackground': readToken('--surface-raised'),
      'editor.lineHighlightBorder': '#00000000',
    },
  })

/** What every editor of the terminal has in common; call `followTheme` beside it. */
export function readEditorOptions(): editor.IStandaloneEditorConstructionOptions {
  defineTheme()
  return {
    automaticLayout: true,
    minimap: { enabled: false },
    fontFamily: readToken('--font-mono'),
    fontSize: 12.5,
    lineHeight: 19,
    scrollBeyondLastLine: false,
    theme: themeName(),
    links: false,
    contextmenu: false,
    // Suggestions and hovers may be larger than a small pane.
    fixedOverflowWidgets: true,
    scrollbar: { verticalScrollbarSize: 9, horizontalScrollbarSize: 9, useShadows: false },
    overviewRulerBorder: false,
  }
}

/** Gives editors the colours of the window's theme whenever it changes; answers how to stop. */
export function followTheme(): () => void {
  const themes = new MutationObserver(() => {
    defineTheme()
    editor.setTheme(themeName())
  })
  themes.observe(document.documentElement, { attributeFilter: ['data-theme'] })
  return () => themes.disconnect()
}
