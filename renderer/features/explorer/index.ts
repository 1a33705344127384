export { ExplorerScreen } from './components/ExplorerScreen.tsx'
