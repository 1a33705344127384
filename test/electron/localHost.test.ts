import { readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from 'playwright'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { askForPort, countStates, recordStates, waitForState } from './connectDesk.ts'
import { type LaunchedShell, launchShell, missingElectron } from './launchShell.ts'
import { makeFixture } from './makeFixture.ts'

const missing = missingElectron()
if (missing) console.warn(`SKIPPED: ${missing}`)

const say = (page: Page, text: string): Promise<void> =>
  page.evaluate((message) => window.testPort?.postMessage(message), text)

const ask = (page: Page, text: string): Promise<string> =>
  page.evaluate(
    (message) =>
      new Promise<string>((resolve) => {
        if (!window.testPort) throw new Error('There is no port.')
        window.testPort.onmessage = ({ data }) => resolve(data)
        window.testPort.postMessage(message)
      }),
    text,
  )

describe.skipIf(missing)('the shell, with a host of its own', () => {
  let directory: string
  let shell: LaunchedShell
  beforeAll(async () => {
    directory = await makeFixture()
    shell = await launchShell({
      main: join(directory, 'main/shell.cjs'),
      arguments: ['--data', join(directory, 'data')],
      environment: { SHELL_FIXTURE: directory },
    })
    await recordStates(shell.page)
    await waitForState(shell.page, 'up')
  })
  afterAll(async () => {
    await shell?.close()
    if (directory) rmSync(directory, { recursive: true })
  })
  const hostLog = () => readFileSync(join(directory, 'host.log'), 'utf8')

  test('starts it with the data folder and joins the window to it as administrator', async () => {
    await askForPort(shell.page)
    expect(await ask(shell.page, 'hello')).toBe('echo hello')
    expect(hostLog()).toContain(`started --data ${join(directory, 'data')}`)
    expect(hostLog()).toContain('told {"type":"connect","role":"admin"}')
  })

  test('starts it again when it dies, and says so', async () => {
    const before = await countStates(shell.page)
    await askForPort(shell.page)
    await say(shell.page, 'die')
    const down = await waitForState(shell.page, 'down', before)
    expect(down).toMatchObject({ message: 'The desk’s engine stopped (exit code 3).', retryAtMs: expect.any(Number) })
    await waitForState(shell.page, 'up', before)
    await askForPort(shell.page)
    expect(await ask(shell.page, 'again')).toBe('echo again')
  })

  test('passes on why it failed', async () => {
    const before = await countStates(shell.page)
    await askForPort(shell.page)
    await say(shell.page, 'fail')
    expect((await waitForState(shell.page, 'down', before)).message).toBe('The database is damaged.')
    await waitForState(shell.page, 'up', before)
  })

  test('answers a page that asked while the host was down, once it is up', async () => {
    const before = await countStates(shell.page)
    await askForPort(shell.page)
    await say(shell.page, 'die')
    await waitForState(shell.page, 'down', before)
    await askForPort(shell.page)
    expect(await ask(shell.page, 'late')).toBe('echo late')
  })

  test('lets it stop in peace at the end', async () => {
    await shell.close()
    expect(hostLog().trimEnd().split('\n').at(-1)).toBe('told {"type":"stop"}')
  })
})
