import { bytesToHex } from '@ethereumjs/util'
import { parseGwei } from 'viem'
import { alice, bob, openTestChain } from './openTestChain.ts'

/** Sends one transfer after another to the chain in the given file, and reports each that was acknowledged, until it is killed. */

const file = process.argv[2]
if (file === undefined) throw new Error('Which file?')
const { chain, client } = await openTestChain({ file })
for (let nonce = await client.getTransactionCount({ address: alice.address }); ; nonce++) {
  const serializedTransaction = await alice.signTransaction({
    type: 'eip1559',
    chainId: chain.chainId,
    nonce,
    to: bob.address,
    value: 1n,
    gas: 21_000n,
    maxFeePerGas: parseGwei('100'),
  })
  const hash = await client.sendRawTransaction({ serializedTransaction })
  const head = chain.head()
  process.stdout.write(`${JSON.stringify({ hash, head: head.number, stateRoot: bytesToHex(head.header.stateRoot) })}\n`)
}
