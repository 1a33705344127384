import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useCallback, useEffect, useRef, useState } from 'react'
import type { SigningAccount } from '../../../../engine/api/signing.ts'
import { useDesk } from '../../../app/connection/DeskContext.tsx'
import { Badge } from '../../../ui/Badge.tsx'
import { Button } from '../../../ui/Button.tsx'
import { CopyText } from '../../../ui/CopyText.tsx'
import { cleanText } from '../../../ui/cleanText.ts'
import { shortenHex } from '../../../ui/format.ts'
import { useNotifications } from '../../../ui/notifications.tsx'
import { useDismiss } from '../../../ui/useDismiss.ts'
import './AccountSelector.css'

export interface AccountSelectorProps {
  readonly accounts: readonly SigningAccount[]
  readonly selected: SigningAccount | undefined
  /** Whether the caller's role may unlock, lock and make accounts. */
  readonly maySign: boolean
  readonly onSelect: (address: string) => void
  /** Whether the caller's role may approve and fund accounts of the practice desk. */
  readonly mayOnboard: boolean
  readonly onUnlock: (account: SigningAccount) => void
  readonly onOpenPractice: (account: SigningAccount) => void
  readonly onNew: () => void
}

/** The account that trades, and the list to choose another, unlock one, open one on the practice desk, or make one. */
export function AccountSelector({
  accounts,
  selected,
  maySign,
  mayOnboard,
  onSelect,
  onUnlock,
  onOpenPractice,
  onNew,
}: AccountSelectorProps) {
  const [isOpen, setOpen] = useState(false)
  const root = useRef<HTMLDivElement>(null)
  useDismiss(
    root,
    isOpen,
    useCallback(() => setOpen(false), []),
  )
  useEffect(() => {
    if (isOpen) root.current?.querySelector<HTMLElement>('[aria-checked=true]')?.focus()
  }, [isOpen])
  const choose = (address: string) => {
    onSelect(address)
    setOpen(false)
    root.current?.querySelector<HTMLElement>('[data-testid=account-select]')?.focus()
  }
  return (
    <div className="account-selector" ref={root}>
      <button
        type="button"
        className="account-button"
        data-testid="account-select"
        aria-haspopup="menu"
        aria-expanded={isOpen}
        aria-label="Account"
        onClick={() => setOpen(!isOpen)}
      >
        <span className="account-label">{selected === undefined ? 'No account' : cleanText(selected.label, 28)}</span>
        {selected !== undefined && <code className="muted">{shortenHex(selected.address)}</code>}
        {selected?.locked && <Badge tone="warning">locked</Badge>}
        <span aria-hidden="true" className="faint">
          ▾
        </span>
      </button>
      {isOpen && (
        <div className="account-menu" role="menu" aria-label="Accounts">
          <div className="account-menu-list scrolls">
            {accounts.map((account) => (
              <AccountRow
                key={account.address}
                account={account}
                selected={account.address === selected?.address}
                maySign={maySign}
                onSelect={choose}
                onUnlock={() => {
                  setOpen(false)
                  onUnlock(account)
                }}
              />
            ))}
            {accounts.length === 0 && (
              <p className="account-menu-empty faint">This desk has no account to sign with yet.</p>
            )}
          </div>
          <div className="account-menu-foot">
            {mayOnboard && selected?.kind === 'keystore' && (
              <OpenPracticeButton
                address={selected.address}
                onOpen={() => {
                  setOpen(false)
                  onOpenPractice(selected)
                }}
              />
            )}
            <Button
              data-testid="account-new"
              disabled={!maySign}
              onClick={() => {
                setOpen(false)
                onNew()
              }}
            >
              New or imported account…
            </Button>
          </div>
        </div>
      )}
    </div>
  )
}

/** Offers to open the account on the practice desk as long as it can't trade there. */
function OpenPracticeButton({ address, onOpen }: { address: string; onOpen: () => void }) {
  const { api } = useDesk()
  const { data } = useQuery(api.practice.getStanding.queryOptions({ input: { account: address } }))
  if (data === undefined || data.mayTrade) return null
  return (
    <Button variant="primary" data-testid="account-open-practice" onClick={onOpen}>
      Open this account on the practice desk…
    </Button>
  )
}

interface AccountRowProps {
  readonly account: SigningAccount
  readonly selected: boolean
  readonly maySign: boolean
  readonly onSelect: (address: string) => void
  readonly onUnlock: () => void
}

function AccountRow({ account, selected, maySign, onSelect, onUnlock }: AccountRowProps) {
  const { client, api } = useDesk()
  const queries = useQueryClient()
  const { notifyFailure } = useNotifications()
  const lock = () => {
    client.signing
      .lockAccount({ address: account.address })
      .then(() => queries.invalidateQueries({ queryKey: api.signing.listAccounts.key() }))
      .catch((error: unknown) => notifyFailure('The account was not locked', error))
  }
  return (
    <div className="account-row" data-selected={selected || undefined}>
      <button
        type="button"
        role="menuitemradio"
        aria-checked={selected}
        className="account-row-main"
        data-testid={`account-${account.address}`}
        onClick={() => onSelect(account.address)}
      >
        <span className="account-label">{cleanText(account.label, 40)}</span>
        <Badge tone={account.kind === 'practice' ? 'accent' : 'neutral'}>{account.kind}</Badge>
      </button>
      <CopyText
        text={account.address}
        shown={shortenHex(account.address)}
        label={`address of ${cleanText(account.label)}`}
      />
      {account.kind === 'keystore' && (
        <Button size="small" disabled={!maySign} onClick={account.locked ? onUnlock : lock}>
          {account.locked ? 'Unlock' : 'Lock'}
        </Button>
      )}
    </div>
  )
}
