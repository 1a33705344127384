import type { Browser, Page } from 'playwright'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openBrowser } from '../builders/openBrowser.ts'
import { type StartedHost, startHost } from '../builders/startHost.ts'

const lines = [
  '// SPDX-License-Identifier: MIT',
  'pragma solidity ^0.8.20;',
  '',
  'contract Vault {',
  'mapping(address => uint256) public balances;',
  'uint256 public spun;',
  'event Deposited(address indexed who, uint256 amount);',
  'error TooMuch(uint256 asked, uint256 available);',
  '',
  'function deposit() external payable {',
  'balances[msg.sender] += msg.value;',
  'emit Deposited(msg.sender, msg.value);',
  '}',
  '',
  'function withdraw(uint256 amount) external {',
  'uint256 available = balances[msg.sender];',
  'if (amount > available) revert TooMuch(amount, available);',
  'balances[msg.sender] = available - amount;',
  'payable(msg.sender).transfer(amount);',
  '}',
  '',
  'function spin(uint256 times) external {',
  'uint256 sum;',
  'for (uint256 i = 0; i < times; i++) sum = (sum ^ i) + 3;',
  'spun = sum;',
  '}',
  '}',
]
const failingLine = lines.findIndex((line) => line.includes('revert TooMuch')) + 1

let host: StartedHost
let browser: Browser
let page: Page
let problems: readonly string[]

beforeAll(async () => {
  host = await startHost()
  ;({ browser, page, problems } = await openBrowser())
  await page.goto(host.ui)
  await page.getByTestId('rail-workbench').click()
})
afterAll(async () => {
  await browser?.close()
  await host?.dispose()
})

/** Puts a text in place of what is in the editor, as a paste does: nothing is indented or closed on the way. */
const writeSource = async (text: string) => {
  await page.getByTestId('code-editor').locator('.view-line').first().click()
  await page.keyboard.press('Control+A')
  await page.keyboard.insertText(text)
}
const stepNumber = () => page.getByTestId('step-number')
const goToStep = async (step: number) => {
  await stepNumber().fill(String(step))
  await stepNumber().press('Enter')
}
/** Where the source stands, once everything that is shown belongs to the step. */
const position = async () => {
  const step = (await stepNumber().inputValue()).replaceAll(',', '')
  await page.locator(`[data-testid=state-panes][data-step="${step}"]`).waitFor()
  return (await page.getByTestId('source-position').textContent()) ?? ''
}

test('writes a contract, and sees a mistake as it is typed', async () => {
  await page.getByTestId('new-project').click()
  await page.getByTestId('project-name').fill('Vault')
  await page.getByTestId('project-create').click()
  await page.getByTestId('new-file').click()
  await page.getByTestId('file-path').fill('src/Vault.sol')
  await page.getByTestId('file-path').press('Enter')
  await writeSource(lines.join('\n').replace('msg.value;', 'msg.valu;'))
  await page.getByTestId('problems').getByText(/valu/).first().waitFor({ timeout: 30_000 })
  await page.locator('.squiggly-error').first().waitFor()
  await writeSource(lines.join('\n'))
  await page.locator('.squiggly-error').first().waitFor({ state: 'detached', timeout: 30_000 })
  // The page comes to rest: nothing draws it again and again.
  await page.evaluate(() => new Promise((resolve) => requestIdleCallback(resolve)))
})

test('completes the names that the source declares', async () => {
  await page.getByTestId('code-editor').locator('.view-line').nth(10).click()
  await page.keyboard.press('End')
  await page.keyboard.press('Enter')
  await page.keyboard.type('balan')
  await page.locator('.suggest-widget').getByText('balances').first().waitFor()
  await page.keyboard.press('Escape')
  await writeSource(lines.join('\n'))
})

test('compiles and deploys it, calls it and watches its events', async () => {
  await page.keyboard.press('Control+Enter')
  await page.getByTestId('compiled-Vault').click({ timeout: 60_000 })
  expect(await page.getByTestId('unsaved').count()).toBe(0)
  await page.locator('[data-testid=deploy][aria-disabled=false]').click()
  await page.getByTestId('deployment-address').waitFor()
  await page.getByTestId('tab-events').click()
  const deposit = page.getByTestId('function-deposit')
  await deposit.getByRole('button').first().click()
  await page.getByTestId('arg-deposit-value').fill('1.5')
  await page.getByTestId('run-deposit').click()
  await deposit.getByTestId('outcome').getByText('SUCCESS').waitFor()
  await page.getByTestId('events').getByText('1,500,000,000,000,000,000').waitFor()
})

test('provokes a revert, and steps to the failing line', async () => {
  const withdraw = page.getByTestId('function-withdraw')
  await page.getByTestId('run-withdraw').click()
  await withdraw.getByText('Required.').waitFor()
  await page.getByTestId('arg-withdraw-0').fill('2 ether')
  await page.getByTestId('run-withdraw').click()
  await withdraw
    .getByTestId('outcome-reason')
    .getByText(/TooMuch/)
    .waitFor()
  await withdraw.getByTestId('debug').click()

  await page
    .getByTestId('trace-reason')
    .getByText(/TooMuch/)
    .waitFor()
  await page.getByTestId('trace-source').locator('.trace-line-failure').waitFor()
  expect(await position()).toBe(`src/Vault.sol:${failingLine}`)

  await goToStep(0)
  await page.getByTestId('trace-source').locator('.trace-line-failure').waitFor({ state: 'detached' })
  const visited: string[] = []
  for (let press = 0; press < 20 && visited.at(-1) !== `src/Vault.sol:${failingLine}`; press += 1) {
    const before = await stepNumber().inputValue()
    await page.keyboard.press('F11')
    await expect.poll(() => stepNumber().inputValue()).not.toBe(before)
    visited.push(await position())
  }
  expect(visited.at(-1)).toBe(`src/Vault.sol:${failingLine}`)
  await page.getByTestId('trace-source').locator('.trace-line').waitFor()
  await page.keyboard.press('Shift+F9')
  await expect.poll(position).not.toBe(`src/Vault.sol:${failingLine}`)
  await page.getByTestId('debugger.failure').click()
  await page.getByTestId('trace-source').locator('.trace-line-failure').waitFor()
  await page
    .getByTestId('call-tree')
    .getByText(/withdraw/)
    .waitFor()
})

test('stops at a breakpoint that was set in the gutter', async () => {
  await goToStep(0)
  const line = page
    .getByTestId('trace-source')
    .locator('.line-numbers')
    .filter({ hasText: /(^|\s)16$/ })
  await line.click()
  await page.locator('.trace-breakpoint').waitFor()
  await page.keyboard.press('F5')
  await expect.poll(position).toBe('src/Vault.sol:16')
})

test('runs the tests of the project, and opens one that fails at the line that made it fail', async () => {
  const testLines = [
    '// SPDX-License-Identifier: MIT',
    'pragma solidity ^0.8.20;',
    'import {Vault} from "../src/Vault.sol";',
    'contract VaultTest {',
    'Vault private vault;',
    'function setUp() public { vault = new Vault(); }',
    'function testDeposits() public { vault.deposit{value: 5}(); require(vault.balances(address(this)) == 5); }',
    'function testKeepsAll() public {',
    'vault.deposit{value: 5}();',
    'require(vault.balances(address(this)) == 6, "some is missing");',
    '}',
    'function testFuzz(uint256 amount) public { }',
    '}',
  ]
  await page.getByTestId('rail-workbench').click()
  await page.getByTestId('new-file').click()
  await page.getByTestId('file-path').fill('test/Vault.t.sol')
  await page.getByTestId('file-path').press('Enter')
  await page.getByTestId('code-editor').getByText('contract').first().waitFor()
  await writeSource(testLines.join('\n'))
  await page.keyboard.press('Alt+u')
  await page.getByTestId('tests-summary').getByText('1 passed, 1 failed, 1 skipped in').waitFor({ timeout: 20_000 })
  const failing = page.getByTestId('test-VaultTest.testKeepsAll()')
  await failing.getByText('some is missing').waitFor()
  await page.getByTestId('test-VaultTest.testFuzz(uint256)').getByText('parameters').waitFor()
  await failing.getByRole('button').press('Enter')
  await page.getByTestId('trace-reason').getByText('some is missing').waitFor()
  await page.getByTestId('trace-source').locator('.trace-line-failure').waitFor()
  expect(await position()).toBe(`test/Vault.t.sol:${testLines.findIndex((line) => line.includes('missing')) + 1}`)
  // The results are there still when one comes back.
  await page.getByTestId('rail-workbench').click()
  await failing.waitFor()
})

test('opens a call of over a million steps, from its first to its last', async () => {
  await page.getByTestId('rail-workbench').click()
  const spin = page.getByTestId('function-spin')
  await spin.getByRole('button').first().click()
  await page.getByTestId('arg-spin-0').fill('30_000')
  await page.getByTestId('simulate-spin').click()
  await spin.getByTestId('debug').click()
  await page.getByTestId('opcode-list').waitFor({ timeout: 60_000 })
  const steps = Number((await page.getByTestId('trace-steps').textContent())?.replaceAll(',', ''))
  expect(steps).toBeGreaterThan(1_000_000)
  const list = page.getByTestId('opcode-list')
  await list.focus()
  await page.keyboard.press('End')
  await list.getByRole('option', { selected: true }).getByText('STOP').waitFor()
  expect(Number((await stepNumber().inputValue()).replaceAll(',', ''))).toBe(steps - 1)
  await list.evaluate((element) => element.scrollTo({ top: element.scrollHeight / 2 }))
  await expect.poll(() => list.getByText('…', { exact: true }).count()).toBe(0)
  await page.keyboard.press('Home')
  await list.getByRole('option', { selected: true }).getByText('PUSH1').waitFor()
  await page.getByTestId('flame-graph').waitFor()
  expect(problems).toEqual([])
})
