import type { Browser, Page } from 'playwright'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createDeskClient } from '../builders/createDeskClient.ts'
import { openBrowser } from '../builders/openBrowser.ts'
import { type StartedHost, startHost } from '../builders/startHost.ts'

let host: StartedHost
let browser: Browser
let page: Page
let problems: readonly string[]
let settlement: string

beforeAll(async () => {
  host = await startHost()
  const { desk, close } = await createDeskClient({ url: host.ws, token: host.token })
  const contracts = await desk.system.listContracts()
  const address = contracts.find(({ name }) => name === 'TradingModule')?.address ?? ''
  settlement = (await desk.explorer.listTransactionsOf({ address, limit: 1 })).transactions[0]?.hash ?? ''
  close()
  ;({ browser, page, problems } = await openBrowser())
  await page.goto(host.ui)
  await page.getByRole('button', { name: 'Explorer' }).click()
  await page.getByTestId('block-list').getByRole('row').first().waitFor()
})
afterAll(async () => {
  await browser?.close()
  await host?.dispose()
})

const textOf = async (testId: string) => ((await page.getByTestId(testId).textContent()) ?? '').replace(/\s+/g, ' ')

const search = async (text: string) => {
  await page.keyboard.press('Escape')
  await page.locator('body').press('/')
  await page.getByTestId('explorer-search').fill(text)
  await page.keyboard.press('Enter')
}

test('finds a transaction by its hash, with the keyboard alone, and reads it', async () => {
  await search(settlement)
  await page.getByTestId('transaction-page').waitFor()
  expect(await textOf('transaction-summary')).toMatch(/Settlement agent.*settle.*TradingModule/)
  expect(await textOf('token-transfers')).toMatch(/pUSD/)
  await page.getByTestId('tab-logs').click()
  expect(await textOf('transaction-logs')).toMatch(/Trade.*takerFee/)
})

test('follows a link to an account, and goes back and forward', async () => {
  await page.getByTestId('transaction-summary').getByRole('button', { name: 'TradingModule' }).click()
  await page.getByTestId('account-page').waitFor()
  await page.getByTestId('tab-storage').click()
  await page.getByTestId('storage-table').getByRole('row').first().waitFor()
  await page.keyboard.press('Alt+ArrowLeft')
  await page.getByTestId('transaction-page').waitFor()
  await page.keyboard.press('Alt+ArrowRight')
  await page.getByTestId('account-page').waitFor()
})

test('looks up a key of a mapping in a contract’s storage', async () => {
  await search('SettlementToken')
  await page.getByRole('heading', { name: /SettlementToken/ }).waitFor()
  await page.getByTestId('tab-storage').click()
  await page.getByTestId('storage-table').getByText('_totalSupply').waitFor()
  await page.getByTestId('storage-query').fill(`_balances[0x${'77'.repeat(20)}]`)
  await page.keyboard.press('Enter')
  await page.getByTestId('storage-table').getByText('_balances[0x7777', { exact: false }).waitFor()
})

test('shows a new block as it comes, and holds still for whoever scrolls', async () => {
  const list = page.getByTestId('block-list')
  const newest = () => list.getByRole('row').first().getByRole('gridcell').first().textContent()
  await page.mouse.move(900, 20)
  const before = Number((await newest())?.replaceAll(',', ''))
  await expect
    .poll(async () => Number((await newest())?.replaceAll(',', '')), { timeout: 60_000 })
    .toBeGreaterThan(before)
  await list.hover()
  await page.mouse.wheel(0, 400)
  await page.getByTestId('new-blocks').waitFor({ timeout: 60_000 })
  await page.mouse.move(900, 20)
  await page.getByTestId('new-blocks').click()
  await page.getByTestId('new-blocks').waitFor({ state: 'hidden' })
})

test('offers the blocks that came after a search', async () => {
  await search('TradingModule')
  await page.getByRole('heading', { name: /TradingModule/ }).waitFor()
  await page.getByTestId('tab-logs').click()
  await page.getByTestId('log-results').getByText('Trade').first().waitFor()
  const first = () => page.getByTestId('log-results').getByRole('listitem').first().textContent()
  const before = await first()
  await page.getByTestId('search-again').click({ timeout: 60_000 })
  await expect.poll(first, { timeout: 15_000 }).not.toBe(before)
})

test('says what it does not find, and lets a log search be corrected', async () => {
  await search('no such thing')
  await page.getByText('Nothing of that is on this network.').waitFor()
  await page.keyboard.press('Escape')
  await page.locator('body').press('l')
  await page.getByTestId('log-event').fill('NoSuchEvent')
  await page.keyboard.press('Enter')
  await page.getByText('explorer/unknown-event').waitFor()
  await page.getByTestId('log-event').fill('trade')
  await page.keyboard.press('Enter')
  await page.getByTestId('log-results').getByText('Trade').first().waitFor()
})

test('opens a transaction in the debugger, and is where it was afterwards', async () => {
  await search(settlement)
  await page.getByTestId('debug-transaction').click()
  await page.getByTestId('trace-steps').waitFor()
  await page.getByRole('button', { name: 'Explorer' }).click()
  await page.getByTestId('transaction-page').waitFor()
  expect(problems).toEqual([])
})
