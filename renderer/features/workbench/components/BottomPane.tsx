import type { Deployment, Diagnostic } from '../../../../engine/api/workbench.ts'
import { Button } from '../../../ui/Button.tsx'
import { Tabs } from '../../../ui/Tabs.tsx'
import type { DebugRequest } from '../../debugger/index.ts'
import { useConsole, useWorkbenchStore } from '../hooks/useWorkbenchStore.ts'
import { ConsoleList } from './ConsoleList.tsx'
import { EventsList } from './EventsList.tsx'
import { ProblemsList } from './ProblemsList.tsx'

export const bottomTabs = ['problems', 'console', 'events'] as const
export type BottomTab = (typeof bottomTabs)[number]

export interface BottomPaneProps {
  readonly tab: BottomTab
  readonly diagnostics: readonly Diagnostic[]
  /** The contract whose events are shown. */
  readonly deployment: Deployment | undefined
  readonly onTab: (tab: BottomTab) => void
  readonly onGoTo: (path: string, line: number, column: number) => void
  readonly onDebug: (request: DebugRequest) => void
}

/** What the compiler says, what happened, and the events of the contract in use. */
export function BottomPane({ tab, diagnostics, deployment, onTab, onGoTo, onDebug }: BottomPaneProps) {
  const store = useWorkbenchStore()
  const entries = useConsole()
  const tabs = [
    { id: 'problems', title: 'Problems', count: diagnostics.length },
    { id: 'console', title: 'Console', count: entries.length },
    { id: 'events', title: 'Events' },
  ] as const
  return (
    <section className="workbench-bottom" aria-label="Output">
      <Tabs
        label="Output"
        tabs={tabs}
        selected={tab}
        onSelect={onTab}
        actions={
          tab === 'console' &&
          entries.length > 0 && (
            <Button size="small" variant="quiet" onClick={store.clearConsole}>
              Clear
            </Button>
          )
        }
      >
        {tab === 'problems' && <ProblemsList diagnostics={diagnostics} onGoTo={onGoTo} />}
        {tab === 'console' && <ConsoleList entries={entries} onDebug={onDebug} />}
        {tab === 'events' && <EventsList key={deployment?.deploymentId} deployment={deployment} />}
      </Tabs>
    </section>
  )
}
