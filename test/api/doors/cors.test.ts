import { once } from 'node:events'
import { request } from 'node:http'
import { expect, test } from 'vitest'
import { WebSocket } from 'ws'
import { openTestDoors } from './openTestDoors.ts'

const wallet = 'chrome-extension://nkbihfbeogaeaoehlefnkodbefgpgknn'
const echo = '{"jsonrpc":"2.0","id":1,"method":"echo","params":["0x1"]}'

/** `fetch` would not let `Origin` through. */
const send = (port: number, path: string, options: { origin: string; method: string; cookie?: string }) =>
  new Promise<{ status: number; headers: NodeJS.Dict<string | string[]>; body: string }>((resolve, reject) => {
    const { method, ...headers } = options
    const sent = request(
      { port, host: '127.0.0.1', path, method, headers: { 'content-type': 'application/json', ...headers } },
      (response) => {
        let body = ''
        response.on('data', (chunk) => (body += chunk))
        response.on('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers, body }))
      },
    )
    sent.on('error', reject)
    sent.end(method === 'POST' ? echo : undefined)
  })

const rpcPath = (url: string) => new URL(url).pathname

test('lets a configured wallet ask before, and then use, the JSON-RPC door', async () => {
  const { doors, port } = await openTestDoors({ allowedOrigins: [wallet] })
  const asked = await send(port, rpcPath(doors.rpc), { origin: wallet, method: 'OPTIONS' })
  expect(asked.status).toBe(204)
  expect(asked.headers).toMatchObject({
    'access-control-allow-origin': wallet,
    'access-control-allow-methods': 'POST',
    'access-control-allow-headers': 'content-type, authorization',
    vary: 'Origin',
  })
  expect(asked.headers['access-control-allow-credentials']).toBeUndefined()
  const answered = await send(port, rpcPath(doors.rpc), { origin: wallet, method: 'POST' })
  expect(JSON.parse(answered.body)).toMatchObject({ result: ['0x1'] })
  expect(answered.headers).toMatchObject({
    'access-control-allow-origin': wallet,
    'cross-origin-resource-policy': 'cross-origin',
  })
})

test('lets it read a refusal', async () => {
  const { port } = await openTestDoors({ allowedOrigins: [wallet] })
  const refused = await send(port, '/rpc', { origin: wallet, method: 'POST' })
  expect(refused.status).toBe(401)
  expect(refused.headers['access-control-allow-origin']).toBe(wallet)
})

test('opens a WebSocket for it', async () => {
  const { doors } = await openTestDoors({ allowedOrigins: [wallet] })
  const socket = new WebSocket(doors.rpc.replace('http', 'ws'), { headers: { origin: wallet } })
  await once(socket, 'open')
  socket.close()
})

test('refuses every other origin, and every other door', async () => {
  const { doors, port } = await openTestDoors({ allowedOrigins: [wallet] })
  for (const origin of ['https://evil.example', `${wallet}x`, 'null']) {
    for (const method of ['OPTIONS', 'POST']) {
      const { status, headers } = await send(port, rpcPath(doors.rpc), { origin, method })
      expect([origin, method, status]).toEqual([origin, method, 403])
      expect(headers['access-control-allow-origin']).toBeUndefined()
    }
  }
  for (const path of ['/api/access/me', '/', new URL(doors.ui).pathname]) {
    expect((await send(port, path, { origin: wallet, method: 'GET' })).status).toBe(403)
  }
})

test('takes no session of a browser from there', async () => {
  const { doors, port } = await openTestDoors({ allowedOrigins: [wallet] })
  const login = await fetch(doors.ui, { redirect: 'manual' })
  const cookie = (login.headers.get('set-cookie') ?? '').split(';')[0] ?? ''
  expect((await send(port, '/rpc', { origin: wallet, method: 'POST', cookie })).status).toBe(403)
})
