export { ReviewDialog, type ReviewRequest } from './components/ReviewDialog.tsx'
