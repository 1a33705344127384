import { type KeyboardEvent, type ReactNode, useId, useRef } from 'react'
import './Tabs.css'

export interface Tab<Id extends string> {
  readonly id: Id
  readonly title: string
  readonly count?: number
}

export interface TabsProps<Id extends string> {
  readonly label: string
  readonly tabs: readonly Tab<Id>[]
  readonly selected: Id
  readonly onSelect: (id: Id) => void
  readonly actions?: ReactNode
  readonly children: ReactNode
}

/** Tabs with one panel (WAI-ARIA tabs pattern: arrows move, Home and End jump). */
export function Tabs<Id extends string>({ label, tabs, selected, onSelect, actions, children }: TabsProps<Id>) {
  const baseId = useId()
  const list = useRef<HTMLDivElement>(null)
  const onKeyDown = (event: KeyboardEvent) => {
    // With Alt an arrow goes back or forward.
    if (event.altKey || event.ctrlKey || event.metaKey) return
    const index = tabs.findIndex((tab) => tab.id === selected)
    const moves: Record<string, number> = { ArrowRight: index + 1, ArrowLeft: index - 1, Home: 0, End: tabs.length - 1 }
    const target = moves[event.key]
    if (target === undefined) return
    event.preventDefault()
    const next = tabs[(target + tabs.length) % tabs.length]
    if (next === undefined) return
    onSelect(next.id)
    list.current?.querySelector<HTMLElement>(`[data-tab="${next.id}"]`)?.focus()
  }
  return (
    <div className="tabs">
      <div className="tabs-head">
        <div className="tabs-list" role="tablist" aria-label={label} ref={list} onKeyDown={onKeyDown}>
          {tabs.map((tab) => (
            <button
              key={tab.id}
              type="button"
              role="tab"
              id={`${baseId}-${tab.id}`}
              data-tab={tab.id}
              data-testid={`tab-${tab.id}`}
              aria-selected={tab.id === selected}
              aria-controls={`${baseId}-panel`}
              tabIndex={tab.id === selected ? 0 : -1}
              onClick={() => onSelect(tab.id)}
            >
              {tab.title}
              {tab.count !== undefined && <span className="tabs-count">{tab.count}</span>}
            </button>
          ))}
        </div>
        <div className="tabs-actions">{actions}</div>
      </div>
      <div className="tabs-panel" role="tabpanel" id={`${baseId}-panel`} aria-labelledby={`${baseId}-${selected}`}>
        {children}
      </div>
    </div>
  )
}
