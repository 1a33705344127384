import { join } from 'node:path'
import { app, dialog } from 'electron'
import { parseArguments } from './parseArguments.ts'
import { startShell } from './startShell.ts'

// This file is bundled to `out/main/shell.cjs`.
const outDirectory = join(import.meta.dirname, '..')

const fail = (message: string): void => {
  console.error(message)
  if (app.isPackaged) dialog.showErrorBox('Quantera Terminal', message)
  app.exit(2)
}

/** Whoever can debug the packaged program can sign with it: no remote debugging, whatever the command line says. */
const isDebuggingRequested = (): boolean =>
  app.commandLine.hasSwitch('remote-debugging-port') || app.commandLine.hasSwitch('remote-debugging-pipe')

try {
  if (app.isPackaged && isDebuggingRequested()) throw new Error('Remote debugging is not available in this program.')
  startShell(
    {
      rendererDirectory: join(outDirectory, 'renderer'),
      preloadPath: join(outDirectory, 'preload', 'preload.cjs'),
      hostPath: join(outDirectory, 'main', 'host.cjs'),
      iconPath: join(outDirectory, '..', 'resources', 'icons', 'icon.png'),
    },
    parseArguments(process.argv.slice(1)),
  )
} catch (error) {
  fail(error instanceof Error ? error.message : String(error))
}
