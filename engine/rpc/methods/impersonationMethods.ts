import { z } from 'zod'
import { TransactionRequest } from '../accounts/TransactionRequest.ts'
import { defineMethod, type MethodTable } from '../RpcContext.ts'
import { AddressBytes } from '../schemas.ts'
import { toAnswer, underEachName } from '../tools.ts'

const OneAddress = z.tuple([AddressBytes])
const Switch = z.tuple([z.boolean()])

/** Sending for accounts whose keys nobody has. */
export const impersonationMethods: MethodTable = {
  ...underEachName((tool) => ({
    impersonateAccount: defineMethod(OneAddress, ({ accounts }, [address]) => {
      accounts.impersonate(address)
      return toAnswer(tool)
    }),
    stopImpersonatingAccount: defineMethod(OneAddress, ({ accounts }, [address]) => {
      const wasImpersonated = accounts.stopImpersonating(address)
      return tool === 'anvil' ? null : wasImpersonated
    }),
  })),
  anvil_autoImpersonateAccount: defineMethod(Switch, ({ accounts }, [isOn]) => {
    accounts.impersonateAll(isOn)
    return null
  }),
  /** viem's `sendUnsignedTransaction`: as `eth_sendTransaction`, whoever sends. */
  eth_sendUnsignedTransaction: defineMethod(z.tuple([TransactionRequest]), ({ sendTransaction }, [request]) =>
    sendTransaction(request, { anyone: true }),
  ),
}
