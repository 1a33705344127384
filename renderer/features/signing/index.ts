export { ReviewDialog } from './components/ReviewDialog.tsx'
