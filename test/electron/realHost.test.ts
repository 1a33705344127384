import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type StartedHost, startHost } from '../builders/startHost.ts'
import { buyAndSettle } from '../builders/useTicket.ts'
import { type LaunchedShell, launchShell, missingElectron } from './launchShell.ts'

const missing = missingElectron()
const out = fileURLToPath(new URL('../../out', import.meta.url))

describe.skipIf(missing)('the built terminal, attached to a running desk', () => {
  let host: StartedHost
  let shell: LaunchedShell
  beforeAll(async () => {
    host = await startHost()
    shell = await launchShell({
      main: join(out, 'main/shell.cjs'),
      arguments: ['--engine', new URL(host.rest).origin],
      environment: { QUANTERA_TOKEN: host.token },
    })
    shell.page.setDefaultTimeout(20_000)
  })
  afterAll(async () => {
    await shell?.close()
    await host?.dispose()
  })

  test('shows the live book of the desk in a sandboxed window', async () => {
    const { page } = shell
    await page.getByTestId('market-row-PTB-10Y').click()
    await page.getByTestId('book-bids').getByRole('button').first().waitFor()
    await page.getByTestId('status-connection').getByText('Live').waitFor()
    expect(page.url()).toMatch(/^app:\/\/quantera\//)
    expect(await page.evaluate(() => [typeof globalThis.require, typeof globalThis.process])).toEqual([
      'undefined',
      'undefined',
    ])
  })

  test('places an order through the window and sees it settle', async () => {
    await buyAndSettle(shell.page, 4)
  })
})
