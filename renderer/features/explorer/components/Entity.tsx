import type { AddressNames } from '../../../../engine/api/explorerRecords.ts'
import { CopyText } from '../../../ui/CopyText.tsx'
import { cleanText } from '../../../ui/cleanText.ts'
import { formatCount, shortenHex } from '../../../ui/format.ts'
import { useExplorer } from '../hooks/useExplorer.ts'
import type { ExplorerLocation } from '../model/location.ts'
import './Entity.css'

interface EntityProps {
  readonly to: ExplorerLocation
  /** What is copied. */
  readonly text: string
  readonly shown: string
  readonly label: string
  readonly isName?: boolean
  readonly title?: string
}

/** Something with a page of its own: a link, and a mark that copies it. */
function Entity({ to, text, shown, label, isName = false, title = text }: EntityProps) {
  const { visit } = useExplorer()
  return (
    <span className="entity">
      <button
        type="button"
        className={isName ? 'entity-link entity-name' : 'entity-link mono'}
        title={title}
        onClick={() => visit(to)}
      >
        {shown}
      </button>
      <CopyText text={text} shown="" label={label} />
    </span>
  )
}

export interface AddressLinkProps {
  readonly address: string
  readonly names?: AddressNames
  /** The whole address, behind its name if it has one. */
  readonly full?: boolean
}

/** An account by its name, else by its address. */
export function AddressLink({ address, names, full = false }: AddressLinkProps) {
  const name = names === undefined ? undefined : names[address]
  const to = { page: 'account', address } as const
  if (name !== undefined && full)
    return (
      <span className="entity-full">
        <Entity to={to} text={address} shown={cleanText(name, 40)} label="address" isName />
        <span className="mono muted selectable">{address}</span>
      </span>
    )
  const shown = name === undefined ? (full ? address : shortenHex(address, 6)) : cleanText(name, 40)
  return (
    <Entity
      to={to}
      text={address}
      shown={shown}
      label="address"
      isName={name !== undefined}
      title={name === undefined ? address : `${cleanText(name, 60)} · ${address}`}
    />
  )
}

export const TransactionLink = ({ hash, full = false }: { hash: string; full?: boolean }) => (
  <Entity
    to={{ page: 'transaction', hash }}
    text={hash}
    shown={full ? hash : shortenHex(hash, 6)}
    label="transaction hash"
  />
)

export const BlockLink = ({ number }: { number: number }) => (
  <Entity
    to={{ page: 'block', block: String(number) }}
    text={String(number)}
    shown={formatCount(number)}
    label="block number"
    isName
    title={`Block ${formatCount(number)}`}
  />
)

/** A hash without a page: roots, code hashes. */
export const HashText = ({ hash, label }: { hash: string; label: string }) => (
  <CopyText text={hash} shown={hash} label={label} />
)
