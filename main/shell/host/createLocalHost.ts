import { existsSync } from 'node:fs'
import { type UtilityProcess, utilityProcess } from 'electron'
import { z } from 'zod'
import { createRetries } from './createRetries.ts'
import { createHostState, type HostLink } from './HostLink.ts'

export interface LocalHostOptions {
  /** The bundle to run: `out/main/host.cjs`. */
  readonly hostPath: string
  readonly dataDirectory: string
}

const STOP_WITHIN_MS = 5_000

/** What the host says over its parent port: why it can't go on. */
const HostMessage = z.object({ type: z.literal('failed'), message: z.string().max(1_000) })

/**
 * Runs the host as a utility process, `host.cjs --data DIR`, and starts it again when it ends. The shell sends it
 * `{ type: 'connect', role: 'admin' }` with a port for each window's connection, and `{ type: 'stop' }` at the end.
 */
export const createLocalHost = ({ hostPath, dataDirectory }: LocalHostOptions): HostLink => {
  const { state, onState, set } = createHostState()
  let child: UtilityProcess | undefined
  let failure: string | undefined
  let isStopping = false

  const start = (): void => {
    set({ state: 'starting' })
    failure = undefined
    if (!existsSync(hostPath)) {
      set({ state: 'down', message: 'The desk’s engine is not part of this build.' })
      return
    }
    const started = utilityProcess.fork(hostPath, ['--data', dataDirectory], {
      serviceName: 'Quantera desk',
      // Its output is for logs: nothing in it is for the window.
      stdio: ['ignore', 'inherit', 'inherit'],
    })
    child = started
    started.once('spawn', () => set({ state: 'up' }))
    started.on('message', (message: unknown) => {
      failure = HostMessage.safeParse(message).data?.message ?? failure
    })
    started.once('exit', (code) => {
      child = undefined
      if (isStopping) return
      const message = failure ?? `The desk’s engine stopped (exit code ${code}).`
      set({ state: 'down', message, retryAtMs: retries.retry() })
    })
  }
  const retries = createRetries(start)
  retries.run()

  return {
    state,
    onState,
    connect: (port) => child?.postMessage({ type: 'connect', role: 'admin' }, [port]),
    stop: async () => {
      isStopping = true
      retries.stop()
      if (child) await stopProcess(child)
    },
  }
}

/** Lets the host close its database, but not for ever. */
const stopProcess = (child: UtilityProcess): Promise<void> =>
  new Promise((resolve) => {
    const timer = setTimeout(() => child.kill(), STOP_WITHIN_MS)
    child.once('exit', () => {
      clearTimeout(timer)
      resolve()
    })
    child.postMessage({ type: 'stop' })
  })
