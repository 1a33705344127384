import { keccak_256 } from '@noble/hashes/sha3.js'
import { z } from 'zod'
import { toHex, toQuantity } from '../../chain/bytes.ts'
import { CLIENT_VERSION } from '../clientVersion.ts'
import { defineMethod, type Json, type MethodTable } from '../RpcContext.ts'
import { requireSealed } from '../resolveBlock.ts'
import { BlockNumberOrTag, HexBytes, NoParams, Quantity } from '../schemas.ts'
import { SUGGESTED_TIP } from '../suggestedFees.ts'

const MAX_FEE_HISTORY_BLOCKS = 1_024n

/** What the chain and its fee market are. */
export const networkMethods: MethodTable = {
  web3_clientVersion: defineMethod(NoParams, () => CLIENT_VERSION),
  web3_sha3: defineMethod(z.tuple([HexBytes]), (_context, [bytes]) => toHex(keccak_256(bytes))),
  net_version: defineMethod(NoParams, ({ chain }) => String(chain.chainId)),
  net_listening: defineMethod(NoParams, () => true),
  net_peerCount: defineMethod(NoParams, () => '0x0'),
  eth_chainId: defineMethod(NoParams, ({ chain }) => toQuantity(chain.chainId)),
  eth_blockNumber: defineMethod(NoParams, ({ chain }) => toQuantity(chain.head().number)),
  eth_syncing: defineMethod(NoParams, () => false),
  eth_coinbase: defineMethod(NoParams, ({ chain }) => toHex(chain.nextEnvironment().coinbase)),
  /** Whether it makes blocks of its own accord. */
  eth_mining: defineMethod(NoParams, ({ chain }) => chain.getMining().mode !== 'manual'),
  eth_hashrate: defineMethod(NoParams, () => '0x0'),
  eth_baseFee: defineMethod(NoParams, ({ chain }) => toQuantity(chain.nextEnvironment().baseFeePerGas)),
  eth_gasPrice: defineMethod(NoParams, ({ chain }) =>
    toQuantity(chain.nextEnvironment().baseFeePerGas + SUGGESTED_TIP),
  ),
  eth_maxPriorityFeePerGas: defineMethod(NoParams, () => toQuantity(SUGGESTED_TIP)),
  eth_blobBaseFee: defineMethod(NoParams, ({ chain }) =>
    toQuantity(chain.head().header.calcNextBlobGasPrice(chain.common)),
  ),
  eth_feeHistory: defineMethod(
    z.tuple([
      Quantity.or(z.number().int().nonnegative().transform(BigInt)),
      BlockNumberOrTag,
      z.array(z.number().min(0).max(100)).max(100).nullish(),
    ]),
    ({ chain }, [count, newestId, percentiles]) => {
      const newest = requireSealed(chain, newestId)
      const wanted = count < MAX_FEE_HISTORY_BLOCKS ? count : MAX_FEE_HISTORY_BLOCKS
      const oldest = Math.max(0, newest.number - Number(wanted) + 1)
      const blocks = []
      for (let number = oldest; number <= newest.number; number++) {
        const block = chain.store.getBlockByNumber(number)
        if (block !== undefined) blocks.push(block)
      }
      const maxBlobGas = Number(chain.common.getBlobGasSchedule().maxBlobGasPerBlock)
      const json: Record<string, Json> = {
        oldestBlock: toQuantity(oldest),
        baseFeePerGas: [
          ...blocks.map(({ header }) => toQuantity(header.baseFeePerGas ?? 0n)),
          toQuantity(newest.header.calcNextBaseFee()),
        ],
        gasUsedRatio: blocks.map(({ header }) => Number(header.gasUsed) / Number(header.gasLimit)),
        baseFeePerBlobGas: [
          ...blocks.map(({ header }) => toQuantity(header.getBlobGasPrice())),
          toQuantity(newest.header.calcNextBlobGasPrice(chain.common)),
        ],
        blobGasUsedRatio: blocks.map(({ header }) => Number(header.blobGasUsed ?? 0n) / maxBlobGas),
      }
      if (percentiles) {
        json.reward = blocks.map(({ number, header }) => {
          const paid = chain.store
            .getTransactions(number)
            .map(({ effectiveGasPrice, gasUsed }) => ({
              tip: effectiveGasPrice - (header.baseFeePerGas ?? 0n),
              gasUsed,
            }))
            .sort((a, b) => (a.tip < b.tip ? -1 : 1))
          return percentiles.map((percentile) => toQuantity(findTip(paid, percentile)))
        })
      }
      return json
    },
  ),
}

/** The tip at a percentile of the block's gas. */
const findTip = (paid: readonly { tip: bigint; gasUsed: number }[], percentile: number): bigint => {
  const total = paid.reduce((sum, { gasUsed }) => sum + gasUsed, 0)
  let gas = 0
  for (const { tip, gasUsed } of paid) {
    gas += gasUsed
    if (gas >= (total * percentile) / 100) return tip
  }
  return 0n
}
