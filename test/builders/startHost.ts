import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { z } from 'zod'

const cli = fileURLToPath(new URL('../../out/main/cli.cjs', import.meta.url))

/** What the host prints once it is ready. */
export const HostLine = z.object({
  ui: z.url(),
  ws: z.string(),
  rest: z.url(),
  rpc: z.url(),
  token: z.string().length(64),
})

/** A host in a process of its own, as `npm run host` starts it. */
export interface StartedHost extends z.infer<typeof HostLine> {
  readonly child: ChildProcess
  readonly dataDirectory: string
  /** Everything it has written to standard error: its log. */
  readonly log: () => string
  /** Ends it as a service manager does; resolves with its exit code. */
  readonly stop: () => Promise<number | null>
  /** Ends it as a power cut does. */
  readonly kill: () => Promise<void>
  /** Stops it and removes its folder. */
  readonly dispose: () => Promise<void>
}

/** Starts a built host on a fresh folder, or on the given one, and waits for its line. */
export const startHost = async (
  options: { readonly dataDirectory?: string; readonly arguments?: readonly string[] } = {},
): Promise<StartedHost> => {
  const dataDirectory = options.dataDirectory ?? mkdtempSync(join(tmpdir(), 'quantera-desk-'))
  const child = spawn(process.execPath, [cli, '--data', dataDirectory, '--port', '0', ...(options.arguments ?? [])], {
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let log = ''
  child.stderr.on('data', (chunk) => (log += chunk))
  const exited = new Promise<number | null>((resolve) => child.once('exit', resolve))
  const line = await new Promise<string>((resolve, reject) => {
    createInterface({ input: child.stdout }).once('line', resolve)
    child.once('exit', (code) => reject(new Error(`The host ended with ${code} before it was ready:\n${log}`)))
  })
  const stop = () => {
    child.kill('SIGTERM')
    return exited
  }
  return {
    ...HostLine.parse(JSON.parse(line)),
    child,
    dataDirectory,
    log: () => log,
    stop,
    kill: async () => {
      child.kill('SIGKILL')
      await exited
    },
    dispose: async () => {
      await stop()
      rmSync(dataDirectory, { recursive: true, force: true })
    },
  }
}
