import { createContext, type ReactNode, use, useCallback, useEffect, useMemo, useState } from 'react'
import { isFunctionKey, isTyping, matchesShortcut } from './shortcut.ts'

/** Something the user can do from anywhere: in the palette, by a shortcut, from the application menu. */
export interface Command {
  /** Stable; the application menu uses it too. */
  readonly id: string
  readonly title: string
  readonly group: string
  readonly shortcut?: string
  /** Not listed in the palette: reached by its shortcut only. */
  readonly hidden?: boolean
  /** Runs again and again while its shortcut is held down. */
  readonly repeats?: boolean
  readonly run: () => void
}

interface CommandRegistry {
  readonly commands: readonly Command[]
  readonly register: (owner: symbol, commands: readonly Command[]) => void
  readonly unregister: (owner: symbol) => void
}

const Context = createContext<CommandRegistry | undefined>(undefined)

const useRegistry = () => {
  const registry = use(Context)
  if (registry === undefined) throw new Error('Commands need a CommandsProvider above them.')
  return registry
}

/** Collects the commands of whatever is on screen and runs their shortcuts. */
export function CommandsProvider({ children }: { children: ReactNode }) {
  const [byOwner, setByOwner] = useState<ReadonlyMap<symbol, readonly Command[]>>(new Map())
  const commands = useMemo(() => [...byOwner.values()].flat(), [byOwner])
  const register = useCallback(
    (owner: symbol, list: readonly Command[]) => setByOwner((before) => new Map(before).set(owner, list)),
    [],
  )
  const unregister = useCallback(
    (owner: symbol) => setByOwner((before) => new Map([...before].filter(([candidate]) => candidate !== owner))),
    [],
  )
  const registry = useMemo(() => ({ commands, register, unregister }), [commands, register, unregister])
  useShortcuts(commands)
  return <Context value={registry}>{children}</Context>
}

function useShortcuts(commands: readonly Command[]): void {
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.defaultPrevented) return
      const command = commands.find(({ shortcut }) => shortcut && matchesShortcut(event, shortcut, navigator.platform))
      if (command === undefined) return
      const plainKey = !event.ctrlKey && !event.metaKey && !event.altKey
      if (
        (plainKey && !isFunctionKey(event.key) && isTyping(event.target)) ||
        document.querySelector('dialog[open]') !== null
      )
        return
      event.preventDefault()
      if (!event.repeat || command.repeats) command.run()
    }
    window.addEventListener('keydown', onKeyDown)
    return () => window.removeEventListener('keydown', onKeyDown)
  }, [commands])
}

/** Offers commands while the calling component is on screen. Memoise the list. */
export function useCommands(commands: readonly Command[]): void {
  const { register, unregister } = useRegistry()
  const [owner] = useState(() => Symbol('commands'))
  useEffect(() => {
    register(owner, commands)
    return () => unregister(owner)
  }, [owner, commands, register, unregister])
}

/** Every command on offer now. */
export const useAllCommands = (): readonly Command[] => useRegistry().commands
