import { useMemo } from 'react'
import { type Command, useCommands } from '../../../ui/commands.tsx'
import type { Stepping } from './useStepping.ts'

/** The debugger's movements with their keys: those of the debuggers people know. */
export function useDebuggerCommands(stepping: Stepping, failingStep: number | undefined, onToggle: () => void) {
  const { moveBy, find, findBreakpoint, goTo } = stepping
  const actions = useMemo((): readonly Command[] => {
    const action = (id: string, title: string, shortcut: string, run: () => void): Command => ({
      id: `debugger.${id}`,
      title,
      group: 'Debugger',
      shortcut,
      repeats: true,
      run,
    })
    return [
      action('continueBack', 'Back to the breakpoint before', 'shift+F5', () => findBreakpoint('backward')),
      action('overBack', 'Line before, over calls', 'shift+F10', () => find('over', 'backward')),
      action('lineBack', 'Line before, into calls', 'shift+F9', () => find('line', 'backward')),
      action('stepBack', 'Opcode before', ',', () => moveBy(-1)),
      action('step', 'Next opcode', '.', () => moveBy(1)),
      action('into', 'Next line, into calls', 'F11', () => find('line', 'forward')),
      action('over', 'Next line, over calls', 'F10', () => find('over', 'forward')),
      action('out', 'Out to the caller', 'shift+F11', () => find('out', 'forward')),
      action('continue', 'Continue to the next breakpoint', 'F5', () => findBreakpoint('forward')),
      action('call', 'Next call', 'c', () => find('call', 'forward')),
      action('storage', 'Next write to storage', 'w', () => find('storage', 'forward')),
      action('failure', 'To the failure', 'f', () =>
        failingStep === undefined ? find('failure', 'forward') : goTo(failingStep),
      ),
    ]
  }, [moveBy, find, findBreakpoint, goTo, failingStep])
  const commands = useMemo(
    (): readonly Command[] => [
      ...actions,
      { id: 'debugger.breakpoint', title: 'Breakpoint on this line', group: 'Debugger', shortcut: 'F9', run: onToggle },
      { id: 'debugger.start', title: 'To the first step', group: 'Debugger', run: () => goTo(0) },
      { id: 'debugger.end', title: 'To the last step', group: 'Debugger', run: () => goTo(Number.MAX_SAFE_INTEGER) },
    ],
    [actions, onToggle, goTo],
  )
  useCommands(commands)
  return actions
}
