/** What a series of requests came to. */
export interface Timing {
  readonly perSecond: number
  readonly p50Ms: number
  readonly p99Ms: number
}

/** Runs `total` requests with so many under way at once. */
export const timeRequests = async (
  total: number,
  underWay: number,
  ask: (index: number) => Promise<unknown>,
): Promise<Timing> => {
  const durationsMs: number[] = []
  let next = 0
  const work = async (): Promise<void> => {
    while (next < total) {
      const index = next++
      const started = performance.now()
      await ask(index)
      durationsMs.push(performance.now() - started)
    }
  }
  const started = performance.now()
  await Promise.all(Array.from({ length: underWay }, work))
  const seconds = (performance.now() - started) / 1_000
  durationsMs.sort((a, b) => a - b)
  const at = (share: number): number => durationsMs[Math.min(total - 1, Math.floor(total * share))] ?? 0
  return { perSecond: total / seconds, p50Ms: at(0.5), p99Ms: at(0.99) }
}

/** Prints one figure as a JSON line. */
export const report = (bench: string, metric: string, value: number, unit: string): void =>
  console.log(JSON.stringify({ bench, metric, value: Math.round(value * 1_000) / 1_000, unit }))

/** Prints a series' figures for a node. */
export const reportTiming = (bench: string, metric: string, { perSecond, p50Ms, p99Ms }: Timing): void => {
  report(bench, metric, perSecond, 'requests/s')
  report(bench, `${metric} p50`, p50Ms, 'ms')
  report(bench, `${metric} p99`, p99Ms, 'ms')
}
