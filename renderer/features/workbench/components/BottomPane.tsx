import type { Deployment, Diagnostic } from '../../../../engine/api/workbench.ts'
import { Button } from '../../../ui/Button.tsx'
import { Tabs } from '../../../ui/Tabs.tsx'
import type { DebugRequest } from '../../debugger/index.ts'
import type { TestRunner } from '../hooks/useTestRun.ts'
import { useConsole, useWorkbenchStore } from '../hooks/useWorkbenchStore.ts'
import { ConsoleList } from './ConsoleList.tsx'
import { EventsList } from './EventsList.tsx'
import { ProblemsList } from './ProblemsList.tsx'
import { TestsPanel } from './TestsPanel.tsx'

export const bottomTabs = ['problems', 'console', 'events', 'tests'] as const
export type BottomTab = (typeof bottomTabs)[number]

export interface BottomPaneProps {
  readonly tab: BottomTab
  readonly diagnostics: readonly Diagnostic[]
  /** The contract whose events are shown. */
  readonly deployment: Deployment | undefined
  readonly tests: TestRunner
  readonly mayWrite: boolean
  readonly onTab: (tab: BottomTab) => void
  readonly onGoTo: (path: string, line: number, column: number) => void
  readonly onDebug: (request: DebugRequest) => void
}

/** What the compiler says, what happened, and the events of the contract in use. */
export function BottomPane(props: BottomPaneProps) {
  const { tab, diagnostics, deployment, tests, mayWrite, onTab, onGoTo, onDebug } = props
  const store = useWorkbenchStore()
  const entries = useConsole()
  const tabs = [
    { id: 'problems', title: 'Problems', count: diagnostics.length },
    { id: 'console', title: 'Console', count: entries.length },
    { id: 'events', title: 'Events' },
    { id: 'tests', title: 'Tests' },
  ] as const
  return (
    <section className="workbench-bottom" aria-label="Output">
      <Tabs
        label="Output"
        tabs={tabs}
        selected={tab}
        onSelect={onTab}
        actions={
          <>
            {tab === 'console' && entries.length > 0 && (
              <Button size="small" variant="quiet" onClick={store.clearConsole}>
                Clear
              </Button>
            )}
            {tab === 'tests' && <TestActions tests={tests} mayWrite={mayWrite} />}
          </>
        }
      >
        {tab === 'problems' && <ProblemsList diagnostics={diagnostics} onGoTo={onGoTo} />}
        {tab === 'console' && <ConsoleList entries={entries} onDebug={onDebug} />}
        {tab === 'events' && <EventsList key={deployment?.deploymentId} deployment={deployment} />}
        {tab === 'tests' && <TestsPanel run={tests.run} onDebug={onDebug} />}
      </Tabs>
    </section>
  )
}

const TestActions = ({ tests: { run, start }, mayWrite }: Pick<BottomPaneProps, 'tests' | 'mayWrite'>) =>
  run?.isRunning ? (
    <Button size="small" variant="quiet" data-testid="cancel-tests" onClick={run.cancel}>
      Cancel
    </Button>
  ) : (
    <Button size="small" variant="quiet" disabled={!mayWrite} data-testid="run-tests" onClick={() => void start()}>
      Run all
    </Button>
  )
