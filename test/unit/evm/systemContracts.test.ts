import { getContractAddress, type Hex, recoverTransactionAddress, serializeTransaction } from 'viem'
import { expect, test } from 'vitest'
import { SYSTEM_CONTRACTS } from '../../../engine/evm/systemContracts.ts'

/** The transactions with which the EIPs deploy their contracts: signatures nobody has the key of, so the data proves itself. */
const INHIBIT = '7fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff5f55'
const deployments = [
  { name: 'beaconRoots', prefix: '60618060095f395ff3', s: '0x1b9b6eb1f0' },
  { name: 'historyStorage', prefix: '60538060095f395ff3', s: '0x0aa12693182426612186309f02cfe8a80a0000' },
  {
    name: 'withdrawalRequests',
    prefix: `${INHIBIT}6101f880602d5f395ff3`,
    s: '0x5feeb084551e4e03a3581e269bc2ea2f8d0008',
  },
  {
    name: 'consolidationRequests',
    prefix: `${INHIBIT}61019e80602d5f395ff3`,
    s: '0xc0730f92dc275b663d377a7cbb141b6600052',
  },
] as const

test.each(deployments)('has the code of $name that its EIP deploys to its address', async ({ name, prefix, s }) => {
  const { address, code } = SYSTEM_CONTRACTS[name]
  const transaction = {
    type: 'legacy',
    nonce: 0,
    gas: 250_000n,
    gasPrice: 1_000_000_000_000n,
    data: `0x${prefix}${code.slice(2)}` as Hex,
  } as const
  const signature = { r: `0x${'539'.padStart(64, '0')}`, s: `0x${s.slice(2).padStart(64, '0')}`, v: 27n } as const
  const serializedTransaction = serializeTransaction(transaction, signature)
  const sender = await recoverTransactionAddress({ serializedTransaction })
  expect(getContractAddress({ from: sender, nonce: 0n }).toLowerCase()).toBe(address)
})
