export { WorkbenchScreen } from './components/WorkbenchScreen.tsx'
