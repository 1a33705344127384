import { type KeyboardEvent, useEffect, useId, useMemo, useRef, useState } from 'react'
import { useAllCommands } from '../../ui/commands.tsx'
import { Dialog } from '../../ui/Dialog.tsx'
import { formatShortcut } from '../../ui/shortcut.ts'
import { rankCommands } from './rankCommands.ts'
import './CommandPalette.css'

/** Finds and runs any command: markets, actions, themes (combobox pattern: arrows choose, Enter runs). */
export function CommandPalette({ onClose }: { onClose: () => void }) {
  const commands = useAllCommands()
  const [query, setQuery] = useState('')
  const [index, setIndex] = useState(0)
  const listId = useId()
  const list = useRef<HTMLDivElement>(null)
  const found = useMemo(() => rankCommands(commands, query), [commands, query])
  const chosen = Math.min(index, found.length - 1)
  useEffect(() => {
    // In braces: newer browsers return a promise here, which is no clean-up function.
    list.current?.querySelector(`[data-index="${chosen}"]`)?.scrollIntoView({ block: 'nearest' })
  }, [chosen])
  const run = (at: number) => {
    const command = found[at]
    if (command === undefined) return
    onClose()
    // After the dialog has given the focus back, so that a command may move it.
    setTimeout(command.run, 0)
  }
  const onKeyDown = (event: KeyboardEvent) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key]
    if (event.key === 'Enter') run(chosen)
    if (step === undefined) return
    event.preventDefault()
    setIndex((chosen + step + found.length) % Math.max(1, found.length))
  }
  return (
    <Dialog title="Search and commands" testId="command-palette" width={560} onClose={onClose}>
      <input
        className="palette-input"
        role="combobox"
        aria-expanded="true"
        aria-controls={listId}
        aria-activedescendant={`${listId}-${chosen}`}
        aria-label="Search commands and markets"
        placeholder="A market, a screen, an action…"
        value={query}
        onChange={(event) => {
          setQuery(event.target.value)
          setIndex(0)
        }}
        onKeyDown={onKeyDown}
      />
      <div className="palette-list scrolls" id={listId} role="listbox" aria-label="Commands" ref={list}>
        {found.map((command, at) => (
          // biome-ignore lint/a11y/useKeyWithClickEvents: the input above has the keys
          <div
            key={command.id}
            id={`${listId}-${at}`}
            role="option"
            tabIndex={-1}
            aria-selected={at === chosen}
            data-index={at}
            className="palette-item"
            onPointerMove={() => setIndex(at)}
            onClick={() => run(at)}
          >
            <span>{command.title}</span>
            <span className="faint">{command.group}</span>
            <span className="palette-key">
              {command.shortcut && <kbd>{formatShortcut(command.shortcut, navigator.platform)}</kbd>}
            </span>
          </div>
        ))}
        {found.length === 0 && <p className="palette-none faint">Nothing is called that.</p>}
      </div>
    </Dialog>
  )
}
