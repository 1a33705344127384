import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { MessageChannel } from 'node:worker_threads'
import { keccak256 } from 'viem'
import { expect, onTestFinished, test } from 'vitest'
import { startMarketWorker } from '../../../../engine/market/startMarketWorker.ts'
import { aMarket, anAddress, cash } from '../builders.ts'
import { aFolder, domain, next } from '../engineBuilders.ts'

const start = async (file: string) => {
  const { port1, port2 } = new MessageChannel()
  onTestFinished(() => port1.close())
  return startMarketWorker({
    workerUrl: new URL('../../../../engine/market/marketWorker.ts', import.meta.url),
    file,
    listings: [{ market: aMarket() }],
    domain,
    chainPort: port2,
    registry: anAddress(0xe0),
    compliance: anAddress(0xe1),
    settlementToken: cash,
    operatorKey: keccak256('0x'),
    onError: () => {},
  })
}

test('starts the market in a thread, which closes when asked', async () => {
  const market = await start(join(aFolder(), 'market.sqlite'))
  const exits: number[] = []
  market.onExit((code) => exits.push(code))
  expect(await market.listMarkets()).toEqual([aMarket()])
  await market.setClock(1_700_000_000_000)
  await market.setClock('live')
  expect(await next(market.watchAccountOrders(anAddress(1)))).toEqual({ kind: 'snapshot', orders: [], fills: [] })
  await expect(market.getTicker('NONE')).rejects.toThrow(expect.objectContaining({ code: 'market/not-found' }))
  await market.close()
  expect(exits).toEqual([0])
})

test('says why it can’t start', async () => {
  const file = join(aFolder(), 'market.sqlite')
  writeFileSync(file, 'this is no database, and long enough not to be mistaken for an empty one')
  await expect(start(file)).rejects.toThrow(expect.objectContaining({ code: 'store/corrupt' }))
})
