import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { type Address, getAddress } from 'viem'
import { z } from 'zod'
import { contractSources } from '../../../contracts/generated/sources.ts'
import { tradingModuleAbi } from '../../../contracts/generated/TradingModule.ts'
import type { Market, Portfolio } from '../../../engine/api/marketData.ts'
import type { Services } from '../../../engine/api/services.ts'
import type { ContractEntry, SystemStatus } from '../../../engine/api/system.ts'
import type { Genesis } from '../../../engine/chain/Genesis.ts'
import { type ChainHandle, startChainWorker } from '../../../engine/chain/startChainWorker.ts'
import { addBuiltInArtifacts } from '../../../engine/compiler/artifacts/addBuiltInArtifacts.ts'
import { type ArtifactStore, openArtifactStore } from '../../../engine/compiler/openArtifactStore.ts'
import { createPortfolioReader } from '../../../engine/market/createPortfolioReader.ts'
import { createTradingChecks } from '../../../engine/market/createTradingChecks.ts'
import { type MarketHandle, startMarketWorker } from '../../../engine/market/startMarketWorker.ts'
import { createOrderPreparation, type OrderPreparation } from '../../../engine/market/ticket/createOrderPreparation.ts'
import type { EthereumProvider } from '../../../engine/networks/Network.ts'
import { readContract } from '../../../engine/networks/readContract.ts'
import { rememberCalls } from '../../../engine/networks/rememberCalls.ts'
import { deployPractice } from '../../../engine/practice/deployPractice.ts'
import { makerFeeBps, takerFeeBps } from '../../../engine/practice/deploySet.ts'
import { fundAccounts } from '../../../engine/practice/fundAccounts.ts'
import { makeHistory } from '../../../engine/practice/makeHistory.ts'
import type { PracticeAddresses } from '../../../engine/practice/PracticeAddresses.ts'
import { derivePracticeAccounts, deriveUnlockedKeys } from '../../../engine/practice/practiceAccounts.ts'
import {
  lotSize,
  practiceTreasuries,
  settlementDecimals,
  tickSize,
} from '../../../engine/practice/practiceTreasuries.ts'
import type { ChainSource } from '../../../engine/simulation/SimulatorMessages.ts'
import { systemClock } from '../../../engine/threads/systemClock.ts'
import { listTreasuries } from '../../../engine/treasury/listTreasuries.ts'
import { openWorkbench, type Workbench } from '../../../engine/workbench/openWorkbench.ts'
import { createPracticeSigner } from '../../signing/createPracticeSigner.ts'
import { createSigning, type Signing, type SigningOptions } from '../../signing/createSigning.ts'
import { createKeystoreSigner } from '../../signing/keystore/createKeystoreSigner.ts'
import { systemSigningClock } from '../../signing/SigningClock.ts'
import type { Log } from '../doors/log.ts'
import { createLatest, type Latest } from './createLatest.ts'
import { createOnboarding } from './createOnboarding.ts'
import { followTreasuries } from './followTreasuries.ts'
import { listDeskContracts } from './listDeskContracts.ts'
import { type OpenTreasuries, openTreasuries } from './openTreasuries.ts'
import { openProfile, type PracticeProfile, setAsideOlderDesk, writeProfile } from './practiceProfile.ts'
import { watchHead } from './watchHead.ts'

/** The embedded chain, as a network among others. */
export const practiceNetwork = { id: 'practice', name: 'Practice chain', chainId: 731_337 } as const
const priceBandBps = 500

/** A desk that trades: what the services stand on. */
export interface RunningDesk {
  readonly chain: ChainHandle
  /** Where its chain is read without its thread. */
  readonly chainSource: ChainSource
  readonly market: MarketHandle
  readonly preparation: OrderPreparation
  readonly signing: Signing
  readonly head: Latest<Head>
  /** What was compiled here, our own contracts included. */
  readonly artifacts: ArtifactStore
  readonly workbench: Workbench
  readonly contracts: readonly ContractEntry[]
  readonly sources: Readonly<Record<string, string>>
  /** The issuer's side: treasuries, their documents, and what pays their coupons. */
  readonly issuance: OpenTreasuries
  readPortfolio(account: Address): Promise<Portfolio>
  readonly onboarding: Services['practice']
  /** The keys of the accounts that its chain, and its forks, send for without asking. */
  readonly unlockedKeys: readonly `0x${string}`[]
  /** What the makers need to trade through the API. */
  readonly makers: { readonly seed: `0x${string}`; readonly issuedAtS: number; readonly tradingModule: Address }
  close(): Promise<void>
}

export type Head = { readonly number: number; readonly timestampS: number }

/** What of the embedded chain is the user's choice. */
export interface PracticeChainOptions {
  /** The rules of a new desk's chain; Prague when not said. */
  readonly hardfork?: PracticeProfile['hardfork']
  /** How many of the newest blocks keep their states; all when not said. */
  readonly keepBlocks?: number
}

interface OpenOptions {
  readonly chain?: PracticeChainOptions
  readonly dataDirectory: string
  readonly workerUrls: { readonly chain: URL; readonly market: URL; readonly compiler: URL }
  readonly builtInArtifacts: URL
  readonly nowMs: () => number
  readonly log: Log
  readonly onProgress: (progress: NonNullable<SystemStatus['progress']>) => void
  readonly onHead: (head: Head) => void
  /** Called once when a part the desk can't do without has died. */
  readonly onFatal: (part: string) => void
}

const toMarkets = async (provider: EthereumProvider, addresses: PracticeAddresses): Promise<Market[]> => {
  const listed = await listTreasuries(provider, addresses.registry)
  return listed.map(({ terms, status }) => ({
    marketId: terms.symbol,
    treasury: terms,
    settlementToken: { address: addresses.settlementToken, symbol: 'pUSD', decimals: settlementDecimals },
    tickSize,
    lotSize,
    makerFeeBps,
    takerFeeBps,
    priceBandBps,
    status: 'open',
    treasuryStatus: status,
  }))
}

/** Starts the practice desk's chain and market, and makes its contracts and its past where the folder has none yet. */
export const openPracticeDesk = async (options: OpenOptions): Promise<RunningDesk> => {
  const { dataDirectory, nowMs, onProgress } = options
  const setAside = setAsideOlderDesk(dataDirectory)
  if (setAside !== undefined) options.log('desk.set-aside', { ...setAside })
  const profile = openProfile(dataDirectory, nowMs(), options.chain?.hardfork)
  const accounts = derivePracticeAccounts(profile.seed)
  const treasuries = practiceTreasuries(profile.issuedAtS)
  const isNew = profile.addresses === undefined

  onProgress({ done: 0, total: 1, message: 'Starting the embedded chain' })
  const chain = await startPracticeChain(options, profile)
  const { provider } = chain
  if (isNew) onProgress({ done: 0, total: 1, message: 'Deploying the contracts' })
  const addresses = profile.addresses ?? (await deployPractice(provider, accounts, treasuries, profile.issuedAtS))
  const domain = { chainId: practiceNetwork.chainId, verifyingContract: getAddress(addresses.tradingModule) }
  const markets = await toMarkets(provider, addresses)

  const market = await startMarketWorker({
    workerUrl: options.workerUrls.market,
    file: join(dataDirectory, 'market.sqlite'),
    listings: markets.map((entry) => ({ market: entry })),
    domain,
    chainPort: chain.connect(),
    registry: addresses.registry,
    compliance: addresses.compliance,
    settlementToken: addresses.settlementToken,
    operatorKey: accounts.agent.privateKey,
    onError: (error) => options.log('market.error', { message: error.message }),
  })
  market.onExit(() => options.onFatal('market'))
  if (isNew) {
    await makeHistory({
      provider,
      market,
      markets,
      domain,
      accounts,
      treasuries,
      seed: profile.seed,
      fromS: profile.issuedAtS + 86_400,
      untilS: Math.floor(nowMs() / 1000),
      caller: { principal: 'practice-history', role: 'trader' },
      nowMs,
      onProgress: (done, total) => onProgress({ done, total, message: 'Trading the past three weeks' }),
    })
    writeProfile(dataDirectory, {
      ...profile,
      addresses: { ...addresses, treasuryTokens: [...addresses.treasuryTokens] },
    })
  }

  const artifactsFile = artifactsFileOf(dataDirectory)
  const artifacts = openArtifactStore(artifactsFile)
  addBuiltInArtifacts(artifacts, options.builtInArtifacts)
  const compilerUrl = options.workerUrls.compiler
  const workbench = openWorkbench({ dataDirectory, compilerUrl, artifactsFile, nowMs, schedule: systemClock.schedule })
  // Last: the blocks that pay them are of now, and the past comes before them.
  await fundAccounts(provider, (await provider.request({ method: 'eth_accounts' })) as readonly Address[])

  const follow = followTreasuries({
    provider,
    registry: addresses.registry,
    tradingModule: domain.verifyingContract,
    readMarkets: () => toMarkets(provider, addresses),
    market,
  })
  const head = createLatest<Head>({ number: 0, timestampS: 0 })
  await watchHead(provider, (block) => {
    head.set(block)
    options.onHead(block)
    // A market that has just ended is told elsewhere.
    follow(block.number).catch((error) => options.log('treasuries.unread', { message: String(error) }))
  })
  const reads = rememberCalls(provider)
  const readPortfolio = createPortfolioReader({
    provider: reads,
    listMarkets: market.listMarkets,
    getTicker: market.getTicker,
    reservationsOf: market.reservationsOf,
    nowMs,
  })
  const checks = createTradingChecks(reads, addresses)
  const preparation = createOrderPreparation({
    network: {
      ...practiceNetwork,
      provider,
      addresses: { ...addresses, agent: accounts.agent.account.address },
    },
    findMarket: market.getMarket,
    getBook: market.getBook,
    getTicker: market.getTicker,
    getPortfolio: readPortfolio,
    getNonceFloor: async (trader) => {
      const floor = await readContract(reads, domain.verifyingContract, tradingModuleAbi, 'nonceFloorOf', [trader])
      return Number(z.bigint().parse(floor))
    },
    checks,
    nowMs,
    randomBytes,
  })
  const onboarding = createOnboarding({
    provider: reads,
    chainId: practiceNetwork.chainId,
    addresses,
    agent: accounts.agent.account,
    checks,
    signing: () => signing,
    headTimestampS: () => head.get().timestampS,
    nowMs,
    randomBytes,
  })
  const signing: Signing = await openSigning(options, accounts, {
    recheck: preparation.recheck,
    recheckPermits: onboarding.recheckPermits,
  })
  const issuance = openTreasuries({
    network: { ...practiceNetwork, provider },
    addresses,
    issuer: accounts.issuer.account,
    dataDirectory,
    log: options.log,
  })
  return {
    chain,
    issuance,
    chainSource: { file: chainFileOf(dataDirectory), genesis: toGenesis(profile) },
    market,
    preparation,
    signing,
    head,
    artifacts,
    workbench,
    contracts: listDeskContracts(addresses, markets),
    sources: contractSources,
    readPortfolio,
    onboarding: onboarding.services,
    unlockedKeys: deriveUnlockedKeys(profile.seed),
    makers: { seed: profile.seed, issuedAtS: profile.issuedAtS, tradingModule: domain.verifyingContract },
    close: async () => {
      issuance.close()
      await market.close()
      await chain.close()
      await workbench.close()
      artifacts.close()
    },
  }
}

/** Where a desk keeps what was compiled on it. */
export const artifactsFileOf = (dataDirectory: string): string => join(dataDirectory, 'artifacts.sqlite')

const chainFileOf = (dataDirectory: string): string => join(dataDirectory, 'chain.sqlite')

const toGenesis = (profile: PracticeProfile): Genesis => ({
  chainId: practiceNetwork.chainId,
  hardfork: profile.hardfork,
  timestamp: BigInt(profile.issuedAtS - 3_600),
  alloc: Object.fromEntries(
    Object.values(derivePracticeAccounts(profile.seed)).map(({ account }) => [
      account.address,
      { balance: 10_000n * 10n ** 18n },
    ]),
  ),
})

const startPracticeChain = async (options: OpenOptions, profile: PracticeProfile): Promise<ChainHandle> => {
  const chain = await startChainWorker({
    workerUrl: options.workerUrls.chain,
    file: chainFileOf(options.dataDirectory),
    genesis: toGenesis(profile),
    mining: { mode: 'instant' },
    unlockedKeys: deriveUnlockedKeys(profile.seed),
    keepsBlocks: true,
    history: options.chain?.keepBlocks === undefined ? 'archive' : { keepBlocks: options.chain.keepBlocks },
    onError: (error) => options.log('chain.error', { message: error.message }),
  })
  chain.onExit(() => options.onFatal('chain'))
  return chain
}

const openSigning = async (
  { dataDirectory, log }: OpenOptions,
  accounts: ReturnType<typeof derivePracticeAccounts>,
  rechecks: Pick<SigningOptions, 'recheck' | 'recheckPermits'>,
): Promise<Signing> => {
  const keystore = await createKeystoreSigner({
    directory: join(dataDirectory, 'keystore'),
    clock: systemSigningClock,
    isTaken: (address) => Object.values(accounts).some(({ account }) => account.address === address),
    warn: (message) => log('keystore.unreadable', { message }),
  })
  return createSigning({
    signers: [createPracticeSigner([accounts.trader, accounts.second])],
    keystore,
    clock: systemSigningClock,
    ...rechecks,
    alarm: ({ recoveredSigner = 'none', ...entry }) => log('signing.alarm', { ...entry, recoveredSigner }),
  })
}
