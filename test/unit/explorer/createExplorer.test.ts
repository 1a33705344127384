import { createWalletClient, custom, encodeFunctionData, erc20Abi, getAddress, type Hex, publicActions } from 'viem'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { tradingModuleAbi } from '../../../contracts/generated/TradingModule.ts'
import { HeadEvent } from '../../../engine/api/explorerRecords.ts'
import type { Services } from '../../../engine/api/services.ts'
import { addBuiltInArtifacts } from '../../../engine/compiler/artifacts/addBuiltInArtifacts.ts'
import { openArtifactStore } from '../../../engine/compiler/openArtifactStore.ts'
import { createExplorer } from '../../../engine/explorer/createExplorer.ts'
import { createPracticeChain } from '../../builders/createPracticeChain.ts'

let desk: Awaited<ReturnType<typeof createPracticeChain>>
let explorer: Services['explorer']
const store = openArtifactStore(':memory:')
const context = { caller: { principal: 'test', role: 'viewer' as const }, signal: new AbortController().signal }
const network = 'practice'

beforeAll(async () => {
  addBuiltInArtifacts(store, new URL('../../../contracts/generated/artifacts.jsonl', import.meta.url))
  desk = await createPracticeChain()
  const names = [
    { name: 'SettlementToken pUSD', address: getAddress(desk.addresses.settlementToken) },
    { name: 'TradingModule', address: getAddress(desk.addresses.tradingModule) },
  ]
  explorer = createExplorer({
    findProvider: () => desk.provider,
    listNames: () => names,
    findArtifact: (code) => store.findByCode(code),
  })
})
afterAll(async () => {
  await desk.close()
  store.close()
})

const walletOf = (role: 'trader' | 'agent') =>
  createWalletClient({ account: desk.accounts[role].account, transport: custom(desk.provider) }).extend(publicActions)

const transfer = (amount: bigint): Promise<Hex> =>
  walletOf('trader').sendTransaction({
    chain: null,
    to: desk.addresses.settlementToken,
    gas: 200_000n,
    data: encodeFunctionData({
      abi: erc20Abi,
      functionName: 'transfer',
      args: [desk.accounts.second.account.address, amount],
    }),
  })

const getTransaction = (hash: Hex) => explorer.getTransaction({ network, hash }, context)

test('decodes a transaction with its logs, its token movements and what it paid', async () => {
  const hash = await transfer(1_500_000n)
  const details = await getTransaction(hash)
  expect(details.call).toMatchObject({ contract: 'SettlementToken', signature: 'transfer(address,uint256)' })
  expect(details.logs).toMatchObject([
    { contract: 'SettlementToken pUSD', signature: 'Transfer(address,address,uint256)', transactionHash: hash },
  ])
  expect(details.transfers).toMatchObject([
    { amount: 1_500_000n, token: { symbol: 'pUSD', decimals: 6 }, to: desk.accounts.second.account.address },
  ])
  const { fees } = details
  expect(fees.totalWei).toBe(BigInt(fees.gasUsed ?? 0) * BigInt(fees.effectiveGasPriceWei ?? 0))
  expect(BigInt(fees.burntWei ?? 0) + BigInt(fees.tipWei ?? 0)).toBe(fees.totalWei)
  expect(details.names[desk.addresses.settlementToken]).toBe('SettlementToken pUSD')
  expect(details.raw).toMatch(/^0x02/)
})

test('says why a transaction failed, in the words of the contract', async () => {
  const details = await getTransaction(await transfer(10n ** 30n))
  expect(details.status).toBe('failed')
  expect(details.failure).toMatchObject({
    source: 'trace',
    revert: { kind: 'custom', signature: 'ERC20InsufficientBalance(address,uint256,uint256)' },
  })
})

test('explains a failure by a call alone where the network does not trace', async () => {
  const hash = await transfer(10n ** 30n)
  const untraced = createExplorer({
    findProvider: () => ({
      ...desk.provider,
      request: (request) =>
        desk.provider.request(request.method.startsWith('debug_') ? { ...request, method: 'debug_notThere' } : request),
    }),
    listNames: () => [],
    findArtifact: (code) => store.findByCode(code),
  })
  const { failure } = await untraced.getTransaction({ network, hash }, context)
  expect(failure).toMatchObject({
    source: 'call',
    revert: { signature: 'ERC20InsufficientBalance(address,uint256,uint256)' },
  })
})

test('lists blocks newest first, page after page down to the first', async () => {
  const first = await explorer.listBlocks({ network, limit: 5 }, context)
  expect(first.blocks.map(({ number }) => number)).toEqual([0, 1, 2, 3, 4].map((step) => first.headNumber - step))
  const last = await explorer.listBlocks({ network, limit: 5, beforeNumber: 2 }, context)
  expect(last.blocks.map(({ number }) => number)).toEqual([1, 0])
  expect((await explorer.listBlocks({ network, limit: 5, beforeNumber: 0 }, context)).blocks).toEqual([])
})

test('describes a block by its number and by its hash', async () => {
  await transfer(1n)
  const { headNumber } = await explorer.listBlocks({ network, limit: 1 }, context)
  const byNumber = await explorer.getBlock({ network, block: headNumber }, context)
  expect(await explorer.getBlock({ network, block: byNumber.hash as Hex }, context)).toEqual(byNumber)
  expect(byNumber.transactions).toMatchObject([{ method: 'transfer', status: 'success' }])
  expect(byNumber.logCount).toBe(1)
  expect(byNumber.tipsWei).toBeGreaterThan(0n)
  await expect(explorer.getBlock({ network, block: headNumber + 9 }, context)).rejects.toMatchObject({
    code: 'explorer/block-not-found',
  })
})

test('finds the transactions of an account and says how far it looked', async () => {
  const hash = await transfer(2n)
  const address = desk.accounts.trader.account.address
  const page = await explorer.listTransactionsOf({ network, address, limit: 1 }, context)
  expect(page.transactions).toMatchObject([{ hash, from: address }])
  expect(page.nextBeforeBlock).toBe(page.fromBlock)
  const all = await explorer.listTransactionsOf({ network, address, limit: 200 }, context)
  expect(all).toMatchObject({ fromBlock: 0 })
  expect(all.nextBeforeBlock).toBeUndefined()
  const created = await explorer.listTransactionsOf(
    { network, address: getAddress(desk.addresses.settlementToken), limit: 200 },
    context,
  )
  expect(created.transactions.at(-1)?.createdAddress).toBe(getAddress(desk.addresses.settlementToken))
})

test('reads an account with its tokens, and a token with its supply', async () => {
  const account = await explorer.getAccount({ network, address: desk.accounts.trader.account.address }, context)
  expect(account.kind).toBe('account')
  expect(account.tokens.map(({ symbol }) => symbol)).toContain('pUSD')
  const token = await explorer.getAccount({ network, address: getAddress(desk.addresses.settlementToken) }, context)
  expect(token).toMatchObject({
    kind: 'contract',
    name: 'SettlementToken pUSD',
    token: { symbol: 'pUSD', decimals: 6 },
  })
  expect(token.storageRoot).toMatch(/^0x/)
  const empty = await explorer.getAccount({ network, address: `0x${'77'.repeat(20)}` }, context)
  expect(empty).toMatchObject({ kind: 'empty', codeBytes: 0 })
})

test('gives a contract’s source, its own file first', async () => {
  const { artifact } = await explorer.getCode({ network, address: getAddress(desk.addresses.tradingModule) }, context)
  expect(artifact?.name).toBe('TradingModule')
  expect(artifact?.sources[0]?.text).toContain('contract TradingModule')
  // The generated ABI also has what the module answers by the code beside it.
  expect(tradingModuleAbi).toEqual(expect.arrayContaining(JSON.parse(artifact?.abi ?? '[]')))
  expect(artifact?.abi).toContain('settleBatch')
})

test('searches logs by event name, newest first, a page at a time without gap or repetition', async () => {
  for (let index = 0; index < 3; index++) await transfer(1n)
  const address = getAddress(desk.addresses.settlementToken)
  const input = { network, address, event: 'transfer' }
  const all = await explorer.searchLogs({ ...input, limit: 200 }, context)
  const seen: string[] = []
  for (
    let next: { toBlock: number; beforeLogIndex?: number | undefined } | undefined = { toBlock: 1_000_000 };
    next;
  ) {
    const page: typeof all = await explorer.searchLogs({ ...input, ...next, limit: 2 }, context)
    seen.push(...page.logs.map(({ blockNumber, logIndex }) => `${blockNumber}.${logIndex}`))
    next = page.next
  }
  expect(seen).toEqual(all.logs.map(({ blockNumber, logIndex }) => `${blockNumber}.${logIndex}`))
  expect(all.logs.length).toBeGreaterThan(3)
  expect(all.logs.every(({ signature }) => signature === 'Transfer(address,address,uint256)')).toBe(true)
  await expect(explorer.searchLogs({ network, event: 'NoSuchEvent', limit: 1 }, context)).rejects.toMatchObject({
    code: 'explorer/unknown-event',
  })
})

test('finds blocks, transactions, accounts and names', async () => {
  const hash = await transfer(1n)
  const find = async (text: string) => (await explorer.search({ network, text }, context)).hits
  expect(await find(hash)).toEqual([{ kind: 'transaction', hash }])
  expect(await find('#1')).toMatchObject([{ kind: 'block', number: 1 }])
  const { blocks } = await explorer.listBlocks({ network, limit: 1 }, context)
  expect(await find(blocks[0]?.hash ?? '')).toMatchObject([{ kind: 'block', number: blocks[0]?.number }])
  expect(await find('settlement')).toEqual([
    { kind: 'account', address: getAddress(desk.addresses.settlementToken), name: 'SettlementToken pUSD' },
  ])
  expect(await find(desk.accounts.trader.account.address.toLowerCase())).toMatchObject([{ kind: 'account' }])
  expect(await find('99999999')).toEqual([])
  expect(await find('no such thing')).toEqual([])
})

test('streams the head, then what is new; a rollback announces the block it ends at', async () => {
  const abort = new AbortController()
  const source = await explorer.watchHead({ network }, { ...context, signal: abort.signal })
  const stream = source[Symbol.asyncIterator]()
  const next = async () => HeadEvent.parse((await stream.next()).value)
  const first = await next()
  const head = first.blocks[0]?.number ?? 0
  await transfer(1n)
  expect(await next()).toMatchObject({ blocks: [{ number: head + 1, transactionCount: 1 }] })
  await desk.chain.rollbackTo(head - 1)
  expect(await next()).toMatchObject({ blocks: [{ number: head - 1 }] })
  abort.abort()
  expect((await stream.next()).done).toBe(true)
})

test('refuses an answer that no node should give', async () => {
  const lying = createExplorer({
    findProvider: () => ({ ...desk.provider, request: async () => ({ number: 'soon' }) }),
    listNames: () => [],
    findArtifact: () => undefined,
  })
  await expect(lying.listBlocks({ network, limit: 1 }, context)).rejects.toMatchObject({ code: 'chain/unavailable' })
})

test('stops looking for transactions where a network’s blocks begin', async () => {
  const first = '0x5'
  const forked = createExplorer({
    findProvider: () => ({
      ...desk.provider,
      request: async (request) => {
        const [block] = Array.isArray(request.params) ? request.params : []
        const isEarlier = request.method === 'eth_getBlockByNumber' && Number(block) < Number(first)
        return isEarlier ? null : desk.provider.request(request)
      },
    }),
    listNames: () => [],
    findArtifact: () => undefined,
  })
  const address = desk.accounts.trader.account.address
  const page = await forked.listTransactionsOf({ network, address, limit: 200 }, context)
  expect(page.fromBlock).toBe(Number(first))
  expect(page.nextBeforeBlock).toBeUndefined()
})

test('finds a token an account received since it looked last', async () => {
  const holder = getAddress(`0x${'5a'.repeat(20)}`)
  const read = async () => (await explorer.getAccount({ network, address: holder }, context)).tokens
  expect(await read()).toEqual([])
  await walletOf('trader').sendTransaction({
    chain: null,
    to: desk.addresses.settlementToken,
    gas: 200_000n,
    data: encodeFunctionData({ abi: erc20Abi, functionName: 'transfer', args: [holder, 7n] }),
  })
  expect(await read()).toMatchObject([{ symbol: 'pUSD', balance: 7n }])
  const { headNumber } = await explorer.listBlocks({ network, limit: 1 }, context)
  await desk.chain.rollbackTo(headNumber - 1)
  expect(await read()).toEqual([])
})
