import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

const modules = fileURLToPath(new URL('../../../node_modules/', import.meta.url))
const run = promisify(execFile)

/** Runs one of Foundry's programs; rejects with what it wrote to standard error when it fails. */
export const runTool = async (
  tool: 'cast' | 'forge',
  options: readonly string[],
  directory?: string,
): Promise<string> => {
  const architecture = process.arch === 'x64' ? 'amd64' : process.arch
  const binary = `${modules}@foundry-rs/${tool}-${process.platform}-${architecture}/bin/${tool}`
  const { stdout } = await run(binary, [...options], {
    ...(directory === undefined ? {} : { cwd: directory }),
    env: { ...process.env, FOUNDRY_DISABLE_NIGHTLY_WARNING: '1', NO_COLOR: '1' },
    maxBuffer: 64 * 1_048_576,
  })
  return stdout.trim()
}
