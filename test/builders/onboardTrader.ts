import { createWalletClient, erc20Abi, http, maxUint256, publicActions } from 'viem'
import { generatePrivateKey, privateKeyToAccount } from 'viem/accounts'
import type { DeskClient } from '../../engine/api/contract.ts'
import type { Market } from '../../engine/api/marketData.ts'
import { type OrderDomain, orderTypedData, type SignableOrder } from '../../engine/api/order.ts'

/**
 * An outside trader with a key of its own: approved and funded by the practice desk, and with its allowances given over JSON-RPC
 * as any wallet would.
 */
export const onboardTrader = async (desk: DeskClient, rpcUrl: string) => {
  const account = privateKeyToAccount(generatePrivateKey())
  await desk.practice.onboard({ account: account.address })
  const status = await desk.system.status()
  const contracts = await desk.system.listContracts()
  const module = contracts.find(({ name }) => name === 'TradingModule')
  if (module === undefined) throw new Error('There is no trading module.')
  const chain = {
    id: status.network.chainId,
    name: status.network.name,
    nativeCurrency: { name: 'Ether', symbol: 'ETH', decimals: 18 },
    rpcUrls: { default: { http: [rpcUrl] } },
  }
  const wallet = createWalletClient({ account, chain, transport: http(rpcUrl), pollingInterval: 50 }).extend(
    publicActions,
  )
  const markets = await desk.market.listMarkets()
  const tokens = [
    ...markets.map(({ treasury }) => treasury.token),
    ...markets.slice(0, 1).map((m) => m.settlementToken.address),
  ]
  for (const token of tokens) {
    const hash = await wallet.writeContract({
      address: token,
      abi: erc20Abi,
      functionName: 'approve',
      args: [module.address, maxUint256],
    })
    await wallet.waitForTransactionReceipt({ hash })
  }
  const domain: OrderDomain = { chainId: chain.id, verifyingContract: module.address }
  let salt = 0n
  const sign = async (market: Market, terms: Partial<SignableOrder> & { priceTicks: number; sizeLots: number }) => {
    const { priceTicks, sizeLots, ...rest } = terms
    salt += 1n
    const order: SignableOrder = {
      trader: account.address,
      token: market.treasury.token,
      side: 'buy',
      timeInForce: 'GTC',
      postOnly: false,
      quantity: BigInt(sizeLots) * market.lotSize,
      price: BigInt(priceTicks) * market.tickSize,
      maxFeeBps: 10,
      expiry: Math.floor(Date.now() / 1000) + 86_400,
      nonce: 0,
      salt,
      ...rest,
    }
    return { order, signature: await account.signTypedData(orderTypedData(order, domain)) }
  }
  return { account, wallet, domain, markets, sign }
}
