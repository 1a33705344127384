import { erc20Abi, type Hex } from 'viem'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type ConnectedDesk, createDeskClient } from '../../builders/createDeskClient.ts'
import { onboardTrader } from '../../builders/onboardTrader.ts'
import { type StartedHost, startHost } from '../../builders/startHost.ts'
import { waitForOutcome } from '../../builders/waitForOutcome.ts'

type Trader = Awaited<ReturnType<typeof onboardTrader>>

let host: StartedHost
let connection: ConnectedDesk
let seller: Trader
let buyer: Trader
beforeAll(async () => {
  host = await startHost({ arguments: ['--no-makers'] })
  connection = await createDeskClient({ url: host.ws, token: host.token })
  seller = await onboardTrader(connection.desk, host.rpc)
  buyer = await onboardTrader(connection.desk, host.rpc)
})
afterAll(async () => {
  connection?.close()
  await host?.dispose()
})

const marketOf = (trader: Trader) => {
  const market = trader.markets[0]
  if (market === undefined) throw new Error('no market')
  return market
}

const approve = async (trader: Trader, token: Hex, amount: bigint) => {
  const { wallet, domain } = trader
  await wallet.writeContract({
    address: token,
    abi: erc20Abi,
    functionName: 'approve',
    args: [domain.verifyingContract, amount],
  })
}

test('an allowance revoked while its order rests unwinds the fill, visibly for both sides', async () => {
  const market = marketOf(seller)
  const { desk } = connection
  const resting = await desk.market.submitOrder(
    await buyer.sign(market, { side: 'buy', priceTicks: 19_500, sizeLots: 5 }),
  )
  await approve(buyer, market.settlementToken.address, 0n)

  const taking = await desk.market.submitOrder(
    await seller.sign(market, { side: 'sell', priceTicks: 19_500, sizeLots: 5 }),
  )
  const fill = taking.fills[0]
  if (fill === undefined) throw new Error('It did not match.')
  const outcome = await waitForOutcome(connection.desk, seller.account.address, fill.fillId)
  expect(outcome).toMatchObject({ settlement: 'failed', reason: { code: 'order/allowance' } })

  const ended = await desk.market.getOrder({ orderId: resting.order.orderId })
  expect(ended).toMatchObject({ state: 'cancelled', filledLots: 0, reason: { code: 'order/allowance' } })
  const returned = await desk.market.getOrder({ orderId: taking.order.orderId })
  expect(returned).toMatchObject({ state: 'open', filledLots: 0, openLots: 5 })
  const book = await desk.market.getBook({ marketId: market.marketId })
  expect(book.asks).toEqual([{ priceTicks: 19_500, sizeLots: 5, orderCount: 1 }])
  const portfolio = await desk.market.getPortfolio({ account: buyer.account.address })
  expect(portfolio.cashInOrders).toBe(0n)
})

test('a failed fill is no part of the candles', async () => {
  const market = marketOf(seller)
  const candles = await connection.desk.market.listCandles({ marketId: market.marketId, interval: '1m', limit: 1 })
  const trades = await connection.desk.market.listTrades({ marketId: market.marketId, limit: 1 })
  expect(trades[0]?.settlement).toBe('failed')
  expect(candles.every(({ closeTicks }) => closeTicks !== 19_500)).toBe(true)
})
