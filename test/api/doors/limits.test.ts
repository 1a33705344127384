import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { createDeskClient } from '../../builders/createDeskClient.ts'
import { openTestDoors } from './openTestDoors.ts'

/** Writes raw bytes on a connection and answers what came back when the other side ended it. */
const speak = (port: number, text: string) =>
  new Promise<string>((resolve) => {
    let heard = ''
    const socket = connect({ port, host: '127.0.0.1' }, () => socket.write(text))
    socket.on('data', (chunk) => (heard += chunk))
    socket.on('error', () => undefined)
    socket.on('close', () => resolve(heard))
  })

const basic = (user: string, password: string) => `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`

test('takes the token as Bearer, and as the password of Basic', async () => {
  const { doors, rest } = await openTestDoors()
  const status = async (authorization: string) => (await rest('/access/me', { headers: { authorization } })).status
  expect(await status(`Bearer ${doors.token}`)).toBe(200)
  expect(await status(`bearer  ${doors.token}`)).toBe(200)
  expect(await status(basic('anyone', doors.token))).toBe(200)
  expect(await status(basic(doors.token, ''))).toBe(401)
  expect(await status(basic('', `${doors.token}x`))).toBe(401)
  expect(await status(`Digest ${doors.token}`)).toBe(401)
  expect(await status(doors.token)).toBe(401)
  expect(await status(`Bearer ${doors.token} ${doors.token}`)).toBe(401)
})

test('keeps the desk’s token readable by its owner alone, over restarts', async () => {
  const { doors, dataDirectory } = await openTestDoors()
  const path = join(dataDirectory, 'token')
  expect(statSync(path).mode & 0o777).toBe(0o600)
  expect(statSync(join(dataDirectory, 'access.sqlite')).mode & 0o777).toBe(0o600)
  expect(readFileSync(path, 'utf8')).toBe(`${doors.token}\n`)
  expect(doors.token).toMatch(/^[0-9a-f]{64}$/)
  await doors.close()
  chmodSync(path, 0o644)
  const again = await openTestDoors({ dataDirectory })
  expect(again.doors.token).toBe(doors.token)
  expect(statSync(path).mode & 0o777).toBe(0o600)
})

test('refuses a token file that is a link or holds something else', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'quantera-token-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  const dataDirectory = join(folder, 'data')
  mkdirSync(dataDirectory)
  writeFileSync(join(folder, 'elsewhere'), 'a'.repeat(64))
  symlinkSync(join(folder, 'elsewhere'), join(dataDirectory, 'token'))
  await expect(openTestDoors({ dataDirectory })).rejects.toThrow('regular file')
  rmSync(join(dataDirectory, 'token'))
  writeFileSync(join(dataDirectory, 'token'), '')
  await expect(openTestDoors({ dataDirectory })).rejects.toThrow('holds no token')
})

test('keeps made tokens over a restart, as hashes', async () => {
  const { doors, createToken, dataDirectory } = await openTestDoors()
  const { token } = await createToken('trader')
  await doors.close()
  const again = await openTestDoors({ dataDirectory })
  expect(await (await again.rest('/access/me', { token })).json()).toMatchObject({ role: 'trader' })
  expect(readFileSync(join(dataDirectory, 'access.sqlite'), 'latin1')).not.toContain(token)
})

test('lists tokens without their secrets', async () => {
  const { rest, createToken } = await openTestDoors()
  const { tokenId } = await createToken('signer')
  const listed: unknown = await (await rest('/access/tokens')).json()
  expect(listed).toEqual([{ tokenId, label: 'signer', role: 'signer', createdAtMs: 1_700_000_000_000 }])
})

test('slows wrong credentials down, and lets right ones from the same machine pass', async () => {
  const { rest, clock } = await openTestDoors({ limits: { failureBurst: 3, failuresPerMinute: 60 } })
  const wrong = () => rest('/access/me', { token: 'f'.repeat(64) })
  for (let attempt = 0; attempt < 3; attempt++) expect((await wrong()).status).toBe(401)
  const refused = await wrong()
  expect(refused.status).toBe(429)
  expect(refused.headers.get('retry-after')).toBe('1')
  expect(await refused.json()).toMatchObject({ code: 'access/rate-limited', data: { retryAfterMs: 1_000 } })
  expect((await rest('/access/me')).status).toBe(200)
  clock.ms += 1_000
  expect((await wrong()).status).toBe(401)
})

test('limits the calls of one token over all doors, and not those of another', async () => {
  const { doors, rest, createToken, clock } = await openTestDoors({ limits: { callBurst: 5, callsPerSecond: 1 } })
  const { token } = await createToken('viewer')
  const { desk } = await createDeskClient({ url: doors.ws, token })
  for (let call = 0; call < 5; call++) await desk.access.whoAmI()
  await expect(desk.access.whoAmI()).rejects.toMatchObject({
    code: 'access/rate-limited',
    data: { retryAfterMs: 1_000 },
  })
  expect((await rest('/access/me', { token })).status).toBe(429)
  expect((await rest('/access/me')).status).toBe(200)
  clock.ms += 1_000
  expect((await desk.access.whoAmI()).role).toBe('viewer')
})

test('limits the sockets and the open calls of one token', async () => {
  const { doors } = await openTestDoors({ limits: { sockets: 2, calls: 2 } })
  const connectDesk = () => createDeskClient({ url: doors.ws, token: doors.token })
  const { desk, socket } = await connectDesk()
  const watch = () => desk.market.watchBook({ marketId: 'T-BILL-13W' })
  await (await watch()).next()
  const second = await watch()
  await second.next()
  await expect(watch()).rejects.toMatchObject({ code: 'access/rate-limited', status: 429 })
  await second.return()
  await expect
    .poll(() =>
      desk.access.whoAmI().then(
        () => 'in',
        () => 'out',
      ),
    )
    .toBe('in')
  await connectDesk()
  await expect(connectDesk()).rejects.toThrow('429')
  socket.close()
  await expect
    .poll(() =>
      connectDesk().then(
        () => 'in',
        () => 'out',
      ),
    )
    .toBe('in')
})

test('answers 431 to huge headers, 400 to what is no HTTP, and stays up', async () => {
  const { port, rest } = await openTestDoors()
  const huge = await speak(port, `GET / HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nX: ${'x'.repeat(20_000)}\r\n\r\n`)
  expect(huge).toMatch(/^HTTP\/1\.1 431 /)
  expect(huge).toContain('content-security-policy')
  expect(await speak(port, 'NONSENSE\r\n\r\n')).toMatch(/^HTTP\/1\.1 400 /)
  expect(await speak(port, 'GET / HTTP/1.1\r\n\r\n')).toMatch(/^HTTP\/1\.1 400 /)
  const twoLengths = `POST /api/orders HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n`
  expect(await speak(port, twoLengths)).toMatch(/^HTTP\/1\.1 400 /)
  expect((await rest('/access/me')).status).toBe(200)
})

test('gives up on requests that trickle in, in their headers or in their body', async () => {
  const { doors, port, rest } = await openTestDoors({ limits: { headersTimeoutMs: 300, requestTimeoutMs: 600 } })
  expect(await speak(port, `GET / HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nX-Slow:`)).toMatch(/^HTTP\/1\.1 408 /)
  const head = `POST /api/orders HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nAuthorization: Bearer ${doors.token}\r\n`
  expect(await speak(port, `${head}Content-Type: application/json\r\nContent-Length: 100\r\n\r\n{"or`)).not.toMatch(
    /^HTTP\/1\.1 2/,
  )
  expect((await rest('/access/me')).status).toBe(200)
})

test('answers 413 to a body whose length is not told, and to one told to be enormous', async () => {
  const { doors, port } = await openTestDoors()
  const head = `POST /api/orders HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nAuthorization: Bearer ${doors.token}\r\nConnection: close\r\nContent-Type: application/json\r\n`
  const chunk = `100000\r\n${'x'.repeat(0x100000)}\r\n`
  const chunked = `${head}Transfer-Encoding: chunked\r\n\r\n${chunk}${chunk}0\r\n\r\n`
  expect(await speak(port, chunked)).toMatch(/^HTTP\/1\.1 413 /)
  expect(await speak(port, `${head}Content-Length: 99999999999\r\n\r\n`)).toMatch(/^HTTP\/1\.1 413 /)
})

test('takes bodies as JSON only', async () => {
  const { rest } = await openTestDoors()
  for (const type of [
    'text/plain',
    'multipart/form-data; boundary=x',
    'application/x-www-form-urlencoded',
    'application/jsonx',
  ]) {
    const response = await rest('/access/tokens', {
      method: 'POST',
      body: '{"label":"a","role":"viewer"}',
      headers: { 'content-type': type },
    })
    expect([type, response.status]).toEqual([type, 400])
  }
})

test('writes no secret to the log', async () => {
  const { doors, rest, createToken, logged } = await openTestDoors()
  const { token } = await createToken('viewer')
  const wrong = 'e'.repeat(64)
  await rest('/access/me', { token: wrong })
  await fetch(`${doors.origin}/open/${wrong}`)
  await fetch(`${doors.origin}/rpc/${wrong}`, { method: 'POST', body: '{}' })
  const session = await fetch(doors.ui, { redirect: 'manual' })
  const text = JSON.stringify(logged)
  expect(text).toContain('access.refused')
  const cookie = /=([0-9a-f]{64})/.exec(session.headers.get('set-cookie') ?? '')?.[1] ?? 'no cookie'
  for (const secret of [token, wrong, doors.token, cookie, doors.ui.slice(-64), doors.rpc.slice(-64)])
    expect(text).not.toContain(secret)
})
