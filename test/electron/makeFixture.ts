import { copyFileSync, cpSync, mkdirSync, mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'vite'
import { projectDirectory } from './launchShell.ts'

const fromHere = (path: string) => fileURLToPath(new URL(path, import.meta.url))

/** A folder with the real shell and preload, a page with nothing on it, and a host that does what the test says. */
export const makeFixture = async (): Promise<string> => {
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
        input: { shell: fromHere('fixtures/fixtureShell.ts') },
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
