import { useEffect, useMemo } from 'react'
import type { Bridge } from '../../../engine/api/bridge.ts'
import { type Command, useAllCommands, useCommands } from '../../ui/commands.tsx'
import { useDesk } from '../connection/DeskContext.tsx'
import { screens } from '../screens.tsx'
import { storeTheme } from '../theme.ts'

export type Overlay = 'palette' | 'shortcuts' | 'new-account'

export interface ShellCommandsOptions {
  readonly bridge: Bridge | undefined
  readonly onScreen: (id: string) => void
  readonly onOverlay: (overlay: Overlay) => void
}

/** The workspace's own commands; the application menu runs any command by its id. */
export function useShellCommands({ bridge, onScreen, onOverlay }: ShellCommandsOptions): void {
  const { connection } = useDesk()
  const commands = useMemo(
    (): readonly Command[] => [
      ...screens.map(({ id, title }, index) => ({
        id: `screen.${id}`,
        title: `Go to ${title}`,
        group: 'Screens',
        shortcut: `alt+${index + 1}`,
        run: () => onScreen(id),
      })),
      {
        id: 'palette.open',
        title: 'Search and commands',
        group: 'Window',
        shortcut: 'mod+k',
        hidden: true,
        run: () => onOverlay('palette'),
      },
      {
        id: 'shortcuts.open',
        title: 'Keyboard shortcuts',
        group: 'Window',
        shortcut: '?',
        run: () => onOverlay('shortcuts'),
      },
      { id: 'account.new', title: 'New or imported account', group: 'Accounts', run: () => onOverlay('new-account') },
      { id: 'theme.dark', title: 'Dark theme', group: 'Window', run: () => storeTheme('dark') },
      { id: 'theme.light', title: 'Light theme', group: 'Window', run: () => storeTheme('light') },
      { id: 'connection.retry', title: 'Reconnect to the desk now', group: 'Window', run: connection.retryNow },
    ],
    [connection, onScreen, onOverlay],
  )
  useCommands(commands)
  const all = useAllCommands()
  useEffect(() => bridge?.onMenuCommand((id) => all.find((command) => command.id === id)?.run()), [bridge, all])
}
