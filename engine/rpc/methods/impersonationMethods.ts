import { z } from 'zod'
import { TransactionRequest } from '../accounts/TransactionRequest.ts'
import { defineMethod, type MethodTable } from '../RpcContext.ts'
import { AddressBytes } from '../schemas.ts'

const OneAddress = z.tuple([AddressBytes])
const Switch = z.tuple([z.boolean()])

/** Hardhat answers with booleans, Anvil with null. */
const impersonationOf = (prefix: 'anvil' | 'hardhat'): MethodTable => ({
  [`${prefix}_impersonateAccount`]: defineMethod(OneAddress, ({ accounts }, [address]) => {
    accounts.impersonate(address)
    return prefix === 'hardhat' ? true : null
  }),
  [`${prefix}_stopImpersonatingAccount`]: defineMethod(OneAddress, ({ accounts }, [address]) => {
    const wasImpersonated = accounts.stopImpersonating(address)
    return prefix === 'hardhat' ? wasImpersonated : null
  }),
})

/** Sending for accounts whose keys nobody has. */
export const impersonationMethods: MethodTable = {
  ...impersonationOf('anvil'),
  ...impersonationOf('hardhat'),
  anvil_autoImpersonateAccount: defineMethod(Switch, ({ accounts }, [isOn]) => {
    accounts.impersonateAll(isOn)
    return null
  }),
  /** viem's `sendUnsignedTransaction`: as `eth_sendTransaction`, whoever sends. */
  eth_sendUnsignedTransaction: defineMethod(z.tuple([TransactionRequest]), ({ sendTransaction }, [request]) =>
    sendTransaction(request, { anyone: true }),
  ),
}
