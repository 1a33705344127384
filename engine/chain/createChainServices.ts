import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import type { ExportEvent } from '../api/chain.ts'
import { TerminalError } from '../api/errors.ts'
import { Bytes32 } from '../api/schemas.ts'
import type { Services } from '../api/services.ts'
import { askNetwork } from '../networks/askNetwork.ts'
import type { EthereumProvider } from '../networks/Network.ts'
import { toQuantity } from './bytes.ts'
import type { ChainFileProgress } from './file/chainFileFormat.ts'
import { exportChainFile } from './file/exportChainFile.ts'

export type ChainServicesOptions = {
  /** @throws TerminalError `network/not-found` */
  readonly findProvider: (network: string) => EthereumProvider
  /** Path of a network's SQLite file. */
  readonly findFile: (network: string) => Promise<string>
  /** The network whose blocks a market stands on: none is ever taken away. */
  readonly marketNetwork: string
  /** Where chain files are written. */
  readonly exportsDirectory: string
}

const SmallQuantity = z
  .string()
  .regex(/^0x[0-9a-f]{1,13}$/)
  .transform(Number)
const NodeSnapshot = z.object({ name: z.string(), blockNumber: SmallQuantity, createdAtMs: SmallQuantity })
const NodeBlock = z.object({ number: SmallQuantity, hash: Bytes32 })

/** The domain `chain` of the contract, over the networks' JSON-RPC and files. */
export const createChainServices = (options: ChainServicesOptions): Services['chain'] => {
  const { findProvider, findFile, marketNetwork, exportsDirectory } = options

  const ask = <Schema extends z.ZodType>(network: string, schema: Schema, method: string, ...params: unknown[]) =>
    askNetwork(findProvider(network), { method, params }, schema)

  const list = (network: string) => ask(network, z.array(NodeSnapshot), 'quantera_listSnapshots')

  const requireSnapshot = async (network: string, name: string): Promise<void> => {
    if ((await list(network)).some((snapshot) => snapshot.name === name)) return
    throw new TerminalError('chain/snapshot-not-found', `There is no snapshot "${name}".`, { network, name })
  }

  /** Fills that were settled would be undone, while positions, history and every acknowledged order stayed. */
  const requireFree = (network: string): void => {
    if (network !== marketNetwork) return
    const message =
      'The market stands on the blocks of this network: none can be removed. Use a fork, or another network.'
    throw new TerminalError('chain/in-use', message, { network })
  }

  const readHead = async (network: string) => {
    const { number, hash } = await ask(network, NodeBlock, 'eth_getBlockByNumber', 'latest', false)
    return { blockNumber: number, blockHash: hash }
  }

  return {
    listSnapshots: ({ network }) => list(network),
    saveSnapshot: async ({ network, name }) => {
      if ((await list(network)).some((snapshot) => snapshot.name === name)) {
        throw new TerminalError('chain/snapshot-exists', `There is a snapshot "${name}" already.`, { network, name })
      }
      return ask(network, NodeSnapshot, 'quantera_saveSnapshot', name)
    },
    deleteSnapshot: async ({ network, name }) => {
      await requireSnapshot(network, name)
      await ask(network, z.boolean(), 'quantera_deleteSnapshot', name)
      return { deleted: true }
    },
    revertToSnapshot: async ({ network, name }) => {
      requireFree(network)
      await requireSnapshot(network, name)
      await ask(network, Bytes32, 'quantera_revertToSnapshot', name)
      return readHead(network)
    },
    rollback: async ({ network, blockNumber }) => {
      requireFree(network)
      const { blockNumber: head } = await readHead(network)
      if (blockNumber > head) {
        throw new TerminalError('chain/rejected', `There is no block ${blockNumber}: the newest is ${head}.`, {
          network,
        })
      }
      await ask(network, z.null(), 'anvil_rollback', toQuantity(head - blockNumber))
      return readHead(network)
    },
    exportChain: async ({ network, name }, { signal }) => {
      const file = await findFile(network)
      mkdirSync(exportsDirectory, { recursive: true, mode: 0o700 })
      return streamExport(file, join(exportsDirectory, `${name}.qchain`), signal)
    },
  }
}

/** The progress as it is whenever the reader asks; the file at the end. When the reader goes, the export stops. */
async function* streamExport(file: string, path: string, caller: AbortSignal): AsyncGenerator<ExportEvent, void, void> {
  const left = new AbortController()
  let progress: ChainFileProgress | undefined
  let wake = (): void => {}
  const exporting = exportChainFile({
    file,
    path,
    signal: AbortSignal.any([caller, left.signal]),
    onProgress: (next) => {
      progress = next
      wake()
    },
  })
  try {
    for (;;) {
      const woken = new Promise<undefined>((resolve) => {
        wake = () => resolve(undefined)
      })
      const summary = await Promise.race([exporting, woken])
      if (summary === undefined) {
        if (progress !== undefined) yield progress
        continue
      }
      const { chainId, headHash, blocks } = summary
      yield { blocks, totalBlocks: blocks, file: { path, chainId, headHash } }
      return
    }
  } finally {
    left.abort()
    await exporting.catch(() => undefined)
  }
}
