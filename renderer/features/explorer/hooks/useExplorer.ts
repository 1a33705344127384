import { createContext, use } from 'react'
import type { ExplorerLocation } from '../model/location.ts'

/** What every part of the explorer needs. */
export interface Explorer {
  /** The network that is looked at. */
  readonly network: string
  readonly visit: (location: ExplorerLocation) => void
  /** Opens a transaction in the debugger; absent where there is none, or the role forbids it. */
  readonly onDebug: ((hash: string) => void) | undefined
}

export const ExplorerContext = createContext<Explorer | undefined>(undefined)

export function useExplorer(): Explorer {
  const explorer = use(ExplorerContext)
  if (explorer === undefined) throw new Error('useExplorer needs an ExplorerContext above it.')
  return explorer
}
