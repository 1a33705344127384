import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { privateKeyToAccount } from 'viem/accounts'
import { fromHex } from '../../engine/chain/bytes.ts'
import type { Chain } from '../../engine/chain/Chain.ts'
import { createChain } from '../../engine/chain/createChain.ts'
import { systemClock } from '../../engine/threads/systemClock.ts'

/** `ACCOUNTS=50000 npm run bench -- state` for a smaller one. */
const ACCOUNTS = Number(process.env.ACCOUNTS ?? 1_000_000)
const BATCH = 5_000
const READS = 5_000
const PROOFS = 2_000
const TRANSFERS = 500
const SPREAD = 7_919
const BYTES_PER_MIB = 1_048_576
const ONE_ETHER = 10n ** 18n

const report = (metric: string, value: number, unit: string): void =>
  console.log(JSON.stringify({ bench: 'state', metric, value: Math.round(value * 100) / 100, unit }))

const toAddress = (index: number): Uint8Array => fromHex(`0x${(index + 1).toString(16).padStart(40, '0')}`)
/** Any of the accounts, none twice in a row. */
const pick = (turn: number): number => (turn * SPREAD) % ACCOUNTS

const sender = privateKeyToAccount(`0x${'1'.padStart(64, '0')}`)

const percentile = (values: readonly number[], part: number): number =>
  [...values].sort((a, b) => a - b)[Math.min(values.length - 1, Math.floor(values.length * part))] ?? 0

/** The most memory that the process had, looked at whenever asked. */
const createMemory = () => {
  let peak = 0
  return {
    look: (): void => {
      peak = Math.max(peak, process.memoryUsage.rss())
    },
    peakMib: (): number => peak / BYTES_PER_MIB,
  }
}

const openChain = (file: string): Promise<Chain> =>
  createChain({
    file,
    genesis: { timestamp: 1_700_000_000n, alloc: { [sender.address]: { balance: 1_000_000n * ONE_ETHER } } },
    mining: { mode: 'manual' },
    clock: systemClock,
    history: { keepBlocks: 8 },
    onError: (error) => {
      throw error
    },
  })

const insertAccounts = async (chain: Chain, memory: ReturnType<typeof createMemory>): Promise<void> => {
  const started = performance.now()
  const blockMs: number[] = []
  for (let first = 0; first < ACCOUNTS; first += BATCH) {
    const changes = Array.from({ length: Math.min(BATCH, ACCOUNTS - first) }, (_, offset) => ({
      address: toAddress(first + offset),
      balance: BigInt(first + offset + 1),
    }))
    const before = performance.now()
    await chain.changeAccounts(changes)
    blockMs.push(performance.now() - before)
    memory.look()
  }
  report('accounts', ACCOUNTS, 'accounts')
  report('insert', ACCOUNTS / ((performance.now() - started) / 1_000), 'accounts/s')
  report('block of 5,000 new accounts p99', percentile(blockMs, 0.99), 'ms')
}

const readAccounts = async (chain: Chain): Promise<void> => {
  const readUs: number[] = []
  const head = chain.head()
  for (let turn = 0; turn < READS; turn++) {
    const index = pick(turn)
    const before = performance.now()
    const account = await chain.read(head, (state) => state.getAccount(toAddress(index)))
    readUs.push((performance.now() - before) * 1_000)
    if (account?.balance !== BigInt(index + 1)) throw new Error(`Account ${index} has another balance.`)
  }
  report('read p50', percentile(readUs, 0.5), 'µs')
  report('read p99', percentile(readUs, 0.99), 'µs')
}

const proveAccounts = async (chain: Chain): Promise<void> => {
  const proveUs: number[] = []
  const head = chain.head()
  for (let turn = 0; turn < PROOFS; turn++) {
    const address = toAddress(pick(turn * 3 + 1))
    const before = performance.now()
    await chain.read(head, (state) => state.prove(address, []))
    proveUs.push((performance.now() - before) * 1_000)
  }
  report('prove p50', percentile(proveUs, 0.5), 'µs')
  report('prove p99', percentile(proveUs, 0.99), 'µs')
}

/** A block of transfers to accounts all over the state. */
const sealTransfers = async (chain: Chain): Promise<void> => {
  for (let nonce = 0; nonce < TRANSFERS; nonce++) {
    const signed = await sender.signTransaction({
      type: 'eip1559',
      chainId: chain.chainId,
      nonce,
      to: `0x${Buffer.from(toAddress(pick(nonce * 5 + 2))).toString('hex')}`,
      value: 1n,
      gas: 21_000n,
      maxFeePerGas: 100_000_000_000n,
    })
    await chain.sendRawTransaction(fromHex(signed))
  }
  const before = performance.now()
  await chain.mine()
  report(`block of ${TRANSFERS} transfers`, performance.now() - before, 'ms')
}

/** How long the longest turn of the thread is while garbage is collected. */
const pruneAll = async (chain: Chain): Promise<void> => {
  let longestMs = 0
  let last = performance.now()
  const timer = setInterval(() => {
    longestMs = Math.max(longestMs, performance.now() - last)
    last = performance.now()
  }, 1)
  const started = performance.now()
  const { deletedNodes } = await chain.prune()
  clearInterval(timer)
  report('prune', (performance.now() - started) / 1_000, 's')
  report('pruned', deletedNodes, 'nodes')
  report('longest wait while pruning', longestMs, 'ms')
}

/** Prints how a chain does with very many accounts. */
export const benchState = async (): Promise<void> => {
  const folder = mkdtempSync(join(tmpdir(), 'bench-state-'))
  const file = join(folder, 'chain.sqlite')
  const memory = createMemory()
  try {
    const chain = await openChain(file)
    await insertAccounts(chain, memory)
    await readAccounts(chain)
    await proveAccounts(chain)
    await sealTransfers(chain)
    memory.look()
    await pruneAll(chain)
    memory.look()
    await chain.close()
    report('file', statSync(file).size / BYTES_PER_MIB, 'MiB')
    report('memory', memory.peakMib(), 'MiB')
    const opening = performance.now()
    const again = await openChain(file)
    report('open', performance.now() - opening, 'ms')
    await again.close()
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) await benchState()
