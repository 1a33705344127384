import { lazy, Suspense, useCallback, useRef, useState } from 'react'
import type { Candle, CandleInterval, Market } from '../../../../engine/api/marketData.ts'
import { formatChange, formatCount, formatDateTime, formatPrice } from '../../../ui/format.ts'
import { joinClasses } from '../../../ui/joinClasses.ts'
import { useNotifications } from '../../../ui/notifications.tsx'
import { Panel } from '../../../ui/Panel.tsx'
import { Segmented } from '../../../ui/Segmented.tsx'
import { ErrorMessage, StateMessage } from '../../../ui/StateMessage.tsx'
import { useCandles } from '../hooks/useMarketStreams.ts'
import { intervals } from '../model/candles.ts'
import { ChangeText } from './ChangeText.tsx'
import './ChartPanel.css'

const ChartCanvas = lazy(() => import('./ChartCanvas.tsx'))

export interface ChartPanelProps {
  readonly market: Market
  readonly interval: CandleInterval
  readonly onInterval: (interval: CandleInterval) => void
}

/** Candles and volume with a legend of the candle under the crosshair; older history loads as it comes into view. */
export function ChartPanel({ market, interval, onInterval }: ChartPanelProps) {
  const { value, freshness, error, loadOlder } = useCandles(market.marketId, interval)
  const { notifyFailure } = useNotifications()
  const [hoveredMs, setHoveredMs] = useState<number>()
  const isLoading = useRef(false)
  const candles = value?.candles
  const hovered = candles?.find(({ startMs }) => startMs === hoveredMs) ?? candles?.at(-1)
  const onNeedOlder = useCallback(() => {
    if (isLoading.current) return
    isLoading.current = true
    loadOlder()
      .catch((failure: unknown) => notifyFailure('Older candles could not be loaded', failure))
      .finally(() => {
        isLoading.current = false
      })
  }, [loadOlder, notifyFailure])
  return (
    <Panel
      title="Chart"
      className="chart-panel"
      stale={freshness === 'stale'}
      actions={
        <Segmented
          label="Candle interval"
          value={interval}
          options={intervals.map((value) => ({ value, title: value, testId: `chart-interval-${value}` }))}
          onChange={onInterval}
        />
      }
    >
      <div className="chart-body" data-testid="chart">
        {freshness === 'failed' && <ErrorMessage error={error} />}
        {freshness === 'loading' && <StateMessage>Loading candles…</StateMessage>}
        {candles?.length === 0 && <StateMessage>No trade yet in this market.</StateMessage>}
        {candles !== undefined && candles.length > 0 && (
          <Suspense fallback={<StateMessage>Loading the chart…</StateMessage>}>
            <ChartCanvas
              key={`${market.marketId}/${interval}`}
              market={market}
              interval={interval}
              candles={candles}
              onHover={setHoveredMs}
              onNeedOlder={onNeedOlder}
            />
          </Suspense>
        )}
        {hovered !== undefined && <Legend market={market} candle={hovered} />}
      </div>
    </Panel>
  )
}

function Legend({ market, candle }: { market: Market; candle: Candle }) {
  const tone = joinClasses(candle.closeTicks >= candle.openTicks ? 'bid' : 'ask')
  const price = (ticks: number) => <b className={tone}>{formatPrice(ticks, market)}</b>
  return (
    <p className="chart-legend muted">
      <span>{formatDateTime(candle.startMs).slice(0, 16)}</span>
      <span>O {price(candle.openTicks)}</span>
      <span>H {price(candle.highTicks)}</span>
      <span>L {price(candle.lowTicks)}</span>
      <span>C {price(candle.closeTicks)}</span>
      <ChangeText text={formatChange(candle.openTicks, candle.closeTicks)} />
      <span>V {formatCount(candle.volumeLots)} lots</span>
    </p>
  )
}
