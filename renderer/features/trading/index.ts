export { type OrderDraft, TradingScreen } from './components/TradingScreen.tsx'
export { useAccountEvents } from './hooks/useAccountEvents.ts'
