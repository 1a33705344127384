import { RPCLink } from '@orpc/client/message-port'
import { type Bridge, portMessageType } from '../../../engine/api/bridge.ts'
import type { Session, Transport } from './transport.ts'

const openTimeoutMs = 15_000

/** Reaches the desk through the port that the preload's bridge hands over; the bridge tells when the host dies. */
export function createElectronTransport(bridge: Bridge): Transport {
  return {
    kind: 'electron',
    open: async (signal) => {
      const arriving = waitForPort(signal)
      bridge.connect()
      return toSession(await arriving, bridge)
    },
    onReachable: (listener) =>
      bridge.onHostState(({ state }) => {
        if (state === 'up') listener()
      }),
  }
}

const waitForPort = (signal: AbortSignal) =>
  new Promise<MessagePort>((resolve, reject) => {
    const stop = () => {
      clearTimeout(timer)
      window.removeEventListener('message', onMessage)
      signal.removeEventListener('abort', onAbort)
    }
    const onAbort = () => {
      stop()
      reject(new Error('The desk does not answer.'))
    }
    const onMessage = (event: MessageEvent<unknown>) => {
      const port = event.ports[0]
      // Only this window's own preload may hand over a port.
      if (event.source !== window || port === undefined || !isPortMessage(event.data)) return
      stop()
      resolve(port)
    }
    const timer = setTimeout(onAbort, openTimeoutMs)
    window.addEventListener('message', onMessage)
    signal.addEventListener('abort', onAbort, { once: true })
  })

const isPortMessage = (data: unknown) =>
  typeof data === 'object' && data !== null && 'type' in data && data.type === portMessageType

function toSession(port: MessagePort, bridge: Bridge): Session {
  let resolve: (reason: string) => void = () => {}
  const closed = new Promise<string>((settle) => {
    resolve = settle
  })
  let stopListening = () => {}
  let isOpen = false
  const close = (reason: string) => {
    if (!isOpen) return
    isOpen = false
    stopListening()
    port.close()
    // Chromium below 122 has no `close` event on ports; the link needs one to end the calls under way.
    port.dispatchEvent(new Event('close'))
    resolve(reason)
  }
  // The link hears of the end first and drops its calls; who hears of it later finds nothing left to abort over a dead port.
  const link = new RPCLink({ port })
  port.addEventListener('close', () => close('The desk closed the connection.'), { once: true })
  // The bridge repeats the state it knew last while this subscribes; a port that has just come knows better than that.
  stopListening = bridge.onHostState(({ state, message }) => {
    if (state === 'down') close(message ?? 'The desk stopped.')
  })
  isOpen = true
  port.start()
  return { link, closed, close }
}
