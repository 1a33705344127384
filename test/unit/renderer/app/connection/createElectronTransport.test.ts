import { createORPCClient } from '@orpc/client'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { type Bridge, type HostState, portMessageType } from '../../../../../engine/api/bridge.ts'
import type { DeskClient } from '../../../../../engine/api/contract.ts'
import { createElectronTransport } from '../../../../../renderer/app/connection/createElectronTransport.ts'

let page: EventTarget
beforeEach(() => {
  page = new EventTarget()
  vi.stubGlobal('window', page)
})
afterEach(() => {
  vi.unstubAllGlobals()
})

/** The preload's bridge, with a host that the test drives. */
const build = (known?: HostState) => {
  const listeners = new Set<(state: HostState) => void>()
  const channel = new MessageChannel()
  const postPort = (part: object = {}) =>
    page.dispatchEvent(
      Object.assign(new Event('message'), {
        data: { type: portMessageType, connection: 1 },
        ports: [channel.port1],
        source: page,
        ...part,
      }),
    )
  const bridge: Bridge = {
    kind: 'electron',
    platform: 'linux',
    version: '0',
    connect: () => void postPort(),
    onHostState: (listener) => {
      listeners.add(listener)
      if (known !== undefined) listener(known)
      return () => listeners.delete(listener)
    },
    onMenuCommand: () => () => {},
  }
  const say = (state: HostState) => {
    for (const listener of [...listeners]) listener(state)
  }
  return { bridge, listeners, channel, postPort, say, end: () => channel.port2.close() }
}

const open = (bridge: Bridge) => createElectronTransport(bridge).open(new AbortController().signal)

test('opens over the port that the bridge posts', async () => {
  const { bridge, end } = build()
  const session = await open(bridge)
  expect(session.link).toBeDefined()
  session.close('done')
  end()
})

test('takes no port from another window, nor one without the right message', async () => {
  const { bridge, postPort, end } = build()
  const silent = { ...bridge, connect: () => {} }
  const opening = vi.fn()
  const controller = new AbortController()
  const opened = createElectronTransport(silent)
    .open(controller.signal)
    .then(opening, () => {})
  postPort({ source: new EventTarget() })
  postPort({ data: { type: 'other' } })
  await Promise.resolve()
  expect(opening).not.toHaveBeenCalled()
  controller.abort()
  await opened
  end()
})

test('ends its calls when the host goes down, with what the shell says of it', async () => {
  const { bridge, say, end } = build()
  const session = await open(bridge)
  const client: DeskClient = createORPCClient(session.link)
  const call = client.system.status()
  say({ state: 'down', message: 'The desk ended with code 70.' })
  await expect(call).rejects.toThrow()
  await expect(session.closed).resolves.toBe('The desk ended with code 70.')
  end()
})

test('is not closed by the last state that the bridge repeats', async () => {
  const { bridge, end, listeners } = build({ state: 'down' })
  const session = await open(bridge)
  expect(listeners.size).toBe(1)
  session.close('done')
  await expect(session.closed).resolves.toBe('done')
  expect(listeners.size).toBe(0)
  end()
})

test('says that trying again makes sense once the host is up', () => {
  const { bridge, say, end } = build()
  const reachable = vi.fn()
  createElectronTransport(bridge).onReachable(reachable)
  say({ state: 'starting' })
  expect(reachable).not.toHaveBeenCalled()
  say({ state: 'up' })
  expect(reachable).toHaveBeenCalledOnce()
  end()
})
