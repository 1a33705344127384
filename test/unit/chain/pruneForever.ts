import { rmSync } from 'node:fs'
import { exportChainFile } from '../../../engine/chain/file/exportChainFile.ts'
import { importChainFile } from '../../../engine/chain/file/importChainFile.ts'
import { createFakeClock, openTestChain } from './openTestChain.ts'

/**
 * Changes accounts of the chain in the given file, prunes its states, and exports and imports it, over and over, all at the same time,
 * until it is killed. Reports each block that was sealed.
 */

const [, , file, exported, imported] = process.argv
if (file === undefined || exported === undefined || imported === undefined) throw new Error('Which files?')
const { chain } = await openTestChain({ file, history: { keepBlocks: 2 } })
const { collector } = chain.store.openPruning()

/** Other tasks have their turn. */
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

const seal = async (): Promise<void> => {
  for (let round = 0; ; round++) {
    const slots = Array.from({ length: 40 }, (_, index) => new Uint8Array(32).fill(index + 1))
    const storage = slots.map((slot, index) => [slot, Uint8Array.of((round + index) % 5)] as const)
    await chain.changeAccounts([1, 2, 3].map((byte) => ({ address: new Uint8Array(20).fill(byte), storage })))
    process.stdout.write(`${chain.head().number}\n`)
    await turn()
  }
}

const prune = async (): Promise<void> => {
  for (;;) {
    collector.begin()
    while (collector.step(10)) await turn()
  }
}

const copy = async (): Promise<void> => {
  for (;;) {
    await exportChainFile({ file, path: exported })
    rmSync(imported, { force: true })
    await importChainFile({ path: exported, file: imported, clock: createFakeClock().clock })
  }
}

await Promise.all([seal(), prune(), copy()])
