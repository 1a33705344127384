import { useState } from 'react'
import type { Market } from '../../../../engine/api/marketData.ts'
import type { OrderRecord } from '../../../../engine/api/order.ts'
import type { LiveState } from '../../../app/connection/createLiveStore.ts'
import { Badge } from '../../../ui/Badge.tsx'
import { Button } from '../../../ui/Button.tsx'
import { ErrorMessage, StateMessage } from '../../../ui/StateMessage.tsx'
import { Tabs } from '../../../ui/Tabs.tsx'
import { useOrderActions } from '../hooks/useOrderActions.ts'
import { type AccountState, listFills, listOpenOrders } from '../model/account.ts'
import { FillsTable } from './FillsTable.tsx'
import { OrderHistory } from './OrderHistory.tsx'
import { OrdersTable } from './OrdersTable.tsx'
import { PositionsTable } from './PositionsTable.tsx'
import './AccountTabs.css'

export type AccountTab = 'orders' | 'history' | 'fills' | 'positions'

export interface AccountTabsProps {
  readonly trader: string | undefined
  readonly account: LiveState<AccountState>
  readonly markets: ReadonlyMap<string, Market>
  readonly mayTrade: boolean
  readonly selected: AccountTab
  readonly onSelect: (tab: AccountTab) => void
  readonly onEdit: (order: OrderRecord) => void
}

/** Everything of the selected account: open orders, history, fills, positions. */
export function AccountTabs(props: AccountTabsProps) {
  const { trader, account, mayTrade, selected, onSelect } = props
  const actions = useOrderActions(trader)
  const openOrders = listOpenOrders(account.value)
  const fills = listFills(account.value)
  const tabs = [
    { id: 'orders', title: 'Orders', count: openOrders.length },
    { id: 'fills', title: 'Fills', count: fills.length },
    { id: 'positions', title: 'Positions' },
    { id: 'history', title: 'Order history' },
  ] as const
  return (
    <section className="account-tabs" aria-label="Account">
      <Tabs
        label="Account"
        tabs={tabs}
        selected={selected}
        onSelect={onSelect}
        actions={
          <>
            {account.freshness === 'stale' && <Badge tone="warning">STALE</Badge>}
            {selected === 'orders' && <CancelAllButton count={openOrders.length} mayTrade={mayTrade} {...actions} />}
          </>
        }
      >
        <AccountTabPanel {...props} {...actions} openOrders={openOrders} fills={fills} />
      </Tabs>
    </section>
  )
}

interface AccountTabPanelProps extends AccountTabsProps, ReturnType<typeof useOrderActions> {
  readonly openOrders: readonly OrderRecord[]
  readonly fills: ReturnType<typeof listFills>
}

function AccountTabPanel(props: AccountTabPanelProps) {
  const { trader, account, markets, mayTrade, selected, openOrders, fills, cancelling, cancel, onEdit } = props
  const stale = account.freshness === 'stale'
  if (trader === undefined)
    return <StateMessage>Select an account to see its orders, fills and positions.</StateMessage>
  if (account.freshness === 'failed') return <ErrorMessage error={account.error} />
  if (account.value?.isComplete !== true) return <StateMessage>Loading the account…</StateMessage>
  if (selected === 'fills') return <FillsTable fills={fills} account={trader} markets={markets} stale={stale} />
  if (selected === 'positions')
    return <PositionsTable portfolio={account.value.portfolio} markets={markets} stale={stale} />
  if (selected === 'history')
    return <OrderHistory trader={trader} account={account.value} markets={markets} stale={stale} />
  return (
    <OrdersTable
      kind="open"
      orders={openOrders}
      markets={markets}
      stale={stale}
      mayTrade={mayTrade}
      cancelling={cancelling}
      onCancel={cancel}
      onEdit={onEdit}
      empty="No open order."
    />
  )
}

interface CancelAllProps {
  readonly count: number
  readonly mayTrade: boolean
  readonly cancelAll: () => void
  readonly isCancellingAll: boolean
}

/** Cancels every open order at a second press, so that one slip of the hand doesn't. */
function CancelAllButton({ count, mayTrade, cancelAll, isCancellingAll }: CancelAllProps) {
  const [isArmed, setArmed] = useState(false)
  return (
    <Button
      size="small"
      variant="danger"
      data-testid="orders-cancel-all"
      disabled={count === 0 || !mayTrade}
      busy={isCancellingAll}
      onBlur={() => setArmed(false)}
      onClick={() => {
        if (isArmed) cancelAll()
        setArmed(!isArmed)
      }}
    >
      {isArmed ? `Confirm: cancel ${count}` : 'Cancel all'}
    </Button>
  )
}
