import { type ComponentProps, lazy, Suspense, useCallback, useState } from 'react'
import type { Bridge } from '../../../engine/api/bridge.ts'
import type { OrderAck } from '../../../engine/api/order.ts'
import type { SigningAccount } from '../../../engine/api/signing.ts'
import { NewAccountDialog, OpenPracticeDialog, UnlockDialog } from '../../features/accounts/index.ts'
import type { DebugRequest } from '../../features/debugger/index.ts'
import { type OrderDraft, useAccountEvents } from '../../features/trading/index.ts'
import { cleanText } from '../../ui/cleanText.ts'
import { formatCount } from '../../ui/format.ts'
import { useNotifications } from '../../ui/notifications.tsx'
import { useStoredState } from '../../ui/useStoredState.ts'
import { useStatus } from '../connection/useStatus.ts'
import { screens } from '../screens.tsx'
import { useRole } from '../session/useRole.ts'
import { useSelectedAccount } from '../session/useSelectedAccount.ts'
import { CommandPalette } from './CommandPalette.tsx'
import { ErrorBoundary } from './ErrorBoundary.tsx'
import { NavigationRail } from './NavigationRail.tsx'
import { ShortcutSheet } from './ShortcutSheet.tsx'
import { StatusBar } from './StatusBar.tsx'
import { Toasts } from './Toasts.tsx'
import { useConnectionEvents } from './useConnectionEvents.ts'
import { type Overlay, useShellCommands } from './useShellCommands.ts'
import './Workspace.css'

// Hashing and recovering signatures load with the first review, not with the first paint.
const ReviewDialog = lazy(() =>
  import('../../features/signing/index.ts').then((module) => ({ default: module.ReviewDialog })),
)

/** The workspace: rail, status bar, the screen, and the dialogs over it. Features meet here and nowhere else. */
export function Workspace({ bridge }: { bridge: Bridge | undefined }) {
  const [screenId, setScreenId] = useStoredState<string>('screen', 'trading')
  const [overlay, setOverlay] = useState<Overlay>()
  const [review, setReview] = useState<OrderDraft>()
  const [debugRequest, setDebugRequest] = useState<DebugRequest>()
  const [unlocking, setUnlocking] = useState<SigningAccount>()
  const [openingAddress, setOpeningAddress] = useState<string>()
  const hasRole = useRole()
  const { accounts, selected, select } = useSelectedAccount()
  const closeOverlay = useCallback(() => setOverlay(undefined), [])
  useAccountEvents(selected?.address)
  useConnectionEvents()
  useShellCommands({ bridge, onScreen: setScreenId, onOverlay: setOverlay })
  const openInDebugger = (request: DebugRequest) => {
    setDebugRequest(request)
    setScreenId('debugger')
  }
  const screen = screens.find(({ id }) => id === screenId) ?? screens[0]
  const maySign = hasRole('signer')
  const mayOnboard = hasRole('admin')
  const opening = accounts.find(({ address }) => address === openingAddress)
  return (
    <div className="workspace">
      <NavigationRail
        screens={screens}
        selectedId={screen?.id}
        onSelect={setScreenId}
        onHelp={() => setOverlay('shortcuts')}
      />
      <StatusBar
        accounts={accounts}
        selected={selected}
        maySign={maySign}
        mayOnboard={mayOnboard}
        onSelect={select}
        onUnlock={setUnlocking}
        onOpenPractice={({ address }) => setOpeningAddress(address)}
        onNew={() => setOverlay('new-account')}
        onPalette={() => setOverlay('palette')}
      />
      <main className="workspace-screen">
        <ErrorBoundary key={screen?.id}>
          {screen?.render({
            trader: selected?.address,
            mayTrade: hasRole('trader'),
            onReview: setReview,
            debugRequest,
            onDebug: openInDebugger,
          })}
        </ErrorBoundary>
      </main>
      <Toasts />
      {overlay === 'palette' && <CommandPalette onClose={closeOverlay} />}
      {overlay === 'shortcuts' && <ShortcutSheet onClose={closeOverlay} />}
      {overlay === 'new-account' && (
        <NewAccountDialog
          mayOnboard={mayOnboard}
          onClose={closeOverlay}
          onCreated={({ address }, opensPractice) => {
            select(address)
            if (opensPractice) setOpeningAddress(address)
            closeOverlay()
          }}
        />
      )}
      {review !== undefined && (
        <Review request={review} accounts={accounts} onClose={() => setReview(undefined)} onUnlock={setUnlocking} />
      )}
      {opening !== undefined && (
        <OpenPractice
          account={opening}
          onUnlock={() => setUnlocking(opening)}
          onClose={() => setOpeningAddress(undefined)}
        />
      )}
      {unlocking !== undefined && <UnlockDialog account={unlocking} onClose={() => setUnlocking(undefined)} />}
    </div>
  )
}

/** Against the network that the status bar shows. */
function OpenPractice(props: Omit<ComponentProps<typeof OpenPracticeDialog>, 'chainId'>) {
  const { value: status } = useStatus()
  return status === undefined ? null : <OpenPracticeDialog {...props} chainId={status.network.chainId} />
}

const stateWords = {
  open: 'In the book',
  filled: 'Filled',
  cancelled: 'The rest is cancelled',
  expired: 'Expired',
  rejected: 'Rejected',
} as const satisfies Record<OrderAck['order']['state'], string>

interface ReviewProps {
  readonly request: OrderDraft
  readonly accounts: readonly SigningAccount[]
  readonly onClose: () => void
  readonly onUnlock: (account: SigningAccount) => void
}

function Review({ request, accounts, onClose, onUnlock }: ReviewProps) {
  const { value: status } = useStatus()
  const { notify } = useNotifications()
  const account = accounts.find(({ address }) => address === request.ticket.trader)
  const onPlaced = ({ order }: OrderAck) => {
    const symbol = cleanText(request.market.treasury.symbol, 16)
    const filled = `${formatCount(order.filledLots)} of ${formatCount(order.sizeLots)} lots filled`
    notify('success', `Order placed: ${symbol}`, `${stateWords[order.state]}, ${filled}.`)
    request.onPlaced()
    onClose()
  }
  return (
    <Suspense fallback={null}>
      <ReviewDialog
        request={request}
        chainId={status?.network.chainId ?? 0}
        traderLabel={account?.label ?? 'unknown'}
        isLocked={account?.locked ?? false}
        onUnlock={() => account !== undefined && onUnlock(account)}
        onClose={onClose}
        onPlaced={onPlaced}
      />
    </Suspense>
  )
}
