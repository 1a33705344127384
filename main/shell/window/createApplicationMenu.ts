import type { MenuItemConstructorOptions } from 'electron'

export interface ApplicationMenuOptions {
  readonly isMac: boolean
  readonly allowDevTools: boolean
  /** Runs a command of the command palette in the window. */
  readonly runCommand: (commandId: string) => void
}

/**
 * The application menu. What the terminal can do is the renderer's: its items send ids of the command palette, and show the
 * shortcuts that the renderer handles itself.
 */
export const createApplicationMenu = (options: ApplicationMenuOptions): MenuItemConstructorOptions[] => {
  const command = (label: string, commandId: string, accelerator?: string): MenuItemConstructorOptions => ({
    label,
    id: commandId,
    click: () => options.runCommand(commandId),
    ...(accelerator === undefined ? {} : { accelerator }),
  })
  const separator: MenuItemConstructorOptions = { type: 'separator' }
  return [
    ...(options.isMac ? [{ role: 'appMenu' } as const] : []),
    {
      label: '&Desk',
      submenu: [
        command('Command Palette…', 'palette.open', 'CmdOrCtrl+K'),
        separator,
        command('Trading', 'go.trading', 'CmdOrCtrl+1'),
        command('Switch Account…', 'account.switch', 'CmdOrCtrl+Shift+A'),
        ...(options.isMac ? [] : [separator, { role: 'quit' } as const]),
      ],
    },
    {
      label: '&Order',
      submenu: [
        command('New Buy Order', 'order.buy', 'CmdOrCtrl+B'),
        command('New Sell Order', 'order.sell', 'CmdOrCtrl+Shift+S'),
      ],
    },
    { role: 'editMenu' },
    {
      label: '&View',
      submenu: [
        command('Switch Theme', 'theme.toggle', 'CmdOrCtrl+Shift+T'),
        separator,
        { role: 'resetZoom' },
        { role: 'zoomIn' },
        { role: 'zoomOut' },
        { role: 'togglefullscreen' },
        ...(options.allowDevTools ? [separator, { role: 'reload' } as const, { role: 'toggleDevTools' } as const] : []),
      ],
    },
    { role: 'windowMenu' },
  ]
}
