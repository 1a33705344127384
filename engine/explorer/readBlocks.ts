import type { Hex } from 'viem'
import { TerminalError } from '../api/errors.ts'
import type { BlockDetails, BlockSummary } from '../api/explorerRecords.ts'
import { ask, askIfOffered } from './ask.ts'
import { type ExplorerNetwork, toBlockTag } from './ExplorerNetwork.ts'
import { parseRows, Rows } from './parseRows.ts'
import { Quantity, RpcBlock, RpcBlockWithRows, type RpcFullBlock, RpcReceipt, RpcTransaction } from './rpcAnswers.ts'
import { summariseBlock, summariseTransaction } from './summarise.ts'

const MAX_TRANSACTIONS = 5_000
const MAX_WITHDRAWALS = 1_000

/** The number of the latest block. */
export const readHeadNumber = async ({ provider }: ExplorerNetwork): Promise<number> =>
  Number(await ask(provider, { method: 'eth_blockNumber', params: [], schema: Quantity }))

/** A block with the hashes of its transactions; `undefined` when there is none. */
export const readBlock = async ({ provider }: ExplorerNetwork, block: number | Hex): Promise<RpcBlock | undefined> => {
  const found = await ask(provider, { ...toRequest(block, false), schema: RpcBlock.nullable() })
  return found ?? undefined
}

/** A block with its transactions; `undefined` when there is none. */
export const readFullBlock = async (
  { provider }: ExplorerNetwork,
  block: number | Hex,
): Promise<RpcFullBlock | undefined> => {
  const found = await ask(provider, { ...toRequest(block, true), schema: RpcBlockWithRows.nullable() })
  return found === null ? undefined : { ...found, transactions: await parseRows(RpcTransaction, found.transactions) }
}

const toRequest = (block: number | Hex, isFull: boolean) =>
  typeof block === 'number'
    ? { method: 'eth_getBlockByNumber', params: [toBlockTag(block), isFull] }
    : { method: 'eth_getBlockByHash', params: [block, isFull] }

/** Summaries of the blocks from `first` to `last`, newest first. A block that is gone by now is left out. */
export const listBlocks = async (network: ExplorerNetwork, first: number, last: number): Promise<BlockSummary[]> => {
  const numbers = Array.from({ length: Math.max(0, last - first + 1) }, (_, index) => last - index)
  const blocks = await Promise.all(numbers.map((number) => readBlock(network, number)))
  return blocks.flatMap((block) => (block === undefined ? [] : [summariseBlock(block)]))
}

const readReceipts = async (network: ExplorerNetwork, block: RpcFullBlock): Promise<Map<string, RpcReceipt>> => {
  const rows = await askIfOffered(network.provider, {
    method: 'eth_getBlockReceipts',
    params: [toBlockTag(block.number)],
    schema: Rows.nullable(),
  })
  const receipts = await parseRows(RpcReceipt, rows ?? [])
  return new Map(receipts.map((receipt) => [receipt.transactionHash, receipt]))
}

/** Transactions of a block as lines, with what their receipts say. */
export const summariseTransactions = async (
  network: ExplorerNetwork,
  block: RpcFullBlock,
  transactions: RpcFullBlock['transactions'] = block.transactions,
) => {
  const receipts = transactions.length === 0 ? new Map<string, RpcReceipt>() : await readReceipts(network, block)
  const abis = network.directory.commonAbis
  return {
    receipts,
    summaries: transactions.map((transaction) =>
      summariseTransaction({
        transaction,
        receipt: receipts.get(transaction.hash),
        timestampS: block.timestamp,
        abis,
      }),
    ),
  }
}

/** @throws TerminalError `explorer/block-not-found` */
export const describeBlock = async (network: ExplorerNetwork, id: number | Hex): Promise<BlockDetails> => {
  const [block, headNumber] = await Promise.all([readFullBlock(network, id), readHeadNumber(network)])
  if (block === undefined)
    throw new TerminalError('explorer/block-not-found', `There is no block ${id} on this network.`, { block: id })
  const { summaries, receipts } = await summariseTransactions(network, block)
  const baseFee = block.baseFeePerGas ?? 0n
  const tips = [...receipts.values()].map(({ gasUsed, effectiveGasPrice }) =>
    effectiveGasPrice === undefined ? 0n : gasUsed * (effectiveGasPrice - baseFee),
  )
  const shown = summaries.slice(0, MAX_TRANSACTIONS)
  return {
    ...summariseBlock(block),
    parentHash: block.parentHash,
    stateRoot: block.stateRoot,
    transactionsRoot: block.transactionsRoot,
    receiptsRoot: block.receiptsRoot,
    prevRandao: block.mixHash ?? `0x${'0'.repeat(64)}`,
    extraData: block.extraData,
    excessBlobGas: block.excessBlobGas,
    withdrawalsRoot: block.withdrawalsRoot,
    requestsHash: block.requestsHash,
    parentBeaconBlockRoot: block.parentBeaconBlockRoot,
    burntWei: baseFee * block.gasUsed,
    tipsWei: tips.reduce((total, tip) => total + tip, 0n),
    transactions: shown,
    withdrawals: (block.withdrawals ?? [])
      .slice(0, MAX_WITHDRAWALS)
      .map(({ amount, ...rest }) => ({ ...rest, amountGwei: amount })),
    withdrawalCount: block.withdrawals?.length ?? 0,
    logCount: [...receipts.values()].reduce((total, { logs }) => total + logs.length, 0),
    headNumber,
    names: network.directory.namesOf([
      block.miner,
      ...shown.flatMap(({ from, to, createdAddress }) => [from, to, createdAddress]),
    ]),
  }
}
