import {
  CandlestickSeries,
  ColorType,
  CrosshairMode,
  createChart,
  HistogramSeries,
  type IChartApi,
  type UTCTimestamp,
} from 'lightweight-charts'
import type { Candle, CandleInterval, Market } from '../../../../engine/api/marketData.ts'
import { countPriceDigits, formatDate, formatDateTime, priceToNumber } from '../../../ui/format.ts'
import { countLatestStretch, diffCandles, toBar } from '../model/chartData.ts'

/** A chart of one market and interval. */
export interface PriceChart {
  readonly show: (candles: readonly Candle[]) => void
  readonly applyTheme: () => void
  readonly fitLatest: () => void
  readonly destroy: () => void
}

export interface PriceChartOptions {
  readonly container: HTMLElement
  readonly market: Market
  readonly interval: CandleInterval
  /** The candle under the crosshair, by its start; nothing when the pointer is elsewhere. */
  readonly onHover: (startMs: number | undefined) => void
  /** The oldest candles came into view. */
  readonly onNeedOlder: () => void
}

const readToken = (name: string) => getComputedStyle(document.documentElement).getPropertyValue(name).trim()
const barsBeforeLoading = 30

/** Draws candles with volume below, in the colours of the theme. */
export function createPriceChart({ container, market, interval, onHover, onNeedOlder }: PriceChartOptions): PriceChart {
  const chart = createChart(container, chartOptions(interval))
  const minMove = priceToNumber(1, market)
  const prices = chart.addSeries(CandlestickSeries, {
    priceFormat: { type: 'price', precision: countPriceDigits(market), minMove },
  })
  const volumes = chart.addSeries(HistogramSeries, {
    priceScaleId: 'volume',
    priceFormat: { type: 'volume' },
    lastValueVisible: false,
    priceLineVisible: false,
  })
  prices.priceScale().applyOptions({ scaleMargins: { top: 0.06, bottom: 0.24 } })
  volumes.priceScale().applyOptions({ scaleMargins: { top: 0.82, bottom: 0 } })
  let shown: readonly Candle[] = []
  let colors = readColors()

  const toPrice = (candle: Candle) => ({ ...toBar(candle, market), time: toTime(candle.startMs) })
  const toVolume = ({ startMs, openTicks, closeTicks, volumeLots }: Candle) => ({
    time: toTime(startMs),
    value: volumeLots,
    color: closeTicks >= openTicks ? colors.upFaint : colors.downFaint,
  })
  const setAll = () => {
    prices.setData(shown.map(toPrice))
    volumes.setData(shown.map(toVolume))
  }
  const applyTheme = () => {
    colors = readColors()
    chart.applyOptions(themeOptions())
    prices.applyOptions({
      upColor: colors.up,
      wickUpColor: colors.up,
      borderUpColor: colors.up,
      downColor: colors.down,
      wickDownColor: colors.down,
      borderDownColor: colors.down,
    })
    setAll()
  }
  const fitLatest = () =>
    chart.timeScale().setVisibleLogicalRange({
      from: shown.length - countLatestStretch(shown, interval),
      to: shown.length + 3,
    })
  applyTheme()
  chart.subscribeCrosshairMove(({ time }) => onHover(typeof time === 'number' ? time * 1_000 : undefined))
  chart.timeScale().subscribeVisibleLogicalRangeChange((range) => {
    if (range !== null && shown.length > 0 && range.from < barsBeforeLoading) onNeedOlder()
  })
  return {
    show: (candles) => {
      const update = diffCandles(shown, candles)
      const isFirst = shown.length === 0
      shown = candles
      if (update.kind === 'all') setAll()
      if (update.kind === 'tail') {
        for (const candle of update.candles) {
          prices.update(toPrice(candle))
          volumes.update(toVolume(candle))
        }
      }
      if (isFirst && candles.length > 0) fitLatest()
    },
    applyTheme,
    fitLatest,
    destroy: () => chart.remove(),
  }
}

const toTime = (startMs: number) => (startMs / 1_000) as UTCTimestamp

const readColors = () => ({
  up: readToken('--bid'),
  down: readToken('--ask'),
  upFaint: readToken('--bid-bar'),
  downFaint: readToken('--ask-bar'),
})

const chartOptions = (interval: CandleInterval): Parameters<typeof createChart>[1] => ({
  autoSize: true,
  crosshair: { mode: CrosshairMode.Normal },
  timeScale: { timeVisible: interval !== '1d', secondsVisible: false, rightOffset: 4, minBarSpacing: 1 },
  localization: {
    locale: 'en-GB',
    timeFormatter: (time: unknown) =>
      typeof time === 'number'
        ? interval === '1d'
          ? formatDate(time * 1_000)
          : formatDateTime(time * 1_000).slice(0, 16)
        : '',
  },
})

const themeOptions = (): Parameters<IChartApi['applyOptions']>[0] => ({
  layout: {
    background: { type: ColorType.Solid, color: readToken('--surface') },
    textColor: readToken('--text-muted'),
    fontFamily: getComputedStyle(document.body).fontFamily,
    fontSize: 11,
    // The notice that the licence asks for stands in the help sheet.
    attributionLogo: false,
  },
  grid: { vertLines: { color: readToken('--line') }, horzLines: { color: readToken('--line') } },
  rightPriceScale: { borderColor: readToken('--line') },
  timeScale: { borderColor: readToken('--line') },
  crosshair: {
    vertLine: { color: readToken('--text-faint'), labelBackgroundColor: readToken('--surface-hover') },
    horzLine: { color: readToken('--text-faint'), labelBackgroundColor: readToken('--surface-hover') },
  },
})
