import type { Address, LocalAccount } from 'viem'
import { orderToStruct, orderTypedData, type SignableOrder } from '../../../engine/api/order.ts'

interface Terms {
  readonly token: Address
  readonly side: 'buy' | 'sell'
  readonly quantity: bigint
  readonly price: bigint
  readonly module: Address
  readonly chainId: number
}

/** An order as the trading module takes it, signed by its trader. */
export const signOrder = async (trader: LocalAccount, { module, chainId, ...terms }: Terms) => {
  const order: SignableOrder = {
    ...terms,
    trader: trader.address,
    timeInForce: 'GTC',
    postOnly: false,
    maxFeeBps: 0,
    expiry: 4_102_444_800,
    nonce: 0,
    salt: 1n,
  }
  const typedData = orderTypedData(order, { chainId, verifyingContract: module })
  return { order: orderToStruct(order), signature: await trader.signTypedData(typedData) }
}
