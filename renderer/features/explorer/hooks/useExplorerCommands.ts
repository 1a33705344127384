import { useMemo } from 'react'
import { type Command, useCommands } from '../../../ui/commands.tsx'
import type { ExplorerLocation } from '../model/location.ts'

export interface ExplorerCommandsOptions {
  readonly location: ExplorerLocation
  readonly visit: (location: ExplorerLocation) => void
  readonly move: (steps: -1 | 1) => void
}

const focus = (testId: string) => document.querySelector<HTMLElement>(`[data-testid="${testId}"]`)?.focus()

/** The explorer's commands: the search, back and forward, the neighbouring blocks, the lists. */
export function useExplorerCommands({ location, visit, move }: ExplorerCommandsOptions): void {
  const number = location.page === 'block' && /^\d+$/.test(location.block) ? Number(location.block) : undefined
  const commands = useMemo((): readonly Command[] => {
    const group = 'Explorer'
    const goToBlock = (block: number) => () => visit({ page: 'block', block: String(Math.max(0, block)) })
    return [
      { id: 'explorer.search', title: 'Search the chain', group, shortcut: '/', run: () => focus('explorer-search') },
      { id: 'explorer.back', title: 'Back', group, shortcut: 'alt+arrowleft', run: () => move(-1) },
      { id: 'explorer.forward', title: 'Forward', group, shortcut: 'alt+arrowright', run: () => move(1) },
      {
        id: 'explorer.blocks',
        title: 'Go to the list of blocks',
        group,
        shortcut: 'b',
        run: () => focus('block-list'),
      },
      {
        id: 'explorer.latest',
        title: 'Latest transactions',
        group,
        shortcut: 't',
        run: () => visit({ page: 'latest' }),
      },
      {
        id: 'explorer.logs',
        title: 'Search logs',
        group,
        shortcut: 'l',
        run: () => visit({ page: 'logs', query: {} }),
      },
      ...(number === undefined
        ? []
        : [
            { id: 'explorer.previous', title: 'Previous block', group, shortcut: '[', run: goToBlock(number - 1) },
            { id: 'explorer.next', title: 'Next block', group, shortcut: ']', run: goToBlock(number + 1) },
          ]),
    ]
  }, [visit, move, number])
  useCommands(commands)
}
