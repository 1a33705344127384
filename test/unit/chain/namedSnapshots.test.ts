import { expect, test } from 'vitest'
import { alice, bob, ONE_ETHER, openTestChain } from './openTestChain.ts'

const START = 1_000n * ONE_ETHER

test('goes back to a named snapshot again and again', async () => {
  const { wallet, client, rpc, close } = await openTestChain()
  await rpc('quantera_saveSnapshot', 'before')
  for (let round = 0; round < 2; round++) {
    await wallet.sendTransaction({ to: bob.address, value: 5n })
    expect(await client.getBalance({ address: bob.address })).toBe(START + 5n)
    await rpc('quantera_revertToSnapshot', 'before')
    expect(await client.getBalance({ address: bob.address })).toBe(START)
  }
  expect(await rpc('quantera_listSnapshots')).toMatchObject([{ name: 'before', blockNumber: '0x0' }])
  await close()
})

test('has them after a restart, with the clock of their time', async () => {
  const opened = await openTestChain()
  await opened.chain.mine()
  await opened.rpc('evm_increaseTime', 3_600)
  await opened.rpc('quantera_saveSnapshot', 'an hour ahead')
  await opened.rpc('evm_increaseTime', 3_600)
  await opened.chain.close()
  const again = await openTestChain({ file: opened.file })
  await again.rpc('quantera_revertToSnapshot', 'an hour ahead')
  await again.chain.mine()
  const { timestamp } = await again.client.getBlock()
  expect(Number(timestamp) - again.time.clock.nowMs() / 1_000).toBe(3_600)
  await again.close()
})

test('loses those of blocks that a rollback removes, and no others', async () => {
  const { chain, rpc, close } = await openTestChain()
  for (const name of ['one', 'two', 'three']) {
    await chain.mine()
    await rpc('quantera_saveSnapshot', name)
  }
  await rpc('quantera_revertToSnapshot', 'two')
  expect(await rpc('quantera_listSnapshots')).toMatchObject([{ name: 'one' }, { name: 'two' }])
  await close()
})

test('keeps the state of a named snapshot from being pruned until it is deleted', async () => {
  const { chain, client, rpc, close } = await openTestChain({ history: { keepBlocks: 2 } })
  await rpc('quantera_saveSnapshot', 'start')
  for (let mined = 0; mined < 5; mined++) await chain.mine()
  await rpc('quantera_prune')
  expect(await client.getBalance({ address: alice.address, blockNumber: 0n })).toBe(START)
  expect(await rpc('quantera_deleteSnapshot', 'start')).toBe(true)
  await expect(rpc('eth_getBalance', alice.address, '0x0')).rejects.toThrow('state of block 0 was pruned')
  await close()
})

test.each([
  ['a name that is taken', 'quantera_saveSnapshot', 'taken', 'snapshot "taken" exists already'],
  ['a snapshot that is not there', 'quantera_revertToSnapshot', 'nowhere', 'snapshot "nowhere" does not exist'],
  ['no name', 'quantera_saveSnapshot', '  ', 'invalid params'],
  ['a name that cannot be read', 'quantera_saveSnapshot', 'a\u0000b', 'control characters'],
  ['a name without end', 'quantera_saveSnapshot', 'n'.repeat(101), 'invalid params'],
])('refuses %s', async (_what, method, name, message) => {
  const { rpc, close } = await openTestChain()
  await rpc('quantera_saveSnapshot', 'taken')
  await expect(rpc(method, name)).rejects.toThrow(message)
  expect(await rpc('quantera_deleteSnapshot', 'nowhere')).toBe(false)
  await close()
})
