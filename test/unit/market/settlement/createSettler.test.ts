import { encodeFunctionData, erc20Abi, type Hex, keccak256, toHex } from 'viem'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { treasuryControlAbi } from '../../../../contracts/generated/TreasuryControl.ts'
import { orderTypedData, type SignableOrder } from '../../../../engine/api/order.ts'
import { createTradingChecks } from '../../../../engine/market/createTradingChecks.ts'
import { createSettler } from '../../../../engine/market/settlement/createSettler.ts'
import type { SettlementRequest } from '../../../../engine/market/types.ts'
import type { PracticeRole } from '../../../../engine/practice/practiceAccounts.ts'
import { sendInOneBlock } from '../../../../engine/practice/sendInOneBlock.ts'
import { anOrder, createPracticeChain } from '../../../builders/createPracticeChain.ts'

let desk: Awaited<ReturnType<typeof createPracticeChain>>
beforeAll(async () => {
  desk = await createPracticeChain()
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
