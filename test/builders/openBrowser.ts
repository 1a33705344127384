import { type Browser, chromium, type Page } from 'playwright'
import { findChromium } from './findChromium.ts'

/** A browser with one page, and everything that its console calls an error. */
export interface OpenBrowser {
  readonly browser: Browser
  readonly page: Page
  readonly problems: readonly string[]
}

/** Opens a page of 1440x900 in the Chromium that is here. */
export const openBrowser = async (): Promise<OpenBrowser> => {
  const executablePath = findChromium()
  const browser = await chromium.launch({
    ...(executablePath === undefined ? {} : { executablePath }),
    // Chromium's own sandbox needs a user other than root.
    args: [...(process.getuid?.() === 0 ? ['--no-sandbox'] : []), '--disable-background-networking'],
  })
  const page = await (await browser.newContext({ viewport: { width: 1440, height: 900 } })).newPage()
  page.setDefaultTimeout(15_000)
  const problems: string[] = []
  page.on('pageerror', (error) => problems.push(error.message))
  page.on('console', (message) => {
    if (message.type() === 'error') problems.push(message.text())
  })
  return { browser, page, problems }
}
