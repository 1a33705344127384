import { type ReactNode, useEffect, useRef } from 'react'
import { Button } from './Button.tsx'
import './Dialog.css'

export interface DialogProps {
  readonly title: string
  readonly onClose: () => void
  readonly width?: number
  readonly testId?: string
  /** What is under way must finish: Escape and the close button do nothing. */
  readonly locked?: boolean
  readonly children: ReactNode
}

/** A modal dialog on the platform's `<dialog>`: the rest of the window is inert, focus stays inside and returns afterwards. */
export function Dialog({ title, onClose, width = 480, testId, locked = false, children }: DialogProps) {
  const element = useRef<HTMLDialogElement>(null)
  useEffect(() => {
    const returnTo = document.activeElement
    element.current?.showModal()
    // The platform would focus the close button; the first thing to fill in comes first, else the dialog itself.
    const field = element.current?.querySelector<HTMLElement>('input:not([type=checkbox]), textarea')
    ;(field ?? element.current)?.focus()
    return () => {
      if (returnTo instanceof HTMLElement) returnTo.focus()
    }
  }, [])
  return (
    <dialog
      ref={element}
      className="dialog"
      tabIndex={-1}
      style={{ width }}
      aria-label={title}
      data-testid={testId}
      onCancel={(event) => {
        event.preventDefault()
        if (!locked) onClose()
      }}
    >
      <header className="dialog-head">
        <h2>{title}</h2>
        <Button variant="quiet" size="small" aria-label="Close" disabled={locked} onClick={onClose}>
          ✕
        </Button>
      </header>
      {children}
    </dialog>
  )
}
