import { z } from 'zod'
import type { AccountChange } from '../../chain/Chain.ts'
import { defineMethod, type Json, type MethodTable, type RpcMethod } from '../RpcContext.ts'
import { AddressBytes, HexBytes, Slot } from '../schemas.ts'
import { NumberOrQuantity, toAnswer, underEachName } from '../tools.ts'

const Amount = z.tuple([AddressBytes, NumberOrQuantity])
const Code = z.tuple([AddressBytes, HexBytes])
const StorageValue = z.tuple([AddressBytes, Slot, Slot])

const define = <Schema extends z.ZodType>(
  params: Schema,
  toChange: (values: z.output<Schema>) => AccountChange,
  answer: Json,
): RpcMethod =>
  defineMethod(params, async ({ chain }, values) => {
    await chain.changeAccounts([toChange(values)])
    return answer
  })

const setBalance = (answer: Json) => define(Amount, ([address, balance]) => ({ address, balance }), answer)
const setNonce = (answer: Json) => define(Amount, ([address, nonce]) => ({ address, nonce }), answer)
const setCode = (answer: Json) => define(Code, ([address, code]) => ({ address, code }), answer)
/** Every tool answers this one with true. */
const setStorage = define(StorageValue, ([address, slot, value]) => ({ address, storage: [[slot, value]] }), true)

/** Changes of accounts from outside any transaction. Each seals a block, so that it is as durable as any other. */
export const accountChangeMethods: MethodTable = {
  ...underEachName((tool) => ({
    setBalance: setBalance(toAnswer(tool)),
    setNonce: setNonce(toAnswer(tool)),
    setCode: setCode(toAnswer(tool)),
    setStorageAt: setStorage,
  })),
  anvil_addBalance: defineMethod(Amount, async ({ chain }, [address, amount]) => {
    await chain.changeAccounts((state) => [{ address, balance: (state.getAccount(address)?.balance ?? 0n) + amount }])
    return null
  }),
  // Ganache's own names.
  evm_setAccountBalance: setBalance(true),
  evm_setAccountNonce: setNonce(true),
  evm_setAccountCode: setCode(true),
  evm_setAccountStorageAt: setStorage,
}
