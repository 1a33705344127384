import { useEffect, useRef } from 'react'
import type { Diagnostic } from '../../../../engine/api/workbench.ts'
import { type CodeEditorHandle, type CodeEditorOptions, createCodeEditor } from './createCodeEditor.ts'

/** A place to show; another object shows it again. */
export interface EditorTarget {
  readonly path: string
  readonly line: number
  readonly column: number
}

export interface CodeEditorProps extends CodeEditorOptions {
  readonly path: string
  readonly text: string
  readonly revision: number
  readonly openPaths: readonly string[]
  readonly diagnostics: readonly Diagnostic[]
  readonly isReadOnly: boolean
  readonly target: EditorTarget | undefined
}

/** The editor of a project's files. Its module brings Monaco, so load it lazily, and give it the project as its key. */
export default function CodeEditor(props: CodeEditorProps) {
  const { path, text, revision, openPaths, diagnostics, isReadOnly, target } = props
  const container = useRef<HTMLDivElement>(null)
  const editor = useRef<CodeEditorHandle>(null)
  const latest = useRef<CodeEditorOptions>(props)
  useEffect(() => {
    latest.current = props
  })
  useEffect(() => {
    if (container.current === null) return
    const created = createCodeEditor(container.current, {
      projectId: latest.current.projectId,
      symbols: () => latest.current.symbols(),
      readText: (wanted) => latest.current.readText(wanted),
      openAt: (wanted, line, column) => latest.current.openAt(wanted, line, column),
      onEdit: (edited, value) => latest.current.onEdit(edited, value),
      onSave: () => latest.current.onSave(),
      onCompile: () => latest.current.onCompile(),
    })
    editor.current = created
    return () => {
      created.destroy()
      editor.current = null
    }
  }, [])
  useEffect(() => {
    editor.current?.show(path, text, revision)
  }, [path, text, revision])
  useEffect(() => {
    editor.current?.keep(openPaths)
  }, [openPaths])
  // biome-ignore lint/correctness/useExhaustiveDependencies: a file shown for the first time has no marks yet
  useEffect(() => {
    editor.current?.setDiagnostics(diagnostics)
  }, [diagnostics, path])
  useEffect(() => {
    editor.current?.setReadOnly(isReadOnly)
  }, [isReadOnly])
  useEffect(() => {
    if (target?.path === path) editor.current?.reveal(target.line, target.column)
  }, [target, path])
  return <div className="code-editor" ref={container} data-testid="code-editor" />
}
