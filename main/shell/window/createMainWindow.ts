import { BrowserWindow, screen } from 'electron'
import { APP_URL } from '../security/appOrigin.ts'
import { clampBounds, MIN_HEIGHT, MIN_WIDTH } from './clampBounds.ts'
import { readWindowState, type WindowState, writeWindowState } from './windowState.ts'

export interface MainWindowOptions {
  readonly preloadPath: string
  readonly iconPath: string
  readonly statePath: string
  readonly version: string
  readonly allowDevTools: boolean
}

const SAVE_AFTER_MS = 500
const DEFAULT_BOUNDS = { width: 1_440, height: 900 }

/** Opens the terminal's window where it was last, sandboxed and isolated, and shows it with its first paint. */
export const createMainWindow = (options: MainWindowOptions): BrowserWindow => {
  const state = readWindowState(options.statePath)
  const window = new BrowserWindow({
    ...(state ? clampBounds(state.bounds, workAreas()) : DEFAULT_BOUNDS),
    minWidth: MIN_WIDTH,
    minHeight: MIN_HEIGHT,
    show: false,
    title: 'Quantera Terminal',
    backgroundColor: '#0b0e14',
    icon: options.iconPath,
    webPreferences: {
      preload: options.preloadPath,
      additionalArguments: [`--quantera-version=${options.version}`],
      contextIsolation: true,
      sandbox: true,
      nodeIntegration: false,
      nodeIntegrationInWorker: false,
      nodeIntegrationInSubFrames: false,
      webSecurity: true,
      allowRunningInsecureContent: false,
      webviewTag: false,
      navigateOnDragDrop: false,
      spellcheck: false,
      devTools: options.allowDevTools,
    },
  })
  window.once('ready-to-show', () => {
    if (state?.isMaximized) window.maximize()
    if (state?.isFullScreen) window.setFullScreen(true)
    window.show()
  })
  keepState(window, options.statePath)
  void window.loadURL(APP_URL)
  return window
}

const workAreas = () => {
  const primary = screen.getPrimaryDisplay()
  const others = screen.getAllDisplays().filter(({ id }) => id !== primary.id)
  return [primary, ...others].map(({ workArea }) => workArea)
}

const keepState = (window: BrowserWindow, path: string): void => {
  let timer: NodeJS.Timeout | undefined
  const save = () => {
    clearTimeout(timer)
    const state: WindowState = {
      bounds: window.getNormalBounds(),
      isMaximized: window.isMaximized(),
      isFullScreen: window.isFullScreen(),
    }
    writeWindowState(path, state)
  }
  const saveSoon = () => {
    clearTimeout(timer)
    timer = setTimeout(save, SAVE_AFTER_MS)
  }
  // Not `close`: the page could still keep the window open; a closed one has no bounds to read, so the last save must be here.
  window.on('resize', saveSoon)
  window.on('move', saveSoon)
  window.on('close', save)
  window.on('closed', () => clearTimeout(timer))
}
