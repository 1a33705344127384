import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { connectDesk, countStates, recordStates, waitForState } from './connectDesk.ts'
import { type LaunchedShell, launchShell, missingElectron } from './launchShell.ts'
import { makeFixture } from './makeFixture.ts'
import { startTestHost } from './startTestHost.ts'

const missing = missingElectron()
if (missing) console.warn(`SKIPPED: ${missing}`)

describe.skipIf(missing)('the shell, attached to a running host', () => {
  const token = 'b2'.repeat(32)
  const cleanups: (() => Promise<void>)[] = []
  afterEach(async () => {
    for (const cleanup of cleanups.splice(0).reverse()) await cleanup()
  })
  let directory: string
  beforeAll(async () => {
    directory = await makeFixture()
  })
  afterAll(() => directory && rmSync(directory, { recursive: true }))
  const startHost = async (port?: number) => {
    const host = await startTestHost({ token, ...(port === undefined ? {} : { port }) })
    let isStopped = false
    const stop = async () => {
      if (!isStopped) await host.stop()
      isStopped = true
    }
    cleanups.push(stop)
    return { ...host, stop }
  }
  const attach = async (url: string, secret = token): Promise<LaunchedShell> => {
    const shell = await launchShell({
      main: join(directory, 'main/shell.cjs'),
      arguments: ['--engine', url],
      environment: { QUANTERA_TOKEN: secret, SHELL_FIXTURE: directory },
    })
    cleanups.push(shell.close)
    return shell
  }

  test('calls the host through the window’s port', async () => {
    const host = await startHost()
    const { page } = await attach(host.url)
    const client = await connectDesk(page)
    expect(await client.system.status()).toMatchObject({ version: 'test', phase: 'ready' })
  })

  test('tells the window when the host goes away, and connects anew when it is back', async () => {
    const host = await startHost()
    const { page } = await attach(host.url)
    await recordStates(page)
    await waitForState(page, 'up')
    const former = await connectDesk(page)
    await former.system.status()
    const before = await countStates(page)
    await host.stop()
    const down = await waitForState(page, 'down', before)
    expect(down.message).toMatch(/lost|reached/)
    expect(down.retryAtMs).toBeGreaterThan(0)
    await startHost(host.port)
    await waitForState(page, 'up', before)
    const client = await connectDesk(page)
    expect((await client.system.status()).version).toBe('test')
  })

  test('keeps one socket when the page is loaded again', async () => {
    const host = await startHost()
    const { page } = await attach(host.url)
    for (let round = 0; round < 3; round++) {
      const client = await connectDesk(page)
      expect((await client.system.status()).version).toBe('test')
      await page.reload()
    }
    await expect.poll(() => host.openSockets()).toBe(1)
  })

  test('says so when the host refuses the token', async () => {
    const host = await startHost()
    const { page } = await attach(host.url, 'c3'.repeat(32))
    await recordStates(page)
    expect((await waitForState(page, 'down')).message).toBe('The desk refused the token.')
  })

  test('sends the token in a header only, and keeps it from page and child processes', async () => {
    const host = await startHost()
    const { application, page } = await attach(host.url)
    await (await connectDesk(page)).system.status()
    const [request] = host.requests()
    expect(request?.headers.authorization).toBe(`Bearer ${token}`)
    expect(request?.url).toBe('/api/ws')
    expect(await application.evaluate(() => process.env.QUANTERA_TOKEN)).toBeUndefined()
    const pageSays = await page.evaluate(() => document.documentElement.outerHTML + JSON.stringify(window.quantera))
    expect(pageSays).not.toContain(token)
  })
})
