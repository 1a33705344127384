import type { SigningAccount } from '../../../../engine/api/signing.ts'
import { useConnection } from '../../../app/connection/DeskContext.tsx'
import { Button } from '../../../ui/Button.tsx'
import { cleanText } from '../../../ui/cleanText.ts'
import { Dialog } from '../../../ui/Dialog.tsx'
import { describeError } from '../../../ui/describeError.ts'
import { useNotifications } from '../../../ui/notifications.tsx'
import { StateMessage } from '../../../ui/StateMessage.tsx'
import { useArmed } from '../../../ui/useArmed.ts'
import { useOnboarding } from '../hooks/useOnboarding.ts'
import { OnboardingDetails } from './OnboardingDetails.tsx'
import './OpenPracticeDialog.css'

export interface OpenPracticeDialogProps {
  readonly account: SigningAccount
  /** The network that the status bar shows. */
  readonly chainId: number
  readonly onUnlock: () => void
  readonly onClose: () => void
}

/** Shows what opening an account on the practice desk does and every permit that it signs, and does only that. */
export function OpenPracticeDialog({ account, chainId, onUnlock, onClose }: OpenPracticeDialogProps) {
  const { notify } = useNotifications()
  const { phase } = useConnection()
  const label = cleanText(account.label, 40)
  const { prepared, opening, prepareAgain } = useOnboarding(account.address, chainId, () => {
    notify('success', 'Account opened on the practice desk', `${label} is approved and funded, and can trade.`)
    onClose()
  })
  const shown = prepared.isFetching ? undefined : prepared.data
  const failure = opening.error ?? prepared.error
  const isUnlocked = !account.locked && phase === 'live'
  const isReady = shown !== undefined && shown.mismatches.length === 0 && failure === null && isUnlocked
  const canConfirm = useArmed(isReady)
  return (
    <Dialog
      title={`Open ${label} on the practice desk`}
      width={860}
      testId="open-practice-dialog"
      locked={opening.isPending}
      onClose={onClose}
    >
      <div className="dialog-body open-practice-body scrolls">
        {shown !== undefined && <OnboardingDetails {...shown.onboarding} />}
        {shown === undefined && failure === null && <StateMessage>The desk prepares the permits…</StateMessage>}
        <Mismatches mismatches={shown?.mismatches ?? []} />
        {failure !== null && <Failure error={failure} onPrepareAgain={prepareAgain} />}
        {account.locked && failure === null && <Locked label={label} onUnlock={onUnlock} />}
        {phase !== 'live' && (
          <p className="dialog-note" data-tone="warning">
            The connection is gone. Nothing can be signed until it is back.
          </p>
        )}
      </div>
      <footer className="dialog-foot">
        <Button onClick={onClose} disabled={opening.isPending}>
          Cancel
        </Button>
        <Button
          variant="primary"
          data-testid="open-practice-confirm"
          disabled={!canConfirm}
          busy={opening.isPending}
          onClick={() => opening.mutate()}
        >
          {opening.isPending ? 'Signing and opening…' : 'Sign and open'}
        </Button>
      </footer>
    </Dialog>
  )
}

const Mismatches = ({ mismatches }: { mismatches: readonly string[] }) =>
  mismatches.length === 0 ? null : (
    <p className="dialog-note" data-tone="danger" role="alert">
      The prepared permits differ from what this window expects in {mismatches.join(', ')}. They can’t be signed here.
    </p>
  )

const Locked = ({ label, onUnlock }: { label: string; onUnlock: () => void }) => (
  <div className="dialog-note open-practice-way-on" data-tone="warning">
    <p>The account “{label}” is locked.</p>
    <Button onClick={onUnlock} data-testid="open-practice-unlock">
      Unlock
    </Button>
  </div>
)

function Failure({ error, onPrepareAgain }: { error: Error; onPrepareAgain: () => void }) {
  const { code, message } = describeError(error)
  return (
    <div className="dialog-note open-practice-way-on" data-tone="danger" role="alert">
      <p>
        {message} {code !== undefined && <code>{code}</code>}
      </p>
      <Button onClick={onPrepareAgain}>Prepare again</Button>
    </div>
  )
}
