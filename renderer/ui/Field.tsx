import { type InputHTMLAttributes, type KeyboardEvent, type ReactNode, type Ref, useId } from 'react'
import './Field.css'

export interface FieldProps extends Omit<InputHTMLAttributes<HTMLInputElement>, 'onChange' | 'value'> {
  readonly label: string
  readonly value: string
  readonly onChange: (value: string) => void
  readonly unit?: ReactNode
  readonly hint?: ReactNode
  readonly problem?: string
  readonly testId?: string
  readonly ref?: Ref<HTMLInputElement>
}

/** A labelled text field with its unit, a hint and, beside it, what is wrong with it. */
export function Field({
  label,
  value,
  onChange,
  unit,
  hint,
  problem,
  testId,
  ref,
  className = '',
  ...rest
}: FieldProps) {
  const id = useId()
  return (
    <div className={`field ${className}`} data-invalid={problem !== undefined || undefined}>
      <div className="field-label">
        <label htmlFor={id}>{label}</label>
        <span className="field-hint">{hint}</span>
      </div>
      <div className="field-box">
        <input
          {...rest}
          ref={ref}
          id={id}
          value={value}
          data-testid={testId}
          aria-invalid={problem !== undefined}
          aria-describedby={`${id}-problem`}
          onChange={(event) => onChange(event.target.value)}
        />
        {unit !== undefined && <span className="field-unit">{unit}</span>}
      </div>
      <p className="field-problem" id={`${id}-problem`} aria-live="polite">
        {problem}
      </p>
    </div>
  )
}

export interface NumberFieldProps extends Omit<FieldProps, 'type' | 'inputMode'> {
  /** Called with +1 or -1 by the arrow keys, with +10 or -10 while Shift is held. */
  readonly onStep: (steps: number) => void
}

/** A field for numbers: right-aligned, stepped by the arrow keys. Its value stays the text that was typed. */
export function NumberField({ onStep, onKeyDown, ...rest }: NumberFieldProps) {
  const step = (event: KeyboardEvent<HTMLInputElement>) => {
    onKeyDown?.(event)
    if (event.key !== 'ArrowUp' && event.key !== 'ArrowDown') return
    event.preventDefault()
    onStep((event.key === 'ArrowUp' ? 1 : -1) * (event.shiftKey ? 10 : 1))
  }
  return (
    <Field
      {...rest}
      className="field-number"
      inputMode="decimal"
      autoComplete="off"
      spellCheck={false}
      onKeyDown={step}
    />
  )
}
