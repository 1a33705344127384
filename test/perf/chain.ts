import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { privateKeyToAccount } from 'viem/accounts'
import { fromHex } from '../../engine/chain/bytes.ts'
import type { Chain, Mining } from '../../engine/chain/Chain.ts'
import { createChain } from '../../engine/chain/createChain.ts'
import { decodeTransaction } from '../../engine/chain/pool/decodeTransaction.ts'
import { createRpcServer } from '../../engine/rpc/createRpcServer.ts'
import { systemClock } from '../../engine/threads/systemClock.ts'

const SENDERS = 50
const TRANSFERS = 3_000
const BATCH = 500
const ONE_ETHER = 10n ** 18n

const accounts = Array.from({ length: SENDERS }, (_, index) =>
  privateKeyToAccount(`0x${(index + 1).toString(16).padStart(64, '0')}`),
)

const report = (metric: string, value: number, unit: string): void =>
  console.log(JSON.stringify({ bench: 'chain', metric, value: Math.round(value * 100) / 100, unit }))

/** Each sender's transfers in the order of their nonces, each to a fresh recipient. */
const signTransfers = (): Promise<`0x${string}`[]> =>
  Promise.all(
    Array.from({ length: TRANSFERS }, (_, index) => {
      const account = accounts[index % SENDERS] as (typeof accounts)[number]
      return account.signTransaction({
        type: 'eip1559',
        chainId: 731337,
        nonce: Math.floor(index / SENDERS),
        to: `0x${(index + 1_000_000).toString(16).padStart(40, '0')}`,
        value: 1n,
        gas: 21_000n,
        maxFeePerGas: 100_000_000_000n,
        maxPriorityFeePerGas: 1_000_000_000n,
      })
    }),
  )

const openChain = (folder: string, mining: Mining): Promise<Chain> =>
  createChain({
    file: join(folder, `${mining.mode}.sqlite`),
    genesis: {
      timestamp: 1_700_000_000n,
      alloc: Object.fromEntries(accounts.map(({ address }) => [address, { balance: 1_000n * ONE_ETHER }])),
    },
    mining,
    clock: systemClock,
    onError: (error) => {
      throw error
    },
  })

/** JSON-RPC batches in, durable blocks out. */
const benchWholePath = async (folder: string, signed: readonly string[]): Promise<void> => {
  const chain = await openChain(folder, { mode: 'instant' })
  const server = createRpcServer({
    chain,
    createId: () => `0x${randomBytes(16).toString('hex')}`,
    onError: (error) => {
      throw error
    },
  })
  const session = server.openSession({})
  const started = performance.now()
  for (let index = 0; index < signed.length; index += BATCH) {
    const calls = signed.slice(index, index + BATCH).map((raw, id) => ({
      jsonrpc: '2.0',
      id,
      method: 'eth_sendRawTransaction',
      params: [raw],
    }))
    const response = await server.handle(JSON.stringify(calls), session)
    if (response === undefined || response.includes('"error"')) throw new Error(response)
  }
  report('signed transfers', signed.length / ((performance.now() - started) / 1_000), 'tx/s')
  report('blocks', chain.head().number, 'blocks')
  await chain.close()
}

/** The same transfers in one block after another, each part timed alone. */
const benchParts = async (folder: string, signed: readonly string[]): Promise<void> => {
  const chain = await openChain(folder, { mode: 'manual' })
  const raws = signed.map(fromHex)
  const decodeStarted = performance.now()
  for (const raw of raws) decodeTransaction(raw, chain.common, 60_000_000n)
  report('decode and recover', ((performance.now() - decodeStarted) * 1_000) / signed.length, 'µs/tx')

  let commitMs = 0
  const commitBlock = chain.store.commitBlock
  chain.store.commitBlock = (build) => {
    const started = performance.now()
    const block = commitBlock(build)
    commitMs += performance.now() - started
    return block
  }
  let mineMs = 0
  for (let index = 0; index < raws.length; index += BATCH) {
    await Promise.all(raws.slice(index, index + BATCH).map((raw) => chain.sendRawTransaction(raw)))
    const started = performance.now()
    await chain.mine()
    mineMs += performance.now() - started
  }
  report('execute', ((mineMs - commitMs) * 1_000) / signed.length, 'µs/tx')
  report('roots and commit', (commitMs * 1_000) / signed.length, 'µs/tx')
  await chain.close()
}

/** Prints transfers a second through the whole path, and where the time goes. */
export const benchChain = async (): Promise<void> => {
  const folder = mkdtempSync(join(tmpdir(), 'bench-chain-'))
  try {
    const signed = await signTransfers()
    await benchWholePath(folder, signed)
    await benchParts(folder, signed)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) await benchChain()
