import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { _electron, type ElectronApplication, type Page } from 'playwright'
import { findElectron } from '../builders/findElectron.ts'

export const projectDirectory = fileURLToPath(new URL('../..', import.meta.url))

/** Why there is nothing to launch the shell with, if so. */
export const missingElectron = (): string | undefined => {
  const electron = findElectron()
  return electron.found ? undefined : electron.reason
}

export interface LaunchOptions {
  /** What Electron runs: the project, or another main bundle. */
  readonly main?: string
  readonly arguments?: readonly string[]
  readonly environment?: Readonly<Record<string, string>>
  /** Where the program keeps its files; a fresh folder when absent. */
  readonly configDirectory?: string
}

export interface LaunchedShell {
  readonly application: ElectronApplication
  readonly page: Page
  readonly configDirectory: string
  close(): Promise<void>
}

export const electronPath = (): string => {
  const electron = findElectron()
  if (!electron.found) throw new Error(electron.reason)
  return electron.path
}

/** The command line and environment of a shell that keeps its files in `configDirectory`. */
export const shellCommand = (configDirectory: string, options: LaunchOptions) => ({
  args: [
    // Chromium's sandbox doesn't run as root, which containers are.
    ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
    options.main ?? projectDirectory,
    ...(options.arguments ?? []),
  ],
  env: {
    ...Object.fromEntries(Object.entries(process.env).flatMap(([name, value]) => (value ? [[name, value]] : []))),
    ...options.environment,
    XDG_CONFIG_HOME: configDirectory,
  },
})

/** Launches the built shell and waits for its window. */
export const launchShell = async (options: LaunchOptions = {}): Promise<LaunchedShell> => {
  if (!existsSync(join(projectDirectory, 'out/main/shell.cjs'))) throw new Error('Run `npm run build` first.')
  const configDirectory = options.configDirectory ?? mkdtempSync(join(tmpdir(), 'shell-'))
  const application = await _electron.launch({
    executablePath: electronPath(),
    timeout: 30_000,
    ...shellCommand(configDirectory, options),
  })
  const page = await application.firstWindow()
  page.setDefaultTimeout(20_000)
  await page.waitForLoadState('load')
  return {
    application,
    page,
    configDirectory,
    close: async () => {
      await application.close()
      if (!options.configDirectory) rmSync(configDirectory, { recursive: true, force: true })
    },
  }
}
