import { once } from 'node:events'
import { expect, test, vi } from 'vitest'
import type { WebSocket } from 'ws'
import { createDeskClient } from '../../builders/createDeskClient.ts'
import { openTestDoors } from './openTestDoors.ts'

const marketId = 'T-BILL-13W'
const bookStream = `/markets/${marketId}/book/stream`

/** Reads server-sent events one by one. */
const readEvents = (response: Response) => {
  const reader = (response.body as ReadableStream<Uint8Array>).pipeThrough(new TextDecoderStream() as never).getReader()
  let text = ''
  return {
    next: async () => {
      for (;;) {
        const end = text.indexOf('\n\n')
        if (end >= 0) {
          const block = text.slice(0, end)
          text = text.slice(end + 2)
          const data = /^data: ?(.*)$/m.exec(block)?.[1]
          const event = /^event: ?(.*)$/m.exec(block)?.[1]
          if (event === undefined && data === undefined) continue
          return { event, data: data === undefined ? undefined : JSON.parse(data) }
        }
        const { value, done } = (await reader.read()) as ReadableStreamReadResult<string>
        if (done) return undefined
        text += value
      }
    },
    cancel: () => reader.cancel(),
  }
}

test('streams a book over server-sent events, and tells the service when the reader goes', async () => {
  const { rest, publish, streams } = await openTestDoors()
  const response = await rest(bookStream)
  expect(response.headers.get('content-type')).toContain('text/event-stream')
  const events = readEvents(response)
  expect(await events.next()).toMatchObject({ event: 'message', data: { kind: 'snapshot', book: { sequence: 0 } } })
  publish()
  expect(await events.next()).toMatchObject({ event: 'message', data: { kind: 'change', sequence: 1 } })
  expect(streams.open).toBe(1)
  await events.cancel()
  await vi.waitFor(() => expect(streams.open).toBe(0))
})

test('streams a book over WebSocket without a gap, and ends it when the client aborts', async () => {
  const { doors, publish, streams } = await openTestDoors()
  const { desk } = await createDeskClient({ url: doors.ws, token: doors.token })
  const abort = new AbortController()
  const stream = await desk.market.watchBook({ marketId }, { signal: abort.signal })
  expect((await stream.next()).value).toMatchObject({ kind: 'snapshot' })
  for (let index = 0; index < 500; index++) publish()
  for (let sequence = 1; sequence <= 500; sequence++) {
    expect((await stream.next()).value).toMatchObject({ kind: 'change', sequence })
  }
  abort.abort()
  await vi.waitFor(() => expect(streams.open).toBe(0))
})

test('refuses a stream that does not exist before it starts, with the facts', async () => {
  const { doors, rest } = await openTestDoors()
  const response = await rest('/markets/NONE/book/stream')
  expect(response.status).toBe(404)
  expect(await response.json()).toMatchObject({ code: 'market/not-found', data: { marketId: 'NONE' } })
  const { desk } = await createDeskClient({ url: doors.ws, token: doors.token })
  await expect(desk.market.watchBook({ marketId: 'NONE' })).rejects.toMatchObject({
    code: 'market/not-found',
    data: { largeAmount: 2n ** 255n + 1n },
  })
})

test('tells a failure in the middle of a stream as any other, over REST and WebSocket', async () => {
  const { doors, rest, logged } = await openTestDoors()
  const { desk } = await createDeskClient({ url: doors.ws, token: doors.token })
  for (const [market, code] of [
    ['HALTS', 'market/halted'],
    ['BROKEN', 'host/internal'],
  ] as const) {
    const events = readEvents(await rest(`/markets/${market}/trades/stream`))
    expect(await events.next()).toMatchObject({ event: 'message', data: [] })
    const failure = await events.next()
    expect(failure).toMatchObject({ event: 'error', data: { code, status: expect.any(Number) } })
    expect(JSON.stringify(failure)).not.toContain('secret')
    const stream = await desk.market.watchTrades({ marketId: market })
    await stream.next()
    await expect(stream.next()).rejects.toMatchObject({ code })
  }
  expect(logged.filter(({ name }) => name === 'host.bug')).toHaveLength(2)
})

test('ends sockets, streams and the credential of a revoked token at once', async () => {
  const { doors, rest, createToken, streams } = await openTestDoors()
  const { token, tokenId } = await createToken('viewer')
  const { desk, socket } = await createDeskClient({ url: doors.ws, token })
  const overSocket = await desk.market.watchBook({ marketId })
  await overSocket.next()
  const overRest = readEvents(await rest(bookStream, { token }))
  await overRest.next()
  expect(streams.open).toBe(2)
  const closed = once(socket, 'close')
  expect((await rest(`/access/tokens/${tokenId}`, { method: 'DELETE' })).status).toBe(200)
  expect((await closed)[0]).toBe(1008)
  while ((await overRest.next())?.event === 'message');
  await vi.waitFor(() => expect(streams.open).toBe(0))
  expect((await rest('/access/me', { token })).status).toBe(401)
  await expect(createDeskClient({ url: doors.ws, token })).rejects.toThrow('401')
})

test('lets a token revoke itself and hear of it', async () => {
  const { doors, createToken } = await openTestDoors()
  const { token, tokenId } = await createToken('admin')
  const { desk } = await createDeskClient({ url: doors.ws, token })
  expect(await desk.access.revokeToken({ tokenId })).toEqual({ revoked: true })
})

test('keeps a bug’s text to the log, and gives the same id to caller and log', async () => {
  const { doors, rest, logged } = await openTestDoors()
  const response = await rest('/markets/BROKEN/book')
  const body = await response.text()
  expect(response.status).toBe(500)
  expect(body).not.toContain('secret')
  const { code, data } = JSON.parse(body)
  expect(code).toBe('host/internal')
  expect(logged).toContainEqual({
    name: 'host.bug',
    facts: expect.objectContaining({ id: data.id, where: 'market.getBook' }),
  })
  const { desk } = await createDeskClient({ url: doors.ws, token: doors.token })
  await expect(desk.market.getBook({ marketId: 'BROKEN' })).rejects.toMatchObject({
    code: 'host/internal',
    status: 500,
  })
  expect(logged.filter(({ name }) => name === 'host.bug')).toHaveLength(2)
})

test.each([
  'not json',
  '[]',
  'null',
  '{}',
  '{"i":1,"p":{"u":"/market/listMarkets"}}',
  '{"i":"1","p":{"u":"http://evil/market"}}',
  '{"i":"1","t":9,"p":{}}',
  '{"i":"1","t":3,"p":{"e":"message"}}',
  '{"i":"1","p":{"u":"/market/listMarkets","h":{"content-disposition":"attachment; filename=x"}}}',
  '{"i":"1","p":{"u":"/market/listMarkets","m":"GET"}}',
])('closes a socket that sends what is no call: %s', async (text) => {
  const { doors, rest } = await openTestDoors()
  const { socket } = await createDeskClient({ url: doors.ws, token: doors.token })
  socket.send(text)
  expect((await once(socket, 'close'))[0]).toBe(1007)
  expect((await rest('/access/me')).status).toBe(200)
})

test.each([
  { body: { json: {}, meta: [[0, 'marketId']] } },
  { body: { json: { marketId: 'x' }, meta: 7 } },
  { body: { json: { marketId: 'x' }, meta: [[0, '__proto__', 'polluted']] } },
  { body: { json: { marketId: 'x' }, meta: [[0, 'marketId']] } },
  { body: 7 },
])('answers input/invalid to a call whose body is no serialised input: $body', async ({ body }) => {
  const { doors, logged } = await openTestDoors()
  const { socket } = await createDeskClient({ url: doors.ws, token: doors.token })
  socket.send(JSON.stringify({ i: 'x', p: { u: '/market/getBook', b: body } }))
  const [data] = await once(socket, 'message')
  expect(JSON.parse(String(data))).toMatchObject({ i: 'x', p: { s: 400, b: { json: { code: 'input/invalid' } } } })
  expect(logged.filter(({ name }) => name === 'host.bug')).toEqual([])
})

test('answers host/not-found to a procedure that does not exist', async () => {
  const { doors, rest } = await openTestDoors()
  const { socket } = await createDeskClient({ url: doors.ws, token: doors.token })
  socket.send(JSON.stringify({ i: 'x', p: { u: '/market/__proto__' } }))
  const [data] = await once(socket, 'message')
  expect(JSON.parse(String(data))).toMatchObject({ p: { s: 404, b: { json: { code: 'host/not-found' } } } })
  const response = await rest('/nowhere')
  expect(response.status).toBe(404)
  expect(await response.json()).toMatchObject({ code: 'host/not-found' })
})

test('closes a socket whose message is too large, binary, or breaks the framing', async () => {
  const { doors, rest } = await openTestDoors()
  const closeCode = async (act: (socket: WebSocket) => void) => {
    const { socket } = await createDeskClient({ url: doors.ws, token: doors.token })
    const closed = once(socket, 'close')
    act(socket)
    return (await closed)[0]
  }
  expect(await closeCode((socket) => socket.send('x'.repeat(1_048_577)))).toBe(1009)
  expect(await closeCode((socket) => socket.send(Buffer.from('{}')))).toBe(1007)
  const raw = (socket: WebSocket) => Reflect.get(socket, '_socket') as NodeJS.WritableStream
  expect(await closeCode((socket) => raw(socket).write(Buffer.from([0xff, 0xff, 0xff, 0xff])))).toBe(1002)
  expect((await rest('/access/me')).status).toBe(200)
})

test('cuts off a reader that does not read, and goes on for the others', async () => {
  const limits = { bufferedBytes: 1_000, bufferedBytesMost: 200_000 }
  const { doors, rest, publish, logged, streams } = await openTestDoors({ limits })
  const { desk, socket } = await createDeskClient({ url: doors.ws, token: doors.token })
  await desk.access.whoAmI()
  socket.pause()
  for (let index = 0; index < 2_000; index++) publish()
  const call = { u: '/market/getBook', b: { json: { marketId }, meta: [] } }
  for (let id = 0; id < 400; id++) socket.send(JSON.stringify({ i: `n${id}`, p: call }))
  await vi.waitFor(() => expect(logged.map(({ name }) => name)).toContain('door.slow-reader'), 10_000)
  expect(streams.open).toBe(0)
  expect((await rest('/access/me')).status).toBe(200)
}, 20_000)

test('ends streams and sockets within a second when the doors close', async () => {
  const { doors, rest, streams } = await openTestDoors()
  const { desk, socket } = await createDeskClient({ url: doors.ws, token: doors.token })
  await (await desk.market.watchBook({ marketId })).next()
  const events = readEvents(await rest(bookStream))
  await events.next()
  const closed = once(socket, 'close')
  const startedMs = performance.now()
  await doors.close()
  expect(performance.now() - startedMs).toBeLessThan(1_500)
  expect((await closed)[0]).toBe(1001)
  await vi.waitFor(() => expect(streams.open).toBe(0))
  await expect(rest('/access/me')).rejects.toThrow()
})
