import { type Abi, type Address, encodeFunctionData, keccak256, parseUnits, stringToHex, toBytes } from 'viem'
import { privateKeyToAccount } from 'viem/accounts'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { settlementTokenAbi } from '../../../contracts/generated/SettlementToken.ts'
import { TerminalError } from '../../../engine/api/errors.ts'
import type { NewTreasury } from '../../../engine/api/treasury.ts'
import { systemClock } from '../../../engine/threads/systemClock.ts'
import { createAccountSender } from '../../../engine/treasury/clients/createAccountSender.ts'
import {
  type ContractClient,
  createContractClient,
  requireContract,
} from '../../../engine/treasury/clients/createContractClient.ts'
import { createSetClients } from '../../../engine/treasury/clients/createSetClients.ts'
import type { ContractCall, Sender } from '../../../engine/treasury/clients/Sender.ts'
import { createTreasuryService } from '../../../engine/treasury/createTreasuryService.ts'
import { openDocumentStore } from '../../../engine/treasury/documents/openDocumentStore.ts'
import { createHolderIndex } from '../../../engine/treasury/yield/createHolderIndex.ts'
import { createYieldScheduler } from '../../../engine/treasury/yield/createYieldScheduler.ts'
import { createTestChain } from '../../builders/createTestChain.ts'
import { deployTreasurySet, roleId } from '../../builders/deployTreasurySet.ts'

const chainId = 31_337
const startS = Date.parse('2029-01-15T00:00:00Z') / 1000
const couponS = Date.parse('2029-07-15T00:00:00Z') / 1000
const account = privateKeyToAccount(keccak256(toBytes('issuer of the treasuries')))
/** Balances of 1/3 of a whole token: what each is due is rounded down. */
const third = 333_333n
const holders = ['first', 'second', 'third'].map((name) => privateKeyToAccount(keccak256(toBytes(name))).address)
const note: NewTreasury = {
  name: 'Note of three',
  symbol: 'NOTE-3',
  isin: 'XQ0NOTE30000',
  kind: 'note',
  currency: 'USD',
  issueDate: '2029-01-15',
  maturityDate: '2031-01-15',
  dayCount: 'ACT/ACT',
  couponsPerYear: 2,
  couponRate: 42_500_000,
  faceValue: parseUnits('100', 6),
  issuePrice: parseUnits('100', 6),
  documentHash: keccak256('0x'),
}

const openDesk = async () => {
  const { provider, close } = await createTestChain({ rich: [account.address], timestampS: startS, chainId })
  const addresses = await deployTreasurySet(provider, account)
  const network = { id: 'test', name: 'Test', chainId, provider, addresses }
  const clients = createSetClients(network)
  const sender = createAccountSender(network, account)
  const documents = openDocumentStore(':memory:')
  const cash = createContractClient(provider, addresses.settlementToken, settlementTokenAbi)
  const send = <ContractAbi extends Abi>(
    { address, abi }: Pick<ContractClient<ContractAbi>, 'address' | 'abi'>,
    functionName: string,
    args: readonly unknown[],
  ) => sender.send({ to: address, data: encodeFunctionData({ abi: abi as Abi, functionName, args }) })
  await send(clients.registry, 'setIssuer', [account.address, true])
  await send(clients.compliance, 'grantRole', [roleId('AGENT_ROLE'), account.address])
  const agent = { rights: 7, maxClass: 2, anyCountry: true, expiry: 2n ** 64n - 1n }
  await send(clients.compliance, 'setAgent', [account.address, agent, []])
  await send(cash, 'grantRole', [roleId('MINTER_ROLE'), account.address])
  for (const holder of holders) {
    const country = stringToHex('US', { size: 2 })
    const investor = { status: 1, class: 2, country, expiry: 2n ** 63n, identityHash: keccak256(holder) }
    await send(clients.compliance, 'setInvestor', [holder, investor])
  }
  return { provider, close, network, clients, sender, documents, cash, send }
}

type Desk = Awaited<ReturnType<typeof openDesk>>

const schedulerOf = ({ network, clients, cash }: Desk, sender: Sender) =>
  createYieldScheduler({
    network,
    clients,
    sender,
    policy: { fundsPayments: true, holdersPerTransaction: 50 },
    provideMoney: (amount) => [
      {
        to: cash.address,
        data: encodeFunctionData({ abi: settlementTokenAbi, functionName: 'mint', args: [sender.address, amount] }),
      },
    ],
    clock: systemClock,
    intervalMs: 60_000,
    fromBlock: 0n,
    onError: (error) => {
      throw error
    },
  })

/** Sends the first so many transactions, and then nothing more: as a process that was killed. */
const dying = (sender: Sender, sends: number): Sender => {
  let left = sends
  return {
    address: sender.address,
    send: (call: ContractCall) => {
      if (left-- > 0) return sender.send(call)
      throw new Error('killed')
    },
  }
}

describe('treasuries on a chain', () => {
  let desk: Desk
  let token: Address
  const serviceOf = (sender: Sender) => createTreasuryService({ ...desk, sender })

  beforeAll(async () => {
    desk = await openDesk()
  }, 60_000)
  afterAll(async () => {
    desk.documents.close()
    await desk.close()
  })

  it('goes on with a creation that was interrupted after any step', async () => {
    const sends: number[] = []
    for (const _step of [1, 2, 3]) {
      await expect(serviceOf(dying(desk.sender, 1)).create(note)).rejects.toThrow('killed')
    }
    const created = await serviceOf(desk.sender).create(note)
    sends.push(created.transactionHashes.length)
    token = created.token
    expect(sends).toEqual([1])
    expect(await serviceOf(desk.sender).get(token)).toMatchObject({
      isin: note.isin,
      status: 'announced',
      firstCouponDate: '2029-07-15',
      lastRegularDate: '2031-01-15',
      supply: 0n,
    })
  })

  it('refuses terms that no registry could keep before anything is sent', async () => {
    const service = serviceOf(dying(desk.sender, 0))
    const broken: Partial<NewTreasury>[] = [
      { maturityDate: note.issueDate },
      { couponRate: 0 },
      { couponsPerYear: 0 },
      { kind: 'bill' },
    ]
    for (const changes of broken) {
      await expect(service.create({ ...note, isin: 'XQ0NOTE40009', ...changes })).rejects.toMatchObject({
        code: 'treasury/invalid-terms',
      })
    }
  })

  it('says which treasury, which document and which contract is not there', async () => {
    const nobody = holders[0] as Address
    await expect(serviceOf(desk.sender).get(nobody)).rejects.toMatchObject({ code: 'treasury/not-found' })
    await expect(serviceOf(desk.sender).listDocuments(nobody)).rejects.toMatchObject({ code: 'treasury/not-found' })
    await expect(requireContract(desk.provider, nobody, 'registry')).rejects.toMatchObject({
      code: 'contract/not-found',
      facts: { address: nobody },
    })
    const { clients } = desk
    await expect(clients.ruleAt('country', nobody).read.compliance()).rejects.toMatchObject({
      code: 'contract/not-found',
    })
    await expect(clients.tokenAt(nobody).read.status()).rejects.toMatchObject({ code: 'contract/not-found' })
    expect(await clients.settlementToken.read.symbol()).toBe('pUSD')
  })

  it("tells a contract's refusal by its name and facts, and sends nothing that would fail", async () => {
    const service = serviceOf(desk.sender)
    const nonce = () =>
      desk.provider.request({ method: 'eth_getTransactionCount', params: [account.address, 'latest'] })
    const before = await nonce()
    await expect(service.updatePrice(token, 0n, startS)).rejects.toMatchObject({
      code: 'contract/reverted',
      facts: { error: 'ZeroPrice' },
    })
    await expect(service.setStatus(token, 'redeemed')).rejects.toMatchObject({
      code: 'contract/reverted',
      facts: { error: 'IllegalTransition', token, from: 0, to: 4 },
    })
    expect(await nonce()).toBe(before)
  })

  it('pays a coupon in full after a run that died between paying in and paying out', async () => {
    const service = serviceOf(desk.sender)
    await service.setStatus(token, 'active')
    for (const holder of holders) await desk.send(desk.clients.tokenAt(token), 'issue', [holder, third])
    await desk.provider.request({ method: 'evm_setNextBlockTimestamp', params: [couponS] })
    await desk.provider.request({ method: 'evm_mine', params: [] })
    // Minted, allowed, paid in; then nothing more.
    await expect(schedulerOf(desk, dying(desk.sender, 3)).run()).rejects.toThrow('killed')
    expect((await service.listCoupons(token))[0]).toMatchObject({ state: 'funded', paid: 0n })
    const { done, failed } = await schedulerOf(desk, desk.sender).run()
    expect(failed).toEqual([])
    expect(done.map(({ action }) => action.kind)).toEqual(['pay-coupon', 'sweep-coupon'])
  })

  it('pays everyone the share that is theirs, rounded down, and gives the issuer the rest', async () => {
    const perToken = parseUnits('2.125', 6)
    const share = (third * perToken) / 1_000_000n
    const [coupon] = await serviceOf(desk.sender).listCoupons(token)
    for (const holder of holders) expect(await desk.cash.read.balanceOf([holder])).toBe(share)
    expect(coupon).toMatchObject({ due: (3n * third * perToken) / 1_000_000n, paid: 3n * share })
    expect(await desk.cash.read.balanceOf([desk.network.addresses.yieldModule])).toBe(0n)
    expect((await schedulerOf(desk, desk.sender).run()).done).toEqual([])
  })

  it('leaves out who is frozen without sending anything in vain, and pays when it may', async () => {
    const tokenClient = desk.clients.tokenAt(token)
    const [frozen] = holders as [Address]
    await desk.send(tokenClient, 'grantRole', [roleId('CONTROLLER_ROLE'), account.address])
    await desk.send(tokenClient, 'setFrozen', [frozen, true])
    await desk.provider.request({ method: 'evm_setNextBlockTimestamp', params: [Date.parse('2030-01-15') / 1000] })
    await desk.provider.request({ method: 'evm_mine', params: [] })
    const scheduler = schedulerOf(desk, desk.sender)
    const before = await desk.cash.read.balanceOf([frozen])
    expect((await scheduler.run()).done.map(({ action }) => action.kind)).toEqual(['fund-coupon', 'pay-coupon'])
    expect((await scheduler.run()).done).toEqual([])
    expect(await desk.cash.read.balanceOf([frozen])).toBe(before)
    await desk.send(tokenClient, 'setFrozen', [frozen, false])
    expect((await scheduler.run()).done.map(({ action }) => action.kind)).toEqual(['pay-coupon', 'sweep-coupon'])
    expect(await desk.cash.read.balanceOf([frozen])).toBeGreaterThan(before)
  })

  it('knows who holds in other partitions only, issued there or moved there', async () => {
    const tokenClient = desk.clients.tokenAt(token)
    const restricted = stringToHex('restricted', { size: 32 })
    const [issued, moved] = ['issued apart', 'moved apart'].map(
      (name) => privateKeyToAccount(keccak256(toBytes(name))).address,
    ) as [Address, Address]
    for (const holder of [account.address, issued, moved]) {
      const country = stringToHex('US', { size: 2 })
      const investor = { status: 1, class: 2, country, expiry: 2n ** 63n, identityHash: keccak256(holder) }
      await desk.send(desk.clients.compliance, 'setInvestor', [holder, investor])
    }
    await desk.send(tokenClient, 'definePartition', [restricted, 7])
    await desk.send(tokenClient, 'issueByPartition', [restricted, issued, 1_000_000n, '0x'])
    await desk.send(tokenClient, 'issueByPartition', [restricted, account.address, 1_000_000n, '0x'])
    await desk.send(tokenClient, 'transferByPartition', [restricted, moved, 400_000n, '0x'])
    const known = await createHolderIndex(desk.provider, token, 0n).list()
    expect(known).toEqual(expect.arrayContaining([issued, moved, account.address, ...holders]))
  })

  it('stops where it is told to', async () => {
    await desk.provider.request({ method: 'evm_setNextBlockTimestamp', params: [Date.parse('2030-07-15') / 1000] })
    await desk.provider.request({ method: 'evm_mine', params: [] })
    expect(await schedulerOf(desk, desk.sender).run(AbortSignal.abort())).toEqual({ done: [], failed: [] })
  })

  it('goes on with other treasuries where one is refused', async () => {
    const other = await serviceOf(desk.sender).create({ ...note, isin: 'XQ0NOTE40009', issueDate: '2030-07-15' })
    await desk.send(desk.clients.yieldModule, 'grantRole', [roleId('PAUSER_ROLE'), account.address])
    await desk.send(desk.clients.yieldModule, 'pause', [1])
    const { done, failed } = await schedulerOf(desk, desk.sender).run()
    expect(done).toEqual([])
    expect(failed).toMatchObject([{ token, action: { kind: 'fund-coupon' }, error: { code: 'contract/paused' } }])
    expect(failed[0]?.error).toBeInstanceOf(TerminalError)
    expect(other.token).not.toBe(token)
  })
})
