import type { ReactNode } from 'react'
import { ContractsScreen } from '../features/contracts/index.ts'
import { ExplorerScreen } from '../features/explorer/index.ts'
import { type OrderDraft, TradingScreen } from '../features/trading/index.ts'

/** What the workspace gives every screen. */
export interface ScreenContext {
  readonly trader: string | undefined
  readonly mayTrade: boolean
  readonly onReview: (draft: OrderDraft) => void
  /** Shows a transaction in the debugger; absent where the role forbids it. */
  readonly openTransactionInDebugger?: (hash: string) => void
}

/** A screen of the workspace: an entry here puts it on the rail, in the palette and on Alt and its number. */
export interface Screen {
  readonly id: string
  readonly title: string
  /** SVG path data in a box of 20 by 20, drawn as strokes. */
  readonly icon: string
  readonly render: (context: ScreenContext) => ReactNode
}

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
    render: ({ openTransactionInDebugger }) => <ExplorerScreen onDebug={openTransactionInDebugger} />,
  },
]
