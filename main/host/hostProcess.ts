import { parseArgs } from 'node:util'
import type { MessagePortMain, ParentPort } from 'electron'
import { z } from 'zod'
import { Role } from '../../engine/api/procedure.ts'
import { createHostOfProcess } from './createHostOfProcess.ts'

/** What the shell says: a window wants a connection (its port comes along), or the program ends. */
const ShellMessage = z.discriminatedUnion('type', [
  z.object({ type: z.literal('connect'), role: Role }),
  z.object({ type: z.literal('stop') }),
])

/** Electron gives a utility process this port to its parent, and the parent alone can write to it. */
const shell: ParentPort = process.parentPort
const { values } = parseArgs({ options: { data: { type: 'string' } } })
if (values.data === undefined) throw new Error('The host needs --data DIR.')

const waiting: MessagePortMain[] = []
let connect = (port: MessagePortMain, _role: Role): void => void waiting.push(port)

shell.on('message', ({ data, ports }) => {
  const message = ShellMessage.parse(data)
  if (message.type === 'stop') process.emit('SIGTERM')
  else if (ports[0] !== undefined) connect(ports[0], message.role)
})

const run = async (dataDirectory: string): Promise<void> => {
  const host = await createHostOfProcess({ entryUrl: import.meta.url, dataDirectory, port: 0, makers: true })
  // The shell vouches for its own window: it hands over the port, and nobody else can.
  connect = (port, role) => void host.connectPort(port, { principal: 'desk', role })
  for (const port of waiting) connect(port, 'admin')
}

run(values.data).catch((error: unknown) => {
  shell.postMessage({ type: 'failed', message: error instanceof Error ? error.message : String(error) })
  setTimeout(() => process.exit(1), 100)
})
