import { type TransactionSerializable, toHex, zeroAddress } from 'viem'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createRandom, type Random } from './createRandom.ts'
import { accessFacts, failureOf, frameFacts, receiptFacts, resultOf, traceFacts } from './facts.ts'
import { type Answer, openPair, type Pair, signers } from './openPair.ts'
import { randomCall, type World } from './randomCalls.ts'

/** Another seed tries other transactions; what fails is found again with the seed that the test's name shows. */
const seed = Number(process.env.DIFFERENTIAL_SEED ?? 20_261_122)
const transactions = Number(process.env.DIFFERENTIAL_TRANSACTIONS ?? 1_000)
const requests = Number(process.env.DIFFERENTIAL_REQUESTS ?? 500)

let pair: Pair
beforeAll(async () => {
  pair = await openPair()
})
afterAll(() => pair?.close())

const randomAccessList = (random: Random, { deployed, accounts }: World) =>
  Array.from({ length: random.below(3) }, () => ({
    address: random.pick([...accounts, deployed.Workhorse, deployed.Coin]),
    storageKeys: Array.from({ length: random.below(3) }, () => random.bytes(32)),
  }))

const randomTransaction = async (random: Random): Promise<`0x${string}`> => {
  const from = random.pick(signers as [(typeof signers)[number]])
  const call = randomCall(random, pair.world)
  const common = {
    ...call,
    chainId: pair.own.chain.chainId,
    nonce: pair.nonceOf(from.address),
    gas: BigInt(random.chance(0.8) ? 2_000_000 : 21_000 + random.below(400_000)),
  }
  const dynamic = { maxFeePerGas: 10n ** 12n, maxPriorityFeePerGas: BigInt(random.below(3)) }
  const accessList = randomAccessList(random, pair.world)
  const other = random.pick(signers as [(typeof signers)[number]])
  const transaction = await random.pick<() => Promise<TransactionSerializable>>([
    async () => ({ ...common, type: 'legacy', gasPrice: 10n ** 12n }),
    async () => ({ ...common, type: 'eip2930', gasPrice: 10n ** 12n, accessList }),
    async () => ({ ...common, type: 'eip1559', ...dynamic, accessList }),
    async () => ({ ...common, type: 'eip1559', ...dynamic }),
    async () => ({
      ...common,
      to: common.to ?? pair.world.deployed.Workhorse,
      type: 'eip7702',
      ...dynamic,
      authorizationList: [
        await other.signAuthorization({
          contractAddress: random.pick([pair.world.deployed.Workhorse, zeroAddress]),
          chainId: random.pick([0, pair.own.chain.chainId, 1]),
          nonce: pair.nonceOf(other.address) + (other.address === from.address ? 1 : 0) + random.pick([0, 0, 0, 1]),
        }),
      ],
    }),
  ])()
  return from.signTransaction(transaction)
}

const compareTraces = async (which: string, hash: unknown): Promise<void> => {
  const [ownCalls, anvilCalls] = await pair.ask('debug_traceTransaction', hash, { tracer: 'callTracer' })
  expect({ which, call: frameFacts(resultOf(ownCalls)) }).toEqual({ which, call: frameFacts(resultOf(anvilCalls)) })
  const [own, anvil] = await pair.ask('debug_traceTransaction', hash, {})
  expect({ which, ...traceFacts(resultOf(own)) }).toEqual({ which, ...traceFacts(resultOf(anvil)) })
}

test(`runs ${transactions} random transactions as anvil does, seed ${seed}`, { timeout: 300_000 }, async () => {
  const random = createRandom(seed)
  const seen = { success: 0, failure: 0, refused: 0 }
  for (let index = 0; index < transactions; index++) {
    const signed = await randomTransaction(random)
    const [own, anvil] = await pair.send(signed)
    const which = `transaction ${index}: ${signed}`
    if (own.error !== undefined) {
      const receipt = anvil.error ? null : resultOf(await pair.askAnvil('eth_getTransactionReceipt', anvil.result))
      expect({ which, reason: own.error.message, receipt }).toEqual({ which, reason: own.error.message, receipt: null })
      seen.refused++
      continue
    }
    expect({ which, refusal: anvil.error }).toEqual({ which, refusal: undefined })
    const ours = receiptFacts(resultOf(await pair.askOwn('eth_getTransactionReceipt', own.result)))
    const theirs = receiptFacts(resultOf(await pair.askAnvil('eth_getTransactionReceipt', own.result)))
    expect({ which, ...ours }).toEqual({ which, ...theirs })
    if (index % 10 === 0) await compareTraces(which, own.result)
    if (ours.status === '0x1') seen.success++
    else seen.failure++
  }
  // A run in which all of one kind is missing compares nothing.
  expect(Math.min(seen.success, seen.failure)).toBeGreaterThan(transactions / 20)
})

const randomRequest = (random: Random) => {
  const { to, data, value } = randomCall(random, pair.world)
  return {
    from: random.pick(pair.world.accounts),
    ...(to === undefined ? {} : { to }),
    data,
    value: toHex(value),
    gas: toHex(2_000_000),
    // Without a price the block's base fee reads 0 here, as it does on geth.
    gasPrice: toHex(10n ** 12n),
  }
}

/**
 * An estimate is right when the call succeeds with it and fails with one unit less. Where code succeeds with any gas, because it
 * catches failures, there is no such border: then it is what the call uses when it has plenty, as geth has it.
 */
const requireLeastGas = async (which: string, request: object, gas: bigint): Promise<void> => {
  const call = (limit: bigint) => pair.askOwn('eth_call', { ...request, gas: toHex(limit) }, 'latest')
  expect({ which, gas, failure: (await call(gas)).error }).toEqual({ which, gas, failure: undefined })
  if ((await call(gas - 1n)).error !== undefined) return
  const trace = await pair.askOwn('debug_traceCall', request, 'latest', { tracer: 'callTracer' })
  expect({ which, gas }).toEqual({ which, gas: BigInt(resultOf<{ gasUsed: string }>(trace).gasUsed) })
}

/**
 * Both list the same, and need the same gas with it. Where code forwards little gas, a listed slot lets it reach another one: then
 * this engine's list, which is tried until nothing is added (as geth's), has that one too.
 */
const compareAccess = (which: string, own: Answer, anvil: Answer): void => {
  const [ours, theirs] = [accessFacts(own), accessFacts(anvil)]
  if (ours.slots.length === theirs.slots.length) expect({ which, ...ours }).toEqual({ which, ...theirs })
  else expect({ which, slots: ours.slots }).toEqual({ which, slots: expect.arrayContaining([...theirs.slots]) })
}

test(`answers ${requests} random requests as anvil does, seed ${seed}`, { timeout: 300_000 }, async () => {
  const random = createRandom(seed + 1)
  for (let index = 0; index < requests; index++) {
    const request = randomRequest(random)
    const which = `request ${index}: ${JSON.stringify(request)}`
    const kind = index % 4
    if (kind === 0) {
      const [own, anvil] = await pair.ask('eth_call', request, 'latest')
      expect({ which, result: own.result, failure: failureOf(own) }).toEqual({
        which,
        result: anvil.result,
        failure: failureOf(anvil),
      })
    } else if (kind === 1) {
      const [own, anvil] = await pair.ask('eth_estimateGas', request, 'latest')
      expect({ which, isRefused: own.error !== undefined }).toEqual({ which, isRefused: anvil.error !== undefined })
      if (own.error === undefined) {
        await requireLeastGas(which, request, BigInt(resultOf<string>(own)))
      }
    } else if (kind === 2) {
      const [own, anvil] = await pair.ask('eth_createAccessList', request, 'latest')
      // geth lists what a call touched that fails in the end, and says why it failed; anvil answers some of those with an error.
      const { error } = resultOf<{ readonly error?: string }>(own)
      if (anvil.error === undefined) compareAccess(which, own, anvil)
      else expect({ which, error }).toMatchObject({ error: expect.any(String) })
    } else {
      const [own, anvil] = await pair.ask('debug_traceCall', request, 'latest', { tracer: 'callTracer' })
      expect({ which, call: frameFacts(resultOf(own)) }).toEqual({ which, call: frameFacts(resultOf(anvil)) })
    }
  }
})
