import type { ButtonHTMLAttributes, Ref } from 'react'
import './Button.css'
import { joinClasses } from './joinClasses.ts'

export interface ButtonProps extends ButtonHTMLAttributes<HTMLButtonElement> {
  readonly variant?: 'primary' | 'buy' | 'sell' | 'danger' | 'plain' | 'quiet'
  readonly size?: 'small' | 'normal' | 'large'
  /** Shows that the action is under way and refuses a second press. */
  readonly busy?: boolean
  readonly ref?: Ref<HTMLButtonElement>
}

/** A button; `busy` keeps its width and its focus. */
export function Button({ variant = 'plain', size = 'normal', busy = false, className, onClick, ...rest }: ButtonProps) {
  return (
    <button
      type="button"
      {...rest}
      className={joinClasses('button', `button-${variant}`, `button-${size}`, busy && 'button-busy', className)}
      aria-busy={busy || undefined}
      onClick={busy ? undefined : onClick}
    />
  )
}
