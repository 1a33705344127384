import { once } from 'node:events'
import { createPublicClient, http, webSocket } from 'viem'
import { expect, test } from 'vitest'
import { WebSocket } from 'ws'
import { openTestDoors } from './openTestDoors.ts'

const post = (url: string, body: string, headers: Record<string, string> = {}) =>
  fetch(url, { method: 'POST', body, headers: { 'content-type': 'application/json', ...headers } })

const openSocket = async (url: string, token?: string) => {
  const socket = new WebSocket(
    url.replace('http', 'ws'),
    token ? { headers: { authorization: `Bearer ${token}` } } : {},
  )
  await once(socket, 'open')
  return {
    socket,
    ask: async (text: string) => {
      socket.send(text)
      return JSON.parse(String((await once(socket, 'message'))[0])) as unknown
    },
  }
}

const echo = '{"jsonrpc":"2.0","id":1,"method":"echo","params":["0x1"]}'
const whoAmI = '{"jsonrpc":"2.0","id":1,"method":"whoAmI"}'

test('serves viem over HTTP and WebSocket with nothing but the URL', async () => {
  const { doors } = await openTestDoors()
  for (const transport of [http(doors.rpc), webSocket(doors.rpc.replace('http', 'ws'), { reconnect: false })]) {
    const client = createPublicClient({ transport })
    expect(await client.request({ method: 'echo', params: ['0x1'] } as never)).toEqual(['0x1'])
  }
})

test('answers 401 without key or token, and to a wrong key', async () => {
  const { doors } = await openTestDoors()
  for (const path of ['/rpc', '/rpc/', `/rpc/${'0'.repeat(64)}`, `/rpc/${doors.token}`]) {
    const response = await post(`${doors.origin}${path}`, echo)
    expect([path, response.status]).toEqual([path, 401])
    expect(await response.json()).toMatchObject({ code: 'access/unauthenticated' })
  }
})

test('opens nothing but JSON-RPC with the key', async () => {
  const { doors, rest } = await openTestDoors()
  const key = doors.rpc.slice(-64)
  expect((await rest('/access/me', { token: key })).status).toBe(401)
  expect(await (await post(doors.rpc, whoAmI)).json()).toMatchObject({
    result: { role: 'trader', developmentMethods: false },
  })
})

test('takes tokens from the role trader up, and gives development methods to administrators alone', async () => {
  const { doors, createToken } = await openTestDoors()
  const ask = async (token: string) => post(`${doors.origin}/rpc`, whoAmI, { authorization: `Bearer ${token}` })
  expect((await ask((await createToken('viewer')).token)).status).toBe(403)
  expect(await (await ask((await createToken('trader')).token)).json()).toMatchObject({
    result: { developmentMethods: false },
  })
  expect(await (await ask(doors.token)).json()).toMatchObject({ result: { developmentMethods: true } })
})

test('answers status 200 with a JSON-RPC error to what is no JSON or fails, without the bug’s text', async () => {
  const { doors, logged } = await openTestDoors()
  const bad = await post(doors.rpc, '{"jsonrpc"')
  expect(bad.status).toBe(200)
  expect(await bad.json()).toEqual({ jsonrpc: '2.0', id: null, error: { code: -32_700, message: 'Parse error' } })
  const failed = await (await post(doors.rpc, '{"jsonrpc":"2.0","id":"a","method":"fail"}')).text()
  expect(JSON.parse(failed)).toMatchObject({ id: 'a', error: { code: -32_603 } })
  expect(failed).not.toContain('secret')
  expect(logged.map(({ name }) => name)).toContain('host.bug')
  const notification = await post(doors.rpc, '{"jsonrpc":"2.0","method":"echo"}')
  expect([notification.status, await notification.text()]).toEqual([200, ''])
})

test('takes JSON of up to 5 MiB over HTTP', async () => {
  const { doors } = await openTestDoors()
  const sized = (bytes: number) =>
    JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'echo', params: ['x'.repeat(bytes)] })
  expect((await post(doors.rpc, sized(4 * 1_048_576))).status).toBe(200)
  expect((await post(doors.rpc, sized(5 * 1_048_576))).status).toBe(413)
  expect((await post(doors.rpc, echo, { 'content-type': 'text/plain' })).status).toBe(415)
  expect((await fetch(doors.rpc)).status).toBe(404)
})

test('sends notifications over WebSocket, and answers errors there too', async () => {
  const { doors } = await openTestDoors()
  const { socket, ask } = await openSocket(doors.rpc)
  expect(await ask(echo)).toEqual({ jsonrpc: '2.0', id: 1, result: ['0x1'] })
  expect(await ask('nonsense')).toMatchObject({ id: null, error: { code: -32_700 } })
  expect(await ask('{"jsonrpc":"2.0","method":"watch"}')).toMatchObject({ method: 'eth_subscription' })
  const closed = once(socket, 'close')
  socket.send(Buffer.from([1]))
  expect((await closed)[0]).toBe(1003)
})

test('answers 503 over HTTP and WebSocket while the desk is prepared, to those who may come in', async () => {
  const { doors } = await openTestDoors({ isReady: () => false })
  const response = await post(doors.rpc, echo)
  expect([response.status, await response.json()]).toMatchObject([503, { code: 'host/starting' }])
  await expect(openSocket(doors.rpc)).rejects.toThrow('503')
  expect((await post(`${doors.origin}/rpc/x`, echo)).status).toBe(401)
})

test('closes a socket whose session cannot be opened, and stays up', async () => {
  const openSession = () => {
    throw new Error('no chain')
  }
  const { doors, rest } = await openTestDoors({ rpc: { openSession } })
  const socket = new WebSocket(doors.rpc.replace('http', 'ws'))
  expect((await once(socket, 'close'))[0]).toBe(1011)
  expect((await post(doors.rpc, echo)).status).toBe(500)
  expect((await rest('/access/me')).status).toBe(200)
})

test('lets a sender wait that has many requests under way, and answers them all', async () => {
  const under = { way: 0, most: 0 }
  const handle = async (text: string) => {
    under.way += 1
    under.most = Math.max(under.most, under.way)
    await new Promise((resolve) => setTimeout(resolve, 1))
    under.way -= 1
    return text
  }
  const openSession = () => ({ handle, close: () => undefined })
  const { doors } = await openTestDoors({ rpc: { openSession }, limits: { rpcUnderWay: 4 } })
  const { socket } = await openSocket(doors.rpc)
  let answers = 0
  socket.on('message', () => (answers += 1))
  const padding = ' '.repeat(20_000) // many reads of the socket, so that a pause shows
  for (let id = 0; id < 500; id++) socket.send(`${padding}{"jsonrpc":"2.0","id":${id},"method":"echo"}`)
  await expect.poll(() => answers, { timeout: 10_000 }).toBe(500)
  expect(under.most).toBeLessThan(50)
})

test('counts a batch as its requests', async () => {
  const { doors } = await openTestDoors({ limits: { rpcCallBurst: 10, rpcCallsPerSecond: 1 } })
  const { ask } = await openSocket(`${doors.origin}/rpc`, doors.token)
  const batch = JSON.stringify(Array.from({ length: 8 }, (_, id) => ({ jsonrpc: '2.0', id, method: 'echo' })))
  await ask(batch)
  expect(await ask(batch)).toMatchObject({ id: null, error: { code: -32_005, data: { retryAfterMs: 6_000 } } })
})

test('closes the sockets of a revoked token', async () => {
  const { doors, rest, createToken } = await openTestDoors()
  const { token, tokenId } = await createToken('trader')
  const { socket } = await openSocket(`${doors.origin}/rpc`, token)
  const closed = once(socket, 'close')
  await rest(`/access/tokens/${tokenId}`, { method: 'DELETE' })
  expect((await closed)[0]).toBe(1008)
})
