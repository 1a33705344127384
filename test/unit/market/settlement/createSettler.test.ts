import { decodeFunctionResult, encodeFunctionData, erc20Abi, type Hex, keccak256, toHex } from 'viem'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { treasuryControlAbi } from '../../../../contracts/generated/TreasuryControl.ts'
import { treasuryListingsAbi } from '../../../../contracts/generated/TreasuryListings.ts'
import { treasuryRegistryAbi } from '../../../../contracts/generated/TreasuryRegistry.ts'
import { orderTypedData, type SignableOrder, Ticket } from '../../../../engine/api/order.ts'
import { createTradingChecks } from '../../../../engine/market/createTradingChecks.ts'
import { createSettler } from '../../../../engine/market/settlement/createSettler.ts'
import { previewTicket } from '../../../../engine/market/ticket/previewTicket.ts'
import type { SettlementRequest } from '../../../../engine/market/types.ts'
import type { PracticeRole } from '../../../../engine/practice/practiceAccounts.ts'
import { sendInOneBlock } from '../../../../engine/practice/sendInOneBlock.ts'
import { accruedOnQuantity } from '../../../../engine/treasury/accruedInterest.ts'
import { dayOfTime } from '../../../../engine/treasury/dayCount.ts'
import { anOrder, createPracticeChain } from '../../../builders/createPracticeChain.ts'

let desk: Awaited<ReturnType<typeof createPracticeChain>>
beforeAll(async () => {
  desk = await createPracticeChain({ daysAgo: 40 })
})
afterAll(() => desk.close())

const clock = {
  nowMs: () => Date.now(),
  after: (delayMs: number, callback: () => void) => {
    const timer = setTimeout(callback, delayMs)
    return () => clearTimeout(timer)
  },
}

const createSettlerOfDesk = () =>
  createSettler({
    provider: desk.provider,
    domain: desk.domain,
    settlementToken: desk.addresses.settlementToken,
    operator: desk.accounts.agent.account,
    checks: createTradingChecks(desk.provider, desk.addresses),
    clock,
  })

let salt = 100n
const sign = async (role: PracticeRole, changes: Partial<SignableOrder>) => {
  const { account } = desk.accounts[role]
  const token = desk.addresses.treasuryTokens[0] ?? '0x'
  salt += 1n
  const order = anOrder({ trader: account.address, token, salt, ...changes })
  return { order, signature: await account.signTypedData(orderTypedData(order, desk.domain)) }
}

const aFill = async (
  maker: Partial<SignableOrder> = {},
  taker: Partial<SignableOrder> = {},
): Promise<SettlementRequest> => ({
  fillId: keccak256(toHex(`fill ${salt}`)),
  maker: await sign('northMaker', { side: 'sell', ...maker }),
  taker: await sign('trader', { side: 'buy', ...taker }),
  quantity: 10_000_000n,
  price: 99_000_000n,
})

const balanceOf = async (token: Hex, role: PracticeRole) =>
  BigInt(
    (await desk.provider.request({
      method: 'eth_call',
      params: [
        {
          to: token,
          data: encodeFunctionData({
            abi: erc20Abi,
            functionName: 'balanceOf',
            args: [desk.accounts[role].account.address],
          }),
        },
        'latest',
      ],
    })) as Hex,
  )

test('settles delivery against payment', async () => {
  const fill = await aFill()
  const cash = await balanceOf(desk.addresses.settlementToken, 'trader')
  const [outcome] = await createSettlerOfDesk().settle([fill])
  expect(outcome).toMatchObject({ fillId: fill.fillId, kind: 'settled' })
  expect(await balanceOf(desk.addresses.settlementToken, 'trader')).toBe(cash - 990_000_000n - 198_000n)
})

/** The latest block's day. */
const today = async (): Promise<number> => {
  const block = await desk.provider.request({ method: 'eth_getBlockByNumber', params: ['latest', false] })
  return dayOfTime(Number((block as { timestamp: Hex }).timestamp))
}

test('a buyer of a bond pays the accrued interest that the ticket shows on top of the clean price', async () => {
  const [, , , market] = desk.markets
  if (market === undefined) throw new Error('no market')
  const { token } = market.treasury
  const ticket = Ticket.parse({
    trader: desk.accounts.trader.account.address,
    marketId: market.marketId,
    side: 'buy',
    type: 'limit',
    sizeLots: 1,
    priceTicks: 19_800,
  })
  const preview = previewTicket(ticket, {
    market,
    book: {
      marketId: market.marketId,
      sequence: 0,
      bids: [],
      asks: [{ priceTicks: 19_800, sizeLots: 5, orderCount: 1 }],
    },
    nowMs: Date.now(),
  })
  expect(preview.accrued).toBe(accruedOnQuantity(market.treasury, dayOfTime(Date.now() / 1000), 10_000_000n))
  expect(preview.accrued).toBeGreaterThan(4_000_000n)
  const cash = await balanceOf(desk.addresses.settlementToken, 'trader')
  const [outcome] = await createSettlerOfDesk().settle([await aFill({ token }, { token })])
  expect(outcome).toMatchObject({ kind: 'settled' })
  expect(await balanceOf(desk.addresses.settlementToken, 'trader')).toBe(cash - preview.total)
})

test('accrues on any quantity to the unit what the trading module asks', async () => {
  const day = await today()
  for (const { treasury } of desk.markets) {
    for (const quantity of [1n, 3n, 999_999n, 1_000_000n, 1_234_567n, 10_000_001n, 7_777_777_777_777n]) {
      const data = encodeFunctionData({
        abi: treasuryListingsAbi,
        functionName: 'quote',
        args: [treasury.token, quantity, 99_123_457n],
      })
      const params = [{ to: desk.addresses.tradingModule, data }, 'latest']
      const answer = (await desk.provider.request({ method: 'eth_call', params })) as Hex
      const [clean, accrued, total] = decodeFunctionResult({
        abi: treasuryListingsAbi,
        functionName: 'quote',
        data: answer,
      })
      expect(clean).toBe((quantity * 99_123_457n) / 1_000_000n)
      expect(accrued).toBe(accruedOnQuantity(treasury, day, quantity))
      expect(total).toBe(clean + accrued)
    }
  }
})

const byAgent = (to: Hex, data: Hex) =>
  sendInOneBlock(desk.provider, [{ account: desk.accounts.agent.account, calls: [{ to, data, gas: 300_000n }] }])

const onListings = (functionName: 'halt' | 'endHalt') =>
  byAgent(
    desk.addresses.tradingModule,
    encodeFunctionData({ abi: treasuryListingsAbi, functionName, args: [desk.addresses.treasuryTokens[0] ?? '0x'] }),
  )

test('what is halted on chain settles nothing, and takes no order', async () => {
  const checks = createTradingChecks(desk.provider, desk.addresses)
  const token = desk.addresses.treasuryTokens[0] ?? '0x'
  await checks.checkTradable(token)
  await onListings('halt')
  const outcomes = await createSettlerOfDesk().settle([await aFill()])
  await expect(checks.checkTradable(token)).rejects.toMatchObject({ code: 'market/halted' })
  await onListings('endHalt')
  expect(outcomes).toMatchObject([
    { kind: 'failed', code: 'market/halted', culprit: 'both', message: 'Trading of the treasury is halted on chain.' },
  ])
  await checks.checkTradable(token)
})

test('a suspended treasury moves nothing, and takes no order', async () => {
  const token = desk.addresses.treasuryTokens[0] ?? '0x'
  const setStatus = (status: number) =>
    byAgent(
      desk.addresses.registry,
      encodeFunctionData({ abi: treasuryRegistryAbi, functionName: 'setStatus', args: [token, status] }),
    )
  await setStatus(2)
  const outcomes = await createSettlerOfDesk().settle([await aFill()])
  const check = createTradingChecks(desk.provider, desk.addresses).checkTradable(token)
  await expect(check).rejects.toMatchObject({ code: 'market/halted' })
  await setStatus(1)
  expect(outcomes).toMatchObject([{ kind: 'failed', code: 'market/halted', culprit: 'both' }])
})

test('a fill that was settled before is reported with its first transaction', async () => {
  const fill = await aFill()
  const settler = createSettlerOfDesk()
  const [first] = await settler.settle([fill])
  const [second] = await settler.settle([fill])
  expect(second).toEqual(first)
})

test('one failing fill holds up no other', async () => {
  const bad = await aFill({}, { expiry: Math.floor(Date.now() / 1000) - 1 })
  const good = await aFill()
  const outcomes = await createSettlerOfDesk().settle([bad, good])
  expect(outcomes).toMatchObject([{ kind: 'failed', code: 'order/expired', culprit: 'taker' }, { kind: 'settled' }])
})

test('a revoked allowance is blamed on whose it is', async () => {
  const revoke = (amount: bigint) =>
    sendInOneBlock(desk.provider, [
      {
        account: desk.accounts.northMaker.account,
        calls: [
          {
            to: desk.addresses.treasuryTokens[0],
            data: encodeFunctionData({
              abi: erc20Abi,
              functionName: 'approve',
              args: [desk.domain.verifyingContract, amount],
            }),
            gas: 100_000n,
          },
        ],
      },
    ])
  await revoke(0n)
  const outcomes = await createSettlerOfDesk().settle([await aFill()])
  await revoke(2n ** 256n - 1n)
  expect(outcomes).toMatchObject([{ kind: 'failed', code: 'order/allowance', culprit: 'maker' }])
})

test('a frozen investor is blamed, in words', async () => {
  const freeze = (isFrozen: boolean) =>
    sendInOneBlock(desk.provider, [
      {
        account: desk.accounts.agent.account,
        calls: [
          {
            to: desk.addresses.treasuryTokens[0],
            data: encodeFunctionData({
              abi: treasuryControlAbi,
              functionName: 'setFrozen',
              args: [desk.accounts.trader.account.address, isFrozen],
            }),
            gas: 100_000n,
          },
        ],
      },
    ])
  await freeze(true)
  const outcomes = await createSettlerOfDesk().settle([await aFill()])
  await freeze(false)
  expect(outcomes).toMatchObject([
    {
      kind: 'failed',
      code: 'compliance/not-eligible',
      message: 'The buyer may not receive: frozen.',
      culprit: 'taker',
    },
  ])
})
