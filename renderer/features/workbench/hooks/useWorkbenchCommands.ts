import { useMemo } from 'react'
import { type Command, useCommands } from '../../../ui/commands.tsx'
import { formatShortcut } from '../../../ui/shortcut.ts'

export interface WorkbenchActions {
  readonly onSave: () => void
  readonly onCompile: () => void
  readonly onTest: () => void
  readonly onNewFile: () => void
  readonly onNewProject: () => void
  readonly onSettings: () => void
  readonly onPane: (pane: 'problems' | 'console' | 'events' | 'tests' | 'deploy' | 'deployed') => void
}

export const compileKey = () => formatShortcut('mod+Enter', navigator.platform)

/** The workbench's commands with their keys. */
export function useWorkbenchCommands(actions: WorkbenchActions): void {
  const { onSave, onCompile, onTest, onNewFile, onNewProject, onSettings, onPane } = actions
  const commands = useMemo(
    (): readonly Command[] => [
      { id: 'workbench.save', title: 'Save the file', group: 'Workbench', shortcut: 'mod+s', run: onSave },
      { id: 'workbench.compile', title: 'Save and compile', group: 'Workbench', shortcut: 'mod+Enter', run: onCompile },
      { id: 'workbench.test', title: 'Run all tests', group: 'Workbench', shortcut: 'alt+u', run: onTest },
      { id: 'workbench.newFile', title: 'New file', group: 'Workbench', shortcut: 'alt+n', run: onNewFile },
      { id: 'workbench.newProject', title: 'New project', group: 'Workbench', run: onNewProject },
      { id: 'workbench.settings', title: 'Compiler settings', group: 'Workbench', run: onSettings },
      {
        id: 'workbench.problems',
        title: 'Show problems',
        group: 'Workbench',
        shortcut: 'alt+p',
        run: () => onPane('problems'),
      },
      {
        id: 'workbench.console',
        title: 'Show the console',
        group: 'Workbench',
        shortcut: 'alt+o',
        run: () => onPane('console'),
      },
      {
        id: 'workbench.events',
        title: 'Show events',
        group: 'Workbench',
        shortcut: 'alt+e',
        run: () => onPane('events'),
      },
      {
        id: 'workbench.tests',
        title: 'Show tests',
        group: 'Workbench',
        shortcut: 'alt+t',
        run: () => onPane('tests'),
      },
      {
        id: 'workbench.deploy',
        title: 'Deploy a contract',
        group: 'Workbench',
        shortcut: 'alt+d',
        run: () => onPane('deploy'),
      },
      {
        id: 'workbench.deployed',
        title: 'Call a deployed contract',
        group: 'Workbench',
        shortcut: 'alt+c',
        run: () => onPane('deployed'),
      },
    ],
    [onSave, onCompile, onTest, onNewFile, onNewProject, onSettings, onPane],
  )
  useCommands(commands)
}
