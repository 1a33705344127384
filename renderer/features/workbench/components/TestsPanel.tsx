import type { TestResult } from '../../../../engine/api/workbench.ts'
import { Button } from '../../../ui/Button.tsx'
import { cleanText } from '../../../ui/cleanText.ts'
import { describeError } from '../../../ui/describeError.ts'
import { formatAmount, formatCount } from '../../../ui/format.ts'
import { ErrorMessage, StateMessage } from '../../../ui/StateMessage.tsx'
import type { DebugRequest } from '../../debugger/index.ts'
import { describeTestRun, type TestRun, testKey } from '../model/testRun.ts'

const marks = { passed: '✓', failed: '✕', skipped: '–' } as const

/** What came of each Solidity test of the project, with the way to find out why. */
export function TestsPanel({ run, onDebug }: { run: TestRun | undefined; onDebug: (request: DebugRequest) => void }) {
  if (run === undefined)
    return (
      <StateMessage>
        Functions test…() of contracts named …Test, or in files *.t.sol, run here, each on the newest block; nothing is
        kept.
      </StateMessage>
    )
  const { tests, total, isRunning, durationMs, error, network } = run
  if (tests.length === 0) {
    if (error !== undefined) return <ErrorMessage error={error} />
    return <StateMessage>{isRunning ? 'Compiling…' : 'The project has no tests.'}</StateMessage>
  }
  return (
    <div className="tests scrolls">
      <p className="tests-summary muted" role="status" data-testid="tests-summary">
        {describeTestRun(tests)}
        {isRunning && ` of ${formatCount(total ?? tests.length)}…`}
        {durationMs !== undefined && ` in ${formatCount(durationMs)} ms`}
        {error !== undefined && <span className="danger"> · {describeError(error).message}</span>}
      </p>
      <ul data-testid="tests" aria-label="Tests">
        {tests.map((test) => (
          <TestRow key={testKey(test)} test={test} network={network} onDebug={onDebug} />
        ))}
      </ul>
    </div>
  )
}

function TestRow({
  test,
  network,
  onDebug,
}: {
  test: TestResult
  network: string
  onDebug: (request: DebugRequest) => void
}) {
  const { contract, signature, status, message, gasUsed, logCount, debug } = test
  const name = `${contract}.${signature}`
  return (
    <li className="test-row" data-testid={`test-${name}`}>
      <span className={`test-mark test-mark-${status}`} role="img" aria-label={status}>
        {marks[status]}
      </span>
      <span title={cleanText(test.path, 200)}>{cleanText(name, 200)}</span>
      <span className="console-detail muted" title={message}>
        {message !== undefined && cleanText(message, 400)}
      </span>
      <span className="test-facts faint">
        {logCount > 0 && `${formatCount(logCount)} ${logCount === 1 ? 'event' : 'events'} · `}
        {gasUsed !== undefined && `${formatAmount(gasUsed, 0)} gas`}
      </span>
      {debug !== undefined && (
        <Button
          size="small"
          variant={status === 'failed' ? 'danger' : 'plain'}
          aria-label={`Debug ${name}`}
          onClick={() => onDebug({ network, subject: debug })}
        >
          Debug
        </Button>
      )}
    </li>
  )
}
