import type { Browser, Page } from 'playwright'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createDeskClient } from '../builders/createDeskClient.ts'
import { openBrowser } from '../builders/openBrowser.ts'
import { type StartedHost, startHost } from '../builders/startHost.ts'
import { reviewTicket } from '../builders/useTicket.ts'

let host: StartedHost
let browser: Browser
let page: Page
let problems: readonly string[]

beforeAll(async () => {
  host = await startHost()
  ;({ browser, page, problems } = await openBrowser())
  await page.goto(host.ui)
  await page.getByTestId('market-row-PTB-13W').waitFor()
})
afterAll(async () => {
  await browser?.close()
  await host?.dispose()
})

const textOf = async (testId: string) => ((await page.getByTestId(testId).textContent()) ?? '').replace(/\s+/g, ' ')

test('the login link works once, and then the session is enough', async () => {
  const other = await browser.newContext()
  const second = await other.newPage()
  const response = await second.goto(host.ui)
  expect(response?.status()).toBe(410)
  await other.close()
  expect(new URL(page.url()).pathname).toBe('/')
})

test('shows a live book, a chart and a tape', async () => {
  await page.getByTestId('market-row-PTB-13W').click()
  await page.getByTestId('book-bids').getByRole('button').first().waitFor()
  await page.getByTestId('book-asks').getByRole('button').first().waitFor()
  await page.getByTestId('chart').locator('canvas').first().waitFor()
  expect(await textOf('trade-tape')).toMatch(/\d{2}\.\d{3}/)
})

test('a ticket becomes a settled position', async () => {
  await page.getByTestId('ticket-side-buy').click()
  await page.getByTestId('ticket-type').selectOption('market')
  await page.getByTestId('ticket-size').fill('7')
  await reviewTicket(page)
  await page.getByTestId('review-dialog').waitFor()
  expect(await textOf('review-digest')).toMatch(/0x[0-9a-f]{64}/)
  await page.getByTestId('review-sign').click()
  await page.getByTestId('review-dialog').waitFor({ state: 'hidden' })
  await page.getByRole('tab', { name: /Fills/ }).click()
  await page
    .getByTestId('fills-table')
    .getByText(/settled/i)
    .first()
    .waitFor()
  await page.getByRole('tab', { name: /Positions/ }).click()
  expect(await textOf('positions-table')).toMatch(/PTB-13W/)
})

test('a resting order can be cancelled from the table', async () => {
  await page.getByTestId('ticket-type').selectOption('limit')
  await page.getByTestId('ticket-price').fill('97.5')
  await page.getByTestId('ticket-size').fill('3')
  await reviewTicket(page)
  await page.getByTestId('review-sign').click()
  await page.getByRole('tab', { name: /Orders/ }).click()
  const row = page.getByTestId('orders-table').getByRole('row').filter({ hasText: '97.500' })
  await row.waitFor()
  await row.getByRole('button', { name: /Cancel/ }).click()
  await row.waitFor({ state: 'hidden' })
})

test('a dropped connection shows as stale, and resumes without a gap in the tape', async () => {
  const { desk, close } = await createDeskClient({ url: host.ws, token: host.token })
  const { url } = await desk.access.createLoginLink()
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } })
  const other = await context.newPage()
  let isCut = false
  let hangUp = () => {}
  await other.routeWebSocket('**/api/ws', (socket) => {
    if (isCut) return socket.close()
    socket.connectToServer()
    hangUp = () => socket.close()
  })
  await other.goto(url)
  await other.getByTestId('market-row-PTB-13W').click()
  await other.getByTestId('status-connection').getByText('Live').waitFor()
  const [before] = await desk.market.listTrades({ marketId: 'PTB-13W', limit: 1 })

  isCut = true
  hangUp()
  await other
    .getByTestId('status-connection')
    .getByText(/stale|reconnect|lost/i)
    .waitFor()
  expect(await other.getByTestId('book-bids').getByRole('button').count()).toBeGreaterThan(0)
  // The markets trade on meanwhile.
  await expect
    .poll(async () => (await desk.market.listTrades({ marketId: 'PTB-13W', limit: 1 }))[0]?.sequence, {
      timeout: 60_000,
    })
    .toBeGreaterThan(before?.sequence ?? 0)
  isCut = false
  await other.getByTestId('status-connection').getByText('Live').waitFor({ timeout: 30_000 })

  const missed = await desk.market.listTrades({ marketId: 'PTB-13W', limit: 20 })
  const times = missed.map(({ matchedAtMs }) => new Date(matchedAtMs).toISOString().slice(11, 19))
  await expect
    .poll(async () => {
      const tape = (await other.getByTestId('trade-tape').textContent()) ?? ''
      return times.slice(0, 8).filter((time) => !tape.includes(time))
    })
    .toEqual([])
  await context.close()
  close()
})

test('shows the source of a contract in the editor under the strict content security policy', async () => {
  await page.getByRole('button', { name: 'Contracts' }).click()
  await page.getByTestId('contract-TradingModule').click()
  await page.locator('.monaco-editor .view-line').first().waitFor()
  expect(problems).toEqual([])
})
