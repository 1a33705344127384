import { lazy, type ReactNode, Suspense } from 'react'
import { ContractsScreen } from '../features/contracts/index.ts'
import type { DebugRequest } from '../features/debugger/index.ts'
import { ExplorerScreen } from '../features/explorer/index.ts'
import { type OrderDraft, TradingScreen } from '../features/trading/index.ts'
import { StateMessage } from '../ui/StateMessage.tsx'

// Screens of engineers load when they are first shown, not with the first paint.
const WorkbenchScreen = lazy(() =>
  import('../features/workbench/index.ts').then((module) => ({ default: module.WorkbenchScreen })),
)
const DebuggerScreen = lazy(() =>
  import('../features/debugger/index.ts').then((module) => ({ default: module.DebuggerScreen })),
)

/** What the workspace gives every screen. */
export interface ScreenContext {
  readonly trader: string | undefined
  readonly mayTrade: boolean
  readonly onReview: (draft: OrderDraft) => void
  /** What the debugger shows. */
  readonly debugRequest: DebugRequest | undefined
  /** Opens a transaction or a call in the debugger. */
  readonly onDebug: (request: DebugRequest) => void
}

/** A screen of the workspace: an entry here puts it on the rail, in the palette and on Alt and its number. */
export interface Screen {
  readonly id: string
  readonly title: string
  /** SVG path data in a box of 20 by 20, drawn as strokes. */
  readonly icon: string
  readonly render: (context: ScreenContext) => ReactNode
}

const transactionOf = (hash: string, network: string): DebugRequest => ({
  network,
  subject: { kind: 'transaction', hash: hash as `0x${string}` },
})

export const screens: readonly Screen[] = [
  {
    id: 'trading',
    title: 'Trading',
    icon: 'M5 3v3m0 6v5M3.5 6h3v6h-3zM10 2v5m0 5v3M8.5 7h3v5h-3zM15 5v3m0 5v4M13.5 8h3v5h-3z',
    render: (context) => <TradingScreen {...context} />,
  },
  {
    id: 'contracts',
    title: 'Contracts',
    icon: 'M5 2.5h7l3.5 3.5v11.5H5zM12 2.5V6h3.5M8.5 10 6.8 11.8l1.7 1.7M11.5 10l1.7 1.8-1.7 1.7',
    render: () => <ContractsScreen />,
  },
  {
    id: 'explorer',
    title: 'Explorer',
    icon: 'M3 5.5 8 3l5 2.5v5L8 13l-5-2.5zM3 5.5 8 8l5-2.5M8 8v5M14.2 12.2a2.6 2.6 0 1 0 0 .1M16 15l2 2',
    render: ({ mayTrade, onDebug }) => (
      <ExplorerScreen onDebug={mayTrade ? (hash, network) => onDebug(transactionOf(hash, network)) : undefined} />
    ),
  },
  {
    id: 'workbench',
    title: 'Workbench',
    icon: 'M7 6 3 10l4 4M13 6l4 4-4 4M11.5 4.5l-3 11',
    render: (context) => (
      <Suspense fallback={<StateMessage>Loading the workbench…</StateMessage>}>
        <WorkbenchScreen {...context} />
      </Suspense>
    ),
  },
  {
    id: 'debugger',
    title: 'Debugger',
    icon: 'M6.5 8.5h7v4.5a3.5 3.5 0 0 1-7 0zM7.5 8.5V7a2.5 2.5 0 0 1 5 0v1.5M10 8.5v8M6.5 11.5H3M17 11.5h-3.5M6.5 9 4 7M13.5 9 16 7M7 14.5l-2.5 2M13 14.5l2.5 2',
    render: (context) => (
      <Suspense fallback={<StateMessage>Loading the debugger…</StateMessage>}>
        <DebuggerScreen {...context} />
      </Suspense>
    ),
  },
]
