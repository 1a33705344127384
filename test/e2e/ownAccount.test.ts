import type { Browser, Page } from 'playwright'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openBrowser } from '../builders/openBrowser.ts'
import { type StartedHost, startHost } from '../builders/startHost.ts'
import { buyAndSettle } from '../builders/useTicket.ts'

let host: StartedHost
let browser: Browser
let page: Page
let problems: readonly string[]
const password = 'correct horse'

beforeAll(async () => {
  host = await startHost()
  ;({ browser, page, problems } = await openBrowser())
  await page.goto(host.ui)
  await page.getByTestId('market-row-PTB-13W').click()
})
afterAll(async () => {
  await browser?.close()
  await host?.dispose()
})

test('a new account of the keystore is offered the practice desk, shown what it signs, and opened', async () => {
  await page.getByTestId('account-select').click()
  await page.getByTestId('account-new').click()
  await page.getByTestId('new-account-label').fill('My own')
  await page.getByTestId('new-account-password').fill(password)
  await page.getByTestId('new-account-repeat').fill(password)
  await page.getByTestId('new-account-dialog').getByRole('checkbox').uncheck()
  await page.getByTestId('new-account-submit').click()
  await page.getByTestId('new-account-dialog').waitFor({ state: 'hidden' })

  await page.getByTestId('account-select').click()
  await page.getByTestId('account-open-practice').click()
  const dialog = page.getByTestId('open-practice-dialog')
  await dialog.getByTestId('open-practice-permit').first().waitFor()
  const permits = await dialog.getByTestId('open-practice-permit').allTextContents()
  const markets = await page.getByTestId(/^market-row-/).count()
  expect(permits).toHaveLength(1 + markets)
  expect(permits[0]).toMatch(/^pUSD.*unlimited/)
  expect(await dialog.getByTestId('open-practice-funds').textContent()).toContain('10,000,000 pUSD')
  expect(await dialog.getByTestId('open-practice-confirm').isDisabled()).toBe(true)

  await dialog.getByTestId('open-practice-unlock').click()
  await page.getByTestId('unlock-password').fill(password)
  await page.getByTestId('unlock-password').press('Enter')
  await page.getByTestId('unlock-dialog').waitFor({ state: 'hidden' })
  await dialog.getByTestId('open-practice-confirm').click()
  await dialog.waitFor({ state: 'hidden' })
  await page.getByText('Account opened on the practice desk').first().waitFor()

  await page.getByTestId('account-select').click()
  await page.getByTestId('account-new').waitFor()
  await expect.poll(() => page.getByTestId('account-open-practice').count()).toBe(0)
  await page.keyboard.press('Escape')
})

test('then it trades', async () => {
  await buyAndSettle(page, 4)
  expect(problems).toEqual([])
})
