import { encodeAbiParameters, getAddress, maxUint160, maxUint256, pad, parseGwei, zeroAddress } from 'viem'
import { beforeAll, expect, test } from 'vitest'
import { source } from './contracts.ts'
import {
  alice,
  bob,
  CHAIN_ID,
  carol,
  coinbase,
  GWEI,
  ONE_ETHER,
  openSimulator,
  type Simulator,
} from './openSimulator.ts'

let simulator: Simulator
let money: `0x${string}`
let art: `0x${string}`
let items: `0x${string}`
let liar: `0x${string}`
let faulty: `0x${string}`
let caller: `0x${string}`

beforeAll(async () => {
  simulator = await openSimulator(source)
  money = getAddress(await simulator.deploy('Money'))
  art = getAddress(await simulator.deploy('Art'))
  items = getAddress(await simulator.deploy('Items'))
  liar = getAddress(await simulator.deploy('Liar'))
  faulty = getAddress(await simulator.deploy('Faulty'))
  caller = getAddress(await simulator.deploy('Caller'))
}, 120_000)

const kinds = (item: { warnings: readonly { kind: string }[] }) => item.warnings.map(({ kind }) => kind)

test('tells all that a transfer of a token does', async () => {
  const item = await simulator.simulateOne(simulator.call('Money', money, 'transfer', [bob.address, 5n]))
  expect(item).toMatchObject({
    status: 'success',
    from: alice.address,
    to: money,
    call: { contract: 'Money', signature: 'transfer(address,uint256)' },
    outputs: [{ type: 'bool', value: true }],
    frameCount: 1,
    logCount: 1,
    etherChanges: [],
    approvals: [],
    delegations: [],
    warnings: [],
    isCut: false,
  })
  expect(item.logs[0]).toMatchObject({ signature: 'Transfer(address,address,uint256)', contract: 'Money' })
  const thousand = 1_000n * ONE_ETHER
  const token = { standard: 'erc20', token: money, name: 'Money', symbol: 'MNY', decimals: 18, isVerified: true }
  expect(item.tokenChanges).toEqual([
    {
      ...token,
      tokenId: undefined,
      account: alice.address,
      before: thousand,
      after: thousand - 5n,
      change: -5n,
      loggedChange: -5n,
    },
    { ...token, tokenId: undefined, account: bob.address, before: 0n, after: 5n, change: 5n, loggedChange: 5n },
  ])
  expect(item.storage).toEqual([
    {
      account: money,
      contract: 'Money',
      slots: [
        expect.objectContaining({
          variables: [
            { label: `_balances[${alice.address}]`, type: 'uint256', before: `${thousand}`, after: `${thousand - 5n}` },
          ],
        }),
        expect.objectContaining({
          variables: [{ label: `_balances[${bob.address}]`, type: 'uint256', before: '0', after: '5' }],
        }),
      ],
    },
  ])
  const { used, intrinsic, execution, refund } = item.gas
  expect(used).toBe(intrinsic + execution - refund)
  expect(item.accessList).toEqual([{ address: money, storageKeys: item.storage[0]?.slots.map(({ slot }) => slot) }])
})

test('runs each item on what those before it did, and keeps nothing', async () => {
  const send = simulator.call('Money', money, 'transfer', [bob.address, 5n])
  const back = simulator.call('Money', money, 'transfer', [carol.address, 5n], bob.address)
  const [first, second] = await simulator.simulate([send, back])
  expect(first?.tokenChanges[1]).toMatchObject({ account: bob.address, before: 0n, after: 5n })
  expect(second?.tokenChanges[0]).toMatchObject({ account: bob.address, before: 5n, after: 0n, isVerified: true })
  expect((await simulator.simulateOne(back)).status).toBe('reverted')
})

test('does not believe a token whose logs lie', async () => {
  const item = await simulator.simulateOne(simulator.call('Liar', liar, 'claim', [bob.address]))
  expect(item.tokenChanges).toMatchObject([
    { account: alice.address, before: 100n, after: 100n, change: 0n, loggedChange: -50n, isVerified: false },
    { account: bob.address, before: 0n, after: 0n, change: 0n, loggedChange: 50n, isVerified: false },
  ])
  expect(kinds(item)).toContain('dishonest-token')
})

test('sees what a token moves without a log', async () => {
  const item = await simulator.simulateOne(simulator.call('Liar', liar, 'transfer', [bob.address, 30n]))
  expect(item.tokenChanges).toMatchObject([
    { account: alice.address, change: -30n, loggedChange: 0n, isVerified: false },
    { account: bob.address, change: 30n, loggedChange: 0n, isVerified: false },
  ])
})

test('cleans and cuts what a token calls itself', async () => {
  const item = await simulator.simulateOne(simulator.call('Liar', liar, 'claim', [bob.address]))
  const [change] = item.tokenChanges
  expect(change?.name).toMatch(/^USDC Coin with a name/)
  expect([...(change?.name ?? '')].length).toBeLessThanOrEqual(65)
  expect(change).toMatchObject({ symbol: 'USDC', decimals: undefined })
})

test('is not held up by a token whose views take all gas', async () => {
  const glutton = await simulator.deploy('Glutton')
  const [item, honest] = await simulator.simulate([
    simulator.call('Glutton', glutton, 'transfer', [bob.address, 1n]),
    simulator.call('Money', money, 'transfer', [bob.address, 5n]),
  ])
  expect(item?.tokenChanges).toMatchObject([
    { change: -1n, isVerified: false },
    { change: 1n, isVerified: false },
  ])
  expect(item?.tokenChanges[0]?.before).toBeUndefined()
  expect(honest?.tokenChanges.every(({ isVerified }) => isVerified)).toBe(true)
})

test('tells who gets and loses an ERC-721 token', async () => {
  const item = await simulator.simulateOne(simulator.call('Art', art, 'transferFrom', [alice.address, bob.address, 7n]))
  const token = { standard: 'erc721', token: art, tokenId: 7n, symbol: 'ART', isVerified: true }
  expect(item.tokenChanges).toMatchObject([
    { ...token, account: alice.address, before: 1n, after: 0n, change: -1n },
    { ...token, account: bob.address, before: 0n, after: 1n, change: 1n },
  ])
})

test('tells what an ERC-1155 batch moves', async () => {
  const args = [alice.address, bob.address, [1n, 2n], [3n, 4n], '0x']
  const item = await simulator.simulateOne(simulator.call('Items', items, 'safeBatchTransferFrom', args))
  expect(item.tokenChanges).toMatchObject([
    { standard: 'erc1155', tokenId: 1n, account: alice.address, before: 10n, after: 7n, isVerified: true },
    { standard: 'erc1155', tokenId: 1n, account: bob.address, before: 0n, after: 3n, isVerified: true },
    { standard: 'erc1155', tokenId: 2n, account: alice.address, before: 20n, after: 16n, isVerified: true },
    { standard: 'erc1155', tokenId: 2n, account: bob.address, before: 0n, after: 4n, isVerified: true },
  ])
})

test('tells approvals with what they were before, and warns of unlimited ones', async () => {
  const [some, all, spend, none] = await simulator.simulate([
    simulator.call('Money', money, 'approve', [bob.address, 10n]),
    simulator.call('Money', money, 'approve', [bob.address, maxUint256]),
    simulator.call('Money', money, 'transferFrom', [alice.address, carol.address, 3n], bob.address),
    simulator.call('Money', money, 'approve', [bob.address, 0n]),
  ])
  const approval = { kind: 'erc20', token: money, owner: alice.address, spender: bob.address, isVerified: true }
  expect(some?.approvals).toMatchObject([{ ...approval, before: 0n, after: 10n, isUnlimited: false }])
  expect(kinds(some ?? { warnings: [] })).toEqual([])
  expect(all?.approvals).toMatchObject([{ ...approval, before: 10n, after: maxUint256, isUnlimited: true }])
  expect(kinds(all ?? { warnings: [] })).toEqual(['unlimited-approval'])
  // OpenZeppelin leaves an infinite allowance as it is.
  expect(spend?.approvals).toEqual([])
  expect(none?.approvals).toMatchObject([{ ...approval, before: maxUint256, after: 0n, isUnlimited: false }])
})

test('sees an allowance that is spent without a log of it', async () => {
  const [, spend] = await simulator.simulate([
    simulator.call('Money', money, 'approve', [bob.address, 10n]),
    simulator.call('Money', money, 'transferFrom', [alice.address, carol.address, 3n], bob.address),
  ])
  expect(spend?.approvals).toMatchObject([{ kind: 'erc20', before: 10n, after: 7n, isVerified: true }])
})

test('tells a permit (ERC-2612) as the approval that it is', async () => {
  const signature = await alice.signTypedData({
    domain: { name: 'Money', version: '1', chainId: CHAIN_ID, verifyingContract: money },
    primaryType: 'Permit',
    types: {
      Permit: [
        { name: 'owner', type: 'address' },
        { name: 'spender', type: 'address' },
        { name: 'value', type: 'uint256' },
        { name: 'nonce', type: 'uint256' },
        { name: 'deadline', type: 'uint256' },
      ],
    },
    message: { owner: alice.address, spender: carol.address, value: 9n, nonce: 0n, deadline: maxUint256 },
  })
  const r = `0x${signature.slice(2, 66)}`
  const s = `0x${signature.slice(66, 130)}`
  const v = Number.parseInt(signature.slice(130), 16)
  const args = [alice.address, carol.address, 9n, maxUint256, v, r, s]
  const item = await simulator.simulateOne(simulator.call('Money', money, 'permit', args, bob.address))
  expect(item.approvals).toMatchObject([{ owner: alice.address, spender: carol.address, before: 0n, after: 9n }])
})

test('tells approvals of single tokens, of operators, and through Permit2', async () => {
  const permits = getAddress(await simulator.deploy('Permits'))
  const [single, operator, permit2] = await simulator.simulate([
    simulator.call('Art', art, 'approve', [bob.address, 7n]),
    simulator.call('Items', items, 'setApprovalForAll', [bob.address, true]),
    simulator.call('Permits', permits, 'approve', [money, bob.address, maxUint160, 1_800_000_000]),
  ])
  expect(single?.approvals).toMatchObject([{ kind: 'erc721', tokenId: 7n, before: 0n, after: 1n, isVerified: true }])
  expect(operator?.approvals).toMatchObject([{ kind: 'operator', spender: bob.address, before: 0n, after: 1n }])
  expect(kinds(operator ?? { warnings: [] })).toEqual(['operator-approval'])
  expect(permit2?.approvals).toMatchObject([
    {
      kind: 'permit2',
      token: money,
      via: permits,
      after: maxUint160,
      isUnlimited: true,
      expiresAtS: 1_800_000_000,
      isVerified: true,
    },
  ])
})

test.each([
  [0, 'reverted', 'custom', /^TooLittle\(needed: 5, who: 0x/],
  [1, 'reverted', 'panic', /Index out of bounds/],
  [2, 'reverted', 'error', /^because$/],
  [5, 'reverted', 'empty', /without a reason/],
])('says why it reverts (%i)', async (kind, status, revertKind, message) => {
  const item = await simulator.simulateOne(simulator.call('Caller', caller, 'outer', [faulty, BigInt(kind)]))
  expect(item).toMatchObject({ status, revert: { kind: revertKind, message: expect.stringMatching(message) } })
  expect(item.frames.map(({ error }) => error)).toEqual(['execution reverted', 'execution reverted'])
  expect(item.storage).toEqual([])
  expect(kinds(item)).toEqual(['fails'])
})

test.each([
  [3, 'out of gas'],
  [4, 'invalid opcode'],
])('tells failures that are no reverts (%i)', async (kind, error) => {
  const item = await simulator.simulateOne({
    ...simulator.call('Faulty', faulty, 'fails', [BigInt(kind)]),
    gas: 100_000n,
  })
  expect(item.status).toBe('failed')
  expect(item.error).toContain(error)
  expect(item.gas).toMatchObject({ limit: 100_000n, used: 100_000n })
})

test('shows a failure that the caller swallows, without its effects', async () => {
  const item = await simulator.simulateOne(simulator.call('Caller', caller, 'swallow', [faulty, 0n]))
  expect(item).toMatchObject({ status: 'success', outputs: [{ value: false }], storage: [] })
  expect(item.frames[1]).toMatchObject({
    parent: 0,
    depth: 1,
    contract: 'Faulty',
    revert: { kind: 'custom' },
    call: { signature: 'fails(uint256)' },
  })
})

test('names packed variables, only those that change', async () => {
  const item = await simulator.simulateOne(simulator.call('Faulty', faulty, 'count', []))
  expect(item.storage[0]?.slots[0]?.variables).toEqual([
    { label: 'counter', type: 'uint128', before: '0', after: '1' },
    { label: 'other', type: 'uint64', before: '0', after: '9' },
  ])
})

test("names a proxy's storage by the code that it runs", async () => {
  const implementation = await simulator.deploy('CounterImplementation')
  const proxy = getAddress(
    await simulator.deploy('Proxy', encodeAbiParameters([{ type: 'address' }], [implementation])),
  )
  const item = await simulator.simulateOne(simulator.call('CounterImplementation', proxy, 'bump', []))
  expect(item.frames.map(({ type }) => type)).toEqual(['CALL', 'DELEGATECALL'])
  expect(item.storage).toMatchObject([
    { account: proxy, slots: [{ variables: [{ label: 'value', before: '1', after: '2' }] }] },
  ])
})

test('tells value and fees apart', async () => {
  const item = await simulator.simulateOne({
    kind: 'call',
    from: alice.address,
    to: bob.address,
    valueWei: 5n,
    maxFeePerGasWei: parseGwei('10'),
    maxPriorityFeePerGasWei: parseGwei('2'),
  })
  const fee = 21_000n * 3n * GWEI
  expect(item.fee).toEqual({ gasPriceWei: 3n * GWEI, totalWei: fee, tipWei: 21_000n * 2n * GWEI, blobWei: 0n })
  const changes = new Map(item.etherChanges.map(({ account, changeWei, feeWei }) => [account, [changeWei, feeWei]]))
  expect(changes.get(alice.address)).toEqual([-5n - fee, -fee])
  expect(changes.get(bob.address)).toEqual([5n, 0n])
  expect(changes.get(getAddress(coinbase))).toEqual([21_000n * 2n * GWEI, 21_000n * 2n * GWEI])
})

test('runs signed transactions, and knows the fee of blobs', async () => {
  const raw = await carol.signTransaction({
    type: 'eip4844',
    chainId: CHAIN_ID,
    nonce: 0,
    to: bob.address,
    gas: 21_000n,
    value: 1n,
    maxFeePerGas: 2n * GWEI,
    maxFeePerBlobGas: 10n,
    blobVersionedHashes: [pad('0x01', { size: 32 }).replace('0x00', '0x01') as `0x${string}`],
  })
  const item = await simulator.simulateOne({ kind: 'transaction', raw })
  expect(item).toMatchObject({
    status: 'success',
    transactionHash: expect.stringMatching(/^0x[0-9a-f]{64}$/),
    fee: { gasPriceWei: GWEI, totalWei: 21_000n * GWEI + 131_072n, blobWei: 131_072n, tipWei: 0n },
  })
  expect(item.etherChanges.find(({ account }) => account === carol.address)).toMatchObject({
    changeWei: -1n - 21_000n * GWEI - 131_072n,
    feeWei: -21_000n * GWEI - 131_072n,
  })
})

test.each([
  [
    'a signed transaction whose nonce is wrong',
    async () => ({
      kind: 'transaction' as const,
      raw: await bob.signTransaction({
        type: 'eip1559',
        chainId: CHAIN_ID,
        nonce: 3,
        to: bob.address,
        gas: 21_000n,
        maxFeePerGas: GWEI,
      }),
    }),
    /nonce/,
  ],
  [
    'one for another chain',
    async () => ({
      kind: 'transaction' as const,
      raw: await bob.signTransaction({
        type: 'eip1559',
        chainId: 99,
        to: bob.address,
        gas: 21_000n,
        maxFeePerGas: GWEI,
      }),
    }),
    /chain id/i,
  ],
  ['bytes that are no transaction', async () => ({ kind: 'transaction' as const, raw: '0x02c0' as const }), /./],
  [
    'a call without the funds',
    async () => ({ kind: 'call' as const, from: bob.address, to: alice.address, valueWei: 101n * ONE_ETHER }),
    /insufficient funds/,
  ],
  [
    'a call with too little gas',
    async () => ({ kind: 'call' as const, from: bob.address, to: alice.address, gas: 20_000n }),
    /intrinsic gas/,
  ],
  [
    'a call with another nonce',
    async () => ({ kind: 'call' as const, from: bob.address, to: alice.address, nonce: 5n }),
    /nonce too high/,
  ],
  [
    'a call that pays less than the base fee',
    async () => ({ kind: 'call' as const, from: bob.address, to: alice.address, maxFeePerGasWei: 1n }),
    /base fee/,
  ],
])('says of %s that it is invalid, and goes on', async (_name, create, reason) => {
  const [invalid, next] = await simulator.simulate([await create(), simulator.call('Faulty', faulty, 'count', [])])
  expect(invalid).toMatchObject({ status: 'invalid', error: expect.stringMatching(reason), frames: [], storage: [] })
  expect(next).toMatchObject({ status: 'success', index: 1 })
})

test('tells delegations, and which authorizations are applied (EIP-7702)', async () => {
  const wallet = getAddress(await simulator.deploy('Wallet'))
  const sign = (nonce: number, chainId = CHAIN_ID) =>
    bob.signAuthorization({ chainId, nonce, contractAddress: wallet }).then(({ r, s, yParity, ...rest }) => ({
      chainId: BigInt(rest.chainId),
      address: wallet,
      nonce: BigInt(rest.nonce),
      yParity: yParity ?? 0,
      r: pad(r),
      s: pad(s),
    }))
  const authorizationList = [await sign(0), await sign(0), await sign(1, 99)]
  const item = await simulator.simulateOne({
    ...simulator.call('Wallet', bob.address, 'run', [carol.address, 7n]),
    authorizationList,
  })
  expect(item.status).toBe('success')
  expect(item.delegations).toEqual([{ account: bob.address, before: undefined, after: wallet }])
  expect(item.authorizations).toMatchObject([
    { authority: bob.address, delegate: wallet, isApplied: true },
    { authority: bob.address, isApplied: false, fault: 'wrong-nonce' },
    { isApplied: false, fault: 'wrong-chain' },
  ])
  // The account's storage reads by the code it has now.
  expect(item.storage).toMatchObject([
    { account: bob.address, contract: 'Wallet', slots: [{ variables: [{ label: 'used' }] }] },
  ])
  expect(item.etherChanges).toMatchObject([
    { account: bob.address, changeWei: -7n },
    { account: carol.address, changeWei: 7n },
  ])
  expect(kinds(item)).toEqual(['delegation', 'authorization-skipped', 'authorization-skipped'])
})

test('warns of ether to an address that was never used, and of calls to no code', async () => {
  const fresh = getAddress(pad('0xf4e5', { size: 20 }))
  const [payment, call] = await simulator.simulate([
    { ...simulator.call('Caller', caller, 'pay', [fresh]), valueWei: 3n },
    { kind: 'call', from: alice.address, to: carol.address, data: '0x12345678' },
  ])
  expect(payment?.warnings).toMatchObject([{ kind: 'fresh-recipient', address: fresh }])
  expect(call?.warnings).toMatchObject([{ kind: 'no-code', address: carol.address }])
})

test('does not warn of a precompile', async () => {
  const item = await simulator.simulateOne({
    kind: 'call',
    from: alice.address,
    to: pad('0x04', { size: 20 }),
    data: '0x1234',
  })
  expect(item).toMatchObject({ status: 'success', returnData: '0x1234', warnings: [], accessList: [] })
})

test('charges the floor of calldata (EIP-7623)', async () => {
  const item = await simulator.simulateOne({
    kind: 'call',
    from: alice.address,
    to: bob.address,
    data: `0x${'ff'.repeat(500)}`,
  })
  expect(item.gas).toMatchObject({ used: 41_000n, floor: 41_000n, intrinsic: 29_000n, execution: 0n, refund: 0n })
})

test('creates contracts, and decodes what is told of them', async () => {
  const [creation] = await simulator.simulate([
    { kind: 'call', from: bob.address, data: simulator.contract('Money').creation.object },
  ])
  expect(creation).toMatchObject({ status: 'success', frames: [{ type: 'CREATE', contract: 'Money', output: '0x' }] })
  expect(creation?.createdAddress).toBe(creation?.frames[0]?.to)
  expect(creation?.tokenChanges).toMatchObject([{ account: bob.address, after: 1_000n * ONE_ETHER, symbol: 'MNY' }])
})

test('imagines accounts and the block otherwise', async () => {
  const stateOverrides = [
    { address: zeroAddress, balanceWei: 5n * ONE_ETHER },
    { address: money, stateDiff: {}, code: simulator.contract('Faulty').deployed.object },
  ]
  const [sent, counted] = await simulator.simulate(
    [
      { kind: 'call', from: zeroAddress, to: bob.address, valueWei: ONE_ETHER, maxFeePerGasWei: 7n },
      simulator.call('Faulty', money, 'count', [], bob.address),
    ],
    { stateOverrides, blockOverrides: { baseFeePerGasWei: 7n } },
  )
  expect(sent).toMatchObject({ status: 'success', fee: { gasPriceWei: 7n } })
  expect(counted).toMatchObject({ status: 'success' })
})

test('decodes with an ABI that is given, where the source is not known', async () => {
  const finder = { findByCode: () => undefined, findByCreationCode: () => undefined }
  const abi = JSON.stringify(simulator.contract('Faulty').abi)
  const call = simulator.call('Faulty', faulty, 'fails', [0n])
  const known = await simulator.simulateOne(call, { abis: [{ address: faulty, name: 'Given', abi }] }, finder)
  expect(known).toMatchObject({ call: { contract: 'Given' }, revert: { kind: 'custom' } })
  const unknown = await simulator.simulateOne(call, {}, finder)
  expect(unknown).toMatchObject({ call: undefined, revert: { kind: 'unknown' } })
  await expect(
    simulator.simulate([call], { abis: [{ abi: '[{"type":"function","inputs":5}]' }] }),
  ).rejects.toMatchObject({
    code: 'simulation/invalid-abi',
  })
})

test('tells at most 10,000 frames, and says how many there were', async () => {
  const item = await simulator.simulateOne(simulator.call('Caller', caller, 'many', [11_000n]))
  expect(item).toMatchObject({ status: 'success', frameCount: 11_001, isCut: true })
  expect(item.frames).toHaveLength(10_000)
})
