import { useEffect, useState } from 'react'
import './CopyText.css'

export interface CopyTextProps {
  /** What goes to the clipboard, in full. */
  readonly text: string
  /** What is shown, if shorter. */
  readonly shown?: string
  readonly label: string
  readonly testId?: string
}

/** Monospaced text that a click copies in full. */
export function CopyText({ text, shown = text, label, testId }: CopyTextProps) {
  const [copied, setCopied] = useState(false)
  useEffect(() => {
    if (!copied) return
    const timer = setTimeout(() => setCopied(false), 1_200)
    return () => clearTimeout(timer)
  }, [copied])
  const copy = () => {
    navigator.clipboard.writeText(text).then(
      () => setCopied(true),
      () => setCopied(false),
    )
  }
  return (
    <button
      type="button"
      className="copy-text"
      title={`Copy ${label}: ${text}`}
      aria-label={`Copy ${label}`}
      onClick={copy}
    >
      <code data-testid={testId}>{shown}</code>
      <span className="copy-text-mark" aria-hidden="true">
        {copied ? '✓' : '⧉'}
      </span>
      <span className="visually-hidden" aria-live="polite">
        {copied ? 'Copied' : ''}
      </span>
    </button>
  )
}
