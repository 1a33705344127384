import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

type Found = { readonly found: true; readonly path: string } | { readonly found: false; readonly reason: string }

const executableNames: Partial<Record<NodeJS.Platform, string>> = {
  darwin: 'Electron.app/Contents/MacOS/Electron',
  win32: 'electron.exe',
}

const installedDirectory = fileURLToPath(new URL('../../node_modules/electron/', import.meta.url))

/**
 * Finds an Electron to test the shell with, without downloading one: the folder named in ELECTRON_OVERRIDE_DIST_PATH, else the
 * binary that the `electron` package fetched on an earlier start.
 */
export const findElectron = (): Found => {
  const name = executableNames[process.platform] ?? 'electron'
  const override = process.env.ELECTRON_OVERRIDE_DIST_PATH
  const candidates = [
    ...(override === undefined ? [] : [join(override, name)]),
    ...(existsSync(`${installedDirectory}path.txt`)
      ? [join(installedDirectory, 'dist', readFileSync(`${installedDirectory}path.txt`, 'utf8').trim())]
      : []),
  ]
  const path = candidates.find((candidate) => existsSync(candidate))
  if (path !== undefined) return { found: true, path }
  return {
    found: false,
    reason:
      'There is no Electron binary here: run `npx electron --version` once to fetch it, or name its folder in ELECTRON_OVERRIDE_DIST_PATH.',
  }
}
