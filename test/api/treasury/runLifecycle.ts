import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Abi, type Address, encodeFunctionData, type Hex, keccak256, parseUnits, stringToHex, toBytes } from 'viem'
import { privateKeyToAccount } from 'viem/accounts'
import { expect } from 'vitest'
import { settlementTokenAbi } from '../../../contracts/generated/SettlementToken.ts'
import type { NewTreasury } from '../../../engine/api/treasury.ts'
import type { EthereumProvider } from '../../../engine/networks/Network.ts'
import { systemClock } from '../../../engine/threads/systemClock.ts'
import { createAccountSender } from '../../../engine/treasury/clients/createAccountSender.ts'
import { type ContractClient, createContractClient } from '../../../engine/treasury/clients/createContractClient.ts'
import { createSetClients } from '../../../engine/treasury/clients/createSetClients.ts'
import type { Sender } from '../../../engine/treasury/clients/Sender.ts'
import { createTreasuryService } from '../../../engine/treasury/createTreasuryService.ts'
import { openDocumentStore } from '../../../engine/treasury/documents/openDocumentStore.ts'
import { createYieldScheduler } from '../../../engine/treasury/yield/createYieldScheduler.ts'
import { deployTreasurySet, roleId } from '../../builders/deployTreasurySet.ts'
import { signOrder } from './signOrder.ts'

const accountOf = (name: string) => privateKeyToAccount(keccak256(toBytes(`lifecycle ${name}`)))
const people = {
  issuer: accountOf('issuer'),
  alice: accountOf('alice'),
  bob: accountOf('bob'),
  lost: accountOf('lost wallet'),
  found: accountOf('its replacement'),
  fees: accountOf('fees'),
}
/** Accounts that send transactions; each needs ether. */
export const lifecycleAccounts: readonly Address[] = Object.values(people).map(({ address }) => address)

const DAY_S = 86_400
const dayS = (date: string): number => Date.parse(`${date}T00:00:00Z`) / 1000
/** The first block is of the day before the issue. */
export const lifecycleStartS = dayS('2029-01-14')

const whole = (amount: string): bigint => parseUnits(amount, 6)
const prospectus = toBytes('4.25 % notes due 15 January 2030, payable 15 July and 15 January, ACT/ACT (ICMA).')

const note: NewTreasury = {
  name: 'Lifecycle Note 4.25% 2030',
  symbol: 'LCN-30',
  isin: 'XQ0LCN300012',
  kind: 'note',
  currency: 'USD',
  issueDate: '2029-01-15',
  maturityDate: '2030-01-15',
  dayCount: 'ACT/ACT',
  couponsPerYear: 2,
  couponRate: 42_500_000,
  faceValue: whole('100'),
  issuePrice: whole('100'),
  documentHash: keccak256(prospectus),
}
/** 2.125 a half year on a face of 100. */
const coupon = whole('2.125')
/** 15 January to 15 July, and to the next 15 January. */
const firstPeriodDays = 181n
const secondPeriodDays = 184n

/**
 * The whole life of a note on a network with development methods: set deployed, note issued, investors onboarded, traded, two
 * coupons, a wallet recovered, suspended, resumed, matured, redeemed. Every amount is compared to the unit with what the terms say.
 */
export const runLifecycle = async (provider: EthereumProvider, chainId: number): Promise<void> => {
  const folder = mkdtempSync(join(tmpdir(), 'quantera-lifecycle-'))
  const documents = openDocumentStore(join(folder, 'documents.sqlite'))
  try {
    await live(provider, chainId, documents)
  } finally {
    documents.close()
    rmSync(folder, { recursive: true })
  }
}

const live = async (
  provider: EthereumProvider,
  chainId: number,
  documents: ReturnType<typeof openDocumentStore>,
): Promise<void> => {
  const addresses = await deployTreasurySet(provider, people.issuer)
  const network = { id: 'lifecycle', name: 'Lifecycle', chainId, provider, addresses }
  const clients = createSetClients(network)
  const cash = createContractClient(provider, addresses.settlementToken, settlementTokenAbi)
  const senders = Object.fromEntries(
    Object.entries(people).map(([name, account]) => [name, createAccountSender(network, account)]),
  ) as Record<keyof typeof people, Sender>
  const issuer = senders.issuer
  const service = createTreasuryService({ network, clients, sender: issuer, documents })
  const scheduler = createYieldScheduler({
    network,
    clients,
    sender: issuer,
    policy: { fundsPayments: true, holdersPerTransaction: 2 },
    clock: systemClock,
    intervalMs: 60_000,
    fromBlock: 0n,
    onError: (error) => {
      throw error
    },
  })
  const to = async (timeS: number): Promise<void> => {
    await provider.request({ method: 'evm_setNextBlockTimestamp', params: [timeS] })
    await provider.request({ method: 'evm_mine', params: [] })
  }
  const send = async <ContractAbi extends Abi>(
    sender: Sender,
    { address, abi }: Pick<ContractClient<ContractAbi>, 'address' | 'abi'>,
    functionName: string,
    args: readonly unknown[],
  ) => sender.send({ to: address, data: encodeFunctionData({ abi: abi as Abi, functionName, args }) })
  const money = (account: Address) => cash.read.balanceOf([account])

  // The issuer appoints itself: agent of the investors, and minter of the test money.
  await send(issuer, clients.registry, 'setIssuer', [issuer.address, true])
  await send(issuer, clients.compliance, 'grantRole', [roleId('AGENT_ROLE'), issuer.address])
  await send(issuer, clients.compliance, 'setAgent', [issuer.address, agentRights, []])
  await send(issuer, cash, 'grantRole', [roleId('MINTER_ROLE'), issuer.address])
  await send(issuer, cash, 'mint', [issuer.address, whole('1000000')])

  // A note is created once, however often it is asked for.
  const { token } = await service.create(note)
  await expect(service.create(note)).rejects.toMatchObject({ code: 'treasury/exists' })
  const tokenClient = clients.tokenAt(token)
  await send(issuer, tokenClient, 'grantRole', [roleId('CONTROLLER_ROLE'), issuer.address])
  const { hash } = await service.addDocument(token, { name: 'prospectus', mediaType: 'text/plain', bytes: prospectus })
  expect(await service.listDocuments(token)).toMatchObject([{ name: 'prospectus', hash, isStored: true }])
  expect(service.readDocument(hash).bytes).toEqual(prospectus)

  // Investors.
  for (const who of ['alice', 'bob', 'lost', 'found'] as const) {
    await send(issuer, clients.compliance, 'setInvestor', [people[who].address, investor(who)])
  }
  await send(issuer, cash, 'mint', [people.bob.address, whole('50000')])

  // Issue day.
  await to(dayS('2029-01-15'))
  await service.setStatus(token, 'active')
  await send(issuer, tokenClient, 'issue', [people.alice.address, whole('600')])
  await send(issuer, tokenClient, 'issue', [people.lost.address, whole('401.5')])
  await service.updatePrice(token, whole('99.5'), dayS('2029-01-15'))
  expect((await service.get(token)).price).toMatchObject({ clean: whole('99.5'), accrued: 0n, dirty: whole('99.5') })

  // Whoever isn't an investor can't receive.
  await expect(send(senders.alice, tokenClient, 'transfer', [people.fees.address, 1n])).rejects.toMatchObject({
    code: 'compliance/not-eligible',
    facts: { rule: 'receiver/not-approved' },
  })

  // Bob buys 100 of Alice at 99.25 clean after 45 days; he pays 45/181 of the coupon on top.
  await to(dayS('2029-01-15') + 45 * DAY_S + 3_600)
  const accruedPerToken = (coupon * 45n) / firstPeriodDays
  expect((await service.get(token)).price?.accrued).toBe(accruedPerToken)
  await send(senders.bob, cash, 'approve', [addresses.tradingModule, whole('50000')])
  await send(senders.alice, tokenClient, 'approve', [addresses.tradingModule, whole('1000')])
  const price = whole('99.25')
  const order = { token, quantity: whole('100'), price, module: addresses.tradingModule, chainId }
  const fill = {
    fillId: stringToHex('first', { size: 32 }),
    maker: await signOrder(people.alice, { ...order, side: 'sell' }),
    taker: await signOrder(people.bob, { ...order, side: 'buy' }),
    quantity: order.quantity,
    price,
  }
  const [aliceBefore, bobBefore] = [await money(people.alice.address), await money(people.bob.address)]
  await send(issuer, clients.tradingModule, 'settle', [flatten(fill)])
  const paid = 100n * price + (100n * coupon * 45n) / firstPeriodDays
  expect((await money(people.alice.address)) - aliceBefore).toBe(paid)
  expect(bobBefore - (await money(people.bob.address))).toBe(paid)
  expect(await tokenClient.read.balanceOf([people.bob.address])).toBe(whole('100'))

  // First coupon: nothing before its day, everyone to the unit on it, nothing twice.
  expect((await scheduler.run()).done).toEqual([])
  await to(dayS('2029-07-15'))
  const [beforeFirst, first] = [await holdings(), await scheduler.run()]
  expect(first.failed).toEqual([])
  expect(first.done.map(({ action }) => action.kind)).toEqual(['fund-coupon', 'pay-coupon', 'pay-coupon'])
  expect(await gains(beforeFirst)).toEqual({
    alice: 500n * coupon,
    bob: 100n * coupon,
    lost: (whole('401.5') * coupon) / whole('1'),
    found: 0n,
  })
  expect((await scheduler.run()).done).toEqual([])
  expect((await service.listCoupons(token)).map(({ state }) => state)).toEqual(['paid', 'upcoming'])
  expect((await service.get(token)).price?.accrued).toBe(0n)

  // A wallet is lost, and what it held goes to the one that replaces it.
  await send(issuer, tokenClient, 'recover', [
    people.lost.address,
    people.found.address,
    'device destroyed, affidavit 17',
  ])
  expect(await tokenClient.read.totalBalanceOf([people.lost.address])).toBe(0n)
  expect(await tokenClient.read.totalBalanceOf([people.found.address])).toBe(whole('401.5'))

  // Suspended: nothing moves. Resumed: it does.
  await to(dayS('2029-07-15') + 100 * DAY_S)
  expect((await service.get(token)).price?.accrued).toBe((coupon * 100n) / secondPeriodDays)
  await service.setStatus(token, 'suspended')
  const move = () => send(senders.alice, tokenClient, 'transfer', [people.bob.address, whole('50')])
  await expect(move()).rejects.toMatchObject({
    code: 'compliance/not-eligible',
    facts: { rule: 'token/not-active' },
  })
  await service.setStatus(token, 'active')
  await move()

  // Maturity: the last coupon and the face, after which nothing is left and the treasury is closed.
  await to(dayS('2030-01-15') + 60)
  const [beforeLast, last] = [await holdings(), await scheduler.run()]
  expect(last.failed).toEqual([])
  const total = coupon + note.faceValue
  expect(await gains(beforeLast)).toEqual({
    alice: 450n * total,
    bob: 150n * total,
    lost: 0n,
    found: (whole('401.5') * coupon) / whole('1') + (whole('401.5') * note.faceValue) / whole('1'),
  })
  expect(await service.get(token)).toMatchObject({ status: 'redeemed', supply: 0n })
  expect(await money(addresses.yieldModule)).toBe(0n)
  expect((await scheduler.run()).done).toEqual([])

  async function holdings() {
    const names = ['alice', 'bob', 'lost', 'found'] as const
    return Object.fromEntries(
      await Promise.all(names.map(async (who) => [who, await money(people[who].address)] as const)),
    )
  }
  async function gains(before: Record<string, bigint>) {
    const after = await holdings()
    return Object.fromEntries(Object.entries(after).map(([who, amount]) => [who, amount - (before[who] ?? 0n)]))
  }
}

/** All rights of an agent, over every country and class, without an end. */
const agentRights = { rights: 7, maxClass: 2, anyCountry: true, expiry: 2n ** 64n - 1n }

const investor = (who: string) => ({
  status: 1,
  class: 2,
  country: stringToHex('US', { size: 2 }),
  expiry: 2n ** 63n,
  identityHash: keccak256(toBytes(who === 'found' ? 'lost' : who)),
})

type Signed = Awaited<ReturnType<typeof signOrder>>

const flatten = (fill: { fillId: Hex; maker: Signed; taker: Signed; quantity: bigint; price: bigint }) => ({
  ...fill,
  maker: fill.maker.order,
  makerSignature: fill.maker.signature,
  taker: fill.taker.order,
  takerSignature: fill.taker.signature,
})
