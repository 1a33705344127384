import { fileURLToPath } from 'node:url'
import { TerminalError } from '../engine/api/errors.ts'
import type { ChainFileProgress } from '../engine/chain/file/chainFileFormat.ts'
import { exportChainFile } from '../engine/chain/file/exportChainFile.ts'
import { importChainFile, verifyChainFile } from '../engine/chain/file/importChainFile.ts'
import { systemClock } from '../engine/threads/systemClock.ts'

/** `npm run chain -- export|import|verify`: whole chains as files (`docs/chain-file.md`). */

const USAGE = `usage: chain export CHAIN.sqlite FILE    write a chain, running or not, into one file
       chain import FILE CHAIN.sqlite    execute every block of a file, and make the chain of it
       chain verify FILE                 execute every block of a file, and keep nothing`

const PROGRESS_EVERY_MS = 1_000

const createProgress = () => {
  let saidAtMs = systemClock.nowMs()
  return ({ blocks, totalBlocks }: ChainFileProgress): void => {
    if (systemClock.nowMs() - saidAtMs < PROGRESS_EVERY_MS) return
    saidAtMs = systemClock.nowMs()
    console.error(`${blocks} of ${totalBlocks} blocks`)
  }
}

/** Runs the command; answers the exit code: 0 done, 1 failed, 2 not understood. */
export const runChainCommand = async (words: readonly string[], signal: AbortSignal): Promise<number> => {
  const [command, first, second, ...more] = words
  const options = { signal, onProgress: createProgress() }
  try {
    if (command === 'export' && first !== undefined && second !== undefined && more.length === 0) {
      console.log(JSON.stringify(await exportChainFile({ file: first, path: second, ...options })))
    } else if (command === 'import' && first !== undefined && second !== undefined && more.length === 0) {
      console.log(JSON.stringify(await importChainFile({ path: first, file: second, clock: systemClock, ...options })))
    } else if (command === 'verify' && first !== undefined && second === undefined) {
      console.log(JSON.stringify(await verifyChainFile({ path: first, file: first, clock: systemClock, ...options })))
    } else {
      console.error(USAGE)
      return 2
    }
    return 0
  } catch (error) {
    if (!(error instanceof TerminalError) && !isSystemError(error)) throw error
    console.error(error.message)
    return 1
  }
}

/** Such as a file that is not there. */
const isSystemError = (error: unknown): error is NodeJS.ErrnoException =>
  error instanceof Error && 'syscall' in error && 'code' in error

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const interrupted = new AbortController()
  process.once('SIGINT', () => interrupted.abort())
  process.exitCode = await runChainCommand(process.argv.slice(2), interrupted.signal)
}
