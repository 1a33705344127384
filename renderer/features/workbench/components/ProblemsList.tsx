import type { Diagnostic } from '../../../../engine/api/workbench.ts'
import { cleanText } from '../../../ui/cleanText.ts'
import { StateMessage } from '../../../ui/StateMessage.tsx'

const marks = { error: '✕', warning: '▲', info: 'i' } as const
const order = { error: 0, warning: 1, info: 2 } as const
const shownCount = 500

export interface ProblemsListProps {
  readonly diagnostics: readonly Diagnostic[]
  readonly onGoTo: (path: string, line: number, column: number) => void
}

/** What the compiler complains of, errors first; a press goes there. */
export function ProblemsList({ diagnostics, onGoTo }: ProblemsListProps) {
  if (diagnostics.length === 0) return <StateMessage>No problems.</StateMessage>
  const sorted = [...diagnostics].sort((one, other) => order[one.severity] - order[other.severity]).slice(0, shownCount)
  return (
    <ul className="problems scrolls" data-testid="problems">
      {sorted.map(({ severity, message, code, range }, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the same complaint may stand twice
        <li key={at}>
          <button
            type="button"
            className="problem-row"
            data-severity={severity}
            disabled={range === undefined}
            title={message}
            onClick={() => range !== undefined && onGoTo(range.path, range.startLine, range.startColumn)}
          >
            <span className="problem-mark" role="img" aria-label={severity}>
              {marks[severity]}
            </span>
            <span className="problem-text">{cleanText(message, 400)}</span>
            {code !== undefined && <code className="faint">{cleanText(code, 12)}</code>}
            <span className="muted problem-place">
              {range !== undefined && `${cleanText(range.path, 80)}:${range.startLine}:${range.startColumn}`}
            </span>
          </button>
        </li>
      ))}
    </ul>
  )
}
