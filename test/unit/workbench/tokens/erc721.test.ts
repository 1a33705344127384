import fc from 'fast-check'
import { type Address, zeroAddress } from 'viem'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openTokenBench, type Token, type TokenBench, toEvent } from './openTokenBench.ts'

const cap = 6
const bounded = {
  isMintable: true,
  isBurnable: true,
  isPausable: true,
  isEnumerable: true,
  hasVotes: true,
  cap: BigInt(cap),
}

let bench: TokenBench
let token: Token
let holder: Token
let liar: Token
beforeAll(async () => {
  bench = await openTokenBench()
  token = await bench.deploy({ standard: 'erc721', baseUri: 'ipfs://x/', royaltyBps: 250, ...bounded }, [
    bench.accounts[0],
  ])
  holder = await bench.deployHolder()
  liar = await bench.deployLiar()
}, 60_000)
afterAll(() => bench.close())

type Model = {
  /** Of each id that was ever minted; the zero address: burned. */
  readonly owners: Address[]
  readonly approved: Map<number, Address>
  readonly operators: Set<string>
  isPaused: boolean
}

type Command = { readonly by: number; readonly to: number; readonly id: number } & (
  | { readonly kind: 'safeMint' | 'approve' | 'burn' | 'pause' | 'unpause' }
  | { readonly kind: 'transferFrom' | 'safeTransferFrom'; readonly from: number }
  | { readonly kind: 'setApprovalForAll'; readonly isOn: boolean }
)

/** 0 to 3: accounts; 4: a contract that takes tokens; 5: one that answers wrongly; 6: one that knows no hook; 7: the zero address. */
const addressOf = (index: number): Address =>
  [...bench.accounts, holder.address, liar.address, token.address][index] ?? zeroAddress
const account = fc.nat(3)
const anywhere = fc.oneof({ weight: 6, arbitrary: account }, { weight: 4, arbitrary: fc.integer({ min: 4, max: 7 }) })
const base = { by: account, to: anywhere, id: fc.nat(3) }
const command: fc.Arbitrary<Command> = fc.oneof(
  { weight: 5, arbitrary: fc.record({ ...base, kind: fc.constant('safeMint'), by: fc.constantFrom(0, 0, 0, 1) }) },
  {
    weight: 6,
    arbitrary: fc.record({ ...base, kind: fc.constantFrom('transferFrom', 'safeTransferFrom'), from: account }),
  },
  { weight: 4, arbitrary: fc.record({ ...base, kind: fc.constant('approve') }) },
  { weight: 2, arbitrary: fc.record({ ...base, kind: fc.constant('setApprovalForAll'), isOn: fc.boolean() }) },
  { weight: 2, arbitrary: fc.record({ ...base, kind: fc.constant('burn') }) },
  {
    weight: 1,
    arbitrary: fc.record({ ...base, kind: fc.constantFrom('pause', 'unpause', 'unpause'), by: fc.constant(0) }),
  },
)

const ownerOf = (model: Model, id: number): Address => model.owners[id] ?? zeroAddress
const heldBy = (model: Model, who: Address): number[] =>
  [...model.owners.keys()].filter((id) => ownerOf(model, id) === who)
const receives = (to: number): boolean => to < 5
const mayMove = (model: Model, id: number, by: Address): boolean => {
  const owner = ownerOf(model, id)
  return by === owner || model.approved.get(id) === by || model.operators.has(`${owner} ${by}`)
}

type Prediction = {
  readonly call: [name: string, args: unknown[]]
  readonly error?: string | undefined
  readonly events: string[]
}

const predict = (model: Model, command: Command): Prediction => {
  const by = addressOf(command.by)
  const to = addressOf(command.to)
  const { id } = command
  switch (command.kind) {
    case 'pause':
    case 'unpause': {
      const pausing = command.kind === 'pause'
      const error = model.isPaused === pausing ? (pausing ? 'EnforcedPause' : 'ExpectedPause') : undefined
      if (error === undefined) model.isPaused = pausing
      return { call: [command.kind, []], error, events: [toEvent(pausing ? 'Paused' : 'Unpaused', [by])] }
    }
    case 'setApprovalForAll': {
      const error = to === zeroAddress ? 'ERC721InvalidOperator' : undefined
      if (error === undefined) model.operators[command.isOn ? 'add' : 'delete'](`${by} ${to}`)
      return {
        call: [command.kind, [to, command.isOn]],
        error,
        events: [toEvent('ApprovalForAll', [by, to, command.isOn])],
      }
    }
    case 'approve': {
      const owner = ownerOf(model, id)
      const call: Prediction['call'] = ['approve', [to, BigInt(id)]]
      if (owner === zeroAddress) return { call, error: 'ERC721NonexistentToken', events: [] }
      const isAllowed = by === owner || model.operators.has(`${owner} ${by}`)
      if (isAllowed) model.approved.set(id, to)
      return {
        call,
        error: isAllowed ? undefined : 'ERC721InvalidApprover',
        events: [toEvent('Approval', [owner, to, id])],
      }
    }
    case 'safeMint': {
      const call: Prediction['call'] = ['safeMint', [to]]
      const next = model.owners.length
      const error =
        command.by !== 0
          ? 'OwnableUnauthorizedAccount'
          : next === cap
            ? 'MaxSupplyReached'
            : to === zeroAddress || (!receives(command.to) && !model.isPaused)
              ? 'ERC721InvalidReceiver'
              : model.isPaused
                ? 'EnforcedPause'
                : undefined
      if (error === undefined) model.owners.push(to)
      return { call, error, events: [toEvent('Transfer', [zeroAddress, to, next])] }
    }
    case 'burn':
      return { call: ['burn', [BigInt(id)]], ...moveToken(model, { by, id, from: undefined, to: zeroAddress }) }
    default: {
      const call: Prediction['call'] = [command.kind, [addressOf(command.from), to, BigInt(id)]]
      if (to === zeroAddress) return { call, error: 'ERC721InvalidReceiver', events: [] }
      const isRefused = command.kind === 'safeTransferFrom' && !receives(command.to)
      return { call, ...moveToken(model, { by, id, from: addressOf(command.from), to, isRefused }) }
    }
  }
}

const moveToken = (
  model: Model,
  {
    by,
    id,
    from,
    to,
    isRefused = false,
  }: { by: Address; id: number; from: Address | undefined; to: Address; isRefused?: boolean },
): Pick<Prediction, 'error' | 'events'> => {
  const owner = ownerOf(model, id)
  if (model.isPaused) return { error: 'EnforcedPause', events: [] }
  if (owner === zeroAddress) return { error: 'ERC721NonexistentToken', events: [] }
  if (!mayMove(model, id, by)) return { error: 'ERC721InsufficientApproval', events: [] }
  if (from !== undefined && from !== owner) return { error: 'ERC721IncorrectOwner', events: [] }
  if (isRefused) return { error: 'ERC721InvalidReceiver', events: [] }
  model.owners[id] = to
  model.approved.delete(id)
  return { events: [toEvent('Transfer', [owner, to, id])] }
}

const checkState = async (model: Model): Promise<void> => {
  const owned = [...model.owners.keys()].filter((id) => ownerOf(model, id) !== zeroAddress)
  for (const id of model.owners.keys()) {
    const owner = ownerOf(model, id)
    const error = { error: 'ERC721NonexistentToken' }
    if (owner === zeroAddress) expect(await token.attempt(bench.accounts[1], 'ownerOf', [BigInt(id)])).toEqual(error)
    else {
      expect(await token.read('ownerOf', [BigInt(id)])).toBe(owner)
      expect(await token.read('getApproved', [BigInt(id)])).toBe(model.approved.get(id) ?? zeroAddress)
    }
  }
  const count = Number(await token.read('totalSupply'))
  const listed = await Promise.all(Array.from({ length: count }, (_, at) => token.read('tokenByIndex', [BigInt(at)])))
  expect(listed.map(Number).sort()).toEqual(owned)
  for (const who of [...bench.accounts, holder.address]) {
    const held = heldBy(model, who)
    expect(await token.read('balanceOf', [who])).toBe(BigInt(held.length))
    const ids = await Promise.all(held.map((_, at) => token.read('tokenOfOwnerByIndex', [who, BigInt(at)])))
    expect(ids.map(Number).sort()).toEqual(held)
  }
}

test('behaves as ERC-721 says, whatever is done with it', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(command, { minLength: 8, maxLength: 20 }), (commands) =>
      bench.isolate(async () => {
        const model: Model = { owners: [], approved: new Map(), operators: new Set(), isPaused: false }
        for (const command of commands) {
          const { call, error, events } = predict(model, command)
          const attempt = await token.attempt(addressOf(command.by), ...call)
          expect(attempt).toEqual(error === undefined ? { events } : { error })
        }
        await checkState(model)
      }),
    ),
    { numRuns: 15 },
  )
})

test('royalties are the share of any price, and never more (EIP-2981)', async () => {
  const [owner] = bench.accounts
  await fc.assert(
    fc.asyncProperty(fc.bigInt(0n, 2n ** 240n), fc.nat(), async (price, id) => {
      expect(await token.read('royaltyInfo', [BigInt(id), price])).toEqual([owner, (price * 250n) / 10_000n])
    }),
    { numRuns: 30 },
  )
})

test('says which interfaces it has (ERC-165)', async () => {
  const has = (id: string, of = token) => of.read('supportsInterface', [id])
  const ids = {
    erc165: '0x01ffc9a7',
    erc721: '0x80ac58cd',
    metadata: '0x5b5e139f',
    enumerable: '0x780e9d63',
    royalty: '0x2a55205a',
  }
  for (const id of Object.values(ids)) expect(await has(id)).toBe(true)
  expect(await has('0xffffffff')).toBe(false)
  const plain = await bench.deploy({ standard: 'erc721', isMintable: false }, [])
  expect(await Promise.all([ids.erc721, ids.enumerable, ids.royalty].map((id) => has(id, plain)))).toEqual([
    true,
    false,
    false,
  ])
})

test('a token has a URI, and votes for its owner once delegated', () =>
  bench.isolate(async () => {
    const [owner, delegate] = bench.accounts
    await token.attempt(owner, 'safeMint', [owner])
    await token.attempt(owner, 'safeMint', [owner])
    expect(await token.read('tokenURI', [1n])).toBe('ipfs://x/1')
    await token.attempt(owner, 'delegate', [delegate])
    expect(await token.read('getVotes', [delegate])).toBe(2n)
    await token.attempt(owner, 'burn', [0n])
    expect(await token.read('getVotes', [delegate])).toBe(1n)
  }))
