import type { Side } from '../../../../engine/api/order.ts'

/** A side in colour, with an arrow and the word. */
export const SideText = ({ side }: { side: Side }) => (
  <span className={side === 'buy' ? 'bid' : 'ask'}>{side === 'buy' ? '▲ Buy' : '▼ Sell'}</span>
)
