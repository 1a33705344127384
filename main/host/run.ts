import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { buildTerminal } from '../build.ts'
import { stopWithNpm } from '../stopWithNpm.ts'

/** `npm run host`: the bundled host, built first where its sources have changed. */
await buildTerminal()
const cli = fileURLToPath(new URL('../../out/main/cli.cjs', import.meta.url))
const child = spawn(process.execPath, [cli, ...process.argv.slice(2)], { stdio: 'inherit' })
stopWithNpm(() => child.kill('SIGTERM'))
child.on('exit', (code, signal) => process.exit(code ?? (signal === null ? 1 : 128)))
