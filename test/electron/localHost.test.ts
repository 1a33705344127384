import { copyFileSync, cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Page } from 'playwright'
import { build } from 'vite'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { countStates, recordStates, waitForState } from './connectDesk.ts'
import { type LaunchedShell, launchShell, missingElectron, projectDirectory } from './launchShell.ts'

const missing = missingElectron()
if (missing) console.warn(`SKIPPED: ${missing}`)

const fromHere = (path: string) => fileURLToPath(new URL(path, import.meta.url))

/** A folder with the real shell and preload, a page with nothing on it, and a host that does what the test says. */
const makeFixture = async (): Promise<string> => {
  const directory = mkdtempSync(join(tmpdir(), 'shell-fixture-'))
  await build({
    configFile: false,
    logLevel: 'error',
    ssr: { noExternal: true },
    build: {
      ssr: true,
      target: 'node18',
      outDir: join(directory, 'main'),
      rolldownOptions: {
        input: { shell: fromHere('fixtures/localHostShell.ts') },
        external: ['electron', 'bufferutil', 'utf-8-validate'],
        output: { format: 'cjs', entryFileNames: '[name].cjs', chunkFileNames: '[name]-[hash].cjs' },
      },
    },
  })
  cpSync(join(projectDirectory, 'out/preload'), join(directory, 'preload'), { recursive: true })
  copyFileSync(fromHere('fixtures/host.cjs'), join(directory, 'host.cjs'))
  mkdirSync(join(directory, 'renderer'))
  writeFileSync(join(directory, 'renderer/index.html'), '<!doctype html><title>Test</title><div id="root"></div>')
  return directory
}

/** Asks the bridge for a connection and keeps it in the page. */
const connect = (page: Page): Promise<void> =>
  page.evaluate(
    () =>
      new Promise<void>((resolve) => {
        const onMessage = ({ data, ports }: MessageEvent) => {
          if (data?.type !== 'quantera:port' || !ports[0]) return
          window.removeEventListener('message', onMessage)
          window.testPort = ports[0]
          resolve()
        }
        window.addEventListener('message', onMessage)
        window.quantera?.connect()
      }),
  )

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
      arguments: [`--fixture=${directory}`],
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
    await connect(shell.page)
    expect(await ask(shell.page, 'hello')).toBe('echo hello')
    expect(hostLog()).toContain(`started --data ${join(directory, 'data')}`)
    expect(hostLog()).toContain('told {"type":"connect","role":"admin"}')
  })

  test('starts it again when it dies, and says so', async () => {
    const before = await countStates(shell.page)
    await connect(shell.page)
    await say(shell.page, 'die')
    const down = await waitForState(shell.page, 'down', before)
    expect(down).toMatchObject({ message: 'The desk’s engine stopped (exit code 3).', retryAtMs: expect.any(Number) })
    await waitForState(shell.page, 'up', before)
    await connect(shell.page)
    expect(await ask(shell.page, 'again')).toBe('echo again')
  })

  test('passes on why it failed', async () => {
    const before = await countStates(shell.page)
    await connect(shell.page)
    await say(shell.page, 'fail')
    expect((await waitForState(shell.page, 'down', before)).message).toBe('The database is damaged.')
    await waitForState(shell.page, 'up', before)
  })

  test('answers a page that asked while the host was down, once it is up', async () => {
    const before = await countStates(shell.page)
    await connect(shell.page)
    await say(shell.page, 'die')
    await waitForState(shell.page, 'down', before)
    await connect(shell.page)
    expect(await ask(shell.page, 'late')).toBe('echo late')
  })

  test('lets it stop in peace at the end', async () => {
    await shell.close()
    expect(hostLog().trimEnd().split('\n').at(-1)).toBe('told {"type":"stop"}')
  })
})
