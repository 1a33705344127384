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
        command('Search and Commands…', 'palette.open', 'CmdOrCtrl+K'),
        separator,
        command('Trading', 'screen.trading', 'Alt+1'),
        command('Contracts', 'screen.contracts', 'Alt+2'),
        separator,
        command('New or Imported Account…', 'account.new'),
        command('Reconnect Now', 'connection.retry'),
        ...(options.isMac ? [] : [separator, { role: 'quit' } as const]),
      ],
    },
    {
      // Their shortcuts are single letters: as accelerators they would fire while somebody types.
      label: '&Trade',
      submenu: [
        command('Buy', 'trading.buy'),
        command('Sell', 'trading.sell'),
        command('Clear the Ticket', 'trading.clear'),
        separator,
        command('Open Orders', 'trading.orders'),
        command('Fills', 'trading.fills'),
        command('Positions', 'trading.positions'),
      ],
    },
    { role: 'editMenu' },
    {
      label: '&View',
      submenu: [
        command('Dark Theme', 'theme.dark'),
        command('Light Theme', 'theme.light'),
        separator,
        { role: 'resetZoom' },
        { role: 'zoomIn' },
        { role: 'zoomOut' },
        { role: 'togglefullscreen' },
        ...(options.allowDevTools ? [separator, { role: 'reload' } as const, { role: 'toggleDevTools' } as const] : []),
      ],
    },
    { role: 'windowMenu' },
    { role: 'help', submenu: [command('Keyboard Shortcuts', 'shortcuts.open')] },
  ]
}
