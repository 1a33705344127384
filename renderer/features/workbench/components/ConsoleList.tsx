import { useEffect, useRef } from 'react'
import { Button } from '../../../ui/Button.tsx'
import { cleanText } from '../../../ui/cleanText.ts'
import { formatTime } from '../../../ui/format.ts'
import { StateMessage } from '../../../ui/StateMessage.tsx'
import type { DebugRequest } from '../../debugger/index.ts'
import type { ConsoleEntry } from '../model/createWorkbenchStore.ts'

/** What happened, oldest first; it stays at the end while it grows. */
export function ConsoleList({
  entries,
  onDebug,
}: {
  entries: readonly ConsoleEntry[]
  onDebug: (request: DebugRequest) => void
}) {
  const list = useRef<HTMLOListElement>(null)
  // biome-ignore lint/correctness/useExhaustiveDependencies: whenever a line comes
  useEffect(() => {
    list.current?.lastElementChild?.scrollIntoView({ block: 'nearest' })
  }, [entries])
  if (entries.length === 0)
    return <StateMessage>Nothing yet: compilations, deployments and calls are told here.</StateMessage>
  return (
    <ol className="console scrolls" ref={list} data-testid="console" aria-label="Console">
      {entries.map(({ id, atMs, tone, title, detail, debug }) => (
        <li key={id} className="console-row" data-tone={tone}>
          <span className="faint">{formatTime(atMs)}</span>
          <span className="console-title">{cleanText(title, 200)}</span>
          <span className="console-detail muted" title={detail}>
            {detail !== undefined && cleanText(detail, 400)}
          </span>
          {debug !== undefined && (
            <Button size="small" onClick={() => onDebug(debug)}>
              Debug
            </Button>
          )}
        </li>
      ))}
    </ol>
  )
}
