import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { expect, test } from 'vitest'
import { createDeskClient } from '../../builders/createDeskClient.ts'
import { HostLine, startHost } from '../../builders/startHost.ts'

/** Whether something answers at the desk's address. */
const isUp = async (origin: string): Promise<boolean> => {
  try {
    await fetch(`${origin}/openapi.json`)
    return true
  } catch {
    return false
  }
}

test('npm run host prints its line once the desk trades, and SIGTERM stops it', async () => {
  const dataDirectory = mkdtempSync(join(tmpdir(), 'quantera-desk-'))
  const npm = spawn('npm', ['run', 'host', '--', '--data', dataDirectory, '--port', '0'], {
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  const line = await new Promise<string>((resolve, reject) => {
    npm.once('exit', (code) => reject(new Error(`npm ended with ${code} before the desk was ready.`)))
    createInterface({ input: npm.stdout }).on('line', (text) => {
      if (text.startsWith('{')) resolve(text)
    })
  })
  const { rest, token } = HostLine.parse(JSON.parse(line))
  const status = await fetch(`${rest}/system/status`, { headers: { authorization: `Bearer ${token}` } })
  expect(await status.json()).toMatchObject({ phase: 'ready' })
  npm.kill('SIGTERM')
  await expect.poll(() => isUp(new URL(rest).origin), { timeout: 15_000 }).toBe(false)
  rmSync(dataDirectory, { recursive: true, force: true, maxRetries: 20, retryDelay: 250 })
})

test('a desk that is killed while its history is made is made whole by the next start', async () => {
  const interrupted = await startHost({ arguments: ['--at-once'] })
  const { dataDirectory } = interrupted
  const status = async () => {
    const response = await fetch(`${interrupted.rest}/system/status`, {
      headers: { authorization: `Bearer ${interrupted.token}` },
    })
    return (await response.json()) as { phase: string; progress?: { done: number; message: string } }
  }
  // Some trades are settled, and not all of them.
  await expect.poll(async () => (await status()).progress?.done ?? 0, { timeout: 60_000 }).toBeGreaterThan(3)
  expect((await status()).phase).toBe('starting')
  await interrupted.kill()

  const host = await startHost({ dataDirectory })
  expect(host.token).toBe(interrupted.token)
  const { desk, close } = await createDeskClient({ url: host.ws, token: host.token })
  for (const { marketId } of await desk.market.listMarkets()) {
    const trades = await desk.market.listTrades({ marketId, limit: 500 })
    const past = trades.filter(({ matchedAtMs }) => matchedAtMs < Date.now() - 300_000)
    expect(past.length).toBeGreaterThan(50)
    expect(past.every(({ settlement }) => settlement === 'settled')).toBe(true)
  }
  close()
  await host.dispose()
})
