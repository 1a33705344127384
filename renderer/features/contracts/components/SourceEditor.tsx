import { useEffect, useRef } from 'react'
import { createSourceEditor, type SourceEditorHandle } from './createSourceEditor.ts'

/** The source of a contract, read-only. Its module brings the editor, so load it lazily. */
export default function SourceEditor({ path, text }: { path: string; text: string }) {
  const container = useRef<HTMLDivElement>(null)
  const editor = useRef<SourceEditorHandle>(null)
  useEffect(() => {
    if (container.current === null) return
    const created = createSourceEditor(container.current)
    editor.current = created
    return () => {
      created.destroy()
      editor.current = null
    }
  }, [])
  useEffect(() => editor.current?.show(path, text), [path, text])
  return <div className="source-editor" ref={container} data-testid="source-editor" />
}
