import { join } from 'node:path'
import { app, type BrowserWindow, Menu, session } from 'electron'
import { createLocalHost } from './host/createLocalHost.ts'
import { createRemoteHost } from './host/createRemoteHost.ts'
import type { HostLink } from './host/HostLink.ts'
import { nextDelayMs } from './nextDelayMs.ts'
import type { ShellArguments } from './parseArguments.ts'
import { readEngineToken } from './readEngineToken.ts'
import { hardenContents } from './security/hardenContents.ts'
import { hardenSession } from './security/hardenSession.ts'
import { registerAppScheme, serveApp } from './security/serveApp.ts'
import { serveBridge } from './serveBridge.ts'
import { createApplicationMenu } from './window/createApplicationMenu.ts'
import { createMainWindow } from './window/createMainWindow.ts'

/** Where the parts of the program are. */
export interface ShellPaths {
  readonly rendererDirectory: string
  readonly preloadPath: string
  readonly hostPath: string
  readonly iconPath: string
}

/**
 * Runs the shell: one instance, one window, one way to a host.
 *
 * @throws Error with a sentence for people when the arguments can't be followed.
 */
export const startShell = (paths: ShellPaths, shellArguments: ShellArguments): void => {
  const token = shellArguments.engineSocketUrl && readEngineToken(shellArguments.engineTokenFile, process.env)
  if (!app.requestSingleInstanceLock()) {
    app.quit()
    return
  }
  // Everyone gets a sandbox, also what is forgotten in some window's options. Where Chromium was told that the system has none (it
  // refuses to run as root otherwise, as in containers) its processes would crash.
  if (!app.commandLine.hasSwitch('no-sandbox')) app.enableSandbox()
  registerAppScheme()
  hardenContents(app)
  void app.whenReady().then(() => runShell(paths, shellArguments, token))
}

const runShell = (paths: ShellPaths, shellArguments: ShellArguments, token: string | undefined): void => {
  const allowDevTools = !app.isPackaged
  hardenSession(session.defaultSession, { allowDevTools })
  serveApp(session.defaultSession.protocol, paths.rendererDirectory)

  let window: BrowserWindow | undefined
  const link = createLink(paths, shellArguments, token)
  const { runCommand } = serveBridge(link, () => window)
  const openWindow = () => {
    window = createMainWindow({
      preloadPath: paths.preloadPath,
      iconPath: paths.iconPath,
      statePath: join(app.getPath('userData'), 'window.json'),
      version: app.getVersion(),
      allowDevTools,
    })
    window.once('closed', () => {
      window = undefined
    })
    reloadAfterCrash(window)
  }
  const menu = createApplicationMenu({ isMac: process.platform === 'darwin', allowDevTools, runCommand })
  Menu.setApplicationMenu(Menu.buildFromTemplate(menu))
  openWindow()

  app.on('activate', () => {
    if (!window) openWindow()
  })
  app.on('second-instance', () => {
    if (!window) return openWindow()
    if (window.isMinimized()) window.restore()
    window.focus()
  })
  app.on('window-all-closed', () => {
    if (process.platform !== 'darwin') app.quit()
  })
  stopBeforeQuit(link)
}

const createLink = (
  { hostPath }: ShellPaths,
  { engineSocketUrl, dataDirectory }: ShellArguments,
  token: string | undefined,
): HostLink =>
  engineSocketUrl !== undefined && token !== undefined
    ? createRemoteHost({ socketUrl: engineSocketUrl, token })
    : createLocalHost({ hostPath, dataDirectory: dataDirectory ?? join(app.getPath('userData'), 'desk') })

/** Quits when the host has closed its database. */
const stopBeforeQuit = (link: HostLink): void => {
  let isStopped = false
  app.on('will-quit', (event) => {
    if (isStopped) return
    event.preventDefault()
    isStopped = true
    // Later, not at once: Electron ignores a call to quit while it is still handling the one that was prevented.
    void link.stop().finally(() => setImmediate(() => app.quit()))
  })
}

/** Brings the screens back when their process dies, later each time. */
const reloadAfterCrash = (window: BrowserWindow): void => {
  let failures = 0
  window.webContents.on('render-process-gone', (_event, { reason }) => {
    if (reason === 'clean-exit') return
    failures += 1
    setTimeout(() => window.isDestroyed() || window.reload(), nextDelayMs(failures, Math.random()))
  })
}
