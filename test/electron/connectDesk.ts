import { createORPCClient } from '@orpc/client'
import { RPCLink } from '@orpc/client/message-port'
import type { Page } from 'playwright'
import type { HostState } from '../../engine/api/bridge.ts'
import type { DeskClient } from '../../engine/api/contract.ts'

declare global {
  interface Window {
    testPort?: MessagePort
    testStates?: HostState[]
    fromTestPort(data: string): void
  }
}

/** Who hears what comes out of a page's port: its latest client. */
const listening = new WeakMap<Page, EventTarget>()

/** Asks the bridge for a connection, which the page keeps as `testPort`; true when it came. */
export const askForPort = (page: Page): Promise<boolean> =>
  page.evaluate(
    () =>
      new Promise<boolean>((resolve) => {
        const onMessage = ({ data, ports }: MessageEvent) => {
          if (data?.type !== 'quantera:port' || !ports[0]) return
          window.removeEventListener('message', onMessage)
          window.testPort = ports[0]
          resolve(true)
        }
        window.addEventListener('message', onMessage)
        window.quantera?.connect()
      }),
  )

/**
 * A client of the desk in the test, whose frames go through a port that the window asked its bridge for: what the screens do,
 * without the screens.
 */
export const connectDesk = async (page: Page): Promise<DeskClient> => {
  const events = new EventTarget()
  if (!listening.has(page)) {
    await page.exposeFunction('fromTestPort', (data: string) =>
      listening.get(page)?.dispatchEvent(new MessageEvent('message', { data })),
    )
  }
  listening.set(page, events)
  await askForPort(page)
  await page.evaluate(() => {
    if (window.testPort) window.testPort.onmessage = (event) => window.fromTestPort(event.data)
  })
  const port = {
    addEventListener: events.addEventListener.bind(events),
    postMessage: (data: unknown) => page.evaluate((frame) => window.testPort?.postMessage(frame), data),
  }
  return createORPCClient(new RPCLink({ port: port as unknown as MessagePort }))
}

/** Begins to note the states of the host that the window hears of. */
export const recordStates = (page: Page): Promise<void> =>
  page.evaluate(() => {
    const states: HostState[] = []
    window.testStates = states
    window.quantera?.onHostState((state) => states.push(state))
  })

/** Waits until the window hears of a state, from the `after`-th noted one on. */
export const waitForState = async (page: Page, state: HostState['state'], after = 0): Promise<HostState> => {
  const handle = await page.waitForFunction(
    ([wanted, from]) => window.testStates?.slice(from).find((candidate) => candidate.state === wanted),
    [state, after] as const,
    { timeout: 30_000 },
  )
  return (await handle.jsonValue()) as HostState
}

export const countStates = (page: Page): Promise<number> => page.evaluate(() => window.testStates?.length ?? 0)
