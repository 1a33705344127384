import { toChecksumAddress } from '@ethereumjs/util'
import { z } from 'zod'
import { fromHex, toHex, toQuantity } from '../../chain/bytes.ts'
import type { Chain } from '../../chain/Chain.ts'
import type { PooledTransaction } from '../../chain/pool/TransactionPool.ts'
import { formatPooled } from '../format.ts'
import { defineMethod, type Json, type MethodTable } from '../RpcContext.ts'
import { AddressBytes, NoParams } from '../schemas.ts'

/** `pending`: could be in the next block. `queued`: waits for a transaction with a lower nonce. */
type PoolContent = { readonly pending: readonly PooledTransaction[]; readonly queued: readonly PooledTransaction[] }

const readPool = (chain: Chain): Promise<PoolContent> =>
  chain.read('pending', (state) => {
    const pending: PooledTransaction[] = []
    const queued: PooledTransaction[] = []
    const nextNonces = new Map<string, bigint>()
    const byNonce = chain.getPooledAll().toSorted((a, b) => (a.transaction.nonce < b.transaction.nonce ? -1 : 1))
    for (const pooled of byNonce) {
      const { sender, transaction } = pooled
      const next = nextNonces.get(sender) ?? state.getAccount(fromHex(sender))?.nonce ?? 0n
      const isPending = transaction.nonce === next
      nextNonces.set(sender, isPending ? next + 1n : next)
      if (isPending) pending.push(pooled)
      else queued.push(pooled)
    }
    return { pending, queued }
  })

/** By sender and nonce (decimal), as geth's `txpool` namespace arranges them. */
const arrange = (transactions: readonly PooledTransaction[], describe: (pooled: PooledTransaction) => Json): Json => {
  const bySender: Record<string, Record<string, Json>> = {}
  for (const pooled of transactions) {
    const sender = toChecksumAddress(pooled.sender)
    bySender[sender] ??= {}
    bySender[sender][String(pooled.transaction.nonce)] = describe(pooled)
  }
  return bySender
}

/** geth's one line of a transaction. */
const summarise = ({ transaction }: PooledTransaction): string => {
  const to = transaction.to === undefined ? 'contract creation' : toChecksumAddress(transaction.to.toString())
  const price = 'maxFeePerGas' in transaction ? transaction.maxFeePerGas : transaction.gasPrice
  return `${to}: ${transaction.value} wei + ${transaction.gasLimit} gas × ${price} wei`
}

const describePool = async (chain: Chain, describe: (pooled: PooledTransaction) => Json): Promise<Json> => {
  const { pending, queued } = await readPool(chain)
  return { pending: arrange(pending, describe), queued: arrange(queued, describe) }
}

/** The transactions that wait for a block, in geth's `txpool` namespace. */
export const poolMethods: MethodTable = {
  txpool_status: defineMethod(NoParams, async ({ chain }) => {
    const { pending, queued } = await readPool(chain)
    return { pending: toQuantity(pending.length), queued: toQuantity(queued.length) }
  }),
  txpool_content: defineMethod(NoParams, ({ chain }) => describePool(chain, formatPooled)),
  txpool_contentFrom: defineMethod(z.tuple([AddressBytes]), async ({ chain }, [address]) => {
    const { pending, queued } = await readPool(chain)
    const ofSender = (transactions: readonly PooledTransaction[]): Json =>
      Object.fromEntries(
        transactions
          .filter(({ sender }) => sender === toHex(address))
          .map((pooled) => [String(pooled.transaction.nonce), formatPooled(pooled)]),
      )
    return { pending: ofSender(pending), queued: ofSender(queued) }
  }),
  txpool_inspect: defineMethod(NoParams, ({ chain }) => describePool(chain, summarise)),
}
