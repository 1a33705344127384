import { globSync } from 'node:fs'
import { basename } from 'node:path'
import { fileURLToPath } from 'node:url'
import { runCommand } from '../runCommand.ts'

/** `npm run bench -- [NAME…]`: runs the named benchmarks, or all of them; one JSON object a line. */

const here = fileURLToPath(new URL('.', import.meta.url))
const names = globSync('*.ts', { cwd: here })
  .map((file) => basename(file, '.ts'))
  .filter((name) => name !== 'run')
  .sort()

const chosen = process.argv.slice(2)
const unknown = chosen.filter((name) => !names.includes(name))
if (unknown.length > 0) {
  console.error(`There is no benchmark ${unknown.join(', ')}; there are ${names.join(', ')}.`)
  process.exit(2)
}

// The peers that results are compared with are no dependencies of the terminal: they have a lockfile of their own.
const peers = await runCommand(['npm', 'ci', '--prefix', `${here}peers`])
if (peers.exitCode !== 0) {
  console.error(`The peers could not be installed:\n${peers.output}`)
  process.exit(1)
}
await runCommand(['node', 'contracts/compile.ts'])
let failed = 0
for (const name of chosen.length > 0 ? chosen : names) {
  const { exitCode } = await runCommand(['node', `${here}${name}.ts`], { echo: true })
  failed += exitCode === 0 ? 0 : 1
}
process.exitCode = failed === 0 ? 0 : 1
