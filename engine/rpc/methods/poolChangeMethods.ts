import { z } from 'zod'
import { toHex } from '../../chain/bytes.ts'
import { defineMethod, type MethodTable } from '../RpcContext.ts'
import { AddressBytes, HashBytes, NoParams } from '../schemas.ts'

const OneHash = z.tuple([HashBytes])

const dropTransaction = defineMethod(OneHash, ({ chain }, [hash]) => chain.dropTransaction(toHex(hash)))

/** Taking transactions out of the pool. */
export const poolChangeMethods: MethodTable = {
  hardhat_dropTransaction: dropTransaction,
  ganache_dropTransaction: dropTransaction,
  anvil_dropTransaction: defineMethod(OneHash, async ({ chain }, [hash]) =>
    (await chain.dropTransaction(toHex(hash))) ? toHex(hash) : null,
  ),
  anvil_dropAllTransactions: defineMethod(NoParams, async ({ chain }) => {
    await chain.dropTransactions()
    return null
  }),
  anvil_removePoolTransactions: defineMethod(z.tuple([AddressBytes]), async ({ chain }, [sender]) => {
    await chain.dropTransactions(sender)
    return null
  }),
}
