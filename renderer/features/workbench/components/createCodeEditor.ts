import { editor, KeyCode, KeyMod, MarkerSeverity } from 'monaco-editor/editor.js'
import type { Diagnostic } from '../../../../engine/api/workbench.ts'
import { followTheme, readEditorOptions } from '../../../ui/code/configureMonaco.ts'
import { pathOf, registerSolidityProviders, type SymbolSource, toUri } from './solidityProviders.ts'

export interface CodeEditorOptions extends SymbolSource {
  readonly projectId: string
  readonly onEdit: (path: string, text: string) => void
  readonly onSave: () => void
  readonly onCompile: () => void
}

/** An editor for the files of one project. */
export interface CodeEditorHandle {
  /**
   * Shows a file; the cursor, the scroll and what can be undone are as they were left. Its text is taken only with another revision:
   * what comes back of the editor's own edits may be older than what has been typed since.
   */
  readonly show: (path: string, text: string, revision: number) => void
  readonly setDiagnostics: (diagnostics: readonly Diagnostic[]) => void
  readonly setReadOnly: (isReadOnly: boolean) => void
  /** Forgets the texts of all files but these. */
  readonly keep: (paths: readonly string[]) => void
  readonly reveal: (line: number, column: number) => void
  readonly focus: () => void
  readonly destroy: () => void
}

const severities = {
  error: MarkerSeverity.Error,
  warning: MarkerSeverity.Warning,
  info: MarkerSeverity.Info,
} as const satisfies Record<Diagnostic['severity'], MarkerSeverity>

const viewStates = new Map<string, editor.ICodeEditorViewState>()
/** The revision of the text in each model. */
const revisions = new Map<string, number>()

/** Puts the editor into a container that gives it its size. */
export function createCodeEditor(container: HTMLElement, options: CodeEditorOptions): CodeEditorHandle {
  const { projectId, onEdit, onSave, onCompile } = options
  const view = editor.create(container, {
    ...readEditorOptions(),
    model: null,
    tabSize: 4,
    insertSpaces: true,
    rulers: [120],
    wordBasedSuggestions: 'off',
    renderLineHighlight: 'line',
    ariaLabel: 'Solidity source',
  })
  const stopFollowing = followTheme()
  const stopProviding = registerSolidityProviders(projectId, options)
  view.addAction({ id: 'save', label: 'Save', keybindings: [KeyMod.CtrlCmd | KeyCode.KeyS], run: onSave })
  view.addAction({ id: 'compile', label: 'Compile', keybindings: [KeyMod.CtrlCmd | KeyCode.Enter], run: onCompile })
  const edits = view.onDidChangeModelContent(() => {
    const model = view.getModel()
    if (model !== null) onEdit(pathOf(model.uri), model.getValue())
  })
  const rememberView = () => {
    const [model, state] = [view.getModel(), view.saveViewState()]
    if (model !== null && state !== null) viewStates.set(model.uri.toString(), state)
  }
  const ownModels = () =>
    editor.getModels().filter(({ uri }) => uri.scheme === 'project' && uri.authority === projectId)
  return {
    show: (path, text, revision) => {
      const uri = toUri(projectId, path)
      const model = editor.getModel(uri) ?? editor.createModel(text, 'sol', uri)
      if (view.getModel() !== model) {
        rememberView()
        view.setModel(model)
        view.restoreViewState(viewStates.get(uri.toString()) ?? null)
      }
      const isNew = revisions.get(uri.toString()) !== revision
      revisions.set(uri.toString(), revision)
      // The desk's text was taken in place of this one: undo brings it back.
      if (isNew && model.getValue() !== text)
        model.pushEditOperations([], [{ range: model.getFullModelRange(), text }], () => null)
    },
    setDiagnostics: (diagnostics) => {
      for (const model of ownModels()) {
        const own = diagnostics.filter(({ range }) => range?.path === pathOf(model.uri))
        editor.setModelMarkers(model, 'solc', own.flatMap(toMarker))
      }
    },
    setReadOnly: (isReadOnly) => view.updateOptions({ readOnly: isReadOnly }),
    keep: (paths) => {
      for (const model of ownModels()) {
        if (paths.includes(pathOf(model.uri)) || model === view.getModel()) continue
        viewStates.delete(model.uri.toString())
        revisions.delete(model.uri.toString())
        model.dispose()
      }
    },
    reveal: (lineNumber, column) => {
      view.setPosition({ lineNumber, column })
      view.revealPositionInCenterIfOutsideViewport({ lineNumber, column }, editor.ScrollType.Immediate)
      view.focus()
    },
    focus: () => view.focus(),
    destroy: () => {
      rememberView()
      edits.dispose()
      stopProviding()
      stopFollowing()
      view.dispose()
    },
  }
}

const toMarker = ({ severity, message, code, range }: Diagnostic): editor.IMarkerData[] =>
  range === undefined
    ? []
    : [
        {
          severity: severities[severity],
          message,
          source: 'solc',
          ...(code === undefined ? {} : { code }),
          startLineNumber: range.startLine,
          startColumn: range.startColumn,
          endLineNumber: range.endLine,
          endColumn: range.endColumn,
        },
      ]
