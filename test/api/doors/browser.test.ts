import { request } from 'node:http'
import { expect, test } from 'vitest'
import { WebSocket } from 'ws'
import { openTestDoors } from './openTestDoors.ts'

/** Sends a request with headers that `fetch` would not let through (`Host`, `Origin`, `Cookie`, `Sec-Fetch-Site`), its path as is. */
const send = (port: number, path: string, headers: Record<string, string> = {}, method = 'GET') =>
  new Promise<{ status: number; headers: NodeJS.Dict<string | string[]>; body: string }>((resolve, reject) => {
    const sent = request({ port, host: '127.0.0.1', path, method, headers }, (response) => {
      let body = ''
      response.on('data', (chunk) => (body += chunk))
      response.on('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers, body }))
    })
    sent.on('error', reject)
    sent.end(method === 'POST' ? '{}' : undefined)
  })

/** The status a WebSocket handshake is answered with; 101 when it opens. */
const shake = (url: string, headers: Record<string, string>) =>
  new Promise<number>((resolve) => {
    const socket = new WebSocket(url, { headers })
    socket.on('error', () => undefined)
    socket.on('unexpected-response', (_, response) => resolve(response.statusCode ?? 0))
    socket.on('open', () => {
      socket.terminate()
      resolve(101)
    })
  })

const logIn = async (desk: Awaited<ReturnType<typeof openTestDoors>>, link = desk.doors.ui) => {
  const answer = await send(desk.port, new URL(link).pathname)
  const [setCookie = ''] = [answer.headers['set-cookie'] ?? ''].flat()
  return { answer, setCookie, cookie: setCookie.split(';')[0] ?? '' }
}

test('turns a login link into a cookie that scripts and other sites cannot use, once', async () => {
  const desk = await openTestDoors()
  const { answer, setCookie, cookie } = await logIn(desk)
  expect(answer.status).toBe(303)
  expect(answer.headers.location).toBe('/')
  expect(setCookie).toMatch(new RegExp(`^quantera_${desk.port}=[0-9a-f]{64}; HttpOnly; SameSite=Strict; Path=/$`))
  expect(cookie).not.toContain(desk.doors.token)
  const again = await send(desk.port, new URL(desk.doors.ui).pathname)
  expect(again.status).toBe(410)
  expect(again.body).toContain('This link no longer works')
  expect(again.headers['set-cookie']).toBeUndefined()
})

test('does not use a login link up for a browser that only fetches ahead, or for HEAD', async () => {
  const desk = await openTestDoors()
  const path = new URL(desk.doors.ui).pathname
  expect((await send(desk.port, path, { 'sec-purpose': 'prefetch' })).status).toBe(503)
  expect((await send(desk.port, path, {}, 'HEAD')).status).toBe(404)
  expect((await logIn(desk)).answer.status).toBe(303)
})

test('lets a made login link expire after ten minutes, and the first one never', async () => {
  const desk = await openTestDoors()
  const { url } = (await (await desk.rest('/access/links', { method: 'POST', body: '{}' })).json()) as { url: string }
  desk.clock.ms += 10 * 60_000
  expect((await logIn(desk, url)).answer.status).toBe(410)
  desk.clock.ms += 30 * 86_400_000
  expect((await logIn(desk)).answer.status).toBe(303)
})

test('takes the cookie from pages of the desk alone', async () => {
  const desk = await openTestDoors()
  const { cookie } = await logIn(desk)
  const { origin } = desk.doors
  const status = (headers: Record<string, string>, method = 'GET') =>
    send(desk.port, method === 'GET' ? '/api/access/me' : '/api/access/links', { cookie, ...headers }, method).then(
      (a) => a.status,
    )
  expect(await status({})).toBe(200)
  expect(await status({ origin, 'sec-fetch-site': 'same-origin' })).toBe(200)
  expect(await status({ 'sec-fetch-site': 'same-site' })).toBe(403)
  expect(await status({ 'sec-fetch-site': 'cross-site' })).toBe(403)
  expect(await status({ origin: 'http://localhost:1' })).toBe(403)
  expect(await status({ origin: `http://localhost:${desk.port}` })).toBe(403)
  expect(await status({ origin: 'null' })).toBe(403)
  expect(await status({ origin: 'app://quantera' })).toBe(403)
  const json = { 'content-type': 'application/json' }
  expect(await status(json, 'POST')).toBe(403)
  expect(await status({ ...json, origin }, 'POST')).toBe(200)
})

test('opens a socket for the cookie only with the desk’s own Origin', async () => {
  const desk = await openTestDoors()
  const { cookie } = await logIn(desk)
  expect(await shake(desk.doors.ws, { cookie })).toBe(403)
  expect(await shake(desk.doors.ws, { cookie, origin: 'http://evil.example' })).toBe(403)
  expect(await shake(desk.doors.ws, { cookie, origin: 'app://quantera' })).toBe(403)
  expect(await shake(desk.doors.ws, { cookie, origin: desk.doors.origin })).toBe(101)
})

test('ends a session that is not used for twelve hours', async () => {
  const desk = await openTestDoors()
  const { cookie } = await logIn(desk)
  const status = () => send(desk.port, '/api/access/me', { cookie }).then((answer) => answer.status)
  desk.clock.ms += 12 * 3_600_000 - 1
  expect(await status()).toBe(200)
  desk.clock.ms += 12 * 3_600_000
  expect(await status()).toBe(401)
})

test('refuses names that were resolved to this machine, and foreign origins, on every door', async () => {
  const desk = await openTestDoors()
  const { port } = desk
  const authorization = `Bearer ${desk.doors.token}`
  for (const path of ['/', '/api/access/me', '/openapi.json', '/reference', new URL(desk.doors.ui).pathname]) {
    for (const host of [
      'evil.example',
      `evil.example:${port}`,
      '127.0.0.1',
      `127.0.0.1:${port + 1}`,
      `127.0.0.1:${port}.evil`,
    ]) {
      expect([path, host, (await send(port, path, { host, authorization })).status]).toEqual([path, host, 403])
    }
    expect((await send(port, path, { origin: 'http://evil.example', authorization })).status).toBe(403)
  }
  expect(await shake(desk.doors.ws, { authorization, host: 'evil.example' })).toBe(403)
  expect(await shake(desk.doors.ws, { authorization, origin: 'https://evil.example' })).toBe(403)
  expect(await shake(desk.doors.rpc.replace('http', 'ws'), { origin: 'https://evil.example' })).toBe(403)
  for (const host of [`localhost:${port}`, `[::1]:${port}`, `127.0.0.1:${port}`, `LOCALHOST:${port}`]) {
    expect((await send(port, '/api/access/me', { host, authorization })).status).toBe(200)
  }
  expect((await send(port, '/api/access/me', { origin: 'app://quantera', authorization })).status).toBe(200)
  expect((await logIn(desk)).answer.status).toBe(303)
})

test.each(['/api/../x', '/api/%2e%2e/x', '/api', '/api/', '/api//access/me/x', '/api/ws'])(
  'answers 404 to a path of no procedure: %s',
  async (path) => {
    const desk = await openTestDoors()
    const { status, body } = await send(desk.port, path, { authorization: `Bearer ${desk.doors.token}` })
    expect([status, JSON.parse(body).code]).toEqual([404, 'host/not-found'])
  },
)

test('gives no other origin leave to read answers', async () => {
  const desk = await openTestDoors()
  const authorization = `Bearer ${desk.doors.token}`
  for (const method of ['GET', 'OPTIONS']) {
    const { headers } = await send(desk.port, '/api/access/me', { authorization, origin: desk.doors.origin }, method)
    expect(Object.keys(headers).filter((name) => name.startsWith('access-control'))).toEqual([])
  }
})

test('serves the renderer under a strict policy: the page unstored, what is named by content for ever', async () => {
  const desk = await openTestDoors()
  const page = await send(desk.port, '/')
  expect(page).toMatchObject({ status: 200, body: expect.stringContaining('Desk') })
  expect(page.headers).toMatchObject({
    'content-type': 'text/html; charset=utf-8',
    'cache-control': 'no-cache',
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
  })
  const policy = String(page.headers['content-security-policy'])
  expect(policy).toContain("default-src 'none'; script-src 'self'; ")
  expect(policy).not.toContain('unsafe-eval')
  const asset = await send(desk.port, '/assets/index-abc123.js')
  expect(asset.headers['cache-control']).toBe('public, max-age=31536000, immutable')
  expect((await send(desk.port, '/', { 'if-none-match': String(page.headers.etag) })).status).toBe(304)
})

test.each([
  '/../outside.txt',
  '/assets/../../outside.txt',
  '/%2e%2e/outside.txt',
  '/..%2foutside.txt',
  '/%252e%252e/outside.txt',
  '/..\\outside.txt',
  '/%5c..%5coutside.txt',
  '/assets//../index.html',
  '/index.html%00.txt',
  '/link.txt',
  '/.env.txt',
  '/assets',
  '/%ff.txt',
  '//etc/passwd.txt',
  'http://127.0.0.1/index.html',
])('finds nothing outside the renderer: %s', async (path) => {
  const desk = await openTestDoors()
  const { status, body } = await send(desk.port, path)
  expect(status).toBe(404)
  expect(JSON.parse(body)).toMatchObject({ code: 'host/not-found' })
})

test('shows the contract as OpenAPI 3.1 and as a page without scripts', async () => {
  const desk = await openTestDoors()
  const { body, status } = await send(desk.port, '/openapi.json')
  const document = JSON.parse(body)
  expect(status).toBe(200)
  expect(document.openapi).toMatch(/^3\.1/)
  const submit = document.paths['/orders'].post
  expect(submit).toMatchObject({ 'x-role': 'trader', tags: ['market'] })
  expect(submit.responses['422'].content['application/json'].schema.properties.code.enum).toContain('order/tick-size')
  const order = document.components.schemas.SignableOrder
  expect(order.required).toEqual(expect.arrayContaining(['trader', 'quantity']))
  expect(order.properties.quantity).toMatchObject({ type: 'string', pattern: '^(0|[1-9][0-9]{0,77})$' })
  expect(document.components.schemas.OrderRecord.properties.order).toEqual({
    $ref: '#/components/schemas/SignableOrder',
  })
  expect(body).not.toContain('x-native-type')
  const page = await send(desk.port, '/reference')
  expect(page.body).toContain('/api/markets/{marketId}/book')
  expect(page.body).not.toContain('<script')
})
