import { createAccessList2930Tx, getCalldataFloorGas } from '@ethereumjs/tx'
import { Account, Address } from '@ethereumjs/util'
import fc from 'fast-check'
import { type Hex, hexToBytes, pad } from 'viem'
import type { SignAuthorizationReturnType } from 'viem/accounts'
import { privateKeyToAccount } from 'viem/accounts'
import { beforeAll, expect, test } from 'vitest'
import { decodeSigned } from '../../../engine/chain/pool/decodeTransaction.ts'
import { WorldState } from '../../../engine/chain/state/WorldState.ts'
import { createCommon } from '../../../engine/evm/createCommon.ts'
import { createReferenceExecutor } from '../../../engine/evm/createReferenceExecutor.ts'
import type { ExecutionResult, Executor, Message } from '../../../engine/evm/Executor.ts'
import { measureMessageGas } from '../../../engine/evm/gasBreakdown.ts'

const common = createCommon(1, 'prague')
const alice = privateKeyToAccount(pad('0x01'))
const bob = privateKeyToAccount(pad('0x02'))
const contract = hexToBytes('0xc000000000000000000000000000000000000001')
const GWEI = 1_000_000_000n

const environment = {
  number: 1n,
  timestamp: 1n,
  parentHash: new Uint8Array(32),
  coinbase: new Uint8Array(20),
  gasLimit: 60_000_000n,
  baseFeePerGas: GWEI,
  excessBlobGas: 0n,
  prevRandao: new Uint8Array(32),
  parentBeaconBlockRoot: new Uint8Array(32),
}

let executor: Executor
beforeAll(async () => {
  executor = await createReferenceExecutor({ common, getBlockHash: () => new Uint8Array(32) })
})

/** Alice and Bob have ether; the contract has `code`, and 1 in its slot 0. */
const createState = (code: `0x${string}` = '0x'): WorldState => {
  const state = new WorldState({ loadNode: () => undefined, loadCode: () => undefined })
  for (const { address } of [alice, bob]) state.putAccount(hexToBytes(address), new Account(0n, 10n ** 20n))
  state.putCode(contract, hexToBytes(code))
  state.putStorage(contract, new Uint8Array(32), Uint8Array.of(1))
  state.forgetOriginals()
  return state
}

type Sent = {
  readonly value?: bigint
  readonly data?: Hex
  readonly gas?: bigint
  readonly authorizationList?: readonly SignAuthorizationReturnType[]
}

const send = async (state: WorldState, { authorizationList, ...fields }: Sent): Promise<ExecutionResult> => {
  const to = `0x${Buffer.from(contract).toString('hex')}` as const
  const request = { chainId: 1, nonce: 0, gas: 1_000_000n, maxFeePerGas: 2n * GWEI, to, ...fields }
  const raw = await (authorizationList === undefined
    ? alice.signTransaction({ ...request, type: 'eip1559' })
    : alice.signTransaction({ ...request, type: 'eip7702', authorizationList: [...authorizationList] }))
  const { transaction } = decodeSigned(hexToBytes(raw), common)
  return executor.enterBlock(environment, state).runTransaction(transaction)
}

const callContract = (message: Partial<Message>): Message => ({
  from: hexToBytes(alice.address),
  to: contract,
  data: new Uint8Array(),
  value: 0n,
  gasLimit: 1_000_000n,
  gasPrice: 0n,
  accessList: [],
  blobVersionedHashes: [],
  authorizationList: [],
  ...message,
})

const expectSum = ({ gasUsed, gas: { intrinsic, execution, refund, floor } }: ExecutionResult): void => {
  const used = intrinsic + execution - refund
  expect(gasUsed).toBe(used > floor ? used : floor)
}

/** PUSH0 PUSH0 SSTORE: clears slot 0. */
const CLEAR = '0x5f5f55'

test('gives a plain transfer its 21,000', async () => {
  const { gas, gasUsed } = await send(createState(), { value: 1n })
  expect({ gas, gasUsed }).toEqual({
    gas: { intrinsic: 21_000n, execution: 0n, refund: 0n, floor: 21_000n },
    gasUsed: 21_000n,
  })
})

test('tells the refund of a cleared slot apart (EIP-3529)', async () => {
  // PUSH0 and PUSH0 take 2 each, SSTORE 2,100 for the cold slot and 2,900 to reset it.
  const gas = { intrinsic: 21_000n, execution: 5_004n, refund: 4_800n, floor: 21_000n }
  const sent = await send(createState(CLEAR), {})
  expect(sent).toMatchObject({ gas, gasUsed: 21_204n })
  const called = await executor.enterBlock(environment, createState(CLEAR)).runMessage(callContract({}))
  expect(called).toMatchObject({ gas, gasUsed: 21_204n })
})

test('caps the refund at a fifth of what was spent', async () => {
  const state = createState(`0x${[0, 1, 2, 3].map((slot) => `5f60${slot.toString().padStart(2, '0')}55`).join('')}`)
  for (const slot of [1, 2, 3]) state.putStorage(contract, hexToBytes(pad(`0x0${slot}`)), Uint8Array.of(1))
  state.forgetOriginals()
  const { gas, gasUsed } = await send(state, {})
  expect(gas.refund).toBe((gas.intrinsic + gas.execution) / 5n)
  expect(gasUsed).toBe(gas.intrinsic + gas.execution - gas.refund)
})

test('lets calldata cost its floor, and shows what the refund would have been (EIP-7623)', async () => {
  const data = `0x${'ff'.repeat(1_000)}` as const
  const expected = {
    gas: { intrinsic: 37_000n, execution: 5_004n, refund: 4_800n, floor: 61_000n },
    gasUsed: 61_000n,
  }
  expect(await send(createState(CLEAR), { data })).toMatchObject(expected)
  const message = callContract({ data: hexToBytes(data) })
  expect(await executor.enterBlock(environment, createState(CLEAR)).runMessage(message)).toMatchObject(expected)
})

test('counts authorizations, and the refund for an authority that exists, at the floor as above it (EIP-7702)', async () => {
  const authorization = await bob.signAuthorization({ chainId: 1, nonce: 0, contractAddress: alice.address })
  const wrong = await bob.signAuthorization({ chainId: 1, nonce: 9, contractAddress: alice.address })
  const authorizationList = [authorization, wrong]
  const above = await send(createState(), { authorizationList })
  // A fifth of the 71,000 is more than the 12,500.
  expect(above).toMatchObject({
    gas: { intrinsic: 71_000n, execution: 0n, refund: 12_500n, floor: 21_000n },
    gasUsed: 58_500n,
  })
  const data = `0x${'ff'.repeat(4_000)}` as const
  const atFloor = await send(createState(), { authorizationList, data })
  expect(atFloor).toMatchObject({
    gas: { intrinsic: 135_000n, execution: 0n, refund: 12_500n, floor: 181_000n },
    gasUsed: 181_000n,
  })
})

test('uses up all gas when it runs out', async () => {
  const { gas, gasUsed, error } = await send(createState('0x5b5f56'), { gas: 100_000n })
  expect({ gas, gasUsed, error }).toEqual({
    gas: { intrinsic: 21_000n, execution: 79_000n, refund: 0n, floor: 21_000n },
    gasUsed: 100_000n,
    error: 'out of gas',
  })
})

test('adds up, whatever is sent', async () => {
  const arbitraryCode = fc.array(fc.constantFrom('5f5f55', '60015f55', '5f54', '60025f55', '5f60015500'), {
    maxLength: 8,
  })
  const arbitraryData = fc.uint8Array({ maxLength: 600 })
  await fc.assert(
    fc.asyncProperty(arbitraryCode, arbitraryData, async (code, data) => {
      const state = createState(`0x${code.join('')}`)
      expectSum(await executor.enterBlock(environment, state).runMessage(callContract({ data })))
      expectSum(
        await send(createState(`0x${code.join('')}`), {
          data: `0x${Buffer.from(data).toString('hex')}`,
        }),
      )
    }),
    { numRuns: 40 },
  )
})

test('measures a message as @ethereumjs/tx measures a transaction', () => {
  const address = fc.uint8Array({ minLength: 20, maxLength: 20 })
  const slots = fc.array(fc.uint8Array({ minLength: 32, maxLength: 32 }), { maxLength: 3 })
  const accessList = fc.array(fc.tuple(address, slots), { maxLength: 3 })
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 400 }), accessList, fc.boolean(), (data, list, isCreation) => {
      const to = isCreation ? undefined : contract
      const transaction = createAccessList2930Tx(
        {
          data,
          accessList: list.map(([key, keys]) => [key, keys]),
          ...(to === undefined ? {} : { to: new Address(to) }),
        },
        { common, freeze: false },
      )
      expect(measureMessageGas(callContract({ data, accessList: list, to }), common)).toEqual({
        intrinsic: transaction.getIntrinsicGas(),
        floor: getCalldataFloorGas(transaction, new Address(contract)),
      })
    }),
  )
})

test('refuses init code that is too long, as a transaction with it is (EIP-3860)', async () => {
  const message = callContract({ to: undefined, data: new Uint8Array(49_153), gasLimit: 30_000_000n })
  await expect(executor.enterBlock(environment, createState()).runMessage(message)).rejects.toThrow(
    'max initcode size exceeded',
  )
})
