import { eventIterator } from '@orpc/contract'
import { z } from 'zod'
import {
  AccountDetails,
  AddressNames,
  BlockDetails,
  BlockSummary,
  ContractCode,
  ExplorerLog,
  HeadEvent,
  SearchHit,
  StorageEntry,
  TransactionDetails,
  TransactionSummary,
} from './explorerRecords.ts'
import { codes, procedure } from './procedure.ts'
import { Address, Bytes32, Count } from './schemas.ts'

const BlockNumber = z.coerce.number().int().nonnegative().max(Number.MAX_SAFE_INTEGER)
const PageSize = z.coerce.number().int().min(1).max(200).default(50)
/** `practice`, or the id of a fork or another network of this desk. */
const OnNetwork = z.object({ network: z.string().min(1).max(64).default('practice') })
const OfAccount = OnNetwork.extend({ address: Address })
const networkErrors = codes('network/not-found', 'chain/unavailable', 'chain/rejected')
const query = procedure.meta({ role: 'viewer', kind: 'query' }).errors(networkErrors)

export const explorer = {
  listBlocks: query
    .route({ method: 'GET', path: '/explorer/blocks', summary: 'Blocks, newest first' })
    .input(OnNetwork.extend({ beforeNumber: BlockNumber.optional(), limit: PageSize }))
    .output(z.object({ blocks: z.array(BlockSummary), headNumber: Count, names: AddressNames })),

  getBlock: query
    .route({ method: 'GET', path: '/explorer/blocks/{block}', summary: 'A block by its number or hash' })
    .input(OnNetwork.extend({ block: z.union([Bytes32, BlockNumber]) }))
    .errors(codes('explorer/block-not-found'))
    .output(BlockDetails),

  getTransaction: query
    .route({
      method: 'GET',
      path: '/explorer/transactions/{hash}',
      summary: 'A transaction with its receipt, its input and logs decoded, and why it failed if it did',
    })
    .input(OnNetwork.extend({ hash: Bytes32 }))
    .errors(codes('explorer/transaction-not-found'))
    .output(TransactionDetails),

  listTransactionsOf: query
    .route({
      method: 'GET',
      path: '/explorer/accounts/{address}/transactions',
      summary: 'Transactions from or to an account, newest first, out of at most 512 blocks at once',
    })
    .input(OfAccount.extend({ beforeBlock: BlockNumber.optional(), limit: PageSize }))
    .output(
      z.object({
        transactions: z.array(TransactionSummary),
        /** The blocks that were looked through, both included. */
        fromBlock: Count,
        toBlock: Count,
        /** Where to go on; absent when the first block was reached. */
        nextBeforeBlock: Count.optional(),
        names: AddressNames,
      }),
    ),

  getAccount: query
    .route({ method: 'GET', path: '/explorer/accounts/{address}', summary: 'An account at the latest block' })
    .input(OfAccount)
    .output(AccountDetails),

  getCode: query
    .route({ method: 'GET', path: '/explorer/accounts/{address}/code', summary: 'Code, and its source where known' })
    .input(OfAccount)
    .output(ContractCode),

  readStorage: query
    .route({
      method: 'GET',
      path: '/explorer/accounts/{address}/storage',
      summary: 'Slots of an account: those named, a run of them, or the variables of its storage layout',
    })
    .input(
      OfAccount.extend({
        /** Up to 256 slots by their number. Without it: `count` slots from `first` on. */
        slots: z.array(Bytes32).min(1).max(256).optional(),
        first: Bytes32.optional(),
        count: z.coerce.number().int().min(1).max(256).default(32),
        /** A variable: `totalSupply`, `balances[0x…]`, `orders[7].price`. Needs a known layout. */
        variable: z.string().min(1).max(300).optional(),
      }),
    )
    .errors(codes('explorer/unknown-variable'))
    .output(
      z.object({
        blockNumber: Count,
        hasLayout: z.boolean(),
        entries: z.array(StorageEntry),
        /** Names of the layout's variables, to complete what is typed. */
        variables: z.array(z.object({ name: z.string(), type: z.string() })),
      }),
    ),

  searchLogs: query
    .route({
      method: 'GET',
      path: '/explorer/logs',
      summary: 'Logs by contract, event, topics and blocks; newest first, decoded',
    })
    .input(
      OnNetwork.extend({
        address: Address.optional(),
        /** An event's name or signature (`Transfer`, `Transfer(address,address,uint256)`), or its topic. */
        event: z.string().trim().min(1).max(300).optional(),
        topic1: Bytes32.optional(),
        topic2: Bytes32.optional(),
        topic3: Bytes32.optional(),
        fromBlock: BlockNumber.optional(),
        toBlock: BlockNumber.optional(),
        /** Goes on before this log of `toBlock`: what an earlier page gave as `next`. */
        beforeLogIndex: z.coerce.number().int().nonnegative().optional(),
        limit: PageSize,
      }),
    )
    .errors(codes('explorer/unknown-event'))
    .output(
      z.object({
        logs: z.array(ExplorerLog),
        fromBlock: Count,
        toBlock: Count,
        /** Absent when all of the range was searched. */
        next: z.object({ toBlock: Count, beforeLogIndex: Count.optional() }).optional(),
        names: AddressNames,
      }),
    ),

  search: query
    .route({ method: 'GET', path: '/explorer/search', summary: 'Blocks, transactions, accounts, contracts by name' })
    .input(OnNetwork.extend({ text: z.string().trim().min(1).max(100) }))
    .output(z.object({ hits: z.array(SearchHit) })),

  watchHead: procedure
    .meta({ role: 'viewer', kind: 'stream' })
    .route({
      method: 'GET',
      path: '/explorer/head/stream',
      summary: 'The latest block, then new ones as they come; whoever is slow gets the newest 64',
    })
    .input(OnNetwork)
    .errors(networkErrors)
    .output(eventIterator(HeadEvent)),
}
