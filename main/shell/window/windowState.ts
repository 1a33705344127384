import { readFileSync, renameSync, writeFileSync } from 'node:fs'
import { z } from 'zod'

const Pixels = z.number().int().min(-100_000).max(100_000)

const WindowState = z.object({
  bounds: z.object({ x: Pixels, y: Pixels, width: Pixels.positive(), height: Pixels.positive() }),
  isMaximized: z.boolean(),
  isFullScreen: z.boolean(),
})

/** Where the window was: its bounds when neither maximised nor full screen. */
export type WindowState = z.infer<typeof WindowState>

/** The state kept in the file, or nothing if there is none that makes sense: then the window opens as on the first day. */
export const readWindowState = (path: string): WindowState | undefined => {
  try {
    return WindowState.parse(JSON.parse(readFileSync(path, 'utf8')))
  } catch {
    return undefined
  }
}

/** Keeps the state. A disk that is full must not keep a window from closing: failures are ignored. */
export const writeWindowState = (path: string, state: WindowState): void => {
  try {
    writeFileSync(`${path}.tmp`, JSON.stringify(state), { mode: 0o600 })
    renameSync(`${path}.tmp`, path)
  } catch {}
}
