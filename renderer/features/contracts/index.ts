import { lazy } from 'react'

export { ContractsScreen } from './components/ContractsScreen.tsx'

/** A Solidity source, read-only; it loads when it is first shown, so put it below a `Suspense`. */
export const SourceEditor = lazy(() => import('./components/SourceEditor.tsx'))
