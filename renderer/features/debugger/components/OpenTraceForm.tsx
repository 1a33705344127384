import { type FormEvent, useState } from 'react'
import { useNetworkChoice } from '../../../app/session/useNetworkChoice.ts'
import { Button } from '../../../ui/Button.tsx'
import { cleanText } from '../../../ui/cleanText.ts'
import { type DebugRequest, parseTransactionHash } from '../model/debugRequest.ts'

export interface OpenTraceFormProps {
  /** Where it is looked for until another network is chosen. */
  readonly network: string
  readonly disabled: boolean
  readonly onOpen: (request: DebugRequest) => void
}

/** Opens a transaction by its hash. */
export function OpenTraceForm({ network, disabled, onOpen }: OpenTraceFormProps) {
  const { networks } = useNetworkChoice('debugger')
  const [chosen, choose] = useState(network)
  const [text, setText] = useState('')
  const hash = parseTransactionHash(text)
  const isWrong = text.trim() !== '' && hash === undefined
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (hash === undefined) return
    setText('')
    onOpen({ network: chosen, subject: { kind: 'transaction', hash } })
  }
  return (
    <form className="open-trace" onSubmit={submit}>
      {networks.length > 1 && (
        <select
          className="open-trace-network"
          aria-label="Network of the transaction"
          value={chosen}
          disabled={disabled}
          data-testid="debugger-network"
          onChange={(event) => choose(event.target.value)}
        >
          {networks.map(({ id, name }) => (
            <option key={id} value={id}>
              {cleanText(name)}
            </option>
          ))}
        </select>
      )}
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
