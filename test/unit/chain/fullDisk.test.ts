import { expect, test } from 'vitest'
import { bob, ONE_ETHER, openTestChain } from './openTestChain.ts'
import { walkState } from './walkState.ts'

/** Twenty pages or so: a block that does not fit. */
const LARGE = { address: new Uint8Array(20).fill(9), code: new Uint8Array(100_000).fill(1) }

test('says that the disk is full, loses nothing sealed, and goes on when there is room', async () => {
  const { chain, client, wallet, rpc, errors, close } = await openTestChain()
  await wallet.sendTransaction({ to: bob.address, value: 1n })
  const sealed = chain.head()
  chain.store.limitSize(0)
  await expect(chain.changeAccounts([LARGE])).rejects.toMatchObject({ code: 'store/full' })
  await expect(
    rpc('hardhat_setCode', '0x0909090909090909090909090909090909090909', `0x${'01'.repeat(100_000)}`),
  ).rejects.toMatchObject({ code: -32002, message: 'There is no room left on the disk.' })
  expect(chain.head()).toBe(sealed)
  walkState(chain.store, chain.head().header.stateRoot)
  expect(await client.getBalance({ address: bob.address })).toBe(1_000n * ONE_ETHER + 1n)

  chain.store.limitSize(2 ** 40)
  await chain.changeAccounts([LARGE])
  await wallet.sendTransaction({ to: bob.address, value: 1n })
  expect(chain.head().number).toBe(sealed.number + 2)
  expect(await client.getBalance({ address: bob.address })).toBe(1_000n * ONE_ETHER + 2n)
  expect(errors).toEqual([])
  await close()
})

test('keeps a transaction that did not fit, and seals it when there is room', async () => {
  const { chain, client, wallet, close } = await openTestChain()
  chain.store.limitSize(0)
  // Stops nobody at first: the file has some room in its pages.
  const failure = wallet.sendTransaction({ to: bob.address, value: 1n, data: `0x${'01'.repeat(90_000)}` })
  await expect(failure).rejects.toThrow('There is no room left on the disk.')
  expect(chain.getPooledAll()).toHaveLength(1)
  chain.store.limitSize(2 ** 40)
  await wallet.sendTransaction({ nonce: 1, to: bob.address, value: 1n })
  expect(chain.getPooledAll()).toHaveLength(0)
  expect(await client.getBalance({ address: bob.address })).toBe(1_000n * ONE_ETHER + 2n)
  await close()
})
