/** What a notable event is told with; never a token, cookie, link, key or body. */
export type LogFacts = Readonly<Record<string, string | number | boolean>>

/** Notes an event: `name` is stable (`access.refused`), for people and programs that watch the desk. */
export type Log = (name: string, facts?: LogFacts) => void

/**
 * A log of one JSON line an event.
 *
 * @example
 * const log = createJsonLog({ write: (line) => process.stderr.write(line), nowMs: Date.now })
 */
export const createJsonLog =
  (options: { readonly write: (line: string) => void; readonly nowMs: () => number }): Log =>
  (name, facts) =>
    options.write(`${JSON.stringify({ time: new Date(options.nowMs()).toISOString(), event: name, ...facts })}\n`)
