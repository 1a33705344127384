import { join } from 'node:path'
import { MessageChannel } from 'node:worker_threads'
import { TerminalError } from '../../engine/api/errors.ts'
import type { Caller } from '../../engine/api/services.ts'
import type { SystemStatus } from '../../engine/api/system.ts'
import { createDebugger } from '../../engine/debugger/createDebugger.ts'
import { createDebuggerServices } from '../../engine/debugger/createDebuggerServices.ts'
import { type Makers, startMakersWorker } from '../../engine/practice/startMakersWorker.ts'
import { createSimulator } from '../../engine/simulation/createSimulator.ts'
import type { ChainSource } from '../../engine/simulation/SimulatorMessages.ts'
import { systemClock } from '../../engine/threads/systemClock.ts'
import { createDeskServices } from './desk/createDeskServices.ts'
import { createLatest } from './desk/createLatest.ts'
import { lockFolder } from './desk/lockFolder.ts'
import { createNetworks } from './desk/networks/createNetworks.ts'
import {
  artifactsFileOf,
  openPracticeDesk,
  type PracticeChainOptions,
  practiceNetwork,
  type RunningDesk,
} from './desk/openPracticeDesk.ts'
import type { PortLike } from './doors/connectPort.ts'
import { createDoors, type Doors } from './doors/createDoors.ts'
import type { Log } from './doors/log.ts'

export interface HostOptions {
  readonly dataDirectory: string
  readonly port: number
  readonly bindAddress?: string
  /** Pages and wallets that may use the JSON-RPC door. */
  readonly allowedOrigins?: readonly string[]
  readonly staticDirectory: string
  readonly workerUrls: {
    readonly chain: URL
    readonly market: URL
    readonly makers: URL
    readonly compiler: URL
    readonly simulation: URL
    readonly debugger: URL
  }
  /** Our own contracts with their sources: `contracts/generated/artifacts.jsonl`, or the bundle's copy. */
  readonly builtInArtifacts: URL
  readonly version: string
  /** Whether the practice desk's market makers trade. */
  readonly makers: boolean
  readonly chain?: PracticeChainOptions
  readonly nowMs: () => number
  readonly log: Log
  /** Called once when the host can't go on: whoever runs it ends the process, and starts it again. */
  readonly onFatal: (reason: string) => void
}

/** A desk with its doors open. */
export interface Host {
  readonly doors: Doors
  /** Resolves when the desk trades; rejects when it can't be made ready. */
  readonly ready: Promise<void>
  connectPort(port: PortLike, caller: Caller): () => void
  close(): Promise<void>
}

/** A bundle that takes long leaves one to the others. */
const simulationThreads = 2

/** How often the count of unsettled fills is looked up for the status. */
const unsettledPollMs = 500

/**
 * Opens the doors at once and the desk behind them as fast as it can be made ready; until then procedures that need it answer
 * `host/starting`, and the status tells the progress.
 *
 * @throws TerminalError `store/busy` when another host has the folder.
 */
export const createHost = async (options: HostOptions): Promise<Host> => {
  const { log, nowMs } = options
  const unlock = lockFolder(options.dataDirectory)
  const status = createLatest<SystemStatus>({
    version: options.version,
    phase: 'starting',
    network: practiceNetwork,
    unsettledFills: 0,
    nowMs: nowMs(),
  })
  const update = (change: Partial<SystemStatus>) => status.set({ ...status.get(), ...change })
  let running: RunningDesk | undefined
  const desk = (): RunningDesk => {
    if (running === undefined) throw new TerminalError('host/starting', 'The desk is being prepared.')
    return running
  }

  const networks = createNetworks({
    directory: join(options.dataDirectory, 'forks'),
    workerUrl: options.workerUrls.chain,
    network: { fetch, clock: { ...systemClock, nowMs }, random: Math.random },
    practice: practiceNetwork,
    practiceChain: () => desk().chain,
    unlockedKeys: () => desk().unlockedKeys,
    log,
  })

  const findChain = async (network: string): Promise<ChainSource> => {
    const fork = await networks.openForkChain(network)
    return fork === undefined ? desk().chainSource : { file: fork.file, genesis: fork.genesis, fork: fork.source }
  }
  const artifactsFile = artifactsFileOf(options.dataDirectory)
  const traces = createDebugger({ workerUrl: options.workerUrls.debugger, artifactsFile })
  const simulator = createSimulator({
    workerUrl: options.workerUrls.simulation,
    threads: simulationThreads,
    artifactsFile,
    findChain,
    schedule: systemClock.schedule,
  })

  const doors = await createDoors({
    services: createDeskServices({
      status,
      nowMs,
      networks,
      simulator,
      debugging: createDebuggerServices({ traces, findChain }),
      dataDirectory: options.dataDirectory,
      desk,
    }),
    rpc: {
      openSession: (notify, { developmentMethods }, network = practiceNetwork.id) =>
        networks.openRpcSession(network, notify, developmentMethods ? 'administrator' : 'public'),
    },
    staticDirectory: options.staticDirectory,
    dataDirectory: options.dataDirectory,
    port: options.port,
    ...(options.bindAddress === undefined ? {} : { host: options.bindAddress }),
    ...(options.allowedOrigins === undefined ? {} : { allowedOrigins: options.allowedOrigins }),
    clock: { nowMs },
    isReady: () => running !== undefined,
    log,
    version: options.version,
  }).catch((error: unknown) => {
    unlock()
    throw error
  })

  let isClosing = false
  let makers: Makers | undefined
  let stopPolling = () => {}
  const start = async (): Promise<void> => {
    running = await openPracticeDesk({
      dataDirectory: options.dataDirectory,
      ...(options.chain === undefined ? {} : { chain: options.chain }),
      workerUrls: options.workerUrls,
      builtInArtifacts: options.builtInArtifacts,
      nowMs,
      log,
      onProgress: (progress) => update({ progress }),
      onHead: (block) => update({ block }),
      onFatal: (part) => {
        if (!isClosing) options.onFatal(`The ${part} has ended unexpectedly.`)
      },
    })
    stopPolling = pollUnsettled(running, (unsettledFills) => {
      if (unsettledFills !== status.get().unsettledFills) update({ unsettledFills })
    })
    if (options.makers) {
      makers = startMakers(options, doors, running)
      // Whoever hears that the desk is ready finds quotes in its books.
      await makers.quoting
    }
    update({ phase: 'ready', progress: undefined })
    log('desk.ready', { block: status.get().block?.number ?? 0 })
  }
  const ready = start().catch((error: unknown) => {
    const failure = error instanceof Error ? error.message : String(error)
    update({ phase: 'failed', progress: undefined, failure })
    log('desk.failed', { failure })
    throw error
  })
  ready.catch(() => undefined) // the status tells it; whoever awaits `ready` hears it too

  return {
    doors,
    ready,
    connectPort: doors.connectPort,
    close: async () => {
      isClosing = true
      stopPolling()
      await ready.catch(() => undefined)
      await makers?.stop()
      await doors.close()
      await Promise.all([simulator.close(), traces.close()])
      await networks.close()
      await running?.close()
      unlock()
    },
  }
}

const pollUnsettled = (desk: RunningDesk, listener: (count: number) => void): (() => void) => {
  const timer = setInterval(async () => {
    // A market that has just ended is told elsewhere.
    listener(await desk.market.unsettledCount().catch(() => 0))
  }, unsettledPollMs)
  return () => clearInterval(timer)
}

const startMakers = (options: HostOptions, doors: Doors, desk: RunningDesk): Makers => {
  const { port1, port2 } = new MessageChannel()
  doors.connectPort(port1, { principal: 'practice-makers', role: 'trader' })
  const { seed, issuedAtS, tradingModule } = desk.makers
  return startMakersWorker({
    workerUrl: options.workerUrls.makers,
    port: port2,
    seed,
    issuedAtS,
    domain: { chainId: practiceNetwork.chainId, verifyingContract: tradingModule },
    onError: (error) => options.log('makers.failed', { message: error.message }),
  })
}
