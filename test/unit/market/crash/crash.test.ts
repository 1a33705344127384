import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { applyCommand } from '../../../../engine/market/core/applyCommand.ts'
import { createCore } from '../../../../engine/market/core/core.ts'
import { exportCore } from '../../../../engine/market/core/coreSnapshot.ts'
import { openMarketStores } from '../../../../engine/market/openMarketStores.ts'
import { recoverCore } from '../../../../engine/market/recoverCore.ts'
import { aFolder } from '../engineBuilders.ts'

const maxOpenOrders = 100_000

/** Runs the submitting process until `lines` lines came, kills it without warning and answers the ids it acknowledged. */
const runAndKill = async (path: string, seed: number, lines: number): Promise<string[]> => {
  const script = fileURLToPath(new URL('submitOrders.ts', import.meta.url))
  const child = spawn(process.execPath, [script, path, `${seed}`], { stdio: ['ignore', 'pipe', 'inherit'] })
  const exited = once(child, 'exit')
  const ids: string[] = []
  for await (const line of createInterface({ input: child.stdout })) {
    if (line.startsWith('0x')) ids.push(line)
    if (ids.length === lines) child.kill('SIGKILL')
  }
  expect((await exited)[1]).toBe('SIGKILL')
  return ids
}

test('finds every acknowledged order exactly once after being killed, eight times over on one file', {
  timeout: 120_000,
}, async () => {
  const path = join(aFolder(), 'market.sqlite')
  const acknowledged: string[] = []
  for (let round = 1; round <= 8; round += 1) {
    acknowledged.push(...(await runAndKill(path, round, 17 + ((round * 37) % 90))))
    const stores = openMarketStores(path)
    const placed = new Map<string, number>()
    const replayed = createCore({ maxOpenOrders })
    for (const { command, sequence } of stores.journal.readAfter({ sequence: 0, checksum: 0 })) {
      const { kind } = applyCommand(replayed, command, sequence)
      // An order whose funds were read too early is refused and comes again: what counts is how often it was accepted.
      if (command.kind !== 'place' || kind !== 'done') continue
      const { orderId } = command.placement
      placed.set(orderId, (placed.get(orderId) ?? 0) + 1)
    }
    const core = recoverCore({ ...stores, maxOpenOrders })
    expect(exportCore(core)).toEqual(exportCore(replayed))
    for (const orderId of acknowledged) {
      expect(placed.get(orderId)).toBe(1)
      const record = stores.queries.findOrder(orderId as `0x${string}`)
      expect(record?.orderId).toBe(orderId)
      const live = core.orders.get(orderId as `0x${string}`)
      if (live)
        expect(record).toMatchObject({ state: live.state, openLots: live.openLots, filledLots: live.filledLots })
      else expect(record?.state).not.toBe('open')
    }
    stores.close()
  }
  expect(acknowledged.length).toBeGreaterThan(300)
})
