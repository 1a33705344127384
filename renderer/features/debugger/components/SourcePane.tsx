import { lazy, memo, Suspense, useMemo, useState } from 'react'
import type { z } from 'zod'
import type { TraceSource } from '../../../../engine/api/debugger.ts'
import type { SourceRange } from '../../../../engine/api/workbench.ts'
import { cleanText } from '../../../ui/cleanText.ts'
import { Panel } from '../../../ui/Panel.tsx'
import { StateMessage } from '../../../ui/StateMessage.tsx'
import type { Breakpoints } from '../model/breakpoints.ts'
import { collectLineGas, type LineGas } from '../model/sourceGas.ts'

const SourceView = lazy(() => import('./SourceView.tsx'))
const noLines: ReadonlySet<number> = new Set()

export interface SourcePaneProps {
  readonly sources: readonly z.infer<typeof TraceSource>[]
  readonly range: SourceRange | undefined
  /** The current step is the one that made the whole fail. */
  readonly isFailure: boolean
  readonly breakpoints: Breakpoints
  readonly lineGas: readonly LineGas[] | undefined
  readonly onToggleBreakpoint: (path: string, line: number) => void
}

/** The source with the line being executed, breakpoints in the gutter and gas beside each line. */
export const SourcePane = memo(function SourcePane({
  sources,
  range,
  isFailure,
  breakpoints,
  lineGas,
  onToggleBreakpoint,
}: SourcePaneProps) {
  const [chosen, choose] = useState<{ path: string; at: SourceRange | undefined }>()
  const shown = useShownPath(range?.path)
  // A file that was picked stays until execution moves on.
  const path = (chosen !== undefined && chosen.at === range ? chosen.path : undefined) ?? shown ?? sources[0]?.path
  const source = sources.find((each) => each.path === path)
  const gas = useMemo(() => collectLineGas(lineGas ?? [], path ?? ''), [lineGas, path])
  const place = useMemo(
    () => (range !== undefined && range.path === path ? { ...range, isFailure } : undefined),
    [range, path, isFailure],
  )
  return (
    <Panel
      title="Source"
      className="source-pane"
      actions={
        <>
          <span className="mono muted" data-testid="source-position">
            {range === undefined
              ? sources.length > 0 && 'no source for this step'
              : `${cleanText(range.path, 120)}:${range.startLine}`}
          </span>
          {sources.length > 1 && (
            <select
              className="source-select"
              aria-label="Source file"
              value={path}
              onChange={(event) => choose({ path: event.target.value, at: range })}
            >
              {sources.map((each) => (
                <option key={each.path} value={each.path}>
                  {cleanText(each.path, 120)}
                </option>
              ))}
            </select>
          )}
        </>
      }
    >
      {source === undefined ? (
        <StateMessage>None of the code that ran was compiled here: opcodes only.</StateMessage>
      ) : (
        <Suspense fallback={<StateMessage>Loading the editor…</StateMessage>}>
          <SourceView
            path={source.path}
            text={source.text}
            place={place}
            breakpoints={breakpoints.get(source.path) ?? noLines}
            gas={gas}
            onToggle={onToggleBreakpoint}
          />
        </Suspense>
      )}
    </Panel>
  )
})

/** The latest path that there was: steps in between that belong to no source don't turn the page. */
function useShownPath(path: string | undefined): string | undefined {
  const [last, setLast] = useState(path)
  if (path !== undefined && path !== last) setLast(path)
  return path ?? last
}
