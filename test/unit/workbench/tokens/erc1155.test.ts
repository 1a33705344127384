import fc from 'fast-check'
import { type Address, zeroAddress } from 'viem'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Attempt, type CommandOf, openTokenBench, type Token, type TokenBench, toEvent } from './openTokenBench.ts'

let bench: TokenBench
let token: Token
let holder: Token
let liar: Token
beforeAll(async () => {
  bench = await openTokenBench()
  const options = { isMintable: true, isBurnable: true, isPausable: true, hasSupply: true, royaltyBps: 1_000 }
  token = await bench.deploy({ standard: 'erc1155', uri: 'ipfs://x/{id}', ...options }, [bench.accounts[0]])
  holder = await bench.deployHolder()
  liar = await bench.deployLiar()
}, 60_000)
afterAll(() => bench.close())

/** Balances by `owner id`. */
type Model = { readonly balances: Map<string, bigint>; readonly operators: Set<string>; isPaused: boolean }

type Amounts = readonly (readonly [id: number, value: bigint])[]
type Command =
  | CommandOf<
      'move',
      { readonly from: number; readonly to: number; readonly amounts: Amounts; readonly isBatch: boolean }
    >
  | CommandOf<'mint', { readonly to: number; readonly amounts: Amounts; readonly isBatch: boolean }>
  | CommandOf<'burn', { readonly from: number; readonly amounts: Amounts; readonly isBatch: boolean }>
  | CommandOf<'allow', { readonly to: number; readonly isOn: boolean }>
  | CommandOf<'pause' | 'unpause', object>

/** 0 to 3: accounts; 4: a contract that takes tokens; 5: one that answers wrongly; 6: one that knows no hook; 7: the zero address. */
const addressOf = (index: number): Address =>
  [...bench.accounts, holder.address, liar.address, token.address][index] ?? zeroAddress
const account = fc.nat(3)
const anywhere = fc.oneof({ weight: 8, arbitrary: account }, { weight: 3, arbitrary: fc.integer({ min: 4, max: 7 }) })
const amounts = fc.array(fc.tuple(fc.nat(2), fc.bigInt(0n, 60n)), { minLength: 1, maxLength: 4 })
const isBatch = fc.boolean()
const command: fc.Arbitrary<Command> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({ kind: fc.constant('move'), by: account, from: account, to: anywhere, amounts, isBatch }),
  },
  {
    weight: 5,
    arbitrary: fc.record({
      kind: fc.constant('mint'),
      by: fc.constantFrom(0, 0, 0, 1),
      to: anywhere,
      amounts,
      isBatch,
    }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('burn'), by: account, from: account, amounts, isBatch }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('allow'), by: account, to: anywhere, isOn: fc.boolean() }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constantFrom('pause', 'unpause', 'unpause'), by: fc.constant(0) }) },
)

const balanceOf = (model: Model, who: Address, id: number): bigint => model.balances.get(`${who} ${id}`) ?? 0n

/** All of it or nothing: each amount one after the other, as single transfers would be. */
const move = (model: Model, from: Address, to: Address, list: Amounts): string | undefined => {
  if (model.isPaused) return 'EnforcedPause'
  const before = new Map(model.balances)
  for (const [id, value] of list) {
    if (from !== zeroAddress && balanceOf(model, from, id) < value) {
      for (const [key] of model.balances) model.balances.set(key, before.get(key) ?? 0n)
      return 'ERC1155InsufficientBalance'
    }
    if (from !== zeroAddress) model.balances.set(`${from} ${id}`, balanceOf(model, from, id) - value)
    if (to !== zeroAddress) model.balances.set(`${to} ${id}`, balanceOf(model, to, id) + value)
  }
  return undefined
}

type Prediction = {
  readonly call: [name: string, args: unknown[]]
  readonly error?: string | undefined
  readonly events: string[]
}

const predict = (model: Model, command: Command): Prediction => {
  const by = addressOf(command.by)
  if (command.kind === 'pause' || command.kind === 'unpause') {
    const pausing = command.kind === 'pause'
    const error = model.isPaused === pausing ? (pausing ? 'EnforcedPause' : 'ExpectedPause') : undefined
    if (error === undefined) model.isPaused = pausing
    return { call: [command.kind, []], error, events: [toEvent(pausing ? 'Paused' : 'Unpaused', [by])] }
  }
  if (command.kind === 'allow') {
    const to = addressOf(command.to)
    const error = to === zeroAddress ? 'ERC1155InvalidOperator' : undefined
    if (error === undefined) model.operators[command.isOn ? 'add' : 'delete'](`${by} ${to}`)
    return {
      call: ['setApprovalForAll', [to, command.isOn]],
      error,
      events: [toEvent('ApprovalForAll', [by, to, command.isOn])],
    }
  }
  return predictMove(model, command, by)
}

type Moving = Extract<Command, { amounts: Amounts }>

const predictMove = (model: Model, command: Moving, by: Address): Prediction => {
  const from = command.kind === 'mint' ? zeroAddress : addressOf(command.from)
  const to = command.kind === 'burn' ? zeroAddress : addressOf(command.to)
  const list = command.isBatch ? command.amounts : command.amounts.slice(0, 1)
  const events = [
    list.length === 1
      ? toEvent('TransferSingle', [by, from, to, ...(list[0] ?? [])])
      : toEvent('TransferBatch', [by, from, to, list.map(([id]) => id), list.map(([, value]) => value)]),
  ]
  const call = toCall(command, from, to, list)
  if (command.kind === 'mint' && command.by !== 0) return { call, error: 'OwnableUnauthorizedAccount', events }
  const isAllowed = command.kind === 'mint' || by === from || model.operators.has(`${from} ${by}`)
  if (!isAllowed) return { call, error: 'ERC1155MissingApprovalForAll', events }
  if (command.kind !== 'burn' && to === zeroAddress) return { call, error: 'ERC1155InvalidReceiver', events }
  const before = new Map(model.balances)
  const error = move(model, from, to, list)
  if (error !== undefined || command.kind === 'burn' || command.to < 5) return { call, error, events }
  // The receiver is asked when everything has moved, and takes all of it back by refusing.
  for (const [key] of model.balances) model.balances.set(key, before.get(key) ?? 0n)
  return { call, error: 'ERC1155InvalidReceiver', events }
}

const toCall = ({ kind, isBatch: batch }: Moving, from: Address, to: Address, list: Amounts): Prediction['call'] => {
  const [id, value] = list[0] ?? [0, 0n]
  const values = batch ? [list.map((entry) => BigInt(entry[0])), list.map((entry) => entry[1])] : [BigInt(id), value]
  if (kind === 'burn') return [batch ? 'burnBatch' : 'burn', [from, ...values]]
  if (kind === 'mint') return [batch ? 'mintBatch' : 'mint', [to, ...values, '0x']]
  return [batch ? 'safeBatchTransferFrom' : 'safeTransferFrom', [from, to, ...values, '0x']]
}

const readBalances = async (): Promise<bigint[]> => {
  const places = [...bench.accounts, holder.address].flatMap((who) => [0, 1, 2].map((id) => [who, BigInt(id)] as const))
  const args = [places.map(([who]) => who), places.map(([, id]) => id)]
  return [...((await token.read('balanceOfBatch', args)) as readonly bigint[])]
}

test('behaves as ERC-1155 says, whatever is done with it, and supplies are the sums of balances', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(command, { minLength: 8, maxLength: 20 }), (commands) =>
      bench.isolate(async () => {
        const model: Model = { balances: new Map(), operators: new Set(), isPaused: false }
        for (const command of commands) {
          const { call, error, events } = predict(model, command)
          const attempt = await token.attempt(addressOf(command.by), ...call)
          expect(attempt).toEqual(error === undefined ? { events } : { error })
        }
        const owners = [...bench.accounts, holder.address]
        expect(await readBalances()).toEqual(owners.flatMap((who) => [0, 1, 2].map((id) => balanceOf(model, who, id))))
        for (const id of [0, 1, 2]) {
          const sum = owners.reduce((total, who) => total + balanceOf(model, who, id), 0n)
          expect(await token.read('totalSupply', [BigInt(id)])).toBe(sum)
          expect(await token.read('exists', [BigInt(id)])).toBe(sum > 0n)
        }
      }),
    ),
    { numRuns: 15 },
  )
})

test('a batch is the sum of its single transfers', async () => {
  const [owner, , receiver] = bench.accounts
  const values = fc.array(fc.tuple(fc.nat(2), fc.bigInt(0n, 40n)), { minLength: 1, maxLength: 5 })
  await fc.assert(
    fc.asyncProperty(values, (list) =>
      bench.isolate(async () => {
        await token.attempt(owner, 'mintBatch', [owner, [0n, 1n, 2n], [50n, 50n, 50n], '0x'])
        const ids = list.map(([id]) => BigInt(id))
        const batch = ['safeBatchTransferFrom', [owner, receiver, ids, list.map(([, value]) => value), '0x']] as const
        const singles = list.map(
          ([id, value]) => ['safeTransferFrom', [owner, receiver, BigInt(id), value, '0x']] as const,
        )
        const outcome = (calls: readonly (readonly [string, readonly unknown[]])[]) =>
          bench.isolate(async () => {
            const attempts: Attempt[] = []
            for (const [name, args] of calls) attempts.push(await token.attempt(owner, name, args))
            return attempts.every((attempt) => 'events' in attempt) ? readBalances() : 'refused'
          })
        expect(await outcome([batch])).toEqual(await outcome(singles))
      }),
    ),
    { numRuns: 12 },
  )
})

test('lists of different lengths are refused', async () => {
  const [owner] = bench.accounts
  const error = { error: 'ERC1155InvalidArrayLength' }
  expect(await token.attempt(owner, 'mintBatch', [owner, [1n, 2n], [1n], '0x'])).toEqual(error)
})

test('has a URI, a name, royalties and the interfaces of the standard', async () => {
  expect(await token.read('uri', [7n])).toBe('ipfs://x/{id}')
  expect(await token.read('name')).toBe('Bond')
  expect(await token.read('royaltyInfo', [7n, 12_345n])).toEqual([bench.accounts[0], 1_234n])
  const ids = ['0x01ffc9a7', '0xd9b67a26', '0x0e89341c', '0x2a55205a', '0xffffffff']
  const has = await Promise.all(ids.map((id) => token.read('supportsInterface', [id])))
  expect(has).toEqual([true, true, true, true, false])
})
