import { TerminalError } from '../../../../engine/api/errors.ts'
import type { NetworkDetails } from '../../../../engine/api/networks.ts'
import type { Services } from '../../../../engine/api/services.ts'
import { createLock, type Lock } from '../../../../engine/chain/createLock.ts'
import type { ForkNetwork } from '../../../../engine/chain/fork/ForkNetwork.ts'
import type { ForkSource } from '../../../../engine/chain/fork/ForkPoint.ts'
import { toForkGenesis } from '../../../../engine/chain/fork/toForkGenesis.ts'
import type { Genesis } from '../../../../engine/chain/Genesis.ts'
import { type ChainHandle, type RpcDoorSession, startChainWorker } from '../../../../engine/chain/startChainWorker.ts'
import type { EthereumProvider } from '../../../../engine/networks/Network.ts'
import { parseEndpointUrl } from '../../../../engine/networks/parseEndpointUrl.ts'
import type { Log } from '../../doors/log.ts'
import { chooseNetworkId } from './chooseNetworkId.ts'
import { createLazyProvider } from './createLazyProvider.ts'
import { describeFork } from './describeFork.ts'
import { createForkFiles, type ForkRecord } from './forkFiles.ts'
import { makeFork } from './makeFork.ts'

interface NetworksOptions {
  /** Where the forks are kept. */
  readonly directory: string
  /** The chain's worker. */
  readonly workerUrl: URL
  readonly network: ForkNetwork
  /** The embedded chain, and how it is reached once it runs. */
  readonly practice: { readonly id: string; readonly name: string; readonly chainId: number }
  readonly practiceChain: () => Pick<ChainHandle, 'provider' | 'openRpcSession'>
  /** The keys of the accounts that forks send for without asking. Forks pay them with their first block. */
  readonly unlockedKeys: () => readonly `0x${string}`[]
  readonly log: Log
}

/** A fork's chain, for a thread that reads and executes on it (`openChainReader`). */
export interface ForkChain {
  readonly file: string
  readonly genesis: Genesis
  readonly source: ForkSource
}

/** The networks of the desk by their ids. */
export interface Networks {
  readonly services: Services['networks']
  /** @throws TerminalError `network/not-found` */
  findProvider(id: string): EthereumProvider
  /** @throws TerminalError `network/not-found` */
  openRpcSession(id: string, notify: (text: string) => void, rights: 'public' | 'administrator'): RpcDoorSession
  /** `undefined` for a network that is no fork. The chain runs by the time it resolves. @throws TerminalError `network/not-found` */
  openForkChain(id: string): Promise<ForkChain | undefined>
  close(): Promise<void>
}

interface OpenedFork {
  record: ForkRecord
  readonly provider: EthereumProvider
  running: Promise<ChainHandle> | undefined
  /** Starts and stops, one after the other. */
  readonly lock: Lock
}

const describe = ({ record, running }: OpenedFork): NetworkDetails => describeFork(record, running !== undefined)

/** Each runs in a thread of its own once it is used. */
const MAX_FORKS = 16

export const createNetworks = (options: NetworksOptions): Networks => {
  const { practice, practiceChain, network, log } = options
  const files = createForkFiles(options.directory, log)
  const forks = new Map<string, OpenedFork>()

  const toSource = ({ point, urls, quorum, isOffline }: ForkRecord): ForkSource => ({
    ...{ point, urls, quorum, isOffline },
    cacheFile: files.cacheFile,
  })
  const toGenesis = ({ point, hardfork, chainId }: ForkRecord): Genesis => toForkGenesis(point, { hardfork, chainId })

  const start = async ({ record }: OpenedFork): Promise<ChainHandle> =>
    startChainWorker({
      workerUrl: options.workerUrl,
      file: files.chainFile(record.id),
      genesis: toGenesis(record),
      fork: toSource(record),
      mining: { mode: 'instant' },
      unlockedKeys: options.unlockedKeys(),
      onError: (error) => log('fork.error', { id: record.id, message: error.message }),
    })

  const open = (fork: OpenedFork): Promise<ChainHandle> => {
    if (fork.running !== undefined) return fork.running
    const running = fork.lock(() => start(fork))
    const forget = (): void => {
      if (fork.running === running) fork.running = undefined
    }
    fork.running = running
    running.then((chain) => chain.onExit(forget), forget)
    return running
  }

  /** Ends its thread; whoever waits for an answer gets EIP-1193's 4900. Two threads never have the chain's file at once. */
  const stop = async (fork: OpenedFork): Promise<void> => {
    const { running } = fork
    fork.running = undefined
    await fork.lock(async () => (await running?.catch(() => undefined))?.close())
  }

  const add = (record: ForkRecord): OpenedFork => {
    const fork: OpenedFork = {
      record,
      provider: createLazyProvider(async () => (await open(findFork(record.id))).provider),
      running: undefined,
      lock: createLock(),
    }
    forks.set(record.id, fork)
    return fork
  }

  const findFork = (id: string): OpenedFork => {
    const fork = forks.get(id)
    if (fork === undefined) throw new TerminalError('network/not-found', `There is no network ${id}.`, { network: id })
    return fork
  }

  const forkNetwork: Services['networks']['forkNetwork'] = async (input) => {
    const { name, urls, blockNumber, verification, hardfork, chainId } = input
    const quorum = input.quorum ?? Math.floor(urls.length / 2) + 1
    requireRoom(forks.size, quorum, urls)
    const point = await makeFork({ urls, blockNumber, verification, quorum, cacheFile: files.cacheFile }, network)
    const id = chooseNetworkId(name, new Set([...forks.keys(), practice.id]))
    const createdAtMs = network.clock.nowMs()
    const rules = { hardfork, chainId: chainId ?? point.chainId }
    const record: ForkRecord = { version: 1, id, name, createdAtMs, urls, quorum, ...rules, isOffline: false, point }
    files.write(record)
    const fork = add(record)
    log('fork.made', { id, chainId: point.chainId, blockNumber: point.number, verification: point.verification })
    return describe(fork)
  }

  for (const record of files.readAll()) add(record)
  return {
    findProvider: (id) => (id === practice.id ? practiceChain().provider : findFork(id).provider),
    openRpcSession: (id, notify, rights) => {
      if (id === practice.id) return practiceChain().openRpcSession(notify, rights)
      const fork = findFork(id)
      let session: Promise<RpcDoorSession> | undefined
      return {
        handle: async (text) => {
          session ??= open(fork).then((chain) => chain.openRpcSession(notify, rights))
          return (await session).handle(text)
        },
        close: () => void session?.then((opened) => opened.close()).catch(() => undefined),
      }
    },
    openForkChain: async (id) => {
      if (id === practice.id) return undefined
      const fork = findFork(id)
      await open(fork)
      return { file: files.chainFile(id), genesis: toGenesis(fork.record), source: toSource(fork.record) }
    },
    close: async () => {
      await Promise.all([...forks.values()].map(stop))
    },
    services: {
      listNetworks: async () => [practice, ...[...forks.values()].map(describe)],
      forkNetwork,
      openFork: async ({ id }) => {
        const fork = findFork(id)
        await open(fork)
        return describe(fork)
      },
      closeFork: async ({ id }) => {
        const fork = findFork(id)
        await stop(fork)
        return describe(fork)
      },
      setForkOffline: async ({ id, isOffline }) => {
        const fork = findFork(id)
        if (fork.record.isOffline === isOffline) return describe(fork)
        fork.record = { ...fork.record, isOffline }
        files.write(fork.record)
        await stop(fork)
        return describe(fork)
      },
      removeFork: async ({ id }) => {
        const fork = findFork(id)
        forks.delete(id)
        await stop(fork)
        files.remove(id)
        log('fork.removed', { id })
        return { removed: true }
      },
    },
  }
}

const requireRoom = (forks: number, quorum: number, urls: readonly string[]): void => {
  for (const url of urls) parseEndpointUrl(url)
  if (quorum > urls.length) {
    const message = `${quorum} endpoints have to agree, and there are ${urls.length}.`
    throw new TerminalError('network/disagreement', message, { quorum, endpoints: String(urls.length) })
  }
  if (forks < MAX_FORKS) return
  throw new TerminalError('network/too-many', `There are ${MAX_FORKS} forks already: remove one.`, { limit: MAX_FORKS })
}
