import { type ChildProcess, spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { z } from 'zod'
import { buildTerminal } from './build.ts'
import { stopWithNpm } from './stopWithNpm.ts'

/** `npm start`: opens the terminal in Electron, or in the browser where there is no Electron or no display. */

const root = fileURLToPath(new URL('..', import.meta.url))
const electronCli = `${root}node_modules/electron/cli.js`
const hostCli = `${root}out/main/cli.cjs`

const HostLine = z.object({ ui: z.url() })

const exitCodeOf = (child: ChildProcess): Promise<number> =>
  new Promise((resolve) => {
    child.on('error', () => resolve(1))
    child.on('exit', (code) => resolve(code ?? 1))
  })

/** Electron fetches its binary on its first start; asking for its version finds out whether that works, and does it. */
const findElectronProblem = async (): Promise<string | undefined> => {
  if (process.platform === 'linux' && !process.env.DISPLAY && !process.env.WAYLAND_DISPLAY) return 'there is no display'
  const probe = spawn(process.execPath, [electronCli, '--version'], { stdio: ['ignore', 'ignore', 'ignore'] })
  const timer = setTimeout(() => probe.kill(), 120_000)
  const code = await exitCodeOf(probe)
  clearTimeout(timer)
  return code === 0 ? undefined : "Electron's binary is not here and could not be fetched"
}

const startInBrowser = async (reason: string): Promise<number> => {
  console.log(`Opening in the browser: ${reason}.`)
  const host = spawn(process.execPath, [hostCli, '--at-once', ...process.argv.slice(2)], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  stopWithNpm(() => host.kill('SIGTERM'))
  createInterface({ input: host.stdout }).on('line', (line) => {
    console.log(`\nThe terminal is ready. Open this link; it works once:\n\n  ${HostLine.parse(JSON.parse(line)).ui}\n`)
  })
  return exitCodeOf(host)
}

if ((await buildTerminal()) === 'built') console.log('Built the terminal.')
const problem = await findElectronProblem()
if (problem === undefined) {
  const electron = spawn(process.execPath, [electronCli, root, ...process.argv.slice(2)], { stdio: 'inherit' })
  stopWithNpm(() => electron.kill('SIGTERM'))
  process.exitCode = await exitCodeOf(electron)
} else {
  process.exitCode = await startInBrowser(problem)
}
