import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { contentSecurityPolicy } from '../../main/contentSecurityPolicy.ts'
import { askForPort } from './connectDesk.ts'
import {
  electronPath,
  type LaunchedShell,
  launchShell,
  missingElectron,
  projectDirectory,
  shellCommand,
} from './launchShell.ts'
import { startTestHost } from './startTestHost.ts'

const missing = missingElectron()
if (missing) console.warn(`SKIPPED: ${missing}`)

describe.skipIf(missing)('the shell', () => {
  const token = 'a1'.repeat(32)
  let host: Awaited<ReturnType<typeof startTestHost>>
  let shell: LaunchedShell
  const launchOptions = () => ({ arguments: ['--engine', host.url], environment: { QUANTERA_TOKEN: token } })
  beforeAll(async () => {
    host = await startTestHost({ token })
    shell = await launchShell(launchOptions())
  })
  afterAll(async () => {
    await shell?.close()
    await host?.stop()
  })

  test('opens one visible window with the terminal in it', async () => {
    expect(shell.application.windows()).toHaveLength(1)
    expect(shell.page.url()).toMatch(/^app:\/\/quantera\/index\.html/)
    expect(await shell.page.title()).toContain('Quantera Terminal')
    expect(await shell.page.locator('#root').count()).toBe(1)
    await expect
      .poll(() => shell.application.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.isVisible()))
      .toBe(true)
  })

  test('gives the page a sandbox, isolation and no Node', async () => {
    const preferences = await shell.application.evaluate(({ webContents }) => {
      const [contents] = webContents.getAllWebContents()
      return (contents as unknown as { getLastWebPreferences(): Electron.WebPreferences }).getLastWebPreferences()
    })
    expect(preferences).toMatchObject({
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      nodeIntegrationInSubFrames: false,
      webSecurity: true,
      webviewTag: false,
    })
    const names = ['require', 'process', 'module', 'global', 'Buffer', 'electron', 'ipcRenderer', '__dirname']
    expect(await shell.page.evaluate((list) => list.filter((name) => name in globalThis), names)).toEqual([])
  })

  test('gives the page the bridge and nothing more', async () => {
    const bridge = await shell.page.evaluate(() => Object.keys(window.quantera ?? {}).sort())
    expect(bridge).toEqual(['connect', 'kind', 'onHostState', 'onMenuCommand', 'platform', 'version'])
    expect(await shell.page.evaluate(() => window.quantera?.version)).toMatch(/^\d+\.\d+\.\d+/)
  })

  test('serves the page with the strict policy', async () => {
    const headers = await shell.page.evaluate(async () => Object.fromEntries((await fetch('index.html')).headers))
    expect(headers).toMatchObject({
      'content-security-policy': contentSecurityPolicy,
      'content-type': 'text/html; charset=utf-8',
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
    })
  })

  test('blocks eval, new Function, inline scripts and WebAssembly', async () => {
    // In a task of the page's own: code that a debugger evaluates is exempt from the policy.
    const outcomes = await shell.page.evaluate(
      () =>
        new Promise<Record<string, string>>((resolve) =>
          setTimeout(() => {
            const attempt = (run: () => unknown) => {
              try {
                run()
                return 'ran'
              } catch (error) {
                return (error as Error).name
              }
            }
            const script = document.createElement('script')
            script.textContent = 'window.inlineScriptRan = true'
            document.head.append(script)
            resolve({
              // biome-ignore lint/security/noGlobalEval: the test is that it doesn't work.
              eval: attempt(() => globalThis.eval('1')),
              function: attempt(() => new Function('return 1')()),
              inline: 'inlineScriptRan' in window ? 'ran' : 'blocked',
              wasm: attempt(() => new WebAssembly.Module(new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0]))),
            })
          }),
        ),
    )
    expect(outcomes).toEqual({ eval: 'EvalError', function: 'EvalError', inline: 'blocked', wasm: 'CompileError' })
  })

  test.each([
    'app://quantera/..%2f..%2fpackage.json',
    'app://quantera/%2e%2e/main/shell.js',
    'app://quantera/..%2fmain%2fshell.cjs',
    'app://quantera/nothing.js',
  ])('answers %s with 404 and nothing in it', async (url) => {
    const answer = await shell.page.evaluate(async (address) => {
      const response = await fetch(address)
      return { status: response.status, text: await response.text() }
    }, url)
    expect(answer).toEqual({ status: 404, text: '' })
  })

  test.each(['https://example.com/', 'http://127.0.0.1/', 'file:///etc/passwd', 'app://other/index.html'])(
    'lets the page fetch nothing from %s',
    async (url) => {
      const outcome = await shell.page.evaluate(
        (address) =>
          fetch(address).then(
            () => 'fetched',
            () => 'blocked',
          ),
        url,
      )
      expect(outcome).toBe('blocked')
    },
  )

  test.each(['https://example.com/', 'data:text/html,hello', 'file:///etc/passwd', 'app://quantera/assets/x.svg'])(
    'stays when the page navigates to %s',
    async (url) => {
      const attempts = await shell.application.evaluateHandle(({ webContents }) => {
        const seen: string[] = []
        const [contents] = webContents.getAllWebContents()
        contents?.on('did-start-navigation', ({ url: started }) => seen.push(started))
        contents?.on('did-navigate', (_event, reached) => seen.push(`reached ${reached}`))
        return seen
      })
      await shell.page.evaluate((address) => {
        ;(window as { stillHere?: boolean }).stillHere = true
        const link = document.createElement('a')
        link.href = address
        document.body.append(link)
        link.click()
        link.remove()
        window.location.href = address
      }, url)
      // A round trip through both processes, after which a navigation would have begun.
      await shell.page.evaluate(() => new Promise((resolve) => setTimeout(resolve, 300)))
      expect(await shell.page.evaluate(() => (window as { stillHere?: boolean }).stillHere)).toBe(true)
      expect(shell.page.url()).toMatch(/^app:\/\/quantera\/index\.html/)
      expect((await attempts.jsonValue()).filter((entry) => entry.startsWith('reached'))).toEqual([])
    },
  )

  test('opens no window for the page', async () => {
    const opened = await shell.page.evaluate(() => [
      window.open('https://example.com/'),
      window.open('about:blank'),
      window.open('index.html', '_blank', 'noopener'),
    ])
    expect(opened).toEqual([null, null, null])
    expect(shell.application.windows()).toHaveLength(1)
  })

  test('shows no frames and no webviews', async () => {
    const frames = await shell.page.evaluate(async () => {
      const frame = document.createElement('iframe')
      frame.src = 'app://quantera/index.html'
      const webview = document.createElement('webview')
      webview.setAttribute('src', 'app://quantera/index.html')
      document.body.append(frame, webview)
      await new Promise((resolve) => setTimeout(resolve, 300))
      const isEmpty = !frame.contentDocument?.getElementById('root')
      frame.remove()
      webview.remove()
      return { isEmpty }
    })
    expect(frames).toEqual({ isEmpty: true })
    expect(await shell.application.evaluate(({ webContents }) => webContents.getAllWebContents().length)).toBe(1)
  })

  test('denies permissions', async () => {
    const outcomes = await shell.page.evaluate(async () => ({
      geolocation: await new Promise((resolve) =>
        navigator.geolocation.getCurrentPosition(
          () => resolve('granted'),
          ({ code }) => resolve(code),
        ),
      ),
      geolocationState: (await navigator.permissions.query({ name: 'geolocation' })).state,
      notifications: await Notification.requestPermission(),
      camera: (await navigator.permissions.query({ name: 'camera' })).state,
      microphone: (await navigator.permissions.query({ name: 'microphone' })).state,
      clipboardRead: await navigator.clipboard.readText().then(
        () => 'granted',
        ({ name }: Error) => name,
      ),
    }))
    expect(outcomes).toEqual({
      // PERMISSION_DENIED
      geolocation: 1,
      geolocationState: 'denied',
      notifications: 'denied',
      camera: 'denied',
      microphone: 'denied',
      clipboardRead: 'NotAllowedError',
    })
  })

  test('gives no connection to another window, nor to another page', async () => {
    const foreign = await shell.application.evaluate(
      async ({ BrowserWindow, ipcMain }, preload) => {
        const heard: string[] = []
        ipcMain.on('quantera:connect', ({ sender }) => heard.push(sender.getURL()))
        const code = `new Promise((resolve) => {
        window.addEventListener('message', (event) => resolve('a port: ' + event.ports.length))
        window.quantera.onHostState(() => resolve('a state'))
        window.quantera.connect()
        setTimeout(() => resolve('nothing'), 1000)
      })`
        const answers: unknown[] = []
        for (const url of ['app://quantera/index.html', 'data:text/html,hello']) {
          const other = new BrowserWindow({ show: false, webPreferences: { preload, sandbox: true } })
          await other.loadURL(url)
          answers.push(await other.webContents.executeJavaScript(code))
          other.destroy()
        }
        return { answers, heard }
      },
      join(projectDirectory, 'out/preload/preload.cjs'),
    )
    expect(foreign.answers).toEqual(['nothing', 'nothing'])
    // They did ask.
    expect(new Set(foreign.heard)).toEqual(new Set(['app://quantera/index.html', 'data:text/html,hello']))
    // And the terminal's own page is answered.
    expect(await askForPort(shell.page)).toBe(true)
  })

  test('sends commands of the menu to the page', async () => {
    await shell.page.evaluate(() => {
      const commands: string[] = []
      ;(window as { testCommands?: string[] }).testCommands = commands
      window.quantera?.onMenuCommand((commandId) => commands.push(commandId))
    })
    await shell.application.evaluate(({ Menu }) => Menu.getApplicationMenu()?.getMenuItemById('palette.open')?.click())
    await expect
      .poll(() => shell.page.evaluate(() => (window as { testCommands?: string[] }).testCommands))
      .toEqual(['palette.open'])
  })

  test('quits a second instance and leaves the first alone', async () => {
    const { args, env } = shellCommand(shell.configDirectory, launchOptions())
    const second = spawn(electronPath(), args, { env, stdio: 'ignore' })
    expect(await once(second, 'exit')).toEqual([0, null])
    expect(await shell.page.locator('#root').count()).toBe(1)
    expect(shell.application.windows()).toHaveLength(1)
  })

  test('opens its window where it was', async () => {
    const configDirectory = mkdtempSync(join(tmpdir(), 'shell-'))
    const bounds = { x: 40, y: 30, width: 1_000, height: 640 }
    const options = { ...launchOptions(), configDirectory }
    const first = await launchShell(options)
    await first.application.evaluate(({ BrowserWindow }, wanted) => {
      BrowserWindow.getAllWindows()[0]?.setBounds(wanted)
    }, bounds)
    const boundsOf = ({ application }: LaunchedShell) =>
      application.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.getBounds())
    // A window system moves windows when it gets to it.
    await expect.poll(() => boundsOf(first)).toEqual(bounds)
    await first.close()
    const second = await launchShell(options)
    const restored = await boundsOf(second)
    await second.close()
    rmSync(configDirectory, { recursive: true })
    expect(restored).toEqual(bounds)
  })
})
