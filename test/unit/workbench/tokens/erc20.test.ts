import fc from 'fast-check'
import { type Address, zeroAddress } from 'viem'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type CommandOf, openTokenBench, type Token, type TokenBench, toEvent } from './openTokenBench.ts'

const unit = 10n ** 18n
const cap = 1_000n * unit
const premint = 600n * unit
const infinite = 2n ** 256n - 1n

let bench: TokenBench
let token: Token
beforeAll(async () => {
  bench = await openTokenBench()
  const options = { isMintable: true, isBurnable: true, isPausable: true, hasPermit: true, hasVotes: true }
  token = await bench.deploy({ standard: 'erc20', premint: 600n, cap: 1_000n, ...options }, [bench.accounts[0]])
}, 60_000)
afterAll(() => bench.close())

/** What the standard says of a token, as simply as it can be said. */
type Model = {
  readonly balances: Map<Address, bigint>
  readonly allowances: Map<string, bigint>
  readonly delegates: Map<Address, Address>
  isPaused: boolean
}

type Command =
  | CommandOf<'transfer' | 'mint' | 'approve', { readonly to: number; readonly value: bigint }>
  | CommandOf<'transferFrom', { readonly from: number; readonly to: number; readonly value: bigint }>
  | CommandOf<'burn', { readonly value: bigint }>
  | CommandOf<'delegate', { readonly to: number }>
  | CommandOf<'pause' | 'unpause', object>

/** Accounts by number; 4 is the zero address. */
const addressOf = (index: number): Address => bench.accounts[index] ?? zeroAddress
const account = fc.nat(3)
const receiver = fc.oneof({ weight: 9, arbitrary: account }, { weight: 1, arbitrary: fc.constant(4) })
const value = fc.oneof(
  { weight: 6, arbitrary: fc.bigInt(0n, 700n * unit) },
  { weight: 2, arbitrary: fc.constantFrom(0n, 1n, infinite, cap, cap - premint, cap - premint + 1n) },
)
const command: fc.Arbitrary<Command> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({ kind: fc.constantFrom('transfer', 'approve'), by: account, to: receiver, value }),
  },
  {
    weight: 4,
    arbitrary: fc.record({ kind: fc.constant('transferFrom'), by: account, from: account, to: receiver, value }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('mint'), by: fc.constantFrom(0, 0, 1), to: receiver, value }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('burn'), by: account, value }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('delegate'), by: account, to: account }) },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constantFrom('pause', 'unpause', 'unpause'), by: fc.constantFrom(0, 0, 1) }),
  },
)

const balanceOf = (model: Model, who: Address): bigint => model.balances.get(who) ?? 0n
const supplyOf = (model: Model): bigint => [...model.balances.values()].reduce((sum, balance) => sum + balance, 0n)
const votesOf = (model: Model, who: Address): bigint =>
  [...model.delegates].reduce((sum, [from, to]) => (to === who ? sum + balanceOf(model, from) : sum), 0n)

/** Moves tokens; the zero address mints and burns. Answers with the error (ERC-6093) where it can't be. */
const move = (model: Model, from: Address, to: Address, amount: bigint): string | undefined => {
  if (model.isPaused) return 'EnforcedPause'
  if (from !== zeroAddress && balanceOf(model, from) < amount) return 'ERC20InsufficientBalance'
  if (from === zeroAddress && supplyOf(model) + amount > infinite) return 'Panic'
  if (from === zeroAddress && supplyOf(model) + amount > cap) return 'ERC20ExceededCap'
  if (from !== zeroAddress) model.balances.set(from, balanceOf(model, from) - amount)
  if (to !== zeroAddress) model.balances.set(to, balanceOf(model, to) + amount)
  return undefined
}

const spend = (model: Model, owner: Address, spender: Address, amount: bigint): string | undefined => {
  const key = `${owner} ${spender}`
  const allowance = model.allowances.get(key) ?? 0n
  if (allowance === infinite) return undefined
  if (allowance < amount) return 'ERC20InsufficientAllowance'
  model.allowances.set(key, allowance - amount)
  return undefined
}

/** What a command does to the model, and the call it is on the token. */
const predict = (
  model: Model,
  command: Command,
): { call: [name: string, args: unknown[]]; error?: string | undefined; events: string[] } => {
  const by = addressOf(command.by)
  if (command.kind === 'pause' || command.kind === 'unpause') {
    const pausing = command.kind === 'pause'
    const call: [string, unknown[]] = [command.kind, []]
    if (command.by !== 0) return { call, error: 'OwnableUnauthorizedAccount', events: [] }
    if (model.isPaused === pausing) return { call, error: pausing ? 'EnforcedPause' : 'ExpectedPause', events: [] }
    model.isPaused = pausing
    return { call, events: [toEvent(pausing ? 'Paused' : 'Unpaused', [by])] }
  }
  if (command.kind === 'delegate') {
    model.delegates.set(by, addressOf(command.to))
    return { call: ['delegate', [addressOf(command.to)]], events: [] }
  }
  if (command.kind === 'burn') {
    const error = move(model, by, zeroAddress, command.value)
    return { call: ['burn', [command.value]], error, events: [toEvent('Transfer', [by, zeroAddress, command.value])] }
  }
  const to = addressOf(command.to)
  if (command.kind === 'approve') {
    const error = to === zeroAddress ? 'ERC20InvalidSpender' : undefined
    if (error === undefined) model.allowances.set(`${by} ${to}`, command.value)
    return { call: ['approve', [to, command.value]], error, events: [toEvent('Approval', [by, to, command.value])] }
  }
  const invalid = to === zeroAddress ? 'ERC20InvalidReceiver' : undefined
  if (command.kind === 'mint') {
    const error =
      command.by === 0 ? (invalid ?? move(model, zeroAddress, to, command.value)) : 'OwnableUnauthorizedAccount'
    return {
      call: ['mint', [to, command.value]],
      error,
      events: [toEvent('Transfer', [zeroAddress, to, command.value])],
    }
  }
  const from = command.kind === 'transfer' ? by : addressOf(command.from)
  const events = [toEvent('Transfer', [from, to, command.value])]
  if (command.kind === 'transfer') {
    return { call: ['transfer', [to, command.value]], error: invalid ?? move(model, from, to, command.value), events }
  }
  const allowances = new Map(model.allowances)
  const error = spend(model, from, by, command.value) ?? invalid ?? move(model, from, to, command.value)
  if (error !== undefined) for (const [key, allowance] of allowances) model.allowances.set(key, allowance)
  return { call: ['transferFrom', [from, to, command.value]], error, events }
}

const run = async (model: Model, command: Command): Promise<void> => {
  const { call, error, events } = predict(model, command)
  const attempt = await token.attempt(addressOf(command.by), ...call)
  if (error !== undefined) return expect(attempt).toEqual({ error })
  // Votes have events of their own besides those of the standard.
  const ofVotes = /^Delegate/
  expect('events' in attempt ? attempt.events.filter((event) => !ofVotes.test(event)) : attempt).toEqual(events)
}

test('behaves as ERC-20 says, whatever is done with it, and counts votes by balances at every block', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(command, { minLength: 5, maxLength: 20 }), (commands) =>
      bench.isolate(async () => {
        const [owner] = bench.accounts
        const model: Model = {
          balances: new Map([[owner, premint]]),
          allowances: new Map(),
          delegates: new Map(),
          isPaused: false,
        }
        const history: { block: bigint; votes: bigint[]; supply: bigint }[] = []
        for (const command of commands) {
          await run(model, command)
          const { accounts } = bench
          expect(await Promise.all(accounts.map((who) => token.read('balanceOf', [who])))).toEqual(
            accounts.map((who) => balanceOf(model, who)),
          )
          expect(await token.read('totalSupply')).toBe(supplyOf(model))
          history.push({
            block: await bench.blockNumber(),
            votes: accounts.map((who) => votesOf(model, who)),
            supply: supplyOf(model),
          })
        }
        for (const [key, allowance] of model.allowances) {
          expect(await token.read('allowance', key.split(' '))).toBe(allowance)
        }
        const head = await bench.blockNumber()
        for (const { block, votes, supply } of new Map(history.map((entry) => [entry.block, entry])).values()) {
          if (block === head) continue
          const past = await Promise.all(bench.accounts.map((who) => token.read('getPastVotes', [who, block])))
          expect(past).toEqual(votes)
          expect(await token.read('getPastTotalSupply', [block])).toBe(supply)
        }
      }),
    ),
    { numRuns: 12 },
  )
})

test('a permit approves once, in time, for its signer alone (EIP-2612)', async () => {
  await fc.assert(
    fc.asyncProperty(
      account,
      account,
      account,
      fc.bigInt(0n, infinite),
      fc.bigInt(1n, 2n ** 40n),
      (by, owner, spender, amount, laterS) =>
        bench.isolate(async () => {
          const deadline = 1_900_000_000n + laterS
          const sign = async (signer: number, message: { value: bigint; deadline: bigint; nonce: bigint }) => {
            const [, name, version, chainId, verifyingContract] = (await token.read('eip712Domain')) as [
              string,
              string,
              string,
              bigint,
              Address,
            ]
            const signature = await bench.signers[signer]?.signTypedData({
              domain: { name, version, chainId: Number(chainId), verifyingContract },
              types: {
                Permit: [
                  { name: 'owner', type: 'address' },
                  { name: 'spender', type: 'address' },
                  { name: 'value', type: 'uint256' },
                  { name: 'nonce', type: 'uint256' },
                  { name: 'deadline', type: 'uint256' },
                ],
              },
              primaryType: 'Permit',
              message: { owner: addressOf(owner), spender: addressOf(spender), ...message },
            })
            const { r, s, v } = split(signature ?? '0x')
            return [addressOf(owner), addressOf(spender), message.value, message.deadline, v, r, s]
          }
          const submit = (args: unknown[]) => token.attempt(addressOf(by), 'permit', args)
          const nonce = (await token.read('nonces', [addressOf(owner)])) as bigint
          const expired = await sign(owner, { value: amount, deadline: 1_000n, nonce })
          expect(await submit(expired)).toEqual({ error: 'ERC2612ExpiredSignature' })
          const forged = await sign((owner + 1) % 4, { value: amount, deadline, nonce })
          expect(await submit(forged)).toEqual({ error: 'ERC2612InvalidSigner' })
          const early = await sign(owner, { value: amount, deadline, nonce: nonce + 1n })
          expect(await submit(early)).toEqual({ error: 'ERC2612InvalidSigner' })
          const right = await sign(owner, { value: amount, deadline, nonce })
          const altered = right.with(2, amount === 0n ? 1n : amount - 1n)
          expect(await submit(altered)).toEqual({ error: 'ERC2612InvalidSigner' })
          const event = toEvent('Approval', [addressOf(owner), addressOf(spender), amount])
          expect(await submit(right)).toEqual({ events: [event] })
          expect(await token.read('allowance', [addressOf(owner), addressOf(spender)])).toBe(amount)
          expect(await token.read('nonces', [addressOf(owner)])).toBe(nonce + 1n)
          expect(await submit(right)).toEqual({ error: 'ERC2612InvalidSigner' })
        }),
    ),
    { numRuns: 8 },
  )
})

const split = (signature: `0x${string}`) => ({
  r: `0x${signature.slice(2, 66)}`,
  s: `0x${signature.slice(66, 130)}`,
  v: Number.parseInt(signature.slice(130), 16),
})

test('the supply reaches the cap, and not one unit more', () =>
  bench.isolate(async () => {
    const [owner] = bench.accounts
    const left = cap - premint
    expect(await token.attempt(owner, 'mint', [owner, left + 1n])).toEqual({ error: 'ERC20ExceededCap' })
    expect(await token.attempt(owner, 'mint', [owner, left])).toHaveProperty('events')
    expect(await token.attempt(owner, 'mint', [owner, 1n])).toEqual({ error: 'ERC20ExceededCap' })
    expect(await token.read('totalSupply')).toBe(cap)
  }))

test('with roles, only the holders of a role mint and pause', async () => {
  const [admin, minter] = bench.accounts
  const guarded = await bench.deploy({ standard: 'erc20', isMintable: true, isPausable: true, access: 'roles' }, [
    admin,
  ])
  const role = await guarded.read('MINTER_ROLE')
  const refused = { error: 'AccessControlUnauthorizedAccount' }
  expect(await guarded.attempt(minter, 'mint', [minter, 1n])).toEqual(refused)
  expect(await guarded.attempt(minter, 'grantRole', [role, minter])).toEqual(refused)
  await guarded.attempt(admin, 'grantRole', [role, minter])
  expect(await guarded.attempt(minter, 'mint', [minter, 1n])).toEqual({
    events: [toEvent('Transfer', [zeroAddress, minter, 1n])],
  })
  expect(await guarded.attempt(minter, 'pause', [])).toEqual(refused)
  expect(await guarded.attempt(admin, 'pause', [])).toHaveProperty('events')
  expect(await guarded.attempt(minter, 'mint', [minter, 1n])).toEqual({ error: 'EnforcedPause' })
})

test('votes by timestamp say so (EIP-6372)', async () => {
  const timed = await bench.deploy({ standard: 'erc20', premint: 1n, hasVotes: true, votesClock: 'timestamp' }, [
    addressOf(0),
  ])
  expect(await timed.read('CLOCK_MODE')).toBe('mode=timestamp')
  expect(Number(await timed.read('clock'))).toBeGreaterThanOrEqual(1_700_000_000)
  expect(await token.read('CLOCK_MODE')).toBe('mode=blocknumber&from=default')
})
