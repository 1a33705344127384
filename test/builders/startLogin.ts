import { createServer, type IncomingMessage, request } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Role } from '../../engine/api/procedure.ts'
import { createDeskClient } from './createDeskClient.ts'
import type { StartedHost } from './startHost.ts'

/** An address where a browser is logged in with a role: a login link has the role of whoever made it, which is an administrator's. */
export interface StartedLogin {
  readonly url: string
  readonly stop: () => void
}

/** Makes a token with the role, and a proxy before the host that shows it with every request. */
export const startLogin = async (host: StartedHost, role: Role): Promise<StartedLogin> => {
  const { desk, close } = await createDeskClient({ url: host.ws, token: host.token })
  const { token } = await desk.access.createToken({ label: `a ${role}`, role })
  close()
  const { hostname, port, host: hostHeader, origin } = new URL(host.rest)
  const forward = ({ method, url: path, headers }: IncomingMessage) => {
    const shown = { ...headers, host: hostHeader, authorization: `Bearer ${token}` }
    return request({
      hostname,
      port,
      method,
      path,
      headers: headers.origin === undefined ? shown : { ...shown, origin },
    })
  }
  const server = createServer((incoming, response) => {
    const onward = forward(incoming)
    onward.on('response', (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers)
      answer.pipe(response)
    })
    incoming.pipe(onward)
  })
  server.on('upgrade', (incoming, browser) => {
    const onward = forward(incoming)
    onward.on('upgrade', ({ headers }, socket, head) => {
      const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`)
      browser.write(`HTTP/1.1 101 Switching Protocols\r\n${lines.join('')}\r\n`)
      browser.write(head)
      browser.on('error', () => socket.destroy())
      socket.on('error', () => browser.destroy())
      browser.pipe(socket).pipe(browser)
    })
    onward.on('error', () => browser.destroy())
    onward.end()
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    stop: () => {
      server.close()
      server.closeAllConnections()
    },
  }
}
