export { AccountSelector } from './components/AccountSelector.tsx'
export { NewAccountDialog } from './components/NewAccountDialog.tsx'
export { UnlockDialog } from './components/UnlockDialog.tsx'
