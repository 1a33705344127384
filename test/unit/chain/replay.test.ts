import { createBlock, createBlockHeaderFromRLP } from '@ethereumjs/block'
import { createCustomCommon, Hardfork, Mainnet } from '@ethereumjs/common'
import { createMPT } from '@ethereumjs/mpt'
import { Caches, MerkleStateManager } from '@ethereumjs/statemanager'
import { bytesToHex } from '@ethereumjs/util'
import { createVM, runBlock } from '@ethereumjs/vm'
import { expect, test } from 'vitest'
import { decodeStoredTransaction } from '../../../engine/chain/pool/decodeTransaction.ts'
import { SYSTEM_CONTRACTS } from '../../../engine/evm/systemContracts.ts'
import { alice, bob, carol, dave, ONE_ETHER, openTestChain, type TestChain } from './openTestChain.ts'
import { compileProbe, probeAbi } from './probeContract.ts'

/** Deploys, stores, clears, reverts, delegates, destroys, and funds new accounts, over several blocks. */
const makeHistory = async ({ chain, client, wallet, viemChain }: TestChain): Promise<void> => {
  const deployment = await wallet.deployContract({ abi: probeAbi, bytecode: compileProbe() })
  const address = (await client.getTransactionReceipt({ hash: deployment })).contractAddress ?? dave.address
  for (const [key, value] of [
    [1n, 10n],
    [2n, 20n],
    [1n, 0n],
    [3n, 30n],
  ] as const) {
    await wallet.writeContract({ address, abi: probeAbi, functionName: 'store', args: [key, value], value: key })
  }
  await wallet.writeContract({ address, abi: probeAbi, functionName: 'storeAndFail', args: [5n], gas: 90_000n })
  await wallet.writeContract({ address, abi: probeAbi, functionName: 'createAndDestroy', value: 3n, gas: 200_000n })
  const authorization = await wallet.signAuthorization({ account: bob, contractAddress: address })
  await wallet.sendTransaction({ to: bob.address, authorizationList: [authorization], gas: 200_000n })
  await wallet.sendTransaction({ account: carol, chain: viemChain, to: dave.address, value: 1n })
  await chain.mine()
  await wallet.sendTransaction({ to: dave.address, value: 0n, gas: 21_000n })
}

/** The genesis again, on the state manager that @ethereumjs uses by default. */
const openReference = async () => {
  const common = createCustomCommon({ chainId: 731337 }, Mainnet, { hardfork: Hardfork.Prague })
  const trie = await createMPT({ useKeyHashing: true, common })
  const stateManager = new MerkleStateManager({ common, trie, caches: new Caches() })
  const funded = [alice, bob, carol].map(({ address }) => [address.toLowerCase(), 1_000n * ONE_ETHER])
  const contracts = Object.values(SYSTEM_CONTRACTS).map(({ address, code }) => [address, [0n, code, [], 1n]])
  await stateManager.generateCanonicalGenesis(Object.fromEntries([...funded, ...contracts]))
  return { common, stateManager, vm: await createVM({ common, stateManager }) }
}

test('seals blocks that @ethereumjs, with its own trie and block runner, finds valid to the last root', async () => {
  const chain = await openTestChain()
  await makeHistory(chain)
  const { common, stateManager, vm } = await openReference()
  const { store, head } = chain.chain
  expect(bytesToHex(await stateManager.getStateRoot())).toBe(
    bytesToHex(store.getBlockByNumber(0)?.header.stateRoot ?? new Uint8Array()),
  )
  for (let number = 1; number <= head().number; number++) {
    const record = store.getBlockByNumber(number)
    if (record === undefined) throw new Error(`no block ${number}`)
    const transactions = store.getTransactions(number).map(({ raw }) => decodeStoredTransaction(raw, common))
    const header = createBlockHeaderFromRLP(record.header.serialize(), { common })
    const block = createBlock({ header, transactions, withdrawals: [] }, { common })
    // Rejects when the state root, receipts root, bloom, gas or requests hash differs.
    await runBlock(vm, { block, skipBlockValidation: false, skipHeaderValidation: true })
    expect(block.serialize().length).toBe(record.sizeBytes)
    expect(await block.transactionsTrieIsValid()).toBe(true)
  }
  expect(head().number).toBeGreaterThan(9)
  await chain.close()
})
