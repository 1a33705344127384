import { type FormEvent, useState } from 'react'
import type { Command } from '../../../ui/commands.tsx'
import { formatCount } from '../../../ui/format.ts'
import { formatShortcut } from '../../../ui/shortcut.ts'
import type { Stepping } from '../hooks/useStepping.ts'
import { StepIcon } from './StepIcon.tsx'

export interface StepBarProps {
  readonly steps: number
  readonly stepping: Stepping
  readonly actions: readonly Command[]
  readonly failingStep: number | undefined
}

/** Every way to move: buttons, a slider over the whole trace, a step typed in. */
export function StepBar({ steps, stepping, actions, failingStep }: StepBarProps) {
  const { step, missed, goTo } = stepping
  return (
    <div className="step-bar" role="toolbar" aria-label="Stepping">
      <div className="step-actions">
        {actions.map(({ id, title, shortcut = '', run }) => (
          <button
            key={id}
            type="button"
            className="step-action"
            title={`${title} (${formatShortcut(shortcut, navigator.platform)})`}
            aria-label={title}
            data-testid={id}
            disabled={steps === 0}
            onClick={run}
          >
            <StepIcon id={id} />
          </button>
        ))}
      </div>
      <div className="step-slider">
        <input
          type="range"
          aria-label="Step"
          min={0}
          max={Math.max(0, steps - 1)}
          value={step}
          data-testid="step-slider"
          onChange={(event) => goTo(event.target.valueAsNumber)}
        />
        {failingStep !== undefined && steps > 1 && (
          <span
            className="step-failure"
            style={{ '--at': failingStep / (steps - 1) } as React.CSSProperties}
            title={`Fails at step ${formatCount(failingStep)}`}
          />
        )}
      </div>
      <StepNumber key={step} step={step} steps={steps} onGo={goTo} />
      <span className="step-missed" role="status">
        {missed}
      </span>
    </div>
  )
}

/** The current step, to read and to type over. */
function StepNumber({ step, steps, onGo }: { step: number; steps: number; onGo: (step: number) => void }) {
  const [text, setText] = useState(formatCount(step))
  const submit = (event: FormEvent) => {
    event.preventDefault()
    const typed = Number(text.replaceAll(',', ''))
    if (Number.isSafeInteger(typed) && text.trim() !== '') onGo(typed)
  }
  return (
    <form className="step-number" onSubmit={submit}>
      <label>
        <span className="visually-hidden">Go to step</span>
        <input
          value={text}
          inputMode="numeric"
          data-testid="step-number"
          onChange={(event) => setText(event.target.value)}
          onFocus={(event) => event.target.select()}
        />
      </label>
      <span className="faint">of {formatCount(steps)}</span>
    </form>
  )
}
