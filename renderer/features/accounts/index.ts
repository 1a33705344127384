export { AccountSelector } from './components/AccountSelector.tsx'
export { NewAccountDialog } from './components/NewAccountDialog.tsx'
export { OpenPracticeDialog } from './components/OpenPracticeDialog.tsx'
export { UnlockDialog } from './components/UnlockDialog.tsx'
