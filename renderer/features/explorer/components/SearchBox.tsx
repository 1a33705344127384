import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { type KeyboardEvent, useId, useRef, useState } from 'react'
import type { SearchHit } from '../../../../engine/api/explorerRecords.ts'
import { useDesk } from '../../../app/connection/DeskContext.tsx'
import { cleanText } from '../../../ui/cleanText.ts'
import { describeError } from '../../../ui/describeError.ts'
import { formatCount, shortenHex } from '../../../ui/format.ts'
import { useDebounced } from '../hooks/useDebounced.ts'
import { useExplorer } from '../hooks/useExplorer.ts'
import type { ExplorerLocation } from '../model/location.ts'
import './SearchBox.css'

const pauseMs = 120

const toLocation = (hit: SearchHit): ExplorerLocation =>
  hit.kind === 'block'
    ? { page: 'block', block: String(hit.number) }
    : hit.kind === 'transaction'
      ? { page: 'transaction', hash: hit.hash }
      : { page: 'account', address: hit.address }

/** One box for everything: block numbers and hashes, transactions, addresses, names. Arrows choose, Enter opens. */
export function SearchBox() {
  const { api } = useDesk()
  const { network, visit } = useExplorer()
  const id = useId()
  const box = useRef<HTMLInputElement>(null)
  const [text, setText] = useState('')
  const [isOpen, setOpen] = useState(false)
  const [chosen, setChosen] = useState(0)
  const wanted = useDebounced(text.trim(), pauseMs)
  const query = useQuery({
    ...api.explorer.search.queryOptions({ input: { network, text: wanted } }),
    enabled: wanted !== '',
    placeholderData: keepPreviousData,
    staleTime: 0,
  })
  const hits = wanted === '' ? [] : (query.data?.hits ?? [])
  const isCurrent = wanted === text.trim() && !query.isFetching
  const open = (hit: SearchHit | undefined) => {
    if (hit === undefined) return
    visit(toLocation(hit))
    setText('')
    setOpen(false)
    box.current?.blur()
  }
  /** Enter may come before the answer: then it waits for it. */
  const submit = async () => {
    if (text.trim() === '') return
    if (isCurrent) return open(hits[Math.min(chosen, hits.length - 1)])
    setOpen(true)
    const asked = text.trim()
    const { hits: found } = await api.explorer.search.call({ network, text: asked }).catch(() => ({ hits: [] }))
    open(found[0])
  }
  const onKeyDown = (event: KeyboardEvent) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key]
    if (step !== undefined) setChosen((before) => Math.min(Math.max(0, before + step), Math.max(0, hits.length - 1)))
    else if (event.key === 'Enter') void submit()
    else if (event.key === 'Escape') box.current?.blur()
    else return
    event.preventDefault()
  }
  const isShown = isOpen && text.trim() !== ''
  return (
    <div className="search-box">
      <input
        ref={box}
        className="text-input"
        role="combobox"
        aria-expanded={isShown}
        aria-controls={`${id}-hits`}
        aria-activedescendant={isShown && hits.length > 0 ? `${id}-${chosen}` : undefined}
        aria-label="Search the chain"
        placeholder="Block, transaction, address or name   ( / )"
        spellCheck={false}
        autoComplete="off"
        maxLength={100}
        value={text}
        data-testid="explorer-search"
        onChange={(event) => {
          setText(event.target.value)
          setChosen(0)
          setOpen(true)
        }}
        onFocus={() => setOpen(true)}
        onBlur={() => setOpen(false)}
        onKeyDown={onKeyDown}
      />
      {isShown && (
        <div className="search-hits" role="listbox" id={`${id}-hits`} aria-label="Found">
          {hits.map((hit, index) => (
            // biome-ignore lint/a11y/useKeyWithClickEvents lint/a11y/useFocusableInteractive: the box has the focus and the keys
            <div
              key={JSON.stringify(toLocation(hit))}
              id={`${id}-${index}`}
              role="option"
              aria-selected={index === chosen}
              className="search-hit"
              onPointerDown={(event) => event.preventDefault()}
              onClick={() => open(hit)}
            >
              <span className="faint">{hit.kind}</span>
              <Hit hit={hit} />
            </div>
          ))}
          {query.isError && <p className="search-note danger">{describeError(query.error).message}</p>}
          {hits.length === 0 && !query.isError && (
            <p className="search-note">{isCurrent ? 'Nothing of that is on this network.' : 'Searching…'}</p>
          )}
        </div>
      )}
    </div>
  )
}

function Hit({ hit }: { hit: SearchHit }) {
  if (hit.kind === 'block') return <span>{formatCount(hit.number)}</span>
  if (hit.kind === 'transaction') return <code>{shortenHex(hit.hash, 16)}</code>
  return (
    <span>
      {hit.name !== undefined && <strong>{cleanText(hit.name, 60)} </strong>}
      <code className="muted">{hit.address}</code>
    </span>
  )
}
