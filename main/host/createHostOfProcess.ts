import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import packageJson from '../../package.json' with { type: 'json' }
import { createHost, type Host, type HostOptions } from './createHost.ts'
import { createJsonLog } from './doors/log.ts'

type ProcessOptions = Pick<HostOptions, 'dataDirectory' | 'port' | 'makers' | 'chain'> & {
  readonly bindAddress?: string
  readonly allowedOrigins?: readonly string[]
  /** `import.meta.url` of the entry: the bundles stand beside it, the sources in their rooms. */
  readonly entryUrl: string
}

/** Makes the host of this process: real clock, log on standard error, and an end to the process on SIGTERM, SIGINT or a fatal error. */
export const createHostOfProcess = async ({ dataDirectory, entryUrl, ...options }: ProcessOptions): Promise<Host> => {
  const isBundled = entryUrl.endsWith('.cjs')
  const locate = (bundle: string, source: string): URL => new URL(isBundled ? bundle : `../../${source}`, entryUrl)
  const log = createJsonLog({ write: (line) => process.stderr.write(line), nowMs: Date.now })
  const staticDirectory = fileURLToPath(locate('../renderer', 'out/renderer'))
  if (!existsSync(staticDirectory)) log('screens.missing', { hint: 'npm run build' })
  const host = await createHost({
    ...options,
    dataDirectory: resolve(dataDirectory),
    staticDirectory,
    version: packageJson.version,
    workerUrls: {
      chain: locate('chainWorker.cjs', 'engine/chain/chainWorker.ts'),
      market: locate('marketWorker.cjs', 'engine/market/marketWorker.ts'),
      compiler: locate('compilerWorker.cjs', 'engine/compiler/compilerWorker.ts'),
      makers: locate('makersWorker.cjs', 'engine/practice/makersWorker.ts'),
      debugger: locate('debuggerWorker.cjs', 'engine/debugger/debuggerWorker.ts'),
      simulation: locate('simulationWorker.cjs', 'engine/simulation/simulationWorker.ts'),
    },
    builtInArtifacts: locate('artifacts.jsonl', 'contracts/generated/artifacts.jsonl'),
    nowMs: Date.now,
    log,
    onFatal: (reason) => {
      log('host.fatal', { reason })
      process.exit(70)
    },
  })
  let isStopping = false
  const stop = async () => {
    if (isStopping) return
    isStopping = true
    await host.close()
    process.exit(0)
  }
  process.on('SIGTERM', stop)
  process.on('SIGINT', stop)
  return host
}
