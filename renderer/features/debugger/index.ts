export { DebuggerScreen } from './components/DebuggerScreen.tsx'
export type { DebugRequest } from './model/debugRequest.ts'
