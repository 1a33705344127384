import type { KeyboardEvent } from 'react'
import './Segmented.css'

export interface SegmentedProps<Value extends string> {
  readonly label: string
  readonly value: Value
  readonly options: readonly {
    readonly value: Value
    readonly title: string
    readonly testId?: string
    readonly tone?: 'buy' | 'sell'
  }[]
  readonly onChange: (value: Value) => void
  readonly size?: 'small' | 'large'
  readonly testId?: string
}

/** A choice of one among a few, all visible (a radio group: arrows move). */
export function Segmented<Value extends string>({
  label,
  value,
  options,
  onChange,
  size = 'small',
  testId,
}: SegmentedProps<Value>) {
  const onKeyDown = (event: KeyboardEvent<HTMLDivElement>) => {
    const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key]
    if (step === undefined) return
    event.preventDefault()
    const index = options.findIndex((option) => option.value === value)
    const next = (index + step + options.length) % options.length
    const chosen = options[next]
    if (chosen !== undefined) onChange(chosen.value)
    event.currentTarget.querySelectorAll<HTMLElement>('[role=radio]')[next]?.focus()
  }
  return (
    <div
      className={`segmented segmented-${size}`}
      role="radiogroup"
      aria-label={label}
      data-testid={testId}
      onKeyDown={onKeyDown}
    >
      {options.map((option) => (
        // biome-ignore lint/a11y/useSemanticElements: a native radio can't hold the label and the tone in one box; roles are complete
        <button
          key={option.value}
          type="button"
          role="radio"
          aria-checked={option.value === value}
          tabIndex={option.value === value ? 0 : -1}
          data-tone={option.tone}
          data-testid={option.testId}
          onClick={() => onChange(option.value)}
        >
          {option.title}
        </button>
      ))}
    </div>
  )
}
