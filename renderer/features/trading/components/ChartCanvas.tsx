import { useEffect, useRef } from 'react'
import type { Candle, CandleInterval, Market } from '../../../../engine/api/marketData.ts'
import { createPriceChart, type PriceChart } from './createPriceChart.ts'

export interface ChartCanvasProps {
  readonly market: Market
  readonly interval: CandleInterval
  readonly candles: readonly Candle[]
  readonly onHover: (startMs: number | undefined) => void
  readonly onNeedOlder: () => void
}

/** The chart itself; its library loads with this module, after the screen is there. Give it a key of market and interval. */
export default function ChartCanvas({ market, interval, candles, onHover, onNeedOlder }: ChartCanvasProps) {
  const container = useRef<HTMLDivElement>(null)
  const chart = useRef<PriceChart>(null)
  const callbacks = useRef({ onHover, onNeedOlder })
  callbacks.current = { onHover, onNeedOlder }
  useEffect(() => {
    if (container.current === null) return
    const created = createPriceChart({
      container: container.current,
      market,
      interval,
      onHover: (startMs) => callbacks.current.onHover(startMs),
      onNeedOlder: () => callbacks.current.onNeedOlder(),
    })
    chart.current = created
    const themes = new MutationObserver(() => created.applyTheme())
    themes.observe(document.documentElement, { attributeFilter: ['data-theme'] })
    return () => {
      themes.disconnect()
      created.destroy()
      chart.current = null
    }
  }, [market, interval])
  useEffect(() => chart.current?.show(candles), [candles])
  return <div className="chart-canvas" ref={container} />
}
