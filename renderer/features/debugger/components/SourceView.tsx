import { useEffect, useRef } from 'react'
import type { LineGas } from '../model/sourceGas.ts'
import { createTraceEditor, type SourcePlace, type TraceEditorHandle } from './createTraceEditor.ts'

export interface SourceViewProps {
  readonly path: string
  readonly text: string
  readonly place: SourcePlace | undefined
  readonly breakpoints: ReadonlySet<number>
  readonly gas: ReadonlyMap<number, LineGas>
  readonly onToggle: (path: string, line: number) => void
}

/** The source in the editor. Its module brings the editor, so load it lazily. */
export default function SourceView({ path, text, place, breakpoints, gas, onToggle }: SourceViewProps) {
  const container = useRef<HTMLDivElement>(null)
  const editor = useRef<TraceEditorHandle>(null)
  const toggle = useRef((_line: number) => {})
  useEffect(() => {
    toggle.current = (line) => onToggle(path, line)
  }, [onToggle, path])
  useEffect(() => {
    if (container.current === null) return
    const created = createTraceEditor(container.current, (line) => toggle.current(line))
    editor.current = created
    return () => {
      created.destroy()
      editor.current = null
    }
  }, [])
  // In this order: decorations belong to the text shown.
  useEffect(() => {
    editor.current?.show(path, text)
  }, [path, text])
  // biome-ignore lint/correctness/useExhaustiveDependencies: another text has lost its decorations
  useEffect(() => {
    editor.current?.setGas(gas)
  }, [gas, path, text])
  // biome-ignore lint/correctness/useExhaustiveDependencies: as above
  useEffect(() => {
    editor.current?.setBreakpoints(breakpoints)
  }, [breakpoints, path, text])
  // biome-ignore lint/correctness/useExhaustiveDependencies: as above
  useEffect(() => {
    editor.current?.setPlace(place)
  }, [place, path, text])
  return <div className="trace-editor" ref={container} data-testid="trace-source" />
}
