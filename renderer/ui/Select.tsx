import { type ReactNode, useId } from 'react'
import './Field.css'

export interface SelectProps<Value extends string> {
  readonly label: string
  readonly value: Value
  readonly options: readonly { readonly value: Value; readonly title: string }[]
  readonly onChange: (value: Value) => void
  readonly hint?: ReactNode
  readonly problem?: string
  readonly disabled?: boolean
  readonly testId?: string
}

/** A labelled choice of one. */
export function Select<Value extends string>(props: SelectProps<Value>) {
  const id = useId()
  const { label, value, options, onChange, hint, problem, disabled, testId } = props
  return (
    <div className="field" data-invalid={problem !== undefined || undefined}>
      <div className="field-label">
        <label htmlFor={id}>{label}</label>
        <span className="field-hint">{hint}</span>
      </div>
      <div className="field-box">
        <select
          id={id}
          value={value}
          disabled={disabled}
          data-testid={testId}
          onChange={(event) => {
            const chosen = options.find((option) => option.value === event.target.value)
            if (chosen !== undefined) onChange(chosen.value)
          }}
        >
          {options.map((option) => (
            <option key={option.value} value={option.value}>
              {option.title}
            </option>
          ))}
        </select>
      </div>
      <p className="field-problem" aria-live="polite">
        {problem}
      </p>
    </div>
  )
}
