import { compileContracts } from '../contracts/compile.ts'
import { TerminalError } from '../engine/api/errors.ts'
import { systemClock } from '../engine/threads/systemClock.ts'

/** `npm run deploy`: see `docs/deployment.md`. */

/** Such as a file that is not there. */
const isSystemError = (error: unknown): error is NodeJS.ErrnoException =>
  error instanceof Error && 'syscall' in error && 'code' in error

const USAGE_ERROR = 2

try {
  await compileContracts()
  // Only now is what it imports up to date.
  const { deploy } = await import('./deployment/deploy.ts')
  const say = (line: string): void => console.log(line)
  await deploy(process.argv.slice(2), { environment: process.env, clock: systemClock, random: Math.random, say })
} catch (error) {
  if (!(error instanceof TerminalError) && !isSystemError(error)) throw error
  console.error(error.message)
  process.exitCode = error.code === 'deployment/invalid' ? USAGE_ERROR : 1
}
