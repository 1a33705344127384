import { z } from 'zod'
import { toQuantity } from '../../chain/bytes.ts'
import type { Chain } from '../../chain/Chain.ts'
import { TransactionRequest } from '../accounts/TransactionRequest.ts'
import { defineMethod, type MethodTable, type RpcContext } from '../RpcContext.ts'
import { RPC_CODES, RpcError } from '../RpcError.ts'
import { HexBytes, NoParams } from '../schemas.ts'
import { NumberOrQuantity, toAnswer, underEachName } from '../tools.ts'

const MAX_REORG_DEPTH = 1_024

const snapshot = defineMethod(NoParams, async ({ chain }) => toQuantity(await chain.takeSnapshot()))

/** False for a snapshot that is not there, or was used: as Hardhat and Anvil answer. */
const revert = defineMethod(
  z.tuple([NumberOrQuantity]),
  async ({ chain }, [id]) => id <= Number.MAX_SAFE_INTEGER && chain.revertTo(Number(id)),
)

const BlockNumber = z.union([NumberOrQuantity, z.nan().transform(() => null)]).nullish()

/** viem sends `forking` even when there is none, with what it was not given left out, null or no number. */
const ResetRequest = z.object({
  forking: z.object({ jsonRpcUrl: z.string().nullish(), blockNumber: BlockNumber }).nullish(),
})

const noFork = (): RpcError =>
  new RpcError(RPC_CODES.invalidParams, 'a chain does not become a fork of another: make a fork beside it')

const reset = async (chain: Chain, request: z.output<typeof ResetRequest> | null | undefined): Promise<void> => {
  const { jsonRpcUrl, blockNumber } = request?.forking ?? {}
  if (jsonRpcUrl != null || blockNumber != null) {
    throw noFork()
  }
  await chain.reset()
}

const ReorgTransaction = z.tuple([z.union([HexBytes, TransactionRequest]), z.number().int().min(0)])
const ReorgParams = z.tuple([
  z.number().int().min(1).max(MAX_REORG_DEPTH),
  z.array(ReorgTransaction).max(1_000).nullish(),
])
type ReorgTransaction = z.output<typeof ReorgTransaction>

/** Takes blocks away and makes as many others, with the transactions that were asked for: each in the block of its number. */
const reorganise = async (
  context: RpcContext,
  depth: number,
  transactions: readonly ReorgTransaction[],
): Promise<void> => {
  const { chain, sendTransaction } = context
  if (transactions.some(([, block]) => block >= depth)) {
    throw new RpcError(RPC_CODES.invalidParams, `a block of the ${depth} new ones has a number from 0 to ${depth - 1}`)
  }
  const mining = chain.getMining()
  chain.setMining({ mode: 'manual' })
  try {
    await chain.rollbackTo(chain.head().number - depth)
    for (let block = 0; block < depth; block++) {
      for (const [transaction] of transactions.filter(([, number]) => number === block)) {
        if (transaction instanceof Uint8Array) await chain.sendRawTransaction(transaction)
        else await sendTransaction(transaction)
      }
      await chain.mine()
    }
  } finally {
    chain.setMining(mining)
  }
}

/** Going back: to a snapshot, by some blocks, to the genesis. */
export const rollbackMethods: MethodTable = {
  evm_snapshot: snapshot,
  evm_revert: revert,
  anvil_snapshot: snapshot,
  anvil_revert: revert,
  ...underEachName((tool) => ({
    reset: defineMethod(z.tuple([ResetRequest.nullish()]), async ({ chain }, [request]) => {
      await reset(chain, request)
      return toAnswer(tool)
    }),
    setRpcUrl: defineMethod(z.tuple([z.string().max(2_048)]), () => {
      throw noFork()
    }),
  })),
  /** Removes so many of the newest blocks; one, when not said. */
  anvil_rollback: defineMethod(z.tuple([NumberOrQuantity.nullish()]), async ({ chain }, [depth]) => {
    await chain.rollbackTo(chain.head().number - Number(depth ?? 1n))
    return null
  }),
  anvil_reorg: defineMethod(ReorgParams, async (context, [depth, transactions]) => {
    await reorganise(context, depth, transactions ?? [])
    return null
  }),
}
