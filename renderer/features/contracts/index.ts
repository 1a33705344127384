export { ContractsScreen } from './components/ContractsScreen.tsx'
