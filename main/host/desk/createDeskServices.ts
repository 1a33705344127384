import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import { TerminalError } from '../../../engine/api/errors.ts'
import type { AccountEvent } from '../../../engine/api/market.ts'
import type { Portfolio } from '../../../engine/api/marketData.ts'
import type { CallContext, Services } from '../../../engine/api/services.ts'
import type { SystemStatus } from '../../../engine/api/system.ts'
import { createChainServices } from '../../../engine/chain/createChainServices.ts'
import { createExplorer } from '../../../engine/explorer/createExplorer.ts'
import { createEthServices } from '../../../engine/networks/createEthServices.ts'
import type { Simulator } from '../../../engine/simulation/createSimulator.ts'
import { createTreasuryServices } from '../../../engine/treasury/createTreasuryServices.ts'
import { createWorkbenchServices } from '../../../engine/workbench/createWorkbenchServices.ts'
import type { Signing } from '../../signing/createSigning.ts'
import type { Latest } from './createLatest.ts'
import { listPracticeNames, systemNames } from './listPracticeNames.ts'
import type { Networks } from './networks/createNetworks.ts'
import { practiceNetwork, type RunningDesk } from './openPracticeDesk.ts'

interface ServicesOptions {
  readonly status: Latest<SystemStatus>
  readonly nowMs: () => number
  readonly networks: Networks
  readonly simulator: Simulator
  readonly debugging: Services['debugging']
  readonly dataDirectory: string
  /** The desk once it runs; the doors answer `host/starting` before. */
  readonly desk: () => RunningDesk
}

/** The behaviour behind the contract, over a running desk. */
export const createDeskServices = ({
  status,
  nowMs,
  networks,
  simulator,
  debugging,
  dataDirectory,
  desk,
}: ServicesOptions): Omit<Services, 'access'> => ({
  system: {
    status: async () => ({ ...status.get(), nowMs: nowMs() }),
    watchStatus: async (_input, { signal }) =>
      mapStream(status.watch(signal), (value) => ({ ...value, nowMs: nowMs() })),
    listContracts: async () => [...desk().contracts],
    readSource: async ({ path }) => {
      const text = desk().sources[path]
      if (text === undefined)
        throw new TerminalError('system/source-not-found', `There is no source ${path}.`, { path })
      return { path, text }
    },
  },
  market: createMarketServices(desk),
  treasury: createTreasuryServices(() => desk().issuance),
  networks: networks.services,
  chain: createChainServices({
    findProvider: networks.findProvider,
    findFile: async (network) => (await networks.openForkChain(network))?.file ?? desk().chainSource.file,
    marketNetwork: practiceNetwork.id,
    exportsDirectory: join(dataDirectory, 'exports'),
  }),
  eth: createEthServices(networks.findProvider),
  explorer: createExplorerServices(desk, networks),
  workbench: createWorkbenchServices({
    workbench: () => desk().workbench,
    findProvider: networks.findProvider,
    findArtifact: (code) => desk().artifacts.findByCode(code),
    simulate: simulator.simulate,
    nowMs,
    createId: randomUUID,
  }),
  debugging,
  simulation: {
    simulate: (request, { signal }) => simulator.simulate(request, signal),
    streamSimulation: async (request, { signal }) => simulator.stream(request, signal),
  },
  signing: createSigningServices(() => desk().signing),
  practice: {
    getStanding: (input, context) => desk().onboarding.getStanding(input, context),
    prepareOnboarding: (input, context) => desk().onboarding.prepareOnboarding(input, context),
    onboard: (input, context) => desk().onboarding.onboard(input, context),
  },
})

const createExplorerServices = (desk: () => RunningDesk, networks: Networks): Services['explorer'] => {
  // A desk's names don't change while it runs.
  const known = new WeakMap<RunningDesk, ReturnType<typeof listPracticeNames>>()
  return createExplorer({
    findProvider: networks.findProvider,
    listNames: (network) => {
      if (network !== practiceNetwork.id) return systemNames
      const running = desk()
      const names = known.get(running) ?? listPracticeNames(running)
      known.set(running, names)
      return names
    },
    findArtifact: (code) => desk().artifacts.findByCode(code),
  })
}

const createMarketServices = (desk: () => RunningDesk): Services['market'] => ({
  listMarkets: async () => [...(await desk().market.listMarkets())],
  watchTickers: async (_input, { signal }) => desk().market.watchTickers(signal),
  getBook: ({ marketId }) => desk().market.getBook(marketId),
  watchBook: async ({ marketId }, { signal }) => desk().market.watchBook(marketId, signal),
  listTrades: (input) => desk().market.listTrades(input),
  watchTrades: async (input, { signal }) => desk().market.watchTrades(input, signal),
  listCandles: (input) => desk().market.listCandles(input),
  watchCandles: async (input, { signal }) => desk().market.watchCandles(input, signal),
  previewOrder: (ticket) => desk().preparation.preview(ticket),
  prepareOrder: async (ticket, { caller }) => {
    const prepared = await desk().preparation.prepare(ticket)
    desk().signing.registerOrder(prepared, caller.principal)
    return prepared
  },
  submitOrder: (order, { caller }) => desk().market.submitOrder(order, caller),
  cancelOrder: ({ orderId }, { caller }) => desk().market.cancelOrder(orderId, caller),
  replaceOrder: ({ orderId, ...order }, { caller }) => desk().market.replaceOrder(orderId, order, caller),
  cancelAll: (input, { caller }) => desk().market.cancelAll(input, caller),
  getOrder: ({ orderId }) => desk().market.getOrder(orderId),
  listOrders: (input) => desk().market.listOrders(input),
  listFills: (input) => desk().market.listFills(input),
  getPortfolio: ({ account }) => desk().readPortfolio(account),
  watchAccount: async ({ account }, context) => watchAccount(desk(), account, context),
})

/** The signing domain exists only once the desk runs: each call goes to whatever is there then. */
const createSigningServices = (signing: () => Signing): Services['signing'] => ({
  listAccounts: (input, context) => signing().services.listAccounts(input, context),
  createAccount: (input, context) => signing().services.createAccount(input, context),
  importAccount: (input, context) => signing().services.importAccount(input, context),
  exportAccount: (input, context) => signing().services.exportAccount(input, context),
  unlockAccount: (input, context) => signing().services.unlockAccount(input, context),
  lockAccount: (input, context) => signing().services.lockAccount(input, context),
  signOrder: (input, context) => signing().services.signOrder(input, context),
})

async function* mapStream<In, Out>(
  stream: AsyncIterable<In>,
  map: (value: In) => Out,
): AsyncGenerator<Out, void, void> {
  for await (const value of stream) yield map(value)
}

/**
 * An account's orders, fills and portfolio, then what changes of them, with each event and with each block that moved its holdings.
 * Both sources are pulled side by side; a slow reader gets the newest portfolio, never a queue of old ones.
 */
async function* watchAccount(
  desk: RunningDesk,
  account: Portfolio['account'],
  { signal }: CallContext,
): AsyncGenerator<AccountEvent, void, void> {
  const orders = desk.market.watchAccountOrders(account, signal)[Symbol.asyncIterator]()
  const blocks = desk.head.watch(signal)
  const first = await orders.next()
  if (first.done) return
  let portfolio = await desk.readPortfolio(account)
  yield { ...first.value, portfolio }
  let nextOrders = orders.next()
  let nextBlock = blocks.next()
  while (!signal.aborted) {
    const winner = await Promise.race([
      nextOrders.then((result) => ({ from: 'orders' as const, result })),
      nextBlock.then((result) => ({ from: 'blocks' as const, result })),
    ])
    if (winner.result.done) return
    const shown = portfolioKey(portfolio)
    portfolio = await desk.readPortfolio(account)
    if (winner.from === 'orders') {
      nextOrders = orders.next()
      yield { ...winner.result.value, portfolio }
    } else {
      nextBlock = blocks.next()
      if (portfolioKey(portfolio) !== shown) yield { kind: 'change', orders: [], fills: [], portfolio }
    }
  }
}

/** What a reader would see change: everything but the block it was read at. */
const portfolioKey = ({ blockNumber: _, ...holdings }: Portfolio): string =>
  JSON.stringify(holdings, (_key, value) => (typeof value === 'bigint' ? value.toString() : value))
