import type { Browser, Page } from 'playwright'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createDeskClient } from '../builders/createDeskClient.ts'
import { openBrowser } from '../builders/openBrowser.ts'
import { type Anvil, startAnvil } from '../builders/startAnvil.ts'
import { type StartedHost, startHost } from '../builders/startHost.ts'
import { type StartedLogin, startLogin } from '../builders/startLogin.ts'

let host: StartedHost
let anvil: Anvil
let viewer: StartedLogin
let browser: Browser
let page: Page
let problems: readonly string[]

beforeAll(async () => {
  ;[host, anvil] = await Promise.all([startHost(), startAnvil('--hardfork', 'prague')])
  // The contracts of anvil's first block have no code yet that their proofs promise.
  await anvil.request('anvil_mine', '0x3')
  viewer = await startLogin(host, 'viewer')
  ;({ browser, page, problems } = await openBrowser())
  await page.goto(host.ui)
})
afterAll(async () => {
  await browser?.close()
  viewer?.stop()
  await anvil?.stop()
  await host?.dispose()
})

const asAdministrator = async <Result>(
  task: (desk: Awaited<ReturnType<typeof createDeskClient>>['desk']) => Result,
) => {
  const { desk, close } = await createDeskClient({ url: host.ws, token: host.token })
  try {
    return await task(desk)
  } finally {
    close()
  }
}
/** Puts a text before what is in the editor. */
const typeBefore = async (window: Page, text: string) => {
  await window.getByTestId('code-editor').locator('.view-line').first().click()
  await window.keyboard.press('Control+Home')
  await window.keyboard.insertText(text)
  await window.getByTestId('unsaved').waitFor()
}
const save = (window: Page) => window.keyboard.press('Control+s')
const isSaved = (window: Page) => window.getByTestId('unsaved').waitFor({ state: 'detached' })

test('begins with a token, and shows what was written', async () => {
  await page.getByTestId('rail-workbench').click()
  await page.getByTestId('new-project').click()
  await page.getByTestId('standard-erc20').click()
  await page.getByTestId('project-create').click()
  await page.getByTestId('new-project-dialog').getByText('Required.').first().waitFor()
  await page.getByTestId('project-name').fill('Shared')
  await page.getByTestId('token-name').fill('Shared')
  await page.getByTestId('token-symbol').fill('SHR')
  await page.getByTestId('project-create').click()
  await page.getByTestId('code-editor').getByText('contract Shared is').waitFor()
})

test('writes over nobody: a second window’s text is kept until one of them is chosen', async () => {
  const second = await page.context().newPage()
  await second.goto(new URL(host.rest).origin)
  await second.getByTestId('rail-workbench').click()
  await second.getByTestId('file-src/Shared.sol').click()
  await second.getByTestId('code-editor').getByText('contract Shared is').waitFor()
  await typeBefore(second, '// theirs\n')
  await save(second)
  await isSaved(second)

  const conflict = page.getByRole('alert').filter({ hasText: 'was written by somebody else' })
  await typeBefore(page, '// mine\n')
  await save(page)
  await conflict.waitFor()
  await conflict.getByRole('button', { name: 'Take theirs' }).click()
  await conflict.waitFor({ state: 'detached' })
  await page.getByTestId('code-editor').getByText('// theirs').waitFor()
  expect(await page.getByTestId('code-editor').getByText('// mine').count()).toBe(0)

  await typeBefore(second, '// theirs again\n')
  await save(second)
  await isSaved(second)
  await typeBefore(page, '// mine again\n')
  await save(page)
  await conflict.getByRole('button', { name: 'Overwrite with mine' }).click()
  await isSaved(page)
  await second.close()
  const file = await asAdministrator((desk) => desk.workbench.readFile({ projectId: 'shared', path: 'src/Shared.sol' }))
  expect(file.text.split('\n').slice(0, 2)).toEqual(['// mine again', '// theirs'])
})

test('renames a file with what is unsaved in it, and deletes at a second press', async () => {
  await typeBefore(page, '// unsaved\n')
  await page.getByTestId('file-src/Shared.sol').focus()
  await page.keyboard.press('F2')
  await page.getByTestId('file-path').fill('src/../Shared.sol')
  await page.keyboard.press('Enter')
  await page.getByTestId('file-path').fill('src/Renamed.sol')
  await page.keyboard.press('Enter')
  await page.getByTestId('file-src/Renamed.sol').waitFor()
  await page.getByTestId('code-editor').getByText('// unsaved').waitFor()
  await save(page)
  await isSaved(page)

  await page.getByTestId('new-file').click()
  await page.getByTestId('file-path').fill('src/Gone.sol')
  await page.keyboard.press('Enter')
  await page.getByTestId('file-src/Gone.sol').focus()
  await page.keyboard.press('Delete')
  await page.getByLabel('Delete Gone.sol').getByText('Delete?').waitFor()
  await page.keyboard.press('Delete')
  await page.getByTestId('file-src/Gone.sol').waitFor({ state: 'detached' })
  const [project] = await asAdministrator((desk) => desk.workbench.listProjects())
  expect(project?.files.map(({ path }) => path)).toEqual(['src/Renamed.sol'])
})

test('deploys to a fork of another chain, and debugs there by the hash, unplugged too', async () => {
  const fork = await asAdministrator((desk) => desk.networks.forkNetwork({ name: 'Other chain', urls: [anvil.url] }))
  // Made while the window was open.
  await page.getByTestId('rail-explorer').click()
  await page.getByLabel('Network').selectOption(fork.id)
  await page.getByTestId('block-list').getByText('4', { exact: true }).waitFor()
  await page.getByTestId('rail-workbench').click()
  await page.getByTestId('network').selectOption(fork.id)
  await page.getByTestId('sender').locator('option').nth(9).waitFor({ state: 'attached' })
  await page.getByTestId('compile').click()
  await page.getByTestId('compiled-Shared').click({ timeout: 60_000 })
  await page.getByTestId('deploy-0').fill(await page.getByTestId('sender').inputValue())
  await page.locator('[data-testid=deploy][aria-disabled=false]').click()
  await page.getByTestId('deployment-address').waitFor()

  await asAdministrator((desk) => desk.networks.setForkOffline({ id: fork.id, isOffline: true }))
  const mint = page.getByTestId('function-mint')
  await mint.getByRole('button').first().click()
  await page.getByTestId('arg-mint-0').fill(`0x${'0'.repeat(40)}`)
  await page.getByTestId('arg-mint-1').fill('1')
  await page.getByTestId('run-mint').click()
  await mint
    .getByTestId('outcome-reason')
    .getByText(/ERC20InvalidReceiver/)
    .waitFor()
  const block = await asAdministrator((desk) => desk.explorer.getBlock({ network: fork.id, block: 6 }))
  const [hash = ''] = block.transactions.map((each) => each.hash)

  await page.getByTestId('rail-debugger').click()
  await page.getByTestId('debugger-network').selectOption('practice')
  await page.getByTestId('debugger-hash').fill(hash)
  await page.keyboard.press('Enter')
  await page.getByText(`There is no transaction ${hash} in a block.`).waitFor()
  await page.getByTestId('debugger-network').selectOption(fork.id)
  await page.getByTestId('debugger-hash').fill(hash)
  await page.keyboard.press('Enter')
  await page
    .getByTestId('trace-reason')
    .getByText(/ERC20InvalidReceiver/)
    .waitFor()
  expect(problems).toEqual([])
})

test('tells a viewer on every screen what needs another role', async () => {
  const window = await (await browser.newContext({ viewport: { width: 1440, height: 900 } })).newPage()
  window.setDefaultTimeout(15_000)
  await window.goto(viewer.url)
  await window.getByTestId('rail-trading').click()
  await window
    .getByText(/trader/)
    .first()
    .waitFor()
  await window.getByTestId('rail-explorer').click()
  await window.getByTestId('latest-transactions').getByText('settleBatch').first().waitFor()
  await window.getByTestId('rail-debugger').click()
  await window.getByText('it needs the role “trader”').waitFor()
  await window.getByTestId('rail-workbench').click()
  await window.getByTestId('file-src/Renamed.sol').click()
  await window.getByTestId('code-editor').getByText('contract Shared is').waitFor()
  expect(await window.getByTestId('new-project').isDisabled()).toBe(true)
  expect(await window.getByTestId('compile').isDisabled()).toBe(true)
  await window
    .getByText(/needs the role “trader”/)
    .first()
    .waitFor()
  expect(await window.getByText('access/forbidden').count()).toBe(0)
})
