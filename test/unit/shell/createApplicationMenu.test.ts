import type { MenuItemConstructorOptions } from 'electron'
import { expect, test, vi } from 'vitest'
import { createApplicationMenu } from '../../../main/shell/window/createApplicationMenu.ts'

const flatten = (items: readonly MenuItemConstructorOptions[]): MenuItemConstructorOptions[] =>
  items.flatMap((item) => [item, ...(Array.isArray(item.submenu) ? flatten(item.submenu) : [])])
const create = (options: Partial<Parameters<typeof createApplicationMenu>[0]> = {}) =>
  flatten(createApplicationMenu({ isMac: false, allowDevTools: false, runCommand: () => {}, ...options }))

test('sends each command to the window by its id', () => {
  const runCommand = vi.fn()
  const commands = create({ runCommand }).filter(({ id }) => id !== undefined)
  for (const { click } of commands) (click as () => void)()
  expect(commands.length).toBeGreaterThan(0)
  expect(runCommand.mock.calls).toEqual(commands.map(({ id }) => [id]))
})

test('gives no accelerator twice', () => {
  const accelerators = create().flatMap(({ accelerator }) => (accelerator ? [String(accelerator)] : []))
  expect(new Set(accelerators).size).toBe(accelerators.length)
})

test('offers developer tools in development only', () => {
  const hasTools = (allowDevTools: boolean) => create({ allowDevTools }).some(({ role }) => role === 'toggleDevTools')
  expect([hasTools(true), hasTools(false)]).toEqual([true, false])
})
