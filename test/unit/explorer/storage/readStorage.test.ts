import { getAddress } from 'viem'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { addBuiltInArtifacts } from '../../../../engine/compiler/artifacts/addBuiltInArtifacts.ts'
import { openArtifactStore } from '../../../../engine/compiler/openArtifactStore.ts'
import { createExplorer } from '../../../../engine/explorer/createExplorer.ts'
import { createPracticeChain } from '../../../builders/createPracticeChain.ts'

const store = openArtifactStore(':memory:')
const context = { caller: { principal: 'test', role: 'viewer' as const }, signal: new AbortController().signal }
let desk: Awaited<ReturnType<typeof createPracticeChain>>
beforeAll(async () => {
  addBuiltInArtifacts(store, new URL('../../../../contracts/generated/artifacts.jsonl', import.meta.url))
  desk = await createPracticeChain()
})
afterAll(async () => {
  await desk.close()
  store.close()
})

const read = (
  request: { variable?: string; first?: `0x${string}`; count?: number } = {},
  of: string = desk.addresses.settlementToken,
) => {
  const explorer = createExplorer({
    findProvider: () => desk.provider,
    listNames: () => [],
    findArtifact: (code) => store.findByCode(code),
  })
  const address = getAddress(of)
  return explorer.readStorage({ network: 'practice', address, count: 32, ...request }, context)
}

test('names the variables of a contract that was compiled here, and reads them', async () => {
  const { entries, hasLayout } = await read()
  expect(hasLayout).toBe(true)
  const byLabel = new Map(entries.map((entry) => [entry.label, entry]))
  expect(byLabel.get('_symbol')?.decoded).toBe('"pUSD"')
  expect(BigInt(byLabel.get('supply')?.decoded ?? 0)).toBeGreaterThan(0n)
  expect(byLabel.get('_balances')).toMatchObject({ type: 'mapping(address => uint256)', decoded: 'by key' })
})

test('reads a proxy by the variables of its implementation', async () => {
  const { entries, hasLayout } = await read({}, desk.addresses.registry)
  expect(hasLayout).toBe(true)
  const byLabel = new Map(entries.map((entry) => [entry.label, entry]))
  expect(byLabel.get('_currentDefaultAdmin')?.decoded).toBe(desk.accounts.agent.account.address)
  expect(byLabel.get('list[0]')?.decoded).toBe(desk.addresses.treasuryTokens[0])
})

test('looks up a key of a mapping', async () => {
  const trader = desk.accounts.trader.account.address
  const label = `accounts[${trader}].balance`
  const { entries } = await read({ variable: label })
  expect(entries).toMatchObject([{ label }])
  expect(entries[0]?.decoded).toBe('25000000000000')
})

test('reads a run of slots wherever it begins, labels where it has some', async () => {
  const high = `0x${'f'.repeat(64)}` as const
  const { entries } = await read({ first: high, count: 2 })
  expect(entries[0]).toEqual({ slot: high, value: `0x${'0'.repeat(64)}` })
  expect(entries[1]).toMatchObject({ slot: `0x${'0'.repeat(64)}`, label: '_balances' })
})

test.each(['nothing', '_balances[7', '_balances[0x12]', '_symbol[0]', '_balances.price', '[1]', '_balances[-1]'])(
  'refuses %s',
  async (variable) => {
    await expect(read({ variable })).rejects.toMatchObject({ code: 'explorer/unknown-variable' })
  },
)
