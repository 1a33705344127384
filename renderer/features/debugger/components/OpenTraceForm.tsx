import { type FormEvent, useState } from 'react'
import { Button } from '../../../ui/Button.tsx'
import { type DebugRequest, parseTransactionHash } from '../model/debugRequest.ts'

export interface OpenTraceFormProps {
  readonly network: string
  readonly disabled: boolean
  readonly onOpen: (request: DebugRequest) => void
}

/** Opens a transaction by its hash. */
export function OpenTraceForm({ network, disabled, onOpen }: OpenTraceFormProps) {
  const [text, setText] = useState('')
  const hash = parseTransactionHash(text)
  const isWrong = text.trim() !== '' && hash === undefined
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (hash === undefined) return
    setText('')
    onOpen({ network, subject: { kind: 'transaction', hash } })
  }
  return (
    <form className="open-trace" onSubmit={submit}>
      <input
        className="open-trace-field mono"
        aria-label="Transaction hash"
        aria-invalid={isWrong}
        title={isWrong ? 'A transaction hash is 0x and 64 hexadecimal digits.' : undefined}
        placeholder="Transaction hash 0x…"
        spellCheck={false}
        autoComplete="off"
        value={text}
        disabled={disabled}
        data-testid="debugger-hash"
        onChange={(event) => setText(event.target.value)}
      />
      <Button type="submit" size="small" disabled={disabled || hash === undefined} data-testid="debugger-open">
        Open
      </Button>
    </form>
  )
}
