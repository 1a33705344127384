import { z } from 'zod'
import { toHex, toQuantity } from '../../chain/bytes.ts'
import type { Chain } from '../../chain/Chain.ts'
import type { BlockRecord, TransactionRecord } from '../../chain/store/ChainRecords.ts'
import { formatBlock, formatPooled, formatReceipt, formatTransaction } from '../format.ts'
import { defineMethod, type Json, type MethodTable } from '../RpcContext.ts'
import { findBlock } from '../resolveBlock.ts'
import { BlockId, type BlockId as BlockIdValue, BlockNumberOrTag, HashBytes, Quantity } from '../schemas.ts'

const findSealed = (chain: Chain, id: BlockIdValue): BlockRecord | undefined => {
  const block = findBlock(chain, id)
  return block === 'pending' ? chain.head() : block
}

const describeBlock = (chain: Chain, block: BlockRecord | undefined, isFull: boolean): Json => {
  if (block === undefined) return null
  const records = chain.store.getTransactions(block.number)
  return formatBlock(
    block,
    records.map((record) => (isFull ? formatTransaction(record, block, chain.common) : toHex(record.hash))),
  )
}

const describeAt = (chain: Chain, block: BlockRecord | undefined, index: bigint): Json => {
  const record = block === undefined ? undefined : chain.store.getTransactions(block.number)[Number(index)]
  return block === undefined || record === undefined ? null : formatTransaction(record, block, chain.common)
}

const countTransactions = (chain: Chain, block: BlockRecord | undefined): Json =>
  block === undefined ? null : toQuantity(chain.store.getTransactions(block.number).length)

const describeReceipts = (chain: Chain, block: BlockRecord, records: readonly TransactionRecord[]): Json[] => {
  const filter = { fromBlock: block.number, toBlock: block.number, addresses: [], topics: [] }
  const logs = chain.store.getLogs(filter, Number.MAX_SAFE_INTEGER)
  return records.map((record) => {
    const own = logs.filter(({ transactionPosition }) => transactionPosition === record.position)
    return formatReceipt(record, block, own, chain.common)
  })
}

const ByHash = z.tuple([HashBytes])
const ByNumber = z.tuple([BlockNumberOrTag])

/** There are none since EIP-3675: a block that is there has 0, another is null. */
const countUncles = (block: BlockRecord | undefined): Json => (block === undefined ? null : '0x0')

/** Blocks, the transactions in them, and their receipts. */
export const blockMethods: MethodTable = {
  eth_getBlockByNumber: defineMethod(
    z.tuple([BlockNumberOrTag, z.boolean().default(false)]),
    ({ chain }, [id, isFull]) => describeBlock(chain, findSealed(chain, id), isFull),
  ),
  eth_getBlockByHash: defineMethod(z.tuple([HashBytes, z.boolean().default(false)]), ({ chain }, [hash, isFull]) =>
    describeBlock(chain, findSealed(chain, hash), isFull),
  ),
  eth_getBlockTransactionCountByNumber: defineMethod(ByNumber, ({ chain }, [id]) =>
    countTransactions(chain, findSealed(chain, id)),
  ),
  eth_getBlockTransactionCountByHash: defineMethod(ByHash, ({ chain }, [hash]) =>
    countTransactions(chain, findSealed(chain, hash)),
  ),
  eth_getUncleCountByBlockNumber: defineMethod(ByNumber, ({ chain }, [id]) => countUncles(findSealed(chain, id))),
  eth_getUncleCountByBlockHash: defineMethod(ByHash, ({ chain }, [hash]) => countUncles(findSealed(chain, hash))),
  eth_getUncleByBlockNumberAndIndex: defineMethod(z.tuple([BlockNumberOrTag, Quantity]), () => null),
  eth_getUncleByBlockHashAndIndex: defineMethod(z.tuple([HashBytes, Quantity]), () => null),
  eth_getTransactionByHash: defineMethod(ByHash, ({ chain }, [hash]) => {
    const record = chain.store.getTransaction(hash)
    if (record !== undefined)
      return describeAt(chain, chain.store.getBlockByNumber(record.blockNumber), BigInt(record.position))
    const pooled = chain.getPooled(toHex(hash))
    return pooled === undefined ? null : formatPooled(pooled)
  }),
  eth_getTransactionByBlockNumberAndIndex: defineMethod(
    z.tuple([BlockNumberOrTag, Quantity]),
    ({ chain }, [id, index]) => describeAt(chain, findSealed(chain, id), index),
  ),
  eth_getTransactionByBlockHashAndIndex: defineMethod(z.tuple([HashBytes, Quantity]), ({ chain }, [hash, index]) =>
    describeAt(chain, findSealed(chain, hash), index),
  ),
  eth_getTransactionReceipt: defineMethod(ByHash, ({ chain }, [hash]) => {
    const record = chain.store.getTransaction(hash)
    const block = record === undefined ? undefined : chain.store.getBlockByNumber(record.blockNumber)
    return record === undefined || block === undefined ? null : (describeReceipts(chain, block, [record])[0] ?? null)
  }),
  eth_getBlockReceipts: defineMethod(z.tuple([BlockId]), ({ chain }, [id]) => {
    const block = findSealed(chain, id)
    return block === undefined ? null : describeReceipts(chain, block, chain.store.getTransactions(block.number))
  }),
}
