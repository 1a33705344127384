import { z } from 'zod'
import type { Handlers } from './createHandlers.ts'
import type { DoorContext } from './createRouter.ts'

/** A two-way line that carries texts: a socket or a message port. */
export interface Channel {
  /** Sends a text; a promise makes the stream that sends wait (back-pressure). */
  readonly send: (text: string) => Promise<void> | undefined
  readonly onMessage: (listener: (data: unknown) => void) => void
  readonly onClose: (listener: () => void) => void
  /** Hears of a message that is no call: the line is closed. */
  readonly refuse: () => void
}

/** What a client may send: a call, or the end of one. oRPC's other forms (files, streams from the client) no procedure needs. */
const Message = z.union([
  z.strictObject({
    i: z.string().min(1).max(64),
    t: z.literal(1).optional(),
    p: z.strictObject({
      u: z.string().startsWith('/').max(2_048),
      m: z.literal('POST').optional(),
      b: z.unknown().optional(),
      h: z
        .strictObject({ 'last-event-id': z.string().max(256) })
        .partial()
        .optional(),
    }),
  }),
  z.strictObject({ i: z.string().min(1).max(64), t: z.literal(4) }),
])

/**
 * Serves the contract on a channel. Messages are checked before oRPC sees them. Ports are served by oRPC's socket handler too: the
 * messages are the same, it waits for sends, and it catches what a malformed message throws, where oRPC's handler for ports would
 * let it end the process as an unhandled rejection.
 */
export const serveChannel = (messages: Handlers['messages'], channel: Channel, context: DoorContext): void => {
  const listen = (type: string, listener: (event: { readonly data: string }) => void) => {
    if (type === 'close') channel.onClose(() => listener({ data: '' }))
    if (type === 'message') {
      channel.onMessage((data) => (isMessage(data) ? listener({ data }) : channel.refuse()))
    }
  }
  const line = { send: channel.send, addEventListener: listen }
  // The handler uses just these two members, and these forms of them.
  void messages.upgrade(line as unknown as Parameters<typeof messages.upgrade>[0], { context })
}

const isMessage = (data: unknown): data is string => {
  if (typeof data !== 'string') return false
  try {
    return Message.safeParse(JSON.parse(data)).success
  } catch {
    return false
  }
}
