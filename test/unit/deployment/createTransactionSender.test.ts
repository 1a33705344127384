import { type Hex, parseGwei } from 'viem'
import { describe, expect, test } from 'vitest'
import type { DeploymentSigner } from '../../../engine/deployment/DeploymentSigner.ts'
import type { StepCall } from '../../../engine/deployment/DeploymentStep.ts'
import { readFees } from '../../../engine/deployment/readFees.ts'
import { deployer, Killed, localSigner, openSendingChain, unlockedSigner } from './openSendingChain.ts'

const receiver = '0x00000000000000000000000000000000000000aa'
const payment: StepCall = { to: receiver, data: '0x', valueWei: 5n }
/** Reverts when it is sent no value: `callvalue; push1 6; jumpi; push0; push0; revert; jumpdest`. */
const pickyCode = '0x3460085760005ffd5b00'

/** Done once the money is there. */
const paying = (chain: Awaited<ReturnType<typeof openSendingChain>>) => ({
  id: 'pay',
  call: payment,
  isDone: async () => (await chain.reader.balanceWei(receiver)) >= 5n,
})
const calling = { id: 'call', call: { to: receiver, data: '0x', valueWei: 0n } as const, isDone: async () => false }

/** A transaction that takes the place of whatever has the first nonce. */
const signPayment = (value: bigint) =>
  deployer.signTransaction({
    ...{ type: 'eip1559', chainId: 31_337, nonce: 0, to: receiver, value, gas: 21_000n },
    ...{ maxFeePerGas: parseGwei('100'), maxPriorityFeePerGas: parseGwei('50') },
  })

const kill = (method: string) => (called: string) => {
  if (called === method) throw new Killed()
}

for (const { name, signer, method } of [
  { name: 'a key that is here', signer: localSigner, method: 'eth_sendRawTransaction' },
  { name: 'an account of the node', signer: unlockedSigner, method: 'eth_sendTransaction' },
]) {
  describe(`with ${name}`, () => {
    test('sends a step and answers its receipt', async () => {
      const chain = await openSendingChain()
      const receipt = await chain.start({ signer })(paying(chain))
      expect(receipt).toMatchObject({ isSuccess: true, blockNumber: 1 })
      expect(await chain.reader.balanceWei(receiver)).toBe(5n)
    })

    test('killed before the transaction leaves, sends it once in the next run', async () => {
      const chain = await openSendingChain()
      chain.hooks.before = kill(method)
      await expect(chain.start({ signer })(paying(chain))).rejects.toThrow(Killed)
      chain.hooks.before = undefined
      expect(await chain.nonce()).toBe(0)
      await chain.start({ signer })(paying(chain))
      expect(await chain.nonce()).toBe(1)
      expect(await chain.reader.balanceWei(receiver)).toBe(5n)
    })

    test('killed after the transaction left, sends no second one in the next run', async () => {
      const chain = await openSendingChain()
      await chain.request('evm_setAutomine', false)
      chain.hooks.after = kill(method)
      await expect(chain.start({ signer })(paying(chain))).rejects.toThrow(Killed)
      chain.hooks.after = undefined
      const second = chain.start({ signer })(paying(chain))
      setTimeout(() => void chain.request('evm_mine'), 30)
      await second
      expect(await chain.nonce()).toBe(1)
      expect(await chain.reader.balanceWei(receiver)).toBe(5n)
    })
  })
}

test('waits for a pending transaction of an earlier run', async () => {
  const chain = await openSendingChain()
  await chain.request('evm_setAutomine', false)
  await expect(chain.start({ timeoutMs: 0 })(paying(chain))).rejects.toMatchObject({ code: 'deployment/not-mined' })
  const lines = chain.journalLines()
  const events: string[] = []
  const onTransaction = (_step: string, event: string) => events.push(event)
  const second = chain.start({ onTransaction })(paying(chain))
  setTimeout(() => void chain.request('evm_mine'), 30)
  expect(await second).toMatchObject({ isSuccess: true })
  expect(events).toEqual(['awaited'])
  expect(chain.journalLines()).toBe(lines)
})

test('hands a dropped transaction to the network again, as it was', async () => {
  const chain = await openSendingChain()
  await chain.request('evm_setAutomine', false)
  const hashes: (Hex | undefined)[] = []
  const onTransaction = (_step: string, _event: string, hash: Hex | undefined) => hashes.push(hash)
  await expect(chain.start({ timeoutMs: 0, onTransaction })(paying(chain))).rejects.toMatchObject({
    code: 'deployment/not-mined',
  })
  await chain.request('anvil_dropTransaction', hashes[0])
  await chain.request('evm_setAutomine', true)
  expect(await chain.start()(paying(chain))).toMatchObject({ transactionHash: hashes[0], isSuccess: true })
})

test('sends anew when another transaction took the nonce between two runs', async () => {
  const chain = await openSendingChain()
  await chain.request('evm_setAutomine', false)
  await expect(chain.start({ timeoutMs: 0 })(paying(chain))).rejects.toMatchObject({ code: 'deployment/not-mined' })
  await chain.request('eth_sendRawTransaction', await signPayment(1n))
  await chain.request('evm_mine')
  await chain.request('evm_setAutomine', true)
  expect(await chain.start()(paying(chain))).toMatchObject({ isSuccess: true })
  expect(await chain.nonce()).toBe(2)
  expect(await chain.reader.balanceWei(receiver)).toBe(6n)
})

test('says so when another transaction takes the nonce while it waits', async () => {
  const chain = await openSendingChain()
  await chain.request('evm_setAutomine', false)
  const waiting = chain.start({ timeoutMs: 5_000 })(paying(chain))
  await expect.poll(async () => chain.reader.nonce(deployer.address, 'pending')).toBe(1)
  await chain.request('eth_sendRawTransaction', await signPayment(1n))
  await chain.request('evm_mine')
  await expect(waiting).rejects.toMatchObject({ code: 'deployment/replaced' })
})

test('is content with another transaction that did the same', async () => {
  const chain = await openSendingChain()
  await chain.request('evm_setAutomine', false)
  const waiting = chain.start({ timeoutMs: 5_000 })(paying(chain))
  await expect.poll(async () => chain.reader.nonce(deployer.address, 'pending')).toBe(1)
  await chain.request('eth_sendRawTransaction', await signPayment(5n))
  await chain.request('evm_mine')
  expect(await waiting).toBeUndefined()
})

test('puts a transaction that bids more in the place of one that waits, when asked to', async () => {
  const chain = await openSendingChain()
  await chain.request('evm_setAutomine', false)
  const hashes: (Hex | undefined)[] = []
  const onTransaction = (_step: string, _event: string, hash: Hex | undefined) => hashes.push(hash)
  await expect(chain.start({ timeoutMs: 0, onTransaction })(paying(chain))).rejects.toThrow()
  const second = chain.start({ replace: true, onTransaction })(paying(chain))
  setTimeout(() => void chain.request('evm_mine'), 50)
  const receipt = await second
  expect(receipt).toMatchObject({ isSuccess: true, transactionHash: hashes[1] })
  expect(hashes[1]).not.toBe(hashes[0])
  expect(await chain.nonce()).toBe(1)
})

test('bids no more than the limit for a replacement either', async () => {
  const chain = await openSendingChain()
  await chain.request('evm_setAutomine', false)
  await expect(chain.start({ timeoutMs: 0 })(paying(chain))).rejects.toMatchObject({ code: 'deployment/not-mined' })
  const { baseFeeWei, tipWei } = await readFees(chain.reader)
  const limited = chain.start({ replace: true, maxFeeWei: baseFeeWei + tipWei })(paying(chain))
  await expect(limited).rejects.toMatchObject({ code: 'deployment/fee-too-high' })
})

test('signs anew, under the same nonce, what the network refuses for good', async () => {
  const chain = await openSendingChain()
  const broken: DeploymentSigner = {
    address: deployer.address,
    sign: (transaction) => deployer.signTransaction({ ...transaction, chainId: 1 }),
  }
  await expect(chain.start({ signer: broken })(paying(chain))).rejects.toMatchObject({ code: 'chain/rejected' })
  expect(await chain.start()(paying(chain))).toMatchObject({ isSuccess: true })
  expect(await chain.nonce()).toBe(1)
})

test('tells a reverted step by its transaction, and tries it anew in the next run', async () => {
  const chain = await openSendingChain()
  await chain.request('evm_setAutomine', false)
  const waiting = chain.start({ timeoutMs: 5_000 })(calling)
  await expect.poll(async () => chain.reader.nonce(deployer.address, 'pending')).toBe(1)
  await chain.request('anvil_setCode', receiver, pickyCode)
  await chain.request('evm_mine')
  await expect(waiting).rejects.toMatchObject({ code: 'deployment/reverted' })
  await chain.request('anvil_setCode', receiver, '0x')
  await chain.request('evm_setAutomine', true)
  expect(await chain.start()(calling)).toMatchObject({ isSuccess: true })
})

test('sends nothing when gas costs more than the limit', async () => {
  const chain = await openSendingChain()
  await expect(chain.start({ maxFeeWei: 1n })(paying(chain))).rejects.toMatchObject({
    code: 'deployment/fee-too-high',
  })
  expect(await chain.reader.nonce(deployer.address, 'pending')).toBe(0)
  expect(chain.journalLines()).toBe(1)
})

test('sends nothing that would be reverted', async () => {
  const chain = await openSendingChain()
  await chain.request('anvil_setCode', receiver, pickyCode)
  await expect(chain.start()(calling)).rejects.toMatchObject({
    code: 'chain/reverted',
  })
  expect(chain.journalLines()).toBe(1)
})
